package workload

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestNormalQuantile compares with the error function of package math.
func TestNormalQuantile(t *testing.T) {
	for _, u := range []float64{1e-6, 1e-3, 0.1, 0.5, 0.7, 0.99, 1 - 1e-6} {
		require.InDelta(t, math.Sqrt2*math.Erfinv(2*u-1), normalQuantile(u), 1e-9, "%v", u)
	}
	for _, x := range []float64{-9, -8, -1, 0, 2, 9} {
		require.InDelta(t, (1+math.Erf(x/math.Sqrt2))/2, normalCDF(x), 1e-15, "%v", x)
	}
}

// TestDailyRate checks the interpolation of the published distribution.
func TestDailyRate(t *testing.T) {
	d := newDailyRate()
	require.InEpsilon(t, 0.85, d.factor, 0.01)
	require.InEpsilon(t, 51_267, d.integral(0, 1), 1e-4, "0.89e9 invocations of 17,360 applications")
	for _, level := range dailyLevels {
		require.InEpsilon(t, d.factor*level.daily, d.at(level.probability), 1e-12)
	}
	const n = 1_000_000 // the integral is the sum of the quantiles
	sum := 0.0
	for i := range n {
		sum += d.at((float64(i) + 0.5) / n)
	}
	require.InEpsilon(t, sum/n, d.integral(0, 1), 1e-4)
	sum = 0
	for i := range 100 {
		mean, u := d.slice(float64(i)/100, float64(i+1)/100)
		sum += mean
		require.InEpsilon(t, mean, d.at(u), 1e-9)
		require.True(t, u > float64(i)/100 && u < float64(i+1)/100)
	}
	require.InEpsilon(t, sum/100, d.integral(0, 1), 1e-12)
}

// popular is the load and the durations of a day.
type popular struct {
	invocations, work float64   // in a day; seconds of execution
	rank, log         []float64 // of each function: that of its application, and of its duration in seconds
	timers            int
}

func popularity(opt SyntheticOptions) (x popular) {
	day := newSynthDay(opt)
	again := *day
	for day.next() {
		r := again.all.At(uint64(again.made)) // as next does, for the popularity
		if again.made == 0 || r.Float64() >= sameOwner {
			hash(&r)
		}
		hash(&r)
		again.model.functions(&r)
		daily, z := again.popularity(&r)
		again.made++
		x.invocations += daily
		shares, work := 0.0, 0.0
		for i, f := range day.app.functions {
			share := 1 / float64(i+1)
			shares += share
			work += share * f.averageMs / 1e3
			x.rank, x.log = append(x.rank, z), append(x.log, math.Log(f.averageMs/1e3))
			if f.trigger == "timer" {
				x.timers++
			}
		}
		x.work += daily * work / shares
	}
	return x
}

// correlation is Pearson's.
func correlation(a, b []float64) float64 {
	ma, mb := total(a)/float64(len(a)), total(b)/float64(len(b))
	ab, aa, bb := 0.0, 0.0, 0.0
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}

// TestPopularity checks a day of the full size: how large it is, that popular
// functions are short, and that the distribution of durations is the published
// one all the same.
func TestPopularity(t *testing.T) {
	x := popularity(SyntheticOptions{Scale: 1, Seed: 1, Minutes: minutesPerDay})
	n := len(x.log)
	require.InEpsilon(t, 0.89e9, x.invocations, 1e-6)
	require.InEpsilon(t, 47_300, n, 0.02)
	require.InDelta(t, 0.285/1.057, float64(x.timers)/float64(n), 0.01)
	error := 1 / math.Sqrt(float64(n)/4) // functions of an application are not independent
	require.InDelta(t, popularityCorrelation, correlation(x.rank, x.log), 4*error)
	slices.Sort(x.log)
	for _, q := range []float64{0.1, 0.25, 0.5, 0.75, 0.9, 0.99} {
		z := math.Sqrt2 * math.Erfinv(2*q-1)
		require.InDelta(t, min(-0.38+2.36*z, math.Log(600)), x.log[int(q*float64(n))], 0.1, "quantile %v", q)
	}
	require.InDelta(t, 0.5, x.work/x.invocations, 0.25, "mean duration weighted by invocations; 0.50 and 0.57 s in the samples")

	x = popularity(SyntheticOptions{Scale: 1, Seed: 1, Minutes: minutesPerDay, Independent: true})
	require.InDelta(t, 0, correlation(x.rank, x.log), 4*error)
	require.Greater(t, x.work/x.invocations, 2.0)
}

