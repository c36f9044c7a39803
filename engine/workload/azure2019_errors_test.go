package workload

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

const (
	inv = "dir/invocations_per_function_md.anon.d01.csv"
	dur = "dir/function_durations_percentiles.anon.d01.csv"
	mem = "dir/app_memory_percentiles.anon.d01.csv"
)

// TestAzure2019Errors breaks one file of a good trace at a time.
func TestAzure2019Errors(t *testing.T) {
	cut := func(n int) func(string) string { return func(s string) string { return s[:len(s)-n] } }
	sub := func(old, new string) func(string) string {
		return func(s string) string {
			require.Contains(t, s, old)
			return strings.Replace(s, old, new, 1)
		}
	}
	for _, tt := range []struct {
		name, file string
		change     func(string) string
		want       string // without the path; "" for no error
	}{
		{"empty", inv, func(string) string { return "" }, ": file is empty, want a header line"},
		{"blank", inv, func(string) string { return "\n\n" }, ": file has only empty lines, want a header line"},
		{"header only", inv, func(s string) string { return s[:strings.Index(s, "\n")] }, ": no functions, want at least one row after the header"},
		{"CRLF", inv, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, ""},
		{"byte order mark", inv, func(s string) string { return "\xef\xbb\xbf" + s }, ""},
		{"no last line end", inv, cut(1), ""},
		{"quoted", inv, func(s string) string {
			return `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(s[:len(s)-1]) + `"`
		}, ""},
		{"comma in quotes", inv, sub("http", `"ht,tp"`), `:2:4: "ht,tp": must not contain a comma`},
		{"cut after a comma", inv, cut(2), ":4:7: row ends in an empty count; is the file cut off?"},
		{"cut within a row", inv, cut(3), ":4: row has 6 fields, the header has 7; is the file cut off?"},
		{"cut in a hash", inv, cut(15), ":4: row has 2 fields, the header has 7; is the file cut off?"},
		{"too many fields", inv, sub("1,1,1\n", "1,1,1,1,1\n"), ":3: row has 9 fields, the header has 7"},
		{"negative count", inv, sub("1,1,1", "1,-1,1"), `:3:6: count "-1": must be a whole number from 0 to 16777216`},
		{"fraction", inv, sub("1,1,1", "1,1.0,1"), `:3:6: count "1.0": must be a whole number from 0 to 16777216`},
		{"word", inv, sub("1,1,1", "1,x,1"), `:3:6: count "x": must be a whole number from 0 to 16777216`},
		{"empty count", inv, sub("1,1,1", "1,,1"), `:3:6: count "": must be a whole number from 0 to 16777216`},
		{"too large", inv, sub("1,1,1", "16777217,1,1"), `:3:5: count "16777217": must be a whole number from 0 to 16777216`},
		{"overflow", inv, sub("1,1,1", "99999999999999999999,1,1"), `:3:5: count "99999999999999999999": must be a whole number from 0 to 16777216`},
		{"the largest", inv, sub("1,1,1", "16777216,1,1"), ""},
		{"no function", inv, sub("A,g,", "A,,"), ":3: HashFunction is empty"},
		{"minute 0", inv, sub(",3,4,5", ",0,4,5"), `:1:5: column "0": must be HashOwner, HashApp, HashFunction, Trigger or a minute from 1 to 1440, each once`},
		{"minute 1441", inv, sub(",3,4,5", ",3,4,1441"), `:1:7: column "1441": must be HashOwner, HashApp, HashFunction, Trigger or a minute from 1 to 1440, each once`},
		{"minute twice", inv, sub(",3,4,5", ",3,4,3"), ":1:7: minute 3 has two columns"},
		{"column twice", inv, sub("Trigger", "HashApp"), `:1:4: column "HashApp": must be HashOwner, HashApp, HashFunction, Trigger or a minute from 1 to 1440, each once`},
		{"no column", inv, sub("HashApp", "6"), `:1: column "HashApp" is missing`},
		{"no minutes", inv, func(string) string { return "HashOwner,HashApp,HashFunction,Trigger\n" }, ":1: no minute has a column, want at least one from 1 to 1440"},
		{"other order of columns", inv, func(string) string { return "2,Trigger,HashFunction,1,HashApp,HashOwner\n1,http,f,1,A,owner\n" }, ""},

		{"empty", dur, func(string) string { return "" }, ": file is empty, want a header line"},
		{"no column", dur, sub("Average,", "Mean,"), `:1: column "Average" is missing`},
		{"column twice", dur, sub("Count", "Average"), `:1:5: column "Average" occurs twice`},
		{"cut", dur, cut(10), ":4: row has 13 fields, the header has 14; is the file cut off?"},
		{"too many fields", dur, sub("250\n", "250,1\n"), ":2: row has 15 fields, the header has 14"},
		{"word", dur, sub(",100,", ",abc,"), `:2:4: Average "abc": must be a number of at most 1e+12`},
		{"NaN", dur, sub(",100,", ",NaN,"), `:2:4: Average "NaN": must be a number of at most 1e+12`},
		{"empty percentile", dur, sub("110", ""), `:2:12: percentile_Average_75 "": must be a number of at most 1e+12`},
		{"bad Maximum", dur, sub("300", "3OO"), `:2:7: Maximum "3OO": must be a number of at most 1e+12`},
		{"too long", dur, sub("250", "1e13"), `:2:14: percentile_Average_100 "1e13": must be a number of at most 1e+12`},
		{"bad Count", dur, sub("100,1,", "100,1.5,"), `:2:5: Count "1.5": must be a whole number that is not negative`},
		{"header only", dur, func(s string) string { return s[:strings.Index(s, "\n")] }, ""},
		{"more columns", dur, func(s string) string { return strings.ReplaceAll(s, "\n", ",7\n") }, ""},

		{"empty", mem, func(string) string { return "" }, ": file is empty, want a header line"},
		{"no column", mem, sub("_pct100", "_pct99"), `:1: column "AverageAllocatedMb_pct100" is missing`},
		{"by function", mem, sub("SampleCount", "HashFunction"), ":1:3: column HashFunction: memory must be by application, not by function"},
		{"word", mem, sub("120", "x"), `:2:4: AverageAllocatedMb "x": must be a number of at most 1e+09`},
		{"word", mem, sub("333", "-"), `:3:6: AverageAllocatedMb_pct100 "-": must be a number of at most 1e+09`},
	} {
		t.Run(tt.file+" "+tt.name, func(t *testing.T) {
			f := tiny.files()
			f[tt.file] = tt.change(f[tt.file])
			_, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: f.open})
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.file+tt.want)
		})
	}
}

