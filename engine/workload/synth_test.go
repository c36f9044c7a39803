package workload

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var update = flag.Bool("update", false, "rewrite the generated traces in testdata")

// A buffer is a file in memory.
type buffer struct {
	bytes.Buffer
	closed int
	fail   error // of every write
}

func (b *buffer) Write(p []byte) (int, error) {
	if b.fail != nil {
		return 0, b.fail
	}
	return b.Buffer.Write(p)
}

func (b *buffer) Close() error { b.closed++; return nil }

// generate writes a trace to memory.
func generate(t testing.TB, opt GenerateOptions) (Generated, files) {
	t.Helper()
	made := map[string]*buffer{}
	opt.Create = func(name string) (io.WriteCloser, error) {
		made[name] = &buffer{}
		return made[name], nil
	}
	g, err := Generate(opt)
	require.NoError(t, err)
	f := files{}
	for name, b := range made {
		require.Equal(t, 1, b.closed)
		f[filepath.Join("dir", name)] = b.String()
	}
	return g, f
}

// TestTinyTrace checks that the generator still writes the same bytes.
func TestTinyTrace(t *testing.T) {
	g, made := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Apps: 20, Minutes: 30, Seed: 1}})
	for _, name := range g.Files {
		path := filepath.Join(tracesDir, "azure2019-tiny", name)
		text := made[filepath.Join("dir", name)]
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), text, "%s; if the change is meant, run the test with -update", name)
	}
}

// TestGenerate reads back what was generated: it needs no repair.
func TestGenerate(t *testing.T) {
	g, made := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Functions: 300, Seed: 2}, Day: 5})
	require.Equal(t, 300, g.Functions)
	tr, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 5, Open: made.open, Missing: "drop"})
	require.NoError(t, err)
	require.Empty(t, tr.Report().Repairs)
	require.Equal(t, g.Functions, tr.Report().Functions)
	require.Equal(t, g.Apps, tr.Report().Apps)
	require.Equal(t, g.Invocations, tr.Report().Invocations)
	for i, f := range tr.Functions() {
		require.NotZero(t, f.Invocations)
		p := tr.points[i]
		mean := meanOfPercentiles(&p) / 1e9
		if f.AverageDuration > 0.02 && f.AverageDuration < 100 { // neither rounded nor capped
			require.InEpsilon(t, f.AverageDuration, mean, 0.06, "the percentiles have the average as their mean")
		}
	}
}

// TestGenerateAlike checks what a larger or other trace has in common.
func TestGenerateAlike(t *testing.T) {
	_, few := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Apps: 5, Minutes: 10, Seed: 3}})
	_, many := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Apps: 9, Minutes: 10, Seed: 3}})
	for name, text := range few {
		require.Equal(t, text, many[name][:len(text)], "more applications begin alike")
	}
	_, other := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Apps: 5, Minutes: 10, Seed: 4}})
	require.NotEqual(t, few, other)
}

// TestGenerateDistributions compares a large trace with the published numbers.
func TestGenerateDistributions(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	g, made := generate(t, GenerateOptions{Synthetic: SyntheticOptions{Apps: 2000, Seed: 1}})
	tr, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: made.open})
	require.NoError(t, err)
	info, err := Describe(tr)
	require.NoError(t, err)
	require.InEpsilon(t, 2.725, float64(g.Functions)/2000, 0.15, "functions of an application")
	require.InEpsilon(t, 0.67, info.AverageDuration.P50, 0.15)
	require.InEpsilon(t, math.Exp(-0.38+2.36*1.2816), quantileOf(tr, 0.9), 0.25)
	require.InEpsilon(t, 150e6*1.25, info.Memory.P50, 0.1)
	require.Greater(t, info.Top[0].Invocations, 0.6)
	shares := map[string]float64{}
	for _, x := range info.Triggers {
		shares[x.Name] = float64(x.Functions) / float64(g.Functions)
	}
	for _, want := range triggers {
		p := want.share / 105.7 // the published shares sum to more than 100
		require.InDelta(t, p, shares[want.name], 4*math.Sqrt(p*(1-p)/float64(g.Functions)), want.name)
	}
	idle := 0 // applications with at most 24 invocations a day: 41.5 % in the data
	perApp := make([]uint64, g.Apps)
	for _, f := range tr.Functions() {
		perApp[f.AppIndex] += f.Invocations
	}
	for _, n := range perApp {
		if n <= 24 {
			idle++
		}
	}
	require.InDelta(t, 0.415, float64(idle)/2000, 4*math.Sqrt(0.415*0.585/2000))
}

