package luabind

// This file tests parameters.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParam(t *testing.T) {
	for _, tt := range []struct {
		name, declare string
		params        []string
		want          string
	}{
		{"default number", `"x", 5`, nil, "5\n"},
		{"default string", `"x", "a"`, nil, "a\n"},
		{"default boolean", `"x", false`, nil, "false\n"},
		{"number", `"x", 5`, []string{"x", "7.5"}, "7.5\n"},
		{"negative number", `"x", 5`, []string{"x", "-1e3"}, "-1000\n"},
		{"time", `"x", 5`, []string{"x", "250ms"}, "0.25\n"},
		{"size", `"x", 5`, []string{"x", "64KiB"}, "65536\n"},
		{"rate", `"x", 5`, []string{"x", "8Mbps"}, "1000000\n"},
		{"string", `"x", "a"`, []string{"x", "5"}, "5\n"},
		{"empty string", `"x", "a"`, []string{"x", ""}, "\n"},
		{"true", `"x", false`, []string{"x", "true"}, "true\n"}, {"yes", `"x", false`, []string{"x", "yes"}, "true\n"},
		{"off", `"x", true`, []string{"x", "off"}, "false\n"}, {"0", `"x", true`, []string{"x", "0"}, "false\n"},
		{"last counts", `"x", 5`, []string{"x", "1", "x", "2"}, "2\n"},
		{"within bounds", `"x", 5, "doc", {min = 0, max = 10}`, []string{"x", "10"}, "10\n"},
		{"choice", `"x", "a", nil, {choices = {"a", "b"}}`, []string{"x", "b"}, "b\n"},
		{"number choice", `"x", 1, nil, {choices = {1, 2}}`, []string{"x", "2"}, "2\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := runScript(t, `print(require("coldmoon").param(`+tt.declare+`))`, withParams(tt.params...))
			require.Nil(t, s.err)
			require.Equal(t, tt.want, s.stdout.String())
		})
	}
}

func TestParamErrors(t *testing.T) {
	for _, tt := range []struct {
		name, declare string
		params        []string
		want          string
	}{
		{"not a number", `"x", 5`, []string{"x", "abc"}, "error[EPARAM]: t.lua:1: param: -p x=abc: must be a number, or one with a unit, such as 250ms, 64GiB or 10Gbps"},
		{"nan", `"x", 5`, []string{"x", "nan"}, "error[EPARAM]: t.lua:1: param: -p x=nan: must be a number, or one with a unit, such as 250ms, 64GiB or 10Gbps"},
		{"not a boolean", `"x", true`, []string{"x", "maybe"}, "error[EPARAM]: t.lua:1: param: -p x=maybe: must be true or false"},
		{"too small", `"x", 5, "", {min = 1}`, []string{"x", "0"}, "error[EPARAM]: t.lua:1: param: -p x=0: 0: must be at least 1"},
		{"too large", `"x", 5, "", {max = 9}`, []string{"x", "1m"}, "error[EPARAM]: t.lua:1: param: -p x=1m: 60: must be at most 9"},
		{"out of bounds", `"x", 5, "", {min = 1, max = 9}`, []string{"x", "10"}, "error[EPARAM]: t.lua:1: param: -p x=10: 10: must be from 1 to 9"},
		{"no choice", `"x", "lru", "", {choices = {"lru", "fifo"}}`, []string{"x", "lur"}, `error[EPARAM]: t.lua:1: param: -p x=lur: "lur": must be one of "lru", "fifo" (did you mean "lru"?)`},
		{"undeclared", `"rate", 5`, []string{"rat", "1"}, `error[EPARAM]: t.lua: the script has no parameter "rat" (did you mean "rate"?); it declares rate`},
		{"several undeclared", `"rate", 5`, []string{"rat", "1", "zzz", "2"}, `error[EPARAM]: t.lua: the script has no parameter "rat" (did you mean "rate"?), "zzz"; it declares rate`},
		{"no name", ``, nil, "error[EOPT]: t.lua:1: param: 2 problems\n  name: nil: must be a string that is not empty\n  default: nil: must be a number, a string, true or false"},
		{"bad name", `"a b", 1`, nil, `error[EOPT]: t.lua:1: param: name: "a b": must be letters, digits, underscores, points and hyphens, and begin with a letter`},
		{"no default", `"x"`, nil, "error[EOPT]: t.lua:1: param: default: nil: must be a number, a string, true or false"},
		{"bad doc", `"x", 1, 2`, nil, "error[EOPT]: t.lua:1: param: doc: 2: must be a string"},
		{"bad option", `"x", 1, "", {mni = 1}`, nil, `error[EOPT]: t.lua:1: param: unknown option "mni" (did you mean "min"?); valid options: choices, max, min`},
		{"bounds of a string", `"x", "a", "", {min = 1}`, nil, `error[EOPT]: t.lua:1: param: min, max: are for numbers, and the default is a string`},
		{"choice of another type", `"x", "a", "", {choices = {"a", 1}}`, nil, `error[EOPT]: t.lua:1: param: choices[2]: 1: must be a string, as the default`},
		{"no choices", `"x", "a", "", {choices = {}}`, nil, `error[EOPT]: t.lua:1: param: choices: must be a list of at least one`},
		{"bad default", `"x", 0, "", {min = 1}`, nil, `error[EOPT]: t.lua:1: param: "x": default: 0: must be at least 1`},
		{"too many arguments", `"x", 1, "", {}, 5`, nil, `error[EOPT]: t.lua:1: param: argument 5: 5: is one too many`},
		{"twice", `"x", 1)` + "\n" + `require("coldmoon").param("x", 2`, nil, `error[EOPT]: t.lua:2: param: "x": declared twice, before in t.lua:1`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := runScript(t, `require("coldmoon").param(`+tt.declare+`)`, withParams(tt.params...))
			require.NotNil(t, s.err)
			require.Equal(t, tt.want, s.err.Error())
			require.Equal(t, 104, s.err.Exit)
		})
	}
	s := runScript(t, `print "no parameters"`, withParams("x", "1"))
	require.Equal(t, `error[EPARAM]: t.lua: the script has no parameter "x"; it declares none; see coldmoon.param`, s.err.Error())
}

