package repl

// This file evaluates inputs and keeps the log of them.

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/internal/edit"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// A session is a log of inputs, and the runtime that has evaluated them.
type session struct {
	opt            Options
	stdout, stderr *stream
	term           *edit.Terminal // nil without editor
	stop           *stopper

	rt     *luabind.Runtime
	gates  []*gate // of rt
	log    []entry
	serial int // of the last input that was typed

	// loose: an input that can't be repeated has left its traces, so the state may
	// differ from what the log leads to.
	loose bool

	forked    *branch // what fork() has kept; nil: nothing
	pressed   bool    // the latest input was interrupted by Ctrl-C
	lastError *luabind.Error
	told      bool        // that locals are kept
	progress  runner.Mode // how progress is shown; "": a bar, on a terminal
	files     []string    // that :reload reads again
	print     luabind.Print
	fixed     bool // the width was set by :set

	editor    *edit.Editor // nil without editor
	lastBlock string       // that was typed, for :edit
	draft     string       // what the next block begins with
	forgetful bool         // it has been said that the history can't be written
}

// An entry is one input of the log.
type entry struct {
	in            luabind.Input
	before, after state
	fresh         bool     // after is not known yet
	failed        string   // the first line of its error; "" if it went well
	locals        []string // that it made variables of the session
}

// A state is where a simulation is.
type state struct {
	now         sim.Time
	events      uint64
	fingerprint string
}

// moved reports whether time or events went on.
func (e *entry) moved() bool { return e.before != e.after }

func newSession(o Options) *session {
	s := &session{opt: o, print: luabind.DefaultPrint, stdout: &stream{file: o.Stdout, to: o.Stdout}, stderr: &stream{file: o.Stderr, to: o.Stderr}}
	s.stop = newStopper(o.Terminal)
	return s
}

// start makes the runtime, and takes over the terminal.
func (s *session) start() error {
	rt, gates, err := s.newRuntime()
	if err != nil {
		return err
	}
	s.rt, s.gates = rt, gates
	return nil
}

// close ends the session and gives the terminal back.
func (s *session) close() {
	s.stop.close()
	if s.term != nil {
		s.term.Close()
	}
	if s.rt != nil {
		s.rt.Close()
	}
}

// newRuntime makes a runtime without a past.
func (s *session) newRuntime() (*luabind.Runtime, []*gate, error) {
	o := s.opt.Script
	out, errs := &gate{to: s.stdout}, &gate{to: s.stderr}
	o.Mode, o.Stdout, o.Stderr = luabind.Interactive, out, errs
	o.Poll = func(p luabind.Progress) bool {
		s.stop.progress(p)
		return true
	}
	rt, err := luabind.New(o)
	if err == nil {
		rt.SetPrint(s.print)
	}
	return rt, []*gate{out, errs}, err
}

// replace puts another runtime and its log in the place of the present ones.
func (s *session) replace(rt *luabind.Runtime, gates []*gate, log []entry) {
	s.rt.Close()
	s.rt, s.gates, s.log = rt, gates, log
}

// state is where the simulation is now.
func stateOf(rt *luabind.Runtime, out luabind.Outcome) state {
	return state{rt.Now(), out.Events, rt.Fingerprint()}
}

// present is where the session is.
func (s *session) present() state {
	if n := len(s.log); n > 0 {
		return s.log[n-1].after
	}
	return state{fingerprint: s.rt.Fingerprint()}
}

// evaluate runs an input, prints what came of it and notes it in the log.
func (s *session) evaluate(in luabind.Input) (code int, quit bool) {
	s.fitWidth()
	out, ok := s.eval(in)
	if !ok {
		return s.abandon(in), false
	}
	s.remember(in, out)
	return s.show(out)
}

// fitWidth prints values as wide as the terminal is, unless :set has said how wide.
func (s *session) fitWidth() {
	if s.term != nil && !s.fixed {
		s.print.Width, _ = s.term.Size()
		s.rt.SetPrint(s.print)
	}
}

// eval runs an input while Ctrl-C stops it. ok is false if it could not be stopped:
// the runtime is lost.
func (s *session) eval(in luabind.Input) (out luabind.Outcome, ok bool) {
	ok = s.during(s.rt, "evaluating", func() { out = s.rt.Eval(in) })
	return out, ok
}

