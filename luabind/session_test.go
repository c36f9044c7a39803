package luabind

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// after interrupts the session when it has run for so long.
func (s *script) after(d time.Duration) {
	time.AfterFunc(d, s.rt.Interrupt)
}

// replayed evaluates inputs in a new session, quietly or not, and returns what they
// came to.
func replayed(t *testing.T, inputs []Input, quiet bool) (*script, []Outcome) {
	t.Helper()
	s := newSession(t)
	var all []Outcome
	for _, in := range inputs {
		in.Quiet = quiet
		all = append(all, s.rt.Eval(in))
	}
	return s, all
}

// TestReplay evaluates the same inputs again: with failures, an interruption, random
// numbers and objects that are printed.
func TestReplay(t *testing.T) {
	texts := []string{
		sessionWorld,
		"print({}, print, math.random()) io.write('a') io.stdout:write('b') return {}, math.random(100)",
		"handle = cloud:invoke('f')",
		"coldmoon.sleep(0.05) return handle.status",
		"undefined_name",
		"cloud:invoke('nothing')",
		"math.randomseed(3) return math.random(1000), {}",
		"broken = coldmoon.provider{ name = 'broken', hosts = { count = 1 }, admit = function(r) if r.id == 3 then error('no') end return true end }",
		"broken:register(coldmoon.func{ name = 'g', image = hub:at(image), run = function(ctx) ctx:sleep(1) if ctx.id == 5 then local x = nil + 1 end end })",
		"broken:drive('g', workload.poisson{ rate = 1, count = 20 })",
		"coldmoon.run()", "coldmoon.run()", "coldmoon.run()",
		"return broken:summary().counts.submitted, coldmoon.now()",
		"cloud:drive('f', workload.poisson{ rate = 50, duration = 1e7 }) coldmoon.run()",
		"coldmoon.sleep(10) return coldmoon.now(), math.random(1000), {}",
	}
	s := newSession(t)
	var inputs []Input
	var outs []Outcome
	for i, text := range texts {
		in := Input{Source: text, Name: fmt.Sprint("repl:", i+1)}
		if strings.Contains(text, "1e7") {
			s.after(40 * time.Millisecond)
		}
		out := s.rt.Eval(in)
		if out.Inside {
			in.Cut = out.Events
		}
		inputs, outs = append(inputs, in), append(outs, out)
	}
	require.NotZero(t, inputs[len(inputs)-2].Cut, "it was not interrupted")
	failed := 0
	for _, out := range outs {
		if out.Err != nil {
			failed++
		}
	}
	require.Equal(t, 5, failed)
	require.Equal(t, []string{"20"}, outs[13].Echo[:1])
	for _, quiet := range []bool{false, true} {
		again, others := replayed(t, inputs, quiet)
		require.Equal(t, s.rt.Fingerprint(), again.rt.Fingerprint())
		for i, out := range others {
			require.Equal(t, outs[i].Echo, out.Echo, texts[i])
			require.Equal(t, outs[i].Events, out.Events, texts[i])
			require.Equal(t, outs[i].Err == nil, out.Err == nil, texts[i])
			if out.Err != nil {
				require.Equal(t, outs[i].Err.Render(), out.Err.Render())
			}
		}
		if quiet {
			require.Empty(t, again.stdout.String())
		} else {
			require.Equal(t, s.stdout.String(), again.stdout.String())
		}
	}
}

// TestInterruptInside interrupts loops in Lua within the simulation.
func TestInterruptInside(t *testing.T) {
	for name, tt := range map[string]struct{ declare, run string }{
		"a handler": {"cloud:register(coldmoon.func{ name = 'loop', image = hub:at(image), run = function() while true do end end })", "cloud:invoke('loop') coldmoon.run()"},
		"a policy": {"p = coldmoon.provider{ name = 'p', hosts = { count = 1 }, schedule = function() while true do pcall(error) end end } " +
			"p:register(coldmoon.func{ name = 'g', image = hub:at(image), duration = 1 })", "p:invoke('g') coldmoon.run()"},
		"a process":   {"", "coldmoon.spawn(function() while true do end end) coldmoon.run()"},
		"a coroutine": {"", "coroutine.wrap(function() while true do end end)()"},
		"sleeping":    {"", "while true do coldmoon.sleep(1) end"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			s.echo(t, sessionWorld+tt.declare)
			s.after(20 * time.Millisecond)
			begin := time.Now()
			out := s.eval(tt.run)
			require.NotNil(t, out.Err)
			require.Equal(t, EINTR, out.Err.Code)
			require.Less(t, time.Since(begin), 5*time.Second)
			require.Equal(t, "42", s.echo(t, "cloud:invoke('f'):await() return 42"))
			require.Nil(t, s.eval("coldmoon.run()").Err)
		})
	}
}

