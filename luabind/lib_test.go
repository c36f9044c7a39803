package luabind

// This file tests the replaced functions of Lua's string, math and io library.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFormat has the results of C Lua 5.1.
func TestFormat(t *testing.T) {
	for _, tt := range []struct{ arguments, want string }{
		{`"%d", 42`, "42"}, {`"%5d|%-5d|%05d", 7, 7, 7`, "    7|7    |00007"}, {`"%+d % d", 7, 7`, "+7  7"}, {`"%d", 3.9`, "3"},
		{`"%d", -3.9`, "-3"}, {`"%d", "12"`, "12"}, {`"%i", 5`, "5"}, {`"%u", 5`, "5"}, {`"%.3d", 5`, "005"}, {`"%d", 1e15`, "1000000000000000"},
		{`"%x %X %o", 255, 255, 8`, "ff FF 10"}, {`"%#x", 255`, "0xff"}, {`"%c%c", 72, 105`, "Hi"},
		{`"%f", 1.5`, "1.500000"}, {`"%.2f", 3.14159`, "3.14"}, {`"%8.3f|%-8.1f|", 3.14159, 2`, "   3.142|2.0     |"},
		{`"%e", 12345.678`, "1.234568e+04"}, {`"%.2E", 0.00012`, "1.20E-04"}, {`"%g", 1e20`, "1e+20"}, {`"%g", 0.1`, "0.1"}, {`"%g", 100000`, "100000"},
		{`"%g", 1e6`, "1e+06"}, {`"%g", 123456789`, "1.23457e+08"}, {`"%.3g", 123456`, "1.23e+05"}, {`"%10.2g|", 0.00001234`, "   1.2e-05|"},
		{`"%f %g", 1/0, -1/0`, "inf -inf"}, {`"%5.1f|%-5d|", 1/0, 1/0`, "  inf|inf  |"}, {`"%s", 0/0 ~= 0/0`, "true"},
		{`"%s %s", 1, "x"`, "1 x"}, {`"%5s|%-5s|%.2s", "ab", "ab", "abc"`, "   ab|ab   |ab"}, {`"%s", nil`, "nil"}, {`"%s", {}`, "table: #1"},
		{`"%s", setmetatable({}, {__tostring = function() return "me" end})`, "me"}, {`"%q", 'a "b" \\ \n\r\0'`, "\"a \\\"b\\\" \\\\ \\\n\\r\\000\""},
		{`"%%"`, "%"}, {`"100%% of %d", 5`, "100% of 5"}, {`"no verbs", 1, 2`, "no verbs"}, {`""`, ""},
	} {
		t.Run(tt.arguments, func(t *testing.T) {
			require.Equal(t, tt.want, output(t, "io.write(string.format("+tt.arguments+"))"))
		})
	}
}

func TestFormatErrors(t *testing.T) {
	for _, tt := range []struct{ arguments, want string }{
		{`"%d"`, "bad argument #2 to 'string.format' (number expected, got nil)"},
		{`"%d", "x"`, "bad argument #2 to 'string.format' (number expected, got string)"},
		{`"%d %d", 1`, "bad argument #3 to 'string.format' (number expected, got nil)"},
		{`"%s"`, "bad argument #2 to 'string.format' (value expected)"},
		{`"%y", 1`, "invalid option '%y' to 'format'"},
		{`"%"`, "invalid format string to 'format': it ends within '%'"},
		{`"%5", 1`, "invalid format string to 'format': it ends within '%5'"},
		{`"%123d", 1`, "invalid format (width or precision too long)"},
		{`"%------d", 1`, "invalid format (repeated flags)"},
	} {
		t.Run(tt.arguments, func(t *testing.T) {
			require.Equal(t, "error[ELUA]: t.lua:1: "+tt.want, failure(t, "string.format("+tt.arguments+")"))
		})
	}
}

