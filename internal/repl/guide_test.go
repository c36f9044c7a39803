package repl

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// update writes what the sessions in the guide print into the guide: read the
// difference.
var update = flag.Bool("update", false, "rewrite the transcripts in docs/guide.md")

// TestGuide types what is typed in the transcripts of the guide and looks whether it
// prints what the guide says. All transcripts of a section are one session.
func TestGuide(t *testing.T) {
	guide, err := filepath.Abs("../../docs/guide.md")
	require.NoError(t, err)
	src, err := os.ReadFile(guide)
	require.NoError(t, err)
	var b strings.Builder
	inputs := 0
	for section := range strings.SplitSeq(string(src), "\n## ") {
		if b.Len() > 0 {
			b.WriteString("\n## ")
		}
		if !strings.Contains(section, "\n```\n"+prompt) {
			b.WriteString(section)
			continue
		}
		tr := newTranscript(t)
		parts := strings.Split(section, "\n```\n")
		for i, part := range parts {
			if i > 0 {
				b.WriteString("\n```\n")
			}
			if strings.HasPrefix(part, prompt) {
				part = tr.again(part)
			}
			b.WriteString(part)
		}
		inputs += tr.inputs
	}
	if *update {
		require.NoError(t, os.WriteFile(guide, []byte(b.String()), 0o666))
	}
	require.Equal(t, string(src), b.String(), "go test ./internal/repl -update rewrites the transcripts")
	require.Greater(t, inputs, 10)
}

// A transcript is a session that writes down what it prints.
type transcript struct {
	t      testing.TB
	s      *session
	file   *os.File
	inputs int
}

func newTranscript(t testing.TB) *transcript {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	t.Cleanup(func() { file.Close() })
	dir, err := os.Getwd()
	require.NoError(t, err)
	require.NoError(t, os.Chdir(t.TempDir())) // what is saved goes there
	t.Cleanup(func() { os.Chdir(dir) })
	s := newSession(Options{
		Script: luabind.Options{Name: "repl", Source: []byte{}, Seed: 1, Version: "test"}, Stdout: file, Stderr: file,
		Complain: func(err error) int {
			if e, ok := err.(*luabind.Error); ok {
				fmt.Fprint(file, e.Render())
				return e.Exit
			}
			fmt.Fprintf(file, "error: %v\n", err)
			return 1
		},
	})
	t.Cleanup(s.close)
	require.NoError(t, s.start())
	return &transcript{t: t, s: s, file: file}
}

// again types the inputs of a transcript again, and returns what that looks like.
func (tr *transcript) again(text string) string {
	var b strings.Builder
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		input, ok := strings.CutPrefix(lines[i], prompt)
		if !ok {
			continue // printed
		}
		b.WriteString(lines[i] + "\n")
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], more) {
			i++
			b.WriteString(lines[i] + "\n")
			input += "\n" + strings.TrimPrefix(lines[i], more)
		}
		require.False(tr.t, !isCommand(input) && tr.s.rt.Incomplete(input), "%s is not complete", input)
		b.WriteString(tr.printed(input))
		tr.inputs++
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// printed submits an input and returns what that prints.
func (tr *transcript) printed(input string) string {
	require.NoError(tr.t, tr.file.Truncate(0))
	_, err := tr.file.Seek(0, 0)
	require.NoError(tr.t, err)
	tr.s.submit(input)
	text, err := os.ReadFile(tr.file.Name())
	require.NoError(tr.t, err)
	return string(text)
}
