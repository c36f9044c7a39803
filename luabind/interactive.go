package luabind

// This file evaluates what is typed into a session, one input after the other.

import (
	"io"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// An Input is what is typed into a session at once: an expression, statements, or
// the script.
type Input struct {
	Source string
	Name   string // of the chunk, for errors, such as "repl:3"

	// Cut, if not 0, gives the input up once the simulation has handled so many
	// events: at an event border, in a way that the input can't catch. It repeats
	// one that was interrupted, see [Outcome].Inside.
	Cut uint64

	// Till, if not 0, gives the input up once the simulation has come to that time and
	// has handled all that happens then.
	Till sim.Time

	// Break: a breakpoint gives the input up as well.
	Break bool

	// Quiet: nothing is printed.
	Quiet bool
}

// An Outcome is what became of an input.
type Outcome struct {
	Echo    []string // each value, pretty-printed; nil for statements, and if the input ends with ;
	Err     *Error   // nil if all went well; of an interruption: code EINTR
	Events  uint64   // that the simulation has handled so far
	Moved   bool     // events were handled, or simulated time has passed
	Inside  bool     // of an interruption: the simulation stopped at an event border, so that Cut = Events, or Till, repeats it
	Torn    bool     // of an interruption: it came within the last event, which would run on and on if it were repeated
	Ask     Ask      // what the input asks of the session; nil: nothing
	Hoisted []string // names of the local variables that became the session's
}

// Eval runs one input, in the mode Interactive. An expression is evaluated, also one
// behind a =; anything else is run as statements, whose local variables outside of
// blocks become variables of the session. Values are kept in the variables _, __
// (the one before) and out[n].
//
// Whatever happens, the next input finds the state that this one left.
func (rt *Runtime) Eval(in Input) Outcome {
	w, s := rt.world, rt.session
	now, events := w.sim.Now(), w.sim.Events()
	s.begin(rt, in)
	defer s.end(rt)
	out := Outcome{}
	values, err := rt.evalChunk(in, &out)
	switch {
	case err == nil:
		out.Echo = rt.keepValues(values, in.Source)
	case s.ask != nil:
		out.Ask = s.ask
	default:
		out.Err = err
		out.Inside = err.Code == EINTR && rt.border
		out.Torn = err.Code == EINTR && rt.torn
	}
	rt.forgive()
	out.Events = w.sim.Events()
	out.Moved = out.Events != events || w.sim.Now() != now
	return out
}

// evalChunk compiles and runs an input and returns its values.
func (rt *Runtime) evalChunk(in Input, out *Outcome) ([]lua.LValue, *Error) {
	fn, e := rt.compileInput(in, out)
	if e != nil {
		return nil, e
	}
	s := rt.session
	fn.Env = s.env
	s.declare(rt, out.Hoisted)
	th := rt.main
	th.trace = nil
	th.tryFn(fn)
	if err := th.try(0, lua.MultRet); err != nil {
		th.L.SetTop(0)
		return nil, rt.inputError(err)
	}
	values := make([]lua.LValue, th.L.GetTop())
	for i := range values {
		values[i] = th.L.Get(i + 1)
	}
	th.L.SetTop(0)
	if s.isScript {
		return values, rt.undeclared()
	}
	return values, nil
}

// inputError makes the report of an error that ended an input. That of an interruption
// says where in Lua it was, if it was there.
func (rt *Runtime) inputError(err *lua.ApiError) *Error {
	cut := rt.giveUp == cutObject && rt.fatalError() == nil
	if e := rt.errorOf(err, rt.main); e.Code != EINTR && !cut {
		return e
	}
	e := &Error{Code: EINTR, Message: "interrupted", Exit: exits[EINTR]}
	if !rt.border {
		e.Trace = rt.main.trace
	}
	return e
}

// compileInput makes a function of an input: of an expression if it is one, else of
// the statements with their locals hoisted.
func (rt *Runtime) compileInput(in Input, out *Outcome) (*lua.LFunction, *Error) {
	src := strings.TrimPrefix(in.Source, "\ufeff")
	if e := rt.addSource(in.Name, []byte(src)); e != nil {
		return nil, e
	}
	value, err := compileText(in.Name, expression(src))
	if err == nil {
		return rt.root.NewFunctionFromProto(value), nil
	}
	if isMarked(src) {
		return nil, rt.parseError(in.Name, shifted(err))
	}
	if _, e := parseText(in.Name, chunkText(src)); e != nil {
		return nil, rt.parseError(in.Name, farther(shifted(err), e))
	}
	text, names := hoist(src)
	proto, err := compileText(in.Name, chunkText(text))
	if err != nil {
		return nil, rt.parseError(in.Name, err)
	}
	out.Hoisted = names
	return rt.root.NewFunctionFromProto(proto), nil
}

// shifted returns an error of the text of expression with its place in the input.
func shifted(err error) error {
	e, ok := err.(*parse.Error)
	if !ok || e.Pos.Line != 1 {
		return err
	}
	moved := *e
	moved.Pos.Column -= len(returning)
	return &moved
}

// farther returns the error that is farther behind in the text: what an input was
// meant to be is what can be read of it for longer.
func farther(value, statements error) error {
	a, ok := value.(*parse.Error)
	b, also := statements.(*parse.Error)
	switch {
	case !ok || !also || b.Pos.Line == parse.EOF:
		return statements
	case a.Pos.Line == parse.EOF, a.Pos.Line > b.Pos.Line, a.Pos.Line == b.Pos.Line && a.Pos.Column > b.Pos.Column:
		return value
	}
	return statements
}

// isMarked reports whether an input says that it is an expression, by a =.
func isMarked(src string) bool {
	tokens := lex(src)
	return len(tokens) > 0 && tokens[0].is("=")
}

// returning makes a chunk of an expression.
const returning = "return "

// expression returns the chunk that returns the values of an input which is an
// expression. What it is in the input is at the same line in the chunk.
func expression(src string) string {
	if isMarked(src) {
		at := lex(src)[0].from
		src = src[:at] + " " + src[at+1:]
	}
	return returning + src
}

// keepValues sets _, __ and out, and returns the values as they are shown.
func (rt *Runtime) keepValues(values []lua.LValue, src string) []string {
	if len(values) == 0 {
		return nil
	}
	s := rt.session
	s.set("__", s.env.RawGetString("_"))
	s.set("_", values[0])
	s.results++
	s.out.RawSetInt(s.results, values[0])
	tokens := slices.DeleteFunc(lex(src), token.isComment)
	if n := len(tokens); n > 0 && tokens[n-1].is(";") || rt.hands.spoken && isStep(tokens) {
		return nil
	}
	echo := make([]string, len(values))
	for i, v := range values {
		echo[i] = rt.show(v)
	}
	return echo
}

// isStep reports whether an input is nothing but a call of step or next, which print
// what they return in words.
func isStep(tokens []token) bool {
	if len(tokens) > 2 && tokens[0].text == rootName && tokens[1].is(".") {
		tokens = tokens[2:]
	}
	if len(tokens) < 2 || tokens[0].text != "step" && tokens[0].text != "next" {
		return false
	}
	depth := 0
	for i, t := range tokens[1:] {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		}
		if depth == 0 {
			return i == len(tokens)-2
		}
	}
	return false
}

