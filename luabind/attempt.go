package luabind

// This file binds what saved sessions need to repeat what happened in them.

import lua "github.com/yuin/gopher-lua"

// attempt is coldmoon.attempt(function): it calls the function as a session evaluates
// an input. Whatever goes wrong, the script goes on, and so does the simulation.
func (rt *Runtime) attempt(L *lua.LState) int {
	a := rt.args(L)
	fn := a.function(1, "function")
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.simulates(L)
	th := rt.enter(L)
	th.tryFn(fn)
	err := th.try(0, 0)
	rt.leave(th)
	if err == nil {
		return 0
	}
	if rt.crash != nil || rt.stop.Load() || rt.giveUp != nil { // not the function's failure
		rt.throw(L, rt.fatal())
	}
	rt.aborted = nil
	rt.forgive()
	return 0
}

// done is coldmoon.done(): the script has simulated all that it wants.
func (rt *Runtime) done(L *lua.LState) int {
	a := rt.args(L)
	a.none(0)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.world.ran = true
	return 0
}
