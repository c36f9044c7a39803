package luabind

// This file tests what errors look like.

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// TestRender compares whole reports. The first line of a script is empty.
func TestRender(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"the call's line", `
local dist = require "coldmoon.dist"
dist.constant{
  valu = 1,
}`, `
error[EOPT]: t.lua:3: dist.constant: unknown option "valu" (did you mean "value"?); valid options: value
     2 | local dist = require "coldmoon.dist"
 >   3 | dist.constant{
     4 |   valu = 1,
   at t.lua:3: in main chunk
`},
		{"a helper's call", `
local dist = require "coldmoon.dist"
local function helper(n)
  return dist.constant{ value = n }
end
helper(print)
`, `
error[EOPT]: t.lua:4: dist.constant: value: a function: must be a finite number
     3 | local function helper(n)
 >   4 |   return dist.constant{ value = n }
     5 | end
   at t.lua:4: in function 'helper'
   at t.lua:6: in main chunk
`},
		{"several problems", `
require("coldmoon.workload").sinusoidal{ rate = 0, amplitude = 2, periud = 1, [1] = 2 }`, `
error[EOPT]: t.lua:2: workload.sinusoidal: 4 problems
  [1]: 2: options have names; valid options: rate, amplitude, period, phase, start, duration, count
  unknown option "periud" (did you mean "period"?); valid options: rate, amplitude, period, phase, start, duration, count
  rate: 0: must be a positive number
  amplitude: 2: must be a number from 0 to 1
     1 |
 >   2 | require("coldmoon.workload").sinusoidal{ rate = 0, amplitude = 2, periud = 1, [1] = 2 }
   at t.lua:2: in main chunk
`},
		{"a fault", `
local cfg = {}
local function use(c) return c.disk.size end
print(use(cfg))`, `
error[ELUA]: t.lua:3: attempt to index a nil value with key 'size'
     2 | local cfg = {}
 >   3 | local function use(c) return c.disk.size end
     4 | print(use(cfg))
   at t.lua:3: in function 'use'
   at t.lua:4: in main chunk
`},
		{"error with level 2", `
local function check(x) if not x then error("no x", 2) end end
check()`, `
error[ELUA]: t.lua:3: no x
     2 | local function check(x) if not x then error("no x", 2) end end
 >   3 | check()
   at t.lua:2: in function 'check'
   at t.lua:3: in main chunk
`},
		{"error without position", `
error("plain", 0)`, `
error[ELUA]: t.lua:2: plain
     1 |
 >   2 | error("plain", 0)
   at t.lua:2: in main chunk
`},
		{"several lines", `
error("one\ntwo")`, `
error[ELUA]: t.lua:2: one
two
     1 |
 >   2 | error("one\ntwo")
   at t.lua:2: in main chunk
`},
		{"tail calls", `
local function f() local x = nil; x() end
local function g() return f() end
g()`, `
error[ELUA]: t.lua:2: attempt to call 'x', which is not a function
     1 |
 >   2 | local function f() local x = nil; x() end
     3 | local function g() return f() end
   at t.lua:2: in function <t.lua:2>
   (tail calls)
`},
		{"a coroutine", `
local function inner() error("deep") end
local next = coroutine.wrap(function() inner() end)
next()`, `
error[ELUA]: t.lua:2: deep
     1 |
 >   2 | local function inner() error("deep") end
     3 | local next = coroutine.wrap(function() inner() end)
   at t.lua:2: in function 'inner'
   at t.lua:3: in function <t.lua:3>
   at t.lua:4: in main chunk
`},
		{"recursion", `
local function f() return 1 + f() end
f()`, `
error[ELUA]: t.lua:2: stack overflow
     1 |
 >   2 | local function f() return 1 + f() end
     3 | f()
   at t.lua:2: in function 'f' (8191 times)
   at t.lua:3: in main chunk
`},
		{"through pcall", `
pcall(require("coldmoon.dist").constant)
local ok, e = pcall(require("coldmoon.dist").constant, print)
error(e)`, `
error[EOPT]: t.lua:3: dist.constant: value: a function: must be a finite number
     2 | pcall(require("coldmoon.dist").constant)
 >   3 | local ok, e = pcall(require("coldmoon.dist").constant, print)
     4 | error(e)
   at t.lua:3: in main chunk
`},
		{"abort", `
pcall(require("coldmoon").abort, "enough")`, `
error[EABORT]: t.lua:2: aborted: enough
     1 |
 >   2 | pcall(require("coldmoon").abort, "enough")
   at t.lua:2: in main chunk
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := runScript(t, tt.script)
			require.NotNil(t, s.err)
			require.Equal(t, strings.TrimPrefix(tt.want, "\n"), s.err.Render())
			require.NotContains(t, s.err.Render(), "\n\n")
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"token", "local a = = 1", "t.lua:1:11: unexpected '='|> 1 | local a = = 1|| ^"},
		{"word", "x = 1\n  foo bar\n", "t.lua:2:7: unexpected 'bar'|1 | x = 1|> 2 | foo bar|| ^"},
		{"not equal", "if a != b then end", "t.lua:1:6: invalid character '!'; Lua writes ~= for unequal and not for negation|> 1 | if a != b then end|| ^"},
		{"string", "x = 1\nx = 'abc\nx = 2", "t.lua:2: unterminated string|1 | x = 1|> 2 | x = 'abc|3 | x = 2"},
		{"long string", "x = [[abc\n", "t.lua:1: unexpected end of file: unterminated multiline string|> 1 | x = [[abc"},
		{"end of file", "return 1 +", "t.lua:1: unexpected end of file|> 1 | return 1 +"},
		{"missing end", "if a then\n  for i = 1, 2 do\n  end\n\n", "t.lua:3: unexpected end of file: 'end' is missing, which closes 'if' in line 1|2 | for i = 1, 2 do|> 3 | end|4 |"},
		{"missing end of while", "while true do\n  do end\n", "t.lua:2: unexpected end of file: 'end' is missing, which closes 'while' in line 1|1 | while true do|> 2 | do end"},
		{"missing until", "repeat\n x()\n", "t.lua:2: unexpected end of file: 'until' is missing, which closes 'repeat' in line 1|1 | repeat|> 2 | x()"},
		{"missing brace", "f{ a = 1,\n", "t.lua:1: unexpected end of file: '}' is missing, which closes '{' in line 1|> 1 | f{ a = 1,"},
		{"missing parenthesis", "f(1,", "t.lua:1: unexpected end of file: ')' is missing, which closes '(' in line 1|> 1 | f(1,"},
		{"goto", "goto nowhere", "t.lua:2: no visible label 'nowhere' for <goto> at line 1|1 | goto nowhere"},
		{"break", "x = 1\nbreak", "t.lua:2: no loop to break|1 | x = 1|> 2 | break"},
		{"varargs", "function f() return ... end", "t.lua:1: cannot use '...' outside a vararg function|> 1 | function f() return ... end"},
		{"bytecode", "\x1bLua", "t.lua: bytecode: must be Lua source text"},
		{"after a mark and a shebang", "\ufeff#!/usr/bin/coldmoon\nx = = 1", "t.lua:2:5: unexpected '='|1 | #!/usr/bin/coldmoon|> 2 | x = = 1|| ^"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := runScript(t, tt.script)
			require.NotNil(t, s.err)
			require.Equal(t, 107, s.err.Exit)
			var lines []string
			for _, line := range strings.Split(strings.TrimSuffix(s.err.Render(), "\n"), "\n") {
				lines = append(lines, strings.Join(strings.Fields(line), " "))
			}
			require.Equal(t, "error[EPARSE]: "+tt.want, strings.Join(lines, "|"))
		})
	}
}

func TestCaretUnderTabs(t *testing.T) {
	s := runScript(t, "do\n\tlocal x = = 1\nend")
	require.Equal(t, "     1 | do\n >   2 | \tlocal x = = 1\n       | \t          ^\n     3 | end\n", s.err.Frame)
}

func TestTooLong(t *testing.T) {
	s := runScript(t, "--"+strings.Repeat("x", maxChunk))
	require.Equal(t, "error[EPARSE]: t.lua: chunk of 524290 bytes: must be at most 524288; put data into a file and read it", s.err.Error())
}

func TestErrorObjects(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"fields", `print(e.code, e.message, e.path, e.line)`, "EOPT\tdist.constant: value: missing: it is required\tt.lua\t3\n"},
		{"tostring", `print(e)`, "t.lua:3: dist.constant: value: missing: it is required\n"},
		{"concatenated", `print("got " .. tostring(e))`, "got t.lua:3: dist.constant: value: missing: it is required\n"},
		{"type", `print(type(e), getmetatable(e))`, "table\terror\n"},
		{"pairs", `for k in pairs(e) do io.write(k, " ") end`, "code message path line "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, output(t, "local dist = require 'coldmoon.dist'\nlocal ok, e = pcall(function()\n  dist.constant{}\nend)\n"+tt.script))
		})
	}
}

func TestMessages(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"table", `error({})`, "(error object is a table value)"},
		{"table with message", `error({message = "m"})`, "m"},
		{"table with tostring", `error(setmetatable({}, {__tostring = function() return "text" end}))`, "text"},
		{"tostring that fails", `error(setmetatable({}, {__tostring = function() error "no" end}))`, "(error object is a table value)"},
		{"tostring that gives no string", `error(setmetatable({}, {__tostring = function() return 5 end}))`, "(error object is a table value)"},
		{"tostring that never ends", `error(setmetatable({}, {__tostring = function(s) return tostring(s) end}))`, "(error object is a table value)"},
		{"nil", `error()`, "(error object is nil)"},
		{"false", `error(false)`, "false"},
		{"number", `error(5)`, "5"},
		{"percent", `error("100 %d", 0)`, "100 %d"},
		{"no addresses", `local t = {[{}] = 1} error("x: " .. tostring(t))`, "x: table: #1"},
		{"no addresses in faults", `local x; x[print] = 1`, "attempt to index a nil value with key 'function'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, "error[ELUA]: t.lua:1: "+tt.want, failure(t, tt.script))
		})
	}
}

func TestExits(t *testing.T) {
	for code, want := range map[string]int{
		EPARSE: 107, ELUA: 107, EOPT: 104, EPOLICY: 107, EPARAM: 104, EIO: 1, ESANDBOX: 107, EABORT: 108, EINTR: 105, EPANIC: 109,
	} {
		require.Equal(t, want, exits[code], code)
	}
}

func TestStandardInput(t *testing.T) {
	s := newScript(t, nil, func(o *Options) { o.Name, o.Source = Stdin, []byte("local x = nil\nx.y = 1") })
	s.run(t)
	require.Equal(t, "error[ELUA]: stdin:2: attempt to index a nil value with key 'y'", s.err.Error())
}

func TestMissingScript(t *testing.T) {
	_, err := New(Options{Name: "nosuch.lua"})
	var e *Error
	require.True(t, errors.As(err, &e))
	require.Equal(t, "error[EIO]: nosuch.lua: no such file or directory", e.Error())
	require.Equal(t, 1, e.Exit)
}

func TestCause(t *testing.T) {
	s := runScript(t, "error('x')")
	var cause *lua.ApiError
	require.ErrorAs(t, s.err, &cause)
}

// TestStdlibFrames demands that a misuse in a module of the standard library is
// reported where the script called that.
func TestStdlibFrames(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": "local helper = ...\n\nrun()\n"})
	fn, e := s.rt.compile(stdlibPrefix+"helper.lua", []byte("local dist = require 'coldmoon.dist'\nreturn dist.constant{}\n"))
	require.Nil(t, e)
	s.rt.root.G.Global.RawSetString("run", fn)
	s.run(t)
	require.Equal(t, "error[EOPT]: t.lua:3: dist.constant: value: missing: it is required", s.err.Error())
}
