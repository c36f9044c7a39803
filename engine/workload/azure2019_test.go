package workload

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/stretchr/testify/require"
)

// sampleDir is where samples of the published data may be.
const sampleDir = "../../../shared/data/"

// sample returns the path of a sample, or skips the test.
func sample(t testing.TB, name string) string {
	t.Helper()
	if _, err := os.Stat(sampleDir + name); err != nil {
		t.Skip("the sample of the published data is not here")
	}
	return sampleDir + name
}

// countsIn returns the number of arrivals by minute and function.
func countsIn(all []Arrival, functions int) map[int][]int {
	counts := map[int][]int{}
	for _, a := range all {
		m := int(a.At / minute)
		if counts[m] == nil {
			counts[m] = make([]int, functions)
		}
		counts[m][a.Function]++
	}
	return counts
}

// repaired returns the count of each rule that was used.
func repaired(r *Report) map[string]int {
	used := map[string]int{}
	for _, x := range r.Repairs {
		used[x.Rule] = int(x.Count)
	}
	return used
}

// TestSample500 checks the loader against totals of a published sample that
// were computed by other means.
func TestSample500(t *testing.T) {
	tr, err := OpenAzure2019(Azure2019Options{Dir: sample(t, "azure2019-500f-8h")})
	require.NoError(t, err)
	require.Equal(t, 1, tr.Day())
	first, last := tr.Window()
	require.Equal(t, []int{480, 959}, []int{first, last})
	report := tr.Report()
	require.Equal(t, 500, report.Functions)
	require.Equal(t, 476, report.Apps)
	require.Equal(t, uint64(3_037_902), report.Invocations)
	require.Equal(t, map[string]int{
		rules[badAverage].Rule: 13, rules[badMaximum].Rule: 5, rules[otherCount].Rule: 437,
	}, repaired(report))

	info, err := Describe(tr)
	require.NoError(t, err)
	require.Equal(t, 428, info.Owners)
	require.Equal(t, 480*minute, info.Span)
	require.Equal(t, uint64(3013), info.Minutes.Min)
	require.Equal(t, uint64(7603), info.Minutes.Max)
	require.InDelta(t, 6329, info.Minutes.Mean, 0.5)
	require.Equal(t, []string{"timer 247", "http 139", "queue 69", "orchestration 25", "event 14", "storage 5", "others 1"}, triggersOf(info))
	require.InDelta(t, 0.836, info.Top[0].Invocations, 0.0005)
	require.InDelta(t, 0.964, info.Top[1].Invocations, 0.0005)
	require.InDelta(t, 0.984, info.Top[2].Invocations, 0.0005)
	require.InDelta(t, 53, info.Concurrency, 1)
	require.InDelta(t, 0.567, info.AverageDuration.P50, 0.0061) // between functions 250 and 251
	require.InDelta(t, 2.659, info.AverageDuration.P75, 0.0081)
	require.InDelta(t, 300.504, info.AverageDuration.Max, 1e-9)

	all := drain(t, tr.Source(stream(t)))
	require.Len(t, all, 3_037_902)
	require.Equal(t, 480*minute, tr.Source(sim.RNG{}).Horizon())
	for m, counts := range countsIn(all, 500) {
		sum := 0
		for _, n := range counts {
			sum += n
		}
		require.True(t, sum >= 3013 && sum <= 7603, "minute %d: %d", m, sum)
	}
}

// triggersOf formats the triggers of a description.
func triggersOf(info *Info) (all []string) {
	for _, tr := range info.Triggers {
		all = append(all, fmt.Sprintf("%s %d", tr.Name, tr.Functions))
	}
	return all
}

func TestSample250(t *testing.T) {
	tr, err := OpenAzure2019(Azure2019Options{Dir: sample(t, "azure2019-250f-150min"), Day: 1})
	require.NoError(t, err)
	require.Equal(t, 250, tr.Report().Functions)
	require.Equal(t, 242, tr.Report().Apps)
	require.Len(t, drain(t, tr.Source(stream(t))), 324_209)
}

// A day is a trace that a test writes. Rows are "app fn trigger counts...",
// "app fn average minimum maximum percentiles...", "app average pct100"; the
// columns that do not matter are filled in.
type day struct {
	minutes                        string
	invocations, durations, memory []string
}

