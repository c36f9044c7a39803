package engine

// This file holds policies that decide what the defaults decide, and some that
// decide nothing.

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// each changes all providers of a simulation.
func each(change func(*Provider)) func(*Simulation) {
	return func(s *Simulation) {
		for _, p := range s.providers {
			change(p)
		}
	}
}

type copyFirstFit struct{}

func (copyFirstFit) Schedule(r Request, c *Cluster) (Decision, error) {
	if w := c.Warm(r); w != 0 {
		return Decision{Container: w}, nil
	}
	return Decision{Host: c.FirstFit(r)}, nil
}

type copyKeep struct{ sim.Time }

func (k copyKeep) KeepAlive(*Provider, ContainerID) (sim.Time, error) { return k.Time, nil }

// copyKeepAlive hides that keep-alives are fixed.
func copyKeepAlive(s *Simulation) {
	for _, p := range s.providers {
		for _, reg := range p.fns[1:] {
			if k, ok := reg.limits.KeepAlive.(FixedKeepAlive); ok {
				reg.limits.KeepAlive = copyKeep{sim.Time(k)}
			}
		}
	}
}

// copyFastestIdle chooses an idle link, the fastest; or else the link with the
// largest share for one more; or else the first declared.
type copyFastestIdle struct{}

func (copyFastestIdle) Source(_ *File, copies []*Repository) (*Repository, error) {
	best := copies[0]
	for _, r := range copies[1:] {
		idle, was := r.Active() == 0, best.Active() == 0
		// Shares are compared as r.Bandwidth/(r.Active()+1), 0 being unlimited.
		x, y := r.Config.Bandwidth*float64(best.Active()+1), best.Config.Bandwidth*float64(r.Active()+1)
		more, equal := x > y && y > 0 || x == 0 && y > 0, x == y
		if idle && !was || idle == was && (more || equal && r.ID < best.ID) {
			best = r
		}
	}
	return best, nil
}

type admitAll struct{}

func (admitAll) Admit(Request) (bool, string, error) { return true, "", nil }

type byLastUse struct{}

func (byLastUse) Rank(c Candidate) (float64, error) { return float64(c.LastUsed), nil }

type forFree struct{}

func (forFree) Bill(*Usage, *Bill) error { return nil }

func copyPolicies(s *Simulation) {
	copyKeepAlive(s)
	each(func(p *Provider) {
		p.setSchedule(copyFirstFit{})
		p.config.Source, p.config.Admit, p.config.Evict = copyFastestIdle{}, admitAll{}, byLastUse{}
	})(s)
}

// A counter places invocations as the default does and counts how many of each
// function have a place.
type counter struct {
	p         *Provider
	now, most map[FunctionID]int
	next      Observer
}

func countAtOnce(p *Provider) {
	c := &counter{p: p, now: map[FunctionID]int{}, most: map[FunctionID]int{}, next: p.config.OnFinish}
	p.setSchedule(c)
	p.config.OnFinish = c
}

// Schedule implements [SchedulePolicy].
func (c *counter) Schedule(r Request, cluster *Cluster) (Decision, error) {
	f := r.Function()
	c.now[f]++
	c.most[f] = max(c.most[f], c.now[f])
	return copyFirstFit{}.Schedule(r, cluster)
}

// Observe implements [Observer].
func (c *counter) Observe(r *Record) error {
	if r.Placed != sim.Never {
		c.now[r.Function]--
	}
	return c.next.Observe(r)
}
