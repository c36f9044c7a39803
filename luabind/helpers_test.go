package luabind

// This file holds what the tests of this package share: running a script from
// a string, without a simulation.

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// A script is a test's script and what it has printed.
type script struct {
	rt             *Runtime
	stdout, stderr bytes.Buffer
	err            *Error
}

// newScript makes a runtime for t.lua, which is one of the files, in a working
// directory of its own. The settings may set everything.
func newScript(t testing.TB, files map[string]string, set ...func(*Options)) *script {
	t.Helper()
	writeFiles(t, files)
	s := &script{}
	opt := Options{Name: "t.lua", Seed: 1, Stdout: &s.stdout, Stderr: &s.stderr}
	for _, f := range set {
		f(&opt)
	}
	var err error
	s.rt, err = New(opt)
	require.NoError(t, err)
	t.Cleanup(s.rt.Close)
	return s
}

// writeFiles makes a directory with the files and goes there.
func writeFiles(t testing.TB, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	t.Chdir(dir)
}

// run runs the script.
func (s *script) run(t testing.TB) *script {
	t.Helper()
	if err := s.rt.Run(); err != nil {
		require.ErrorAs(t, err, &s.err)
	}
	return s
}

// bind makes a function of Go known to the script as a global, and to errors by
// its name.
func (s *script) bind(name string, fn lua.LGFunction) {
	f := s.rt.root.NewFunction(fn)
	s.rt.names[f] = name
	s.rt.root.G.Global.RawSetString(name, f)
}

// runScript runs a script.
func runScript(t testing.TB, text string, set ...func(*Options)) *script {
	t.Helper()
	return runFiles(t, map[string]string{"t.lua": text}, set...)
}

// runFiles is runScript with other files beside the script, t.lua.
func runFiles(t testing.TB, files map[string]string, set ...func(*Options)) *script {
	t.Helper()
	return newScript(t, files, set...).run(t)
}

// output runs a script that must not fail and returns what it printed.
func output(t testing.TB, text string) string {
	t.Helper()
	s := runScript(t, text)
	if s.err != nil {
		t.Fatalf("script failed: %s", s.err.Render())
	}
	return s.stdout.String()
}

// failure runs a script that must fail and returns the first line of the error.
func failure(t testing.TB, text string, set ...func(*Options)) string {
	t.Helper()
	s := runScript(t, text, set...)
	require.NotNil(t, s.err, "the script did not fail; it printed %q", s.stdout.String())
	return s.err.Error()
}

// inMode sets the mode.
func inMode(m Mode) func(*Options) { return func(o *Options) { o.Mode = m } }

// withParams sets parameters, each as name, value.
func withParams(pairs ...string) func(*Options) {
	return func(o *Options) {
		for i := 0; i < len(pairs); i += 2 {
			o.Params = append(o.Params, Param{pairs[i], pairs[i+1]})
		}
	}
}
