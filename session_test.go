package main

// This file runs every experiment in scripts/ as the first input of a session.

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// TestSessions demands that a script does in a session what it does when it is run.
func TestSessions(t *testing.T) {
	scripts, err := filepath.Glob("scripts/*.lua")
	require.NoError(t, err)
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".lua")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			rt, err := luabind.New(luabind.Options{
				Name: path, Seed: 1, Params: smaller[name], Mode: luabind.Interactive, Stdout: &out, Stderr: os.Stderr,
			})
			require.NoError(t, err)
			defer rt.Close()
			in, ok := rt.Script()
			require.True(t, ok)
			done := rt.Eval(in)
			require.Nil(t, done.Err)
			if _, finished, ok := rt.Finish("repl:1"); ok {
				require.Nil(t, finished.Err)
				done = finished
			}
			fmt.Fprintf(&out, "fingerprint %s\n", rt.Fingerprint())
			want, err := os.ReadFile(filepath.Join("testdata", "golden", name+".txt"))
			require.NoError(t, err)
			require.Equal(t, string(want), out.String())
			require.Equal(t, rt.Summary().Events, done.Events)
		})
	}
}
