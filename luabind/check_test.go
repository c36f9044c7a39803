package luabind

// This file tests the mode Check, which goes on after errors.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCheck lists, for each script, the messages of all problems.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		want         []string
	}{
		{"nothing", `print "ok"`, nil},
		{"several calls", `
			local dist = require "coldmoon.dist"
			local a = dist.constant{}
			local b = dist.uniform{lo = 1, hi = "x"}
			local c = dist.constant(5)`,
			[]string{`t.lua:3: dist.constant: value: missing: it is required`,
				`t.lua:4: dist.uniform: hi: "x": must be a finite number, or a string with a unit, such as "250ms" or "64GiB"`}},
		{"consequences are silent", `
			local dist = require "coldmoon.dist"
			local bad = dist.constant{}
			dist.truncate(bad, 0, 1)
			dist.scale{dist = bad, by = 2}
			dist.choice({1, bad, 3})
			require("coldmoon.workload").renewal{iat = bad}
			require("coldmoon.units").bytes(bad)
			local x = bad.field.other:method(1)[2] + 1 - 2 * 3 / bad ^ 2 % 5
			x.y, x[1] = 5, 6
			print(x .. "", -x, x < bad, x <= bad, x == bad, tostring(x), #tostring(x))
			for a, b in bad:hosts() do print(a, b) end
			for a in bad do print(a) end
			dist.constant{}`,
			[]string{`t.lua:3: dist.constant: value: missing: it is required`, `t.lua:14: dist.constant: value: missing: it is required`}},
		{"a problem beside poison", `
			local dist = require "coldmoon.dist"
			dist.uniform{lo = dist.constant{}, hi = print}`,
			[]string{`t.lua:3: dist.constant: value: missing: it is required`,
				`t.lua:3: dist.uniform: hi: a function: must be a finite number`}},
		{"parameters", `
			local p = require("coldmoon").param
			local n = p("n", 5)
			assert(n == 5)
			require("coldmoon.dist").constant{}`,
			[]string{`t.lua:3: param: -p n=x: must be a number, or one with a unit, such as 250ms, 64GiB or 10Gbps`,
				`t.lua:5: dist.constant: value: missing: it is required`, `the script has no parameter "m"; it declares n`}},
		{"what poison does not absorb", `
			local bad = require("coldmoon.dist").constant{}
			if bad:mean() > 5 then print "high" end`,
			[]string{`t.lua:2: dist.constant: value: missing: it is required`}},
		{"a file", `
			require("coldmoon.workload").csv{file = "nosuch.csv"}
			require("coldmoon.workload").csv{file = "/etc/passwd"}`,
			[]string{`t.lua:2: workload.csv: nosuch.csv: no such file or directory`,
				`t.lua:3: workload.csv: /etc/passwd: not allowed to read, it is outside of the script's directory; allow it by --allow-read /etc`}},
		{"a fault ends it", `
			require("coldmoon.dist").constant{}
			local x = nil + 1
			require("coldmoon.dist").constant{}`,
			[]string{`t.lua:2: dist.constant: value: missing: it is required`, `t.lua:3: cannot perform add operation between nil and number`}},
		{"no Lua", `x = = 1`, []string{`t.lua:1:5: unexpected '='`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set := []func(*Options){inMode(Check)}
			if tt.name == "parameters" {
				set = append(set, withParams("n", "x", "m", "1"))
			}
			s := runScript(t, tt.script, set...)
			var got []string
			for _, p := range s.rt.Problems() {
				line := p.Error()
				got = append(got, line[len("error[")+len(p.Code)+len("]: "):])
			}
			for i := range got {
				if tt.name == "parameters" && i == 2 {
					got[i] = got[i][len("t.lua: "):]
				}
			}
			require.Equal(t, tt.want, got)
			if tt.want == nil {
				require.Nil(t, s.err)
			} else {
				require.Same(t, s.rt.Problems()[0], s.err)
			}
		})
	}
}

// TestRunHasNoPoison: outside of the mode Check a refusal is an error.
func TestRunHasNoPoison(t *testing.T) {
	s := runScript(t, `pcall(require("coldmoon.dist").constant, {}) print "on"`)
	require.Nil(t, s.err)
	require.Empty(t, s.rt.Problems())
	require.Equal(t, "on\n", s.stdout.String())
}
