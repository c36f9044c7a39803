package engine

// This file checks indexes and what must hold at the end of an instant; see
// check_test.go.

import (
	"slices"
)

// tree: in-order traversal ascends, priorities are a heap, and the largest
// values of the subtrees are known.
func (c *checker) tree(what string, t *tree) {
	in, last := 0, uint32(0)
	var walk func(m uint32) offers
	walk = func(m uint32) offers {
		if m == 0 {
			return nothing
		}
		n := t.nodes[m]
		left := walk(n.left)
		if last != 0 && !t.less(last, m) {
			c.fail("%s: %d does not come after %d", what, m, last)
		}
		in, last = in+1, m
		right := walk(n.right)
		for _, child := range [2]uint32{n.left, n.right} {
			if child != 0 && priorityOf(child) > priorityOf(m) {
				c.fail("%s: child %d goes before %d", what, child, m)
			}
		}
		eq(c, what+": most of the left", n.mostLeft, left)
		eq(c, what+": most of the right", n.mostRight, right)
		return offers{max(n.value.first, left.first, right.first), max(n.value.second, left.second, right.second)}
	}
	walk(t.root)
	for i := range t.nodes {
		if t.has(uint32(i)) {
			in--
		}
	}
	eq(c, what+": nodes less members", in, 0)
}

// line: a node is the largest of those below it.
func (c *checker) line(what string, l *line) {
	for k := range l.levels[1:] {
		for i, node := range l.levels[k+1] {
			most := nothing
			for _, v := range l.levels[k][i*fan : min((i+1)*fan, len(l.levels[k]))] {
				most = offers{max(most.first, v.first), max(most.second, v.second)}
			}
			eq(c, what+": node of a line", node, most)
		}
	}
}

// index: the trees are valid, and know every host that is not marked.
func (c *checker) index() {
	p := c.p
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		eq(c, "marked host", h.dirty, slices.Contains(p.index.dirty, h.id))
		eq(c, "marked as lent", h.lent, slices.Contains(p.index.lent, h.id))
	}
	for o := range hostOrders {
		if !p.index.built[o] {
			continue
		}
		fresh := hostIndex{}
		fresh.grow(p.hosts, 1)
		if o == byNumber {
			c.line("hosts", &p.index.line)
		} else {
			c.tree("hosts", &p.index.trees[o])
		}
		for i := range p.hosts[1:] {
			h := &p.hosts[i+1]
			if h.dirty {
				continue
			}
			fresh.put(o, h)
			if o == byNumber {
				c.offers(h, p.index.line.levels[0][h.id], fresh.line.levels[0][h.id])
				continue
			}
			is, want := p.index.trees[o].nodes[h.id], fresh.trees[o].nodes[h.id]
			eq(c, "key of a host", is.key, want.key)
			c.offers(h, is.value, want.value)
		}
	}
}

// offers: the index knows what h offers, but for what is marked.
func (c *checker) offers(h *host, is, want offers) {
	eq(c, "what a host offers free", is.first, want.first)
	if !h.lent {
		eq(c, "what a host could offer", is.second, want.second)
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
		copied, loaded := ahead(h, f)
		if images[f.ID]+loaded > 0 || f == r.image.file {
			ram += f.RAM
		}
		if images[f.ID]+copied+loaded > 0 || f == r.image.file {
			disk += f.Size
		}
	}
	return !h.down && slots < int(h.slots) && ram <= h.ram && disk <= h.disk.Capacity()
}

// answers: the index gives the host that a scan of all hosts gives. It asks a
// copy of the index, so that what is marked stays marked.
func (c *checker) answers() {
	p := c.p
	kept := p.index
	p.index.dirty, p.index.lent = slices.Clone(kept.dirty), slices.Clone(kept.lent)
	for o := range p.index.trees {
		p.index.trees[o].nodes = slices.Clone(kept.trees[o].nodes)
	}
	p.index.line.levels = nil
	for _, level := range kept.line.levels {
		p.index.line.levels = append(p.index.line.levels, slices.Clone(level))
	}
	dirty, lent := make([]bool, len(p.hosts)), make([]bool, len(p.hosts))
	for i := range p.hosts {
		dirty[i], lent[i] = p.hosts[i].dirty, p.hosts[i].lent
	}
	for _, r := range p.fns[1:] {
		for o := range hostOrders {
			eq(c, "best host for "+r.fn.Name, p.index.best(p, o, r), scan(p, r, o))
		}
		eq(c, "host with the image of "+r.fn.Name, p.withImage(r), scan(p, r, hostOrders))
	}
	for i := range p.hosts {
		p.hosts[i].dirty, p.hosts[i].lent = dirty[i], lent[i]
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
	if p.config.Round != nil {
		return false
	}
	switch p.config.Schedule.(type) {
	case nil, WarmFirstFit, WarmBestFit, WarmWorstFit, WarmLeastLoaded, WarmRoundRobin, WarmRandom, WarmImageFit, compareWarm:
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
			if x.fn == r.id && x.phase == containerReady && !x.retired && int(x.active) < r.limits.Concurrency && hasSlotFor(p, x) {
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
		late := p.config.Control == SerialControl // its end may wait for its turn
		if x.timer <= now || !late && (x.expires <= now || x.timer > x.expires) {
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
