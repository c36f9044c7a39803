package workload

// This file streams a trace with one row per invocation, in order of start.

import (
	"fmt"
	"io"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A reorder is a queue of a limited number of rows that gives them in order of
// start, those of equal start in order of arrival.
//
// It is a sorted ring, filled from its back: a row that comes in order, as
// nearly all do, moves no other.
type reorder struct {
	ring []row // its length is a power of two
	head int   // position of the first row
	n    int   // how many rows there are
}

// newReorder returns an empty queue for at least n rows.
func newReorder(n int) *reorder {
	size := 1
	for size < n {
		size *= 2
	}
	return &reorder{ring: make([]row, size)}
}

func (q *reorder) full() bool { return q.n == len(q.ring) }

// push adds a row; there must be room. It returns how many rows in the queue come
// after it.
func (q *reorder) push(r row) int {
	mask := len(q.ring) - 1
	i := q.head + q.n
	for ; i > q.head && r.start < q.ring[(i-1)&mask].start; i-- {
		q.ring[i&mask] = q.ring[(i-1)&mask]
	}
	q.ring[i&mask] = r
	q.n++
	return q.head + q.n - 1 - i
}

// pop removes the first row; there must be one.
func (q *reorder) pop() row {
	r := q.ring[q.head]
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.n--
	return r
}

// rowsAtOnce is how many rows a source reads at once: a run that reads one at
// a time finds neither the instructions nor the data of reading in the caches.
const rowsAtOnce = 256

// A rowSource is a pass over a rowTrace.
type rowSource struct {
	t     *rowTrace
	in    *rowReader // nil when the file is at its end, and for sorted rows
	queue *reorder   // nil for sorted rows
	ready []Arrival  // the next arrivals
	pos   int        // of the next one in ready
	taken int        // how many of the sorted rows were made ready
	last  sim.Time   // start of the row made ready last
	err   error
}

// Source returns a fresh pass over the invocations. It needs no random
// numbers. The source has a Close method.
func (t *rowTrace) Source(sim.RNG) Source {
	s := &rowSource{t: t, last: t.origin, ready: make([]Arrival, 0, rowsAtOnce)}
	if t.sorted == nil {
		s.queue = newReorder(t.window)
		s.in, s.err = openRows(t, false)
	}
	return s
}

// Next yields the next arrival.
func (s *rowSource) Next(a *Arrival) bool {
	if s.pos == len(s.ready) {
		if s.pos, s.ready = 0, s.ready[:0]; s.err != nil || !s.fill() {
			return false
		}
	}
	*a = s.ready[s.pos]
	s.pos++
	return true
}

// fill makes the next arrivals ready. It returns false if there are none.
func (s *rowSource) fill() bool {
	if s.queue == nil {
		next := s.t.sorted[s.taken:min(s.taken+rowsAtOnce, len(s.t.sorted))]
		for i := range next {
			s.add(&next[i])
		}
		s.taken += len(next)
		return len(next) > 0
	}
	var r row
	inOrder := len(s.queue.ring) == 1
	for len(s.ready) < rowsAtOnce {
		if plain := inOrder && s.in != nil && s.in.readPlain(&r); !plain && !s.next(&r) {
			break
		}
		if r.start < s.last {
			s.err = fmt.Errorf("%s:%d: row starts too early for its place; has the file changed?", s.t.format.path, r.line)
			s.closeFile()
			break
		}
		s.add(&r)
	}
	return len(s.ready) > 0
}

// next returns the next row in order of start, unless the file does not have
// it: then it comes too early. It returns false if there is none.
func (s *rowSource) next(to *row) bool {
	inOrder := len(s.queue.ring) == 1
	for s.in != nil && !s.queue.full() {
		err := s.in.read(to)
		switch {
		case err == nil && inOrder:
			return true
		case err == nil:
			s.queue.push(*to)
			continue
		}
		if s.closeFile(); err != io.EOF {
			s.err = err
		}
	}
	if s.err != nil || s.queue.n == 0 {
		return false
	}
	*to = s.queue.pop()
	return true
}

// add makes a row ready.
func (s *rowSource) add(r *row) {
	s.last = r.start
	s.ready = append(s.ready, Arrival{At: r.start - s.t.origin, Function: r.function, Duration: r.duration})
}

// Err returns why the source ended early.
func (s *rowSource) Err() error {
	if s.pos < len(s.ready) {
		return nil // it has not ended yet
	}
	return s.err
}

// Horizon returns the time of the last arrival.
func (s *rowSource) Horizon() sim.Time { return s.t.last - s.t.origin }

// Expected returns the number of rows.
func (s *rowSource) Expected() float64 { return float64(s.t.rows) }

// Close closes the file and ends the source. It is only needed for a source
// that is not read to its end.
func (s *rowSource) Close() error {
	s.closeFile()
	s.ready, s.pos, s.taken = nil, 0, len(s.t.sorted)
	if s.queue != nil {
		s.queue.n = 0
	}
	return nil
}

// closeFile closes the file.
func (s *rowSource) closeFile() {
	if s.in != nil {
		s.in.close()
		s.in = nil
	}
}
