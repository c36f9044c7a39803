package luabind

// This file tests runs as a whole: that they are reproducible, can be watched
// and interrupted, and what is left when they fail.

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// busy uses everything at once.
const busy = small + `
local workload, dist = require "coldmoon.workload", require "coldmoon.dist"
local c = cloud{ hosts = { count = 3, slots = 4, ram = "4GB", network = "1Gbps", disk = { capacity = "1GB", read = 100e6 } }, keep_alive = function(k) return 10 + math.random() end,
  schedule = function(r, c) return c:warm(r) or c:random(r) end, billing = require "coldmoon.billing".aws_lambda{}, cpu = "shared",
  overhead = { create = dist.lognormal{ median = 0.2, p99 = 1 } } }
c:register(func("f", { run = function(ctx, input)
  ctx.container.n = (ctx.container.n or 0) + 1
  ctx:compute(ctx.random())
  pcall(ctx.invoke, ctx, "g", { ctx.container.n })
  if ctx.random() < 0.1 then error("unlucky") end
  return ctx.id
end }), { ram = "1GB", time_limit = 3, egress = 1e6 })
c:register(func("g", { phases = { { "read", dist.exponential(1e7) }, { "sleep", 0.1 } } }), { ram = "500MB" })
c:drive("f", workload.poisson{ rate = 2, duration = 200 })
coldmoon.spawn(function() for i = 1, 10 do coldmoon.sleep(dist.exponential(5):sample()) c:invoke("f", i):await() end end)
`

func TestReproducible(t *testing.T) {
	summary := func(seed uint64) string {
		s := runScript(t, busy, func(o *Options) { o.Seed = seed })
		require.Nil(t, s.err, "%v", s.err)
		sum := s.rt.Summary()
		require.Greater(t, sum.Providers[0].Counts.Error, uint64(10))
		require.Greater(t, sum.Providers[0].Counts.Warm, uint64(100))
		text, err := json.Marshal(sum)
		require.NoError(t, err)
		return string(text)
	}
	first := summary(1)
	require.Equal(t, first, summary(1))
	require.NotEqual(t, first, summary(2))
}

// What a script prints of its run does not depend on who watches.
func TestPoll(t *testing.T) {
	var seen []Progress
	text := busy + `coldmoon.run() print(c:summary().counts.ok)`
	s := runScript(t, text, func(o *Options) { o.Poll = func(p Progress) bool { seen = append(seen, p); return true } })
	require.Nil(t, s.err, "%v", s.err)
	require.Equal(t, output(t, text), s.stdout.String())
	require.NotEmpty(t, seen)
	require.Equal(t, sim.Seconds(200), seen[0].Horizon)
	require.InDelta(t, 400, seen[0].Expected, 1)
	require.Greater(t, seen[len(seen)-1].Invocations, uint64(100))
}

func TestProgressUnknown(t *testing.T) {
	s := runScript(t, small)
	p := s.rt.progress()
	require.Equal(t, sim.Never, p.Horizon)
	require.True(t, math.IsNaN(p.Expected))
}

func TestPollInterrupts(t *testing.T) {
	for name, end := range map[string]string{
		"at the end":   ``,
		"in the chunk": `coldmoon.run() print("not here")`,
		"in a pcall":   `while true do pcall(coldmoon.run) end`,
		"by events":    `coldmoon.break_when(function() end) coldmoon.run() print("not here")`,
		"by steps":     `local n = print print = function() end coldmoon.next("crashed") n("not here")`,
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, busy+end, func(o *Options) { o.Poll = func(p Progress) bool { return false } })
			require.NotNil(t, s.err)
			require.Equal(t, EINTR, s.err.Code)
			require.Equal(t, 105, s.err.Exit)
			require.Empty(t, s.stdout.String())
			sum := s.rt.Summary()
			require.True(t, sum.Partial)
			require.NotZero(t, sum.Invocations)
		})
	}
}

// Ctrl-C ends loops in Lua wherever they are.
func TestInterruptLoops(t *testing.T) {
	for name, text := range map[string]string{
		"chunk":    `while true do end`,
		"handler":  `c:register(func("h", { run = function() while true do end end })) c:invoke("h")`,
		"policy":   `local d = cloud{ name = "d", schedule = function() while true do pcall(error) end end } d:register(func("h", { duration = 1 })) d:invoke("h")`,
		"process":  `coldmoon.spawn(function() while true do pcall(coldmoon.sleep, 0) end end)`,
		"sleeping": `coldmoon.spawn(function() while true do coldmoon.sleep(1) end end)`,
	} {
		t.Run(name, func(t *testing.T) {
			stop := make(chan struct{})
			timer := time.AfterFunc(20*time.Millisecond, func() { close(stop) })
			defer timer.Stop()
			s := runScript(t, busy+text, func(o *Options) { o.Interrupt = stop })
			require.NotNil(t, s.err)
			require.Equal(t, EINTR, s.err.Code)
		})
	}
}

