package sim

// This file tests the random streams: against published numbers, against the
// moments of their distributions, and for independence.

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReference compares with outputs of the published SplitMix64.
func TestReference(t *testing.T) {
	r := RNG{state: 1234567}
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		require.Equal(t, want, r.Uint64())
	}
}

// TestPinned holds the numbers that scripts depend on: a change here changes
// every result ever published.
func TestPinned(t *testing.T) {
	r := NewStream(42, "arrivals")
	require.Equal(t, uint64(3575836046660719156), r.Uint64())
	require.Equal(t, 0.2892132667787649, r.Float64())
	require.Equal(t, 1.685014656653897, r.Exp())
	require.Equal(t, 0.7343732937229542, r.Norm())
	require.Equal(t, 392, r.IntN(1000))
	sub := r.At(7)
	require.Equal(t, uint64(3778629043990364811), sub.Uint64())
}

func TestSameNameSameNumbers(t *testing.T) {
	a, b := NewStream(3, "x"), NewStream(3, "x")
	other, ignored := NewStream(3, "y"), NewStream(3, "z")
	for range 100 {
		_ = other.Uint64()
		require.Equal(t, a.Uint64(), b.Uint64())
	}
	require.NotEqual(t, other, ignored)
}

func TestCopyForks(t *testing.T) {
	a := NewStream(3, "x")
	b := a
	require.Equal(t, a.Uint64(), b.Uint64())
}

func TestAtDoesNotAdvance(t *testing.T) {
	r := NewStream(3, "x")
	before := r
	require.Equal(t, r.At(5), r.At(5))
	require.Equal(t, before, r)
	require.NotEqual(t, r.At(1).At(2), r.At(2).At(1))
}

// TestStreamsAreIndependent correlates pairs of streams that differ little:
// neighbouring seeds, names and substreams, and a stream with its substream.
func TestStreamsAreIndependent(t *testing.T) {
	r := NewStream(1, "a")
	for _, tt := range []struct {
		name string
		a, b RNG
	}{
		{"names", r, NewStream(1, "b")},
		{"longer name", r, NewStream(1, "aa")},
		{"empty name", r, NewStream(1, "")},
		{"seeds", r, NewStream(2, "a")},
		{"seed and name exchanged", NewStream('b', "a"), NewStream('a', "b")},
		{"substreams", r.At(0), r.At(1)},
		{"substream and parent", r, r.At(0)},
		{"substreams of two streams", r.At(9), NewStream(1, "b").At(9)},
		{"nested", r.At(1).At(2), r.At(2).At(1)},
		{"zero value", RNG{}, RNG{}.At(0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const n = 100_000
			sum, equalBits := 0.0, 0
			for range n {
				x, y := tt.a.Uint64(), tt.b.Uint64()
				sum += (float64(x)*0x1p-64 - 0.5) * (float64(y)*0x1p-64 - 0.5)
				equalBits += int(^(x ^ y) & 1)
			}
			// The product of two independent centred uniforms has variance 1/144.
			require.InDelta(t, 0, sum/n, 4/math.Sqrt(144*n))
			require.InDelta(t, n/2, equalBits, 4*math.Sqrt(n)/2)
		})
	}
}

// TestSubstreamsAcross draws one number from each of many substreams: across
// customers, too, the numbers must look uniform and uncorrelated.
func TestSubstreamsAcross(t *testing.T) {
	const n = 200_000
	r := NewStream(1, t.Name())
	seen := make(map[uint64]bool, n)
	sum, lag, last := 0.0, 0.0, 0.0
	for i := range uint64(n) {
		sub := r.At(i)
		seen[sub.state] = true
		x := sub.Float64() - 0.5
		sum += x
		lag += x * last
		last = x
	}
	require.Len(t, seen, n)
	require.InDelta(t, 0, sum/n, 4/math.Sqrt(12*n))
	require.InDelta(t, 0, lag/n, 4/math.Sqrt(144*n))
}

// TestMoments compares the sample mean and variance with the exact ones,
// within four standard errors; fourth is the fourth central moment.
func TestMoments(t *testing.T) {
	const tenth = (100*100 - 1) / 12.0
	for _, tt := range []struct {
		name                   string
		draw                   func(*RNG) float64
		mean, variance, fourth float64
	}{
		{"Float64", (*RNG).Float64, 0.5, 1.0 / 12, 1.0 / 80},
		{"OpenFloat64", (*RNG).OpenFloat64, 0.5, 1.0 / 12, 1.0 / 80},
		{"Exp", (*RNG).Exp, 1, 1, 9},
		{"Norm", (*RNG).Norm, 0, 1, 3},
		{"IntN", func(r *RNG) float64 { return float64(r.IntN(100)) }, 49.5, tenth, tenth * (3*100*100 - 7) / 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const n = 1_000_000
			r := NewStream(1, t.Name())
			sum, squares := 0.0, 0.0
			for range n {
				x := tt.draw(&r) - tt.mean
				sum += x
				squares += x * x
			}
			require.InDelta(t, 0, sum/n, 4*math.Sqrt(tt.variance/n), "mean")
			require.InDelta(t, tt.variance, squares/n, 4*math.Sqrt((tt.fourth-tt.variance*tt.variance)/n), "variance")
		})
	}
}

