// This file ends flows: it knows which class has the earliest end, moves the
// clock, and keeps the flows that have ended until they are fetched.

package flow

import (
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// blockSize is the number of classes whose ends are searched together.
const blockSize = 64

// ends holds when the first flow of each class ends, and the minimum of every
// block of classes.
//
// A solve changes the end of one class or of all: to set one is a store, and
// to find the earliest is to search the blocks that have changed and then
// their minima. A heap would sift, with links back, at every change.
type ends struct {
	at    []sim.Time // by classID; Never if unused
	block []block
}

type block struct {
	min   sim.Time
	stale bool
}

// grow makes room for the given number of classes.
func (e *ends) grow(classes int) {
	for len(e.at) < classes {
		for range blockSize {
			e.at = append(e.at, sim.Never)
		}
		e.block = append(e.block, block{min: sim.Never})
	}
}

func (e *ends) set(id classID, t sim.Time) {
	e.at[id] = t
	e.block[id/blockSize].stale = true
}

// earliest returns the earliest end.
func (e *ends) earliest() sim.Time {
	t := sim.Never
	for i := range e.block {
		b := &e.block[i]
		if b.stale {
			b.stale = false
			b.min = slices.Min(e.classes(i))
		}
		t = min(t, b.min)
	}
	return t
}

// due returns a class whose first flow ends by t, 0 if there is none.
func (e *ends) due(t sim.Time) classID {
	if e.earliest() > t {
		return 0
	}
	i := 0
	for e.block[i].min > t {
		i++
	}
	id := i * blockSize
	for e.at[id] > t {
		id++
	}
	return classID(id)
}

func (e *ends) classes(block int) []sim.Time {
	return e.at[block*blockSize : (block+1)*blockSize]
}

// advance moves the clock to now, ending flows and solving on the way. Flows
// that end at now have ended when it returns.
func (n *Net) advance(now sim.Time) {
	if now < n.now {
		panic(fmt.Sprintf("flow: called at %v, before the last change at %v", now, n.now))
	}
	for n.now < now {
		n.solve()
		n.now = min(n.ends.earliest(), now)
		n.collect()
	}
}

// collect ends the flows whose time has come.
func (n *Net) collect() {
	for id := n.ends.due(n.now); id != 0; id = n.ends.due(n.now) {
		for n.classes[id].flows > 0 {
			f := n.classes[id].queue[0]
			end := n.classes[id].endOf(n.flows[f].target)
			if end > n.now {
				n.ends.set(id, end)
				break
			}
			n.leave(f)
			n.flows[f].end = end
			n.pushEnded(f)
		}
	}
}

// pushEnded queues a flow whose end is set for Finish. The queue is sorted, the
// next flow to fetch last.
func (n *Net) pushEnded(f FlowID) {
	lo, hi := 0, len(n.ended)
	for lo < hi {
		if mid := (lo + hi) / 2; n.endedBefore(f, n.ended[mid]) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	n.ended = slices.Insert(n.ended, lo, f)
}

// dropEnded takes a flow out of the queue for Finish.
func (n *Net) dropEnded(f FlowID) {
	i := slices.Index(n.ended, f)
	n.ended = slices.Delete(n.ended, i, i+1)
}

func (n *Net) endedBefore(a, b FlowID) bool {
	x, y := &n.flows[a], &n.flows[b]
	if x.end != y.end {
		return x.end < y.end
	}
	return x.order < y.order
}
