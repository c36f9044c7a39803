package luabind

// This file binds the functions by which an input asks something of the session
// itself. They end the input; nothing catches that.

import lua "github.com/yuin/gopher-lua"

// An Ask is what an input asks of the session: one of the types below.
type Ask interface{ isAsk() }

// Quit ends the session.
type Quit struct{}

// Rewind takes the session back to a simulated time in seconds; nil: to before the
// last input that moved time.
type Rewind struct{ To *float64 }

// Fork keeps the present state as A, to be compared with what comes.
type Fork struct{}

// Compare shows the state that Fork has kept beside the present one.
type Compare struct{}

func (Quit) isAsk()    {}
func (Rewind) isAsk()  {}
func (Fork) isAsk()    {}
func (Compare) isAsk() {}

// askObject unwinds an input that has asked something of the session.
const askObject = lua.LString("asked of the session")

// sessionFunctions are the globals that only a session has.
func (rt *Runtime) sessionFunctions() methods {
	return methods{
		"compare": rt.asks(Compare{}),
		"exit":    rt.asks(Quit{}),
		"fork":    rt.asks(Fork{}),
		"help":    rt.help,
		"quit":    rt.asks(Quit{}),
		"rewind":  rt.rewind,
	}
}

// asks returns a function without arguments that asks something.
func (rt *Runtime) asks(ask Ask) lua.LGFunction {
	return func(L *lua.LState) int {
		a := rt.args(L)
		a.none(0)
		if !a.ok() {
			return rt.poison(L)
		}
		return rt.ask(L, ask)
	}
}

// rewind is rewind(seconds).
func (rt *Runtime) rewind(L *lua.LState) int {
	if L.Get(1) == lua.LNil {
		return rt.ask(L, Rewind{})
	}
	a := rt.args(L)
	t := a.time(1, "seconds")
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	to := t.Seconds()
	return rt.ask(L, Rewind{&to})
}

// ask ends the input.
func (rt *Runtime) ask(L *lua.LState, ask Ask) int {
	if w := rt.world; w.running || w.hook != "" {
		rt.raise(L, ELUA, "must not be called inside the simulation")
	}
	rt.session.ask, rt.giveUp = ask, askObject
	rt.throw(L, askObject)
	return 0
}
