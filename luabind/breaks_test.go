package luabind

// This file tests breakpoints and watches.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBreakWhen(t *testing.T) {
	require.Equal(t, trimmed(`
stopped by breakpoint 1 (t.lua:21)
2s          invocation 1 of "f" runs in container 1 on host 1, 2s after it was
              submitted
2
stopped by breakpoint 1 (t.lua:21)
5s          invocation 2 of "f" runs in container 1 on host 1, 0s after it was
              submitted
5	2
17
`), output(t, stepped+`
at(0, 5)
coldmoon.break_when(function(e)
  return e.kind == "running"
end)
coldmoon.run() say() coldmoon.run() say(coldmoon.breaks()[1].hits) coldmoon.run() say()`))
}

// A stop is at the border of an event: all that the event does has been done.
func TestBreakBorder(t *testing.T) {
	require.Equal(t, "1\t1\nended\tidle\n", output(t, stepped+`
c:invoke("f")
local kinds = {}
coldmoon.break_when(function(e) kinds[#kinds + 1] = e.kind return e.kind == "finished" end)
local show = print print = function() end
coldmoon.run()
show(c.cluster:idle(), c:summary().counts.ok)
show(kinds[#kinds - 1], kinds[#kinds])`)[len("stopped by breakpoint 1 (t.lua:22)\n4s          invocation 1 of \"f\" has run for 2s\n"):])
}

func TestBreakAt(t *testing.T) {
	require.Equal(t, trimmed(`
stopped by breakpoint 2, at 1.5 s
1.5	1	1
stopped by breakpoint 1, at 3 s
3	0
4
stopped by breakpoint 3, at 6 s
6
9
`), output(t, stepped+`
at(0, 5)
coldmoon.break_at(3) coldmoon.break_at("1.5s")
coldmoon.run() say(#coldmoon.breaks(), coldmoon.breaks()[1].id) coldmoon.run_until(4) say(#coldmoon.breaks()) coldmoon.run_until(4) say()
coldmoon.break_at(6) coldmoon.run_until(9) say() coldmoon.run_until(9) say()`))
}

// Each way of letting time pass stops, and can be gone on with.
func TestBreaksEverywhere(t *testing.T) {
	for call, want := range map[string]string{
		`coldmoon.sleep(5)`:                                  "1\n",
		`coldmoon.run_for(5)`:                                "1\n",
		`coldmoon.run{ till = 5 }`:                           "1\n",
		`c:invoke("f"):await()`:                              "1\n",
		`coldmoon.await_all{ c:invoke("f"), c:invoke("f") }`: "1\n",
		`c:invoke("f"):await_accepted()`:                     "0\n", // accepted at once
	} {
		out := output(t, stepped+`coldmoon.break_at(1) `+call+` say()`)
		require.Contains(t, "\n"+out, "\n"+want, call)
	}
	require.Equal(t, "stopped by breakpoint 1, at 1 s\nfalse\tstarting\ntrue\n", output(t, stepped+`
coldmoon.break_at(1)
local h = c:invoke("f")
h:await() print(h.done, h.status) h:await() print(h.done)`))
	require.Equal(t, "stopped by breakpoint 1, at 1 s\n", output(t, stepped+`at(0, 5) coldmoon.break_at(1)`), "after the script")
}

// A step that comes to a breakpoint says so, and once.
func TestStepBreaks(t *testing.T) {
	require.Equal(t, trimmed(`
0s          invocation 1 of "f" arrives
            invocation 1 of "f" starts cold in container 1 on host 1: it is the
              first container of "f"; there is only this host
            image "python" is on its way to main storage: 100MB from "hub"
stopped by breakpoint 1 (t.lua:21)
1
stopped by breakpoint 2, at 0.5 s
0
0.5
`), output(t, stepped+`
c:invoke("f")
coldmoon.break_when(function(e) return e.kind == "cold_start" end)
print(coldmoon.step(5))
coldmoon.break_at(0.5)
print(coldmoon.step(5))
print(coldmoon.now())`))
	require.Equal(t, "stopped by breakpoint 1, at 0.5 s\nnil\n", output(t, stepped+`c:invoke("f") coldmoon.break_at(0.5) print(coldmoon.next("running"))`))
}

