package luabind

// This file runs scripts that are written at random by a small grammar: every
// call of the API is carried out or refused with a code.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A scribe writes Lua, choosing by fuzzed bytes; when they are used up it always
// chooses what is first and harmless.
type scribe struct {
	data  []byte
	depth int
}

func (s *scribe) byte() int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b)
}

func (s *scribe) of(words ...string) string { return words[s.byte()%len(words)] }

// kinds say what an option wants: the option of a class, or else of any class. A
// kind in capitals is another class of options.
var kinds = map[string]string{
	"name": "name", "size": "size", "ram": "size", "disk": "size", "capacity": "size", "ingress": "size", "egress": "size",
	"bandwidth": "rate", "read": "rate", "write": "rate", "total": "rate", "network": "rate",
	"latency": "time", "time_limit": "time", "till": "time", "start": "time", "every": "time", "gap": "time", "period": "time",
	"dispatch": "dist", "create": "dist", "init": "dist", "warm": "dist", "teardown": "dist", "duration": "time", "iat": "dist",
	"slots": "count", "concurrency": "count", "limit": "count", "count": "few", "cores": "number", "speed": "number",
	"strict": "flag", "idle_holds_slot": "flag", "keep_after_timeout": "flag", "at_start": "flag",
	"amplitude": "share", "phase": "share", "image": "location", "code": "location", "run": "handler", "phases": "phases",
	"rate": "number", "lo": "number", "hi": "number", "from": "number", "to": "number",
	"values": "list", "weights": "list", "p": "list", "v": "list", "means": "list", "times": "list", "durations": "list",
	"next": "policy", "schedule": "policy", "round": "policy", "admit": "policy", "source": "policy", "billing": "policy",
	"on_start": "policy", "on_finish": "policy", "on_image": "policy", "on_host_down": "policy", "on_host_up": "policy", "keep_disk": "flag", "keep_alive": "keep", "evict": "evict",
	"reuse": "reuse", "cpu": "cpu", "fetch": "fetch", "control": "control", "dist": "dist",
	"overhead": "Overhead", "queue": "Queue", "storage": "Disk", "lan": "Link", "policy": "Policy", "hosts": "Host",
	"ProviderOptions.network": "net", "HostOptions.disk": "Disk", "FunctionOptions.duration": "dist", "BurstsOptions.size": "few",
}

// good are values that an option of a kind accepts, odd ones that it may refuse.
var good, odd = map[string][]string{
	"name": {`"a"`, `"b"`, `"f"`, `"a b\n"`, `"\0\255"`},
	"size": {"100", "1", "1e6", "2^53", `"64GiB"`, `"1B"`, "1e9", "10"}, "rate": {"100", "1e9", "1", `"10Gbps"`, "1e-300", "1e300", `"1B/s"`},
	"time": {"1", "10", `"250ms"`, "1e-9", "9e9", "60", "0.5"}, "count": {"1", "2", "10", "2^31-1", "3"}, "few": {"1", "2", "3"},
	"number": {"1", "2", "0.5", "100", "3", "1e-300", "1e300", "5e-324", "1e9"}, "share": {"0.5", "0", "1"}, "flag": {"true", "false"},
	"location": {"loc", "loc2", "hub:at(image)"}, "evict": {`"lru"`, `"fifo"`, `"lfu"`, `"size"`, `"greedy_dual"`},
	"reuse": {`"mru"`, `"lru"`, `"random"`, `"oldest"`, `"newest"`}, "cpu": {`"dedicated"`, `"shared"`}, "net": {`"fair"`, `"fixed"`},
	"fetch": {`"placement"`, `"arrival"`}, "control": {`"parallel"`, `"serial"`}, "keep": {"10", "0", "math.huge", `"5s"`, "1e9"},
}, map[string][]string{
	"name": {`""`, `"cloud"`, `"hub"`, "1"}, "size": {"0", "0.4", "1e18", `"8EB"`, `"8PB"`, "-1", "math.huge", "0/0"},
	"rate": {"0", `"1Bps"`, "math.huge", "-1"}, "time": {"0", "1e-10", "1e300", "math.huge", `"1y"`, "-1"},
	"count": {"0", "1.5", "2^31", "2^53", "math.huge"}, "few": {"0", "1.5", "2^31", "2^40", "1e300", "math.huge"},
	"number": {"0", "-1", "math.huge", "0/0"}, "share": {"1.5", "-1", "0/0"}, "flag": {`"yes"`, "1"}, "location": {"image", "hub", `"loc"`},
}

// value writes what an option wants; seldom something else.
func (s *scribe) value(class, option string) string {
	kind := kinds[class+"."+option]
	if kind == "" {
		kind = kinds[option]
	}
	switch b := s.byte(); {
	case b >= 254 || kind == "":
		return s.anything()
	case b >= 250 && odd[kind] != nil:
		return s.of(odd[kind]...)
	case good[kind] != nil:
		return s.of(good[kind]...)
	}
	switch kind {
	case "dist":
		return s.dist()
	case "list":
		return "{" + strings.Repeat(s.value("", "lo")+",", s.byte()%4) + s.value("", "lo") + "}"
	case "handler":
		return s.handler()
	case "phases":
		return s.phases()
	case "policy":
		return s.policy()
	case "Host":
		if s.byte()%4 == 1 {
			return "{" + s.options("HostOptions") + "," + s.options("HostOptions") + "}"
		}
	}
	return s.options(kind + "Options")
}

