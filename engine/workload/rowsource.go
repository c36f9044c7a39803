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

// A rowSource is a pass over a rowTrace.
type rowSource struct {
	t     *rowTrace
	in    *rowReader // nil when the file is at its end, and for sorted rows
	queue *reorder
	pos   int      // of the next of the sorted rows
	last  sim.Time // start of the row before
	err   error
}

// Source returns a fresh pass over the invocations. It needs no random
// numbers. The source has a Close method.
func (t *rowTrace) Source(sim.RNG) Source {
	s := &rowSource{t: t, last: t.origin}
	if t.sorted == nil {
		s.queue = newReorder(t.window)
		s.in, s.err = openRows(t, false)
	}
	return s
}

// Next yields the next arrival.
func (s *rowSource) Next(a *Arrival) bool {
	r, ok := s.nextRow()
	if !ok {
		return false
	}
	*a = Arrival{At: r.start - s.t.origin, Function: r.function, Duration: r.duration}
	return true
}

// nextRow returns the next row in order of start.
func (s *rowSource) nextRow() (row, bool) {
	if s.queue == nil {
		if s.pos == len(s.t.sorted) {
			return row{}, false
		}
		s.pos++
		return s.t.sorted[s.pos-1], true
	}
	for s.in != nil && !s.queue.full() {
		var r row
		if err := s.in.read(&r); err == nil {
			s.queue.push(r)
		} else if s.Close(); err != io.EOF {
			s.err = err
		}
	}
	if s.err != nil || s.queue.n == 0 {
		return row{}, false
	}
	r := s.queue.pop()
	if r.start < s.last {
		s.err = fmt.Errorf("%s:%d: row starts too early for its place; has the file changed?", s.t.format.path, r.line)
		s.Close()
		return row{}, false
	}
	s.last = r.start
	return r, true
}

// Err returns why the source ended early.
func (s *rowSource) Err() error { return s.err }

// Horizon returns the time of the last arrival.
func (s *rowSource) Horizon() sim.Time { return s.t.last - s.t.origin }

// Expected returns the number of rows.
func (s *rowSource) Expected() float64 { return float64(s.t.rows) }

// Close closes the file, after which the source ends. It is only needed for a
// source that is not read to its end.
func (s *rowSource) Close() error {
	if s.in != nil {
		s.in.close()
		s.in = nil
	}
	return nil
}
