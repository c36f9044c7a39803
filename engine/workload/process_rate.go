package workload

// This file defines Poisson processes whose rate varies with time.

import (
	"cmp"
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Sinusoidal describes independent arrivals at a rate that goes up and down,
// such as by day and night: Rate·(1 + Amplitude·sin(2π·(t/Period + Phase))) at
// the time t after Start.
type Sinusoidal struct {
	Rate      float64  // mean arrivals per second over a period, > 0
	Amplitude float64  // in [0, 1]; 1 makes the rate touch zero
	Period    sim.Time // > 0
	Phase     float64  // part of a period, in [0, 1], by which the wave is ahead
	Start     sim.Time // when the process begins
	Duration  sim.Time // how long it runs; 0 for ever
	Count     uint64   // how many arrivals at most; 0 no limit
}

// Ramp describes independent arrivals at a rate that goes linearly from one
// value to another over the duration of the process.
type Ramp struct {
	From, To float64  // arrivals per second at the start and at the end, not both 0
	Start    sim.Time // when the process begins
	Duration sim.Time // how long it runs, > 0
	Count    uint64   // how many arrivals at most; 0 no limit
}

// A thinned process draws from a Poisson process of the highest rate and keeps
// each arrival with the probability rate/highest. One of cycle and ramp time
// is in use.
//
// Lewis and Shedler, Simulation of Nonhomogeneous Poisson Processes by
// Thinning (1979).
type thinned struct {
	span
	start, t sim.Time
	gap      float64 // mean gap in seconds at the highest rate
	rng      sim.RNG

	cycle            float64 // seconds of one period; 0: a ramp
	phase, amplitude float64
	ramp             float64 // seconds of the ramp
	from, to         float64 // share of the highest rate at its ends
}

// NewSinusoidal returns a Poisson process with a sinusoidal rate.
func NewSinusoidal(cfg Sinusoidal, rng sim.RNG) (Source, error) {
	if err := checkRate("rate", cfg.Rate); err != nil {
		return nil, err
	}
	if !(cfg.Amplitude >= 0 && cfg.Amplitude <= 1) {
		return nil, fmt.Errorf("amplitude: %v: must be from 0 to 1", cfg.Amplitude)
	}
	if cfg.Period <= 0 {
		return nil, fmt.Errorf("period: %v: must be a positive time", cfg.Period)
	}
	if !(cfg.Phase >= 0 && cfg.Phase <= 1) {
		return nil, fmt.Errorf("phase: %v: must be from 0 to 1, a part of the period", cfg.Phase)
	}
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, cfg.Rate)
	if err != nil {
		return nil, err
	}
	return &thinned{
		span: s, start: cfg.Start, t: cfg.Start, rng: rng,
		gap:   1 / (cfg.Rate * (1 + cfg.Amplitude)),
		cycle: cfg.Period.Seconds(), phase: cfg.Phase, amplitude: cfg.Amplitude,
	}, nil
}

// NewRamp returns a Poisson process with a linear rate.
func NewRamp(cfg Ramp, rng sim.RNG) (Source, error) {
	if err := cmp.Or(nonNegative("from", cfg.From), nonNegative("to", cfg.To)); err != nil {
		return nil, err
	}
	highest := max(cfg.From, cfg.To)
	if err := checkRate("to", highest); err != nil {
		return nil, err
	}
	if cfg.Duration <= 0 {
		return nil, fmt.Errorf("duration: %v: must be a positive time", cfg.Duration)
	}
	s, err := newSpan(cfg.Start, cfg.Duration, cfg.Count, (cfg.From+cfg.To)/2)
	if err != nil {
		return nil, err
	}
	return &thinned{
		span: s, start: cfg.Start, t: cfg.Start, rng: rng,
		gap:  1 / highest,
		ramp: cfg.Duration.Seconds(), from: cfg.From / highest, to: cfg.To / highest,
	}, nil
}

func (p *thinned) Next(a *Arrival) bool {
	for p.t <= p.end && p.left > 0 {
		p.t = plus(p.t, sim.Seconds(float64(p.gap*p.rng.Exp())))
		if p.rng.Float64() < p.share() {
			return p.emit(a, p.t)
		}
		if p.t == sim.Never {
			break
		}
	}
	return false
}

// share returns the rate at t as a share of the highest one.
func (p *thinned) share() float64 {
	since := (p.t - p.start).Seconds()
	if p.cycle > 0 {
		turns := since / p.cycle
		wave := sinTurns(turns + p.phase)
		return (1 + float64(p.amplitude*wave)) / (1 + p.amplitude)
	}
	return p.from + float64((p.to-p.from)*(since/p.ramp))
}
