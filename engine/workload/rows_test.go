package workload

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/stretchr/testify/require"
)

const tracesDir = "../../testdata/traces/"

const ms = second / 1000

func TestAzure2021(t *testing.T) {
	tr, err := OpenAzure2021(Azure2021Options{File: tracesDir + "azure2021-tiny.txt"})
	require.NoError(t, err)
	a, b, c := "5f3a9c0b7d1e42864c8e0a2b6d9f1357", "c0ffee00c0ffee00c0ffee00c0ffee00", "90ab12cd34ef56780123456789abcdef"
	require.Equal(t, []TraceFunction{
		{Name: "5f3a9c0b-90ab12cd", App: a, Func: c, AppIndex: 0, AverageDuration: 0.07125, MinDuration: 0.03, MaxDuration: 0.1, Invocations: 4},
		{Name: "5f3a9c0b-11223344", App: a, Func: "1122334455667788aabbccddeeff0011", AppIndex: 0, AverageDuration: 31.1875, MinDuration: 2.25, MaxDuration: 60.125, Invocations: 2},
		{Name: "c0ffee00-90ab12cd", App: b, Func: c, AppIndex: 1, AverageDuration: 0.002, MinDuration: 0.001, MaxDuration: 0.004, Invocations: 4},
	}, tr.Functions())
	require.Equal(t, []Repair{{Rule: "duration not positive", Action: "shortest duration taken", Count: 2, Example: tracesDir + "azure2021-tiny.txt:6: 0s"}}, tr.Report().Repairs)
	s := tr.Source(sim.RNG{})
	require.Equal(t, 10.0, s.Expected())
	require.Equal(t, []Arrival{
		{500_000_019, 0, 80 * ms}, {1 * second, 1, 2250 * ms}, {1500 * ms, 2, 4 * ms}, {1_999_999_900, 0, 75 * ms}, {2 * second, 2, ms},
		{12400 * ms, 0, 100 * ms}, {15 * second, 1, 60125 * ms}, {61250 * ms, 2, ms}, {62500 * ms, 0, 30 * ms}, {120998 * ms, 2, 2 * ms},
	}, drain(t, s))
	require.Equal(t, 120998*ms, s.Horizon())

	info, err := Describe(tr)
	require.NoError(t, err)
	require.Equal(t, MinuteInfo{Minutes: 3, Min: 1, Max: 7, Mean: 10.0 / 3}, info.Minutes)
}

// TestSample2021 checks totals of a published sample.
func TestSample2021(t *testing.T) {
	tr, err := OpenAzure2021(Azure2021Options{File: sample(t, "azure2021") + "/AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt"})
	require.NoError(t, err)
	require.Equal(t, 49, tr.Report().Functions)
	require.Equal(t, 21, tr.Report().Apps)
	require.Equal(t, map[string]int{rules[shortDuration].Rule: 43}, repaired(tr.Report()))
	require.Len(t, drain(t, tr.Source(sim.RNG{})), 998)
	require.InDelta(t, 6485, tr.Source(sim.RNG{}).Horizon().Seconds(), 25)
}

func TestCSV(t *testing.T) {
	opt := CSVOptions{
		File: tracesDir + "requests.csv", Unit: "ms", Origin: "first",
		Columns: CSVColumns{Time: "arrived", App: "service", Function: "handler", Duration: "took"},
	}
	tr, err := OpenCSV(opt)
	require.NoError(t, err)
	require.Equal(t, []TraceFunction{
		{Name: "shop-search", App: "shop", Func: "search", Memory: 128 * unit.MB, AverageDuration: 0.03975, MinDuration: 0.038, MaxDuration: 0.0415, Invocations: 3},
		{Name: "shop-checkout", App: "shop", Func: "checkout", Memory: 256 * unit.MB, AverageDuration: 0.214, MinDuration: 0.198, MaxDuration: 0.23, Invocations: 2},
		{Name: "images-thumbnail", App: "images", Func: "thumbnail", AppIndex: 1, Memory: 640 * unit.MB, AverageDuration: 0.8010625, MinDuration: 0.790125, MaxDuration: 0.812, Invocations: 2},
	}, tr.Functions())
	require.Empty(t, tr.Report().Repairs)
	want := []Arrival{
		{0, 0, 41_500_000}, {119_250_000, 0, 38 * ms}, {120 * ms, 1, 230 * ms}, {1500 * ms, 2, 812 * ms}, {1500 * ms, 2, 790_125_000},
		{3 * second, 0, OwnDuration}, {60 * second, 1, 198 * ms},
	}
	require.Equal(t, want, drain(t, tr.Source(sim.RNG{})))

	opt.Origin = ""
	tr, err = OpenCSV(opt)
	require.NoError(t, err)
	all := drain(t, tr.Source(sim.RNG{}))
	require.Equal(t, 1767225600*second, all[0].At)
	require.Len(t, all, len(want))
}

