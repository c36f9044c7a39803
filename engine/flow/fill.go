// This file shares what is there by progressive filling.

package flow

import (
	"math"
	"slices"
)

// share is what a resource could give each of its flows without a rate, if
// they took all that is left. It only grows while others get their rates, so
// that one computed earlier is a lower bound.
type share struct {
	each     float64
	resource ResourceID
}

func (s share) less(o share) bool {
	return s.each < o.each || s.each == o.each && s.resource < o.resource
}

// fill finds the rates of the free classes.
//
// The resource with the lowest share is the bottleneck of all its flows
// without a rate: they get that share, unless they cannot take as much, which
// leaves the less for the others that they cross; and so on.
func (n *Net) fill() {
	n.filled, n.heap, n.spent = n.filled[:0], n.heap[:0], 0
	for _, id := range n.touched {
		n.heap = append(n.heap, share{n.resources[id].share(), id})
	}
	n.heapify()
	waiting, level := len(n.free), 0.0
	for waiting > 0 && len(n.heap) > 0 {
		top := n.heap[0]
		r := &n.resources[top.resource]
		if r.left == 0 {
			n.popSpent()
			continue
		}
		if each := r.share(); each > top.each {
			n.heap[0].each = each
			n.siftShare(0)
			if n.heap[0].resource != top.resource {
				continue
			}
			top.each = each
		}
		top.each = max(top.each, level) // a share may shrink by a rounding
		if n.lowest < top.each {
			if given := n.giveBounded(r, top.each); given > 0 {
				waiting -= given
				continue
			}
		}
		level = top.each
		waiting -= n.giveShare(r, top)
		n.filled = append(n.filled, top)
	}
	if waiting > 0 {
		n.giveRest()
	}
}

// share returns what is left for each flow without a rate. It is exactly 0 if
// there is nothing, and may be below by a rounding if all is taken.
func (r *resource) share() float64 {
	if r.capacity == 0 {
		return 0
	}
	return r.load.from(r.capacity) / r.left
}

// giveBounded gives the classes of r their bound where it is less than the
// lowest share, and returns how many there were.
func (n *Net) giveBounded(r *resource, each float64) (given int) {
	for _, m := range r.members {
		if c := &n.classes[m.id]; c.waits() && c.bound < each {
			n.give(c, c.bound, c.boundBy)
			given++
		}
	}
	return given
}

// giveShare gives its share to all classes of a bottleneck without a rate,
// and returns how many there were.
func (n *Net) giveShare(r *resource, s share) (given int) {
	for _, m := range r.members {
		if c := &n.classes[m.id]; c.waits() {
			n.give(c, s.each, s.resource)
			given++
		}
	}
	return given
}

// giveRest gives those that share nothing their bound.
func (n *Net) giveRest() {
	for _, id := range n.free {
		if c := &n.classes[id]; c.waits() {
			n.give(c, c.bound, c.boundBy)
		}
	}
}

// waits reports whether a class is free and has no rate yet.
func (c *class) waits() bool { return c.next < 0 }

// give decides the rate of a class and takes it from its resources.
func (n *Net) give(c *class, rate float64, by ResourceID) {
	c.next = rate
	if rate <= math.MaxFloat64 {
		c.taken = float64(rate * c.flows)
	}
	for _, id := range n.crossedBy(c) {
		r := &n.resources[id]
		r.load.add(c.taken)
		if r.left -= c.flows; r.left == 0 {
			n.spent++
		}
	}
	n.limit(c, by)
}

func (n *Net) heapify() {
	for i := len(n.heap)/2 - 1; i >= 0; i-- {
		n.siftShare(i)
	}
}

// popSpent takes the first share from the heap, whose resource has no flow left
// that waits, and if there are many like it all of these.
func (n *Net) popSpent() {
	if 2*n.spent < len(n.heap) {
		n.popShare()
		n.spent--
		return
	}
	n.spent = 0
	n.heap = slices.DeleteFunc(n.heap, func(s share) bool { return n.resources[s.resource].left == 0 })
	n.heapify()
}

func (n *Net) popShare() {
	last := len(n.heap) - 1
	n.heap[0] = n.heap[last]
	n.heap = n.heap[:last]
	if last > 1 {
		n.siftShare(0)
	}
}

func (n *Net) siftShare(i int) {
	h := n.heap
	s := h[i]
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].less(h[child]) {
			child++
		}
		if !h[child].less(s) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = s
}
