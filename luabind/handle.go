package luabind

// This file binds handles, invocations that somebody asked for, and the records
// that observers are given.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A recordView is the record that observers of a provider are given, which is empty
// when none of them runs, or that of an invocation in flight.
type recordView struct {
	record *engine.Record
	hook   string // the observer that was given it last
}

func (rt *Runtime) openHandles() {
	handle, view := fields[*engine.Handle]{}, fields[*recordView]{}
	for name, get := range recordFields {
		handle[name] = func(h *engine.Handle) lua.LValue {
			r := h.Record()
			return get(rt, &r)
		}
		view[name] = func(v *recordView) lua.LValue {
			return get(rt, v.record)
		}
	}
	handle["done"] = func(h *engine.Handle) lua.LValue { return lua.LBool(h.Done()) }
	handle["output"] = func(h *engine.Handle) lua.LValue { return luaValue(h.Output()) }
	handle["status"] = func(h *engine.Handle) lua.LValue { return lua.LString(h.Status().String()) }
	rt.world.handles = newClass(rt, "Handle", methods{"await": rt.handleAwait, "await_accepted": rt.handleAwaitAccepted}, handle)
	rt.world.records = newClass(rt, "Record", nil, view)
	rt.world.records.over = func(v *recordView) string {
		if v.record != nil {
			return ""
		}
		return onlyDuring("record", v.hook)
	}
}

// handleAwait is handle:await(): it lets time pass until the invocation has
// ended, and returns the handle.
func (rt *Runtime) handleAwait(L *lua.LState) int {
	h := rt.world.handles.self(L)
	rt.await(L, h)
	L.Push(L.Get(1))
	return 1
}

// handleAwaitAccepted is handle:await_accepted(): it lets time pass until the
// provider has accepted the invocation, and returns the handle.
func (rt *Runtime) handleAwaitAccepted(L *lua.LState) int {
	h := rt.world.handles.self(L)
	if p := rt.blocks(L); p != nil {
		rt.blocked(L, p.AwaitAccepted(h))
	} else {
		rt.advanceTo(L, h.Accepted)
	}
	L.Push(L.Get(1))
	return 1
}

// await blocks the process that runs, or lets the simulation run, until h has
// ended.
func (rt *Runtime) await(L *lua.LState, h *engine.Handle) {
	if p := rt.blocks(L); p != nil {
		rt.blocked(L, p.Await(h))
		return
	}
	rt.advanceTo(L, h.Done)
	if !h.Done() && rt.hands.stopped == nil {
		r := h.Record()
		rt.raise(L, ELUA, "invocation %d of %q will never end: it is %s, and nothing is left to happen", r.ID, nameOfFunction(&r), r.Status)
	}
}

// advanceTo lets the simulation run until something is reached.
func (rt *Runtime) advanceTo(L *lua.LState, reached func() bool) {
	rt.advance(L, func() error {
		if reached() {
			return nil
		}
		return rt.hands.run(sim.Never, func() bool { return !reached() })
	})
}

// awaitAll is coldmoon.await_all{handles}: it returns the table.
func (rt *Runtime) awaitAll(L *lua.LState) int {
	a := rt.args(L)
	list := a.table(1, "handles")
	if !a.ok() {
		return rt.poison(L)
	}
	handles := make([]*engine.Handle, list.Len())
	for i := range handles {
		v := list.RawGetInt(i + 1)
		if rt.opt.Mode == Check && isPoison(v) {
			return rt.poison(L)
		}
		var ok bool
		if handles[i], ok = rt.world.handles.from(v); !ok {
			return rt.refuse(L, "%s", fmt.Sprintf("handles[%d]: %s", i+1, mustBe(v, "a handle")))
		}
	}
	for _, h := range handles {
		if rt.await(L, h); rt.hands.stopped != nil {
			break
		}
	}
	L.Push(list)
	return 1
}
