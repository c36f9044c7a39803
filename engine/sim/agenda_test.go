package sim

// This file tests the agenda against a sorted slice and measures it against a
// heap of all events and the heap of the standard library.

import (
	"cmp"
	container "container/heap"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestEntryIsFlat holds an entry to what the compiler keeps in registers.
func TestEntryIsFlat(t *testing.T) {
	require.EqualValues(t, 32, unsafe.Sizeof(entry{}))
	require.Equal(t, 4, reflect.TypeFor[entry]().NumField())
}

func TestPack(t *testing.T) {
	for _, ev := range []Event{
		{At: 1, To: 2, Kind: 3, Class: Early, A: 5, B: 6},
		{At: Never - 1, To: math.MaxUint16, Kind: math.MaxUint8, Class: Late, A: math.MaxUint32, B: math.MaxUint64},
		{},
	} {
		e := pack(&ev, 7)
		require.Equal(t, ev, e.event())
		require.EqualValues(t, 7, e.order)
	}
}

// TestAgendaModel drives the agenda and a slice kept sorted by the same random
// pushes and pops: where few distinct times make ties the rule, and where the
// spans to come are of every size, as timers and the ends of work are.
func TestAgendaModel(t *testing.T) {
	rng := NewStream(1, t.Name())
	for _, tt := range []struct {
		name string
		at   func(now Time, seq uint64) Time
	}{
		{"ties", func(_ Time, seq uint64) Time { return Time(rng.IntN(1 + int(seq/50))) }},
		{"ties of ticks", func(now Time, _ uint64) Time { return now + Time(rng.IntN(4))<<tickBits }},
		{"every size", func(now Time, _ uint64) Time {
			span := Time(rng.Uint64() >> 1 >> rng.IntN(63))
			return min(addSpan(now, span), Never-1)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { driveAgenda(t, &rng, tt.at) })
	}
}

func addSpan(t, d Time) Time {
	if d >= Never-t {
		return Never
	}
	return t + d
}

// driveAgenda grows and drains the agenda in turn.
func driveAgenda(t *testing.T, rng *RNG, at func(now Time, seq uint64) Time) {
	q := newAgenda()
	var model []entry
	var now Time
	for seq := range uint64(30_000) {
		if len(model) > 0 && rng.IntN(100) < 45+int(seq/3000%2)*10 {
			require.Equal(t, model[0], q.pop())
			now, model = model[0].at, model[1:]
		} else {
			if len(model) == 0 {
				now = 0 // the clock of a kernel may go back to the last event that had an effect
			}
			ev := Event{At: at(now, seq), Class: Class(rng.IntN(3) - 1), A: uint32(seq)}
			e := pack(&ev, orderOf(ev.Class, seq))
			q.push(e)
			i, _ := slices.BinarySearchFunc(model, ev, func(e entry, ev Event) int { return compare(e.event(), ev) })
			model = slices.Insert(model, i, e)
		}
		if seq%101 == 0 {
			require.Equal(t, len(model), len(checkAgenda(t, &q)))
		}
	}
	for _, want := range model {
		require.Equal(t, want, q.pop())
	}
	require.Empty(t, checkAgenda(t, &q))
}

// compare is the order of events spelt out.
func compare(a, b Event) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Class, b.Class), cmp.Compare(a.A, b.A))
}

// event unpacks e.
func (e *entry) event() Event {
	return Event{At: e.at, To: HandlerID(e.what >> 48), Kind: uint8(e.what >> 40), Class: Class(e.what >> 32), A: uint32(e.what), B: e.b}
}

// checkAgenda asserts the invariants of the agenda and returns its events.
func checkAgenda(t *testing.T, q *agenda) []entry {
	t.Helper()
	for i, e := range q.near {
		require.LessOrEqual(t, e.at, q.far.last)
		if i > 0 {
			require.True(t, before(&q.near[(i-1)/2], &e), "entry %d and its parent", i)
		}
	}
	all := append(slices.Clone(q.near), checkWheel(t, &q.far)...)
	first := Never
	for _, e := range all {
		first = min(first, e.at)
	}
	require.Equal(t, first, q.sorted)
	next := noEntry
	for i := range q.lanes {
		l := &q.lanes[i]
		if before(&l.head, &next) {
			next = l.head
		}
		all = append(all, checkLane(t, l)...)
	}
	require.Equal(t, next, q.lanes[q.lane].head)
	require.Equal(t, next.at, q.ordered)
	first = min(first, q.ordered)
	require.Len(t, all, q.n)
	require.Equal(t, first, q.first)
	return all
}

