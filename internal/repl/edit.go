package repl

// This file opens the user's editor.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// editCommand opens an editor; what was written is what can be edited at the prompt.
func (s *session) editCommand(path string) (int, bool, error) {
	program := os.Getenv("VISUAL")
	if program == "" {
		program = os.Getenv("EDITOR")
	}
	switch {
	case program == "":
		return 0, false, &commandError{":edit: neither $VISUAL nor $EDITOR is set"}
	case s.term == nil:
		return 0, false, &commandError{":edit: needs a terminal"}
	}
	file := path
	if path == "" {
		f, err := os.CreateTemp("", "coldmoon-*.lua")
		if err != nil {
			return 0, false, err
		}
		file = f.Name()
		defer os.Remove(file)
		_, err = f.WriteString(s.lastBlock + "\n")
		if err = errors.Join(err, f.Close()); err != nil {
			return 0, false, err
		}
	}
	var failed error
	if err := s.term.Without(func() { failed = s.runEditor(program, file) }); err != nil {
		return 0, false, err
	}
	if failed != nil {
		return 0, false, fmt.Errorf(":edit: %s: %w", program, failed)
	}
	src, err := os.ReadFile(file)
	if err == nil {
		s.draft = strings.TrimRight(string(src), "\n")
	}
	return 0, false, err
}

// runEditor runs an editor, whose name may come with flags.
func (s *session) runEditor(program, file string) error {
	words := append(strings.Fields(program), file)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.opt.In, s.opt.Stdout, s.opt.Stderr
	return cmd.Run()
}