// TestInterruptNothing interrupts while nothing runs: the next input is not touched.
func TestInterruptNothing(t *testing.T) {
	s := newSession(t)
	s.rt.Interrupt()
	time.Sleep(2 * patience)
	require.Equal(t, "10", s.echo(t, "local n = 0 for i = 1, 10 do n = n + 1 end return n"))
}

// TestInterruptTwice does not wait for an event border.
func TestInterruptTwice(t *testing.T) {
	s := newSession(t)
	time.AfterFunc(10*time.Millisecond, func() { s.rt.Interrupt(); s.rt.Interrupt() })
	require.Equal(t, "error[EINTR]: interrupted\n   at repl:1:2: in function 'spin'\n   at repl:1:3: in main chunk\n",
		s.eval("local function spin()\nwhile true do end end\nspin() spin()").Err.Render())
	require.Equal(t, "1", s.echo(t, "1"))
}

// TestFailuresAreForgiven goes on after everything that ends a run.
func TestFailuresAreForgiven(t *testing.T) {
	for name, text := range map[string]string{
		"a policy":  "p = coldmoon.provider{ name = 'p', hosts = { count = 1 }, schedule = function() error('no') end } p:register(g) p:invoke('g') coldmoon.run()",
		"a handler": "cloud:register(coldmoon.func{ name = 'h', image = hub:at(image), run = function() local x = nil + 1 end }) cloud:invoke('h') coldmoon.run()",
		"a process": "coldmoon.spawn(function() error('no') end) coldmoon.run()",
		"an abort":  "coldmoon.spawn(function() coldmoon.abort('no') end) coldmoon.run()",
		"workload":  "cloud:drive('f', workload.generator(function(i) error('no') end)) coldmoon.run()",
		"overflow":  "local function f() return 1 + f() end f()",
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			s.echo(t, sessionWorld+"kept = 'kept' g = coldmoon.func{ name = 'g', image = hub:at(image), duration = 1 }")
			require.NotNil(t, s.eval(text).Err)
			require.Equal(t, "kept ok", s.echo(t, "return kept, cloud:invoke('f'):await().status"))
			require.Nil(t, s.eval("coldmoon.run()").Err)
		})
	}
}

// TestPanicsAreReported goes on after a bug of the program.
func TestPanicsAreReported(t *testing.T) {
	s := newSession(t)
	s.bind("boom", func(*lua.LState) int { panic("a bug") })
	out := s.eval("x = 1 boom()")
	require.Equal(t, EPANIC, out.Err.Code)
	require.Contains(t, out.Err.Message, "a bug")
	require.Equal(t, "1", s.echo(t, "x"))
}

// TestScriptInput evaluates a script as the first input.
func TestScriptInput(t *testing.T) {
	session := func(text string, set ...func(*Options)) (*script, Outcome) {
		set = append(set, inMode(Interactive))
		s := newScript(t, map[string]string{"t.lua": text}, set...)
		in, ok := s.rt.Script()
		require.True(t, ok)
		return s, s.rt.Eval(in)
	}
	s, out := session("#!/usr/bin/env coldmoon\nlocal a, b = 1\nlocal function f() return a end\n")
	require.Nil(t, out.Err)
	require.Equal(t, []string{"a", "b", "f"}, out.Hoisted)
	require.Equal(t, "1 nil", s.echo(t, "f(), b"))

	_, out = session("local x = 1\nlocal y = x.z.w\n")
	require.Contains(t, out.Err.Render(), "t.lua:2: ")
	require.Contains(t, out.Err.Render(), ">   2 | local y = x.z.w")
	require.Contains(t, out.Err.Render(), "at t.lua:2: in main chunk")

	_, out = session("local x = = 1")
	require.Contains(t, out.Err.Error(), "error[EPARSE]: t.lua:1:11: ")

	_, out = session("coldmoon.param('known', 1)", withParams("knwon", "2"))
	require.Contains(t, out.Err.Error(), `the script has no parameter "knwon" (did you mean "known"?)`)
	_, out = session("coldmoon.param('known', 1) coldmoon.run() print 'not reached'", withParams("knwon", "2"))
	require.Contains(t, out.Err.Error(), `the script has no parameter "knwon"`)
	s, out = session("k = coldmoon.param('known', 1)", withParams("known", "2"))
	require.Nil(t, out.Err)
	require.Equal(t, "2", s.echo(t, "k"))

	require.Equal(t, "3", s.echo(t, "k = coldmoon.param('known', 1) k = coldmoon.param('other', 3)\nreturn k"))

	s, out = session(sessionWorld + "local h = cloud:invoke('f')")
	require.Nil(t, out.Err)
	require.False(t, out.Moved)
	in, out, ok := s.rt.Finish("repl:1")
	require.True(t, ok)
	require.Nil(t, out.Err)
	require.True(t, out.Moved)
	require.Equal(t, "coldmoon.run()", in.Source)
	require.Equal(t, "ok", s.echo(t, "h.status"))
	_, _, ok = s.rt.Finish("repl:2")
	require.False(t, ok)
}

