// This file compares histograms with sorted slices and gauges with big
// integers.

package metrics

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// wide returns a value whose number of bits is uniform, so that every octave
// is met.
func wide(rng *rand.Rand) int64 { return rng.Int64() >> rng.IntN(63) }

func decimal(hi, lo uint64) string {
	b := new(big.Int).SetUint64(hi)
	return b.Lsh(b, 64).Add(b, new(big.Int).SetUint64(lo)).String()
}

func TestBucketsTileTheIntegers(t *testing.T) {
	next := int64(0)
	for k := range octaves {
		for sub := range subs {
			lo, hi := boundsOf(k, sub)
			require.Equal(t, next, lo)
			for _, v := range []int64{lo, hi} {
				gotK, gotSub := bucketOf(v)
				require.Equal(t, [2]int{k, sub}, [2]int{gotK, gotSub}, "value %d", v)
			}
			require.LessOrEqual(t, float64(hi-lo)/2, float64(lo)/1024)
			if hi == math.MaxInt64 {
				require.Equal(t, [2]int{octaves - 1, subs - 1}, [2]int{k, sub})
				return
			}
			next = hi + 1
		}
	}
}

func TestHistogramAgainstSortedSlice(t *testing.T) {
	for name, draw := range map[string]func(*rand.Rand) int64{
		"all octaves": wide,
		"small":       func(rng *rand.Rand) int64 { return rng.Int64N(1024) },
		"log-normal":  func(rng *rand.Rand) int64 { return int64(1e8 * math.Exp(2*rng.NormFloat64())) },
		"constant":    func(*rand.Rand) int64 { return 123_456_789 },
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			h, other, sum := NewHistogram(), NewHistogram(), new(big.Int)
			var all []int64
			for i := range 5000 {
				v := draw(rng)
				all = append(all, v)
				sum.Add(sum, big.NewInt(v))
				if i%3 == 0 {
					other.Record(v)
				} else {
					h.Record(v)
				}
			}
			h.Merge(other)
			slices.Sort(all)

			require.EqualValues(t, len(all), h.Count())
			require.Equal(t, sum.String(), decimal(h.Sum()))
			mean, _ := new(big.Rat).SetFrac(sum, big.NewInt(int64(len(all)))).Float64()
			require.InEpsilon(t, mean, h.Mean(), 1e-15)
			require.Equal(t, all[0], h.Min())
			require.Equal(t, all[len(all)-1], h.Max())
			for _, q := range []float64{0, 0.0001, 0.07, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1} {
				want := all[max(int(math.Ceil(q*5000-1e-9)), 1)-1]
				got := h.Quantile(q)
				if want < 1024 {
					require.Equal(t, want, got, "q=%v", q)
				}
				require.InDelta(t, want, got, float64(want)/1024, "q=%v", q)
			}
			checkBuckets(t, h, all)
		})
	}
}

// checkBuckets checks that Each reports all values and each once.
func checkBuckets(t *testing.T, h *Histogram, sorted []int64) {
	rest := sorted
	h.Each(func(lo, hi int64, count uint64) {
		for range count {
			require.True(t, lo <= rest[0] && rest[0] <= hi, "%d is not in [%d, %d]", rest[0], lo, hi)
			rest = rest[1:]
		}
	})
	require.Empty(t, rest)
}

func TestHistogramRankIsNotSkippedByRounding(t *testing.T) {
	h := NewHistogram()
	for v := range int64(100) {
		h.Record(v + 1)
	}
	for p := range int64(101) {
		require.Equal(t, max(p, 1), h.Quantile(float64(p)/100), "p%d of 1 to 100", p)
	}
}

func TestHistogramEmptyAndMisuse(t *testing.T) {
	h := NewHistogram()
	h.Record(7)
	h.Reset()
	require.Zero(t, h.Count())
	require.Zero(t, h.Mean())
	require.Zero(t, h.Min())
	require.Zero(t, h.Max())
	require.Zero(t, h.Quantile(0.5))
	h.Each(func(lo, hi int64, n uint64) {
		t.Errorf("bucket [%d, %d] of an empty histogram has %d values", lo, hi, n)
	})
	h.Record(9)
	require.EqualValues(t, 9, h.Min())
	require.EqualValues(t, 9, h.Quantile(0))
	require.PanicsWithValue(t, "metrics: Record of -1, which is negative", func() { h.Record(-1) })
	require.Panics(t, func() { h.Quantile(1.5) })
	require.Panics(t, func() { h.Quantile(math.NaN()) })
}

func TestGaugeAgainstBigInt(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var g Gauge
	now, start := sim.Time(1000), sim.Time(1000)
	g.Set(now, 3)
	value, highest, sum := int64(3), int64(3), new(big.Int)
	for range 20_000 {
		dt := sim.Time(rng.Int64() >> (14 + rng.IntN(49)))
		now += dt
		sum.Add(sum, new(big.Int).Mul(big.NewInt(value), big.NewInt(int64(dt))))
		require.Equal(t, sum.String(), decimal(g.Integral(now)))
		if now > start {
			mean, _ := new(big.Rat).SetFrac(sum, big.NewInt(int64(now-start))).Float64()
			require.InDelta(t, mean, g.Mean(now), mean*1e-15)
		}
		switch rng.IntN(20) {
		case 0:
			g.Reset(now)
			start, highest = now, value
			sum.SetInt64(0)
		case 1, 2:
			now -= now / 2 // a new, earlier time scale keeps now from overflowing
			g = Gauge{}
			g.Add(now, value)
			start, highest = now, value
			sum.SetInt64(0)
		case 3, 4, 5:
			value++
			g.Up(now)
			highest = max(highest, value)
		case 6, 7, 8:
			if value > 0 {
				value--
				g.Down(now)
			}
		default:
			value = wide(rng)
			g.Set(now, value)
			highest = max(highest, value)
		}
		require.Equal(t, value, g.Value())
		require.Equal(t, highest, g.Max())
	}
}

func TestGaugeZeroValueAndMisuse(t *testing.T) {
	var g Gauge
	require.Zero(t, g.Mean(5))
	g.Add(10, 4)
	require.Equal(t, 4.0, g.Mean(10))
	g.Add(20, -4)
	require.Equal(t, 2.0, g.Mean(30))
	require.Panics(t, func() { g.Add(40, -1) })
	require.Panics(t, func() { g.Set(19, 1) })
	require.Panics(t, func() { g.Down(40) })
	require.Panics(t, func() { g.Up(19) })
	require.Panics(t, func() { g.Mean(19) })
}

func TestRecordingDoesNotAllocate(t *testing.T) {
	h, v := NewHistogram(), int64(1)
	for i := range 63 {
		h.Record(1<<i - 1)
	}
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		v = v*6364136223846793005 + 1442695040888963407
		h.Record(v & math.MaxInt64)
	}))
	var g Gauge
	require.Zero(t, testing.AllocsPerRun(1000, func() { g.Add(g.last+1, 1) }))
}

func BenchmarkHistogramRecord(b *testing.B) {
	b.ReportAllocs()
	h, rng := NewHistogram(), rand.New(rand.NewPCG(1, 1))
	var values [4096]int64
	for i := range values {
		values[i] = int64(1e8 * rng.ExpFloat64())
	}
	for i := range b.N {
		h.Record(values[i&4095])
	}
}

func BenchmarkGaugeAdd(b *testing.B) {
	b.ReportAllocs()
	var g Gauge
	for i := range b.N {
		g.Add(sim.Time(i), int64(1-i&1*2))
	}
}