// tiny is a trace in which nothing needs repair.
var tiny = day{
	minutes:     "3 4 5",
	invocations: []string{"A f http 2 0 3", "A g timer 1 1 1", "B f queue 0 5 0"},
	durations:   []string{"A f 100 50 300 50 60 90 100 110 200 250", "A g 7 7 7 7 7 7 7 7 7 7", "B f 2000 1 9000 1 100 500 1000 3000 8000 9000"},
	memory:      []string{"A 120 150", "B 200 333"},
}

// files writes the three files of day 1.
func (d day) files() files {
	join := func(header string, rows []string, fill func(f []string) []string) string {
		lines := []string{header}
		for _, r := range rows {
			lines = append(lines, strings.Join(fill(strings.Fields(r)), ","))
		}
		return strings.Join(lines, "\n") + "\n"
	}
	return files{
		"dir/invocations_per_function_md.anon.d01.csv": join("HashOwner,HashApp,HashFunction,Trigger,"+strings.ReplaceAll(d.minutes, " ", ","), d.invocations,
			func(f []string) []string { return append([]string{"owner"}, f...) }),
		"dir/function_durations_percentiles.anon.d01.csv": join("HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100", d.durations,
			func(f []string) []string {
				for i := range f {
					f[i] = strings.TrimPrefix(f[i], "_") // an empty cell
				}
				return slices.Concat([]string{"owner"}, f[:3], []string{"1"}, f[3:])
			}),
		"dir/app_memory_percentiles.anon.d01.csv": join("HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,AverageAllocatedMb_pct100", d.memory,
			func(f []string) []string {
				return slices.Concat([]string{"owner"}, f[:1], []string{"9"}, f[1:2], []string{"9"}, f[2:])
			}),
	}
}

// open opens the trace.
func (d day) open(opt Azure2019Options) (*Azure2019, error) {
	f := d.files()
	opt.Dir, opt.Open, opt.ReadDir = "dir", f.open, func(path string) ([]os.DirEntry, error) { return f.readDir(path) }
	return OpenAzure2019(opt)
}

func TestAzure2019(t *testing.T) {
	tr, err := tiny.open(Azure2019Options{})
	require.NoError(t, err)
	require.Equal(t, []TraceFunction{
		{Name: "A-f", Owner: "owner", App: "A", Func: "f", Trigger: "http", AppIndex: 0, Memory: 150 * unit.MB, AverageMemory: 120 * unit.MB,
			AverageDuration: 0.1, MinDuration: 0.05, MaxDuration: 0.3, Invocations: 5},
		{Name: "A-g", Owner: "owner", App: "A", Func: "g", Trigger: "timer", AppIndex: 0, Memory: 150 * unit.MB, AverageMemory: 120 * unit.MB,
			AverageDuration: 0.007, MinDuration: 0.007, MaxDuration: 0.007, Invocations: 3},
		{Name: "B-f", Owner: "owner", App: "B", Func: "f", Trigger: "queue", AppIndex: 1, Memory: 333 * unit.MB, AverageMemory: 200 * unit.MB,
			AverageDuration: 2, MinDuration: 0.001, MaxDuration: 9, Invocations: 5},
	}, tr.Functions())
	require.Equal(t, "dir, day 1, minutes 3 to 5", tr.Report().Source)
	require.Equal(t, []string{"Count is not the sum of the minutes"}, rulesOf(tr.Report()))

	s := tr.Source(stream(t))
	require.Equal(t, 13.0, s.Expected())
	require.Equal(t, 3*minute, s.Horizon())
	all := drain(t, s)
	require.Equal(t, map[int][]int{0: {2, 1, 0}, 1: {0, 1, 5}, 2: {3, 1, 0}}, countsIn(all, 3))
	for _, a := range all {
		f := tr.Functions()[a.Function]
		require.GreaterOrEqual(t, a.Duration.Seconds(), f.MinDuration)
		require.LessOrEqual(t, a.Duration.Seconds(), f.MaxDuration)
	}
	require.Equal(t, all, drain(t, tr.Source(stream(t))), "passes are equal")
	require.NotEqual(t, all, drain(t, tr.Source(sim.NewStream(2, "other"))))
}

// rulesOf returns the rules that were used.
func rulesOf(r *Report) (names []string) {
	for _, x := range r.Repairs {
		names = append(names, x.Rule)
	}
	return names
}