// TestQuotedIsTheSame checks that quotation marks make no difference.
func TestQuotedIsTheSame(t *testing.T) {
	f := tiny.files()
	plain, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: f.open})
	require.NoError(t, err)
	want := drain(t, plain.Source(sim.RNG{}))
	for name, s := range f {
		f[name] = `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(s[:len(s)-1]) + "\"\n"
	}
	quoted, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: f.open})
	require.NoError(t, err)
	require.Equal(t, plain.Functions(), quoted.Functions())
	require.Equal(t, want, drain(t, quoted.Source(sim.RNG{})))
}

func TestAzure2019Refuses(t *testing.T) {
	for _, tt := range []struct {
		opt  Azure2019Options
		want string
	}{
		{Azure2019Options{Day: 15}, "day: 15: must be from 1 to 14, or 0 for the first complete one"},
		{Azure2019Options{From: -1}, "from: -1: must be a minute from 1 to 1440"},
		{Azure2019Options{From: 5, To: 4}, "to: 4: must be a minute from 5 to 1440"},
		{Azure2019Options{To: 1441}, "to: 1441: must be a minute from 1 to 1440"},
		{Azure2019Options{MinDuration: -1}, "min_duration: -1ns: must not be negative"},
		{Azure2019Options{Arrivals: "even"}, `arrivals: "even": must be one of ["uniform" "equidistant" "poisson"]`},
		{Azure2019Options{Durations: "max"}, `durations: "max": must be one of ["piecewise" "step" "average" "none"]`},
		{Azure2019Options{Missing: "skip"}, `missing: "skip": must be one of ["fallback" "drop"]`},
		{Azure2019Options{Origin: "file"}, `origin: "file": must be one of ["window" "day"]`},
		{Azure2019Options{From: 6}, inv + ":1: no minute from 6 to 1440 has a column"},
		{Azure2019Options{Day: 2}, "open dir/invocations_per_function_md.anon.d02.csv: file does not exist"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			_, err := tiny.open(tt.opt)
			require.EqualError(t, err, tt.want)
		})
	}
}

// TestFirstCompleteDay checks Day 0.
func TestFirstCompleteDay(t *testing.T) {
	f := files{}
	for name, text := range tiny.files() {
		f[strings.Replace(name, "d01", "d03", 1)] = text
		f[strings.Replace(name, "d01", "d07", 1)] = text
	}
	opt := Azure2019Options{Dir: "dir", Open: f.open, ReadDir: f.readDir}
	tr, err := OpenAzure2019(opt)
	require.NoError(t, err)
	require.Equal(t, 3, tr.Day())

	delete(f, strings.Replace(mem, "d01", "d03", 1))
	tr, err = OpenAzure2019(opt)
	require.NoError(t, err)
	require.Equal(t, 7, tr.Day())

	delete(f, strings.Replace(dur, "d01", "d07", 1))
	_, err = OpenAzure2019(opt)
	require.EqualError(t, err, "dir: no day has all three files, for example app_memory_percentiles.anon.d03.csv is missing")

	clear(f)
	f["dir/README.md"] = "nothing"
	_, err = OpenAzure2019(opt)
	require.EqualError(t, err, "dir: no trace here, want files such as invocations_per_function_md.anon.d01.csv")
	opt.Dir = "elsewhere"
	_, err = OpenAzure2019(opt)
	require.EqualError(t, err, "open elsewhere: file does not exist")
}

// TestFunctionNames checks that names are short, unique, and keep to the order
// of the file.
func TestFunctionNames(t *testing.T) {
	h := func(s string) string { return s + strings.Repeat("0", 64-len(s)) }
	functions := []TraceFunction{
		{App: h("aaaaaaaa"), Func: h("bbbbbbbb")},
		{App: h("aaaaaaaa"), Func: h("bbbbbbbb1")},
		{App: h("aaaaaaaa"), Func: h("bbbbbbbb"), Owner: "another"},
		{App: "shop", Func: "cart"},
		{App: "", Func: "cart"},
		{App: "shop", Func: ""},
		{App: "", Func: h("cccccccc")},
		{App: "abcdefabcdef", Func: "thumbnail-of-an-image"},
	}
	nameFunctions(functions)
	var names []string
	for _, f := range functions {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{
		"aaaaaaaa-bbbbbbbb", "aaaaaaaa0000-bbbbbbbb1000", "aaaaaaaa0000-bbbbbbbb0000", "shop-cart", "cart", "shop", "cccccccc",
		"abcdefabcdef-thumbnail-of-an-image",
	}, names)
	same := make([]TraceFunction, 3)
	for i := range same {
		same[i] = TraceFunction{Owner: fmt.Sprint(i), App: "a", Func: "b"}
	}
	nameFunctions(same)
	require.Equal(t, []string{"a-b", "a-b#2", "a-b#3"}, []string{same[0].Name, same[1].Name, same[2].Name})
}
