// This file is the textbook: fair sharing without classes, without memory of
// the previous rates, one flow at a time. The package is compared with it.

package flow

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

type textbook struct {
	now        sim.Time
	capacities []float64 // by ResourceID
	flows      []textbookFlow
}

type textbookFlow struct {
	id        FlowID
	order     int
	amount    float64
	remaining float64
	limit     float64
	path      []ResourceID
	rate      float64
	fixed     bool
	ended     bool // waits for Finish and uses nothing
}

// solve is progressive filling: raise all rates together until a resource is
// used up or a limit is reached, fix the flows concerned, go on with the rest.
func (m *textbook) solve() {
	rest := append([]float64(nil), m.capacities...)
	users := make([]int, len(rest))
	for i := range m.flows {
		f := &m.flows[i]
		f.fixed = f.ended
		for _, r := range f.path {
			if !f.ended {
				users[r]++
			}
		}
	}
	for range m.flows {
		level, bottleneck := math.Inf(1), ResourceID(0)
		for r := 1; r < len(rest); r++ {
			if users[r] > 0 && max(rest[r], 0)/float64(users[r]) < level {
				level, bottleneck = max(rest[r], 0)/float64(users[r]), ResourceID(r)
			}
		}
		slowest := -1
		for i := range m.flows {
			if f := &m.flows[i]; !f.fixed && f.limit <= level {
				level, slowest = f.limit, i
			}
		}
		for i := range m.flows {
			if f := &m.flows[i]; !f.fixed && (i == slowest || slowest < 0 && f.crosses(bottleneck)) {
				f.fixed, f.rate = true, level
				for _, r := range f.path {
					users[r]--
					if !math.IsInf(level, 1) {
						rest[r] -= level
					}
				}
			}
		}
	}
}

// crosses reports whether r is on the path; all cross bottleneck 0, which
// stands for none.
func (f *textbookFlow) crosses(r ResourceID) bool {
	for _, p := range f.path {
		if p == r {
			return true
		}
	}
	return r == 0
}

func (m *textbook) advance(now sim.Time) {
	if now == m.now {
		return
	}
	m.solve()
	for i := range m.flows {
		if f := &m.flows[i]; !f.ended {
			f.remaining -= f.rate * (now - m.now).Seconds()
		}
	}
	m.now = now
}

func (m *textbook) index(id FlowID) int {
	for i := range m.flows {
		if m.flows[i].id == id {
			return i
		}
	}
	return -1
}

func (m *textbook) remove(id FlowID) textbookFlow {
	i := m.index(id)
	f := m.flows[i]
	m.flows = append(m.flows[:i], m.flows[i+1:]...)
	return f
}

// after returns in how many seconds f ends.
func (f *textbookFlow) after() float64 {
	if f.remaining <= 0 {
		return 0
	}
	return f.remaining / f.rate
}

// slack returns the error of a time that is allowed for f, in seconds: a
// nanosecond of rounding, and 1e-9 of the time that f takes at its rate.
func (f *textbookFlow) slack() float64 { return 1.001e-9 + 1e-9*f.amount/f.rate }

// twin drives a Net and the textbook side by side.
type twin struct {
	t testing.TB
	*Net
	book   textbook
	orders int
	script []byte // what is left of the operations
	path   []ResourceID
	log    []string
}

func (w *twin) byte() int {
	if len(w.script) == 0 {
		return 0
	}
	b := w.script[0]
	w.script = w.script[1:]
	return int(b)
}

// capacity decodes a capacity: often one of few values, so that ties occur.
func (w *twin) capacity() float64 {
	switch b := w.byte(); {
	case b < 16:
		return 0
	case b < 32:
		return math.Inf(1)
	case b < 192:
		return 1e6 * float64(b%4+1)
	default:
		return math.Exp(float64(b-230)/4) * 1e6 * (1 + float64(w.byte())/256)
	}
}

