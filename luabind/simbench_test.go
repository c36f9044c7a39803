package luabind

// This file measures how many invocations a second a scenario declared in Lua
// makes, with more and more of it in Lua.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// benchRun runs b.N invocations of a function at a provider with the options.
// The functions f is driven by 1000 requests a second.
func benchRun(b *testing.B, function, options string, set ...func(*Runtime)) {
	s := newScript(b, map[string]string{"t.lua": small + fmt.Sprintf(`
local workload, billing, schedule = require "coldmoon.workload", require "coldmoon.billing", require "coldmoon.schedule"
local c = cloud{ hosts = { count = 100, slots = 16, ram = 64e9 }, keep_alive = 600, %s }
c:register(func("f", { %s }), { ram = "512MB" })
c:drive("f", workload.poisson{ rate = 1000, count = %d })
`, options, function, b.N)})
	for _, f := range set {
		f(s.rt)
	}
	b.ReportAllocs()
	b.ResetTimer()
	s.run(b)
	require.Nil(b, s.err, "%v", s.err)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inv/s")
}

// Nothing runs in Lua.
func BenchmarkWarmNative(b *testing.B) { benchRun(b, `duration = 0.1`, ``) }

// The schedule is a Lua function.
func BenchmarkLuaSchedule(b *testing.B) {
	benchRun(b, `duration = 0.1`, `schedule = function(r, c) return c:warm(r) or c:first_fit(r) end`)
}

// The bill comes from a Lua function.
func BenchmarkLuaBilling(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"one", `function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end`},
		{"six", `function(u) return (u.duration + u.ram + u.disk + u.egress + u.cpu_seconds + u.month_requests) * 1e-12 end`},
		{"aws", `billing.aws_lambda{ free_tier = true }`},
	} {
		b.Run(c.name, func(b *testing.B) { benchRun(b, `duration = 0.1`, `billing = `+c.text) })
	}
}

// Schedule and bill are Lua functions.
func BenchmarkLuaPolicies(b *testing.B) {
	benchRun(b, `duration = 0.1`, `schedule = function(r, c) return c:warm(r) or c:first_fit(r) end,
		billing = function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end`)
}

// The function has a Lua handler that blocks once.
func BenchmarkLuaHandler(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"sleep", `ctx:sleep(0.1)`},
		{"pcall", `pcall(ctx.sleep, ctx, 0.1)`},
		{"five", `for i = 1, 5 do ctx:sleep(0.02) end`},
		{"fields", `ctx.container.n = ctx.id ctx:sleep(0.1)`},
	} {
		b.Run(c.name, func(b *testing.B) { benchRun(b, `run = function(ctx) `+c.text+` end`, ``) })
	}
}

// How many handlers are blocked at once: each sleeps for as long as so many
// arrivals take. They are blocked already when the clock starts.
func BenchmarkBlockedHandlers(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newScript(b, map[string]string{"t.lua": small + fmt.Sprintf(`
local workload = require "coldmoon.workload"
local c = cloud{ hosts = { count = 1000 }, keep_alive = 600 }
c:register(func("f", { run = function(ctx) ctx:sleep(%[1]d / 1000) end }), { ram = "1MB" })
c:drive("f", workload.constant{ rate = 1000 })
coldmoon.run{ till = 2 * %[1]d / 1000 }
`, n)}).run(b)
			require.Nil(b, s.err, "%v", s.err)
			world := s.rt.Simulation()
			b.ReportAllocs()
			b.ResetTimer()
			require.NoError(b, world.RunUntil(world.Now()+sim.Seconds(float64(b.N)/1000)))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inv/s")
		})
	}
}

// What a billing function is given: a table in which the fields that it uses are
// filled in for every call, and a userdata, which was tried first.
func BenchmarkUsage(b *testing.B) {
	for _, n := range []int{1, 6} {
		for _, kind := range []string{"table", "userdata"} {
			b.Run(fmt.Sprintf("%d_%s", n, kind), func(b *testing.B) { benchUsage(b, n, kind) })
		}
	}
}

func benchUsage(b *testing.B, n int, kind string) {
	names := []string{"duration", "ram", "disk", "cpu_seconds", "gb_seconds", "month_requests"}[:n]
	s := newScript(b, map[string]string{"t.lua": small + `return_ = function(u) return u.` + strings.Join(names, " + u.") + ` end`}).run(b)
	require.Nil(b, s.err)
	fn := s.rt.root.G.Global.RawGetString("return_").(*lua.LFunction)
	hook := newBillingHook(&hook{name: "billing", p: &provider{rt: s.rt}, cb: s.rt.newCallback(fn)})
	u := &engine.Usage{Record: &engine.Record{Started: 5, Finished: 7, CPU: 300}, Limits: &engine.Limits{RAM: 512 << 20, Disk: 1000}, MonthRequests: 1000}
	f := fields[*engine.Usage]{}
	for name, get := range usageFields {
		f[name] = get
	}
	given := lua.LValue(hook.table)
	if kind == "userdata" {
		given = newClass(s.rt, "Usage", nil, f).wrap(u)
	}
	b.ReportAllocs()
	for b.Loop() {
		hook.usage = u
		for i := range hook.filled {
			hook.table.RawSetString(hook.filled[i].name, hook.filled[i].get(u))
		}
		L := hook.cb.begin()
		L.Push(given)
		require.NoError(b, hook.call(L, 1, 1))
		hook.cb.end(L)
	}
}
