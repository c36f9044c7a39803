package luabind

// This file tests explanations and timelines of invocations.

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// explained is what the invocations of a provider with one host, of one slot, are
// explained by: it keeps containers for 3 s.
const explained = small + `
coldmoon.keep_history()
c = cloud{ hosts = { slots = 1 }, overhead = { dispatch = 0.5, create = 1, teardown = 2 }, keep_alive = 3, queue = { limit = 1 } }
c:register(func("f", { duration = 2 }), { time_limit = 100 })
c:register(func("g", { duration = 200 }), { time_limit = 1 })
local function at(name, ...) for _, t in ipairs{ ... } do coldmoon.spawn(function() coldmoon.sleep(t) c:invoke(name) end) end end
local function why(n) print(coldmoon.why(n)) end
`

func TestWhy(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"cold": {`at("f", 0) coldmoon.run() why(1)`, `
invocation 1 of "f", cold: ok after 4.5s
  cold    at 500ms: it is the first container of "f"
  host    at 500ms: there is only this host
  ended   at 4.5s as ok, 4.5s after it was submitted
  time    dispatch 500ms, download 1s, create 1s, run 2s
`},
		"waited, and warm": {`at("f", 0, 1) coldmoon.run() why(2)`, `
invocation 2 of "f", warm: ok after 5.5s
  waited  at 1.5s: the host has no free slot (1 of 1 are taken)
  warm    at 4.5s in container 1 on host 1: the container was idle for 0s
  ended   at 6.5s as ok, 5.5s after it was submitted
  time    dispatch 500ms, queue 3s, run 2s
`},
		"expired": {`at("f", 0, 10) coldmoon.run() why(2)`, `
invocation 2 of "f", cold: ok after 3.5s
  cold    at 10.5s: container 1, the last one, expired 3s earlier after a
            keep-alive of 3s
  host    at 10.5s: there is only this host
  ended   at 13.5s as ok, 3.5s after it was submitted
  time    dispatch 500ms, create 1s, run 2s
`},
		"rejected": {`at("f", 0, 1, 2) coldmoon.run() why(3)`, `
invocation 3 of "f": rejected after 500ms
  ended   at 2.5s as rejected: queue is full
  time    dispatch 500ms
`},
		"timeout": {`at("g", 0) coldmoon.run() why(1)`, `
invocation 1 of "g", cold: timeout after 3.5s
  cold    at 500ms: it is the first container of "g"
  host    at 500ms: there is only this host
  ended   at 3.5s as timeout, 3.5s after it was submitted, time limit of 1s
            reached
  time    dispatch 500ms, download 1s, create 1s, run 1s
`},
		"waits": {`at("f", 0, 1) coldmoon.run_until(2) why(2)`, `
invocation 2 of "f": queued, for 1s so far
  waited  at 1.5s: the host has no free slot (1 of 1 are taken)
`},
		"handle": {`local h = c:invoke("f") coldmoon.run() print(coldmoon.why(h) == coldmoon.why(1), coldmoon.why(h) == coldmoon.why(1, c))`, "\ntrue\ttrue\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, trimmed(tt.want), output(t, explained+tt.text))
		})
	}
}

// An observer may ask nothing, but keep the number for later.
func TestWhyRefuses(t *testing.T) {
	const two = small + `local function new(name) local c = cloud{ name = name } c:register(func("f", { duration = 1 })) return c end
a, b = new("a"), new("b") a:invoke("f") h = b:invoke("f") coldmoon.run() `
	for text, want := range map[string]string{
		`coldmoon.why("x")`:       `why: invocation: "x": must be a handle, a record or the number of an invocation`,
		`coldmoon.timeline(nil)`:  `timeline: invocation: nil: must be a handle, a record or the number of an invocation`,
		`coldmoon.why(1)`:         `why: provider: must be given, since there are 2`,
		`coldmoon.why(1, "a")`:    `why: provider: "a": must be a provider`,
		`coldmoon.why(2, a)`:      `why: invocation: 2: "a" has had 1`,
		`coldmoon.why(0.5, a)`:    `why: invocation: 0.5: "a" has had 1`,
		`coldmoon.why(1, a)`:      `why: invocation: 1: has ended, and no history is kept; call coldmoon.keep_history() before the run, or ask with its handle`,
		`coldmoon.timeline(1, a)`: `timeline: invocation: 1: has ended, and no history is kept`,
		`coldmoon.why(h)`:         `why: invocation: 1: has ended, and no history is kept`,
	} {
		require.Contains(t, failure(t, two+text), want, text)
	}
	require.Contains(t, failure(t, small+`c = cloud{} c:register(func("f", { duration = 0.5 }))
coldmoon.keep_history()
c:drive("f", require "coldmoon.workload".constant{ rate = 1, count = 10001 })
coldmoon.run() assert(coldmoon.why(2):find("cold")) coldmoon.why(1)`), `why: invocation: 1: is too long ago; only the latest 10000 of a provider are remembered`)
}

// The bars share 50 columns: 2.5 s of 13.5 s are 9 of them.
func TestTimeline(t *testing.T) {
	const two = small + `
c = cloud{ hosts = { slots = 1 }, overhead = { dispatch = 2.5, create = 1 }, keep_alive = 0 }
c:register(func("f", { duration = 4.5 }))
local h = c:invoke("f") coldmoon.sleep(1) h = c:invoke("f")
`
	require.Equal(t, trimmed(`
invocation 2 of "f", cold: ok after 13.5s
  dispatch      2.5s  █████████
  queue         5.5s           ████████████████████
  create          1s                               ████
  run           4.5s                                   █████████████████
                      1s                                           14.5s
`), output(t, two+`h:await() print(coldmoon.timeline(h))`))
	require.Equal(t, trimmed(`
invocation 2 of "f": queued, for 5s so far
  dispatch      2.5s  █████████████████████████
  queue         2.5s                           ████████████████████████…
                      1s                                              6s
invocation 2 of "f": submitted, for 0s so far
  dispatch        0s  …
                      1s                                              1s
`), output(t, two+`local first = coldmoon.timeline(h) coldmoon.run_until(6) print(coldmoon.timeline(2)) print(first)`))
}

// No line of a timeline is wider than 72 columns.
func TestTimelineWidth(t *testing.T) {
	text := output(t, busy+`coldmoon.keep_history() coldmoon.run_until(20) for i = 1, c:summary().counts.submitted do print(coldmoon.timeline(i)) end
local h = c:invoke("f") print(coldmoon.timeline(h)) h:await() print(coldmoon.timeline(h))`)
	widest := 0
	for _, line := range strings.Split(text, "\n") {
		widest = max(widest, utf8.RuneCountInString(line))
	}
	require.Equal(t, timelineColumns, widest)
}
