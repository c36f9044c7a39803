package engine

// This file asserts the invariants of a simulation between two events, each
// recomputed from the arenas in the dumbest way.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// check asserts the invariants of s and of its providers.
func check(t testing.TB, s *Simulation) {
	t.Helper()
	require.NoError(t, violation(s))
}

// runChecked runs s to its end with a check after every event and at the end
// of every instant.
func runChecked(t testing.TB, s *Simulation) {
	t.Helper()
	for s.kernel.Step() {
		check(t, s)
		if next, ok := s.kernel.Peek(); !ok || next > s.Now() {
			require.NoError(t, instantViolation(s))
		}
	}
	require.NoError(t, s.kernel.Err())
}

// violation returns the first invariant that does not hold between events.
func violation(s *Simulation) error {
	c := &checker{s: s}
	c.transfers()
	for _, p := range s.providers {
		c.p = p
		c.conservation()
		c.queue()
		c.containers()
		c.hosts()
		c.warmSets()
		c.mainStorage()
		c.index()
		c.money()
		c.looks()
		c.policies()
	}
	return c.err
}

// instantViolation returns the first invariant that does not hold when
// nothing more happens at the present instant.
func instantViolation(s *Simulation) error {
	c := &checker{s: s}
	c.clocks()
	for _, p := range s.providers {
		c.p = p
		c.deadlines()
		c.answers()
		c.egresses()
		c.workConservation()
	}
	return c.err
}

// A checker keeps the first violation.
type checker struct {
	s   *Simulation
	p   *Provider
	err error
}

func (c *checker) fail(format string, args ...any) {
	if c.err != nil {
		return
	}
	at := ""
	if c.p != nil {
		at = "provider " + c.p.Name() + ": "
	}
	c.err = fmt.Errorf("at %v: %s%s", c.s.Now(), at, fmt.Sprintf(format, args...))
}

// eq demands that what was found is what was recomputed.
func eq[T comparable](c *checker, what string, found, recomputed T) {
	if found != recomputed {
		c.fail("%s is %v, recomputed %v", what, found, recomputed)
	}
}

// conservation: what was submitted has ended or is in flight, in the totals and
// for every function.
func (c *checker) conservation() {
	p, n := c.p, &c.p.counts
	ended := n.OK + n.Error + n.Timeout + n.OutOfMemory + n.DiskFull + n.Rejected + n.Crashed + n.Cancelled
	var inFlight, placed uint64
	for i := range p.invs {
		inv := &p.invs[i]
		if inv.serial == 0 {
			continue
		}
		inFlight++
		if inv.container != 0 {
			placed++
		}
		eq(c, "an end state of one in flight", inv.status.Ended(), false)
		eq(c, "in a container", inv.container != 0, inv.status == Starting || inv.status == Running)
		eq(c, "placed", inv.placed != sim.Never, inv.container != 0)
		eq(c, "the handler on a process", inv.process != 0, inv.status == Running && p.fns[inv.fn].fn.Run != nil)
	}
	eq(c, "submitted", n.Submitted, ended+inFlight)
	eq(c, "placed and ended", p.latency.Count(), n.Cold+n.Warm-placed)
	eq(c, "queueing times", p.queueing.Count(), p.latency.Count())
	eq(c, "invocations in flight and free", 1+int(inFlight)+freeInvs(p), len(p.invs))
	var submitted, ok, cold, made uint64
	for _, r := range p.fns[1:] {
		submitted, ok, cold, made = submitted+r.submitted, ok+r.ok, cold+r.cold, made+r.made
	}
	eq(c, "submitted over functions", submitted, n.Submitted)
	eq(c, "ok over functions", ok, n.OK)
	eq(c, "cold starts over functions", cold, n.Cold)
	eq(c, "containers over functions", made, n.Containers)
	eq(c, "containers made", p.instances, n.Containers)
	eq(c, "cold starts and containers", n.Cold, n.Containers)
	for _, ph := range p.phases {
		eq(c, "cold starts with phases", ph.n, p.coldStart.Count())
	}
}

func freeInvs(p *Provider) int {
	n := 0
	for i := p.freeInv; i != 0; i = p.invs[i].next {
		n++
	}
	return n
}