// TestCSVForms reads small files in other forms.
func TestCSVForms(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		opt        CSVOptions
		names      []string
		want       []Arrival
	}{
		{"times only", "time\n1\n2\n", CSVOptions{}, []string{"x"}, []Arrival{{second, 0, -1}, {2 * second, 0, -1}}},
		{"end and duration", "end,duration,function\n3,1,f\n", CSVOptions{}, []string{"f"}, []Arrival{{2 * second, 0, second}}},
		{"semicolons", "time;function\n1;a,b\n", CSVOptions{Comma: ';'}, []string{"a,b"}, []Arrival{{second, 0, -1}}},
		{"tabs", "time\tfunction\n1\tf\n", CSVOptions{Comma: '\t'}, []string{"f"}, []Arrival{{second, 0, -1}}},
		{"microseconds and seconds", "time,duration\n1500,2\n", CSVOptions{Unit: "us", DurationUnit: "s"}, []string{"x"}, []Arrival{{1_500_000, 0, 2 * second}}},
		{"nanoseconds", "time,duration\n15,2.4\n", CSVOptions{Unit: "ns"}, []string{"x"}, []Arrival{{15, 0, 2}}},
		{"duration of 0", "time,duration\n1,0\n", CSVOptions{}, []string{"x"}, []Arrival{{second, 0, 0}}},
		{"negative times", "time\n-5\n-3\n", CSVOptions{Origin: "first"}, []string{"x"}, []Arrival{{0, 0, -1}, {2 * second, 0, -1}}},
		{"blanks in the header", "time, function \n1,f\n", CSVOptions{}, []string{"f"}, []Arrival{{second, 0, -1}}},
		{"owners", "time,owner,app,function\n1,o,a,f\n2,p,a,f\n", CSVOptions{}, []string{"a-f", "a-f#2"}, []Arrival{{second, 0, -1}, {2 * second, 1, -1}}},
		{"application only", "time,app\n1,a\n2,b\n", CSVOptions{}, []string{"a", "b"}, []Arrival{{second, 0, -1}, {2 * second, 1, -1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opt.File, tt.opt.Open = "dir/x.csv", files{"dir/x.csv": tt.text}.open
			tr, err := OpenCSV(tt.opt)
			require.NoError(t, err)
			var names []string
			for _, f := range tr.Functions() {
				names = append(names, f.Name)
			}
			require.Equal(t, tt.names, names)
			require.Equal(t, tt.want, drain(t, tr.Source(sim.RNG{})))
		})
	}
}

