// This file keeps flows with the same path and limit together.

package flow

import (
	"math"
	"math/bits"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A classID names a class of one Net; 0 is none.
type classID uint32

// class is the flows with one path and one limit.
//
// They all have the same rate at all times. The class counts what a flow
// receives that was there from its beginning (served); a flow that starts
// when this is s and has the amount a ends when it is s + a, its target. So
// the flow with the smallest target ends first, whatever the rates become,
// and a change of the rate costs the same for one flow as for a thousand.
//
// It takes two cache lines.
type class struct {
	rate  float64 // of each flow, since the instant since; 0 before the first solve
	flows float64 // number of flows; 0 if the class is unused
	taken float64 // rate·flows at the last solve: its part of the load of its resources

	bound float64 // solver: the rate at which it is limited by itself
	next  float64 // solver: the new rate; negative while it waits for one
	seen  uint64  // solver: the last solve that it was part of

	hops, crossed     uint32 // index of the path in paths; solver: index in crossed
	length, crossings uint8  // of these
	marked            bool   // its flows or its resources have changed
	hash              uint32

	limit   float64 // of each flow; +Inf if there is none
	since   sim.Time
	served  service    // by the instant since
	queue   []FlowID   // heap: smallest target, then order of starting, first
	by      ResourceID // the bottleneck, 0 if its limit is
	boundBy ResourceID // solver: what bound is due to, 0 if its limit is
}

// servedAt returns what a flow that was there from the beginning has received
// by t, which is not before since.
func (c *class) servedAt(t sim.Time) service {
	if t == c.since {
		return c.served // the rate may be +Inf
	}
	return c.served.plus(c.rate, float64(t-c.since))
}

// endOf returns when a flow with the given target ends at the current rate.
func (c *class) endOf(target service) sim.Time {
	return after(c.since, target.minus(c.served), c.rate)
}

// mark makes the next solve find the rate of a class and of what is connected
// to it.
func (n *Net) mark(id classID) {
	c := &n.classes[id]
	if !c.marked {
		c.marked = true
		n.marked = append(n.marked, id)
	}
}

// join adds a new flow to a class.
func (n *Net) join(id classID, f FlowID, amount float64) {
	c := &n.classes[id]
	fl := &n.flows[f]
	fl.class = id
	fl.target = c.servedAt(n.now).plus(amount, nanos)
	fl.at = uint32(len(c.queue))
	c.queue = append(c.queue, f)
	n.up(c.queue, int(fl.at))
	c.flows++
	n.mark(id)
}

// leave takes a flow out of its class, which ceases to exist with its last
// flow.
func (n *Net) leave(f FlowID) {
	fl := &n.flows[f]
	id := fl.class
	c := &n.classes[id]
	last := len(c.queue) - 1
	if at := int(fl.at); at != last {
		moved := c.queue[last]
		c.queue[at] = moved
		n.flows[moved].at = uint32(at)
		c.queue = c.queue[:last]
		n.down(c.queue, at)
		n.up(c.queue, int(n.flows[moved].at))
	} else {
		c.queue = c.queue[:last]
	}
	fl.class = 0
	c.flows--
	if last == 0 {
		n.removeClass(id)
	} else {
		n.mark(id)
	}
}

func (n *Net) before(a, b FlowID) bool {
	x, y := &n.flows[a], &n.flows[b]
	if x.target != y.target {
		return x.target.less(y.target)
	}
	return x.order < y.order
}

func (n *Net) up(queue []FlowID, i int) {
	f := queue[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !n.before(f, queue[parent]) {
			break
		}
		queue[i] = queue[parent]
		n.flows[queue[i]].at = uint32(i)
		i = parent
	}
	queue[i] = f
	n.flows[f].at = uint32(i)
}

func (n *Net) down(queue []FlowID, i int) {
	f := queue[i]
	for {
		child := 2*i + 1
		if child >= len(queue) {
			break
		}
		if child+1 < len(queue) && n.before(queue[child+1], queue[child]) {
			child++
		}
		if !n.before(queue[child], f) {
			break
		}
		queue[i] = queue[child]
		n.flows[queue[i]].at = uint32(i)
		i = child
	}
	queue[i] = f
	n.flows[f].at = uint32(i)
}

// classOf returns the class with the given path and limit, a new one if there
// is none. The table of classes is open addressing with linear probing.
func (n *Net) classOf(path []ResourceID, limit float64) classID {
	hash := hashOf(path, limit)
	mask := uint32(len(n.table) - 1)
	i := hash & mask
	for ; n.table[i] != 0; i = (i + 1) & mask {
		id := n.table[i]
		if c := &n.classes[id]; c.hash == hash && c.limit == limit && n.paths.equal(c, path) {
			return id
		}
	}
	id := n.newClass(path, limit)
	n.classes[id].hash = hash
	n.table[i] = id
	n.used++
	if 2*n.used > len(n.table) {
		n.growTable()
	}
	return id
}

// newClass returns a class without flows on the lists of its resources.
func (n *Net) newClass(path []ResourceID, limit float64) classID {
	n.checkPath(path)
	id := n.freeClass
	if id == 0 {
		id = classID(len(n.classes))
		n.classes = append(n.classes, class{})
		n.ends.grow(len(n.classes))
	} else {
		n.freeClass = classID(n.classes[id].hops)
	}
	c := &n.classes[id]
	*c = class{
		limit: limit, since: n.now, queue: c.queue[:0],
		hops: n.paths.alloc(len(path)), length: uint8(len(path)),
		marked: c.marked, // it may still be in n.marked
	}
	n.resources[0].limited++
	hops := n.paths.at(c)
	for i, r := range path {
		res := &n.resources[r]
		hops[i] = hop{r, uint32(len(res.members))}
		if len(res.members) == 1 {
			res.load = sum{n.classes[res.members[0].class].taken, 0} // see resource
		}
		res.members = append(res.members, member{id, c.hops + uint32(i)})
	}
	return id
}

// removeClass forgets a class without flows and marks those of its resources
// that limit others.
func (n *Net) removeClass(id classID) {
	n.ends.set(id, sim.Never)
	c := &n.classes[id]
	n.resources[c.by].limited--
	for _, h := range n.paths.at(c) {
		r := &n.resources[h.resource]
		r.load.add(-c.taken)
		if r.limited > 0 && !r.loosened {
			r.loosened = true
			n.loosened = append(n.loosened, h.resource)
		}
		last := len(r.members) - 1
		moved := r.members[last]
		r.members[h.at] = moved
		n.paths.hops[moved.hop].at = h.at
		r.members = r.members[:last]
	}
	n.unlist(id)
	n.paths.free(c)
	c.hops = uint32(n.freeClass)
	n.freeClass = id
}

// unlist takes a class out of the table and moves up those behind it that
// would not be found across the gap.
func (n *Net) unlist(id classID) {
	mask := uint32(len(n.table) - 1)
	gap := n.classes[id].hash & mask
	for n.table[gap] != id {
		gap = (gap + 1) & mask
	}
	for i := (gap + 1) & mask; n.table[i] != 0; i = (i + 1) & mask {
		home := n.classes[n.table[i]].hash & mask
		if (i-home)&mask >= (i-gap)&mask {
			n.table[gap] = n.table[i]
			gap = i
		}
	}
	n.table[gap] = 0
	n.used--
}

func (n *Net) growTable() {
	old := n.table
	n.table = make([]classID, 2*len(old))
	mask := uint32(len(n.table) - 1)
	for _, id := range old {
		if id == 0 {
			continue
		}
		i := n.classes[id].hash & mask
		for n.table[i] != 0 {
			i = (i + 1) & mask
		}
		n.table[i] = id
	}
}

func hashOf(path []ResourceID, limit float64) uint32 {
	h := math.Float64bits(limit)
	for _, r := range path {
		h = bits.RotateLeft64(h*0x9E3779B97F4A7C15, 29) ^ uint64(r)
	}
	h *= 0x9E3779B97F4A7C15
	return uint32(h >> 32)
}
