package luabind

// This file tests modules: how they are found, and that they are closed.

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRequire(t *testing.T) {
	files := map[string]string{
		"lib.lua":            `loads = (rawget(_G, "loads") or 0) + 1 return {name = ..., loads = loads}`,
		"pkg/init.lua":       `return {part = require "pkg.part"}`,
		"pkg/part.lua":       `return ...`,
		"nothing.lua":        `x = 1`,
		"no.lua":             `return false`,
		"self.lua":           `package.loaded[...] = "set" `,
		"helpers.lua":        `return {}`,
		"broken.lua":         "local x = 1\nx = = 2",
		"failing.lua":        "local x\nx.y = 1",
		"once.lua":           `tries = (rawget(_G, "tries") or 0) + 1 if tries == 1 then error("first", 0) end return tries`,
		"a.lua":              `return require "b"`,
		"b.lua":              `return require "a"`,
		"misuse.lua":         "\nrequire('coldmoon.dist').constant{}",
		"coldmoon/units.lua": `return "not this"`,
	}
	for _, tt := range []struct{ name, script, want string }{
		{"file", `print(require("lib").name, require("lib").loads, require("lib") == require "lib")`, "lib\t1\ttrue\n"},
		{"package", `print(require("pkg").part)`, "pkg.part\n"},
		{"slash", `print(require("pkg/part"))`, "pkg/part\n"},
		{"nothing returned", `print(require "nothing", package.loaded.nothing)`, "true\ttrue\n"},
		{"false returned", `print(require "no")`, "false\n"},
		{"sets itself", `print(require "self")`, "set\n"},
		{"again after a failure", `print(pcall(require, "once")) print(require "once")`, "false\tfirst\n2\n"},
		{"preload", `package.preload.virtual = function(n) return "made " .. n end print(require "virtual")`, "made virtual\n"},
		{"forget", `require "lib" package.loaded.lib = nil print(require("lib").loads)`, "2\n"},
		{"of the program", `print(require("coldmoon.units").KB)`, "1000\n"},
		{"root", `local c = require "coldmoon" print(c.units.KB, c.dist == require "coldmoon.dist")`, "1000\ttrue\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files["t.lua"] = tt.script
			s := newScript(t, files).run(t)
			require.Nil(t, s.err)
			require.Equal(t, tt.want, s.stdout.String())
		})
	}
	for _, tt := range []struct{ name, script, want string }{
		{"missing", `require "nosuch"`, `error[ELUA]: t.lua:1: require: no module "nosuch"; there is no nosuch.lua and no nosuch/init.lua below the script's directory`},
		{"misspelled", `require "helper"`, `error[ELUA]: t.lua:1: require: no module "helper" (did you mean "helpers"?); there is no helper.lua and no helper/init.lua below the script's directory`},
		{"bare name", `require "dist"`, `error[ELUA]: t.lua:1: require: no module "dist" (did you mean "coldmoon.dist"?); there is no dist.lua and no dist/init.lua below the script's directory`},
		{"misspelled prefix", `require "coldmon.dist"`, `error[ELUA]: t.lua:1: require: no module "coldmon.dist" (did you mean "coldmoon.dist"?); there is no coldmon/dist.lua and no coldmon/dist/init.lua below the script's directory`},
		{"outside", `require "../secret"`, `error[ELUA]: t.lua:1: require: no module "../secret"; there is no ///secret.lua and no /secret/init.lua below the script's directory`},
		{"broken", `require "broken"`, "error[EPARSE]: broken.lua:2:5: unexpected '='"},
		{"failing", `require "failing"`, "error[ELUA]: failing.lua:2: attempt to index a nil value with key 'y'"},
		{"misuse", `require "misuse"`, "error[EOPT]: misuse.lua:2: dist.constant: value: missing: it is required"},
		{"loop", `require "a"`, "error[ELUA]: b.lua:1: require: modules require each other: a → b → a"},
		{"no name", `require()`, "error[ELUA]: t.lua:1: bad argument #1 to 'require' (string expected, got nil)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files["t.lua"] = tt.script
			s := newScript(t, files).run(t)
			require.NotNil(t, s.err)
			require.Equal(t, tt.want, s.err.Error())
		})
	}
}

func TestRequireUnknownModule(t *testing.T) {
	got := failure(t, `require "coldmoon.dits"`)
	require.Contains(t, got, `error[ELUA]: t.lua:1: require: no module "coldmoon.dits" (did you mean "coldmoon.dist"?); coldmoon has: coldmoon, `)
	require.NotContains(t, got, "_")
}

// TestRequireThroughLink: a module is a file that is read, and the sandbox
// holds for it.
func TestRequireThroughLink(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": `require "link"`})
	require.NoError(t, os.Symlink("/etc/passwd", "link.lua"))
	s.run(t)
	require.Equal(t, ESANDBOX, s.err.Code)
	require.Contains(t, s.err.Message, "it is a link to /etc/passwd, outside of the script's directory")
}

func TestModulesAreClosed(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"unknown field", `local x = require("coldmoon.dist").lognromal`, `coldmoon.dist has no field "lognromal" (did you mean "lognormal"?); it has: burr, choice, constant, empirical, erlang, exponential, gamma, hyper_exponential, lognormal, normal, pareto, scale, shift, truncate, uniform, weibull`},
		{"unknown field in Lua", `local x = require("coldmoon.units").kb`, `coldmoon.units has no field "kb" (did you mean "KB"?); it has: B, GB, Gbps, GiB, KB, Kbps, KiB, MB, Mbps, MiB, TB, Tbps, TiB, bps, bytes, cent, d, format_bytes, format_rate, format_seconds, h, min, ms, ns, rate, s, seconds, us, usd`},
		{"key that is no name", `local x = require("coldmoon.dist")[1]`, `coldmoon.dist has no field 1`},
		{"new field", `require("coldmoon").x = 1`, `coldmoon is read-only: its field "x" can't be set`},
		{"changed field", `require("coldmoon").log = print`, `coldmoon is read-only: its field "log" can't be set`},
		{"changed constant", `require("coldmoon.units").KB = 1024`, `coldmoon.units is read-only: its field "KB" can't be set`},
		{"metatable", `setmetatable(require("coldmoon"), nil)`, `cannot change a protected metatable`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, "error[ELUA]: t.lua:1: "+tt.want, failure(t, tt.script))
		})
	}
	require.Equal(t, "mean sample coldmoon.dist\n", output(t, `
		local dist = require "coldmoon.dist"
		local n = 0
		for k, v in pairs(dist) do n = n + 1 assert(type(v) == "function" and dist[k] == v) end
		assert(n == 16)
		print("mean sample " .. getmetatable(dist))`))
}