// quantileOf returns a quantile of the average durations of a trace.
func quantileOf(tr Trace, q float64) float64 {
	var v []float64
	for _, f := range tr.Functions() {
		v = append(v, f.AverageDuration)
	}
	slices.Sort(v)
	return v[int(q*float64(len(v)))]
}

func TestGenerateErrors(t *testing.T) {
	create := func(string) (io.WriteCloser, error) { return &buffer{}, nil }
	for _, tt := range []struct {
		opt  GenerateOptions
		want string
	}{
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1}}, "create: missing: must be a function that opens a file"},
		{GenerateOptions{Create: create}, "scale, apps, functions: 0 of them given: must be one"},
		{GenerateOptions{Synthetic: SyntheticOptions{Functions: -1}, Create: create}, "functions: -1: must be from 1 to 10000000"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1, Functions: 1}, Create: create}, "scale, apps, functions: 2 of them given: must be one"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: -1}, Create: create}, "apps: -1: must be from 1 to 10000000"},
		{GenerateOptions{Synthetic: SyntheticOptions{Scale: -1}, Create: create}, "scale: -1: must be a positive number, at most 100"},
		{GenerateOptions{Synthetic: SyntheticOptions{Scale: 101}, Create: create}, "scale: 101: must be a positive number, at most 100"},
		{GenerateOptions{Synthetic: SyntheticOptions{Scale: math.NaN()}, Create: create}, "scale: NaN: must be a positive number, at most 100"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1, Minutes: 1441}, Create: create}, "minutes: 1441: must be from 1 to 1440"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1}, Create: create, Day: 15}, "day: 15: must be from 1 to 14"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1, Rate: -1}, Create: create}, "rate: -1: must be a positive number, at most 1e6"},
		{GenerateOptions{Synthetic: SyntheticOptions{Apps: 1, Rate: math.NaN()}, Create: create}, "rate: NaN: must be a positive number, at most 1e6"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			_, err := Generate(tt.opt)
			require.EqualError(t, err, tt.want)
		})
	}
}

// TestGenerateFails checks that files are closed and errors told if one cannot
// be created or written.
func TestGenerateFails(t *testing.T) {
	var made []*buffer
	full := errors.New("disk full")
	_, err := Generate(GenerateOptions{Synthetic: SyntheticOptions{Apps: 3, Minutes: 5}, Create: func(name string) (io.WriteCloser, error) {
		made = append(made, &buffer{fail: full})
		return made[len(made)-1], nil
	}})
	require.EqualError(t, err, "invocations_per_function_md.anon.d01.csv: disk full")
	for _, b := range made {
		require.Equal(t, 1, b.closed)
	}
	made = nil
	_, err = Generate(GenerateOptions{Synthetic: SyntheticOptions{Apps: 3}, Create: func(name string) (io.WriteCloser, error) {
		if len(made) == 1 {
			return nil, full
		}
		made = append(made, &buffer{})
		return made[0], nil
	}})
	require.Equal(t, full, err)
	require.Equal(t, 1, made[0].closed)
}

// TestGenerateProgress checks that progress rises to the end.
func TestGenerateProgress(t *testing.T) {
	last := 0.0
	generate(t, GenerateOptions{Synthetic: SyntheticOptions{Functions: 30, Minutes: 5}, Progress: func(share float64) {
		require.Greater(t, share, last)
		last = share
	}})
	require.Equal(t, 1.0, last)
}

// TestAhead compares what a source foresees with what comes: everything but what is
// beyond the present minute.
func TestAhead(t *testing.T) {
	trace, err := NewSynthetic(SyntheticOptions{Apps: 20, Seed: 1, Minutes: 30})
	require.NoError(t, err)
	source := trace.Source(sim.NewStream(1, t.Name()))
	foreseen, told := map[int]int32{}, 0
	var a Arrival
	for i := 0; source.Next(&a); i++ {
		if f, ok := foreseen[i]; ok {
			require.Equal(t, f, a.Function)
			told++
		}
		for n := 1; n <= 3; n++ {
			if f, ok := source.(Foreseer).Ahead(n); ok {
				foreseen[i+n] = f
			}
		}
	}
	require.Greater(t, told, int(trace.Report().Invocations)/2)
}