func TestRep(t *testing.T) {
	require.Equal(t, "ababab||\n", output(t, `print(("ab"):rep(3) .. "|" .. ("x"):rep(0) .. ("x"):rep(-1) .. "|")`))
	require.Equal(t, "error[ELUA]: t.lua:1: resulting string too large: at most 268435456 bytes", failure(t, `("x"):rep(1e18)`))
}

func TestFind(t *testing.T) {
	for _, tt := range []struct{ call, want string }{
		{`("abcabc"):find("b")`, "2\t2"}, {`("abcabc"):find("b", 3)`, "5\t5"}, {`("abc"):find("%a(%a)")`, "1\t2\tb"}, {`("abc"):find("x")`, "nil"},
		{`("a.c"):find(".", 1, true)`, "2\t2"}, {`("a.c."):find(".", 3, true)`, "4\t4"}, {`("a.c"):find(".", -1, true)`, "nil"}, {`("a.c"):find(".", -100, true)`, "2\t2"},
		{`("abc"):find("a", 100, true)`, "nil"}, {`("abc"):find("a", 100)`, "nil"}, {`("abc"):find("")`, "1\t0"}, {`("abc"):find("", 3)`, "3\t2"}, {`("abc"):find("", 4)`, "4\t3"}, {`("abc"):find("", 5)`, "nil"},
	} {
		t.Run(tt.call, func(t *testing.T) { require.Equal(t, tt.want+"\n", output(t, "print("+tt.call+")")) })
	}
}

func TestRandom(t *testing.T) {
	const draw = ` for i = 1, 5 do io.write(math.random(1000), " ") end`
	first := output(t, draw)
	require.Equal(t, first, output(t, draw))
	other := runScript(t, draw, func(o *Options) { o.Seed = 2 }).stdout.String()
	require.NotEqual(t, first, other)
	seeded := output(t, "math.randomseed(42)"+draw)
	require.NotEqual(t, first, seeded)
	require.Equal(t, seeded+seeded, output(t, "math.randomseed(42)"+draw+" math.randomseed(42)"+draw))
	require.NotEqual(t, seeded, output(t, "math.randomseed(43)"+draw))
	require.NotEqual(t, seeded, runScript(t, "math.randomseed(42)"+draw, func(o *Options) { o.Seed = 2 }).stdout.String())

	require.Equal(t, "ok\n", output(t, `
		local seen = {}
		for i = 1, 1000 do
			local x, y, z = math.random(), math.random(3), math.random(-1, 1)
			assert(x >= 0 and x < 1 and (y == 1 or y == 2 or y == 3) and (z == -1 or z == 0 or z == 1))
			seen[y] = true seen["z" .. z] = true
			assert(math.random(5, 5) == 5)
		end
		assert(seen[1] and seen[2] and seen[3] and seen["z-1"] and seen.z0 and seen.z1)
		print "ok"`))
	for _, tt := range []struct{ call, want string }{
		{"math.random(0)", "bad argument #1 to 'math.random' (interval is empty)"},
		{"math.random(2, 1)", "bad argument #2 to 'math.random' (interval is empty)"},
		{"math.random(1, 2, 3)", "wrong number of arguments"},
		{"math.random('x')", "bad argument #1 to 'math.random' (number expected, got string)"},
		{"math.random(1/0)", "bad argument #1 to 'math.random' (number has no integer representation)"},
		{"math.randomseed()", "bad argument #1 to 'math.randomseed' (number expected, got nil)"},
	} {
		require.Equal(t, "error[ELUA]: t.lua:1: "+tt.want, failure(t, tt.call))
	}
}

