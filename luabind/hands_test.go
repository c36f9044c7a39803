package luabind

// This file tests time in the script's own hands: steps and runs.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// stepped is a provider of one host with two slots, and the function f, which
// takes 2 s to start cold at first, then 1 s, and runs for 2 s. The first line of
// what follows, if that begins with a new line, is line 20.
const stepped = small + `
c = cloud{ hosts = { slots = 2 }, overhead = { create = 1 }, keep_alive = 10 }
c:register(func("f", { duration = 2 }), {})
local function at(...) for _, t in ipairs{ ... } do coldmoon.spawn(function() coldmoon.sleep(t) c:invoke("f") end) end end
local function say(...) print(coldmoon.now(), ...) end
`

// trimmed is a text without the newline that it begins with in a test.
func trimmed(text string) string { return strings.TrimPrefix(text, "\n") }

func TestStep(t *testing.T) {
	require.Equal(t, trimmed(`
0s          invocation 1 of "f" arrives
            invocation 1 of "f" starts cold in container 1 on host 1: it is the
              first container of "f"; there is only this host
            image "python" is on its way to main storage: 100MB from "hub"
0	1
1s          image "python" is at main storage: it took 1s
            image "python" is on its way from main storage to the disk of host
              1: 100MB
1s          image "python" is on the disk of host 1
1	2
2s          container 1 of "f" on host 1 is made: it took 1s
            container 1 of "f" on host 1 is ready: its cold start took 2s
            invocation 1 of "f" runs in container 1 on host 1, 2s after it was
              submitted
4s          invocation 1 of "f" has run for 2s
            invocation 1 of "f" ends as ok, 4s after it was submitted
            container 1 of "f" on host 1 is idle: it is kept for 10s, until 14s
14s         container 1 of "f" on host 1 expires: it was not used for 10s
nothing is left to happen
14	3
nothing is left to happen
14	0
`), output(t, stepped+`c:invoke("f") say(coldmoon.step()) say(coldmoon.step(2)) say(coldmoon.step(100)) say(coldmoon.step())`))
}

func TestNext(t *testing.T) {
	require.Equal(t, trimmed(`
5s          invocation 2 of "f" arrives
            invocation 2 of "f" starts warm in container 1 on host 1: the
              container was idle for 500ms
            invocation 2 of "f" runs in container 1 on host 1, 0s after it was
              submitted
at=5 container=1 fn=f host=1 invocation=2 kind=warm_start provider=cloud status=starting text=invocation 2 of "f" starts warm in container 1 on host 1: the container was idle for 500ms why=the container was idle for 500ms
7s          invocation 2 of "f" has run for 2s
            invocation 2 of "f" ends as ok, 2s after it was submitted
            container 1 of "f" on host 1 is idle: it is kept for 10s, until 17s
7	ended	ok
no cold_start any more: nothing is left to happen
17	nil
`), output(t, stepped+`
local function fields(e) local t = {} for k, v in pairs(e) do t[#t + 1] = k .. "=" .. v end table.sort(t) return table.concat(t, " ") end
at(0.5, 5)
print(fields(coldmoon.next("warm_start")))
local e = coldmoon.next("ok")
say(e.kind, e.status)
say(coldmoon.next("cold_start"))`))
}

// What the table of a happening has beside that.
func TestHappeningFields(t *testing.T) {
	require.Equal(t, "f\t1\tthere is only this host\npython\t100MB from \"hub\"\tnil\nnil\tnil\tresumed\n", output(t, stepped+`
c:invoke("f")
local said = {}
coldmoon.spawn(function() coldmoon.sleep(3) end)
coldmoon.break_when(function(e) said[e.kind] = e end)
coldmoon.run()
local s = said.cold_start print(s.fn, s.invocation, s.where)
s = said.download print(s.image, s.why, s.invocation)
s = said.resumed print(s.provider, s.fn, s.kind)`))
}

func TestRunUntil(t *testing.T) {
	require.Equal(t, "2.5\n4.5\n4.5\n14\n1000\n", output(t, stepped+`
at(0)
coldmoon.run_until(2.5) say() coldmoon.run_for("2s") say() coldmoon.run_for(0) say() coldmoon.run() say() coldmoon.run_until(1000) say()`))
}

// A script that has taken time into its hands runs as far as it says.
func TestTookTime(t *testing.T) {
	for _, call := range []string{`coldmoon.run_until(3)`, `coldmoon.run_for(3)`} {
		s := runScript(t, stepped+`at(0, 100) `+call)
		require.Nil(t, s.err)
		require.Equal(t, 3.0, s.rt.Summary().Simulated)
	}
	for _, call := range []string{`coldmoon.step()`, `coldmoon.next("running")`} {
		s := runScript(t, stepped+`at(0, 100) `+call)
		require.Nil(t, s.err)
		require.Less(t, s.rt.Summary().Simulated, 5.0)
	}
	s := runScript(t, stepped+`at(0, 100) coldmoon.sleep(3)`)
	require.Nil(t, s.err)
	require.Greater(t, s.rt.Summary().Simulated, 100.0)
}

