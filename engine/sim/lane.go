package sim

// This file holds the lanes: events that come in order.

// A Lane is a queue for events that are scheduled in order of time, such as the
// arrivals of a workload or the ends of delays of equal length. They need no sorting,
// which is half of what an event costs.
type Lane uint8

// Lanes is the number of lanes of a [Kernel].
const Lanes = 2

// A lane is a ring of events in order.
//
// Invariants, checked by check in tests:
//
//	head is the first event, at Never if there is none, and at and order are the last one's
//	the others are in ring from next on, as many as n, each after the one before
type lane struct {
	head    entry
	at      Time
	order   uint64
	ring    []entry // as many as a power of two
	next, n uint32
}

var noEntry = entry{at: Never}

func newLane() lane { return lane{head: noEntry, ring: make([]entry, 1)} }

// push adds e at the end, unless it comes before what is there.
func (l *lane) push(e entry) bool {
	if l.head.at == Never {
		l.head, l.at, l.order = e, e.at, e.order
		return true
	}
	if e.at < l.at || e.at == l.at && e.order < l.order {
		return false
	}
	if int(l.n) == len(l.ring) {
		l.grow()
	}
	l.ring[(l.next+l.n)&uint32(len(l.ring)-1)] = e
	l.at, l.order = e.at, e.order
	l.n++
	return true
}

// grow doubles the ring.
func (l *lane) grow() {
	ring := make([]entry, 2*len(l.ring))
	n := copy(ring, l.ring[l.next:])
	copy(ring[n:], l.ring[:l.next])
	l.ring, l.next = ring, 0
}

// pop removes and returns the first event. There must be one.
func (l *lane) pop() entry {
	e := l.head
	if l.n == 0 {
		l.head = noEntry
		return e
	}
	l.head = l.ring[l.next]
	l.next = (l.next + 1) & uint32(len(l.ring)-1)
	l.n--
	return e
}
