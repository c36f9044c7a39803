package workload

// This file defines arrivals without chance: a list of instants, and bursts.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// List describes arrivals at given instants.
type List struct {
	Times     []sim.Time // in any order; sorted by the source
	Durations []sim.Time // of the arrival at the same index; none: the function's own
}

type listed struct {
	span
	arrivals []Arrival
	pos      int
}

// NewList returns the source of the arrivals of a list. Those at one instant
// stay in the order of the list.
func NewList(cfg List) (Source, error) {
	if n := len(cfg.Durations); n > 0 && n != len(cfg.Times) {
		return nil, fmt.Errorf("durations: %d: must be as many as there are times, which are %d", n, len(cfg.Times))
	}
	p := &listed{arrivals: make([]Arrival, len(cfg.Times))}
	for i, t := range cfg.Times {
		if t < 0 || t == sim.Never {
			return nil, fmt.Errorf("times[%d]: %v: must be an instant from 0 on", i+1, t)
		}
		p.arrivals[i] = Arrival{At: t, Duration: OwnDuration}
		if len(cfg.Durations) == 0 {
			continue
		}
		if d := cfg.Durations[i]; d < OwnDuration {
			return nil, fmt.Errorf("durations[%d]: %v: must not be negative", i+1, d)
		}
		p.arrivals[i].Duration = cfg.Durations[i]
	}
	slices.SortStableFunc(p.arrivals, func(a, b Arrival) int { return cmp.Compare(a.At, b.At) })
	if n := len(p.arrivals); n > 0 {
		p.end = p.arrivals[n-1].At
	}
	p.expected = float64(len(p.arrivals))
	return p, nil
}

func (p *listed) Next(a *Arrival) bool {
	if p.pos == len(p.arrivals) {
		return false
	}
	*a = p.arrivals[p.pos]
	p.pos++
	return true
}

// Bursts describes groups of arrivals at equal distances, the first at Start.
type Bursts struct {
	Size     uint64   // arrivals in a burst, >= 1
	Every    sim.Time // from the beginning of a burst to that of the next; 0: only one burst
	Gap      sim.Time // between the arrivals of a burst; 0: all at one instant
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs; 0 for ever
	Count    uint64   // how many arrivals at most; 0 no limit
}

type bursts struct {
	span
	cfg Bursts
	k   uint64 // arrivals so far
}

// NewBursts returns the source of bursts. A burst must end before the next one
// begins. Nothing arrives at the very end of Duration.
func NewBursts(cfg Bursts) (Source, error) {
	length := sim.Time(0)
	switch {
	case cfg.Size == 0:
		return nil, fmt.Errorf("size: 0: must be at least 1")
	case cfg.Every < 0:
		return nil, fmt.Errorf("every: %v: must not be negative", cfg.Every)
	case cfg.Gap < 0:
		return nil, fmt.Errorf("gap: %v: must not be negative", cfg.Gap)
	default:
		length = times(cfg.Gap, cfg.Size-1)
	}
	if cfg.Every > 0 && length >= cfg.Every {
		return nil, fmt.Errorf("every: %v: must be longer than a burst, which takes %v", cfg.Every, length)
	}
	rate := 0.0
	if cfg.Every == 0 {
		if cfg.Count == 0 || cfg.Count > cfg.Size {
			cfg.Count = cfg.Size
		}
	} else {
		rate = float64(cfg.Size) / cfg.Every.Seconds()
	}
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, rate)
	if err != nil {
		return nil, err
	}
	if cfg.Duration > 0 && s.end != sim.Never {
		s.end--
	}
	return &bursts{span: s, cfg: cfg}, nil
}

func (p *bursts) Next(a *Arrival) bool {
	begin := times(p.cfg.Every, p.k/p.cfg.Size)
	at := plus(p.cfg.Start, plus(begin, times(p.cfg.Gap, p.k%p.cfg.Size)))
	p.k++
	return p.emit(a, at)
}
