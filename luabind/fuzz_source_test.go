package luabind

// This file feeds scripts that make no sense to the runtime.

import (
	"io"
	"strings"
	"testing"
	"time"
)

// FuzzSource demands of any text that it ends, or can be interrupted, and that
// its error can be shown and is not a bug of the program.
func FuzzSource(f *testing.F) {
	for _, seed := range []string{
		`print(string.format("%5.2f %q %s", 1, "x", {}))`, `for k, v in pairs(_G) do io.write(k, tostring(v)) end`,
		`local c = require "coldmoon" c.param("x", 1, "y", {min = 0})`, `local d = require "coldmoon.dist" d.lognormal{median = 1, p99 = 2}:sample()`,
		`coroutine.wrap(function() pcall(coroutine.yield, 1) error({}) end)()`, `xpcall(function() local t; t.x = 1 end, debug.traceback)`,
		`local w = require "coldmoon.workload" w.list{1, "2s"} w.poisson{rate = -1}`, `return setmetatable({}, {__index = error}).x`,
		`goto a ::a:: do return end`, "x = [[\n]] --[==[ ]==]", `local u = require "coldmoon.units" u.bytes("1" .. u.MiB)`,
		`loadstring("return ...")(1, nil)`, `error(setmetatable({}, {__tostring = function() error() end}))`, `tostring(1e400) tonumber("0x", 16)`,
		`unpack({}, -5, 5)`, `table.concat({1, {}, 3})`, `setfenv(1, {}) print(1)`, `io.open("../x"):read("*n")`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, word := range []string{"find", "match", "gsub", "rep"} {
			if strings.Contains(text, word) {
				t.Skip("a call of a string function can't be interrupted")
			}
		}
		interrupt := make(chan struct{})
		timer := time.AfterFunc(50*time.Millisecond, func() { close(interrupt) })
		defer timer.Stop()
		rt, err := New(Options{Name: "fuzz.lua", Source: []byte(text), Stdout: io.Discard, Stderr: io.Discard, Interrupt: interrupt})
		if err != nil {
			t.Fatal(err)
		}
		defer rt.Close()
		if err := rt.Run(); err != nil {
			e, ok := err.(*Error)
			if !ok || e.Code == EPANIC || exits[e.Code] == 0 {
				t.Fatalf("%v\n%s", err, asError(err, EPANIC).Render())
			}
		}
	})
}