func TestCSVErrors(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		opt        CSVOptions
		want       string
	}{
		{"no time", "at,function\n1,f\n", CSVOptions{}, `f:1: column "time" is missing`},
		{"named column", "time\n1\n", CSVOptions{Columns: CSVColumns{App: "service"}}, `f:1: column "service" is missing`},
		{"end alone", "end\n1\n", CSVOptions{}, `f:1: column "duration" is missing; the start is computed from it and from "end"`},
		{"end without duration", "end,duration\n1,\n", CSVOptions{}, `f:2:2: duration "": must be a time, for the start is computed from it`},
		{"no rows", "time\n", CSVOptions{}, "f: no invocations, want at least one row after the header"},
		{"word", "time\nnoon\n", CSVOptions{}, `f:2:1: time "noon": must be a time within 292 years of 0`},
		{"too late", "time\n1e10\n", CSVOptions{}, `f:2:1: time "1e10": must be a time within 292 years of 0`},
		{"before 0", "time\n-1\n", CSVOptions{}, `f:2:1: time "-1": must be a time that is not negative, unless origin is "first"`},
		{"far apart", "time\n-9e9\n9e9\n", CSVOptions{Origin: "first"}, "f: times are more than 292 years apart"},
		{"ends too early", "end,duration\n-9e9,9e9\n", CSVOptions{Origin: "first"}, `f:2:1: end "-9e9": must be a time within 292 years of 0`},
		{"negative duration", "time,duration\n1,-1\n", CSVOptions{}, `f:2:2: duration "-1": must be a time that is not negative`},
		{"no function", "time,function\n1,\n", CSVOptions{}, `f:2:2: function "": must be a name`},
		{"short row", "time,function\n1\n", CSVOptions{}, "f:2: row has 1 fields, the header has 2; is the file cut off?"},
		{"long row", "time\n1,2\n", CSVOptions{}, "f:2: row has 2 fields, the header has 1"},
		{"memory without unit", "time,memory\n1,128\n", CSVOptions{}, `f:2:2: memory "128": must be a size with its unit, such as "128MB"`},
		{"memory with a unit", "time,memory\n1,128MB\n", CSVOptions{MemoryUnit: "MB"}, `f:2:2: memory "128MB": must be a size that is not negative`},
		{"bad quotes", "time\n\"1\n", CSVOptions{}, "f:2:1: quoted field does not end on its line"},
		{"unit", "", CSVOptions{Unit: "m"}, `unit: "m": must be one of ["s" "ms" "us" "ns"]`},
		{"duration unit", "", CSVOptions{DurationUnit: "m"}, `duration_unit: "m": must be one of ["s" "ms" "us" "ns"]`},
		{"memory unit", "", CSVOptions{MemoryUnit: "mb"}, `memory_unit: "mb": must be one of ["B" "KB" "KiB" "MB" "MiB" "GB" "GiB"]`},
		{"origin", "", CSVOptions{Origin: "zero"}, `origin: "zero": must be one of ["file" "first"]`},
		{"comma", "", CSVOptions{Comma: '"'}, `comma: '"': must be a character such as ',' ';' or a tab`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opt.File, tt.opt.Open = "f", files{"f": tt.text}.open
			_, err := OpenCSV(tt.opt)
			require.EqualError(t, err, tt.want)
		})
	}
	_, err := OpenAzure2021(Azure2021Options{File: "f", Open: files{}.open})
	require.EqualError(t, err, "open f: file does not exist")
	_, err = OpenAzure2021(Azure2021Options{File: "f", Open: files{"f": "app,func,end_timestamp\n"}.open})
	require.EqualError(t, err, `f:1: column "duration" is missing`)
	_, err = OpenAzure2021(Azure2021Options{MinDuration: -1})
	require.EqualError(t, err, "min_duration: -1ns: must not be negative")
}

// TestEarlyStart checks the repair of rows of the 2021 trace.
func TestEarlyStart(t *testing.T) {
	tr, err := OpenAzure2021(Azure2021Options{File: "f", MinDuration: 5 * ms, Open: files{"f": "app,func,end_timestamp,duration\na,f,1,1.5\na,f,2,-3\na,f,3,0.001\n"}.open})
	require.NoError(t, err)
	require.Equal(t, []Arrival{{0, 0, 1500 * ms}, {2 * second, 0, 5 * ms}, {2999 * ms, 0, 5 * ms}}, drain(t, tr.Source(sim.RNG{})))
	require.Equal(t, []string{"duration not positive", "start before 0"}, rulesOf(tr.Report()))
}

// TestReorder compares the ring with sorting, for rows that come at most half
// a window late.
func TestReorder(t *testing.T) {
	r := stream(t)
	const window = 64
	q, last := newReorder(window), 0
	var in, out []row
	for i := range 10_000 {
		x := row{start: sim.Time(10*i - r.IntN(5*window)), line: int32(i)}
		if r.IntN(4) == 0 {
			x.start = x.start / 100 * 100 // ties
		}
		in = append(in, x)
		if q.full() {
			out = append(out, q.pop())
		}
		q.push(x)
		require.True(t, slices.IsSortedFunc(out[last:], func(a, b row) int { return cmp.Compare(a.start, b.start) }))
		last = max(0, len(out)-1)
	}
	for q.n > 0 {
		out = append(out, q.pop())
	}
	slices.SortStableFunc(in, func(a, b row) int { return cmp.Compare(a.start, b.start) })
	require.Equal(t, in, out)
}

// rowsOf writes a CSV file with one function and the given times in ms.
func rowsOf(times []int) files {
	var b strings.Builder
	b.WriteString("time\n")
	for _, t := range times {
		fmt.Fprintln(&b, t)
	}
	return files{"f": b.String()}
}

