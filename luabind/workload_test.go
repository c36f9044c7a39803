package luabind

// This file tests coldmoon.workload.

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// arrivals runs a script that passes a workload to take, and returns its first
// arrivals as text, with what ended them.
func arrivals(t *testing.T, files map[string]string, script string, most int) string {
	t.Helper()
	all := map[string]string{"t.lua": `local w, dist = require "coldmoon.workload", require "coldmoon.dist" ` + script}
	for name, text := range files {
		all[name] = text
	}
	s := newScript(t, all)
	var b strings.Builder
	s.bind("take", func(L *lua.LState) int {
		w, ok := s.rt.toWorkload(L.Get(1))
		require.True(t, ok)
		source, err := w.build(sim.NewStream(1, "arrivals"))
		require.NoError(t, err)
		for range most {
			var a workload.Arrival
			if !source.Next(&a) {
				b.WriteString("end ")
				break
			}
			fmt.Fprintf(&b, "%v ", a.At)
			if a.Duration != workload.OwnDuration {
				fmt.Fprintf(&b, "(%v) ", a.Duration)
			}
		}
		if source.Err() != nil {
			b.WriteString(source.Err().Error())
		}
		return 0
	})
	s.run(t)
	require.Nil(t, s.err, "%v", s.err)
	return strings.TrimSpace(b.String())
}

func TestWorkloads(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"constant rate", `take(w.constant{rate = 4, duration = 1})`, "250ms 500ms 750ms 1s end"},
		{"constant period", `take(w.constant{period = "2s", start = "1m", at_start = true, count = 3})`, "1m0s 1m2s 1m4s end"},
		{"list", `take(w.list{3, "1s", 2})`, "1s 2s 3s end"},
		{"list with durations", `take(w.list{times = {2, 1}, durations = {"5ms", 6}})`, "1s (6s) 2s (5ms) end"},
		{"empty list", `take(w.list{times = {}})`, "end"},
		{"bursts", `take(w.bursts{size = 2, every = "1m", gap = "1s", count = 5})`, "0s 1s 1m0s 1m1s 2m0s end"},
		{"renewal", `take(w.renewal{iat = "500ms", count = 3})`, "500ms 1s 1.5s end"},
		{"renewal of a distribution", `take(w.renewal{iat = dist.choice({1, 1}), duration = 3})`, "1s 2s 3s end"},
		{"uniform", `take(w.uniform{lo = 2, hi = "2s", count = 2})`, "2s 4s end"},
		{"generator", `take(w.generator(function(i, previous) if i <= 3 then return previous + i end end))`, "1s 3s 6s end"},
		{"generator with durations", `take(w.generator(function(i) return i, i == 2 and "5ms" or nil end))`, "1s 2s (5ms) 3s 4s 5s 6s"},
		{"generator with limits", `take(w.generator{next = function(i) return i end, duration = 2.5})`, "1s 2s end"},
		{"generator with a count", `take(w.generator{next = function(i) return i end, count = 1})`, "1s end"},
		{"generator at one instant", `take(w.generator{next = function(i) return 1 end, count = 3})`, "1s 1s 1s end"},
		{"generator that ends for good", `local n = 0 take(w.generator(function(i) n = n + 1 if n == 2 then return nil end return n end))`, "1s end"},
		{"generator going back", "\ntake(w.generator(function(i) return 5 - i end))", "4s end error[EPOLICY]: t.lua:2: generator: for arrival 2 the function returned 3: must be not before the previous arrival, at 4"},
		{"generator of nonsense", `take(w.generator(function(i) return "x" end))`, `end error[EPOLICY]: t.lua:1: generator: for arrival 1 the function returned "x": must be a time in seconds from 0 on, or nil to end`},
		{"generator of nan", `take(w.generator(function(i) return 0/0 end))`, `end error[EPOLICY]: t.lua:1: generator: for arrival 1 the function returned nan: must be a time in seconds from 0 on, or nil to end`},
		{"generator of infinity", `take(w.generator(function(i) return 1/0 end))`, `end error[EPOLICY]: t.lua:1: generator: for arrival 1 the function returned math.huge: must be a time in seconds from 0 on, or nil to end`},
		{"generator with a bad duration", `take(w.generator(function(i) return 1, -1 end))`, `end error[EPOLICY]: t.lua:1: generator: for arrival 1 the function returned as the duration, -1: must be a number of seconds, not negative, or a string such as "250ms"`},
		{"generator that fails", `take(w.generator(function(i) error("no more") end))`, `end error[ELUA]: t.lua:1: no more`},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, arrivals(t, nil, tt.script, 6)) })
	}
}

