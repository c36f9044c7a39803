package workload

import (
	"math"
	"slices"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// must returns a value whose constructor cannot fail here.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// stream returns a random stream for the running test.
func stream(t testing.TB) sim.RNG { return sim.NewStream(1, t.Name()) }

// phi is the standard normal distribution function.
func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// TestDist compares samples with the distribution function, at four standard
// errors, and where the variance exists also with the mean.
func TestDist(t *testing.T) {
	inf := math.Inf(1)
	for _, tt := range []struct {
		d       Dist
		sd      float64 // +Inf: do not check the mean of samples
		mean    float64
		at, cdf float64 // F(at)
	}{
		{must(Uniform(2, 6)), 4 / math.Sqrt(12), 4, 3, 0.25},
		{must(Uniform(-6, 2)), 8 / math.Sqrt(12), -2, 0, 0.75},
		{must(Exponential(3)), 3, 3, 3, 1 - 1/math.E},
		{must(Normal(5, 1)), 1, 5, 5.5, phi(0.5)},
		{must(Normal(0, 2)), 2, 2 * math.Sqrt(2/math.Pi), 2, 2*phi(1) - 1},
		{must(Normal(1, 2)), 1.5, 2.0183, 1, (phi(0) - phi(-0.5)) / phi(0.5)},
		{must(Lognormal(1, 0.5)), 1.65, math.Exp(1.125), math.E, 0.5},
		{must(Lognormal(-0.38, 2.36)), inf, 11.07, 1, phi(0.38 / 2.36)},
		{must(LognormalMean(3, 1)), 1, 3, 3 / math.Sqrt(1+1.0/9), 0.5},
		{must(LognormalMean(3.24, 7.10)), inf, 3.24, math.Exp(0.2965), 0.5}, // Huawei 2025
		{must(Gamma(2, 3)), 3 * math.Sqrt2, 6, 6, 1 - 3*math.Exp(-2)},
		{must(Gamma(0.5, 2)), math.Sqrt2, 1, 1, 2*phi(1) - 1}, // chi square with one degree
		{must(Gamma(100, 0.01)), 0.1, 1, 1, 0.5133},
		{must(Weibull(1, 2)), 2, 2, 2, 1 - 1/math.E},
		{must(Weibull(2, 1)), 0.4633, math.Sqrt(math.Pi) / 2, 1, 1 - 1/math.E},
		{must(Weibull(0.4176, 0.4217)), 3.66, 1.25, 0.4217, 1 - 1/math.E}, // Huawei 2025
		{must(Pareto(2, 3)), math.Sqrt(3), 3, 4, 1 - 1.0/8},
		{must(Pareto(2, 0.5)), inf, inf, 8, 0.5},
		{must(Burr(2, 3, 5)), 2.3, 5 * 3 * 0.19635, 5, 1 - 1.0/8},
		{must(Burr(11.652, 0.221, 107.083)), inf, 172.2, 107.083, 1 - math.Pow(2, -0.221)},
		{must(HyperExponential([]float64{0.9, 0.1}, []float64{1, 10})), 4.36, 1.9, 2, 1 - 0.9*math.Exp(-2) - 0.1*math.Exp(-0.2)},
		{must(Erlang(3, 6)), math.Sqrt(12), 6, 6, 1 - 8.5*math.Exp(-3)},
		{must(Erlang(9, 9)), 3, 9, 9, 0.5443},
		{must(Choice([]float64{1, 5, 9}, []float64{2, 1, 1})), 3.32, 4, 1, 0.5},
		{must(Choice([]float64{1, 5}, nil)), 2, 3, 3, 0.5},
		{must(Empirical([]float64{0, 0.5, 1}, []float64{0, 1, 3})), 0.82, 1.25, 2, 0.75},
		{must(Truncate(must(Exponential(1)), 0, math.Ln2)), 0.2, 1 - math.Ln2, 0.28768, 0.5},
		{must(Shift(must(Exponential(1)), 5)), 1, 6, 5 + math.Ln2, 0.5},
		{must(Scale(must(Exponential(1)), 5)), 5, 5, 5 * math.Ln2, 0.5},
	} {
		t.Run(tt.d.String(), func(t *testing.T) {
			const n = 200_000
			r, sum, below := stream(t), 0.0, 0.0
			for range n {
				x := tt.d.Sample(&r)
				require.False(t, math.IsNaN(x))
				sum += x
				if x <= tt.at {
					below++
				}
			}
			require.InDelta(t, tt.cdf, below/n, 4*math.Sqrt(tt.cdf*(1-tt.cdf)/n)+1e-4, "F(%v)", tt.at)
			if math.IsInf(tt.mean, 1) {
				require.Equal(t, tt.mean, tt.d.Mean())
				return
			}
			require.InEpsilon(t, tt.mean, tt.d.Mean(), 0.006, "Mean")
			if !math.IsInf(tt.sd, 1) {
				require.InDelta(t, tt.mean, sum/n, 4*tt.sd/math.Sqrt(n)+1e-3*math.Abs(tt.mean), "mean of samples")
			}
		})
	}
}

func TestDistRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := must(Exponential(1))
	ok := func(d Dist, err error) error { return err }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{ok(Constant(nan)), "value: NaN: must be a finite number"},
		{ok(Uniform(2, 1)), "hi: 1: must not be less than lo, which is 2"},
		{ok(Uniform(0, inf)), "hi: +Inf: must be a finite number"},
		{ok(Exponential(0)), "mean: 0: must be a positive number"},
		{ok(Exponential(nan)), "mean: NaN: must be a positive number"},
		{ok(Normal(-1, 1)), "mean: -1: must be a number that is not negative"},
		{ok(Normal(1, -1)), "sd: -1: must be a number that is not negative"},
		{ok(Lognormal(0, -1)), "sigma: -1: must be a number that is not negative"},
		{ok(Lognormal(1e3, 1)), "mu: 1000: must be at most 700, it is the logarithm of the median"},
		{ok(LognormalMean(0, 1)), "mean: 0: must be a positive number"},
		{ok(LognormalMean(1e-200, 1e200)), "sd: 1e+200: must be less than 1e154 times the mean"},
		{ok(Gamma(0, 1)), "shape: 0: must be a positive number"},
		{ok(Gamma(1, inf)), "scale: +Inf: must be a positive number"},
		{ok(Weibull(-2, 1)), "shape: -2: must be a positive number"},
		{ok(Pareto(1, 0)), "alpha: 0: must be a positive number"},
		{ok(Burr(1, 1, 0)), "lambda: 0: must be a positive number"},
		{ok(Erlang(0, 1)), "k: 0: must be at least 1"},
		{ok(HyperExponential([]float64{0.5, 0.4}, []float64{1, 2})), "p: sum of 0.9: must be 1"},
		{ok(HyperExponential([]float64{1.5, -0.5}, []float64{1, 2})), "p[2]: -0.5: must be a number that is not negative"},
		{ok(HyperExponential([]float64{1}, []float64{0})), "means[1]: 0: must be a positive number"},
		{ok(HyperExponential(nil, nil)), "means: 0 numbers: must be as many as there are probabilities, which are 0"},
		{ok(Choice(nil, nil)), "values: none: must be at least one number"},
		{ok(Choice([]float64{1}, []float64{1, 2})), "weights: 2 numbers: must be as many as there are values, which are 1"},
		{ok(Choice([]float64{1, 2}, []float64{0, 0})), "sum of weights: 0: must be a positive number"},
		{ok(Choice([]float64{nan, 2}, nil)), "values[1]: NaN: must be a finite number"},
		{ok(Empirical([]float64{0}, []float64{1})), "v: 1 numbers: must be as many as there are probabilities, which are 1 and must be at least 2"},
		{ok(Empirical([]float64{0.1, 1}, []float64{1, 2})), "p: from 0.1 to 1: must be from 0 to 1"},
		{ok(Empirical([]float64{0, 0.5, 0.5, 1}, []float64{1, 2, 3, 4})), "p[3]: 0.5: must be greater than the one before, 0.5"},
		{ok(Empirical([]float64{0, 1}, []float64{2, 1})), "v[2]: 1: must not be less than the one before, 2"},
		{ok(Truncate(one, 2, 1)), "hi: 1: must not be less than lo, which is 2"},
		{ok(Truncate(one, nan, 1)), "lo, hi: NaN, 1: must be numbers"},
		{ok(Truncate(one, 30, 31)), "lo, hi: 30, 31: only 0 of 65536 numbers of exponential(1) lie between, must be at least 1 %"},
		{ok(Truncate(constant{5}, 6, 7)), "lo, hi: 6, 7: only 0 of 65536 numbers of constant(5) lie between, must be at least 1 %"},
		{ok(Shift(one, inf)), "by: +Inf: must be a finite number"},
		{ok(Scale(one, 0)), "by: 0: must be a positive number"},
	} {
		t.Run(tt.want, func(t *testing.T) { require.EqualError(t, tt.err, tt.want) })
	}
}

