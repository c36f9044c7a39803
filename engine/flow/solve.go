// This file finds out whose rates a change concerns.

package flow

// maxRounds is the number of attempts to solve a part of what is connected.
const maxRounds = 4

// solver is the memory that solve uses again and again.
type solver struct {
	solves uint64 // number of the current solve
	rounds uint64 // number of the current round, over all solves
	whole  bool   // everything that is connected is freed

	free    []classID    // the classes whose rates are sought
	touched []ResourceID // the resources that they share
	heap    []share      // touched resources, lowest share first
	filled  []share      // the bottlenecks of this round and what they give
}

// solve finds the rates from n.now on of all classes that the marked ones
// concern.
//
// Rates are max-min fair if every class has its limit or a bottleneck: a
// resource that is used up and gives no other class a higher rate. So a class
// keeps its rate as long as its bottleneck gives the others there theirs.
// Solve frees the marked classes and, at every resource that a free class
// crosses, the classes that it limits. Then it shares among the free classes
// what the others leave. That is final unless a bottleneck now gives less than
// the rate of a class there that is not free; then it frees these and begins
// another round.
func (n *Net) solve() {
	if len(n.marked)+len(n.loosened) == 0 {
		return
	}
	n.solves++
	n.whole = false
	n.free, n.touched = n.free[:0], n.touched[:0]
	n.freeMarked()
	met := 0
	for round := 1; ; round++ {
		for ; met < len(n.free); met++ {
			n.meet(n.free[met])
		}
		n.fill()
		n.whole = round == maxRounds
		if !n.freeOvertaken() {
			break
		}
		n.withdrawAll(n.free[:met])
	}
	for _, id := range n.free {
		n.settle(id)
	}
}

// freeMarked frees what the changes since the last solve concern.
func (n *Net) freeMarked() {
	for _, id := range n.marked {
		if c := &n.classes[id]; c.flows > 0 {
			n.unfix(id)
		} else {
			c.marked = false
		}
	}
	for _, r := range n.loosened {
		n.resources[r].loosened = false
		n.unfixLimited(r)
	}
	n.marked, n.loosened = n.marked[:0], n.loosened[:0]
}

// unfix frees a class if it is not free already.
func (n *Net) unfix(id classID) {
	if c := &n.classes[id]; c.seen != n.solves {
		c.seen = n.solves
		n.free = append(n.free, id)
	}
}

// unfixLimited frees the classes that r limits.
func (n *Net) unfixLimited(id ResourceID) {
	r := &n.resources[id]
	if r.limited == 0 && !n.whole {
		return
	}
	for _, m := range r.members {
		if n.whole || n.classes[m.class].by == id {
			n.unfix(m.class)
		}
	}
}

// meet takes in a class that has just been freed: what limits it alone, and
// whom it concerns. A resource that it has to itself is as good as a limit.
func (n *Net) meet(id classID) {
	c := &n.classes[id]
	bound, by := c.limit, ResourceID(0)
	for _, h := range n.paths.at(c) {
		r := &n.resources[h.resource]
		switch {
		case r.shared():
			if r.left == 0 {
				n.touched = append(n.touched, h.resource)
				n.unfixLimited(h.resource)
			}
			r.withdraw(c)
		case r.capacity < bound*c.flows:
			bound, by = r.capacity/c.flows, h.resource
		}
	}
	c.bound, c.boundBy, c.taken = bound, by, 0
	n.limit(c, 0)
}

// withdrawAll takes back what this round has given.
func (n *Net) withdrawAll(free []classID) {
	for _, id := range free {
		c := &n.classes[id]
		for _, h := range n.paths.at(c) {
			if r := &n.resources[h.resource]; r.shared() {
				r.withdraw(c)
			}
		}
		c.taken = 0
		n.limit(c, 0)
	}
}

// withdraw takes back what a class has, which waits for a rate from now on.
func (r *resource) withdraw(c *class) {
	r.load.add(-c.taken)
	r.left += c.flows
}

// limit makes r the bottleneck of a class; 0 stands for its own limit.
func (n *Net) limit(c *class, r ResourceID) {
	n.resources[c.by].limited--
	n.resources[r].limited++
	c.by = r
}

// freeOvertaken frees the classes that have more than a bottleneck of this
// round gives, or everything connected if the rounds so far were in vain, and
// reports whether there were any.
func (n *Net) freeOvertaken() bool {
	before := len(n.free)
	for _, b := range n.filled {
		for _, m := range n.resources[b.resource].members {
			if c := &n.classes[m.class]; c.seen != n.solves && c.rate > b.each {
				n.unfix(m.class)
			}
		}
	}
	if len(n.free) == before {
		return false
	}
	if n.whole {
		for _, r := range n.touched {
			n.unfixLimited(r)
		}
	}
	return true
}

// settle makes the new rate of a class that of its flows from now on.
func (n *Net) settle(id classID) {
	c := &n.classes[id]
	if c.next != c.rate {
		c.served = c.servedAt(n.now)
		c.since = n.now
		c.rate = c.next
	} else if !c.marked {
		return
	}
	c.marked = false
	n.ends.set(id, c.endOf(n.flows[c.queue[0]].target))
}