// TestRandomWorkloads compares with the engine's own.
func TestRandomWorkloads(t *testing.T) {
	poisson, err := workload.NewPoisson(workload.Poisson{Rate: 10, Start: 1e9, Duration: 5e9, Count: 3}, sim.NewStream(1, "arrivals"))
	require.NoError(t, err)
	sinusoidal, err := workload.NewSinusoidal(workload.Sinusoidal{Rate: 10, Amplitude: 0.5, Period: 60e9, Phase: 0.25, Count: 3}, sim.NewStream(1, "arrivals"))
	require.NoError(t, err)
	ramp, err := workload.NewRamp(workload.Ramp{From: 0, To: 10, Duration: 60e9, Count: 3}, sim.NewStream(1, "arrivals"))
	require.NoError(t, err)
	for _, tt := range []struct {
		script string
		source workload.Source
	}{
		{`take(w.poisson{rate = 10, start = 1, duration = "5s", count = 3})`, poisson},
		{`take(w.sinusoidal{rate = 10, period = "1m", phase = 0.25, count = 3})`, sinusoidal},
		{`take(w.ramp{from = 0, to = 10, duration = 60, count = 3})`, ramp},
	} {
		want := ""
		for a := (workload.Arrival{}); tt.source.Next(&a); {
			want += a.At.String() + " "
		}
		require.Equal(t, want+"end", arrivals(t, nil, tt.script, 6), tt.script)
	}
}

func TestWorkloadErrors(t *testing.T) {
	const span = ` must be a number of seconds, not negative, or a string such as "250ms"`
	for _, tt := range []struct{ call, want string }{
		{`poisson{}`, `workload.poisson: rate: missing: it is required`},
		{`poisson(40)`, `workload.poisson: argument 1: 40: must be a table of options`},
		{`poisson{rate = 1e10}`, `workload.poisson: rate: 1e+10: must be a positive number of arrivals per second, at most 1e7`},
		{`poisson{rate = 1, duration = 0}`, `workload.poisson: duration: 0: must be positive; leave it out for a process that does not end`},
		{`poisson{rate = 1, count = 0}`, `workload.poisson: count: 0: must be a whole number from 1 on`},
		{`poisson{rate = 1, start = -1}`, `workload.poisson: start: -1:` + span},
		{`constant{}`, `workload.constant: give either rate or period`},
		{`constant{rate = 1, period = 1}`, `workload.constant: give either rate or period`},
		{`constant{rate = 1, at_start = 1}`, `workload.constant: at_start: 1: must be true or false`},
		{`list{1, -2}`, `workload.list: times[2]: -2:` + span},
		{`list{times = {1}, durations = {1, 2}}`, `workload.list: durations: 2: must be as many as there are times, which are 1`},
		{`renewal{iat = 0}`, `workload.renewal: iat: constant(0): must have a positive mean, or a count must be given`},
		{`renewal{iat = {}}`, `workload.renewal: iat: a table: must be a number of seconds, not negative, a string such as "250ms", or a distribution`},
		{`uniform{lo = 2, hi = 1}`, `workload.uniform: hi: 1s: must be positive and not less than lo, which is 2s`},
		{`sinusoidal{rate = 1}`, `workload.sinusoidal: period: missing: it is required`},
		{`ramp{from = 0, to = 0, duration = 1}`, `workload.ramp: to: 0: must be a positive number of arrivals per second, at most 1e7`},
		{`bursts{size = 10, every = 1, gap = 1}`, `workload.bursts: every: 1s: must be longer than a burst, which takes 9s`},
		{`generator{}`, `workload.generator: next: missing: it is required`},
		{`generator{next = 5}`, `workload.generator: next: 5: must be a function`},
		{`azure2019{dir = "x", day = 15, arrivals = "unifrom"}`, "workload.azure2019: 2 problems\n  day: 15: must be a whole number from 1 to 14\n  arrivals: \"unifrom\": must be one of \"uniform\", \"equidistant\" and \"poisson\" (did you mean \"uniform\"?)"},
		{`azure2019{dir = "x", from = 10, to = 5}`, `workload.azure2019: to: 5: must not be less than from, which is 10`},
		{`synthetic{}`, `workload.synthetic: give one of scale, apps and functions`},
		{`synthetic{scale = 1, apps = 5}`, `workload.synthetic: give one of scale, apps and functions`},
		{`synthetic{scale = 0}`, `workload.synthetic: scale: 0: must be a positive number`},
		{`synthetic{scale = 200, rate = 1e7}`, "workload.synthetic: 2 problems\n  scale: 200: must be at most 100\n  rate: 1e+07: must be at most 1e6"},
		{`synthetic{functions = 0, minutes = 1441}`, "workload.synthetic: 2 problems\n  functions: 0: must be a whole number from 1 to 10000000\n  minutes: 1441: must be a whole number from 1 to 1440"},
		{`synthetic{apps = 1, seed = -1, independent = 1}`, "workload.synthetic: 2 problems\n  seed: -1: must be a whole number from 0 on\n  independent: 1: must be true or false"},
		{`csv{file = "x", comma = "::", columns = {tiem = "t"}}`, "workload.csv: 2 problems\n  columns: unknown option \"tiem\" (did you mean \"time\"?); valid options: time, end, function, app, owner, trigger, duration, memory\n  comma: \"::\": must be one character"},
	} {
		t.Run(tt.call, func(t *testing.T) {
			require.Equal(t, "error[EOPT]: t.lua:1: "+tt.want, failure(t, `require("coldmoon.workload").`+tt.call))
		})
	}
}

