package sim

// This file tests who is told what comes.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// foreseer notes what it is told of, by the A of the events.
type foreseer struct{ foreseen, near map[uint32]int }

func (f *foreseer) Foresee(_ uint8, a uint32)  { f.foreseen[a]++ }
func (f *foreseer) Approach(_ uint8, a uint32) { f.near[a]++ }

// TestForesee schedules 1,000 events, 10 ms apart in the mean: nearly all are alone in
// their stretch of time or with a few, and nearly all are foreseen, once, before they
// are near, if others come in the same stretch. Events for others are nobody's business.
func TestForesee(t *testing.T) {
	r := newRecorder()
	other := r.k.Register(&recorder{k: r.k})
	f := &foreseer{map[uint32]int{}, map[uint32]int{}}
	r.k.Foresee(r.id, f)
	rng := NewStream(1, t.Name())
	for a := range uint32(1000) {
		at := Seconds(10 * rng.Float64())
		r.k.At(at, Event{To: r.id, A: a})
		r.k.At(at, Event{To: other, A: 5000})
	}
	r.do = func(ev Event) {
		require.LessOrEqual(t, f.near[ev.A], 1)
		require.LessOrEqual(t, f.foreseen[ev.A], 1)
	}
	r.k.RunUntil(Never)
	require.Len(t, r.got, 1000)
	require.Greater(t, len(f.foreseen), 500)
	require.Greater(t, len(f.near), 300)
	require.NotContains(t, f.foreseen, uint32(5000))
	require.NotContains(t, f.near, uint32(5000))
}
