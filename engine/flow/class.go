// This file keeps flows together that have the same rate.

package flow

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A classID names a class of one Net; 0 is none.
type classID uint32

// class is the flows with one limit that cross the same tight resources: those
// of some routes. What else they cross is slack, see slack.go.
//
// They all have the same rate at all times. The class counts what a flow
// receives that was there from its beginning (served); a flow that starts
// when this is s and has the amount a ends when it is s + a, its target. So
// the flow with the smallest target ends first, whatever the rates become,
// and a change of the rate costs the same for one flow as for a thousand.
type class struct {
	rate  float64 // of each flow, since the instant since; 0 before the first solve
	flows float64 // number of flows; 0 if the class is unused
	taken float64 // rate·flows at the last solve: its part of the load of its resources

	bound float64 // solver: the rate at which it is limited by itself
	next  float64 // solver: the new rate; negative while it waits for one
	seen  uint64  // solver: the last solve that it was part of

	path              // the tight resources
	crossings uint8   // solver: number of those shared with others
	marked    bool    // its flows or its resources have changed
	crossed   uint32  // solver: index of these in crossed
	hash      uint32  // of path and limit
	routes    routeID // head of the list of its routes

	limit   float64 // of each flow; +Inf if there is none
	since   sim.Time
	served  service    // by the instant since
	queue   []FlowID   // heap: smallest target, then order of starting, first
	by      ResourceID // the bottleneck, 0 if its limit is
	boundBy ResourceID // solver: what bound is due to, 0 if its limit is
	safe    float64    // a rate at which none of its slack resources can be used up
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

// enqueue adds a flow with the given target to a class.
func (n *Net) enqueue(id classID, f FlowID, target service) {
	c := &n.classes[id]
	fl := &n.flows[f]
	fl.class, fl.target, fl.at = id, target, uint32(len(c.queue))
	c.queue = append(c.queue, f)
	n.up(c.queue, int(fl.at))
	c.flows++
	n.mark(id)
}

// dequeue takes a flow out of its class and returns that. The class ceases to
// exist with its last flow.
func (n *Net) dequeue(f FlowID) classID {
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
	return id
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

// classOf returns the class with the given tight resources and limit, a new one
// if there is none.
func (n *Net) classOf(tight []ResourceID, limit float64) classID {
	hash := hashOf(tight, limit)
	i := n.classTable.first(hash)
	for id := n.classTable.at(&i, hash); id != 0; id = n.classTable.after(&i, hash) {
		if c := &n.classes[id]; c.limit == limit && n.paths.equal(c.path, tight) {
			return classID(id)
		}
	}
	id := n.newClass(tight, limit)
	n.classes[id].hash = hash
	n.classTable.add(hash, uint32(id))
	return id
}

// newClass returns a class without flows on the lists of its resources.
func (n *Net) newClass(tight []ResourceID, limit float64) classID {
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
		limit: limit, since: n.now, queue: c.queue[:0], path: n.paths.alloc(len(tight)),
		safe:   math.Inf(1),
		marked: c.marked, // it may still be in n.marked
	}
	n.resources[0].limited++
	for i, r := range tight {
		res := &n.resources[r]
		n.paths.of(c.path)[i].resource = r
		if len(res.members) == 1 {
			res.load = sum{n.classes[res.members[0].id].taken, 0} // see resource
		}
		n.paths.enlist(&res.members, uint32(id), c.path, i)
	}
	return id
}

// removeClass forgets a class without flows and marks those of its resources
// that limit others.
func (n *Net) removeClass(id classID) {
	n.ends.set(id, sim.Never)
	c := &n.classes[id]
	n.resources[c.by].limited--
	for _, h := range n.paths.of(c.path) {
		r := &n.resources[h.resource]
		r.load.add(-c.taken)
		if looseness*c.rate > n.quota(h.resource) {
			n.mayLoosen(h.resource) // it has lost a reason to be tight
		}
		if r.limited > 0 && !r.loosened {
			r.loosened = true
			n.loosened = append(n.loosened, h.resource)
		}
		n.paths.unlist(&r.members, h)
	}
	n.classTable.remove(c.hash, uint32(id))
	n.paths.free(c.path)
	c.hops = uint32(n.freeClass)
	n.freeClass = id
}
