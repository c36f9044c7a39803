package luabind

// This file holds the state of a session: its variables, and what stops an input.

import (
	"io"
	"maps"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// A session is what a runtime of the mode Interactive has besides.
type session struct {
	env      *lua.LTable           // the globals of inputs: variables of the session, then those of the runtime
	declared map[string]bool       // names of the variables of the session, which may be nil
	order    []string              // the same in the order of their declaration
	base     map[string]lua.LValue // the globals that the session began with
	out      *lua.LTable           // the value of every expression
	results  int                   // how many there are

	ask      Ask  // what the input asks of the session
	isScript bool // the input is the script

	stdout, stderr io.Writer // while a quiet input runs

	mu      sync.Mutex  // guards what follows
	running bool        // an input is being evaluated
	timer   *time.Timer // will stop it in Lua; nil: it has not been interrupted
}

// patience is how long an interrupted input may take to come to an event border. One
// that has not by then is stopped in Lua, wherever it is.
const patience = 25 * time.Millisecond

// openSession makes the session.
func (rt *Runtime) openSession() {
	s := &session{env: rt.root.NewTable(), declared: map[string]bool{}, out: rt.root.NewTable()}
	rt.session = s
	mt := rt.root.NewTable()
	mt.RawSetString("__index", rt.root.G.Global)
	mt.RawSetString("__newindex", rt.root.NewFunction(rt.setGlobal))
	mt.RawSetString("__metatable", lua.LString("session"))
	s.env.Metatable = mt
	s.declared["_"], s.declared["__"], s.declared[unusedName] = true, true, true
	rt.root.G.Global.RawSetString("out", s.out)
	functions := rt.sessionFunctions()
	maps.Copy(functions, rt.lookFunctions())
	for name, fn := range functions {
		f := rt.root.NewFunction(fn)
		rt.names[f] = name
		rt.root.G.Global.RawSetString(name, f)
	}
	s.base = map[string]lua.LValue{}
	for _, name := range stringKeys(rt.root.G.Global) {
		s.base[name] = rt.root.G.Global.RawGetString(name)
	}
	rt.world.sim.SetPoll(1, rt.pollEach)
}

// setGlobal is the __newindex of the globals of inputs. It is asked for names that
// have no value there.
func (rt *Runtime) setGlobal(L *lua.LState) int {
	s, g := rt.session, rt.root.G.Global
	key, v := L.Get(2), L.Get(3)
	name, ok := key.(lua.LString)
	if !ok || !s.declared[string(name)] {
		g.RawSet(key, v)
		return 0
	}
	s.env.RawSet(key, v)
	if v == lua.LNil && g.RawGet(key) != lua.LNil {
		s.hide(rt)
	}
	return 0
}

// hide makes a variable that is nil hide the global of its name. It costs a call of a
// function for every use of a global, so it is done when it is needed.
func (s *session) hide(rt *Runtime) {
	mt := s.env.Metatable.(*lua.LTable)
	mt.RawSetString("__index", rt.root.NewFunction(func(L *lua.LState) int {
		if name, ok := L.Get(2).(lua.LString); ok && s.declared[string(name)] {
			return 0
		}
		L.Push(L.GetTable(rt.root.G.Global, L.Get(2)))
		return 1
	}))
}

// sessionGlobal returns a variable that code outside of the session, or the session
// itself, looks for among the globals in vain: a variable of the session, or a module.
func (rt *Runtime) sessionGlobal(L *lua.LState, name string) (lua.LValue, bool) {
	s := rt.session
	if s == nil {
		return nil, false
	}
	if s.declared[name] {
		return s.env.RawGetString(name), true
	}
	full := rootName
	if name != rootName {
		full += "." + name
	}
	if !rt.isModule(full) {
		return nil, false
	}
	v := rt.requireModule(L, full)
	rt.root.G.Global.RawSetString(name, v)
	return v, true
}

// declare makes names variables of the session.
func (s *session) declare(rt *Runtime, names []string) {
	for _, name := range names {
		if !s.declared[name] {
			s.declared[name] = true
			s.order = append(s.order, name)
		}
	}
}

// set sets a variable of the session.
func (s *session) set(name string, v lua.LValue) { s.env.RawSetString(name, v) }

// begin prepares for an input.
func (s *session) begin(rt *Runtime, in Input) {
	rt.aborted, rt.crash, rt.lastFault, rt.explicit, rt.inner = nil, nil, nil, false, nil
	rt.cut, rt.border, rt.giveUp = in.Cut, false, nil
	s.ask, s.isScript = nil, in.Name == rt.name
	if s.stdout, s.stderr = rt.opt.Stdout, rt.opt.Stderr; in.Quiet {
		rt.opt.Stdout, rt.opt.Stderr = quiet, quiet
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = true
}

// end cleans up after an input, of which all has been said.
func (s *session) end(rt *Runtime) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	rt.stop.Store(false)
	rt.gently.Store(false)
	rt.aborted, rt.crash, rt.cut, rt.giveUp = nil, nil, 0, nil
	rt.opt.Stdout, rt.opt.Stderr = s.stdout, s.stderr
}

// Interrupt stops the input that is being evaluated, if there is one; it may be
// called by any goroutine. A simulation stops at the next event border; anything else
// is stopped a little later, or by a second call at once. A single call of a string
// function can't be stopped.
func (rt *Runtime) Interrupt() {
	s := rt.session
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.running:
	case s.timer == nil:
		rt.gently.Store(true)
		s.timer = time.AfterFunc(patience, func() { rt.force() })
	default:
		rt.stop.Store(true)
	}
}

// force stops the input that was interrupted, if it still runs.
func (rt *Runtime) force() {
	s := rt.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running && s.timer != nil {
		rt.stop.Store(true)
	}
}

// typing reports whether what runs was typed, rather than read from a script.
func (rt *Runtime) typing() bool { return rt.session != nil && !rt.session.isScript }
