package repl

// This file runs the script of a session as the command run does, up to the prompt.

import (
	"time"

	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// RunOptions say how the script is run.
type RunOptions struct {
	Progress runner.Mode
	Break    string // Lua that is evaluated first and stops the run somewhere; "" is none

	// Summarise prints what came out. The error is that of the run, nil if there was
	// none.
	Summarise func(*runner.Result, error) error
}

// runScript runs the script and then the simulation, if the script has not.
func (s *session) runScript(in luabind.Input) (code int) {
	o := s.opt.Run
	if o.Break != "" {
		if code, _ := s.evaluate(luabind.Input{Source: o.Break, Name: "--break"}); code != 0 {
			return code
		}
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
	if werr := o.Summarise(result, err); werr != nil {
		return s.opt.Complain(werr)
	}
	code, _ = s.show(out)
	return code
}

// finish runs the simulation after the script.
func (s *session) finish(out luabind.Outcome) luabind.Outcome {
	var (
		in  luabind.Input
		end luabind.Outcome
		run bool
	)
	if !s.during(s.rt, "running", func() { in, end, run = s.rt.Finish("run") }) {
		s.abandon(in)
		return out
	}
	if !run {
		return out
	}
	s.remember(in, end)
	return end
}
