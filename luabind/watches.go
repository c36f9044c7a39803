package luabind

// This file binds watches: values that are printed after each stop of the main
// chunk's time when they have changed.

import (
	"fmt"
	"strconv"

	lua "github.com/yuin/gopher-lua"
)

// A watchpoint is a value that is watched.
type watchpoint struct {
	id    int
	label string
	cb    *callback
	last  string // what was printed of it
	known bool   // it was printed
}

// watchHook is what runs while a watched value is asked for, in errors.
const watchHook = "watch"

// showWatches prints the watched values that have changed.
func (h *hands) showWatches() {
	for _, w := range h.watches {
		if text := h.valueOf(w); !w.known || text != w.last {
			h.say("%s = %s", w.label, text)
			w.last, w.known = text, true
		}
	}
}

// valueOf returns the text of a watched value: that of the error if it can't be had.
func (h *hands) valueOf(w *watchpoint) string {
	world := h.rt.world
	L := w.cb.begin()
	world.hook = watchHook
	err := w.cb.call(L, 0, 1)
	world.hook = ""
	if err != nil {
		return asError(err, ELUA).Error()
	}
	text := h.rt.show(L.Get(-1))
	w.cb.end(L)
	return text
}

// watchValue is coldmoon.watch(expression or function, label).
func (rt *Runtime) watchValue(L *lua.LState) int {
	a := rt.args(L)
	w := &watchpoint{}
	fn, isFunction := L.Get(1).(*lua.LFunction)
	if !isFunction {
		w.label = argument(&a, 1, "expression", toWatched)
	}
	if L.Get(2) != lua.LNil {
		w.label = a.name(2, "label")
	} else if isFunction {
		w.label = "watch " + strconv.Itoa(rt.hands.lastWatch+1)
	}
	a.none(2)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	if !isFunction {
		var e *Error
		if fn, e = rt.compileWatch(L.Get(1).String()); e != nil {
			return rt.refuse(L, "expression: %s", e.Message)
		}
	}
	h := rt.hands
	h.lastWatch++
	w.id, w.cb = h.lastWatch, rt.newCallback(fn)
	h.watches = append(h.watches, w)
	if rt.opt.Mode.simulates() {
		h.showWatches()
	}
	L.Push(lua.LNumber(w.id))
	return 1
}

func toWatched(v lua.LValue) (string, string) {
	if s, ok := v.(lua.LString); ok && s != "" {
		return string(s), ""
	}
	return "", mustBe(v, `an expression such as "cloud.cluster:waiting()", or a function`)
}

// compileWatch makes a function of an expression, which sees the globals, and the
// variables of the session.
func (rt *Runtime) compileWatch(text string) (*lua.LFunction, *Error) {
	fn, e := rt.compile(fmt.Sprintf("watch:%d", rt.hands.lastWatch+1), []byte(returning+text))
	if e == nil && rt.session != nil {
		fn.Env = rt.session.env
	}
	return fn, e
}

// unwatch is coldmoon.unwatch(id): it ends a watch, or all of them.
func (rt *Runtime) unwatch(L *lua.LState) int {
	h := rt.hands
	if L.GetTop() == 0 {
		rt.outside(L)
		h.watches = nil
		return 0
	}
	a := rt.args(L)
	id := a.integer(1, "id", 1, 1<<53)
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	for i, w := range h.watches {
		if w.id == int(id) {
			h.watches = append(h.watches[:i:i], h.watches[i+1:]...)
			return 0
		}
	}
	return rt.refuse(L, "id: %d: there is no such watch", id)
}
