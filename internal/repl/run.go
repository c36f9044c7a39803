package repl

// This file runs the script of a session as the command run does, up to the prompt.

import (
	"fmt"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"

	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// RunOptions say how the script is run.
type RunOptions struct {
	Progress runner.Mode
	Till     sim.Time // the run stops at that time; 0: it does not
	Kind     string   // the run stops at the first happening of that kind; "": it does not

	// Summarise prints what came out. The error is that of the run, nil if there was
	// none.
	Summarise func(*runner.Result, error) error
}

// runScript runs the script and then the simulation, if the script has not.
func (s *session) runScript(in luabind.Input) (code int) {
	o := s.opt.Run
	in.Till, in.Break = o.Till, o.Kind != ""
	if in.Break {
		s.evaluate(luabind.Input{Source: fmt.Sprintf(breakAtKind, o.Kind), Name: "--break"})
	}
	s.progress = o.Progress
	start := time.Now()
	before := s.stdout.written()
	out, ok := s.eval(in)
	if !ok {
		return s.abandon(in)
	}
	s.remember(in, out)
	if out.Err == nil && out.Ask == nil {
		out = s.finish(out)
	}
	s.progress = ""
	result := &runner.Result{
		Parameters: s.rt.Parameters(), Summary: s.rt.Summary(), Traces: s.rt.Reports(),
		Wall: time.Since(start), Memory: runner.Memory(), Printed: s.stdout.written() != before,
	}
	var err error
	if out.Err != nil {
		err = out.Err
	}
	if s.halted(out) {
		return 0
	}
	if werr := o.Summarise(result, err); werr != nil {
		return s.opt.Complain(werr)
	}
	code, _ = s.show(out)
	return code
}

// breakAtKind stops a run at the first happening of a kind.
const breakAtKind = `coldmoon.break_when(function(event) return event.kind == %[1]q or event.kind == "ended" and event.status == %[1]q end);`

// halted reports whether the run has come to where --break stops it.
func (s *session) halted(out luabind.Outcome) bool {
	o := s.opt.Run
	if o.Till == 0 && o.Kind == "" || s.pressed || out.Err == nil || out.Err.Code != luabind.EINTR {
		return false
	}
	if o.Kind != "" {
		s.evaluate(luabind.Input{Source: "coldmoon.unbreak()", Name: "--break"})
	}
	s.note("(stopped at %s; run() goes on)", human.Seconds(s.rt.Now().Seconds()))
	return true
}

// finish runs the simulation after the script, unless the script has.
func (s *session) finish(out luabind.Outcome) luabind.Outcome {
	if s.rt.Ran() {
		return out
	}
	in := luabind.Input{Source: "coldmoon.run()", Name: "run", Till: s.opt.Run.Till, Break: s.opt.Run.Kind != ""}
	end, ok := s.eval(in)
	if !ok {
		s.abandon(in)
		return out
	}
	s.remember(in, end)
	return end
}
