package engine

// This file compares the line with a slice.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// evens takes members that are even.
type evens struct{ asked int }

func (e *evens) takes(m uint32) bool {
	e.asked++
	return m%2 == 0
}

func TestLine(t *testing.T) {
	for _, steps := range [][]int{{2}, {5, 16, 17}, {40, 256, 257, 700}, {5000}} {
		var l line
		var model []offers
		rng := sim.NewStream(uint64(len(steps)), "line")
		for _, n := range steps {
			l.grow(n)
			for len(model) < n {
				model = append(model, nothing)
			}
			for range 2000 {
				m := rng.IntN(n)
				v := nothing
				if rng.IntN(4) > 0 {
					v = offers{int64(rng.IntN(10)), int64(rng.IntN(1000))}
				}
				l.set(uint32(m), v)
				model[m] = v
				after, kind, need := rng.IntN(n), rng.IntN(2), int64(rng.IntN(12))
				want := 0
				for i := after + 1; i < n && want == 0; i++ {
					if model[i].of(kind) >= need && i%2 == 0 {
						want = i
					}
				}
				require.EqualValues(t, want, l.first(uint32(after), kind, need, &evens{}))
			}
			c := &checker{}
			c.line("line", &l)
			require.NoError(t, c.err)
		}
	}
}

// A search looks at few nodes, and does not ask about members that offer too
// little.
func TestLineSearch(t *testing.T) {
	var l line
	l.grow(1 << 16)
	l.set(60_000, offers{5, 0})
	e := &evens{}
	require.EqualValues(t, 60_000, l.first(0, 0, 5, e))
	require.Equal(t, 1, e.asked)
	require.Zero(t, l.first(60_000, 0, 5, e))
	require.Zero(t, l.first(0, 0, 6, e))
	require.Equal(t, 1, e.asked)
}