func TestIsConstant(t *testing.T) {
	for _, d := range []Dist{
		must(Constant(5)), must(Uniform(5, 5)), must(Normal(5, 0)), must(LognormalMean(5, 0)), must(Choice([]float64{5}, nil)),
		must(Truncate(constant{5}, 0, 10)), must(Shift(constant{3}, 2)), must(Scale(constant{2.5}, 2)),
	} {
		v, ok := IsConstant(d)
		require.True(t, ok)
		require.Equal(t, 5.0, v)
		require.Equal(t, 5.0, d.Mean())
		require.Equal(t, 5.0, d.Sample(nil))
		require.Equal(t, "constant(5)", d.String())
	}
	_, ok := IsConstant(must(Exponential(5)))
	require.False(t, ok)
}

// TestDistExtremes draws from distributions with extreme parameters: the
// numbers may be infinite, but must be numbers.
func TestDistExtremes(t *testing.T) {
	for _, d := range []Dist{
		must(Lognormal(700, 1e6)), must(Lognormal(-1e6, 1e6)), must(Gamma(1e-9, 1e300)), must(Gamma(1e300, 1e-300)),
		must(Weibull(1e-9, 1)), must(Weibull(1e9, 1)), must(Pareto(1e300, 1e-9)), must(Burr(1e-9, 1e-9, 1)), must(Burr(1e9, 1e9, 1)),
		must(Uniform(-math.MaxFloat64, math.MaxFloat64)), must(Exponential(math.MaxFloat64)), must(Normal(0, math.MaxFloat64)),
		must(Scale(must(Pareto(1, 1e-9)), 1e300)), must(Shift(must(Pareto(1, 1e-9)), -1e300)), must(Erlang(1e9, 1e-300)),
		must(Truncate(must(Pareto(1, 1e-3)), 1, math.Inf(1))),
	} {
		r := stream(t)
		for range 1000 {
			require.False(t, math.IsNaN(d.Sample(&r)), "%v", d)
		}
		require.False(t, math.IsNaN(d.Mean()), "%v", d)
	}
}

