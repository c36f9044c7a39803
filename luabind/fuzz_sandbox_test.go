package luabind

// This file asks for files by all kinds of names: none leads out of what a
// script may read.

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// jailFiles are the files around a script, which is in the directory jail. Files
// whose names begin with s are none of its business.
var jailFiles = map[string]string{
	"secret.txt": "secret", "secret.lua": `print("secret")`, "secret/init.lua": `print("secret")`, "secret/secret.txt": "secret",
	"jail2/secret.lua": `print("secret")`, "jail2/secret.txt": "secret", // its path begins with that of the jail
	"jail/data.txt": "data", "jail/mod.lua": "return 1", "jail/sub/inner.txt": "inner", "jail/sub/init.lua": "return 2", "jail/..txt": "dots",
	"allowed/more.txt": "more", "allowed/more.lua": "return 3",
}

// jailLinks are the symbolic links.
var jailLinks = map[string]string{
	"jail/out.txt": "../secret.txt", "jail/out.lua": "../secret.lua", "jail/outdir": "..", "jail/sub/up": "../..", "jail/ok.txt": "data.txt",
	"jail/sub/back": "..", "jail/loop": "loop", "jail/loop1": "loop2", "jail/loop2": "loop1", "jail/root": "/", "jail/twice": "outdir",
	"jail/dangling": "../nothing", "jail/far": "outdir/jail2", "allowed/out.txt": "../secret.txt", "jail/in": "../allowed", "entrance": "jail",
	"jail/around": "../entrance/sub",
}

// makeJail makes them and returns the directory of all.
func makeJail(t testing.TB) string {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, text := range jailFiles {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	for name, to := range jailLinks {
		require.NoError(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	return dir
}

// inodes returns what is in directories, links not followed.
func inodes(t testing.TB, dirs ...string) (list []fs.FileInfo) {
	for _, dir := range dirs {
		require.NoError(t, filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
			require.NoError(t, err)
			info, err := d.Info()
			list = append(list, info)
			return err
		}))
	}
	return list
}

// pathWords are what the names of files are made of, for bytes below their number.
var pathWords = []string{
	"..", ".", "", "data.txt", "sub", "inner.txt", "out.txt", "outdir", "up", "ok.txt", "back", "loop", "loop1", "root", "twice", "dangling", "far",
	"in", "jail", "jail2", "secret.txt", "secret", "more.txt", "entrance", "around", "..txt", "mod", "out", "allowed", "\x00", "~", "...", "DIR", "etc", "passwd",
}

// pathOf makes a name of bytes: words with slashes between, or the bytes as they
// are from the first that is none.
func pathOf(dir string, data []byte) string {
	var words []string
	for i, b := range data {
		if int(b) >= len(pathWords) {
			return strings.Join(words, "/") + string(data[i:])
		}
		if w := pathWords[b]; w != "DIR" {
			words = append(words, w)
		} else {
			words = append(words, dir)
		}
	}
	return strings.Join(words, "/")
}

// addNames adds names to begin with.
func addNames(f *testing.F) {
	for i := range pathWords {
		for _, last := range []string{"", "secret.txt", "secret", "mod", ".."} {
			f.Add([]byte{byte(i), byte(slices.Index(pathWords, last))})
		}
	}
	for _, s := range []string{"../secret.txt", "sub/../../secret.txt", "/etc/passwd", "./././data.txt", "outdir/jail/data.txt", "data.txt/../../secret.txt", "C:\\x", "\\..\\"} {
		f.Add([]byte(s))
	}
}

// jailed makes a runtime of a script in the jail dir/jail, which it enters
// through a link.
func jailed(t testing.TB, dir, text string, out io.Writer) *Runtime {
	rt, err := New(Options{
		Name: filepath.Join(dir, "entrance", "t.lua"), AllowRead: []string{filepath.Join(dir, "allowed")},
		Source: []byte(text), Stdout: out, Stderr: io.Discard,
	})
	require.NoError(t, err)
	return rt
}

// FuzzCanRead asks for files.
func FuzzCanRead(f *testing.F) {
	addNames(f)
	dir := makeJail(f)
	may := inodes(f, filepath.Join(dir, "jail"), filepath.Join(dir, "allowed"))
	rt := jailed(f, dir, "", io.Discard)
	defer rt.Close()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := pathOf(dir, data)
		path, err := rt.canRead(name, false)
		if err != nil {
			require.IsType(t, &refusal{}, err)
			return
		}
		info, err := os.Lstat(path)
		require.NoError(t, err)
		require.True(t, slices.ContainsFunc(may, func(m fs.FileInfo) bool { return os.SameFile(m, info) }), "%q is %s", name, path)
		if text, err := rt.readFile(name); err == nil {
			require.NotContains(t, string(text), "secret", "%q", name)
		}
	})
}

// FuzzRequire asks for modules, and for files from Lua.
func FuzzRequire(f *testing.F) {
	addNames(f)
	dir := makeJail(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		name := pathOf(dir, data)
		var out bytes.Buffer
		text := "for _, f in ipairs{ require, dofile, io.lines, io.open } do pcall(function() print(f(name):read()) end) end\n"
		rt := jailed(t, dir, "name = "+luaString(name)+" "+text+"name = "+luaString(strings.ReplaceAll(name, "/", "."))+text, &out)
		defer rt.Close()
		if err := rt.Run(); err != nil {
			require.NotEqual(t, EPANIC, err.(*Error).Code, "%q: %v", name, err)
		}
		require.NotContains(t, out.String(), "secret", "%q", name)
	})
}

// luaString writes a string as Lua reads it.
func luaString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		b.WriteString("\\" + strconv.Itoa(1000 + int(c))[1:])
	}
	return b.String() + `"`
}
