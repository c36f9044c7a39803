package engine

// This file checks indexes, transfers and what must hold at the end of an
// instant; see check_test.go.

import (
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// tree: in-order traversal ascends, priorities are a heap, most is the largest
// value.
func (c *checker) tree(what string, t *tree) {
	var last uint32
	var members int
	var walk func(m uint32) (most [2]int64)
	walk = func(m uint32) [2]int64 {
		n := t.nodes[m]
		eq(c, what+": member in the tree", n.in, true)
		most := n.value
		for _, child := range [2]uint32{n.left, n.right} {
			if child == n.right {
				if last != 0 && !t.less(last, m) && child != n.left {
					c.fail("%s: %d does not come after %d", what, m, last)
				}
				last = m
			}
			if child == 0 {
				continue
			}
			if priorityOf(child) > priorityOf(m) {
				c.fail("%s: child %d goes before %d", what, child, m)
			}
			below := walk(child)
			most[0], most[1] = max(most[0], below[0]), max(most[1], below[1])
		}
		members++
		eq(c, what+": most", n.most, most)
		return most
	}
	if t.root != 0 {
		walk(t.root)
	}
	in := 0
	for i := range t.nodes {
		if t.nodes[i].in {
			in++
		}
	}
	eq(c, what+": members", members, in)
}

// index: the trees are valid, and know every host that is not marked.
func (c *checker) index() {
	p := c.p
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		eq(c, "marked host", h.dirty, slices.Contains(p.index.dirty, h.id))
	}
	for o := range hostOrders {
		if !p.index.built[o] {
			continue
		}
		t := &p.index.trees[o]
		c.tree("hosts", t)
		fresh := hostIndex{}
		for i := range fresh.trees {
			fresh.trees[i].grow(len(p.hosts))
		}
		for i := range p.hosts[1:] {
			h := &p.hosts[i+1]
			if h.dirty {
				continue
			}
			fresh.put(o, h)
			eq(c, "key of a host", t.nodes[h.id].key, fresh.trees[o].nodes[h.id].key)
			eq(c, "values of a host", t.nodes[h.id].value, fresh.trees[o].nodes[h.id].value)
		}
	}
}

// roomFor says from scratch whether a container of r can start on h: without
// the eviction of idle containers, or with it.
func roomFor(p *Provider, h *host, r *registration, evict bool) bool {
	l := loadOf(p, h.id)
	slots, ram, disk, images := l.slots, l.ramBusy, l.diskBusy, l.busyImages
	if !evict {
		slots, ram, disk, images = l.slots+l.idleSlots, l.ram, l.disk, l.images
	}
	ram, disk = ram+r.limits.RAM, disk+r.limits.Disk
	for _, f := range p.sim.files[1:] {
		if images[f.ID] > 0 || f == r.image.file {
			ram, disk = ram+f.RAM, disk+f.Size
		}
	}
	return slots < h.slots && ram <= h.ram && disk <= h.disk.Capacity()
}

// answers: the index gives the host that a scan of all hosts gives. It asks a
// copy of the index, so that what is marked stays marked.
func (c *checker) answers() {
	p := c.p
	kept := p.index
	p.index.dirty = slices.Clone(kept.dirty)
	for o := range p.index.trees {
		p.index.trees[o].nodes = slices.Clone(kept.trees[o].nodes)
	}
	dirty := make([]bool, len(p.hosts))
	for i := range p.hosts {
		dirty[i] = p.hosts[i].dirty
	}
	for _, r := range p.fns[1:] {
		for o := range hostOrders {
			eq(c, "best host for "+r.fn.Name, p.index.best(p, o, r), scan(p, r, o))
		}
		eq(c, "host with the image of "+r.fn.Name, p.withImage(r), scan(p, r, hostOrders))
	}
	for i := range p.hosts {
		p.hosts[i].dirty = dirty[i]
	}
	p.index = kept
}

// scan looks at every host for the best one; the order hostOrders stands for
// the first one that has the image.
func scan(p *Provider, r *registration, o hostOrder) (best HostID) {
	for _, evict := range []bool{false, true} {
		var lowest int64
		for i := range p.hosts[1:] {
			h := &p.hosts[i+1]
			var rank int64
			switch o {
			case byFreeRAM:
				rank = int64(h.ram - h.ramUsed)
			case byUsedRAM:
				rank = -int64(h.ram - h.ramUsed)
			case byLoad:
				rank = int64(h.busySlots)
			case hostOrders:
				if h.disk.Lookup(imageKey(r.image.file)) == 0 {
					continue
				}
			}
			if roomFor(p, h, r, evict) && (best == 0 || rank < lowest) {
				best, lowest = h.id, rank
			}
		}
		if best != 0 {
			return best
		}
	}
	return 0
}