// play decodes a script and checks everything after every operation.
func play(t testing.TB, script []byte) {
	w := &twin{t: t, Net: NewNet(), script: script}
	w.book.capacities = []float64{0}
	resources := w.byte()%7 + 1
	for range resources {
		c := w.capacity()
		w.AddResource(c)
		w.book.capacities = append(w.book.capacities, c)
	}
	for len(w.script) > 0 {
		w.operation()
		w.compare()
		if len(w.script)%16 == 0 {
			check(t, w.Net)
		}
	}
	check(t, w.Net)
}

func (w *twin) operation() {
	switch op := w.byte() % 16; {
	case op < 6:
		w.start()
	case op == 6:
		if n := len(w.book.flows); n > 0 {
			f := w.book.flows[w.byte()%n]
			left := w.Cancel(w.now, f.id)
			require.InDelta(w.t, max(f.remaining, 0), left, 1e-9*f.amount+2e-9*f.rate, "flow %+v", f)
			w.book.remove(f.id)
		}
	case op == 7:
		r := ResourceID(w.byte()%(len(w.resources)-1) + 1)
		c := w.capacity()
		w.SetCapacity(w.now, r, c)
		w.book.capacities[r] = c
	case op < 12:
		if next := w.Next(); next != sim.Never {
			w.to(next)
		}
	case op == 12: // one at a time, with changes before the next
		if f, _, ok := w.Finish(w.now); ok {
			w.sync()
			w.book.remove(f)
		}
	default:
		next := min(w.Next(), w.now+sim.Time(1e9))
		w.to(w.now + (next-w.now)/sim.Time(1+w.byte()%8))
	}
}

func (w *twin) start() {
	f := textbookFlow{order: w.orders, limit: math.Inf(1)}
	w.orders++
	switch b := w.byte(); {
	case b < 8:
		f.amount = 0
	case b < 128:
		f.amount = 1e6 * float64(b%4+1)
	default:
		f.amount = math.Exp(float64(b-230)/4) * 1e6 * (1 + float64(w.byte())/256)
	}
	limit := 0.0
	mask := w.byte()
	for r := 1; r < len(w.resources); r++ {
		if mask>>r&1 != 0 {
			f.path = append(f.path, ResourceID(r))
		}
	}
	if mask&1 != 0 || len(f.path) == 0 {
		limit = 2.5e5 * float64(w.byte()%16+1)
		f.limit = limit
	}
	f.remaining, f.ended = f.amount, f.amount == 0
	f.id = w.Start(w.now, f.amount, limit, uint64(f.order), f.path)
	w.book.flows = append(w.book.flows, f)
}

// to moves both to now and fetches what has ended.
func (w *twin) to(now sim.Time) {
	w.book.advance(now)
	last := -1
	for {
		id, tag, ok := w.Finish(now)
		if !ok {
			break
		}
		w.sync()
		f := w.book.remove(id)
		require.EqualValues(w.t, f.order, tag)
		require.Greater(w.t, f.order, last, "not in order of start")
		last = f.order
	}
}

// sync ends in the textbook what has ended in the Net, which must be in time.
func (w *twin) sync() {
	for i := range w.book.flows {
		f := &w.book.flows[i]
		if !f.ended && w.flows[f.id].class == 0 {
			require.LessOrEqual(w.t, f.after(), f.slack(), "ended too early: %+v", f)
			f.ended = true
		}
	}
}

// compare compares rates and the next end.
func (w *twin) compare() {
	next := w.Next()
	w.sync()
	w.book.solve()
	require.Equal(w.t, len(w.book.flows), w.Active())
	for i := range w.book.flows {
		f := &w.book.flows[i]
		rate, remaining := w.Rate(f.id), w.Remaining(w.now, f.id)
		if f.ended {
			require.Zero(w.t, rate)
			require.Zero(w.t, remaining)
			continue
		}
		if !math.IsInf(f.rate, 1) || !math.IsInf(rate, 1) {
			require.InDelta(w.t, f.rate, rate, 1e-9*f.rate, "rate of %+v", f)
		}
		require.InDelta(w.t, max(f.remaining, 0), remaining, 1e-9*f.amount+2e-9*min(f.rate, 1e300), "remaining of %+v", f)
		if want := f.after() + f.slack(); want < 9e9 {
			require.LessOrEqual(w.t, (next - w.now).Seconds(), want, "next end comes after that of %+v", f)
		}
	}
}