func TestParameters(t *testing.T) {
	s := runScript(t, `
		local coldmoon = require "coldmoon"
		coldmoon.param("rate", 40, "requests per second")
		coldmoon.param("policy", "lru", "", {choices = {"lru", "fifo"}})
		coldmoon.param("shared", false)`, withParams("rate", "5", "shared", "on"), inMode(Inspect))
	require.Nil(t, s.err)
	require.Equal(t, []ParamInfo{
		{Name: "rate", Type: "number", Default: 40.0, Value: 5.0, Doc: "requests per second", Given: true, Path: "t.lua", Line: 3},
		{Name: "policy", Type: "string", Default: "lru", Value: "lru", Path: "t.lua", Line: 4},
		{Name: "shared", Type: "boolean", Default: false, Value: true, Given: true, Path: "t.lua", Line: 5},
	}, s.rt.Parameters())
}

func TestAbortAndLog(t *testing.T) {
	for _, tt := range []struct{ call, want string }{
		{`coldmoon.abort()`, "aborted by the script"}, {`coldmoon.abort("why")`, "aborted: why"}, {`coldmoon.abort(5)`, "aborted: 5"},
		{`coldmoon.abort(setmetatable({}, {__tostring = function() return "me" end}))`, "aborted: me"},
		{`while true do pcall(coldmoon.abort, "in pcall") end`, "aborted: in pcall"},
		{`pcall(coroutine.wrap(function() coldmoon.abort("in a coroutine") end)) print "on"`, "aborted: in a coroutine"},
	} {
		t.Run(tt.call, func(t *testing.T) {
			s := runScript(t, `local coldmoon = require "coldmoon" `+tt.call)
			require.Equal(t, "error[EABORT]: t.lua:1: "+tt.want, s.err.Error())
			require.Equal(t, 108, s.err.Exit)
			require.Empty(t, s.stdout.String())
		})
	}
	s := runScript(t, `local coldmoon = require "coldmoon" coldmoon.log("x", 5, {}) coldmoon.log() print(coldmoon.version)`)
	require.Equal(t, "[0s] x\t5\ttable: #1\n[0s] \n", s.stderr.String())
	require.Equal(t, "dev\n", s.stdout.String())
	s = runScript(t, `io.write(require("coldmoon").version)`, func(o *Options) { o.Version = "1.2.3" })
	require.Equal(t, "1.2.3", s.stdout.String())
}