// TestMinuteColumns checks where minutes lie for unordered, sparse and limited
// columns.
func TestMinuteColumns(t *testing.T) {
	for _, tt := range []struct {
		name    string
		minutes string
		opt     Azure2019Options
		want    map[int][]int // minute of the simulation: counts of the functions
		horizon sim.Time
	}{
		{"unordered", "5 3 4", Azure2019Options{}, map[int][]int{2: {2, 1, 0}, 0: {0, 1, 5}, 1: {3, 1, 0}}, 3 * minute},
		{"sparse", "10 20 1440", Azure2019Options{}, map[int][]int{0: {2, 1, 0}, 10: {0, 1, 5}, 1430: {3, 1, 0}}, 1431 * minute},
		{"origin of the day", "3 4 5", Azure2019Options{Origin: "day"}, map[int][]int{2: {2, 1, 0}, 3: {0, 1, 5}, 4: {3, 1, 0}}, 5 * minute},
		{"from", "3 4 5", Azure2019Options{From: 4}, map[int][]int{0: {0, 1, 5}, 1: {3, 1, 0}}, 2 * minute},
		{"from before the first", "3 4 5", Azure2019Options{From: 1, To: 4}, map[int][]int{0: {2, 1, 0}, 1: {0, 1, 5}}, 2 * minute},
		{"to", "3 4 5", Azure2019Options{To: 3, Origin: "day"}, map[int][]int{2: {2, 1, 0}}, 3 * minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := tiny
			d.minutes = tt.minutes
			tr, err := d.open(tt.opt)
			require.NoError(t, err)
			s := tr.Source(stream(t))
			require.Equal(t, tt.horizon, s.Horizon())
			require.Equal(t, tt.want, countsIn(drain(t, s), 3))
		})
	}
}

// TestStreamsAreIndependent checks that a function's arrivals depend on
// nothing but the function and the minute.
func TestStreamsAreIndependent(t *testing.T) {
	of := func(d day, opt Azure2019Options, app, fn string) (own []Arrival) {
		tr, err := d.open(opt)
		require.NoError(t, err)
		for _, a := range drain(t, tr.Source(sim.NewStream(1, "arrivals"))) {
			if f := tr.Functions()[a.Function]; f.App == app && f.Func == fn {
				a.Function = 0
				own = append(own, a)
			}
		}
		return own
	}
	want := of(tiny, Azure2019Options{Origin: "day"}, "A", "f")
	require.Len(t, want, 5)
	more := tiny
	more.invocations = append([]string{"C x http 7 7 7"}, tiny.invocations...)
	require.Equal(t, want, of(more, Azure2019Options{Origin: "day"}, "A", "f"), "one more function")
	require.Equal(t, want[2:], of(tiny, Azure2019Options{Origin: "day", From: 4}, "A", "f"), "fewer minutes")
	dropped := more
	dropped.durations = tiny.durations[:1]
	require.Equal(t, want, of(dropped, Azure2019Options{Origin: "day", Missing: "drop"}, "A", "f"), "dropped functions")
}

// TestArrivalModes checks how the arrivals of a minute are placed.
func TestArrivalModes(t *testing.T) {
	d := tiny
	d.invocations = []string{"A f http 4 0 0", "A g http 2 1 100000"}
	tr, err := d.open(Azure2019Options{Arrivals: "equidistant", Durations: "none"})
	require.NoError(t, err)
	all := drain(t, tr.Source(stream(t)))
	require.Equal(t, []Arrival{
		{0, 0, OwnDuration}, {0, 1, OwnDuration}, {15 * second, 0, OwnDuration}, {30 * second, 0, OwnDuration}, {30 * second, 1, OwnDuration},
		{45 * second, 0, OwnDuration}, {60 * second, 1, OwnDuration}, {120 * second, 1, OwnDuration}, {120*second + 600_000, 1, OwnDuration},
	}, all[:9])

	tr, err = d.open(Azure2019Options{Arrivals: "poisson", From: 5})
	require.NoError(t, err)
	n := len(drain(t, tr.Source(stream(t))))
	require.InDelta(t, 100_000, n, 4*316.3)
	require.NotEqual(t, 100_000, n)

	tr, err = d.open(Azure2019Options{From: 5})
	require.NoError(t, err)
	all = drain(t, tr.Source(stream(t)))
	require.Len(t, all, 100_000)
	sum := 0.0
	for _, a := range all {
		sum += a.At.Seconds()
	}
	require.InDelta(t, 30, sum/100_000, 4*60/3.4641/316.2)
}

