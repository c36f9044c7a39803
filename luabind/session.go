package luabind

// This file holds the state of a session: its variables, and what stops an input.

import (
	"io"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// A session is what a runtime of the mode Interactive has besides.
type session struct {
	env      *lua.LTable           // the globals of inputs: variables of the session, then those of the runtime
	declared map[string]bool       // names of the variables of the session, which may be nil
	order    []string              // the same in the order of their declaration
	shadows  map[string]lua.LValue // variables of the session that hide globals
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
	g := rt.root.G.Global
	s := &session{env: rt.root.NewTable(), declared: map[string]bool{}, shadows: map[string]lua.LValue{}, out: rt.root.NewTable()}
	rt.session = s
	mt := rt.root.NewTable()
	mt.RawSetString("__index", g)
	mt.RawSetString("__newindex", rt.root.NewFunction(rt.setGlobal))
	mt.RawSetString("__metatable", lua.LString("session"))
	s.env.Metatable = mt
	s.declared["_"], s.declared["__"], s.declared[unusedName] = true, true, true
	own := rt.functionTable("coldmoon.repl.", "", rt.sessionFunctions())
	for _, name := range stringKeys(own) {
		s.bind(rt, name, own.RawGetString(name))
	}
	s.bind(rt, "out", s.out)
	rt.catalog = append(rt.catalog, "coldmoon.repl.out")
	rt.bindHands()
	s.base = map[string]lua.LValue{}
	for _, t := range []*lua.LTable{g, s.env} {
		for _, name := range stringKeys(t) {
			s.base[name] = t.RawGetString(name)
		}
	}
	rt.world.sim.SetPoll(1, rt.pollEach)
}

// setGlobal is the __newindex of the globals of inputs. It is asked for names that
// have no value there.
//
// A variable of the session that has the name of a global, such as one of Lua's
// library, is kept apart, so that it hides the global even if it is nil. Others need
// no function to be read.
func (rt *Runtime) setGlobal(L *lua.LState) int {
	s, g := rt.session, rt.root.G.Global
	key, v := L.Get(2), L.Get(3)
	name := lua.LVAsString(key)
	hidden := g.RawGet(key)
	_, shadows := s.shadows[name]
	switch {
	case !s.declared[name]:
		g.RawSet(key, v)
	case hidden == lua.LNil && !shadows:
		s.env.RawSet(key, v)
	case hidden != v || shadows:
		s.shadows[name] = v
		mt := s.env.Metatable.(*lua.LTable)
		mt.RawSetString("__index", rt.root.NewFunction(rt.shadowed))
	}
	return 0
}

// shadowed is the __index of the globals of inputs once a variable hides a global.
func (rt *Runtime) shadowed(L *lua.LState) int {
	v, ok := rt.session.shadows[lua.LVAsString(L.Get(2))]
	if !ok {
		v = L.GetTable(rt.root.G.Global, L.Get(2))
	}
	L.Push(v)
	return 1
}

// sessionGlobal returns a variable that code outside of the session, or the session
// itself, looks for among the globals in vain: a variable of the session, or a module.
func (rt *Runtime) sessionGlobal(L *lua.LState, name string) (lua.LValue, bool) {
	s := rt.session
	if s == nil {
		return nil, false
	}
	if v := s.env.RawGetString(name); v != lua.LNil || s.declared[name] {
		return v, true
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

// bind sets what a session begins with: in place of a global of Lua's, or beside them
// so that variables of the session may have the name.
func (s *session) bind(rt *Runtime, name string, v lua.LValue) {
	if g := rt.root.G.Global; g.RawGetString(name) != lua.LNil {
		g.RawSetString(name, v)
		return
	}
	s.set(name, v)
}

// get returns a variable of the session, nil (lua.LNil) if there is none.
func (s *session) get(name string) lua.LValue {
	if v, ok := s.shadows[name]; ok {
		return v
	}
	return s.env.RawGetString(name)
}

// begin prepares for an input.
func (s *session) begin(rt *Runtime, in Input) {
	rt.aborted, rt.crash, rt.lastFault, rt.explicit, rt.inner = nil, nil, nil, false, nil
	rt.cut, rt.border, rt.torn, rt.giveUp, rt.breaks = in.Cut, false, false, nil, in.Break
	rt.setTill(in.Till)
	rt.hands.spoken = false
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
	rt.aborted, rt.crash, rt.cut, rt.giveUp, rt.breaks = nil, nil, 0, nil, false
	rt.setTill(0)
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