// TestSessionGlobals is about what is seen by whom.
func TestSessionGlobals(t *testing.T) {
	s := newScript(t, map[string]string{
		"mine.lua": "return { shared = function() return shared end, library = function() return type(1) end }",
		"done.lua": "made = hoisted + 1",
	}, inMode(Interactive), func(o *Options) { o.Name, o.Source = "repl", []byte{} })
	s.echo(t, "local hoisted = 1 local type = 'mine' shared = 2 dofile 'done.lua' local mine = require 'mine'")
	for src, want := range map[string]string{
		"type":                              "mine",
		"mine.library()":                    "number",
		"mine.shared()":                     "2",
		"made":                              "2",
		"_G.hoisted":                        "1",
		"loadstring('return hoisted')()":    "1",
		"math.floor(1.5)":                   "1",
		"(function() return hoisted end)()": "1",
	} {
		require.Equal(t, want, s.echo(t, src), src)
	}
	require.Contains(t, s.eval("hoistde").Err.Error(), `did you mean "hoisted"?`)
	s.echo(t, "type = nil")
	require.Equal(t, "nil number", s.echo(t, "return type, mine.library()"))
	s.echo(t, "local pairs = pairs local next = nil")
	require.Equal(t, "nil 1", s.echo(t, "local n = 0 for k in pairs{1} do n = k end return next, n"))
}

// TestPart is coldmoon.part in a script.
func TestPart(t *testing.T) {
	const world = "local coldmoon = require 'coldmoon' local workload = require 'coldmoon.workload'\n" + sessionWorld
	const drive = "cloud:drive('f', workload.poisson{ rate = 10, count = 100 })\n"
	require.Equal(t, "inside\nafter\t5\n", output(t, world+drive+`
coldmoon.part(5, function() print "inside" pcall(coldmoon.run) print "not reached" end)
print("after", coldmoon.summary().events)
coldmoon.run()`))
	require.Equal(t, "done\n", output(t, world+drive+"coldmoon.part(1e9, function() coldmoon.run() end) print 'done'"))
	require.Equal(t, "inner 5\nouter 7\n", output(t, world+drive+`
local function events() return coldmoon.summary().events end
coldmoon.part(7, function()
  coldmoon.part(5, coldmoon.run) print("inner " .. events())
  coldmoon.part(9, coldmoon.run) print("not reached")
end)
print("outer " .. events())`))
	require.Contains(t, failure(t, world+"coldmoon.part(1, function() error 'mine' end)"), "t.lua:8: mine")
	require.Contains(t, failure(t, world+"coldmoon.part(0, print)"), "part: events: 0: must be a whole number from 1")
	require.Contains(t, failure(t, world+"coldmoon.spawn(function() coldmoon.part(1, print) end) coldmoon.run()"), "must not be called inside the simulation")
	whole, parts := runScript(t, world+drive), runScript(t, world+drive+"coldmoon.part(50, coldmoon.run) coldmoon.part(150, coldmoon.run)")
	require.Nil(t, parts.err)
	parts.rt.world.sim.Run()
	require.Equal(t, whole.rt.Fingerprint(), parts.rt.Fingerprint())
}