// TestPopularityOfSamples repeats the estimate of popularityCorrelation.
func TestPopularityOfSamples(t *testing.T) {
	for _, tt := range []struct {
		name                           string
		spearman, normal, weighted, of float64
	}{
		{"azure2019-500f-8h", -0.337, -0.351, 0.504, 6.46},
		{"azure2019-250f-150min", -0.354, -0.368, 0.566, 11.86},
	} {
		tr, err := OpenAzure2019(Azure2019Options{Dir: sample(t, tt.name)})
		require.NoError(t, err)
		var counts, durations []float64
		sum, work := 0.0, 0.0
		for _, f := range tr.Functions() {
			n := float64(f.Invocations)
			counts, durations = append(counts, n), append(durations, f.AverageDuration)
			sum, work = sum+n, work+n*f.AverageDuration
		}
		spearman := correlation(ranks(counts), ranks(durations))
		require.InDelta(t, tt.spearman, spearman, 0.001)
		require.InDelta(t, tt.normal, 2*math.Sin(math.Pi*spearman/6), 0.001)
		require.InDelta(t, tt.weighted, work/sum, 0.001)
		require.InDelta(t, tt.of, total(durations)/float64(len(durations)), 0.01)
	}
}

// ranks returns the rank of each number, the mean of those of equal ones.
func ranks(v []float64) []float64 {
	sorted := slices.Sorted(slices.Values(v))
	r := make([]float64, len(v))
	for i, x := range v {
		low, _ := slices.BinarySearch(sorted, x)
		high := low
		for high < len(sorted) && sorted[high] == x {
			high++
		}
		r[i] = float64(low+high-1) / 2
	}
	return r
}

// TestSyntheticScales checks that the load is in proportion to the scale and
// does not depend on the seed.
func TestSyntheticScales(t *testing.T) {
	for _, scale := range []float64{0.001, 0.01, 0.1} {
		for seed := range uint64(3) {
			x := popularity(SyntheticOptions{Scale: scale, Seed: seed, Minutes: minutesPerDay})
			require.InEpsilon(t, 0.89e9*scale, x.invocations, 0.03, "17 applications are not a thousandth of 17,360")
		}
	}
}

// TestSyntheticIsGenerated checks that a day that is streamed is the one that
// is written.
func TestSyntheticIsGenerated(t *testing.T) {
	for _, opt := range []SyntheticOptions{
		{Scale: 0.002, Seed: 3, Minutes: 90}, {Apps: 30, Seed: 1, Minutes: 700, Rate: 0.5}, {Functions: 50, Seed: 2, Minutes: 30, Independent: true},
	} {
		made, in := generate(t, GenerateOptions{Synthetic: opt})
		written, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: in.open})
		require.NoError(t, err)
		streamed, err := NewSynthetic(opt)
		require.NoError(t, err)
		require.Equal(t, written.Functions(), streamed.Functions())
		require.Equal(t, made.Invocations, streamed.Report().Invocations)
		want, err := written.minuteTotals()
		require.NoError(t, err)
		got, err := streamed.minuteTotals()
		require.NoError(t, err)
		require.Equal(t, want, got)
		r := sim.NewStream(1, "arrivals")
		require.Equal(t, drain(t, written.Source(r)), drain(t, streamed.Source(r)))
		require.Equal(t, written.Source(r).Horizon(), streamed.Source(r).Horizon())
		require.Equal(t, made.Apps, streamed.Report().Apps)
	}
	_, err := NewSynthetic(SyntheticOptions{})
	require.EqualError(t, err, "scale, apps, functions: 0 of them given: must be one")
}

// TestSyntheticSource says what is replayed.
func TestSyntheticSource(t *testing.T) {
	for want, opt := range map[string]SyntheticOptions{
		"synthetic, scale 0.001, seed 1, minutes 1 to 5":    {Scale: 0.001, Seed: 1, Minutes: 5},
		"synthetic, 3 applications, seed 2, minutes 1 to 1": {Apps: 3, Seed: 2, Minutes: 1},
		"synthetic, 4 functions, seed 0, minutes 1 to 1440": {Functions: 4},
	} {
		tr, err := NewSynthetic(opt)
		require.NoError(t, err)
		require.Equal(t, want, tr.Report().Source)
	}
}

// TestSyntheticHoldsAMinute checks that a source holds the arrivals of one
// minute, and allocates nothing else.
func TestSyntheticHoldsAMinute(t *testing.T) {
	tr, err := NewSynthetic(SyntheticOptions{Scale: 0.005, Seed: 1, Minutes: 60})
	require.NoError(t, err)
	totals, err := tr.minuteTotals()
	require.NoError(t, err)
	most := int(slices.Max(totals))
	s := tr.Source(stream(t)).(*minuteSource)
	var a Arrival
	for range most { // the first minute and some of the second
		require.True(t, s.Next(&a))
	}
	require.LessOrEqual(t, testing.AllocsPerRun(20*most, func() { s.Next(&a) }), 0.01)
	for s.Next(&a) {
		require.LessOrEqual(t, cap(s.keys), 2*most)
		require.LessOrEqual(t, len(s.counts), len(tr.Functions()))
	}
}
