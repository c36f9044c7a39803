package luabind

// This file tests time in the hands of somebody who types.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// handy is a session with the provider of stepped.
func handy(t *testing.T) *script {
	s := newSession(t)
	require.Nil(t, s.eval(stepped).Err)
	return s
}

// In a session the functions are globals, and next is Lua's own as well.
func TestHandsGlobals(t *testing.T) {
	s := handy(t)
	require.Empty(t, s.echo(t, `h = c:invoke("f")`))
	require.Empty(t, s.echo(t, `step()`))
	require.Equal(t, "1 1", s.echo(t, `_, out[1]`))
	require.Equal(t, "1 7", s.echo(t, `next{ 7 }`))
	require.Equal(t, "nil", s.echo(t, `next({ 7 }, 1)`))
	require.Equal(t, "a", s.echo(t, `(next{ a = 1 })`))
	require.Equal(t, "running", s.echo(t, `next("running").kind`))
	require.Equal(t, "1 2", s.echo(t, `local i, v = next({ x = 2 }) return #i, v`))
	require.Equal(t, "1", s.echo(t, `break_at(3)`))
	require.Empty(t, s.echo(t, `run_until(10)`))
	require.Equal(t, "3", s.echo(t, `coldmoon.now()`))
	require.Equal(t, "1", s.echo(t, `watch("h.status")`))
	require.Empty(t, s.echo(t, `run_for(2)`))
	require.Contains(t, s.stdout.String(), "h.status = running\nh.status = ok\n")
	require.Contains(t, s.echo(t, `why(1)`), "it is the first container")
	require.Contains(t, s.echo(t, `timeline(1)`), "█")
	require.Equal(t, "0", s.echo(t, `#breaks()`))
	require.Empty(t, s.echo(t, `unwatch() unbreak() keep_history()`))
	for name := range s.rt.handsFunctions() {
		require.NotEqual(t, "nil", s.echo(t, name))
	}
	out := s.eval(`next(3)`)
	require.NotNil(t, out.Err)
	require.Contains(t, out.Err.Error(), "bad argument #1 to 'next' (table expected, got number)")
}

// What step and next return is not echoed if that is all that was typed: it has been
// said in words.
func TestSpokenResults(t *testing.T) {
	s := handy(t)
	require.Empty(t, s.echo(t, `for t = 0, 400, 20 do at(t) end`))
	for _, text := range []string{`step()`, `step(2)`, `coldmoon.step( (1) )`, `next("running")`, `next "ready" -- a container`, `coldmoon.next("finished")`} {
		require.Empty(t, s.echo(t, text), text)
		require.NotEqual(t, "nil", s.echo(t, `_`), text)
	}
	for text, want := range map[string]string{
		`step() + 0`: "1", `step(), 5`: "1 5", `(step())`: "1", `next("running").kind`: "running", `next{ 7 }`: "1 7", `"step" .. step()`: "step1",
		`e = next("running") return e.kind`: "running", `step() == step()`: "true",
	} {
		require.Equal(t, want, s.echo(t, text), text)
	}
	require.Empty(t, s.echo(t, `e = next("running")`))
	require.Contains(t, s.echo(t, `e`), `kind = "running"`)
	require.Empty(t, s.echo(t, `next("host_down")`))
	require.Contains(t, s.stdout.String(), "no host_down any more: nothing is left to happen\n")
}

// Watches see the local variables that the session has made its own.
func TestWatchSession(t *testing.T) {
	s := handy(t)
	require.Empty(t, s.echo(t, `local n = 1`))
	require.Equal(t, "1", s.echo(t, `watch("n + 1", "m")`))
	require.Empty(t, s.echo(t, `local n = 2`))
	require.Empty(t, s.echo(t, `run_for(1)`))
	require.Equal(t, "m = 2\nm = 3\n", s.stdout.String())
}

// What has happened is told in lines as wide as the session, but not in very short ones.
func TestNarrowSession(t *testing.T) {
	for width, most := range map[int]int{50: 50, 10: 40} {
		s := handy(t)
		s.rt.SetPrint(Print{Width: width, Depth: 4, Items: 20})
		require.Empty(t, s.echo(t, `at(0, 0, 0, 0) step(4)`))
		longest := 0
		for _, line := range strings.Split(s.stdout.String(), "\n") {
			longest = max(longest, len(line))
		}
		require.LessOrEqual(t, longest, most)
		require.Greater(t, longest, most-15, "words are short")
	}
}

// A breakpoint that fails stops the run and leaves the session as it was.
func TestBreakFailsSession(t *testing.T) {
	s := handy(t)
	require.Equal(t, "1", s.echo(t, `break_when(function(e) if e.kind == "running" then error("oh") end end)`))
	out := s.eval(`h = c:invoke("f") coldmoon.run()`)
	require.NotNil(t, out.Err)
	require.Equal(t, "error[ELUA]: repl:1:1: oh", out.Err.Error())
	require.Equal(t, "2 running", s.echo(t, `coldmoon.now(), h.status`))
	require.Empty(t, s.echo(t, `unbreak(1) coldmoon.run()`))
	require.Equal(t, "14 ok", s.echo(t, `coldmoon.now(), h.status`))
}

// An input that was stopped inside a step by step run is repeated by its event.
func TestCutSteps(t *testing.T) {
	whole := handy(t)
	require.Empty(t, whole.echo(t, `at(0, 1, 2, 3) n = step(7)`))
	events, print := whole.rt.world.sim.Events(), whole.rt.Fingerprint()
	for _, run := range []string{`step(1000)`, `break_when(function() end) coldmoon.run()`, `coldmoon.run()`} {
		s := handy(t)
		out := s.rt.Eval(Input{Source: `at(0, 1, 2, 3) ` + run, Name: "repl:2", Cut: events})
		require.NotNil(t, out.Err)
		require.Equal(t, events, out.Events, run)
		require.Equal(t, print, s.rt.Fingerprint(), run)
		require.Empty(t, s.echo(t, `coldmoon.run()`))
	}
}
