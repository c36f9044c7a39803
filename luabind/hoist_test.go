package luabind

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yuin/gopher-lua/parse"
)

func TestHoist(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"a value", "local x = 1", "      x = 1"},
		{"no value", "local x", "      x = nil"},
		{"several", "local a, b, c", "      a, b, c = nil"},
		{"several values", "local a, b = f(), 2", "      a, b = f(), 2"},
		{"a function", "local function f(a, b) local c = 1 end", "      function f(a, b) local c = 1 end"},
		{"in the middle", "f() local x = 1 g() local y", "f()       x = 1 g()       y = nil"},
		{"with semicolons", "local x; local y = 2;", "      x = nil;       y = 2;"},
		{"on several lines", "local\n a\n,\nb\n=\n1", "     \n a\n,\nb\n=\n1"},
		{"blocks", "do local x = 1 end local y = 2", "do local x = 1 end       y = 2"},
		{"if", "if a then local x elseif b then local x else local x end", "if a then local x elseif b then local x else local x end"},
		{"loops", "for i = 1, 2 do local x end while a do local x end repeat local x until x local y", "for i = 1, 2 do local x end while a do local x end repeat local x until x       y = nil"},
		{"functions", "function f() local x end g = function() local x end local z = function() local x end", "function f() local x end g = function() local x end       z = function() local x end"},
		{"comments", "-- local x\nlocal y --[[ local z ]] --", "-- local x\n      y = nil --[[ local z ]] --"},
		{"within", "local --[[ a ]] x -- b\n, y = 1", "      --[[ a ]] x -- b\n, y = 1"},
		{"strings", "local s = [[\nlocal x\n]] t = 'local y' local u = [==[ ]] local z ]==]", "      s = [[\nlocal x\n]] t = 'local y'       u = [==[ ]] local z ]==]"},
		{"first line", "#!/usr/bin/env coldmoon local x\nlocal y", "#!/usr/bin/env coldmoon local x\n      y = nil"},
		{"labels", "::top:: local n = 1 goto top", "::top::       n = 1 goto top"},
		{"equal names", "local _, _, x = f()", "      _unused, _, x = f()"},
		{"a call behind", "local x\n(f)()", "      x = nil\n(f)()"},
		{"none", "x = 1 return x", "x = 1 return x"},
		{"empty", "", ""},
	} {
		got, err := Hoist(tt.src)
		require.NoError(t, err, tt.name)
		require.Equal(t, tt.want, got, tt.name)
		_, err = parseText("", chunkText(got))
		require.NoError(t, err, tt.name)
	}
	_, err := Hoist("local x = = 1")
	require.EqualError(t, err, "error[EPARSE]: input:1:11: unexpected '='")
}

// luaFiles returns the text of every Lua file of the module.
func luaFiles(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../scripts/*.lua", "../stdlib/*.lua", "../stdlib/meta/*.lua", "../testdata/*/*.lua"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			texts[file] = string(text)
		}
	}
	require.Greater(t, len(texts), 15)
	return texts
}

// requireSameTokens compares lex with the scanner of gopher-lua.
func requireSameTokens(t testing.TB, text string) {
	t.Helper()
	scanner, lexer := parse.NewScanner(strings.NewReader(text), ""), &parse.Lexer{}
	for _, tok := range lex(text) {
		if tok.isComment() {
			break
		}
		want, err := scanner.Scan(lexer)
		require.NoError(t, err)
		line := 1 + strings.Count(text[:tok.from], "\n")
		column := tok.from - strings.LastIndexByte(text[:tok.from], '\n')
		require.Equal(t, []int{want.Pos.Line, want.Pos.Column}, []int{line, column}, "%q is not %q", tok.text, want.Str)
		require.Equal(t, want.Type == parse.TString, tok.kind == stringToken, tok.text)
		require.Equal(t, want.Type == parse.TIdent, tok.kind == nameToken, tok.text)
		require.Equal(t, want.Type == parse.TNumber, tok.kind == numberToken, tok.text)
		if tok.kind != stringToken && tok.kind != numberToken && tok.text != "." { // the scanner leaves it out
			require.Equal(t, want.Str, tok.text)
		}
	}
	end, err := scanner.Scan(lexer)
	require.NoError(t, err)
	require.Equal(t, parse.EOF, int(end.Type))
}

func TestLex(t *testing.T) {
	for _, text := range luaFiles(t) {
		requireSameTokens(t, text)
	}
	requireSameTokens(t, "x=1.5e-3 y=0x1F z=.5 a=1..2 b='\\'\\\n' c=\"\\\"\" d=[==[]]]==] -- end\n--[[ a\nb ]] e=a.b.c f=...")
}

