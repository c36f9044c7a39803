package luabind

// This file tests protected calls and what happens to stacks.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// TestUpvaluesSurviveErrors is about gopher-lua#448: an error on a shared stack
// cuts closures from the variables of the functions that go on.
func TestUpvaluesSurviveErrors(t *testing.T) {
	for _, tt := range []struct{ name, fail string }{
		{"error", `pcall(error, "x")`},
		{"fault", `pcall(function() local t; return t.x end)`},
		{"refusal", `pcall(require("coldmoon.dist").constant, {})`},
		{"xpcall", `xpcall(function() error("x") end, function(e) return e end)`},
		{"in a coroutine", `coroutine.resume(coroutine.create(function() error("x") end))`},
		{"in a wrapped coroutine", `pcall(coroutine.wrap(function() error("x") end))`},
		{"overflow", `local function f() return 1 + f() end pcall(f)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, "2 2 7\n", output(t, `
				local n, kept = 0
				local function count() n = n + 1 return n end
				count()
				`+tt.fail+`
				count()
				pcall(function() local v = 7 kept = function() return v end error("x") end)
				io.write(n, " ", count() - 1, " ", kept(), "\n")`))
		})
	}
}

func TestProtectedCalls(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"results", `print(pcall(function(...) return ... end, 1, nil, 3))`, "true\t1\tnil\t3\n"},
		{"no results", `print(pcall(function() end))`, "true\n"},
		{"go function", `print(pcall(math.max, 1, 5))`, "true\t5\n"},
		{"callable table", `print(pcall(setmetatable({}, {__call = function(self, x) return x end}), 4))`, "true\t4\n"},
		{"not callable", `print(pcall(5))`, "false\tattempt to call a number value\n"},
		{"object", `local e = {} print(select(2, pcall(error, e)) == e)`, "true\n"},
		{"nil", `print(pcall(error))`, "false\tnil\n"},
		{"position", `print(pcall(function() error("m") end))`, "false\tt.lua:1: m\n"},
		{"no position", `print(pcall(function() error("m", 0) end))`, "false\tm\n"},
		{"level 2", "local function f() error('m', 2) end\nlocal function g()\n f() end\nprint(pcall(g))", "false\tt.lua:3: m\n"},
		{"level 2 of pcall", `print(pcall(function() error("m", 2) end))`, "false\tm\n"},
		{"level 3", "local function f() error('m', 3) end\nlocal function g() f() end\nprint(pcall(function()\n g() end))", "false\tt.lua:4: m\n"},
		{"assert", `print(pcall(assert, false, "m", 1))`, "false\tm\n"},
		{"assert without message", `print(pcall(assert, nil))`, "false\tassertion failed!\n"},
		{"assert passes", `print(assert(1, 2, 3))`, "1\t2\t3\n"},
		{"assert object", `local e = {} print(select(2, pcall(assert, false, e)) == e)`, "true\n"},
		{"xpcall results", `print(xpcall(function(...) return ... end, print, 1, 2))`, "true\t1\t2\n"},
		{"xpcall handler", `print(xpcall(function() error("m", 0) end, function(e) return "<" .. e .. ">", 2 end))`, "false\t<m>\n"},
		{"xpcall sees the stack", "local function deep()\n error('m') end\nprint((select(2, xpcall(deep, debug.traceback))))",
			"t.lua:2: m\nstack traceback:\n\tt.lua:2: in function <t.lua:1>\n\tt.lua:3: in main chunk\n"},
		{"xpcall handler fails", `print(xpcall(function() error("a", 0) end, function() error("b", 0) end))`, "false\tb\n"},
		{"nested", `print(pcall(pcall, pcall, error, "m"))`, "true\ttrue\tfalse\tm\n"},
		{"tail call", `local function f() return pcall(error, "m") end print(f())`, "false\tm\n"},
		{"method on nil", `print(pcall(function() local a a:b() end))`, "false\tt.lua:1: attempt to index a nil value with key 'b'\n"},
		{"missing method", `print(pcall(function() local a = {} a:b() end))`, "false\tt.lua:1: attempt to call 'b', which is not a function\n"},
		{"two candidates", `print(pcall(function() local f, g f(g()) end))`,
			"false\tt.lua:1: attempt to call something that is not a function, one of 'g', 'f'\n"},
		{"argument of a library", `print(pcall(string.rep))`, "false\tbad argument #1 to 'string.rep' (string expected, got nil)\n"},
		{"argument of an alias", `local r = string.rep print(pcall(function() r("x") end))`, "false\tt.lua:1: bad argument #2 to 'string.rep' (number expected, got nil)\n"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, output(t, tt.script)) })
	}
}

// TestOverflow demands a readable error, and that the script can go on.
func TestOverflow(t *testing.T) {
	const caught = "false\tt.lua:1: stack overflow\nok\n"
	for _, tt := range []struct{ name, script, want string }{
		{"recursion", `local function f() return 1 + f() end print(pcall(f)) print "ok"`, caught},
		{"metamethods", `local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k .. "x"] end print(pcall(function() return t.a end)) print "ok"`, caught},
		{"comparison", `local mt = {} mt.__lt = function(a, b) return a < b end local a, b = setmetatable({}, mt), setmetatable({}, mt) print(pcall(function() return a < b end)) print "ok"`, caught},
		{"main", `local function f() return 1 + f() end local ok = xpcall(f, function(m) print(m) end) print(ok and 1 or "ok")`, "t.lua:1: stack overflow\nok\n"},
		{"in a coroutine", `local function f() return 1 + f() end print(coroutine.resume(coroutine.create(f))) print "ok"`, caught},
		{"pcall in pcall", `local function f() local ok, e = pcall(f) if not ok then error(e, 0) end end print(pcall(f)) print "ok"`,
			"false\tt.lua:1: stack overflow (195 protected calls and coroutines inside of each other)\nok\n"},
		{"coroutine in coroutine", `local function f() coroutine.wrap(f)() end print(pcall(f)) print "ok"`,
			"false\tt.lua:1: stack overflow (195 protected calls and coroutines inside of each other)\nok\n"},
		{"depth is given back", `for i = 1, 1000 do pcall(pcall, error) coroutine.wrap(pcall)(error) end print "ok"`, "ok\n"},
		{"deep enough", `local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end print(f(8000), (pcall(f, 2000)))`, "8000\ttrue\n"},
		{"too many values", `print(pcall(unpack, {}, 1, 1e7))`, "false\tregistry overflow\n"},
		{"many values", `local t = {} for i = 1, 10000 do t[i] = "x" end print(#table.concat(t, ","), select("#", unpack(t)), #string.rep("ab", 10000), pcall(select, "#", unpack(t)))`,
			"19999\t10000\t20000\ttrue\t10000\n"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, output(t, tt.script)) })
	}
}