// options writes a table of some of the options of a class.
func (s *scribe) options(class string) string {
	if s.depth > 4 {
		return "{}"
	}
	s.depth++
	defer func() { s.depth-- }()
	var b strings.Builder
	b.WriteString("{")
	for _, set := range optionSets {
		if set.class != "coldmoon."+class {
			continue
		}
		for _, name := range set.names {
			if s.byte() < likely(class, name) {
				fmt.Fprintf(&b, "%s=%s,", name, s.value(class, name))
			}
		}
	}
	switch s.byte() {
	case 255:
		b.WriteString("nmae=1,")
	case 254:
		b.WriteString(s.anything() + ",")
	case 253:
		fmt.Fprintf(&b, "[%s or 1]=%s,", s.of("{}", "print", "hub", "1.5", "true", "-1"), s.anything())
	}
	return b.String() + "}"
}

// likely is in how many of 256 cases an option is given.
func likely(class, name string) int {
	switch name {
	case "name", "size", "hosts", "image", "times", "iat":
		return 254
	case "policy", "round", "schedule", "admit", "source", "billing", "on_start", "on_finish", "on_image":
		return 20 // most of what they do ends the run
	case "run", "duration", "phases", "rate", "period":
		if class == "FunctionOptions" || class == "PeriodicOptions" {
			return 110 // exactly one of them is wanted
		}
		return 200
	case "lo", "hi", "from", "to":
		return 240
	}
	return 90
}

// anything writes any value.
func (s *scribe) anything() string {
	if s.depth > 6 {
		return "nil"
	}
	s.depth++
	defer func() { s.depth-- }()
	switch s.byte() % 8 {
	case 0:
		return s.of("0", "1", "-1", "1.5", "2^53", "2^53+2", "1e300", "-1e300", "5e-324", "math.huge", "-math.huge", "0/0", "-0", "2^63", "2^31")
	case 1:
		return s.of(`""`, `"x"`, `"64GiB"`, `"-5GB"`, `"1e999GB"`, `"10Gbps"`, `"250ms"`, `"trace"`, `"nan"`, `"\0\255"`, `("x"):rep(1e4)`)
	case 2:
		return s.of("true", "false", "nil")
	case 3:
		return "{" + s.anything() + "," + s.anything() + "}"
	case 4:
		return "{" + s.of("name", "size", "count", "a", "[{}]", "[1e9]", "[-1]") + "=" + s.anything() + "}"
	case 5:
		return s.of("hub", "image", "loc", "fn", "cloud", "cloud.cluster", "coldmoon", "dist", "print", "coldmoon.now", "io.stdout", "work", "setmetatable({}, { __index = error })", "coroutine.create(print)")
	case 6:
		return s.policy()
	}
	return s.dist()
}

func (s *scribe) dist() string {
	if s.byte()%3 != 1 {
		return s.of("1", "0", "0.1", `"10ms"`, "1e9", "3")
	}
	name := s.of("exponential", "burr", "choice", "constant", "empirical", "erlang", "gamma", "hyper_exponential", "lognormal", "normal", "pareto",
		"scale", "shift", "truncate", "uniform", "weibull")
	if s.byte()%2 == 1 {
		return fmt.Sprintf("try(dist.%s, %s)", name, s.options(strings.TrimPrefix(constructors[name].set.class, "coldmoon.")))
	}
	return fmt.Sprintf("try(dist.%s, %s, %s)", name, s.value("", "rate"), s.value("", "lo"))
}

// policy writes a function that could be a policy, or an input.
func (s *scribe) policy() string {
	return "function(a, b) " + s.of("", "local _ = a.fn, a.id, a.ram, a.now ", "if b then b:warm(a) end ", `error("no") `) + "return " + s.of(
		"nil", "b:warm(a) or b:first_fit(a)", "1", "true", "false", `false, "no"`, "b:warm(a) or b:least_loaded(a)", "b:warm(a) or b:random(a)", "math.huge", "-1", "0/0", "2", "a", "b", "b[1]", "b:hosts()", "{ { a[1], 1 } }",
		`{ { "compute", 1 } }`, "(b or 0) + 1", s.anything()) + " end"
}

func (s *scribe) handler() string {
	var b strings.Builder
	b.WriteString("function(ctx, input) ")
	for range s.byte() % 5 {
		call := "ctx:" + s.of("sleep", "compute", "read", "write", "download", "upload", "allocate", "free", "invoke", "invoke_async", "log", "random") +
			"(" + s.of("1", "0", "100", "1e9", "1e300", "math.huge", "loc", `"f"`, `"1GiB"`, s.anything()) + ") "
		if s.byte()%2 == 1 {
			call = "pcall(function() " + call + "end) "
		}
		b.WriteString(call)
	}
	return b.String() + "return " + s.anything() + " end"
}

