package repl

// This file begins and ends a session.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// Options say what a session is about and where it takes place.
type Options struct {
	// Script is what runtimes are made of; Mode, Stdout, Stderr, Poll and Interrupt
	// are set by the session. Without a script, Name is "repl" and Source is empty
	// but not nil.
	Script luabind.Options

	Code      []string // to be evaluated, instead of what is read; as if nobody were at the keyboard
	KeepGoing bool     // go on after errors where nobody is at the keyboard

	In, Stdout, Stderr *os.File
	Terminal           bool // somebody is at the keyboard: In and Stdout are terminals
	Editor             bool // the terminal can do what the editor needs
	Paint              bool // in colours

	// Complain prints an error and returns the exit code that goes with it.
	Complain func(error) int

	// Nearest returns the candidate most like what was typed, "" if none is.
	Nearest func(typed string, candidates []string) string

	// Run, if not nil, makes the script a run.
	Run *RunOptions
}

// Main holds a session and returns its exit code.
func Main(o Options) int {
	o.Terminal = o.Terminal && len(o.Code) == 0
	s := newSession(o)
	defer s.close()
	if err := s.start(); err != nil {
		return o.Complain(err)
	}
	r := s.reader()
	s.banner()
	s.loadInit()
	code := s.loadScript()
	if code != 0 && s.stops() && o.Run == nil {
		return code
	}
	return s.loop(r, code)
}

// stops reports whether an error ends the session.
func (s *session) stops() bool { return !s.opt.Terminal && !s.opt.KeepGoing }

// loop evaluates what is read until nothing more comes. first is the exit code so
// far; that of a session at a terminal is 0.
func (s *session) loop(r reader, first int) int {
	for {
		block, err := r.read()
		if errors.Is(err, errDropped) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return s.opt.Complain(err)
		}
		if err != nil {
			break
		}
		code, quit := s.submit(block)
		if code != 0 && first == 0 {
			first = code
		}
		if quit || code != 0 && s.stops() {
			break
		}
	}
	if s.opt.Terminal {
		return 0
	}
	return first
}

// submit does what a block says: a command, a question, or Lua. It returns the exit
// code that goes with what came of it, and whether the session ends.
func (s *session) submit(block string) (code int, quit bool) {
	text := strings.TrimSpace(block)
	switch {
	case text == "":
		return 0, false
	case strings.HasPrefix(text, ":") && !strings.HasPrefix(text, "::"):
		return s.command(text)
	case isQuestion(text):
		return s.answer(text), false
	}
	s.lastBlock = block
	s.serial++
	return s.evaluate(luabind.Input{Source: block, Name: fmt.Sprintf("%s%d", typedPrefix, s.serial)})
}

// typedPrefix begins the names of inputs that were typed.
const typedPrefix = "repl:"

// isQuestion reports whether a text asks for the documentation of something: it
// ends with a question mark, which no Lua does outside of comments and strings.
func isQuestion(text string) bool {
	return strings.HasSuffix(text, "?") && !strings.ContainsAny(text, "\n\"'[") && !strings.Contains(text, "--")
}

// answer prints documentation.
func (s *session) answer(question string) int {
	text, err := s.rt.Help(question)
	if err != nil {
		return s.opt.Complain(err)
	}
	s.say(text)
	return 0
}

// banner greets those who are at the keyboard.
func (s *session) banner() {
	if s.opt.Terminal && s.opt.Run == nil {
		s.say(fmt.Sprintf("coldmoon %s, seed %d; :help for help", s.opt.Script.Version, s.opt.Script.Seed))
	}
}

// say prints a line, or several.
func (s *session) say(text string) {
	io.WriteString(s.stdout, strings.TrimRight(text, "\n")+"\n")
}

// note prints a line that is no result.
func (s *session) note(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if s.opt.Paint {
		line = "\x1b[90m" + line + "\x1b[m"
	}
	io.WriteString(s.stderr, line+"\n")
}