// show is how the session shows a value.
func (rt *Runtime) show(v lua.LValue) string { return rt.Pretty(v, rt.limits.Width) }

// Incomplete reports whether src is the beginning of an input that goes on in the
// next line.
func (rt *Runtime) Incomplete(src string) bool {
	src = strings.TrimPrefix(src, "\ufeff")
	_, value := parseText("", expression(src))
	if value == nil || isMarked(src) {
		return atEOF(value)
	}
	_, statements := parseText("", chunkText(src))
	return statements != nil && (atEOF(value) || atEOF(statements))
}

// atEOF reports whether a text is refused only since it ends too early.
func atEOF(err error) bool {
	e, ok := err.(*parse.Error)
	return ok && e.Pos.Line == parse.EOF && e.Message != "unterminated string"
}

// Finish runs the simulation to its end unless the script has run it, as the command
// run does when a script has ended. It returns the input that does it, for the log
// of the session; ok is false if there was nothing to do.
func (rt *Runtime) Finish(name string) (in Input, out Outcome, ok bool) {
	if rt.Ran() {
		return Input{}, Outcome{}, false
	}
	in = Input{Source: "coldmoon.run()", Name: name}
	return in, rt.Eval(in), true
}

// Ran reports whether the script has simulated what it wants: then the command run
// runs nothing at its end.
func (rt *Runtime) Ran() bool { return rt.world.ran }

// Script returns the script as an input; ok is false if there is none.
func (rt *Runtime) Script() (in Input, ok bool) {
	return Input{Source: string(rt.opt.Source), Name: rt.name}, len(rt.opt.Source) > 0
}

// Now returns the simulated time.
func (rt *Runtime) Now() sim.Time { return rt.world.sim.Now() }

// Fingerprint returns a hash over all that happened so far.
func (rt *Runtime) Fingerprint() string { return rt.world.sim.Fingerprint() }

// forgive makes the simulation usable after an error or an interruption.
func (rt *Runtime) forgive() {
	w := rt.world
	w.running, w.hook, w.until = false, "", sim.Never
	if !w.sim.Running() { // it is only after a bug
		w.sim.Forgive()
	}
}

// quiet are the streams of a quiet input.
var quiet io.Writer = io.Discard