// queue: the lists of waiting invocations hold exactly those that are queued,
// in order, and the index of functions knows their heads.
func (c *checker) queue() {
	p := c.p
	c.tree("queue", &p.queue.tree)
	waiting := 0
	for _, r := range p.fns[1:] {
		var last uint32
		var order uint64
		for i := r.waitHead; i != 0; i = p.invs[i].next {
			inv := &p.invs[i]
			eq(c, "status of one in the queue", inv.status, Queued)
			eq(c, "function of one in the queue", inv.fn, r.id)
			if inv.queued <= order {
				c.fail("queue of %q is out of order", r.fn.Name)
			}
			last, order = i, inv.queued
			waiting++
		}
		eq(c, "tail of the queue", r.waitTail, last)
		n := p.queue.nodes[r.id]
		in := p.queue.has(uint32(r.id))
		eq(c, "function in the wait index", in, r.waitHead != 0)
		if in {
			eq(c, "key in the wait index", n.key, p.invs[r.waitHead].queued)
			eq(c, "need in the wait index", n.value, offers{-int64(r.limits.RAM), 0})
		}
	}
	eq(c, "waiting", p.waiting, waiting)
	eq(c, "gauge of the queue", int(p.queueGauge.Value()), waiting)
	queued := 0
	for i := range p.invs {
		if p.invs[i].serial != 0 && p.invs[i].status == Queued {
			queued++
		}
	}
	eq(c, "queued", queued, waiting)
	if q := p.config.Queue; q.Bounded && waiting > q.Limit {
		c.fail("%d wait, the limit is %d", waiting, q.Limit)
	}
}

// containers: a container knows whom it serves and what they hold.
func (c *checker) containers() {
	p := c.p
	alive, free := 0, 0
	for id := p.freeContainer; id != 0; id = p.containers[id].nextWaiter {
		free++
		eq(c, "phase of a free container", p.containers[id].phase, containerGone)
	}
	serials := map[uint64]bool{}
	for id := 1; id < len(p.containers); id++ {
		x := &p.containers[id]
		if x.phase == containerGone {
			eq(c, "serial of a container that is gone", x.serial, 0)
			continue
		}
		alive++
		if serials[x.serial] || x.serial == 0 || x.serial > p.instances {
			c.fail("serial number %d of container %d", x.serial, id)
		}
		serials[x.serial] = true
		c.members(ContainerID(id), x)
	}
	eq(c, "alive", p.alive, alive)
	eq(c, "containers alive and free", 1+alive+free, len(p.containers))
	eq(c, "containers alive, by the gauge", int(p.aliveGauge.Value()), alive)
	if busy := int64(alive) - p.idleGauge.Value(); p.busyMax < busy {
		c.fail("at most %d containers were busy, now it is %d", p.busyMax, busy)
	}
}

func (c *checker) members(id ContainerID, x *container) {
	p := c.p
	r := p.fns[x.fn]
	n, starter := 0, false
	var ram, disk unit.Bytes
	var before uint32
	for i := x.members; i != 0; i = p.invs[i].nextIn {
		inv := &p.invs[i]
		eq(c, "container of a member", inv.container, id)
		eq(c, "host of a member", inv.host, x.host)
		eq(c, "function of a member", inv.fn, x.fn)
		eq(c, "link between members", inv.prevIn, before)
		ram, disk, before = ram+inv.ram, disk+inv.disk, i
		starter = starter || i == x.starter
		n++
	}
	for i := range p.invs {
		if p.invs[i].serial != 0 && p.invs[i].container == id {
			n--
		}
	}
	eq(c, "members less invocations there", n, 0)
	eq(c, "RAM that its invocations hold", x.ram, ram)
	eq(c, "disk that its invocations hold", x.disk, disk)
	if r.limits.RAM > 0 && ram > r.limits.RAM || r.limits.Disk > 0 && disk > r.limits.Disk {
		c.fail("container %d holds %v of RAM and %v of disk, beyond its limits", x.serial, ram, disk)
	}
	if int(x.active) > r.limits.Concurrency {
		c.fail("container %d serves %d, its concurrency is %d", x.serial, x.active, r.limits.Concurrency)
	}
	switch x.phase {
	case containerStarting:
		eq(c, "one that a starting container starts for", starter, true)
		eq(c, "members of a starting container", x.active, 1)
	case containerStopping:
		eq(c, "members of a stopping container", x.active, 0)
	case containerReady:
		if x.active == 0 && x.retired {
			c.fail("container %d is retired and idle", x.serial)
		}
	}
	c.moments(x)
}

// moments: the moments of a cold start that were reached are in order.
func (c *checker) moments(x *container) {
	last, missing := x.placed, false
	for _, at := range []sim.Time{x.downloaded, x.copied, x.loaded, x.created, x.cloned, x.ready} {
		missing = missing || at == sim.Never
		if missing != (at == sim.Never) || !missing && (at < last || at > c.s.Now()) {
			c.fail("moments of container %d: %+v", x.serial, x)
		}
		last = at
	}
	if x.phase != containerStopping {
		eq(c, "ready", x.phase == containerReady, !missing)
	}
}

// money: the bills of functions and the items of the provider are the same sum.
func (c *checker) money() {
	var items, functions billing.Meter
	for i := range c.p.bill {
		items.Merge(c.p.bill[i].sum)
	}
	for _, r := range c.p.fns[1:] {
		functions.Merge(r.cost)
	}
	eq(c, "sum over items", items, functions)
}
