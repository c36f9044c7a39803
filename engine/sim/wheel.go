package sim

// This file holds the wheel: the events after the present stretch of time.

import "math/bits"

const (
	tickBits  = 12 // a tick is 2^12 ns
	digitBits = 6
	digits    = 1 << digitBits
	levels    = (63 - tickBits + digitBits - 1) / digitBits
)

// A wheel holds events after the present stretch of time in lists, sorted no further
// than is known to be of use: a hierarchical timing wheel (Varghese and Lauck, 1987).
//
// Write times as numbers of ticks, in digits of six bits. An event belongs to the
// level of the first digit in which its time differs from that of last, and there
// to the list of its own digit. So all events of a level come before those of the
// levels above, and on a level they are ordered by list. When last moves into a
// list, its events go to the levels below, or to the heap if they are few. An event is
// moved but a few times, by streaming through memory, where a heap guesses wrong at
// every other step.
//
// Invariants, checked by check in tests:
//
//	every event is later than last, the end of the present stretch
//	an event is in the list of its level and digit, counted from last
//	a list has a bit if and only if it has events, as has a level
//	from of a list is the time of the first of its events, Never if it has none
type wheel struct {
	last   Time
	level  uint64 // a bit for each level that has events
	digit  [levels]uint64
	lists  [levels][digits]list
	chunks []chunk // 0 unused
	free   uint32  // the first chunk that is not in use
}

// A list is the events of one digit at one level, in any order.
type list struct {
	from Time
	head uint32 // the one chunk that may not be full; 0 if there are no events
	n    uint32 // events in it; chunkSize if there is none
}

// A chunk is some events of a list, in four cache lines: to walk a list is to stream
// through memory, where single events in links are a wait each.
type chunk struct {
	entries [chunkSize]entry
	next    uint32 // in its list, or among those that are not in use
	_       [28]byte
}

const chunkSize = 7

var noEvents = list{from: Never, n: chunkSize}

func newWheel() wheel {
	w := wheel{chunks: make([]chunk, 1)}
	for level := range w.lists {
		for digit := range w.lists[level] {
			w.lists[level][digit] = noEvents
		}
	}
	w.restart()
	return w
}

// restart moves last back to the beginning. The wheel must be empty.
func (w *wheel) restart() { w.last = 1<<tickBits - 1 }

// add adds an event later than last to the list where it belongs.
func (w *wheel) add(e entry) {
	ticks := uint64(e.at) >> tickBits
	level := uint(bits.Len64(ticks^uint64(w.last)>>tickBits)-1) / digitBits
	digit := uint(ticks>>(level*digitBits)) % digits
	l := &w.lists[level][digit]
	l.from = min(l.from, e.at)
	if l.n == chunkSize {
		w.digit[level] |= 1 << digit
		w.level |= 1 << level
		w.extend(l)
	}
	w.chunks[l.head].entries[l.n] = e
	l.n++
}

// extend begins a chunk of l.
func (w *wheel) extend(l *list) {
	i := w.free
	if i == 0 {
		i = uint32(len(w.chunks))
		w.chunks = append(w.chunks, chunk{})
	} else {
		w.free = w.chunks[i].next
	}
	w.chunks[i].next = l.head
	l.head, l.n = i, 0
}

// next returns the level and the digit of the first list. The wheel must not be
// empty.
func (w *wheel) next() (level, digit uint) {
	level = uint(bits.TrailingZeros64(w.level))
	return level, uint(bits.TrailingZeros64(w.digit[level]))
}

// first returns the time of the first event. The wheel must not be empty.
func (w *wheel) first() Time {
	level, digit := w.next()
	return w.lists[level][digit].from
}

// few returns the events of the first list, nil if they are more than a chunk holds.
func (w *wheel) few() []entry {
	if w.level == 0 {
		return nil
	}
	level, digit := w.next()
	l := &w.lists[level][digit]
	c := &w.chunks[l.head]
	if c.next != 0 {
		return nil
	}
	return c.entries[:l.n]
}

// advance begins the stretch of t, the time of the first event, and moves its events
// to the heap. It is a tick, or what a list covers that has no more than one chunk.
func (w *wheel) advance(t Time, near *heap) {
	level, digit := w.next()
	l := &w.lists[level][digit]
	i, n := l.head, l.n
	*l = noEvents
	if w.digit[level] &^= 1 << digit; w.digit[level] == 0 {
		w.level &^= 1 << level
	}
	w.last = t | (1<<tickBits - 1)
	if w.chunks[i].next == 0 {
		w.last = t | (1<<(tickBits+level*digitBits) - 1)
	}
	for i != 0 {
		c := &w.chunks[i]
		for k := range c.entries[:n] {
			if e := &c.entries[k]; e.at <= w.last {
				near.push(*e)
			} else {
				w.add(*e)
				c = &w.chunks[i]
			}
		}
		next := c.next
		c.next, w.free = w.free, i
		i, n = next, chunkSize
	}
}