func TestReadFiles(t *testing.T) {
	files := map[string]string{"data.txt": "one\ntwo 3 4.5e1 0x10\n\nlast", "sub/x.lua": "return 7, ...", "bad.lua": "x = ="}
	for _, tt := range []struct{ name, script, want string }{
		{"lines", `for l in io.lines("data.txt") do io.write("<", l, ">") end`, "<one><two 3 4.5e1 0x10><><last>"},
		{"file lines", `local f = io.open("data.txt") for l in f:lines() do io.write("<", l, ">") end f:close()`, "<one><two 3 4.5e1 0x10><><last>"},
		{"read line", `local f = io.open("data.txt", "rb") print(f:read(), f:read("*l"), f:read("l"), f:read(), f:read())`, "one\ttwo 3 4.5e1 0x10\t\tlast\tnil\n"},
		{"read all", `local f = io.open("data.txt") print(#f:read("*a"), f:read("*a"), f:read(1))`, "26\t\tnil\n"},
		{"read bytes", `local f = io.open("data.txt") print(f:read(2, 3, 0)) print(f:read(1000):sub(-4), f:read(0))`, "on\te\nt\t\nlast\tnil\n"},
		{"read numbers", `local f = io.open("data.txt") f:read() print(f:read(3), f:read("*n", "*n", "*n", "*n"))`, "two\t3\t45\t16\tnil\n"},
		{"seek", `local f = io.open("data.txt") f:read() print(f:seek(), f:seek("set", 1), f:read(2), f:seek("end", -4), f:read())`, "4\t1\tne\t22\tlast\n"},
		{"type", `local f = io.open("data.txt") print(io.type(f), f) f:close() print(io.type(f), io.type(5), f)`, "file\tfile (data.txt)\nclosed file\tnil\tfile (closed)\n"},
		{"closed", `local f = io.open("data.txt") f:close() print(pcall(f.read, f))`, "false\tattempt to use a closed file\n"},
		{"missing", `print(io.open("nosuch.txt"))`, "nil\tnosuch.txt: no such file or directory\n"},
		{"directory", `print(io.open("sub"))`, "nil\tsub: is a directory, want a file\n"},
		{"loadfile", `print(loadfile("sub/x.lua")(1))`, "7\t1\n"},
		{"loadfile of nothing", `print(loadfile("nosuch.lua"))`, "nil\tnosuch.lua: no such file or directory\n"},
		{"loadfile of nonsense", `print(loadfile("bad.lua"))`, "nil\tbad.lua:1: unexpected '='\n"},
		{"dofile", `print(dofile("sub/x.lua"))`, "7\n"},
		{"bad mode", `print(pcall(io.open, "data.txt", "x"))`, "false\tbad argument #2 to 'io.open' (invalid mode)\n"},
		{"bad format", `print(pcall(io.open("data.txt").read, io.open("data.txt"), "*x"))`, "false\tbad argument to read (invalid format \"*x\")\n"},
		{"read from stdout", `print(pcall(io.stdout.read, io.stdout))`, "false\tstdout is not open for reading\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files["t.lua"] = tt.script
			s := newScript(t, files).run(t)
			require.Nil(t, s.err)
			require.Equal(t, tt.want, s.stdout.String())
		})
	}
}

