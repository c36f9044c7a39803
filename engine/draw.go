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

// newDraw returns the draw of d from a stream of that name.
func (p *Provider) newDraw(d workload.Dist, stream string) draw {
	if d == nil {
		return draw{}
	}
	if v, ok := workload.IsConstant(d); ok {
		return draw{fixed: seconds(v)}
	}
	return draw{dist: d, rng: p.sim.Stream(stream)}
}

// draws are the random times of a function. They are its own: providers that are
// compared see the same work.
type draws struct {
	duration draw
	handler  sim.RNG // of Context.Random
	steps    sim.RNG // of the amounts of declared phases
}

func (p *Provider) newDraws(f *Function) draws {
	return draws{
		duration: p.newDraw(f.Duration, "duration/"+f.Name),
		handler:  p.sim.Stream("handler/" + f.Name),
		steps:    p.sim.Stream("steps/" + f.Name),
	}
}

// overheadDraws are the overheads of a function at a provider.
type overheadDraws struct{ dispatch, warm, create, init, teardown draw }

// newOverheadDraws returns those of f. Equal constants of one function after the
// other are kept once, so that they stay in the caches.
func (p *Provider) newOverheadDraws(f *Function, o Overhead) *overheadDraws {
	mk := func(what string, d workload.Dist) draw {
		return p.newDraw(d, what+"/"+p.config.Name+"/"+f.Name)
	}
	d := overheadDraws{
		dispatch: mk("dispatch", o.Dispatch), create: mk("create", o.Create), init: mk("init", o.Init),
		warm: mk("warm", o.Warm), teardown: mk("teardown", o.Teardown),
	}
	if last := p.fns[len(p.fns)-1]; last != nil && d.fixed() && last.overhead.fixed() && *last.overhead == d {
		return last.overhead
	}
	return &d
}

// fixed reports whether all are constants.
func (d *overheadDraws) fixed() bool {
	return d.dispatch.dist == nil && d.warm.dist == nil && d.create.dist == nil && d.init.dist == nil && d.teardown.dist == nil
}

// draw returns the time for the n-th invocation.
func (p *Provider) draw(d *draw, n uint64) sim.Time {
	if d.dist == nil {
		return d.fixed
	}
	return p.sample(d, n)
}

func (p *Provider) sample(d *draw, n uint64) sim.Time {
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