// show prints what an input returned, and does what it asked for.
func (s *session) show(out luabind.Outcome) (code int, quit bool) {
	if len(out.Echo) > 0 {
		separator := "\t"
		if strings.Contains(strings.Join(out.Echo, ""), "\n") {
			separator = "\n"
		}
		s.stdout.endLine()
		s.say(strings.Join(out.Echo, separator))
	}
	if len(out.Hoisted) > 0 && !s.told && s.opt.Terminal {
		s.told = true
		s.note("(local variables are kept for the whole session)")
	}
	if out.Err != nil && out.Err.Code == luabind.EINTR && s.opt.Terminal {
		s.note("(interrupted at %s; the session goes on from there)", human.Seconds(s.rt.Now().Seconds()))
		return exitInterrupted, false
	}
	if out.Err != nil {
		s.lastError = out.Err
		return s.opt.Complain(out.Err), false
	}
	return s.ask(out.Ask)
}

// ask does what an input asked of the session.
func (s *session) ask(ask luabind.Ask) (code int, quit bool) {
	var err error
	switch ask := ask.(type) {
	case luabind.Quit:
		return 0, true
	case luabind.Rewind:
		err = s.rewind(ask.To)
	case luabind.Fork:
		s.fork()
	case luabind.Compare:
		err = s.compare()
	}
	switch {
	case errors.Is(err, errStopped) && s.opt.Terminal:
		s.note("(%v)", err)
		return exitInterrupted, false
	case err != nil:
		return s.opt.Complain(err), false
	}
	return 0, false
}

// remember adds an input to the log, unless it only asked something of the
// session, or it was interrupted where it can't be repeated.
func (s *session) remember(in luabind.Input, out luabind.Outcome) {
	if out.Err != nil && out.Err.Code == luabind.EPARSE {
		return
	}
	e := entry{in: in, before: s.present(), after: stateOf(s.rt, out), locals: out.Hoisted}
	if out.Ask != nil && !e.moved() && isCall(in.Source) {
		return
	}
	if _, rewinds := out.Ask.(luabind.Rewind); rewinds {
		return
	}
	switch {
	case out.Err != nil:
		e.failed = firstLine(out.Err.Error())
	case out.Ask != nil:
		e.failed = "it ended there"
	}
	if out.Err != nil && out.Err.Code == luabind.EINTR {
		if e.in.Break = false; e.in.Till == 0 || s.pressed {
			e.in.Cut = out.Events
		}
		if out.Torn {
			e.in.Cut = out.Events - 1
		}
		if !out.Inside {
			s.loose = true
			s.note("(interrupted outside of the simulation: rewind, compare and :save leave out what it did there)")
		}
		if !e.moved() || out.Torn && e.in.Cut <= e.before.events {
			return
		}
	}
	s.log = append(s.log, e)
}

// isCall reports whether a text is one call without arguments or with one, and so
// changes nothing besides what the call does.
func isCall(src string) bool {
	src = strings.TrimSpace(src)
	i := strings.IndexAny(src, "( '\"")
	return i > 0 && !strings.ContainsAny(src[:i], "=,;\n") && strings.Count(src, "(") <= 1 && !strings.Contains(src, "=")
}

// abandon goes on without an input that could not be stopped.
func (s *session) abandon(in luabind.Input) int {
	for _, g := range s.gates {
		g.shut()
	}
	s.note("interrupted: it could not be stopped, so the session is built again without it")
	rt, gates, err := s.replay(s.log, "rebuilding")
	if err != nil {
		code := s.opt.Complain(err)
		rt, gates, _ = s.newRuntime() // as it was possible at the start
		s.log = nil
		s.rt, s.gates = rt, gates
		return code
	}
	s.rt, s.gates = rt, gates
	return exitInterrupted
}

// exitInterrupted is the exit code of what was interrupted.
const exitInterrupted = 105

// loadScript evaluates the script, if there is one.
func (s *session) loadScript() (code int) {
	in, ok := s.rt.Script()
	if !ok {
		return 0
	}
	if s.opt.Run != nil {
		return s.runScript(in)
	}
	s.files = append(s.files, in.Name)
	code, _ = s.evaluate(in)
	return code
}

// loadFile evaluates a file.
func (s *session) loadFile(path string) (code int, quit bool, err error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return 0, false, err
	}
	code, quit = s.evaluate(luabind.Input{Source: string(src), Name: path})
	return code, quit, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// brief is a source in one short line.
func brief(src string) string {
	const most = 40
	line := strings.Join(strings.Fields(src), " ")
	if r := []rune(line); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return line
}

// plural words a number of things.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
