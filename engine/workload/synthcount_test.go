package workload

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPoissonCount compares mean and variance, which are equal.
func TestPoissonCount(t *testing.T) {
	r := stream(t)
	for _, mean := range []float64{0.01, 0.5, 3, 9.99, 10, 11, 50, 1000, 1e6} {
		const n = 100_000
		sum, squares := 0.0, 0.0
		for range n {
			x := float64(poissonCount(mean, &r)) - mean
			sum += x
			squares += x * x
		}
		require.InDelta(t, 0, sum/n, 4*math.Sqrt(mean/n), "mean %v", mean)
		deviation := math.Sqrt((2*mean*mean + mean) / n) // of the sample variance
		require.InDelta(t, mean, squares/n, 4*deviation, "variance of mean %v", mean)
	}
	require.Zero(t, poissonCount(0, &r))
}

// TestLogFactorial compares with package math.
func TestLogFactorial(t *testing.T) {
	for _, k := range []float64{0, 1, 2, 5, 9, 10, 11, 100, 1e6, 1e9} {
		want, _ := math.Lgamma(k + 1)
		require.InDelta(t, want, logFactorial(k), 1e-7+want*1e-15, "%v", k)
	}
}

// TestSynthLoad checks that the numbers of minutes can be drawn in any order,
// and that no function is without an invocation.
func TestSynthLoad(t *testing.T) {
	wave := newSynthetic(60, 1, false).wave[:61]
	for _, l := range []synthLoad{
		{rate: 20, rng: stream(t)}, {rate: 0.3, rng: stream(t)}, {rate: 1e-9, rng: stream(t)}, {period: 7, first: 3},
	} {
		counts := make([]uint32, 61)
		sum := l.total(counts, wave)
		require.NotZero(t, sum)
		for m := 60; m >= 1; m-- {
			require.Equal(t, counts[m], l.draw(m, wave[m]), "minute %d", m)
			sum -= uint64(counts[m])
		}
		require.Zero(t, sum)
		if l.period > 0 {
			require.Equal(t, []uint32{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1}, counts[:11])
		}
	}
}