func TestBreaksList(t *testing.T) {
	require.Equal(t, "1\t7\tnil\tnil\n2\tnil\tt.lua:22\t0\n0\n3\n", output(t, stepped+`
coldmoon.break_at(7)
coldmoon.break_when(print)
coldmoon.unbreak(2) coldmoon.break_when(function() end)
for _, b in ipairs(coldmoon.breaks()) do print(b.id == 3 and 2 or b.id, b.at, b.where, b.hits) end
coldmoon.unbreak()
print(#coldmoon.breaks())
print(coldmoon.break_at(1) - 1)
coldmoon.unbreak()`))
}

// An error of a breakpoint's function has its line, and leaves all as it was.
func TestBreakFails(t *testing.T) {
	require.Equal(t, trimmed(`
false	t.lua:21: attempt to index a nil value with key 'y'
0
false	t.lua:21: attempt to index a nil value with key 'y'
4
14	ok
`), output(t, stepped+`
local h = c:invoke("f")
local id = coldmoon.break_when(function(e) if e.kind == "cold_start" or e.kind == "ended" then return e.x.y end end)
print(pcall(coldmoon.run)) say() print(pcall(coldmoon.run)) say() coldmoon.unbreak(id) coldmoon.run() say(h.status)`))
	require.Contains(t, failure(t, stepped+`c:invoke("f")
coldmoon.break_when(function(e)
  error("enough")
end)
coldmoon.run()`), "error[ELUA]: t.lua:21: enough")
}

// A breakpoint's function looks; it does nothing, and time does not pass in it.
func TestBreakOnlyLooks(t *testing.T) {
	for call, want := range map[string]string{
		`coldmoon.run()`: "run: must not be called in break_when: it only looks", `coldmoon.step()`: "step: must not be called in break_when: it only looks",
		`coldmoon.sleep(1)`: "sleep: must not be called in break_when: it only looks", `h:await()`: "handle:await: must not be called in break_when: it only looks",
		`c:invoke("f")`: "provider:invoke: must not be called in break_when: it only looks", `coldmoon.spawn(print)`: "spawn: must not be called in break_when: it only looks",
		`coldmoon.break_at(9)`: "break_at: must not be called in break_when", `coldmoon.unbreak()`: "unbreak: must not be called in break_when",
	} {
		require.Contains(t, failure(t, stepped+`h = c:invoke("f") coldmoon.break_when(function() `+call+` end)`), want)
	}
	require.Equal(t, "0\tinvocation 1 of \"f\", cold: starting, for 0s so far\t1\n", output(t, stepped+`
local h = c:invoke("f")
coldmoon.break_when(function(e) if e.kind == "arrival" then say(coldmoon.timeline(h):match("[^\n]*"), #coldmoon.breaks()) end end)`))
}

func TestWatch(t *testing.T) {
	require.Equal(t, trimmed(`
c.cluster:running() = 0
ok = 0
watch 3 = nil
c.cluster:running() = 1
c.cluster:running() = 0
ok = 1
2
watch 3 = 100
`), output(t, stepped+`
at(0)
coldmoon.watch("c.cluster:running()")
coldmoon.watch("c:summary().counts.ok", "ok")
local x coldmoon.watch(function() return x end)
coldmoon.run_until(1) coldmoon.run_until(2) coldmoon.run()
coldmoon.unwatch(1) print(2) at(50) coldmoon.run_for(1) x = 100 coldmoon.run_for(1) coldmoon.unwatch() coldmoon.run()`))
}

// A value that can't be had is an error in its place, and nothing more.
func TestWatchFails(t *testing.T) {
	require.Equal(t, trimmed(`
nothing.x = error[ELUA]: watch:1:1: undefined variable "nothing"
late = error[ELUA]: t.lua:21: attempt to call 'now', which is not a function
nothing.x = 5
`), output(t, stepped+`
coldmoon.watch("nothing.x")
coldmoon.watch(function() return c.cluster:now()() end, "late")
coldmoon.run_for(1) nothing = { x = 5 } coldmoon.run_for(1)`))
	require.Equal(t, "r = error[ELUA]: t.lua:20: run: must not be called in watch: it only looks\n", output(t, stepped+`
coldmoon.watch(function() coldmoon.run() end, "r")`))
}
