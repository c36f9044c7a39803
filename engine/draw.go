package engine

// This file draws the random times of a function, so that the draw for the
// n-th invocation of a function depends on nothing but the seed, the names of
// provider and function, and n: two policies see the same durations.

import (
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A draw is one random time: a constant, or a distribution with its stream.
type draw struct {
	dist  workload.Dist // nil: always fixed
	fixed sim.Time
	rng   sim.RNG
}

// draws are the random times of a registration.
type draws struct {
	duration, dispatch, warm, create, init, teardown draw

	handler sim.RNG // of Context.Random
	steps   sim.RNG // of the amounts of declared phases
}

func (p *Provider) newDraws(f *Function, o Overhead) draws {
	stream := func(what string) sim.RNG {
		return p.sim.Stream(what + "/" + p.config.Name + "/" + f.Name)
	}
	mk := func(what string, d workload.Dist) draw {
		if d == nil {
			return draw{}
		}
		if v, ok := workload.IsConstant(d); ok {
			return draw{fixed: seconds(v)}
		}
		return draw{dist: d, rng: stream(what)}
	}
	return draws{
		dispatch: mk("dispatch", o.Dispatch), create: mk("create", o.Create), init: mk("init", o.Init),
		warm: mk("warm", o.Warm), teardown: mk("teardown", o.Teardown),
		// The duration is the function's own: providers that are compared
		// see the same work.
		duration: func() draw {
			d := mk("", f.Duration)
			d.rng = p.sim.Stream("duration/" + f.Name)
			return d
		}(),
		handler: p.sim.Stream("handler/" + f.Name),
		steps:   p.sim.Stream("steps/" + f.Name),
	}
}

// draw returns the time for the n-th invocation.
func (p *Provider) draw(d *draw, n uint64) sim.Time {
	if d.dist == nil {
		return d.fixed
	}
	p.scratch = d.rng.At(n)
	return seconds(d.dist.Sample(&p.scratch))
}

// seconds converts a drawn number of seconds; negative draws count as 0.
func seconds(v float64) sim.Time {
	if v <= 0 {
		return 0
	}
	return sim.Seconds(v)
}
