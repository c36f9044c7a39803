package luabind

// This file tests what Lua's own library has, and has not.

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGlobals pins the whole surface: anything that is added by mistake shows.
func TestGlobals(t *testing.T) {
	for _, tt := range []struct{ table, want string }{
		{"_G", "assert collectgarbage coroutine debug dofile error getfenv getmetatable io ipairs load loadfile loadstring math next os " +
			"package pairs pcall print rawequal rawget rawset require select setfenv setmetatable string table tonumber tostring type unpack xpcall _G _VERSION"},
		{"coroutine", "create resume running status wrap yield"},
		{"debug", "traceback"},
		{"io", "lines open type write stdout stderr"},
		{"math", "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min mod modf pi pow rad random randomseed sin sinh sqrt tan tanh"},
		{"os", "difftime"},
		{"package", "loaded path preload"},
		{"string", "byte char find format gfind gmatch gsub len lower match rep reverse sub upper"},
		{"table", "concat getn insert maxn remove sort"},
	} {
		t.Run(tt.table, func(t *testing.T) {
			require.Equal(t, tt.want+" ", output(t, "for k in pairs("+tt.table+") do io.write(k, ' ') end"))
		})
	}
}

func TestAbsent(t *testing.T) {
	for _, tt := range []struct{ script, want string }{
		{`os.execute("true")`, "error[ESANDBOX]: t.lua:1: os.execute is not available: a script can't start processes"},
		{`os.exit(1)`, "error[ESANDBOX]: t.lua:1: os.exit is not available: use coldmoon.abort(reason), or return"},
		{`os.getenv("HOME")`, "error[ESANDBOX]: t.lua:1: os.getenv is not available: a run must not depend on the environment; use coldmoon.param"},
		{`os.time()`, "error[ESANDBOX]: t.lua:1: os.time is not available: simulated time is coldmoon.now(), and a run must not depend on the clock"},
		{`io.popen("true")`, "error[ESANDBOX]: t.lua:1: io.popen is not available: a script can't start processes"},
		{`io.read()`, "error[ESANDBOX]: t.lua:1: io.read is not available: standard input is not for scripts"},
		{`debug.getinfo(1)`, "error[ESANDBOX]: t.lua:1: debug.getinfo is not available: only debug.traceback is"},
		{`package.loadlib("x", "y")`, "error[ESANDBOX]: t.lua:1: package.loadlib is not available: a script can't load native code"},
		{`newproxy()`, `error[ELUA]: t.lua:1: undefined variable "newproxy": use a table`},
		{`module("x")`, `error[ELUA]: t.lua:1: undefined variable "module": return a table at the end of the module`},
		{`channel.make()`, `error[ELUA]: t.lua:1: undefined variable "channel"`},
		{`_printregs()`, `error[ELUA]: t.lua:1: undefined variable "_printregs"`},
		{`string.dump(print)`, `error[ELUA]: t.lua:1: attempt to call 'dump', which is not a function`},
	} {
		t.Run(tt.script, func(t *testing.T) { require.Equal(t, tt.want, failure(t, tt.script)) })
	}
}