// Event by event, with functions that look, is the same run as one in one go.
func TestStepsAreTheRun(t *testing.T) {
	once := runScript(t, busy+`coldmoon.run()`)
	require.Nil(t, once.err)
	for name, text := range map[string]string{
		"steps":       `while coldmoon.step() > 0 do end`,
		"breakpoints": `coldmoon.break_when(function(e) return e.kind == "cold_start" end) for i = 1, 1000 do coldmoon.run() end`,
		"conditions":  `coldmoon.break_when(function(e) return false end) coldmoon.run()`,
		"history":     `coldmoon.keep_history() coldmoon.run()`,
		"watches":     `coldmoon.watch(function() return c:summary().counts.ok end) while coldmoon.next("ended") do end`,
		"waiting":     `coldmoon.break_when(function(e) return e.kind == "idle" end) for i = 1, 300 do coldmoon.sleep(1) end for i = 1, 1000 do coldmoon.run() end`,
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, busy+text)
			require.Nil(t, s.err, "%v", s.err)
			require.Equal(t, once.rt.Summary(), s.rt.Summary())
		})
	}
}

func TestHandsRefuse(t *testing.T) {
	for text, want := range map[string]string{
		`coldmoon.step(0)`:                        `step: n: 0: must be a whole number from 1 to 9007199254740992`,
		`coldmoon.step(1, 2)`:                     `step: argument 2: 2: is one too many`,
		`coldmoon.next("cold_strat")`:             `did you mean "cold_start"?`,
		`coldmoon.next()`:                         `next: kind: nil: must be one of "arrival", "rejected"`,
		`coldmoon.run_for(-1)`:                    `run_for: seconds: -1: must be a number of seconds, not negative`,
		`coldmoon.run_until()`:                    `run_until: seconds: nil: must be a number of seconds`,
		`coldmoon.sleep(2) coldmoon.run_until(1)`: `run_until: seconds: 1: must not be before now, 2`,
		`coldmoon.sleep(2) coldmoon.break_at(2)`:  `break_at: seconds: 2: must be after now, 2`,
		`coldmoon.break_when(1)`:                  `break_when: function: 1: must be a function`,
		`coldmoon.unbreak(3)`:                     `unbreak: id: 3: there is no such breakpoint`,
		`coldmoon.unwatch(3)`:                     `unwatch: id: 3: there is no such watch`,
		`coldmoon.watch(1)`:                       `watch: expression: 1: must be an expression such as "cloud.cluster:waiting()", or a function`,
		`coldmoon.watch("1 +")`:                   `watch: expression: `,
		`coldmoon.keep_history(1)`:                `keep_history: argument 1: 1: is one too many`,
	} {
		got := failure(t, stepped+text)
		require.Contains(t, got, want)
		require.Contains(t, got, "error[EOPT]: t.lua:")
	}
}

// handsCalls are calls of all the functions.
var handsCalls = []string{
	`coldmoon.step()`, `coldmoon.next("arrival")`, `coldmoon.run_until(9)`, `coldmoon.run_for(9)`,
	`coldmoon.break_at(9)`, `coldmoon.break_when(print)`, `coldmoon.breaks()`, `coldmoon.unbreak()`, `coldmoon.watch("1")`, `coldmoon.unwatch()`,
	`coldmoon.keep_history()`, `coldmoon.why(1)`, `coldmoon.timeline(1)`,
}

// Inside the simulation and in policies time is in other hands.
func TestHandsInside(t *testing.T) {
	for _, call := range handsCalls {
		require.Contains(t, failure(t, small+`local c = cloud{ admit = function() `+call+` return true end }
			c:register(func("f", { duration = 2 })) c:invoke("f")`), "must not be called in admit", call)
		require.Contains(t, failure(t, small+`local c = cloud{}
			c:register(func("f", { run = function() `+call+` end })) c:invoke("f")`), "must not be called inside the simulation", call)
		require.Contains(t, failure(t, small+`coldmoon.spawn(function() `+call+` end)`), "must not be called inside the simulation", call)
	}
}

// In the modes that do not simulate the plan is complete where time would pass.
func TestHandsPlan(t *testing.T) {
	for _, mode := range []Mode{Check, Inspect} {
		for _, call := range []string{`coldmoon.step()`, `coldmoon.next("arrival")`, `coldmoon.run_until(9)`, `coldmoon.run_for(9)`} {
			s := runScript(t, stepped+`coldmoon.break_at(1) coldmoon.break_when(print) coldmoon.watch("c") `+call+` print("not here")`, inMode(mode))
			require.Nil(t, s.err)
			require.Empty(t, s.stdout.String())
		}
	}
	s := runScript(t, stepped+`coldmoon.step("x") coldmoon.next(3)`, inMode(Check))
	require.Len(t, s.rt.Problems(), 2)
}
