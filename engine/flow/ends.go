// This file ends flows: it knows which class has the earliest end, moves the
// clock, and keeps the flows that have ended until they are fetched.

package flow

import (
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// blockSize is the number of ends, or of minima, that are searched together.
const blockSize = 16

// ends holds when the first flow of each class ends, with the minima of blocks
// of classes, of blocks of these, and so on up to one.
//
// A solve changes the end of one class or of thousands: to set one is a store
// and a mark, and to find the earliest is to search the blocks that are marked.
// A heap would sift, with links back, at every change.
type ends struct {
	at     []sim.Time // by classID; Never if unused
	levels [][]block  // of at, of the blocks before, ...; the last has one
}

type block struct {
	min   sim.Time
	stale bool // and so are those above it
}

// grow makes room for the given number of classes.
func (e *ends) grow(classes int) {
	for len(e.at) < classes {
		for range blockSize {
			e.at = append(e.at, sim.Never)
		}
		e.addBlock(0)
	}
}

// addBlock adds a block of a level, and what is above it.
func (e *ends) addBlock(level int) {
	if level == len(e.levels) {
		e.levels = append(e.levels, nil)
	}
	e.levels[level] = append(e.levels[level], block{min: sim.Never})
	if n := len(e.levels[level]); n > 1 && n%blockSize == 1 || n == 2 {
		e.addBlock(level + 1)
	}
	e.stale(level, len(e.levels[level])-1)
}

// stale marks a block and those above it.
func (e *ends) stale(level, i int) {
	for ; level < len(e.levels); level++ {
		b := &e.levels[level][i]
		if b.stale {
			return
		}
		b.stale = true
		i /= blockSize
	}
}

func (e *ends) set(id classID, t sim.Time) {
	e.at[id] = t
	e.stale(0, int(id)/blockSize)
}

// earliest returns the earliest end.
func (e *ends) earliest() sim.Time {
	if len(e.levels) == 0 {
		return sim.Never
	}
	return e.min(len(e.levels)-1, 0)
}

// min returns the minimum of a block.
func (e *ends) min(level, i int) sim.Time {
	b := &e.levels[level][i]
	if !b.stale {
		return b.min
	}
	b.stale = false
	if level == 0 {
		b.min = slices.Min(e.at[i*blockSize : (i+1)*blockSize])
		return b.min
	}
	b.min = sim.Never
	for k := i * blockSize; k < min((i+1)*blockSize, len(e.levels[level-1])); k++ {
		b.min = min(b.min, e.min(level-1, k))
	}
	return b.min
}

// due returns a class whose first flow ends by t, 0 if there is none: of those
// that end first, the first.
func (e *ends) due(t sim.Time) classID {
	if e.earliest() > t {
		return 0
	}
	i := 0
	for level := len(e.levels) - 2; level >= 0; level-- {
		for i *= blockSize; e.levels[level][i].min > t; {
			i++
		}
	}
	for i *= blockSize; e.at[i] > t; {
		i++
	}
	return classID(i)
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