func (s *scribe) phases() string {
	var b strings.Builder
	for range 1 + s.byte()%4 {
		amount := s.of("1", "0", "100", "1e9", "3", "10", s.dist(), s.dist())
		fmt.Fprintf(&b, "{%q,%s},", s.of("sleep", "compute", "read", "write", "download", "upload", "allocate", "free"), amount)
	}
	return "{" + b.String() + "}"
}

// prologue declares what the rest can use. Try calls a function of the API, which
// must either return or raise an error with a code.
const prologue = `
local coldmoon, dist, workload = require "coldmoon", require "coldmoon.dist", require "coldmoon.workload"
local function try(f, ...)
  local ok, v = pcall(f, ...)
  if ok then return v end
  if type(v) ~= "table" or type(v.code) ~= "string" or v.message == "" or tostring(v) == "" then
    print("no error of the API:", v)
  end
end
local hub = coldmoon.repository{ name = "hub", bandwidth = 1e6 }
local image = coldmoon.image{ name = "image", size = 1e6 }
local loc = hub:store(image)
local fn = coldmoon.func{ name = "f", image = loc, duration = 1 }
local cloud = coldmoon.provider{ name = "cloud", hosts = { slots = 2, ram = 1e9 } }
local work = workload.list{ 1, 2, 3 }
cloud:register(fn)
`

// script writes a script.
func (s *scribe) script() string {
	var b strings.Builder
	b.WriteString(prologue)
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("local hub2 = try(coldmoon.repository, %s) or hub", s.options("RepositoryOptions"))
	line("local image2 = try(coldmoon.image, %s) or image", s.options("ImageOptions"))
	line("local loc2 = try(hub2.store, hub2, %s) or loc", s.of("image2", "image2", "image", s.anything()))
	line("local fn2 = try(coldmoon.func, %s) or fn", s.options("FunctionOptions"))
	line("local cloud2 = try(coldmoon.provider, %s) or cloud", s.options("ProviderOptions"))
	line("try(cloud2.register, cloud2, %s, %s)", s.of("fn2", "fn", s.anything()), s.options("RegisterOptions"))
	process := s.of("Poisson", "Periodic", "Renewal", "Bursts", "List", "Ramp", "Sinusoidal", "UniformGaps", "Generator")
	name := map[string]string{"Periodic": "constant", "UniformGaps": "uniform"}[process]
	if name == "" {
		name = strings.ToLower(process)
	}
	line("local work2 = try(workload.%s, %s) or work", name, s.options(process+"Options"))
	line("try(cloud2.drive, cloud2, %s, %s, %s)", s.of("fn2", `"f"`, s.anything()), s.of("work2", "work2", s.anything()), s.of("nil", s.anything()))
	line("try(cloud.drive, cloud, fn, work2)")
	line("try(cloud2.invoke, cloud2, %s, %s)", s.of("fn2", `"f"`, s.anything()), s.anything())
	if s.byte()%2 == 1 {
		line("try(coldmoon.run, %s)", s.options("RunOptions"))
		line("try(cloud2.summary, cloud2)")
	}
	return b.String()
}

// An ending is how a run of a script ended.
type ending struct{ printed, problem, fingerprint string }

// runText runs a script for a little while. An error must be an *Error with a
// code that is no bug of the program.
func runText(t *testing.T, text string, opt Options) ending {
	var out bytes.Buffer
	var e *Error
	var end ending
	opt.Name, opt.Source, opt.Stdout, opt.Stderr = "fuzz.lua", []byte(text), &out, io.Discard
	opt.Poll = func(Progress) bool { return false }
	rt, err := New(opt)
	require.NoError(t, err)
	defer rt.Close()
	if err := rt.Run(); err != nil {
		require.True(t, errors.As(err, &e), "%v", err)
		require.NotEqual(t, EPANIC, e.Code, "%s\n%s", text, e.Render())
		require.NotZero(t, exits[e.Code], "%s\n%s", text, e.Render())
		require.NotEmpty(t, e.Message)
		end.problem = e.Render()
	}
	rt.Plan()
	end.printed, end.fingerprint = out.String(), rt.Summary().Fingerprint
	return end
}

// FuzzOptions calls the constructors with tables of all kinds.
func FuzzOptions(f *testing.F) {
	f.Add([]byte{})
	for seed := range 40 {
		data := make([]byte, 150+10*seed)
		x := uint32(seed + 1)
		for i := range data {
			x = x*1664525 + 1013904223
			data[i] = byte(x >> 24)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &scribe{data: data}
		opt := Options{Mode: []Mode{Run, Run, Check, Inspect}[s.byte()%4]}
		text := s.script()
		end := runText(t, text, opt)
		require.Empty(t, end.printed, text)
		if len(data)%8 == 0 { // not always: it takes as long again
			require.Equal(t, end, runText(t, text, opt), text)
		}
	})
}
