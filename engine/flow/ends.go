// This file knows which class has the earliest end, and keeps the flows that
// have ended until they are fetched.

package flow

import (
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
	for i, b := range e.block {
		if b.min > t {
			continue
		}
		for j, end := range e.classes(i) {
			if end <= t {
				return classID(i*blockSize + j)
			}
		}
	}
	return 0
}

func (e *ends) classes(block int) []sim.Time {
	return e.at[block*blockSize : (block+1)*blockSize]
}

// pushEnded queues a flow with its end set for Finish.
func (n *Net) pushEnded(f FlowID) {
	n.ended = append(n.ended, f)
	i := len(n.ended) - 1
	for i > 0 && n.endedBefore(f, n.ended[(i-1)/2]) {
		n.ended[i] = n.ended[(i-1)/2]
		i = (i - 1) / 2
	}
	n.ended[i] = f
}

// dropEnded takes f, usually the first, out of the queue for Finish.
func (n *Net) dropEnded(f FlowID) {
	i := slices.Index(n.ended, f)
	last := len(n.ended) - 1
	moved := n.ended[last]
	n.ended = n.ended[:last]
	if i == last {
		return
	}
	for i > 0 && n.endedBefore(moved, n.ended[(i-1)/2]) {
		n.ended[i] = n.ended[(i-1)/2]
		i = (i - 1) / 2
	}
	for {
		child := 2*i + 1
		if child+1 < last && n.endedBefore(n.ended[child+1], n.ended[child]) {
			child++
		}
		if child >= last || !n.endedBefore(n.ended[child], moved) {
			break
		}
		n.ended[i] = n.ended[child]
		i = child
	}
	n.ended[i] = moved
}

func (n *Net) endedBefore(a, b FlowID) bool {
	x, y := &n.flows[a], &n.flows[b]
	if x.end != y.end {
		return x.end < y.end
	}
	return x.order < y.order
}