// A run that fails leaves a summary, and all processes can be unwound.
func TestCloseUnwinds(t *testing.T) {
	s := runScript(t, small+`
local c = cloud{}
c:register(func("f", { run = function(ctx) while true do pcall(function() ctx:sleep(1000) end) end end }))
for i = 1, 5 do c:invoke("f") end
coldmoon.spawn(function() while true do pcall(coldmoon.sleep, 1000) end end)
coldmoon.spawn(function() coroutine.wrap(function() while true do pcall(coldmoon.sleep, 1000) end end)() end)
coldmoon.spawn(function() coldmoon.sleep(10) error("enough") end)`)
	require.NotNil(t, s.err)
	require.True(t, s.rt.Summary().Partial)
	require.Equal(t, uint64(5), s.rt.Summary().Providers[0].Counts.InFlight)
}

// A failed run can be caught, once; it stays failed.
func TestFailureCaught(t *testing.T) {
	require.Equal(t, "false\tEPOLICY\t15\nfalse\n", output(t, small+`
local c = cloud{ schedule = function() return 7 end }
c:register(func("f", { duration = 1 }))
c:invoke("f")
local ok, e = pcall(coldmoon.run)
print(ok, e.code, e.line)
print((pcall(coldmoon.run)))`))
}

// A parameter that the script does not declare is refused before time passes.
func TestUndeclaredBeforeRun(t *testing.T) {
	s := runScript(t, small+`coldmoon.run() print("not here")`, withParams("nothing", "1"))
	require.NotNil(t, s.err)
	require.Equal(t, EPARAM, s.err.Code)
	require.Empty(t, s.stdout.String())
}

// Asking a policy makes no garbage but the numbers that Lua boxes, and a handler
// only its ctx.
func TestAllocations(t *testing.T) {
	for name, c := range map[string]struct {
		function, options string
		most              float64 // for one invocation
	}{
		"native":    {`duration = 0.1`, ``, 0},
		"schedule":  {`duration = 0.1`, `schedule = function(r, c) return c:warm(r) or c:first_fit(r) end`, 0},
		"keep":      {`duration = 0.1`, `keep_alive = function(k) return 600 end`, 0},
		"admit":     {`duration = 0.1`, `admit = function(r) return true end`, 0},
		"observers": {`duration = 0.1`, `on_start = function(r) end, on_finish = function(r) end`, 0},
		"billing":   {`duration = 0.1`, `billing = function(u) return 1e-6 end`, 0},
		"one field": {`duration = 0.1`, `billing = function(u) return u.duration end`, 1},
		"handler":   {`run = function(ctx) ctx:sleep(0.1) end`, ``, 1},
		"phases":    {`phases = { { "sleep", 0.05 }, { "compute", 0.05 } }`, ``, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": small + `
local c = cloud{ hosts = { count = 10, slots = 16, ram = 64e9 }, ` + c.options + ` }
c:register(func("f", { ` + c.function + ` }))
c:drive("f", require "coldmoon.workload".poisson{ rate = 100 })`})
			require.Nil(t, s.rt.runMain())
			w := s.rt.world
			step := func() { require.NoError(t, w.sim.RunUntil(w.sim.Now()+sim.Seconds(100))) }
			step()
			before := w.sim.Submitted()
			allocs := testing.AllocsPerRun(5, step)
			each := allocs * 6 / float64(w.sim.Submitted()-before)
			require.InDelta(t, c.most, each, 0.01)
		})
	}
}

// Processes go on when the simulation is let run from a coroutine of the script
// and then from another.
func TestRunFromCoroutines(t *testing.T) {
	require.Equal(t, "1\n2\n3\n4\n", output(t, small+`
coldmoon.spawn(function() for i = 1, 4 do coldmoon.sleep(1) print(i) end end)
coroutine.wrap(function() coldmoon.sleep(1.5) end)()
local co = coroutine.wrap(function() coldmoon.sleep(1) coroutine.yield() coldmoon.sleep(1) end)
co() co()`))
}