// TestChoiceBounds checks that a value of weight 0 is never drawn, also at the
// ends.
func TestChoiceBounds(t *testing.T) {
	d := must(Choice([]float64{1, 2, 3, 4, 5}, []float64{0, 0.1, 0, 0.2, 0}))
	r := stream(t)
	seen := map[float64]int{}
	for range 10_000 {
		seen[d.Sample(&r)]++
	}
	require.Len(t, seen, 2)
	require.InDelta(t, 0.5, float64(seen[2])/float64(seen[4]), 0.05)
	require.Equal(t, 3, branch([]float64{0, 1.0 / 3, 1.0 / 3, 1, 1}, 1-0x1p-53))
}

// TestEmpiricalQuantiles draws the quantiles that the distribution was made of.
func TestEmpiricalQuantiles(t *testing.T) {
	p, v := []float64{0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}, []float64{1, 2, 30, 40, 50, 600, 7000}
	d := must(Empirical(p, v))
	r, x := stream(t), make([]float64, 100_001)
	for i := range x {
		x[i] = d.Sample(&r)
	}
	slices.Sort(x)
	for i := 1; i < len(p)-1; i++ {
		require.InEpsilon(t, v[i], x[int(p[i]*100_000)], 0.12, "quantile %v", p[i])
	}
	require.GreaterOrEqual(t, x[0], 1.0)
	require.LessOrEqual(t, x[100_000], 7000.0)
}

func TestSampleAllocatesNothing(t *testing.T) {
	r := stream(t)
	for _, d := range []Dist{
		must(Lognormal(1, 2)), must(Gamma(0.5, 1)), must(Burr(2, 3, 5)), must(Erlang(9, 1)), must(Choice([]float64{1, 2}, nil)),
		must(Empirical([]float64{0, 1}, []float64{1, 2})), must(Truncate(must(Exponential(1)), 0, 1)),
		must(HyperExponential([]float64{0.5, 0.5}, []float64{1, 2})),
	} {
		require.Zero(t, testing.AllocsPerRun(100, func() { d.Sample(&r) }), "%v", d)
	}
}
