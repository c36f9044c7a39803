package luabind

// This file holds Lua's coroutines. They run on Go coroutines, so that they can
// yield inside of pcall, a metamethod or an iterator, where gopher-lua's own
// break, and so that a simulated process can block inside of one.

import (
	"context"
	"iter"
	"runtime"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// A coroutine is what coroutine.create returns. Its handle, the thread that the
// script holds, is not the LState that the code runs on: when the script has
// dropped the handle, nothing else refers to it and a coroutine that still
// waits is ended.
type coroutine struct {
	context.Context // never done: it makes the coroutine what a handle can hold

	rt     *Runtime
	fn     *lua.LFunction
	handle weak.Pointer[lua.LState]
	state  string       // as coroutine.status says
	values []lua.LValue // that resume or yield passes on
	own    *thread      // nil before it begins and when it has ended
	at     *thread      // on which it waits: its own, or one of a pcall in it
	err    *lua.ApiError
	trace  []string // of err

	next    func() (struct{}, bool)
	stop    func()
	yield   func(struct{}) bool
	cleanup runtime.Cleanup
}

func (rt *Runtime) coroutineLibrary() methods {
	return methods{
		"create":  rt.coCreate,
		"resume":  rt.coResume,
		"running": rt.coRunning,
		"status":  coStatus,
		"wrap":    rt.coWrap,
		"yield":   rt.coYield,
	}
}

// newCoroutine makes a coroutine and returns its handle.
func (rt *Runtime) newCoroutine(fn *lua.LFunction) *lua.LState {
	co := &coroutine{Context: context.Background(), rt: rt, fn: fn, state: "suspended"}
	handle := &lua.LState{}
	handle.SetContext(co)
	co.handle = weak.Make(handle)
	return handle
}

// start makes the goroutine of a coroutine.
//
// Should the script drop the handle of a coroutine that waits, its goroutine
// exits where it is; no code of the script runs.
func (co *coroutine) start() {
	co.next, co.stop = iter.Pull(co.body)
	co.cleanup = runtime.AddCleanup(co.handle.Value(), func(stop func()) {
		go stop() // it exits the goroutine that calls it
	}, co.stop)
}

// coroutineOf returns the coroutine of a handle.
func coroutineOf(L *lua.LState, handle *lua.LState) *coroutine {
	co, ok := handle.Context().(*coroutine)
	if !ok {
		L.RaiseError("not a coroutine of this script")
	}
	return co
}

// body runs the coroutine's function.
func (co *coroutine) body(yield func(struct{}) bool) {
	co.yield = yield
	th := co.own
	th.tryFn(co.fn)
	n := co.give(th.L)
	if co.err = th.try(n, lua.MultRet); co.err == nil {
		co.take(th.L, 1)
	}
	co.trace = th.trace
}

// take keeps the values of L from index first on, for the other side.
func (co *coroutine) take(L *lua.LState, first int) {
	co.values = co.values[:0]
	for i, n := first, L.GetTop(); i <= n; i++ {
		co.values = append(co.values, L.Get(i))
	}
}

// give pushes the values that the other side has passed on.
func (co *coroutine) give(L *lua.LState) int {
	for _, v := range co.values {
		L.Push(v)
	}
	n := len(co.values)
	clear(co.values)
	co.values = co.values[:0]
	return n
}

// resume lets co run with the values of L from index first on until it yields
// or ends, and reports whether it did so without an error.
func (rt *Runtime) resume(L *lua.LState, co *coroutine, first int) bool {
	parent := deeper(L)
	co.take(L, first)
	if co.own == nil {
		co.own = rt.freeThread()
		co.own.co, co.own.traced = co, true
		co.start()
	}
	if parent.co != nil {
		parent.co.state = "normal"
	}
	co.state, co.own.parent, co.own.depth = "running", parent, parent.depth+1
	_, alive := co.next()
	co.own.parent = nil
	if parent.co != nil {
		parent.co.state = "running"
	}
	co.state = "suspended"
	if !alive {
		co.end()
	}
	return co.err == nil
}

// end gives back what a coroutine that has ended held.
func (co *coroutine) end() {
	co.state = "dead"
	co.cleanup.Stop()
	co.rt.leave(co.own)
	co.own, co.at, co.fn = nil, nil, nil
}

func (rt *Runtime) coCreate(L *lua.LState) int {
	L.Push(rt.newCoroutine(L.CheckFunction(1)))
	return 1
}

func (rt *Runtime) coResume(L *lua.LState) int {
	co := coroutineOf(L, L.CheckThread(1))
	if co.state != "suspended" {
		L.Push(lua.LFalse)
		L.Push(lua.LString("cannot resume " + co.description() + " coroutine"))
		return 2
	}
	if !rt.resume(L, co, 2) {
		L.Push(lua.LFalse)
		L.Push(rt.caught(L, co.err))
		return 2
	}
	L.Push(lua.LTrue)
	return 1 + co.give(L)
}

func (co *coroutine) description() string {
	if co.state == "dead" {
		return "dead"
	}
	return "non-suspended"
}

func coStatus(L *lua.LState) int {
	L.Push(lua.LString(coroutineOf(L, L.CheckThread(1)).state))
	return 1
}

// coRunning returns the coroutine that runs, nil outside of all.
func (rt *Runtime) coRunning(L *lua.LState) int {
	L.Push(lua.LNil)
	if co := threadOf(L).co; co != nil {
		if handle := co.handle.Value(); handle != nil {
			L.Push(handle)
		}
	}
	return 1
}

// coWrap is coroutine.wrap(f). An error in f is raised where the function that
// wrap returned is called.
func (rt *Runtime) coWrap(L *lua.LState) int {
	handle := rt.newCoroutine(L.CheckFunction(1))
	L.Push(L.NewFunction(func(L *lua.LState) int {
		co := coroutineOf(L, handle)
		if co.state != "suspended" {
			L.RaiseError("cannot resume %s coroutine", co.description())
		}
		if rt.resume(L, co, 1) {
			return co.give(L)
		}
		obj := rt.caught(L, co.err)
		rt.explicit, rt.inner = originOf(co.err) != byFault, co.trace
		L.Error(obj, 0)
		return 0
	}))
	return 1
}

// coYield is coroutine.yield(…).
func (rt *Runtime) coYield(L *lua.LState) int {
	co := threadOf(L).co
	if co == nil {
		L.RaiseError("attempt to yield from outside a coroutine")
	}
	co.take(L, 1)
	co.at = threadOf(L)
	if !co.yield(struct{}{}) {
		runtime.Goexit() // abandoned
	}
	return co.give(L)
}
