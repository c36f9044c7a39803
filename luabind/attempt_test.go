package luabind

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestAttempt calls functions that fail in every way: the script goes on.
func TestAttempt(t *testing.T) {
	const world = `local coldmoon = require "coldmoon"
local hub = coldmoon.repository{ name = "hub", bandwidth = 1e9 }
local image = coldmoon.image{ name = "image", size = 1e6 }
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1, slots = 4 }, billing = function() error("free") end }
cloud:register(coldmoon.func{ name = "f", image = hub:at(image), duration = 0.1 }, { time_limit = 10 })
`
	for _, tt := range []struct{ name, src, want string }{
		{"nothing fails", `coldmoon.attempt(function() print("in") end) print("on")`, "in\non\n"},
		{"an error", `coldmoon.attempt(function() print("in") error("no") end) print("on")`, "in\non\n"},
		{"a fault", `coldmoon.attempt(function() local x = nil; x.y = 1 end) print("on")`, "on\n"},
		{"abort", `coldmoon.attempt(function() coldmoon.abort() end) print("on")`, "on\n"},
		{"a policy", world + `cloud:invoke("f") coldmoon.attempt(coldmoon.run) coldmoon.sleep(1) print(coldmoon.now() > 1)`, "true\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := tt.src
			if src[:5] != "local" {
				src = `local coldmoon = require "coldmoon" ` + src
			}
			s := output(t, src+" coldmoon.done()")
			require.Equal(t, tt.want, s)
		})
	}
	e := failure(t, `require("coldmoon").attempt(5)`)
	require.Contains(t, e, "attempt: function: 5: must be a function")
}

// TestTill gives functions up at a time.
func TestTill(t *testing.T) {
	const begin = `local coldmoon = require "coldmoon" `
	for _, tt := range []struct{ name, src, want string }{
		{"while it sleeps", `coldmoon.till(5, function() coldmoon.sleep(3) print("a") coldmoon.sleep(3) print("b") end) print(coldmoon.now())`, "a\n5\n"},
		{"it ends before", `coldmoon.till(5, function() coldmoon.sleep(3) end) print(coldmoon.now())`, "3\n"},
		{"not by pcall", `coldmoon.till("5s", function() pcall(coldmoon.sleep, 9) print("no") end) print(coldmoon.now())`, "5\n"},
		{"what happens then has happened", `coldmoon.spawn(function() coldmoon.sleep(5) print("then") end)
			coldmoon.till(5, function() coldmoon.sleep(9) end) print(coldmoon.now())`, "then\n5\n"},
		{"the inner one is earlier", `coldmoon.till(5, function() coldmoon.till(2, function() coldmoon.sleep(9) end) print("in") coldmoon.sleep(9) end) print(coldmoon.now())`, "in\n5\n"},
		{"the outer one is earlier", `coldmoon.till(2, function() coldmoon.till(5, function() coldmoon.sleep(9) end) print("in") end) print(coldmoon.now())`, "2\n"},
		{"and no limit is left", `coldmoon.till(2, function() coldmoon.sleep(9) end) coldmoon.sleep(9) print(coldmoon.now())`, "11\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, output(t, begin+tt.src+" coldmoon.done()"))
		})
	}
	for src, want := range map[string]string{
		`coldmoon.sleep(3) coldmoon.till(2, print)`:                       "till: seconds: 2: must be after now, 3",
		`coldmoon.till(2)`:                                                "till: function: ",
		`coldmoon.till(2, function() error("no") end)`:                    "no",
		`coldmoon.spawn(function() coldmoon.till(2, print) end)`:          "till: must not be called inside the simulation",
		`coldmoon.done(1)`:                                                "done: ",
		`coldmoon.spawn(function() coldmoon.attempt(function() end) end)`: "attempt: must not be called inside the simulation",
	} {
		require.Contains(t, failure(t, begin+src), want, src)
	}
}

// TestDone ends a script whose invocations are not run.
func TestDone(t *testing.T) {
	const src = `local coldmoon = require "coldmoon" coldmoon.spawn(function() coldmoon.sleep(1) print("ran") end) `
	require.Equal(t, "ran\n", output(t, src))
	require.Equal(t, "", output(t, src+"coldmoon.done()"))
}

// TestInputTill gives an input up at a time, or at a breakpoint.
func TestInputTill(t *testing.T) {
	s := newSession(t)
	out := s.rt.Eval(Input{Source: "x = 1 coldmoon.sleep(9) x = 2", Name: "repl:1", Till: sim.Seconds(4)})
	require.Equal(t, EINTR, out.Err.Code)
	require.True(t, out.Inside)
	require.Equal(t, "1 4", s.echo(t, "x, now()"))
	require.Equal(t, "10", s.echo(t, "coldmoon.sleep(6) return now()"), "the limit is gone")

	s = newSession(t)
	s.echo(t, sessionWorld+`break_when(function(e) return e.kind == "cold_start" end) cloud:invoke("f")`)
	out = s.rt.Eval(Input{Source: "coldmoon.sleep(1) run() x = 2", Name: "repl:2", Break: true})
	require.Equal(t, EINTR, out.Err.Code)
	require.True(t, out.Inside)
	require.Equal(t, "0", s.echo(t, "now()"))
	s.echo(t, "unbreak() run()")
}

// TestPlainData keeps what can be written down.
func TestPlainData(t *testing.T) {
	s := newSession(t)
	s.echo(t, `local a = 0.1 b = { 1, "q\"\n", { [true] = -1/0, x = false } } c = print d = { print } _e = 1 f = 0/0
g = {} g.g = g h = coldmoon.now k = setmetatable({}, {})`)
	kept := s.rt.PlainData()
	again := newSession(t)
	names := ""
	for _, k := range kept {
		names += k.Name + " "
		again.echo(t, k.Source)
	}
	require.Equal(t, "a b f ", names)
	require.Equal(t, "0.1 1 q\"\n -math.huge false true", again.echo(t, "a, b[1], b[2], b[3][true], b[3].x, f ~= f"))
}

func TestOriginOfNames(t *testing.T) {
	s := newSession(t)
	for name, want := range map[string]string{
		"coldmoon": `require "coldmoon"`, "units": `require "coldmoon.units"`, "step": "coldmoon.step", "run": "coldmoon.run",
		"print": "", "quit": "", "out": "", "nosuch": "",
	} {
		require.Equal(t, want, s.rt.Origin(name), name)
	}
}

func TestSetPrint(t *testing.T) {
	s := newSession(t)
	require.Equal(t, "{ { { 1 } }, 2, 3 }", s.echo(t, "{{{1}}, 2, 3}"))
	s.rt.SetPrint(Print{Width: 80, Depth: 1, Items: 2})
	require.Equal(t, "{ {…}, 2, … 1 more }", s.echo(t, "{{{1}}, 2, 3}"))
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]float64{"12.5": 12.5, "250ms": 0.25, "2m": 120, "1e3": 1000} {
		got, err := ParseTime(text)
		require.NoError(t, err)
		require.Equal(t, want, got.Seconds())
	}
	for _, text := range []string{"", "-1", "3parsecs", "NaN"} {
		_, err := ParseTime(text)
		require.Error(t, err, text)
	}
}
