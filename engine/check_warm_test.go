package engine

// This file checks the sets of warm containers; see check_test.go.

import "slices"

// warmSets: a function's set holds exactly the containers that can take an
// invocation, less those parked at full hosts.
func (c *checker) warmSets() {
	p := c.p
	found := map[ContainerID]bool{}
	for _, r := range p.fns[1:] {
		idle := 0
		members := setMembers(c, &r.avail)
		for _, id := range members {
			found[id] = true
			eq(c, "function of a warm container", p.containers[id].fn, r.id)
		}
		for id := 1; id < len(p.containers); id++ {
			x := &p.containers[id]
			if x.fn == r.id && x.phase == containerReady && x.active == 0 {
				idle++
			}
		}
		eq(c, "idle containers of a function", int(r.idle), idle)
	}
	for id := 1; id < len(p.containers); id++ {
		x := &p.containers[id]
		takes := x.phase == containerReady && !x.retired && int(x.active) < p.fns[x.fn].limits.Concurrency
		eq(c, "offered", x.offered, found[ContainerID(id)])
		eq(c, "offered or parked", x.offered || x.parked, takes)
		if x.offered && x.parked {
			c.fail("container %d is offered and parked", x.serial)
		}
		if x.parked && (hasSlotFor(p, x) || !slices.Contains(p.hosts[x.host].parked, ContainerID(id))) {
			c.fail("container %d is parked at host %d, which has a slot or does not know it", x.serial, x.host)
		}
	}
}

// hasSlotFor says from scratch whether the host of a ready container has a slot for
// one more invocation in it: a free one, or the one that it holds while idle.
func hasSlotFor(p *Provider, x *container) bool {
	l := loadOf(p, x.host)
	return l.slots+l.idleSlots < int(p.hosts[x.host].slots) || p.config.IdleHoldsSlot && x.active == 0
}

// setMembers returns the members of a set in reuse order, or of a heap in the
// order of its slice.
func setMembers(c *checker, q *availSet) (ids []ContainerID) {
	p := c.p
	if !q.listed() {
		for i, e := range q.entries() {
			x := &p.containers[e.id]
			eq(c, "position in the heap", int(x.heapPos), i)
			eq(c, "key in the heap", e.key, q.heapKey(x))
			if i > 0 && q.entries()[(i-1)/2].key > e.key {
				c.fail("heap of warm containers is out of order")
			}
			ids = append(ids, e.id)
		}
		return ids
	}
	before := ContainerID(0)
	for id := q.head; id != 0; id = p.containers[id].nextAvail {
		eq(c, "link between warm containers", p.containers[id].prevAvail, before)
		if before != 0 && p.containers[before].used <= p.containers[id].used {
			c.fail("list of warm containers is out of order")
		}
		ids, before = append(ids, id), id
	}
	eq(c, "tail of the warm containers", q.tail, before)
	return ids
}