func TestWorkloadValues(t *testing.T) {
	require.Equal(t, "workload (poisson)\tuserdata\n", output(t, `local w = require("coldmoon.workload").poisson{rate = 1} print(w, type(w))`))
	require.Equal(t, `error[ELUA]: t.lua:1: workload has no field "x"; it has: `, failure(t, `print(require("coldmoon.workload").poisson{rate = 1}.x)`))
}

const smallTrace = "time,function,app,duration,memory\n0.5,f,a,0.25,10MB\n1,g,a,1,5MB\n1.5,f,a,0.5,20MB\n"

func TestCSV(t *testing.T) {
	files := map[string]string{"trace.csv": smallTrace, "semi.csv": "t;what;ms\n10;x;5\n20;y;6\n"}
	require.Equal(t, "500ms (250ms) 1s (1s) 1.5s (500ms) end", arrivals(t, files, `take(w.csv{file = "trace.csv"})`, 6))
	require.Equal(t, "0s (5ms) 10ms (6ms) end", arrivals(t, files,
		`take(w.csv{file = "semi.csv", comma = ";", unit = "ms", origin = "first", columns = {time = "t", ["function"] = "what", duration = "ms"}})`, 6))

	files["t.lua"] = `
		local trace = require("coldmoon.workload").csv{file = "trace.csv"}
		print(trace, #trace:functions())
		for _, f in ipairs(trace:functions()) do
			print(f.name, f.app, f.func, f.owner == "", f.memory, f.average, f.min, f.max, f.invocations)
		end
		local r = trace:report()
		print(r.source, r.functions, r.apps, r.invocations, #r.repairs)`
	s := newScript(t, files).run(t)
	require.Nil(t, s.err)
	require.Equal(t, "trace (trace.csv: 2 functions, 3 invocations)\t2\n"+
		"a-f\ta\tf\ttrue\t20000000\t0.375\t0.25\t0.5\t2\n"+
		"a-g\ta\tg\ttrue\t5000000\t1\t1\t1\t1\n"+
		"trace.csv\t2\t1\t3\t0\n", s.stdout.String())
	require.Len(t, s.rt.Reports(), 1)
	require.Equal(t, "trace.csv", s.rt.Reports()[0].Source)
}

// TestSynthetic checks that a script gets the day that Go code gets.
func TestSynthetic(t *testing.T) {
	for script, opt := range map[string]workload.SyntheticOptions{
		`scale = 0.001, minutes = 30`:                              {Scale: 0.001, Minutes: 30, Seed: 1},
		`apps = 4, minutes = 20, seed = 9, rate = 2`:               {Apps: 4, Minutes: 20, Seed: 9, Rate: 2},
		`functions = 7, minutes = 1, seed = 0, independent = true`: {Functions: 7, Minutes: 1, Independent: true},
	} {
		s := runScript(t, `
			local trace = require("coldmoon.workload").synthetic{`+script+`}
			local work = 0
			for _, f in ipairs(trace:functions()) do work = work + f.invocations * f.average end
			local r = trace:report()
			print(trace, #r.repairs, string.format("%.6f", work))`)
		require.Nil(t, s.err)
		want, err := workload.NewSynthetic(opt)
		require.NoError(t, err)
		work := 0.0
		for _, f := range want.Functions() {
			work += float64(f.Invocations) * f.AverageDuration
		}
		r := want.Report()
		require.Equal(t, fmt.Sprintf("trace (%s: %d functions, %d invocations)\t0\t%.6f\n", r.Source, r.Functions, r.Invocations, work), s.stdout.String())
	}
}