// checkLane asserts the invariants of a lane and returns its events.
func checkLane(t *testing.T, l *lane) (all []entry) {
	t.Helper()
	if l.head.at == Never {
		require.Zero(t, l.n)
		return nil
	}
	all = append(all, l.head)
	for i := range l.n {
		e := l.ring[int(l.next+i)%len(l.ring)]
		require.True(t, before(&all[i], &e))
		all = append(all, e)
	}
	require.Equal(t, all[l.n].at, l.at)
	require.Equal(t, all[l.n].order, l.order)
	return all
}

// checkWheel asserts the invariants of the wheel and returns its events.
func checkWheel(t *testing.T, w *wheel) (all []entry) {
	t.Helper()
	require.EqualValues(t, 1<<tickBits-1, w.last&(1<<tickBits-1))
	used := 0
	for level := range levels {
		require.Equal(t, w.digit[level] != 0, w.level>>level&1 != 0, "level %d", level)
		for digit, l := range w.lists[level] {
			require.Equal(t, l.head != 0, w.digit[level]>>digit&1 != 0, "list %d of level %d", digit, level)
			first := Never
			for _, e := range listed(t, w, &l, &used) {
				require.Greater(t, e.at, w.last)
				shift := tickBits + level*digitBits
				require.Equal(t, w.last>>shift>>digitBits, e.at>>shift>>digitBits, "the digits before")
				require.EqualValues(t, digit, e.at>>shift&(digits-1))
				require.Greater(t, e.at>>shift, w.last>>shift)
				first = min(first, e.at)
				all = append(all, e)
			}
			require.Equal(t, first, l.from)
		}
	}
	for i := w.free; i != 0; i = w.chunks[i].next {
		used++
	}
	require.Len(t, w.chunks, 1+used)
	return all
}

// listed returns the events of a list and counts its chunks.
func listed(t *testing.T, w *wheel, l *list, chunks *int) (events []entry) {
	n := int(l.n)
	require.LessOrEqual(t, n, chunkSize)
	for i := l.head; i != 0; i = w.chunks[i].next {
		require.Positive(t, n)
		events = append(events, w.chunks[i].entries[:n]...)
		n = chunkSize
		*chunks++
	}
	return events
}

// TestAgendaKeepsItsPlaces says that an agenda takes no more memory than the most
// events that were ever pending.
func TestAgendaKeepsItsPlaces(t *testing.T) {
	q := newAgenda()
	rng := NewStream(1, t.Name())
	for i := range uint64(100) {
		q.push(entry{at: Seconds(rng.Exp()), order: i})
	}
	for i := range uint64(100_000) {
		e := q.pop()
		q.push(entry{at: e.at + Seconds(rng.Exp()), order: 100 + i})
	}
	require.LessOrEqual(t, len(q.far.chunks), 1+100)
	require.LessOrEqual(t, cap(q.near), 100)
}

func TestOrderOfUnknownClass(t *testing.T) {
	for _, c := range []Class{-128, -2, 2, 127} {
		require.PanicsWithValue(t, fmt.Sprintf("sim: event of unknown Class(%d)", int8(c)), func() { orderOf(c, 0) })
	}
}

// BenchmarkAgenda is the hold model: one pop and one push of an event later by
// an exponential span, with so many events pending.
func BenchmarkAgenda(b *testing.B) {
	for _, pending := range []int{1_000, 10_000, 100_000, 1_000_000} {
		wheel := newAgenda()
		holdModel(b, fmt.Sprintf("wheel/%d", pending), pending, wheel.push, wheel.pop)
		var flat heap
		holdModel(b, fmt.Sprintf("heap/%d", pending), pending, flat.push, flat.pop)
		var q boxed
		holdModel(b, fmt.Sprintf("container-heap/%d", pending), pending,
			func(e entry) { container.Push(&q, e) }, func() entry { return container.Pop(&q).(entry) })
	}
}

func holdModel(b *testing.B, name string, pending int, push func(entry), pop func() entry) {
	spans := make([]Time, 1<<14)
	rng := NewStream(1, b.Name())
	for i := range spans {
		spans[i] = Seconds(rng.Exp())
	}
	for i := range pending {
		push(entry{at: spans[i%len(spans)], order: uint64(i)})
	}
	order := uint64(pending)
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			e := pop()
			e.at += spans[i%len(spans)]
			e.order = order
			order++
			push(e)
		}
	})
}

// boxed is a rejected agenda: container/heap with the events by value.
type boxed []entry

func (q boxed) Len() int           { return len(q) }
func (q boxed) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *boxed) Push(x any)        { *q = append(*q, x.(entry)) }
func (q boxed) Less(i, j int) bool { return before(&q[i], &q[j]) }

func (q *boxed) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	*q = (*q)[:last]
	return e
}