// neverWaits reports whether the provider's schedule places all that it can.
func neverWaits(p *Provider) bool {
	switch p.config.Schedule.(type) {
	case nil, WarmFirstFit, WarmBestFit, WarmWorstFit, WarmLeastLoaded, WarmRoundRobin, WarmRandom, WarmImageFit:
		return true
	}
	return false
}

// workConservation: nobody waits whom a host or a warm container could take.
func (c *checker) workConservation() {
	p := c.p
	if !neverWaits(p) || c.s.kernel.Err() != nil {
		return
	}
	oldest := uint64(1<<64 - 1)
	for _, r := range p.fns[1:] {
		if r.waitHead != 0 {
			oldest = min(oldest, p.invs[r.waitHead].queued)
		}
	}
	for _, r := range p.fns[1:] {
		if r.waitHead == 0 || p.config.Queue.Strict && p.invs[r.waitHead].queued != oldest {
			continue
		}
		if h := scan(p, r, byNumber); h != 0 {
			c.fail("%q waits, host %d could take it", r.fn.Name, h)
		}
		for id := 1; id < len(p.containers); id++ {
			x := &p.containers[id]
			if x.fn == r.id && x.phase == containerReady && !x.retired && int(x.active) < r.limits.Concurrency && p.canServe(x) {
				c.fail("%q waits, container %d could take it", r.fn.Name, x.serial)
			}
		}
	}
}

// deadlines: nothing is left over from a deadline that has passed.
func (c *checker) deadlines() {
	p, now := c.p, c.s.Now()
	for id := 1; id < len(p.containers); id++ {
		x := &p.containers[id]
		if x.phase != containerReady || x.active > 0 {
			continue
		}
		if x.expires <= now || x.timer <= now || x.timer > x.expires {
			c.fail("container %d is idle, expires at %v, timer at %v", x.serial, x.expires, x.timer)
		}
	}
	for i := range p.invs {
		inv := &p.invs[i]
		if inv.serial == 0 || inv.status != Running || c.s.kernel.Err() != nil {
			continue
		}
		if limit := p.fns[inv.fn].limits.TimeLimit; limit > 0 && inv.started <= now && now-inv.started >= limit {
			c.fail("invocation %d runs beyond its time limit", inv.serial)
		}
	}
}

// clocks: the network's next change is on the agenda.
func (c *checker) clocks() {
	if next := c.s.net.Next(); c.s.flowAt > next || c.s.flowAt <= c.s.Now() || c.s.settling {
		c.fail("a flow ends at %v, the next look is at %v", next, c.s.flowAt)
	}
}

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
	c.wanted()
}

// owned reports whether the one whom x will tell waits for it.
func (c *checker) owned(t uint32, x *transfer) bool {
	p := x.prov
	switch x.kind {
	case xferDownload:
		return p.storage.images[x.a].state == imageComing
	case xferCopy:
		h := &p.hosts[x.a]
		s := h.disk.Lookup(imageKey(c.s.files[x.b]))
		return s != 0 && !h.images[s].ready && h.images[s].waiters != 0
	case xferLoad:
		h := &p.hosts[x.a]
		s := h.mem.Lookup(imageKey(c.s.files[x.b]))
		return s != 0 && !h.loaded[s].ready && h.loaded[s].waiters != 0
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
func (c *checker) wanted() {
	for _, p := range c.s.providers {
		d := &checker{s: c.s, p: p}
		for f := range p.storage.images {
			if p.storage.images[f].state == imageComing {
				eq(c, "downloads of an image", d.count(xferDownload, uint32(f), 0), 1)
			}
		}
		for i := range p.hosts[1:] {
			h := &p.hosts[i+1]
			for _, f := range c.s.files[1:] {
				s := h.disk.Lookup(imageKey(f))
				if s == 0 || h.images[s].ready || h.images[s].waiters == 0 {
					continue
				}
				waits := 0
				if int(f.ID) < len(p.storage.images) && slices.Contains(p.storage.images[f.ID].waiters, h.id) {
					waits = 1
				}
				eq(c, "copies and requests of an image", d.count(xferCopy, uint32(h.id), uint32(f.ID))+waits, 1)
			}
		}
		for id := range p.containers {
			x := &p.containers[id]
			if x.phase == containerStarting && x.created != sim.Never && x.cloned == sim.Never {
				eq(c, "clones into a container", d.count(xferClone, uint32(id), 0), 1)
			}
		}
		for i := range p.invs {
			inv := &p.invs[i]
			if inv.serial != 0 && inv.status == Starting && inv.started == sim.Never && inv.ready != sim.Never {
				eq(c, "ingress of an invocation", d.count(xferIngress, uint32(i), 0), 1)
			}
			if inv.serial != 0 && inv.finished != sim.Never {
				eq(c, "egress of an invocation", d.count(xferEgress, uint32(i), 0), 1)
			}
		}
	}
}