// TestStackBudget fills all stacks as far as they go: Go's own stack must hold.
func TestStackBudget(t *testing.T) {
	require.Equal(t, "false\n", output(t, `
		local mt = {}
		local t = setmetatable({}, mt)
		function mt.__index(t, k)
			if k > 1900 then
				local ok, e = pcall(function() return t[0] end)
				if not ok then error(e, 0) end
			end
			return t[k + 1]
		end
		print((pcall(function() return t[0] end)))`))
}

func TestOrigin(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		want         origin
	}{
		{"error", `error("x")`, byScript},
		{"error object", `error({})`, byScript},
		{"assert", `assert(false)`, byScript},
		{"assert message", `assert(nil, "x")`, byScript},
		{"api", `require("coldmoon.dist").constant()`, byAPI},
		{"api in coroutine", `coroutine.wrap(function() require("coldmoon.dist").constant() end)()`, byAPI},
		{"unknown field", `local x = require("coldmoon").nosuch`, byAPI},
		{"index nil", `local t; t.x = 1`, byFault},
		{"call nil", `local t; t()`, byFault},
		{"arithmetic", `local t = {} + 1`, byFault},
		{"library argument", `string.rep()`, byFault},
		{"undefined", `nosuch = nosuch + 1`, byFault},
		{"overflow", `local function f() return 1 + f() end f()`, byFault},
		{"fault in a coroutine", `coroutine.wrap(function() local t; t.x = 1 end)()`, byFault},
		{"error in a coroutine", `coroutine.wrap(function() error("x") end)()`, byScript},
		{"fault raised again", `local ok, e = pcall(function() local t; t.x = 1 end) error(e, 0)`, byFault},
		{"fault raised again with position", `local ok, e = pcall(function() local t; t.x = 1 end) error(e)`, byFault},
		{"fault explained", `local ok, e = pcall(function() local t; t.x = 1 end) error("why: " .. e)`, byScript},
		{"error after a fault", `pcall(function() local t; t.x = 1 end) error("x")`, byScript},
		{"fault after an error", `pcall(error, "x") local t; t.x = 1`, byFault},
		{"fault in a handler", `xpcall(error, function() local t; t.x = 1 end) local t; t.x = 1`, byFault},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": tt.script})
			fn, e := s.rt.compile("t.lua", []byte(tt.script))
			require.Nil(t, e)
			s.rt.main.L.Push(fn)
			err := s.rt.main.run(0, 0)
			require.NotNil(t, err)
			require.Equal(t, tt.want, originOf(err))
		})
	}
}

