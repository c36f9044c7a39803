package luabind

// This file gives up what runs in the script when the simulation stops at an event
// border before its time.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// cutObject unwinds what is given up when the simulation has come to a noted event.
const cutObject = lua.LString("given up")

// halted notes why the simulation was stopped by a poll or its limit, and lets the
// script unwind.
func (rt *Runtime) halted(err error) {
	rt.border = err == nil
	w := rt.world.sim
	switch {
	case rt.stop.Load():
	case err != nil && (rt.session != nil || rt.cut > 0 || rt.till > 0): // the last event failed: that is told
	case rt.cut > 0 && w.Events() >= rt.cut, rt.till > 0 && w.Now() >= rt.till:
		rt.giveUp = cutObject
		w.Forgive()
	default:
		rt.stop.Store(true)
	}
}

// setTill says at what time what runs is given up; 0: at none.
func (rt *Runtime) setTill(t sim.Time) {
	rt.till = t
	if t == 0 {
		t = sim.Never
	}
	rt.world.sim.SetLimit(t)
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

// tillTime is coldmoon.till(seconds, function).
func (rt *Runtime) tillTime(L *lua.LState) int {
	a := rt.args(L)
	t := a.time(1, "seconds")
	fn := a.function(2, "function")
	a.none(2)
	if now := rt.world.sim.Now(); a.verdict == nil && t <= now {
		a.bad("seconds", fmt.Sprintf("%s: must be after now, %s", given(L.Get(1)), number(now.Seconds())))
	}
	if !a.ok() {
		return rt.poison(L)
	}
	rt.simulates(L)
	outer := rt.till
	if outer > 0 {
		t = min(t, outer)
	}
	rt.setTill(t)
	err := rt.whole(L, fn)
	rt.setTill(outer)
	return rt.afterPart(L, err, t != outer && rt.world.sim.Now() >= t)
}

// runPart calls fn until the simulation has handled so many events.
func (rt *Runtime) runPart(L *lua.LState, events uint64, fn *lua.LFunction) int {
	outer := rt.cut
	if outer > 0 {
		events = min(events, outer)
	}
	rt.cut = events
	rt.world.sim.SetPoll(1, rt.pollEach)
	err := rt.whole(L, fn)
	rt.cut = outer
	if rt.session == nil && outer == 0 {
		rt.world.sim.SetPoll(pollEvery, rt.poll)
	}
	return rt.afterPart(L, err, events != outer && rt.world.sim.Events() >= events)
}

// whole calls fn and returns what it raised.
func (rt *Runtime) whole(L *lua.LState, fn *lua.LFunction) *lua.ApiError {
	th := rt.enter(L)
	th.tryFn(fn)
	err := th.try(0, 0)
	rt.leave(th)
	return err
}

// afterPart goes on after what was given up where it should be, which mine says, and
// raises any other error again.
func (rt *Runtime) afterPart(L *lua.LState, err *lua.ApiError, mine bool) int {
	if rt.giveUp == cutObject && mine {
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
