package repl

// This file writes a session as a script.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/internal/edit"
	"github.com/coldmoon-sim/coldmoon/internal/report"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

func (s *session) saveCommand(path string) (int, bool, error) {
	return 0, false, s.save(path, os.O_EXCL)
}

func (s *session) overwriteCommand(path string) (int, bool, error) {
	return 0, false, s.save(path, os.O_TRUNC)
}

// save writes the session into a file.
func (s *session) save(path string, how int) error {
	src := s.script(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|how, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return &commandError{fmt.Sprintf(":save: %s: exists already; :save! %s overwrites it", path, path)}
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(src)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	s.say(fmt.Sprintf("wrote %s: %s", path, s.repeatCommand(path)))
	return nil
}

// repeatCommand is the command that runs a saved session.
func (s *session) repeatCommand(path string) string {
	words := []string{"coldmoon run", report.Quote(path), fmt.Sprintf("--seed %d", s.opt.Script.Seed)}
	for _, p := range s.opt.Script.Params {
		words = append(words, "-p "+report.Quote(p.Name+"="+p.Value))
	}
	for _, d := range s.opt.Script.AllowRead {
		words = append(words, "--allow-read "+report.Quote(d))
	}
	return strings.Join(words, " ")
}

// mostLocals is how many names are declared as local variables; Lua allows two
// hundred. The others are globals, which differ only in that they can't be read
// before they are set.
const mostLocals = 150

// script writes the log as a script that does the same under coldmoon run: it comes to
// the same fingerprint.
func (s *session) script(path string) string {
	w := &writer{rt: s.rt}
	for i := range s.log {
		w.use(&s.log[i])
	}
	now := s.present()
	fmt.Fprintf(&w.out, "--- A session, as it was at %s of simulated time.\n---\n", human.Seconds(now.now.Seconds()))
	fmt.Fprintf(&w.out, "--- The command that repeats it, with fingerprint %s:\n---\n---     %s\n", now.fingerprint, s.repeatCommand(path))
	if s.loose {
		w.line("---\n--- Something that was interrupted outside of the simulation is left out.")
	}
	w.prelude()
	for i := range s.log {
		w.entry(&s.log[i])
	}
	w.line("\ncoldmoon.done() -- nothing more is simulated at the end")
	return w.out.String()
}

// A writer writes a script.
type writer struct {
	rt       *luabind.Runtime
	out      strings.Builder
	words    []string // names that occur in the inputs, in order
	names    []string // of the session's variables that were local
	keeps    bool     // whether an input looks at earlier results
	keep     string   // the function that keeps them
	explains bool     // whether an input may ask why, which takes a history
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.out, format+"\n", args...) }

// use notes the names that an input needs.
func (w *writer) use(e *entry) {
	w.explains = w.explains || strings.Contains(e.in.Source, "why") || strings.Contains(e.in.Source, "timeline")
	for _, word := range edit.Names(e.in.Source) {
		if !slices.Contains(w.words, word) {
			w.words = append(w.words, word)
		}
		w.keeps = w.keeps || word == "_" || word == "__" || word == "out"
	}
	for _, name := range e.locals {
		if !slices.Contains(w.names, name) {
			w.names = append(w.names, name)
		}
	}
}

// prelude declares what a session has and a script has not.
func (w *writer) prelude() {
	w.line(`
local coldmoon = require "coldmoon"`)
	declared := []string{"coldmoon"}
	for _, word := range w.words {
		if src := w.rt.Origin(word); src != "" && word != "coldmoon" && word != "next" && !slices.Contains(w.names, word) {
			w.line("local %s = %s", word, src)
			declared = append(declared, word)
		}
	}
	for _, ask := range []string{"compare", "exit", "fork", "quit", "rewind"} {
		if slices.Contains(w.words, ask) {
			w.line(`local function %s() error("%s() ends an input", 0) end`, ask, ask)
			declared = append(declared, ask)
		}
	}
	if slices.Contains(w.words, "help") {
		w.line("local function help() end")
		declared = append(declared, "help")
	}
	if slices.Contains(w.words, "next") {
		w.line("%s", sessionNext)
	}
	if w.explains {
		w.line("coldmoon.keep_history()")
	}
	if w.keeps {
		for w.keep = "keep"; slices.Contains(w.words, w.keep); {
			w.keep += "_"
		}
		w.line(sessionKeep, w.keep)
	}
	var locals []string
	for _, name := range w.names {
		if !slices.Contains(append(declared, "_", "__", "out"), name) && len(locals)+len(declared) < mostLocals {
			locals = append(locals, name)
		}
	}
	for chunk := range slices.Chunk(locals, 10) {
		w.line("local %s", strings.Join(chunk, ", "))
	}
}

// sessionNext is the function next of a session.
const sessionNext = `local next = (function(lua_next)
  return function(what, key)
    if type(what) == "string" then return coldmoon.next(what) end
    return lua_next(what, key)
  end
end)(next)`

// sessionKeep keeps the value of an expression as a session does. The name of the
// function is one that the session does not use.
const sessionKeep = `local _, __, out = nil, nil, {}
local %[1]s
do
  local results = 0
  function %[1]s(...)
    if select("#", ...) == 0 then return end
    __, _ = _, (...)
    results = results + 1
    out[results] = _
  end
end`

// entry writes one input.
func (w *writer) entry(e *entry) {
	w.line("\n-- %s", e.in.Name)
	body := w.body(e.in.Source)
	switch {
	case e.in.Till > 0:
		w.line("coldmoon.till(%s, function()\n%s\nend)", seconds(e.in.Till), body)
	case e.in.Cut > 0:
		w.line("coldmoon.part(%d, function()\n%s\nend) -- interrupted", e.in.Cut, body)
	case e.failed != "":
		w.line("coldmoon.attempt(function()\n%s\nend) -- %s", body, e.failed)
	default:
		w.line("%s", body)
	}
}

// seconds writes a time exactly.
func seconds(t sim.Time) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%09d", t/1e9, t%1e9), "0"), ".")
}

// body writes an input as statements.
func (w *writer) body(src string) string {
	src = strings.TrimPrefix(src, "\ufeff")
	if strings.HasPrefix(src, "#") {
		src = "--" + src
	}
	value, marked := strings.CutPrefix(strings.TrimSpace(src), "=")
	_, err := luabind.Hoist("return " + value)
	_, notStatement := luabind.Hoist(src)
	text, _ := luabind.Hoist(src)
	switch {
	case err == nil && w.keeps && strings.TrimSpace(value) != "":
		return w.keep + "((function()\nreturn " + value + "\nend)())"
	case err == nil && (marked || notStatement != nil):
		return "do local _ = " + strings.TrimRight(value, "; \n") + " end"
	case edit.HasKeyword(src, "return"):
		if w.keeps {
			return w.keep + "((function()\n" + text + "\nend)())"
		}
		return "do local _ = (function()\n" + text + "\nend)() end"
	case strings.HasPrefix(strings.TrimSpace(text), "("):
		return "do\n" + text + "\nend"
	}
	return strings.TrimRight(strings.TrimLeft(text, " \n"), "\n")
}
