package report

import (
	"encoding/json"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// update rewrites the files in testdata: go test -update.
var update = flag.Bool("update", false, "rewrite testdata")

// sample is a run as it comes out of a small experiment.
func sample() *Run {
	return &Run{
		Version: "0.0.0", Script: "scripts/thumbnail.lua",
		Parameters: []Parameter{{"keep_alive", 600.0, "600", true}, {"hosts", 20.0, "20", false}},
		Summary: &engine.Summary{
			Schema: 1, Seed: 7, Simulated: 3605.2, Events: 720123, Invocations: 144012, Fingerprint: "0123456789abcdef",
			Providers: []engine.ProviderSummary{sampleProvider("cloud")},
		},
		Wall: 212 * time.Millisecond, Memory: 84 << 20,
	}
}

// sampleProvider is a provider whose numbers look like real ones.
func sampleProvider(name string) engine.ProviderSummary {
	return engine.ProviderSummary{
		Name: name, Hosts: 20, ColdShare: 123.0 / 144000,
		Counts:    engine.Counts{Submitted: 144012, OK: 143999, Timeout: 12, InFlight: 1, Cold: 123, Warm: 143877, Containers: 123, Expired: 100, Evicted: 3},
		Latency:   engine.Distribution{Count: 144011, Mean: .1013, Min: .09, P50: .0987, P90: .1213, P95: .15, P99: .43, P999: 1.233, Max: 30.001},
		Queueing:  engine.Distribution{Count: 144011},
		Execution: engine.Distribution{Count: 144011, Mean: .09, Min: .0899, P50: .0901, P90: .1, P95: .11, P99: .2, P999: .25, Max: 30},
		Cold:      engine.Distribution{Count: 123, Mean: .412, Min: .3, P50: .4, P90: .5, P95: .55, P99: .9, P999: .95, Max: .95},
		Phases: []engine.Phase{
			{Name: "download", Mean: .01, Max: 2.8, Share: .021}, {Name: "copy", Mean: .1, Max: .4, Share: .25}, {Name: "load"},
			{Name: "create", Mean: .12, Max: .12, Share: .3}, {Name: "clone", Mean: .004, Max: .006, Share: .01}, {Name: "init", Mean: .08, Max: .08, Share: .2},
		},
		Use: []engine.ResourceUse{
			{Name: "slots", Unit: "slots", Mean: 4.01, Max: 19, Capacity: 320}, {Name: "ram", Unit: "bytes", Mean: 6.5e9, Max: 3e10, Capacity: 1.37e12},
			{Name: "queue", Unit: "invocations"}, {Name: "containers_idle", Unit: "containers", Mean: 17.2, Max: 44},
		},
		Bytes:  []engine.Traffic{{Path: "download", Bytes: 350e6, Transfers: 1}, {Path: "copy", Bytes: 7e9, Transfers: 20}, {Path: "fetch"}},
		Caches: []engine.CacheSummary{{Name: "storage", Hits: 102, Joined: 20, Misses: 1, HitRatio: 102. / 123}, {Name: "hosts"}},
		Bill:   []engine.BillItem{{Item: "compute", USD: .1201}, {Item: "requests", USD: .0288}},
		Billed: .1489,
		Functions: []engine.FunctionSummary{
			{Name: "thumbnail", Invocations: 100012, OK: 100000, Cold: 100, MeanLatency: .1, USD: .1},
			{Name: "resize", Invocations: 44000, OK: 44000, Cold: 23, MeanLatency: .104, USD: .0489},
		},
	}
}

// rendered is a run as write shows it.
func rendered(t *testing.T, r *Run, paint bool, write func(io.Writer, *Run, bool) error) string {
	var b strings.Builder
	require.NoError(t, write(&b, r, paint))
	return b.String()
}

// golden compares got with a file in testdata, or writes it with -update.
func golden(t *testing.T, file, got string) {
	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestGolden(t *testing.T) {
	one, two := sample(), sample()
	two.Summary.Providers = append(two.Summary.Providers, sampleProvider("edge"))
	two.Summary.Providers[1].Latency.P99 = 2.5
	two.Summary.Partial = true
	two.Traces = []*workload.Report{{Source: "traces/day, day 1", Functions: 40, Invocations: 1414, Repairs: []workload.Repair{
		{Rule: "Average not positive", Action: "mean of the percentiles taken", Count: 13, Example: "traces/day/function_durations_percentiles.anon.d01.csv:7: 0"},
		{Rule: "function without invocations", Action: "kept", Count: 1, Note: true},
	}}}
	golden(t, "full.txt", rendered(t, one, false, Full))
	golden(t, "two.txt", rendered(t, two, false, Full))
	golden(t, "compact.txt", rendered(t, two, false, Compact))

	// Paint adds nothing but paint.
	sequences := regexp.MustCompile("\x1b\\[[0-9]*m")
	require.Equal(t, rendered(t, two, false, Full), sequences.ReplaceAllString(rendered(t, two, true, Full), ""))
	require.NotContains(t, rendered(t, two, false, Full), "\x1b")
}

// TestNothing renders a run in which nothing happened.
func TestNothing(t *testing.T) {
	r := &Run{Script: "-", Summary: &engine.Summary{Providers: []engine.ProviderSummary{{Name: "cloud", Hosts: 1}}}}
	got := rendered(t, r, false, Full)
	require.Contains(t, got, "standard input  seed 0\n")
	require.Contains(t, got, "cloud  1 host\n  no invocations\n")
	require.Contains(t, rendered(t, r, false, Compact), "cloud")
}

// TestWidth renders extreme numbers and names: no line may be too long.
func TestWidth(t *testing.T) {
	long := strings.Repeat("生x\x1b", 50)
	d := engine.Distribution{Count: 1, Mean: 9e9, Min: 9e9, P50: 9e9, P90: 9e9, P95: 9e9, P99: 9e9, P999: 9e9, Max: 9e9}
	const n = 999_999_999_999
	p := engine.ProviderSummary{
		Name: long, Hosts: math.MaxInt32, ColdShare: 0.99999999, Latency: d, Queueing: d, Execution: d, Cold: d,
		Counts: engine.Counts{
			Submitted: n, OK: n, Error: n, Timeout: n, OutOfMemory: n, DiskFull: n, Rejected: n, Crashed: n, Cancelled: n, InFlight: n,
			Cold: n, Warm: n, Containers: n, Evicted: n, Expired: n,
		},
		Phases:    []engine.Phase{{Name: "download", Mean: 9e9, Max: 9e9, Share: 0.99999999}},
		Use:       []engine.ResourceUse{{Name: "containers_idle", Unit: "containers", Mean: n, Max: n, Capacity: n}},
		Bytes:     []engine.Traffic{{Path: "download", Bytes: math.MaxInt64, Transfers: n}},
		Caches:    []engine.CacheSummary{{Name: long, Hits: 1e8, Joined: 1e8, Misses: 1e8, Evictions: 1e8, HitRatio: 0.99999}},
		Bill:      []engine.BillItem{{Item: long, USD: -1e9}, {Item: "b", USD: 1e9}},
		Billed:    -1e9,
		Functions: []engine.FunctionSummary{{Name: long, Invocations: 1e10, OK: 1, Cold: 1, MeanLatency: 9e9, USD: 1e6}, {Name: "f"}},
	}
	r := &Run{
		Script: long, Summary: &engine.Summary{Seed: math.MaxUint64, Simulated: 9e9, Events: n, Invocations: n, Partial: true},
		Parameters: []Parameter{{Name: long, Text: long}, {Name: "b", Text: long}}, Wall: 300 * 24 * time.Hour, Memory: math.MaxUint64,
	}
	for range 6 {
		r.Summary.Providers = append(r.Summary.Providers, p)
	}
	for _, got := range []string{rendered(t, r, false, Full), rendered(t, r, false, Compact)} {
		require.NotContains(t, got, "\x1b")
		for line := range strings.Lines(got) {
			if !strings.HasPrefix(line, "  repeat with") {
				require.LessOrEqual(t, text.StringWidth(strings.TrimRight(line, "\n")), Columns, line)
			}
		}
	}
}

func TestCommand(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  Run
		want string
	}{
		{"plain", Run{Script: "a.lua"}, "coldmoon run a.lua --seed 7"},
		{"standard input", Run{Script: "-"}, "coldmoon run - --seed 7 < SCRIPT"},
		{"looks like a flag", Run{Script: "-a.lua"}, "coldmoon run ./-a.lua --seed 7"},
		{"spaces and quotes", Run{Script: "my 'a'.lua"}, `coldmoon run 'my '\''a'\''.lua' --seed 7`},
		{"escape sequence", Run{Script: "a'\x1b[m\n.lua"}, `coldmoon run $'a\'\x1b[m\n.lua' --seed 7`},
		{"given parameter", Run{Script: "a.lua", Parameters: []Parameter{{Name: "x", Text: "1 s", Given: true}}}, "coldmoon run a.lua --seed 7 -p 'x=1 s'"},
		{"default", Run{Script: "a.lua", Parameters: []Parameter{{Name: "x", Text: "1"}}}, "coldmoon run a.lua --seed 7"},
		{"directories", Run{Script: "a.lua", AllowRead: []string{"d", "$e"}}, "coldmoon run a.lua --seed 7 --allow-read d --allow-read '$e'"},
	} {
		tt.run.Summary = &engine.Summary{Seed: 7}
		require.Equal(t, tt.want, tt.run.Command(), tt.name)
	}
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct {
		in   any
		want string
	}{{600.0, "600"}, {1e6, "1000000"}, {0.1, "0.1"}, {1e-9, "1e-09"}, {1e300, "1e+300"}, {0.0, "0"}, {math.Inf(1), "+Inf"}, {true, "true"}, {"a b", "a b"}} {
		require.Equal(t, tt.want, Plain(tt.in))
	}
}

// TestJSON checks that the document is JSON whatever the parameters are, that it
// is the same every time, and that it holds nothing of the machine.
func TestJSON(t *testing.T) {
	r := sample()
	r.Parameters = append(r.Parameters, Parameter{Name: "forever", Value: math.Inf(1)}, Parameter{Name: "mode", Value: "<a&b>"}, Parameter{Name: "fast", Value: true})
	r.Traces = []*workload.Report{{Source: "day", Functions: 3, Repairs: []workload.Repair{{Rule: "r", Count: 2}}}}
	var a, b strings.Builder
	require.NoError(t, JSON(&a, r))
	r.Wall, r.Memory, r.Apart = time.Hour, 1, true
	require.NoError(t, JSON(&b, r))
	require.Equal(t, a.String(), b.String())
	require.True(t, strings.HasSuffix(a.String(), "\n}\n"))
	require.Contains(t, a.String(), `"<a&b>"`)

	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.String()), &got))
	require.Equal(t, map[string]any{"keep_alive": 600.0, "hosts": 20.0, "forever": "+Inf", "mode": "<a&b>", "fast": true}, got["parameters"])
	require.Equal(t, "0.0.0", got["version"])
	require.Equal(t, "scripts/thumbnail.lua", got["script"])
	require.Equal(t, 1.0, got["schema"])
	require.Equal(t, "0123456789abcdef", got["fingerprint"])
	require.Len(t, got["traces"], 1)
	for name := range got {
		require.NotContains(t, name, "wall")
	}
}

func TestSnip(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"short", "resize", "resize"},
		{"exact", "0123456789", "0123456789"},
		{"long", "0123456789a", "012345678…"},
		{"escape sequence", "\x1b[2Jx", `\x1b[2Jx`},
		{"line break", "a\nb", `a\nb`},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
	} {
		require.Equal(t, tt.want, snip(tt.in, 10), tt.name)
	}
	require.LessOrEqual(t, text.StringWidth(snip(strings.Repeat("生", 20), 10)), 10)
}