func TestTraceErrors(t *testing.T) {
	files := map[string]string{"bad.csv": "time,function\n1,f\nx,f\n", "empty/readme.txt": ""}
	for _, tt := range []struct{ call, code, want string }{
		{`csv{file = "nosuch.csv"}`, EIO, `workload.csv: nosuch.csv: no such file or directory`},
		{`csv{file = "/etc/passwd"}`, ESANDBOX, `workload.csv: /etc/passwd: not allowed to read, it is outside of the script's directory; allow it by --allow-read /etc`},
		{`csv{file = "empty"}`, EIO, `workload.csv: empty: is a directory, want a file`},
		{`csv{file = "bad.csv"}`, EIO, `workload.csv: bad.csv:3:1: time "x"`},
		{`azure2021{file = "bad.csv"}`, EIO, `workload.azure2021: bad.csv:1: `},
		{`azure2019{dir = "empty"}`, EIO, `workload.azure2019: empty: no trace here, want files such as invocations_per_function_md.anon.d01.csv`},
		{`azure2019{dir = "/etc"}`, ESANDBOX, `workload.azure2019: /etc: not allowed to read, it is outside of the script's directory; allow it by --allow-read /etc`},
		{`azure2019{dir = "nosuch"}`, EIO, `workload.azure2019: nosuch: no such file or directory`},
	} {
		t.Run(tt.call, func(t *testing.T) {
			files["t.lua"] = `require("coldmoon.workload").` + tt.call
			s := newScript(t, files).run(t)
			require.NotNil(t, s.err)
			require.Equal(t, tt.code, s.err.Code)
			require.Contains(t, s.err.Error(), "error["+tt.code+"]: t.lua:1: "+tt.want)
		})
	}
}

// TestAzure opens the published data if they are at hand.
func TestAzure(t *testing.T) {
	data, err := os.Getwd()
	require.NoError(t, err)
	data += "/../../shared/data/"
	if _, err := os.Stat(data); err != nil {
		t.Skip("no published traces beside the repository")
	}
	s := runScript(t, `
		local workload, param = require "coldmoon.workload", require("coldmoon").param
		local a = workload.azure2019{dir = param("dir", ""), from = 540, to = 541}
		print(#a:functions(), a:report().invocations > 0, a:functions()[1].memory > 0)
		local b = workload.azure2021{file = param("file", "")}
		print(#b:functions(), b:report().invocations)`,
		withParams("dir", data+"azure2019-250f-150min", "file", azure2021File(t, data+"azure2021")))
	require.Nil(t, s.err, "%v", s.err)
	require.Equal(t, "250\ttrue\ttrue\n49\t998\n", s.stdout.String())
}

// azure2021File returns the path of the only data file of a directory.
func azure2021File(t *testing.T, dir string) string {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".txt") || strings.HasSuffix(e.Name(), ".csv") {
			return dir + "/" + e.Name()
		}
	}
	t.Skip("no trace of 2021 beside the repository")
	return ""
}

func TestGeneratorLimits(t *testing.T) {
	s := newLuaSource(&callback{}, 0, 0)
	require.Equal(t, sim.Never, s.Horizon())
	require.True(t, math.IsNaN(s.Expected()))
	s = newLuaSource(&callback{}, 5e9, 7)
	require.Equal(t, sim.Time(5e9), s.Horizon())
	require.Equal(t, 7.0, s.Expected())
}

// BenchmarkGenerator measures an arrival of a Lua function.
func BenchmarkGenerator(b *testing.B) {
	s := newScript(b, map[string]string{"t.lua": ""})
	source := newLuaSource(callbackOf(b, s, `return function(i, previous) return previous + 0.5 end`), 0, 0)
	b.ReportAllocs()
	for b.Loop() {
		var a workload.Arrival
		if !source.Next(&a) {
			b.Fatal(source.Err())
		}
	}
}
