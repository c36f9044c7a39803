package sim

// This file defines the event and the agenda, the queue of pending events.

// A HandlerID names a handler registered with a [Kernel]; 0 is none.
type HandlerID uint16

// An Event is something that will happen. It is plain data without pointers, so
// that the garbage collector never looks inside the agenda.
//
// Kind, A and B mean whatever the handler they are addressed to says.
type Event struct {
	At    Time      // when it happens; set by the kernel
	To    HandlerID // who handles it
	Kind  uint8     // what happens
	Class Class     // who goes first among events at the same instant
	A     uint32    // usually an ID
	B     uint64    // usually a generation or a size
}

// orderOf packs class and sequence number so that one comparison breaks ties.
// It panics if c is not one of the three classes. The sequence has 56 bits: at
// ten million events a second it lasts 228 years.
func orderOf(c Class, seq uint64) uint64 {
	rank := uint64(c - Early)
	if rank > uint64(Late-Early) {
		refuseClass(c)
	}
	return rank<<56 | seq
}

// refuseClass is apart from orderOf so that the latter is inlined.
func refuseClass(c Class) { panic("sim: event of unknown " + c.String()) }

// An entry is an event as the agenda keeps it, in four words. The compiler holds
// a struct of four words in registers and copies it word by word. The seven
// fields of an Event go through memory: stores of one to four bytes are followed by
// loads of sixteen, for which the processor has to wait. That made a push and a
// pop with 2,000 events pending take 88 ns rather than 40 ns.
type entry struct {
	at    Time
	order uint64
	what  uint64 // To, Kind, Class and A
	b     uint64
}

func pack(ev *Event, order uint64) entry {
	return entry{ev.At, order, uint64(ev.To)<<48 | uint64(ev.Kind)<<40 | uint64(uint8(ev.Class))<<32 | uint64(ev.A), ev.B}
}

// before reports whether a goes before b.
//
// It branches on purpose. A comparison without branches, the borrow of a
// 128-bit subtraction, is 10 % faster with 1k events pending but takes three
// times as long with 1M: the processor then cannot guess the outcome and fetch
// the next level of the heap ahead.
func before(a, b *entry) bool {
	return a.at < b.at || a.at == b.at && a.order < b.order
}

// An agenda is the queue of pending events. Those of the present stretch of time, of
// 4 µs or in which few come, are in a heap and all later ones in a wheel, which sorts
// them only as far as is needed to find the next stretch. Those that come in order wait
// in lanes. No two events compare equal, so the order of pops does not depend on how
// they are kept.
//
// BenchmarkAgenda compares it with a heap of all events, which takes twice as
// long with 1,000 events pending and three times as long with 10,000, and with
// container/heap, five times.
//
// Invariants, checked by check in tests:
//
//	first is the time of the next event, Never if there is none
//	sorted is that of the next one in heap and wheel, ordered that of the next one in a lane
//	lane is the one with the next event
//	an event that is in no lane is in the heap if and only if it is not after the present stretch
type agenda struct {
	first, sorted, ordered Time

	n     int
	fresh bool // a stretch has begun; to be reset by whoever looks
	near  heap
	far   wheel
	lane  Lane
	lanes [Lanes]lane
}

func newAgenda() agenda {
	q := agenda{first: Never, sorted: Never, ordered: Never, far: newWheel()}
	for i := range q.lanes {
		q.lanes[i] = newLane()
	}
	return q
}

// push adds e in O(1), or O(log n) if it is in the present stretch, which has n.
func (q *agenda) push(e entry) {
	q.n++
	q.first = min(q.first, e.at)
	q.sorted = min(q.sorted, e.at)
	if e.at <= q.far.last {
		q.near.push(e)
	} else {
		q.far.add(e)
	}
}

// pushInOrder adds e at the end of a lane, or as push does if it comes before what is
// there.
func (q *agenda) pushInOrder(l Lane, e entry) {
	if !q.lanes[l].push(e) {
		q.push(e)
		return
	}
	q.n++
	if e.at < q.ordered || e.at == q.ordered && e.order < q.lanes[q.lane].head.order {
		q.ordered, q.lane = e.at, l
		q.first = min(q.first, e.at)
	}
}

// pop removes and returns the first event. The agenda must not be empty. The
// stretch moves on only to an event that is returned, so that what is pushed from
// then on, which is no earlier, is spread over the wheel.
func (q *agenda) pop() entry {
	if q.ordered < q.sorted {
		return q.popLane()
	}
	if len(q.near) == 0 {
		q.far.advance(q.first, &q.near)
		q.fresh = true
	}
	if q.ordered == q.first && before(&q.lanes[q.lane].head, &q.near[0]) {
		return q.popLane()
	}
	e := q.near.pop()
	switch {
	case len(q.near) > 0:
		q.sorted = q.near[0].at
	case q.far.level != 0:
		q.sorted = q.far.first()
	default:
		q.sorted = Never
	}
	q.popped()
	return e
}

// popLane removes and returns the first event that is in a lane.
func (q *agenda) popLane() entry {
	e := q.lanes[q.lane].pop()
	first := &q.lanes[0].head
	q.lane = 0
	for i := 1; i < Lanes; i++ {
		if h := &q.lanes[i].head; before(h, first) {
			first, q.lane = h, Lane(i)
		}
	}
	q.ordered = first.at
	q.popped()
	return e
}

// popped notes that there is an event less.
func (q *agenda) popped() {
	q.first = min(q.sorted, q.ordered)
	if q.n--; q.n == 0 {
		q.far.restart()
	}
}