func TestClosedGlobals(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"a library", `pritn("x")`, `undefined variable "pritn" (did you mean "print"?)`},
		{"a local", `local cloud = 1 print(clod)`, `undefined variable "clod" (did you mean "cloud"?)`},
		{"a local of the caller", `local cloud = 1 local function f() return clod end f()`, `undefined variable "clod" (did you mean "cloud"?)`},
		{"an upvalue", `local cloud = 1 local function f() return cloud and clod end f()`, `undefined variable "clod" (did you mean "cloud"?)`},
		{"a global of the script", `Threshold = 1 print(Treshold)`, `undefined variable "Treshold" (did you mean "Threshold"?)`},
		{"a module", `coldmoon.param("x", 1)`, `undefined variable "coldmoon": it is a module, write local coldmoon = require "coldmoon"`},
		{"a module below", `print(dist)`, `undefined variable "dist": it is a module, write local dist = require "coldmoon.dist"`},
		{"nothing near", `print(xyzzy)`, `undefined variable "xyzzy"`},
		{"set before", `x = nil print(x)`, `undefined variable "x"`},
		{"set to nothing", `local function f() return undefined_thing end x = 1 f()`, `undefined variable "undefined_thing"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, "error[ELUA]: t.lua:1: "+tt.want, failure(t, tt.script))
		})
	}
}

func TestLanguage(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"globals can be set", `x = 5 print(x, rawget(_G, "y"))`, "5\tnil\n"},
		{"environments", `local f = loadstring("return y") setfenv(f, {y = 3}) print(f())`, "3\n"},
		{"huge", `print(math.huge == 1/0, -math.huge < -1e308)`, "true\ttrue\n"},
		{"string methods", `print(("x"):rep(3), ("%d"):format(7), #"abc", ("abc"):upper())`, "xxx\t7\t3\tABC\n"},
		{"string metatable is kept", `print(pcall(setmetatable, "x", {}))`, "false\tcannot change a protected metatable\n"},
		{"garbage", `print(collectgarbage(), collectgarbage("count"))`, "0\t0\n"},
		{"difftime", `print(os.difftime(5, 3))`, "2\n"},
		{"goto", `goto a do print "skipped" end ::a:: print "ok"`, "ok\n"},
		{"load text", `print(load("return 1 + 1")(), loadstring("return ...", "=x")(4))`, "2\t4\n"},
		{"load pieces", `local n = 0 print(load(function() n = n + 1 return ({"return ", "6"})[n] end)())`, "6\n"},
		{"load bytecode", `print(loadstring("\27Lua"))`, "nil\tbytecode: must be Lua source text\n"},
		{"load error", `print(loadstring("x ="))`, "nil\t[string \"x =\"]:1: unexpected end of file\n"},
		{"load error in a long text", `print(loadstring("x =\nx ="))`, "nil\t[string \"x =...\"]:2: unexpected '='\n"},
		{"error in loaded text", `print(pcall(loadstring("local x x()")))`, "false\t[string \"local x x()\"]:1: attempt to call 'x', which is not a function\n"},
		{"print", `print(nil, true, 1.5, "x", print ~= nil)`, "nil\ttrue\t1.5\tx\ttrue\n"},
		{"print with tostring", `print(setmetatable({}, {__tostring = function() return "me" end}))`, "me\n"},
		{"bad tostring", `print(pcall(tostring, setmetatable({}, {__tostring = function() return {} end})))`, "false\t'__tostring' must return a string, not a table\n"},
		{"write", `io.write("a", 1, "\n") io.stdout:write("b", 2):write("\n")`, "a1\nb2\n"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, output(t, tt.script)) })
	}
}

// TestSparseTables: gopher-lua alone would take a gigabyte.
func TestSparseTables(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Equal(t, "0\t5\t60000000\n", output(t, `local t = {} t[6e7] = 5 print(#t, t[6e7], (next(t)))`))
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100<<20))
}

func TestTonumber(t *testing.T) {
	for _, tt := range []struct{ argument, want string }{
		{`"10"`, "10"}, {`"  10  "`, "10"}, {`"1e5"`, "100000"}, {`"-1.5e-3"`, "-0.0015"}, {`"0x1F"`, "31"}, {`"-0x10"`, "-16"},
		{`".5"`, "0.5"}, {`"5."`, "5"}, {`"1e400"`, "+Inf"}, {`""`, "nil"}, {`"1e"`, "nil"}, {`"--1"`, "nil"}, {`"1 2"`, "nil"},
		{`"inf"`, "nil"}, {`"nan"`, "nil"}, {`"1_000"`, "nil"}, {`"0b11"`, "nil"}, {`"0x1p4"`, "nil"}, {`"x"`, "nil"}, {`{}`, "nil"},
		{`true`, "nil"}, {`7`, "7"}, {`"ff", 16`, "255"}, {`"zz", 36`, "1295"}, {`"12", 2`, "nil"}, {`"-7", 8`, "-7"}, {`"1_0", 2`, "nil"},
	} {
		t.Run(tt.argument, func(t *testing.T) {
			require.Equal(t, tt.want+"\n", output(t, "print(tonumber("+tt.argument+"))"))
		})
	}
}

// TestPrintedObjects demands numbers by order of printing instead of addresses.
func TestPrintedObjects(t *testing.T) {
	const text = `
		local t, u = {}, {}
		print(u, t, u, print, coroutine.create(print), io.stdout)
		print(tostring(t), ("%s"):format(u), io.type(io.stdout))
		for i = 1, 1e4 do tostring({}) end
		print({})`
	const want = "table: #1\ttable: #2\ttable: #1\tfunction: #3\tthread: #4\tfile (stdout)\ntable: #2\ttable: #1\tfile\ntable: #10005\n"
	require.Equal(t, want, output(t, text))
	require.Equal(t, want, output(t, text))
}

// TestPairsOrder pins what gopher-lua does not promise: pairs visits the array,
// then the keys in the order of their insertion, also after deletions.
func TestPairsOrder(t *testing.T) {
	const text = `
		local t = {z = 1, 10, 20, a = 2}
		for i = 1, 50 do t["k" .. i * 7 % 50] = i end
		for i = 1, 50, 3 do t["k" .. i] = nil end
		t[true] = 1 t[-1] = 2 t.late = 3
		t[print] = 4
		for k in pairs(t) do io.write(type(k) == "function" and "f" or tostring(k), " ") end`
	want := output(t, text)
	require.True(t, strings.HasPrefix(want, "1 2 z a k14 k21 "), want)
	require.True(t, strings.HasSuffix(want, "true -1 late f "), want)
	for range 3 {
		require.Equal(t, want, output(t, text))
	}
}
