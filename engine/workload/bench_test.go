package workload

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// benchTrace generates and opens a day of 1000 functions.
func benchTrace(b *testing.B, opt Azure2019Options) *Azure2019 {
	_, made := generate(b, GenerateOptions{Synthetic: SyntheticOptions{Functions: 1000, Seed: 1, Rate: 4}})
	opt.Dir, opt.Day, opt.Open = "dir", 1, made.open
	tr, err := OpenAzure2019(opt)
	require.NoError(b, err)
	return tr
}

// benchSource reads b.N arrivals, beginning again where the source ends.
func benchSource(b *testing.B, open func() Source) {
	s := open()
	var a Arrival
	for range 100_000 {
		s.Next(&a)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if !s.Next(&a) {
			require.NoError(b, s.Err())
			s = open()
		}
	}
}

// BenchmarkAzure2019 is one arrival of a trace.
func BenchmarkAzure2019(b *testing.B) {
	for _, opt := range []Azure2019Options{
		{}, {Durations: "step"}, {Durations: "none"}, {Arrivals: "equidistant"}, {Arrivals: "poisson"},
	} {
		b.Run(cmp.Or(opt.Arrivals, "uniform")+"/"+cmp.Or(opt.Durations, "piecewise"), func(b *testing.B) {
			tr := benchTrace(b, opt)
			benchSource(b, func() Source { return tr.Source(sim.NewStream(1, "bench")) })
		})
	}
}

// BenchmarkSynthetic is one arrival of a synthetic day, of which it reads the
// first hours again and again, with 60, 570, 4,900 and 47,900 functions.
func BenchmarkSynthetic(b *testing.B) {
	for _, scale := range []float64{0.001, 0.01, 0.1, 1} {
		b.Run(fmt.Sprintf("scale=%v", scale), func(b *testing.B) {
			if scale == 1 && testing.Short() {
				b.Skip("takes seconds to begin")
			}
			tr, err := NewSynthetic(SyntheticOptions{Scale: scale, Seed: 1})
			require.NoError(b, err)
			benchSource(b, func() Source { return tr.Source(sim.NewStream(1, "bench")) })
		})
	}
}

// BenchmarkNewSynthetic makes a day with 1 % of the published load.
func BenchmarkNewSynthetic(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, err := NewSynthetic(SyntheticOptions{Scale: 0.01, Seed: 1})
		require.NoError(b, err)
	}
}

// BenchmarkRows is one arrival of a file with a row for each.
func BenchmarkRows(b *testing.B) {
	var text strings.Builder
	text.WriteString("app,func,end_timestamp,duration\n")
	r := sim.NewStream(1, "bench")
	for i := range 200_000 {
		n := r.IntN(400)
		fmt.Fprintf(&text, "%064x,%064x,%d.07949090003967285,0.078\n", n/4, n, i)
	}
	tr, err := OpenAzure2021(Azure2021Options{File: "f", Open: files{"f": text.String()}.open})
	require.NoError(b, err)
	benchSource(b, func() Source { return tr.Source(sim.RNG{}) })
}

// BenchmarkProcess is one arrival of a process.
func BenchmarkProcess(b *testing.B) {
	r := sim.NewStream(1, "bench")
	for _, bb := range []struct {
		name string
		s    Source
	}{
		{"poisson", must(NewPoisson(Poisson{Rate: 1e3}, r))},
		{"periodic", must(NewPeriodic(Periodic{Rate: 1e3}))},
		{"renewal", must(NewRenewal(Renewal{IAT: must(Gamma(0.5, 1e-3))}, r))},
		{"sinusoidal", must(NewSinusoidal(Sinusoidal{Rate: 1e3, Amplitude: 0.5, Period: second}, r))},
		{"bursts", must(NewBursts(Bursts{Size: 10, Every: second}))},
	} {
		b.Run(bb.name, func(b *testing.B) { benchSource(b, func() Source { return bb.s }) })
	}
}

// BenchmarkSample is one number of a distribution.
func BenchmarkSample(b *testing.B) {
	for _, d := range []Dist{
		must(Uniform(1, 2)), must(Exponential(1)), must(Normal(1, 1)), must(Lognormal(-0.38, 2.36)), must(Gamma(2, 1)), must(Weibull(0.4, 1)),
		must(Pareto(1, 2)), must(Burr(11.652, 0.221, 107.083)), must(Choice([]float64{1, 2, 3}, nil)), must(Empirical([]float64{0, 0.5, 1}, []float64{1, 2, 3})),
	} {
		b.Run(d.String(), func(b *testing.B) {
			r, sum := sim.NewStream(1, "bench"), 0.0
			b.ReportAllocs()
			for range b.N {
				sum += d.Sample(&r)
			}
		})
	}
}

// BenchmarkOpenAzure2019 reads the files of 2000 functions, from memory.
func BenchmarkOpenAzure2019(b *testing.B) {
	_, made := generate(b, GenerateOptions{Synthetic: SyntheticOptions{Functions: 2000, Seed: 1}})
	size := 0
	for _, text := range made {
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		_, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: made.open})
		require.NoError(b, err)
	}
}

// BenchmarkGenerate writes the files of 200 applications.
func BenchmarkGenerate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		generate(b, GenerateOptions{Synthetic: SyntheticOptions{Apps: 200, Seed: 1}})
	}
}

// BenchmarkSortKeys compares sorting by digits with the library's, for a
// minute of few and of many arrivals.
func BenchmarkSortKeys(b *testing.B) {
	for _, n := range []int{200, 600, 6_000, 600_000} {
		r := sim.NewStream(1, "bench")
		random := make([]uint64, n)
		for i := range random {
			random[i] = uint64(r.IntN(int(minute)))<<functionBits | uint64(i/10)
		}
		keys, spare := make([]uint64, n), make([]uint64, n)
		for _, bb := range []struct {
			name string
			sort func()
		}{
			{"digits", func() { spare = sortKeys(keys, spare) }},
			{"library", func() { slices.Sort(keys) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", bb.name, n), func(b *testing.B) {
				for b.Loop() {
					copy(keys, random)
					bb.sort()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
			})
		}
	}
}
