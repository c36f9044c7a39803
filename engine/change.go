package engine

// This file changes a provider in the middle of a run: its policies and how many
// hosts it has. Hosts that fail are in failure.go, bandwidths in bandwidth.go.

import (
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// change carries out f, which changes what is simulated. Between two events that
// is done at once. A process that asks for it waits until it has been done, in an
// event of its own at the present instant: what is under way in the present event
// never sees a change. It returns [ErrKilled] if the process has been killed, be it
// by the change.
//
// It panics if a policy asks for a change.
func (s *Simulation) change(what string, f func()) error {
	p := s.current
	if p == nil {
		if s.kernel.Busy() {
			panic("engine: " + what + " changed inside of an event: policies change nothing")
		}
		f()
		return nil
	}
	if err := p.check(); err != nil {
		return err
	}
	s.changes = append(s.changes, f)
	s.at(s.Now(), sim.Event{Kind: evChange, Class: sim.Early})
	s.at(s.Now(), sim.Event{Kind: evWake, Class: sim.Early, A: p.id, B: uint64(p.wake)})
	return p.block()
}

// nextChange carries out the oldest change that a process waits for.
func (s *Simulation) nextChange() {
	f := s.changes[0]
	s.changes = s.changes[1:]
	f()
}

// upOrDown is what fails or recovers, of which a watcher is told in other words.
const upOrDown = "host"

// set carries out f, which sets what is called so, such as "schedule".
func (p *Provider) set(what string, f func(c *ProviderConfig)) error {
	return p.sim.change(what, func() {
		if w := p.sim.watch; w != nil && what != upOrDown {
			w.changed(p, hapChanged, 0, what)
		}
		f(&p.config)
	})
}

// The methods from here on replace a policy from now on. They return [ErrKilled] in
// a process that has been killed, and nil otherwise.

// SetSchedule replaces the schedule, and ends rounds; nil stands for
// [WarmFirstFit]. It is asked about all that wait, the one that has waited longest
// first.
func (p *Provider) SetSchedule(s SchedulePolicy) error {
	return p.set("schedule", func(c *ProviderConfig) {
		c.Round = nil
		p.setSchedule(s)
		p.retryAll()
	})
}

// SetRound lets rounds decide in place of the schedule; nil lets the schedule
// decide again, [WarmFirstFit]. If any invocation waits, a round is held.
func (p *Provider) SetRound(r RoundPolicy) error {
	return p.set("round", func(c *ProviderConfig) {
		c.Round = r
		p.setSchedule(nil)
		p.retryAll()
	})
}

// SetKeepAlive replaces the keep-alive of the provider, nil by [DefaultKeepAlive].
// It is that of all functions that were registered without one of their own.
// Containers that are idle already keep their deadline.
func (p *Provider) SetKeepAlive(k KeepAlivePolicy) error {
	if k == nil {
		k = FixedKeepAlive(DefaultKeepAlive)
	}
	return p.set("keep_alive", func(c *ProviderConfig) {
		c.KeepAlive = k
		for _, reg := range p.fns[1:] {
			if !reg.ownKeepAlive {
				reg.setKeepAlive(k)
			}
		}
	})
}

// SetAdmit replaces the admission, nil by none.
func (p *Provider) SetAdmit(a AdmitPolicy) error {
	return p.set("admit", func(c *ProviderConfig) { c.Admit = a })
}

// SetEvict replaces the order of evictions and the policy that ranks, which may be
// nil. Greedy-dual begins with priorities as if all that could be evicted had been
// used just now.
func (p *Provider) SetEvict(o cache.Order, e EvictPolicy) error {
	if o > cache.GreedyDual {
		return fmt.Errorf("order of evictions: %v: is none", o)
	}
	return p.set("evict", func(c *ProviderConfig) {
		c.Evict = e
		if o != c.Order {
			c.Order = o
			p.setOrder(o)
		}
	})
}

func (p *Provider) setOrder(o cache.Order) {
	p.storage.disk.SetOrder(o)
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		h.disk.SetOrder(o)
		h.mem.SetOrder(o)
		for id := h.idleHead; o == cache.GreedyDual && id != 0; id = p.containers[id].nextIdle {
			c := &p.containers[id]
			c.priority = h.priority(c, p.fns[c.fn].limits.RAM)
		}
	}
}

// SetSource replaces the choice of repositories, nil by the fastest idle link.
func (p *Provider) SetSource(s SourcePolicy) error {
	return p.set("source", func(c *ProviderConfig) { c.Source = s })
}

// SetBilling replaces the billing of invocations that end from now on, nil by none.
func (p *Provider) SetBilling(b BillingPolicy) error {
	return p.set("billing", func(c *ProviderConfig) { c.Billing = b })
}

// SetOnStart replaces the observer of handlers that start; nil: nobody is told.
func (p *Provider) SetOnStart(o Observer) error {
	return p.set("on_start", func(c *ProviderConfig) { c.OnStart = o })
}

// SetOnFinish replaces the observer of invocations that have ended.
func (p *Provider) SetOnFinish(o Observer) error {
	return p.set("on_finish", func(c *ProviderConfig) { c.OnFinish = o })
}

// SetOnImage replaces the observer of images.
func (p *Provider) SetOnImage(o ImageObserver) error {
	return p.set("on_image", func(c *ProviderConfig) { c.OnImage = o })
}

// SetOnHostDown replaces the observer of hosts that fail.
func (p *Provider) SetOnHostDown(o HostObserver) error {
	return p.set("on_host_down", func(c *ProviderConfig) { c.OnHostDown = o })
}

// SetOnHostUp replaces the observer of hosts that have recovered.
func (p *Provider) SetOnHostUp(o HostObserver) error {
	return p.set("on_host_up", func(c *ProviderConfig) { c.OnHostUp = o })
}

// AddHosts adds a group of equal hosts, which take invocations from now on, those
// that wait included. It returns the first and the last of them. A provider has at
// most 2²⁰ hosts.
func (p *Provider) AddHosts(g HostGroup) (first, last HostID, err error) {
	if err := g.validate(); err != nil {
		return 0, 0, err
	}
	killed := p.set("hosts", func(c *ProviderConfig) {
		have := len(p.hosts) - 1
		if g.Count < 1 || g.Count > maxHosts-have {
			err = fmt.Errorf("count: %d: must be at least 1, and the provider have at most %d hosts in all; it has %d", g.Count, maxHosts, have)
			return
		}
		first, last = HostID(have+1), HostID(have+g.Count)
		c.Hosts = append(slices.Clip(c.Hosts), g)
		p.addGroup(len(c.Hosts) - 1)
		p.index.grow(p.hosts, first)
		for id := first; id <= last; id++ {
			p.retry(&p.hosts[id])
		}
	})
	if killed != nil {
		return 0, 0, killed
	}
	return first, last, err
}