// TestTails compares the share of numbers beyond a point with the exact one.
func TestTails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		beyond func(*RNG) bool
		want   float64
	}{
		{"Exp over 3", func(r *RNG) bool { return r.Exp() > 3 }, math.Exp(-3)},
		{"Norm over 1.96", func(r *RNG) bool { return r.Norm() > 1.96 }, math.Erfc(1.96/math.Sqrt2) / 2},
		{"Norm under -3", func(r *RNG) bool { return r.Norm() < -3 }, math.Erfc(3/math.Sqrt2) / 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const n = 1_000_000
			r := NewStream(1, t.Name())
			count := 0
			for range n {
				if tt.beyond(&r) {
					count++
				}
			}
			require.InDelta(t, tt.want, float64(count)/n, 4*math.Sqrt(tt.want*(1-tt.want)/n))
		})
	}
}

func TestIntNIsUniform(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 10, 64} {
		const draws = 200_000
		r := NewStream(1, t.Name())
		counts := make([]int, n)
		for range draws {
			counts[r.IntN(n)]++
		}
		p := 1 / float64(n)
		for _, got := range counts {
			require.InDelta(t, draws*p, got, 4.5*math.Sqrt(draws*p*(1-p))+1e-9)
		}
	}
}

// TestIntNIsUnbiased uses a bound of 3/4 of the range, where taking the high
// half alone would give some numbers twice as often as others.
func TestIntNIsUnbiased(t *testing.T) {
	const n, draws = 3 << 61, 300_000
	r := NewStream(1, t.Name())
	var thirds [3]int
	for range draws {
		thirds[r.IntN(n)%3]++
	}
	for _, got := range thirds {
		require.InDelta(t, draws/3, got, 4*math.Sqrt(draws*2.0/9))
	}
	require.PanicsWithValue(t, "sim: IntN of 0, which is not positive", func() { r.IntN(0) })
	require.PanicsWithValue(t, "sim: IntN of -1, which is not positive", func() { r.IntN(-1) })
}

// TestLog compares with the standard library, which is not the same on every
// machine but right to one unit in the last place.
func TestLog(t *testing.T) {
	r := NewStream(1, t.Name())
	for i := range 500_000 {
		x := r.OpenFloat64()
		if i%2 == 0 {
			x = math.Ldexp(x, -r.IntN(52))
		}
		want := math.Log(x)
		require.InDelta(t, want, logOpen(x), 2*(math.Nextafter(-want, 100)+want)+1e-300, "log of %v", x)
	}
	for _, x := range []float64{0x1p-53, 0.5, math.Sqrt2 / 2, 1 - 0x1p-53} {
		require.InEpsilon(t, math.Log(x), logOpen(x), 1e-15)
	}
}

// TestLogParts holds the split of logOpen to that of math.Frexp: log(x) is then
// exactly k·ln 2 more than log of the part between sqrt(2)/2 and sqrt(2).
func TestLogParts(t *testing.T) {
	rng := NewStream(1, t.Name())
	for range 100_000 {
		x := rng.OpenFloat64() * math.Ldexp(1, -rng.IntN(900))
		if rng.IntN(4) == 0 { // near the border
			x = math.Ldexp(math.Sqrt2/2+float64(rng.IntN(9)-4)*0x1p-53, -rng.IntN(900))
		}
		part, k := math.Frexp(x)
		if part < math.Sqrt2/2 {
			part, k = 2*part, k-1
		}
		exponent, got := splitLog(x)
		require.Equal(t, part-1, got, "x = %v", x)
		require.EqualValues(t, k, exponent, "x = %v", x)
	}
}

func TestOpenFloat64IsOpen(t *testing.T) {
	require.Equal(t, 0x1p-53, (float64(0)+0.5)*0x1p-52)
	require.Less(t, (float64(uint64(math.MaxUint64)>>12)+0.5)*0x1p-52, 1.0)
}

func BenchmarkRNG(b *testing.B) {
	r := NewStream(1, "b")
	for _, bb := range []struct {
		name string
		draw func()
	}{
		{"Uint64", func() { r.Uint64() }},
		{"At", func() { r = r.At(1) }},
		{"IntN", func() { r.IntN(1000) }},
		{"Exp", func() { r.Exp() }},
		{"Norm", func() { r.Norm() }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bb.draw()
			}
		})
	}
}
