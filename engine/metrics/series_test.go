// This file compares the course of a gauge with its changes.

package metrics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestCourse: 2 for 3 s, 6 for 1 s, 0 for 4 s; in parts of 2 s.
func TestCourse(t *testing.T) {
	var g Gauge
	g.KeepSeries()
	s := sim.Seconds
	g.Set(0, 2)
	g.Set(s(3), 6)
	g.Set(s(4), 0)
	means, rises := g.Course(s(8), 0, s(8), 4)
	require.InDeltaSlice(t, []float64{2, 4, 0, 0}, means, 0.01, "the bucket of 2^22 ns across a border is shared")
	require.InDeltaSlice(t, []float64{2, 4, 0, 0}, rises, 0.01)
	means, _ = g.Course(s(8), s(3), s(4), 1)
	require.InDelta(t, 6, means[0], 0.05)
	require.EqualValues(t, 0, g.Value())
	require.Equal(t, 1.5, g.Mean(s(8)), "looking changes nothing")
}

// TestCourseAgainstChanges: parts that are whole buckets are exact, however often
// buckets have been merged.
func TestCourseAgainstChanges(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var g, plain Gauge
		g.KeepSeries()
		const parts = 8
		end := sim.Time(seriesBuckets) << (10 + rng.IntN(20))
		part := end / parts
		sums, rises := make([]float64, parts), make([]float64, parts)
		now, value := sim.Time(0), int64(0)
		for now < end {
			next := min(end, now+1+sim.Time(rng.Float64()*float64(end)/50))
			v := rng.Int64N(10)
			g.Set(now, v)
			plain.Set(now, v)
			if v > value {
				rises[now/part] += float64(v - value)
			}
			for at := now; at < next; { // a step function, split at the borders of parts
				to := min(next, (at/part+1)*part)
				sums[at/part] += float64(v) * float64(to-at)
				at = to
			}
			now, value = next, v
		}
		g.Set(end-1, value) // the series reaches just to the end
		got, gotRises := g.Course(end-1, 0, end-1, parts)
		for k := range parts {
			require.InEpsilon(t, 1+sums[k]/float64(part), 1+got[k], 1e-3)
			require.InDelta(t, rises[k], gotRises[k], 0.2)
		}
		require.Equal(t, sim.Time(math.Pow(2, math.Round(math.Log2(float64(end)/seriesBuckets)))), g.series.width)
		require.Equal(t, plain.Max(), g.Max())
	}
}

// TestCourseOfLongTimes: 292 years fit.
func TestCourseOfLongTimes(t *testing.T) {
	var g Gauge
	g.KeepSeries()
	g.Set(1, 3)
	means, rises := g.Course(sim.Never-1, 0, sim.Never-1, 10)
	for k := range means {
		require.InDelta(t, 3, means[k], 0.01)
	}
	require.InDelta(t, 3, rises[0], 1e-9)
}
