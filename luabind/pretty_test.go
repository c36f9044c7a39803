package luabind

// This file tests how values are printed for people.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pretty runs a script that ends with return and prints what it returns.
func pretty(t testing.TB, text string, width int) string {
	t.Helper()
	s := newScript(t, map[string]string{"t.lua": ""}).run(t)
	require.Nil(t, s.err)
	return prettyIn(t, s, text, width)
}

// prettyIn is pretty in a runtime that is there already.
func prettyIn(t testing.TB, s *script, text string, width int) string {
	t.Helper()
	fn, e := s.rt.compile("chunk", []byte(text))
	require.Nil(t, e)
	th := s.rt.newThread(growingFrames, true)
	th.L.Push(fn)
	if err := th.run(0, 1); err != nil {
		t.Fatal(s.rt.errorOf(err, th).Render())
	}
	return s.rt.Pretty(th.L.Get(-1), width)
}

func TestPretty(t *testing.T) {
	for _, tt := range []struct{ name, lua, want string }{
		{"nil", `return nil`, "nil"},
		{"true", `return true`, "true"},
		{"a sum without noise", `return 0.1 + 0.2`, "0.3"},
		{"a third", `return 1/3`, "0.33333333333333"},
		{"whole", `return 2^53`, "9007199254740992"},
		{"beyond exact", `return 2^70`, "1.1805916207174e+21"},
		{"tiny", `return 1e-9`, "1e-09"},
		{"negative zero", `return -0`, "0"},
		{"huge", `return -math.huge`, "-math.huge"},
		{"not a number", `return 0/0`, "nan"},
		{"a string as it is", `return "a\n\"b\""`, "a\n\"b\""},
		{"controls are not obeyed", `return "\27[31mred\0"`, `\027[31mred\000`},
		{"bytes that are no text", `return "a\200b"`, `a\200b`},
		{"nested strings are quoted", `return { "a\n\"b\"\\", "µ" }`, `{ "a\n\"b\"\\", "µ" }`},
		{"empty", `return {}`, "{}"},
		{"keys are sorted", `return { b = 1, a = 2, 10, [30] = 4, [20] = 3, [true] = 5, ["not a name"] = 6, ["end"] = 7 }`,
			"{\n  10,\n  [20] = 3,\n  [30] = 4,\n  a = 2,\n  b = 1,\n  [\"end\"] = 7,\n  [\"not a name\"] = 6,\n  [true] = 5,\n}"},
		{"keys that are no names", `return { ["a b"] = 1, ["end"] = 2, _x9 = 3 }`, `{ _x9 = 3, ["a b"] = 1, ["end"] = 2 }`},
		{"holes", `return { 1, nil, 3 }`, "{ 1, [3] = 3 }"},
		{"a fraction as a key", `return { [1.5] = "x" }`, `{ [1.5] = "x" }`},
		{"a table as a key", `local k = {} return { [k] = 1 }`, "{ [table: #1] = 1 }"},
		{"a cycle", `local t = { 1 } t.me = t return t`, "{ 1, me = <cycle> }"},
		{"the same twice is no cycle", `local t = {} return { t, t, { t } }`, "{ {}, {}, { {} } }"},
		{"too deep", `return { { { { { 1 } } } } }`, "{ { { { {…} } } } }"},
		{"__tostring", `return { setmetatable({ 1 }, { __tostring = function() return "me" end }) }`, "{ me }"},
		{"__tostring that fails", `return setmetatable({ 1 }, { __tostring = function() error("no") end })`, "{ 1 }"},
		{"functions", `return { print, string.rep, function() end }`, "{\n  function print (built in), function string.rep (built in),\n  function (chunk:1),\n}"},
		{"the API", `return require "coldmoon".run`, "function run (built in)"},
		{"a coroutine", `return coroutine.create(print)`, "thread: #1"},
		{"an error of the API", `local _, e = pcall(require("coldmoon.units").bytes, "5 apples") return e`,
			`chunk:1: units.bytes: size: size "5 apples": unknown unit "apples", want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, pretty(t, tt.lua, 60)) })
	}
}

// TestPrettyLimits: what is left out is said.
func TestPrettyLimits(t *testing.T) {
	big := `local t = {} for i = 1, 1000 do t[i] = i end return t`
	require.Equal(t, "{\n  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,\n  13, 14, 15, 16, 17, 18, 19, 20,\n  … 980 more\n}", pretty(t, big, 40))
	require.Equal(t, "{ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, … 980 more }", pretty(t, big, 90))
	require.Equal(t, "{ n = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, … 1 more } }",
		pretty(t, `local t = {} for i = 1, 21 do t[i] = i end return { n = t }`, 100))
	text := pretty(t, `return { ("é"):rep(1000) }`, 80)
	require.Contains(t, text, `é"… 1000 more bytes`)
	require.Equal(t, 500, strings.Count(text, "é"))
	require.Equal(t, 5000, len(pretty(t, `return ("x"):rep(5000)`, 80)), "a string that is not nested is whole")
}

// TestPrettyWidth: lines are broken between items, never wider than asked for if
// no single item is.
func TestPrettyWidth(t *testing.T) {
	const nested = `return { name = "cloud", hosts = { { slots = 16, ram = 68719476736 }, { slots = 8, ram = 34359738368 } }, tags = { "a", "b" } }`
	require.Equal(t, `{
  hosts = {
    { ram = 68719476736, slots = 16 },
    { ram = 34359738368, slots = 8 },
  },
  name = "cloud",
  tags = { "a", "b" },
}`, pretty(t, nested, 40))
	require.Equal(t, `{
  hosts = { { ram = 68719476736, slots = 16 }, { ram = 34359738368, slots = 8 } },
  name = "cloud",
  tags = { "a", "b" },
}`, pretty(t, nested, 82))
	for width := 36; width < 130; width++ {
		for _, line := range strings.Split(pretty(t, nested, width), "\n") {
			require.LessOrEqual(t, columns(line), width, line)
		}
	}
	require.Equal(t, "{\n  \"日本\",\n  \"日本\",\n}", pretty(t, `return { "日本", "日本" }`, 16), "wide characters take two columns")
	require.Equal(t, pretty(t, nested, 80), pretty(t, nested, 0))
}

// TestPrettyIsCheap: what is not shown is not printed.
func TestPrettyIsCheap(t *testing.T) {
	pretty(t, `local function tree(n) local t = {} if n > 0 then for i = 1, 12 do t[i] = tree(n - 1) end end return t end return tree(5)`, 80)
}
