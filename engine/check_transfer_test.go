package engine

// This file checks transfers and those who wait for them; see check_test.go.

import (
	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// transfers: every transfer has an owner who waits for it, and is counted by
// its repository and the network.
func (c *checker) transfers() {
	s := c.s
	free, flows, active := 0, 0, map[*Repository]int{}
	seen := map[flow.FlowID]bool{}
	for t := s.freeTransfer; t != 0; t = s.transfers[t].next {
		free++
	}
	for t := 1; t < len(s.transfers); t++ {
		x := &s.transfers[t]
		if x.kind == xferNone {
			free--
			continue
		}
		if x.repo != nil {
			active[x.repo]++
		}
		if x.flow != 0 {
			flows++
			eq(c, "tag of a flow", s.net.Tag(x.flow), uint64(t))
			eq(c, "flow of two transfers", seen[x.flow], false)
			seen[x.flow] = true
		}
		if !c.owned(uint32(t), x) {
			c.fail("nobody waits for transfer %+v", x)
		}
	}
	eq(c, "free transfers less unused ones", free, 0)
	eq(c, "flows", s.net.Active(), flows)
	for _, r := range s.repos[1:] {
		eq(c, "active transfers of "+r.Config.Name, r.active, active[r])
	}
	for _, p := range s.providers {
		c.wanted(p)
	}
}

// owned reports whether the one whom x will tell waits for it.
func (c *checker) owned(t uint32, x *transfer) bool {
	p := x.prov
	switch x.kind {
	case xferDownload:
		return p.storage.images[x.a].state == imageComing
	case xferCopy:
		return underWay(p, &p.hosts[x.a], c.s.files[x.b])
	case xferLoad:
		h := &p.hosts[x.a]
		s := h.mem.Lookup(imageKey(c.s.files[x.b]))
		return s != 0 && h.loaded[s].coming
	case xferClone:
		y := &p.containers[x.a]
		return y.phase == containerStarting && y.created != sim.Never && y.cloned == sim.Never
	case xferIngress:
		inv := &p.invs[x.a]
		return inv.serial != 0 && inv.status == Starting && inv.ready != sim.Never && inv.started == sim.Never
	case xferEgress:
		inv := &p.invs[x.a]
		return inv.serial != 0 && inv.status == Starting && inv.finished != sim.Never && inv.fate == OK
	case xferStep:
		return p.invs[x.a].serial != 0 && p.invs[x.a].transfer == t && p.invs[x.a].status == Running
	case xferProcess:
		pr := c.s.processes[x.a]
		return pr.live && pr.transfer == t && pr.wake == x.b && !pr.killed
	}
	return false
}

// wanted: whoever waits for a transfer has exactly one.
func (c *checker) wanted(p *Provider) {
	d := &checker{s: c.s, p: p}
	one := func(what string, n int) {
		if n != 1 {
			c.fail("%s is moved by %d transfers", what, n)
		}
	}
	for _, f := range c.s.files[1:] {
		if int(f.ID) < len(p.storage.images) && p.storage.images[f.ID].state == imageComing {
			one("a download", d.count(xferDownload, uint32(f.ID), 0))
		}
		for i := range p.hosts[1:] {
			h := &p.hosts[i+1]
			if underWay(p, h, f) {
				one("a copy", d.count(xferCopy, uint32(h.id), uint32(f.ID)))
			}
			if s := h.mem.Lookup(imageKey(f)); s != 0 && h.loaded[s].coming {
				one("a load", d.count(xferLoad, uint32(h.id), uint32(f.ID)))
			}
		}
	}
	for id := range p.containers {
		x := &p.containers[id]
		if x.phase == containerStarting && x.created != sim.Never && x.cloned == sim.Never {
			one("a code file", d.count(xferClone, uint32(id), 0))
		}
	}
	for i := range p.invs {
		inv := &p.invs[i]
		if inv.serial != 0 && inv.status == Starting && inv.started == sim.Never && inv.ready != sim.Never {
			one("an ingress", d.count(xferIngress, uint32(i), 0))
		}
	}
}

// egresses: what has finished has its egress moved. Its end may wait for its turn, but
// only a serial control plane lets it wait beyond the present instant.
func (c *checker) egresses() {
	for i := range c.p.invs {
		inv := &c.p.invs[i]
		if inv.serial == 0 || inv.finished == sim.Never || c.p.config.Control == SerialControl {
			continue
		}
		if n := c.count(xferEgress, uint32(i), 0); n != 1 {
			c.fail("an egress is moved by %d transfers", n)
		}
	}
}