// TestUncatchable plays a process that is killed while it loops around pcall.
func TestUncatchable(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"pcall", `while true do pcall(block) end`},
		{"nested", `while true do pcall(pcall, pcall, block) end`},
		{"xpcall", `while true do xpcall(block, function() print "handler" end) end`},
		{"resume", `while true do coroutine.resume(coroutine.create(block)) end`},
		{"wrap", `while true do pcall(coroutine.wrap(block)) end`},
		{"metamethod", `local t = setmetatable({}, {__index = block}) while true do pcall(function() return t.x end) end`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": tt.script})
			var killed lua.LValue
			s.rt.uncatchable = func() lua.LValue { return killed }
			s.bind("block", func(L *lua.LState) int {
				killed = lua.LString("killed")
				s.rt.throw(L, killed)
				return 0
			})
			s.run(t)
			require.Equal(t, "error[ELUA]: t.lua:1: killed", s.err.Error())
			require.Empty(t, s.stdout.String())
		})
	}
}

func TestInterrupt(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"loop", `while true do end`},
		{"loop in pcall", `while true do pcall(function() while true do end end) end`},
		{"loop in xpcall", `while true do xpcall(function() while true do end end, function() while true do end end) end`},
		{"loop in a coroutine", `while true do pcall(coroutine.wrap(function() while true do end end)) end`},
		{"recursion", `local function f() f() return 1 end while true do pcall(f) end`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			interrupt := make(chan struct{})
			time.AfterFunc(20*time.Millisecond, func() { close(interrupt) })
			s := runScript(t, tt.script, func(o *Options) { o.Interrupt = interrupt })
			require.Equal(t, "error[EINTR]: t.lua: interrupted", s.err.Error())
			require.Equal(t, 105, s.err.Exit)
		})
	}
}

func TestGoPanic(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": `pcall(broken) print "unreachable"`})
	s.bind("broken", func(*lua.LState) int { panic("our bug") })
	s.run(t)
	require.Equal(t, "error[EPANIC]: our bug", s.err.Error())
	require.Equal(t, 109, s.err.Exit)
	require.Contains(t, s.err.Render(), "thread_test.go")
	require.Empty(t, s.stdout.String())
}

// TestStockPanic: a panic in a function of gopher-lua is a fault of the script.
func TestStockPanic(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": "print(pcall(function() broken() end))\nbroken()"})
	s.bind("broken", func(*lua.LState) int { panic("index out of range") })
	fn := s.rt.root.G.Global.RawGetString("broken").(*lua.LFunction)
	s.rt.stock[fn] = "table.broken"
	s.run(t)
	require.Equal(t, "false\tt.lua:1: 'table.broken' can't handle its arguments (index out of range)\n", s.stdout.String())
	require.Equal(t, "error[ELUA]: t.lua:2: 'table.broken' can't handle its arguments (index out of range)", s.err.Error())
}
