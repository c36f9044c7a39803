package workload

// This file defines the processes with a fixed rate: Poisson, periodic,
// uniform gaps, and gaps of any distribution.

import (
	"cmp"
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Poisson describes arrivals that are independent of each other.
type Poisson struct {
	Rate     float64  // arrivals per second, > 0
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs; 0 for ever
	Count    uint64   // how many arrivals at most; 0 no limit
}

type poisson struct {
	span
	t   sim.Time
	gap float64 // mean gap in seconds
	rng sim.RNG
}

// NewPoisson returns a Poisson process. Times are rounded to nanoseconds.
func NewPoisson(cfg Poisson, rng sim.RNG) (Source, error) {
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, cfg.Rate)
	if err := cmp.Or(checkRate("rate", cfg.Rate), err); err != nil {
		return nil, err
	}
	return &poisson{s, cfg.Start, 1 / cfg.Rate, rng}, nil
}

func (p *poisson) Next(a *Arrival) bool {
	p.t = plus(p.t, sim.Seconds(float64(p.gap*p.rng.Exp())))
	return p.emit(a, p.t)
}

// Periodic describes arrivals at equal distances. One of Period and Rate must
// be given.
//
// The k-th arrival, from 1, is at Start + k·Period, computed from k so that
// nothing drifts if 1/Rate is no whole number of nanoseconds. A process of
// rate 2 and 10 s thus makes 20 arrivals, the last at its very end. With
// AtStart the first arrival is at Start and there is none at the end.
type Periodic struct {
	Period   sim.Time // distance of arrivals; 0 if Rate is given
	Rate     float64  // arrivals per second; 0 if Period is given
	AtStart  bool     // the first arrival is at Start, not a period later
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs; 0 for ever
	Count    uint64   // how many arrivals at most; 0 no limit
}

type periodic struct {
	span
	start, period sim.Time
	rate          float64 // 0: use period
	k             uint64
}

// NewPeriodic returns a periodic process. It needs no random numbers.
func NewPeriodic(cfg Periodic) (Source, error) {
	rate := cfg.Rate
	switch {
	case cfg.Period != 0 && cfg.Rate != 0:
		return nil, fmt.Errorf("period: %v: must not be given together with rate", cfg.Period)
	case cfg.Period < 0:
		return nil, fmt.Errorf("period: %v: must be a positive time", cfg.Period)
	case cfg.Period > 0:
		rate = 1 / cfg.Period.Seconds()
	default:
		if err := checkRate("rate", rate); err != nil {
			return nil, err
		}
	}
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, rate)
	if err != nil {
		return nil, err
	}
	p := &periodic{span: s, start: cfg.Start, period: cfg.Period, rate: cfg.Rate, k: 1}
	if cfg.AtStart {
		p.k = 0
		if cfg.Duration > 0 && p.end != sim.Never {
			p.end--
		}
	}
	return p, nil
}

func (p *periodic) Next(a *Arrival) bool {
	since := times(p.period, p.k)
	if p.rate > 0 {
		since = sim.Seconds(float64(p.k) / p.rate)
	}
	p.k++
	return p.emit(a, plus(p.start, since))
}

// Renewal describes arrivals whose gaps are independent numbers of one
// distribution; the first comes one gap after the start.
type Renewal struct {
	IAT      Dist     // gap between arrivals in seconds; negative numbers count as 0
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs; 0 for ever
	Count    uint64   // how many arrivals at most; 0 no limit
}

type renewal struct {
	span
	t   sim.Time
	iat Dist
	rng sim.RNG
}

// NewRenewal returns a renewal process. The expected number of arrivals is
// Duration/mean, which is exact only in the long run.
func NewRenewal(cfg Renewal, rng sim.RNG) (Source, error) {
	if cfg.IAT == nil {
		return nil, fmt.Errorf("iat: missing: must be a distribution of the gap between arrivals, in seconds")
	}
	mean := cfg.IAT.Mean()
	if !(mean > 0) && cfg.Count == 0 {
		return nil, fmt.Errorf("iat: %v: must have a positive mean, or a count must be given", cfg.IAT)
	}
	rate := 0.0
	if mean > 0 && !math.IsInf(mean, 1) {
		rate = 1 / mean
	}
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, rate)
	if err != nil {
		return nil, err
	}
	return &renewal{s, cfg.Start, cfg.IAT, rng}, nil
}

func (p *renewal) Next(a *Arrival) bool {
	p.t = plus(p.t, max(0, sim.Seconds(p.iat.Sample(&p.rng))))
	return p.emit(a, p.t)
}

// UniformGaps describes arrivals whose gaps are uniform between two times.
type UniformGaps struct {
	Lo, Hi   sim.Time // shortest and longest gap, Hi > 0
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs; 0 for ever
	Count    uint64   // how many arrivals at most; 0 no limit
}

// NewUniformGaps returns the renewal process of uniform gaps.
func NewUniformGaps(cfg UniformGaps, rng sim.RNG) (Source, error) {
	switch {
	case cfg.Lo < 0:
		return nil, fmt.Errorf("lo: %v: must not be negative", cfg.Lo)
	case cfg.Hi < cfg.Lo || cfg.Hi == 0:
		return nil, fmt.Errorf("hi: %v: must be positive and not less than lo, which is %v", cfg.Hi, cfg.Lo)
	}
	gap, err := Uniform(cfg.Lo.Seconds(), cfg.Hi.Seconds())
	if err != nil {
		return nil, err
	}
	return NewRenewal(Renewal{gap, cfg.Start, cfg.Duration, cfg.Count}, rng)
}