func TestSandbox(t *testing.T) {
	outside := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("secret"), 0o644))
	real, err := filepath.EvalSymlinks(outside)
	require.NoError(t, err)
	const allowed, denied, refused = "<secret>", "", "not allowed to read, it is outside of the script's directory; allow it by --allow-read "
	read := func(name string) string {
		return `io.write("<", assert(io.open("` + name + `")):read("*a"), ">")`
	}
	for _, tt := range []struct {
		name, script, want, err string
		set                     func(*Options)
	}{
		{"below", read("in/link.txt"), "<in>", "", nil},
		{"absolute", read(outside + "/secret.txt"), denied, outside + "/secret.txt: " + refused + outside, nil},
		{"relative", read("../secret.txt"), denied, "../secret.txt: " + refused + "DIR", nil},
		{"hidden in the middle", read("in/../../secret.txt"), denied, "in/../../secret.txt: " + refused + "DIR", nil},
		{"device", read("/dev/zero"), denied, "/dev/zero: " + refused + "/dev", nil},
		{"does not tell what exists", read("/nosuch/file"), denied, "/nosuch/file: " + refused + "/nosuch", nil},
		{"link to a file", read("link.txt"), denied, "link.txt: not allowed to read, it is a link to " + real + "/secret.txt, outside of the script's directory; allow it by --allow-read " + real, nil},
		{"link to a directory", read("link/secret.txt"), denied, "link/secret.txt: not allowed to read, it is a link to " + real + "/secret.txt, outside of the script's directory; allow it by --allow-read " + real, nil},
		{"allowed directory", read(outside + "/secret.txt"), allowed, "", func(o *Options) { o.AllowRead = []string{outside} }},
		{"allowed through a link", read("link/secret.txt"), allowed, "", func(o *Options) { o.AllowRead = []string{outside} }},
		{"typed file", read(outside + "/secret.txt"), allowed, "", withParams("f", outside+"/secret.txt")},
		{"typed directory", read(outside + "/secret.txt"), allowed, "", withParams("d", outside)},
		{"typed another file", read(outside + "/secret.txt"), denied, outside + "/secret.txt: " + refused + outside, withParams("f", "link.txt")},
		{"lines", `io.lines("/etc/passwd")`, denied, "/etc/passwd: " + refused + "/etc", nil},
		{"loadfile", `loadfile("/etc/passwd")`, denied, "/etc/passwd: " + refused + "/etc", nil},
		{"dofile", `dofile("/etc/passwd")`, denied, "/etc/passwd: " + refused + "/etc", nil},
		{"write", `io.open("x.txt", "w")`, denied, "io.open: x.txt: not allowed to write: a script can't write files; print what you want to keep", nil},
		{"append", `io.open("t.lua", "a")`, denied, "io.open: t.lua: not allowed to write: a script can't write files; print what you want to keep", nil},
		{"write to a file that is read", `io.open("t.lua"):write("x")`, denied, "stream:write: t.lua: not allowed to write: a script can't write files; print what you want to keep", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			script := tt.script
			if strings.Contains(tt.name, "typed") {
				script = `local p = require("coldmoon").param p("f", "") p("d", "") ` + script
			}
			set := tt.set
			if set == nil {
				set = func(*Options) {}
			}
			s := newScript(t, map[string]string{"t.lua": script, "in/link.txt": "in"}, set)
			require.NoError(t, os.Symlink(filepath.Join(outside, "secret.txt"), "link.txt"))
			require.NoError(t, os.Symlink(outside, "link"))
			s.run(t)
			require.Equal(t, tt.want, s.stdout.String())
			if tt.err == "" {
				require.Nil(t, s.err)
				return
			}
			require.NotNil(t, s.err)
			require.Equal(t, ESANDBOX, s.err.Code)
			dir, _ := os.Getwd()
			require.Equal(t, strings.ReplaceAll(tt.err, "DIR", filepath.Dir(dir)), s.err.Message)
		})
	}
}

// TestRelativePaths: under the script's directory, then under the working one,
// in the other order for what was typed.
func TestRelativePaths(t *testing.T) {
	files := map[string]string{"both.txt": "work", "work.txt": "work", "s/both.txt": "script",
		"s/t.lua": `local p = require("coldmoon").param
			for _, name in ipairs{"both.txt", p("typed", ""), p("also", "")} do
				io.write(name, "=", name ~= "" and io.open(name):read("*a") or "", " ")
			end`}
	run := func(set ...func(*Options)) string {
		set = append(set, func(o *Options) { o.Name = "s/t.lua" })
		s := newScript(t, files, set...).run(t)
		require.Nil(t, s.err)
		return s.stdout.String()
	}
	require.Equal(t, "both.txt=script = = ", run())
	require.Equal(t, "both.txt=script work.txt=work = ", run(withParams("typed", "work.txt")))
	require.Equal(t, "both.txt=work both.txt=work = ", run(withParams("typed", "both.txt")))
}