// TestOrder checks files whose rows are out of order by as much as the window
// allows, and by more.
func TestOrder(t *testing.T) {
	times := make([]int, reorderWindow+100)
	for i := range times {
		times[i] = i + 1
	}
	late := slices.Clone(times)
	late[reorderWindow] = 0 // belongs before all of the window
	tr, err := OpenCSV(CSVOptions{File: "f", Unit: "ms", Open: rowsOf(late[:reorderWindow]).open})
	require.NoError(t, err)
	require.Nil(t, tr.sorted)

	tr, err = OpenCSV(CSVOptions{File: "f", Unit: "ms", Open: rowsOf(late).open})
	require.NoError(t, err)
	require.Equal(t, []Repair{{Rule: "rows not in order of start", Action: "sorted in memory", Count: 1, Example: "f:16386"}}, tr.Report().Repairs)
	all := drain(t, tr.Source(sim.RNG{}))
	require.Len(t, all, len(late))
	require.Equal(t, sim.Time(0), all[0].At)

	slices.Reverse(times)
	tr, err = OpenCSV(CSVOptions{File: "f", Unit: "ms", Open: rowsOf(times[:reorderWindow]).open})
	require.NoError(t, err)
	require.Nil(t, tr.sorted, "the window is enough")
	require.Len(t, drain(t, tr.Source(sim.RNG{})), reorderWindow)

	many := make([]int, mostSorted+1)
	for i := range many {
		many[i] = i
	}
	many[20_000] = 1
	_, err = OpenCSV(CSVOptions{File: "f", Unit: "ms", Open: rowsOf(many).open})
	require.EqualError(t, err, "f:20002: row starts before one more than 16384 rows earlier, must be sorted by start")
}

// TestFileChanges changes a file between its passes.
func TestFileChanges(t *testing.T) {
	f := files{"f": "time,function\n1,a\n2,b\n"}
	tr, err := OpenCSV(CSVOptions{File: "f", Open: f.open})
	require.NoError(t, err)
	for _, tt := range []struct{ name, text, want string }{
		{"new function", "time,function\n1,a\n2,c\n", `f:3: function "c" was not there before; has the file changed?`},
		{"bad row", "time,function\n1,a\nx,b\n", `f:3:1: time "x": must be a time within 292 years of 0`},
		{"out of order", "time,function\n2,a\n3,a\n1,b\n", "f:4: row starts too early for its place; has the file changed?"},
		{"no column", "at,function\n", `f:1: column "time" is missing`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f["f"] = tt.text
			s := tr.Source(sim.RNG{})
			var a Arrival
			for s.Next(&a) {
			}
			require.EqualError(t, s.Err(), tt.want)
			require.False(t, s.Next(&a))
		})
	}
	delete(f, "f")
	s := tr.Source(sim.RNG{})
	require.False(t, s.Next(new(Arrival)))
	require.EqualError(t, s.Err(), "open f: file does not exist")
}

// TestClose checks that an abandoned source lets go of its file.
func TestClose(t *testing.T) {
	tr, err := OpenCSV(CSVOptions{File: "f", Open: rowsOf([]int{1, 2, 3}).open})
	require.NoError(t, err)
	s := tr.Source(sim.RNG{}).(*rowSource)
	require.True(t, s.Next(new(Arrival)))
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	require.NoError(t, s.Err())
}

func TestRowsAllocateNothing(t *testing.T) {
	var b strings.Builder
	b.WriteString("app,func,end_timestamp,duration\n")
	for i := range 60_000 {
		fmt.Fprintf(&b, "5f3a9c0b7d1e42864c8e0a2b6d9f1357,90ab12cd34ef56780123456789abcde%d,%d.07949090003967285,0.078\n", i%7, i)
	}
	tr, err := OpenAzure2021(Azure2021Options{File: "f", Open: files{"f": b.String()}.open})
	require.NoError(t, err)
	s := tr.Source(sim.RNG{})
	var a Arrival
	require.True(t, s.Next(&a))
	require.Zero(t, testing.AllocsPerRun(40_000, func() { s.Next(&a) }))
}

// TestRowsAlike reads functions that are remembered in the same place.
func TestRowsAlike(t *testing.T) {
	var text strings.Builder
	text.WriteString("time,app,function\n")
	const n = 300
	for i := range 3 * n {
		fmt.Fprintf(&text, "%d,%d of the same length,%d of the same length\n", i, i%3, i%n)
	}
	tr, err := OpenCSV(CSVOptions{File: "f", Open: files{"f": text.String()}.open})
	require.NoError(t, err)
	require.Len(t, tr.Functions(), n)
	for i, a := range drain(t, tr.Source(sim.RNG{})) {
		require.Equal(t, int32(i%n), a.Function)
	}
}

// TestRowWindow checks that no more rows are held than are out of order.
func TestRowWindow(t *testing.T) {
	for text, want := range map[string]int{
		"time\n1\n1\n2\n5\n":       1,
		"time\n1\n3\n2\n5\n":       2,
		"time\n4\n3\n2\n1\n9\n8\n": 4,
	} {
		tr, err := OpenCSV(CSVOptions{File: "f", Open: files{"f": text}.open})
		require.NoError(t, err)
		require.Equal(t, want, tr.window)
		all := drain(t, tr.Source(sim.RNG{}))
		require.True(t, slices.IsSortedFunc(all, func(a, b Arrival) int { return cmp.Compare(a.At, b.At) }))
	}
}
