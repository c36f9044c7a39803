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
	dir := t.TempDir()
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

// FuzzCanRead asks for files and modules.
func FuzzCanRead(f *testing.F) {
	for i := range pathWords {
		for _, last := range []string{"", "secret.txt", "secret", "mod", ".."} {
			f.Add([]byte{byte(i), byte(slices.Index(pathWords, last))})
		}
	}
	for _, s := range []string{"../secret.txt", "sub/../../secret.txt", "/etc/passwd", "./././data.txt", "outdir/jail/data.txt", "data.txt/../../secret.txt", "C:\\x", "\\..\\"} {
		f.Add([]byte(s))
	}
	dir := makeJail(f)
	dir, err := filepath.EvalSymlinks(dir)
	require.NoError(f, err)
	may := inodes(f, filepath.Join(dir, "jail"), filepath.Join(dir, "allowed"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := pathOf(dir, data)
		var out bytes.Buffer
		rt, err := New(Options{
			Name: filepath.Join(dir, "entrance", "t.lua"), AllowRead: []string{filepath.Join(dir, "allowed")},
			Source: []byte("pcall(require, " + luaString(name) + ") pcall(require, " + luaString(strings.ReplaceAll(name, "/", ".")) + ") pcall(dofile, " + luaString(name) + ")"),
			Stdout: &out, Stderr: io.Discard,
		})
		require.NoError(t, err)
		defer rt.Close()
		if path, err := rt.canRead(name, false); err == nil {
			info, err := os.Lstat(path)
			require.NoError(t, err)
			allowed := false
			for _, m := range may {
				allowed = allowed || os.SameFile(m, info)
			}
			require.True(t, allowed, "%q is %s", name, path)
		} else {
			require.IsType(t, &refusal{}, err)
		}
		if text, err := rt.readFile(name); err == nil {
			require.NotContains(t, string(text), "secret", "%q", name)
		}
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