// TestDurationModes compares the distribution of durations with the
// percentiles.
func TestDurationModes(t *testing.T) {
	d := tiny
	d.invocations = []string{"B f http 0 0 100000"}
	draw := func(mode string) []float64 {
		tr, err := d.open(Azure2019Options{Durations: mode})
		require.NoError(t, err)
		v := make([]float64, 0, 100_000)
		for _, a := range drain(t, tr.Source(stream(t))) {
			v = append(v, a.Duration.Seconds()*1e3)
		}
		slices.Sort(v)
		return v
	}
	percentiles := [7]float64{1, 100, 500, 1000, 3000, 8000, 9000}
	v := draw("piecewise")
	for i, q := range [...]float64{0.01, 0.25, 0.5, 0.75, 0.99} {
		require.InEpsilon(t, percentiles[i+1], v[int(q*100_000)], 0.13, "percentile %v", q)
	}
	require.InEpsilon(t, meanOfPercentiles(&percentiles), total(v)/100_000, 0.02)

	v = draw("step")
	share := map[float64]float64{}
	for _, x := range v {
		share[x] += 1e-5
	}
	require.Len(t, share, 6)
	for i, want := range [...]float64{0.01, 0.24, 0.25, 0.25, 0.24, 0.01} {
		require.InDelta(t, want, share[percentiles[i+1]], 0.006)
	}
	v = draw("average")
	require.Equal(t, []float64{2000, 2000}, []float64{v[0], v[len(v)-1]})
	require.Equal(t, OwnDuration.Seconds()*1e3, draw("none")[0])
}

// TestMinDuration checks the floor of durations.
func TestMinDuration(t *testing.T) {
	tr, err := tiny.open(Azure2019Options{MinDuration: second})
	require.NoError(t, err)
	for _, a := range drain(t, tr.Source(stream(t))) {
		require.GreaterOrEqual(t, a.Duration, second)
	}
	require.Equal(t, 1.0, tr.Functions()[0].AverageDuration)
}

// TestCellsModel compares arrivals with a table of counts, for random traces.
func TestCellsModel(t *testing.T) {
	r := stream(t)
	for range 20 {
		d, table := tiny, map[int][]int{}
		d.minutes, d.invocations = "", nil
		functions, minutes := 1+r.IntN(200), 1+r.IntN(6)
		for m := range minutes {
			d.minutes = strings.TrimSpace(fmt.Sprintf("%s %d", d.minutes, 100+m))
		}
		for f := range functions {
			line := fmt.Sprintf("A f%d http", f)
			for m := range minutes {
				n := max(0, r.IntN(12)-6)
				line += fmt.Sprintf(" %d", n)
				if n > 0 && table[m] == nil {
					table[m] = make([]int, functions)
				}
				if n > 0 {
					table[m][f] = n
				}
			}
			d.invocations = append(d.invocations, line)
		}
		tr, err := d.open(Azure2019Options{})
		require.NoError(t, err)
		require.Equal(t, table, countsIn(drain(t, tr.Source(r)), functions))
	}
}

// TestSortKeys compares sorting with that of the library, over the sizes at
// which the method changes.
func TestSortKeys(t *testing.T) {
	r := stream(t)
	for _, n := range []int{0, 1, 2, fewKeys - 1, fewKeys, fewKeys + 1, 10_000} {
		keys := make([]uint64, n)
		for i := range keys {
			at := uint64(r.IntN(int(minute)))
			if r.IntN(2) == 0 {
				at = uint64(r.IntN(5)) * 12e9 // ties
			}
			keys[i] = at<<functionBits | uint64(i)
		}
		want := slices.Clone(keys)
		slices.Sort(want)
		sortKeys(keys, nil)
		require.Equal(t, want, keys)
	}
}

func TestStreamingAllocatesNothing(t *testing.T) {
	d := tiny
	d.invocations = []string{"A f http 40000 40000 40000", "A g http 100 100 100"}
	tr, err := d.open(Azure2019Options{})
	require.NoError(t, err)
	s := tr.Source(stream(t))
	var a Arrival
	for range 40_200 { // the buffers grow in the first minute
		require.True(t, s.Next(&a))
	}
	require.Zero(t, testing.AllocsPerRun(70_000, func() { s.Next(&a) }))
}