// FuzzHoist takes any text: what is Lua has the same tokens for the scanner of
// gopher-lua, and is Lua when it is hoisted, on the same lines.
func FuzzHoist(f *testing.F) {
	for _, text := range luaFiles(f) {
		f.Add(text)
	}
	for _, text := range []string{"local x", "local a, a = 1", "#!\nlocal function f() end", "x = [==[ local ]] ]==]", "local\tx--[[\n]]", "'\\\nlocal x'", "local x\r\nlocal y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lex(text) // of anything
		hoisted, err := Hoist(text)
		if err != nil || strings.HasPrefix(text, "#") || strings.Contains(text, "\r") { // \r\n is one line to the scanner
			return
		}
		if _, err := compileText("", text); err != nil { // such as a break outside of a loop
			return
		}
		requireSameTokens(t, text)
		require.Equal(t, strings.Count(text, "\n"), strings.Count(hoisted, "\n"))
		if _, err := compileText("", hoisted); err != nil {
			t.Fatalf("%s\nis hoisted to\n%s\nwhich is no Lua: %v", text, hoisted, err)
		}
	})
}

// A hoistGen makes random programs that print what their variables are. A function
// sees only variables that are declared once, see Hoist. There is no goto: that of
// gopher-lua also takes variables from functions that see them outside of its block.
type hoistGen struct {
	rng    *rand.Rand
	b      strings.Builder
	once   []string // variables that are declared once, of numbers
	again  []string // variables that may be declared again
	funcs  []string
	serial int
}

func (g *hoistGen) pick(list []string) string { return list[g.rng.IntN(len(list))] }

// expression returns one that is a number.
func (g *hoistGen) expression(names []string) string {
	if len(names) == 0 || g.rng.IntN(3) == 0 {
		return fmt.Sprint(g.rng.IntN(10))
	}
	x := fmt.Sprintf("(%s or 0)", g.pick(names))
	if g.rng.IntN(2) == 0 {
		return x + " + " + g.expression(names)
	}
	return x
}

// space is a blank, or something else that divides statements.
func (g *hoistGen) space() string {
	return []string{" ", "\n", "; ", " -- local c\n", " --[[ local\n d ]] ", "\n\n"}[g.rng.IntN(6)]
}

func (g *hoistGen) fresh() string {
	g.serial++
	return fmt.Sprintf("v%d", g.serial)
}

// statement writes one at the outermost level.
func (g *hoistGen) statement() {
	all := append(append([]string{}, g.once...), g.again...)
	switch g.rng.IntN(9) {
	case 0:
		name := g.fresh()
		fmt.Fprintf(&g.b, "local %s = %s", name, g.expression(all))
		g.once = append(g.once, name)
	case 1:
		a, b := g.fresh(), g.fresh()
		fmt.Fprintf(&g.b, "local %s, %s%s", a, b, g.pick([]string{"", " = 1", " = two()", " = " + g.expression(all) + ", two()"}))
		g.once = append(g.once, a, b)
	case 2:
		name := g.pick([]string{"r1", "r2", "type", "next"})
		fmt.Fprintf(&g.b, "local %s%s", name, g.pick([]string{"", " = " + g.expression(all), ", _, _ = 1, 2"}))
		g.again = append(g.again, name)
	case 3:
		name := g.fresh()
		fmt.Fprintf(&g.b, "local function %s(a) local c = a + 1 %s return c + %s end", name, g.assignment(g.once), g.expression(append(g.once, "a", "c")))
		g.funcs = append(g.funcs, name)
	case 4:
		if len(g.funcs) > 0 {
			fmt.Fprintf(&g.b, "print(%s(%s))", g.pick(g.funcs), g.expression(all))
		}
	case 5:
		fmt.Fprintf(&g.b, "for i = 1, 2 do local r1 = i + %s if i == 1 then print(r1) end end", g.expression(g.once))
	case 6:
		fmt.Fprintf(&g.b, "do local r1, r2 = 1 %s print(r1, r2, s) end", g.assignment(all))
	case 7:
		g.b.WriteString(g.assignment(all))
	case 8:
		fmt.Fprintf(&g.b, "repeat local r1 = %s until r1 or true local s = [[\nlocal r1]] print(#s)", g.expression(all))
	}
	g.b.WriteString(g.space())
}

func (g *hoistGen) assignment(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%s = %s", g.pick(names), g.expression(names))
}

// program returns its statements.
func (g *hoistGen) program() []string {
	parts := []string{"s = 0 function two() return 2, 3 end\n"}
	for range 5 + g.rng.IntN(20) {
		g.statement()
		if all := append(append([]string{}, g.once...), g.again...); len(all) > 0 && g.rng.IntN(2) == 0 {
			fmt.Fprintf(&g.b, "print(%s)\n", strings.Join(all[max(0, len(all)-5):], ", "))
		}
		parts = append(parts, g.b.String())
		g.b.Reset()
	}
	return parts
}

// TestHoistedPrintsTheSame runs random programs as scripts, as one input, and each
// statement as an input of its own.
func TestHoistedPrintsTheSame(t *testing.T) {
	for seed := range uint64(60) {
		parts := (&hoistGen{rng: rand.New(rand.NewPCG(seed, 1))}).program()
		text := strings.Join(parts, "")
		want := runScript(t, text)
		if want.err != nil {
			t.Fatalf("%s\n%s", text, want.err.Render())
		}
		whole := newSession(t)
		whole.echo(t, text)
		require.Equal(t, want.stdout.String(), whole.stdout.String(), text)
		bits := newSession(t)
		for _, part := range parts {
			bits.echo(t, part)
		}
		require.Equal(t, want.stdout.String(), bits.stdout.String(), text)
	}
}
