package sim

// This file tests the agenda against a sorted slice and measures it against
// the heap of the standard library.

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestEventIsFlat(t *testing.T) {
	require.EqualValues(t, 32, unsafe.Sizeof(Event{}))
}

// TestAgendaModel drives the agenda and a slice kept sorted by the same random
// pushes and pops. Few distinct times make ties the rule.
func TestAgendaModel(t *testing.T) {
	rng := NewStream(1, t.Name())
	var q agenda
	var model []Event
	for seq := range uint64(60_000) {
		if len(model) > 0 && rng.IntN(100) < 49 {
			require.Equal(t, model[0], q.pop())
			model = model[1:]
		} else {
			c := Class(rng.IntN(3) - 1)
			ev := Event{At: Time(rng.IntN(1 + int(seq/50))), order: orderOf(c, seq), Class: c, A: uint32(seq)}
			q.push(ev)
			i, _ := slices.BinarySearchFunc(model, ev, compare)
			model = slices.Insert(model, i, ev)
		}
		require.Len(t, q, len(model))
		if seq%101 == 0 {
			checkAgenda(t, q)
		}
	}
	for _, want := range model {
		require.Equal(t, want, q.pop())
	}
}

// compare is the order of events spelt out.
func compare(a, b Event) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Class, b.Class), cmp.Compare(a.A, b.A))
}

// checkAgenda asserts the heap property.
func checkAgenda(t *testing.T, q agenda) {
	t.Helper()
	for i := 1; i < len(q); i++ {
		require.Negative(t, compare(q[(i-1)/2], q[i]), "entry %d and its parent", i)
	}
}

func TestOrderOfUnknownClass(t *testing.T) {
	for _, c := range []Class{-128, -2, 2, 127} {
		require.PanicsWithValue(t, fmt.Sprintf("sim: event of unknown Class(%d)", int8(c)), func() { orderOf(c, 0) })
	}
}

// BenchmarkAgenda is the hold model: one pop and one push of an event later by
// an exponential span, with so many events pending.
func BenchmarkAgenda(b *testing.B) {
	for _, pending := range []int{1_000, 30_000, 1_000_000} {
		spans := make([]Time, 1<<14)
		rng := NewStream(1, b.Name())
		for i := range spans {
			spans[i] = Seconds(rng.Exp())
		}
		b.Run(fmt.Sprintf("flat/%d", pending), func(b *testing.B) {
			b.ReportAllocs()
			var q agenda
			for i := range pending {
				q.push(Event{At: spans[i%len(spans)], order: uint64(i)})
			}
			b.ResetTimer()
			for i := range b.N {
				ev := q.pop()
				ev.At += spans[i%len(spans)]
				ev.order = uint64(pending + i)
				q.push(ev)
			}
		})
		b.Run(fmt.Sprintf("container-heap/%d", pending), func(b *testing.B) {
			b.ReportAllocs()
			var q boxed
			for i := range pending {
				heap.Push(&q, Event{At: spans[i%len(spans)], order: uint64(i)})
			}
			b.ResetTimer()
			for i := range b.N {
				ev := heap.Pop(&q).(Event)
				ev.At += spans[i%len(spans)]
				ev.order = uint64(pending + i)
				heap.Push(&q, ev)
			}
		})
	}
}

// boxed is the rejected agenda: container/heap with the events by value.
type boxed []Event

func (q boxed) Len() int      { return len(q) }
func (q boxed) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *boxed) Push(x any)   { *q = append(*q, x.(Event)) }
func (q boxed) Less(i, j int) bool {
	return q[i].At < q[j].At || q[i].At == q[j].At && q[i].order < q[j].order
}

func (q *boxed) Pop() any {
	last := len(*q) - 1
	ev := (*q)[last]
	*q = (*q)[:last]
	return ev
}
