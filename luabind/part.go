package luabind

// This file gives up what runs in the script when the simulation stops at an event
// border before its time.

import lua "github.com/yuin/gopher-lua"

// cutObject unwinds what is given up when the simulation has come to a noted event.
const cutObject = lua.LString("given up")

// halted notes why the simulation was stopped by a poll, and lets the script unwind.
func (rt *Runtime) halted(err error) {
	rt.border = err == nil
	if rt.cut > 0 && rt.world.sim.Events() >= rt.cut && !rt.stop.Load() {
		rt.world.sim.Resume()
		rt.giveUp = cutObject
		return
	}
	rt.stop.Store(true)
}

// interrupted is the error of an interruption.
func (rt *Runtime) interrupted() *Error {
	return &Error{Code: EINTR, Path: rt.name, Message: "interrupted", Exit: exits[EINTR]}
}

// part is coldmoon.part(events, function).
func (rt *Runtime) part(L *lua.LState) int {
	a := rt.args(L)
	events := a.integer(1, "events", 1, 1<<53)
	fn := a.function(2, "function")
	a.none(2)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.simulates(L)
	return rt.runPart(L, uint64(events), fn)
}

// runPart calls fn until the simulation has handled so many events.
func (rt *Runtime) runPart(L *lua.LState, events uint64, fn *lua.LFunction) int {
	outer := rt.cut
	if outer > 0 {
		events = min(events, outer)
	}
	rt.cut = events
	rt.world.sim.SetPoll(1, rt.pollEach)
	th := rt.enter(L)
	th.tryFn(fn)
	err := th.try(0, 0)
	rt.leave(th)
	rt.cut = outer
	if rt.session == nil && outer == 0 {
		rt.world.sim.SetPoll(pollEvery, rt.poll)
	}
	if rt.giveUp == cutObject && events != outer {
		rt.giveUp = nil
		return 0
	}
	if err != nil {
		L.Push(rt.caught(L, err))
		rt.explicit = originOf(err) != byFault
		L.Error(L.Get(-1), 0)
	}
	return 0
}
