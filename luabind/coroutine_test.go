package luabind

// This file tests coroutines.

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCoroutines(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"values both ways", `
			local co = coroutine.create(function(a, b)
				local c = coroutine.yield(a + b)
				local d, e = coroutine.yield(c * 2)
				return d, e, nil
			end)
			print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, "x", "y")) print(coroutine.resume(co))`,
			"true\t3\ntrue\t20\ntrue\tx\ty\tnil\nfalse\tcannot resume dead coroutine\n"},
		{"status", `
			local co co = coroutine.create(function()
				print(coroutine.status(co), coroutine.running() == co)
				coroutine.wrap(function() print(coroutine.status(co)) end)()
				coroutine.yield()
			end)
			print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co), coroutine.running())`,
			"suspended\nrunning\ttrue\nnormal\nsuspended\ndead\tnil\n"},
		{"error", `local co = coroutine.create(function() error("m") end) print(coroutine.resume(co)) print(coroutine.status(co))`, "false\tt.lua:1: m\ndead\n"},
		{"error object", `local e = {} local co = coroutine.create(function() error(e) end) print(select(2, coroutine.resume(co)) == e)`, "true\n"},
		{"wrap", `local f = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end end) print(f(), f(), f()) print(pcall(f))`, "1\t2\nfalse\tcannot resume dead coroutine\n"},
		{"for", `for x in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) do io.write(x, " ") end`, "1 2 3 "},
		{"yield in pcall", `
			local f = coroutine.wrap(function()
				print(pcall(function() local x = coroutine.yield(1) error(x, 0) end))
				return "end"
			end)
			print(f()) print(f("m"))`, "1\nfalse\tm\nend\n"},
		{"yield in xpcall", `local f = coroutine.wrap(function() return xpcall(function() return coroutine.yield(1) end, print) end) print(f(), f(5))`, "1\ttrue\t5\n"},
		{"yield in a metamethod", `
			local t = setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end, __add = function(a, b) return coroutine.yield(b) end})
			local f = coroutine.wrap(function() return t.x, t + 5 end)
			print(f(), f(1), f(2))`, "x\t5\t1\t2\n"},
		{"yield in an iterator", `
			local f = coroutine.wrap(function() for x in function() return coroutine.yield("more") end do io.write(x, " ") end return "end" end)
			f() f(1) f(2) print(f(nil))`, "1 2 end\n"},
		{"yield in sort", `local f = coroutine.wrap(function() local t = {2, 1} table.sort(t, function(a, b) coroutine.yield("cmp") return a < b end) return t[1] end) print(f(), f())`, "cmp\t1\n"},
		{"yield across a nested one", `local f = coroutine.wrap(function() local g = coroutine.wrap(function() coroutine.yield(1) end) g() coroutine.yield(2) g() return 3 end) print(f(), f())`, "2\t3\n"},
		{"yield outside", `print(pcall(coroutine.yield, 1))`, "false\tattempt to yield from outside a coroutine\n"},
		{"resume itself", `local co co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co))`, "true\tfalse\tcannot resume non-suspended coroutine\n"},
		{"resume no thread", `print(pcall(coroutine.resume, 5))`, "false\tbad argument #1 to 'coroutine.resume' (thread expected, got number)\n"},
		{"type", `print(type(coroutine.create(print)), tostring(coroutine.create(print)):match("^thread: #%d+$") ~= nil)`, "thread\ttrue\n"},
		{"traceback", "local co = coroutine.create(function()\n pcall(function()\n coroutine.yield() end) end)\ncoroutine.resume(co)\nprint(debug.traceback(co))",
			"stack traceback:\n\tt.lua:3: in function <t.lua:2>\n\tt.lua:2: in function <t.lua:1>\n"},
		{"upvalues", `
			local n = 0
			local co = coroutine.wrap(function() while true do n = n + 1 coroutine.yield() end end)
			co() co() n = n + 10 co() print(n)`, "13\n"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, output(t, tt.script)) })
	}
}

// TestAbandoned demands that coroutines which nobody can resume any more end.
func TestAbandoned(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": `
		for i = 1, 500 do
			local f = coroutine.wrap(function() pcall(coroutine.yield) print("never") end)
			f()
		end`})
	before := runtime.NumGoroutine()
	s.run(t)
	require.Nil(t, s.err)
	for range 100 {
		runtime.GC()
		if runtime.NumGoroutine() < before+50 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	require.Less(t, runtime.NumGoroutine(), before+50)
	require.Empty(t, s.stdout.String())
}
