package luabind

// This file calls Lua from Go where speed matters: the hooks of policies,
// generators of arrivals.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A callback is a Lua function that Go calls again and again. A call of it
// allocates nothing but what Lua itself does for numbers:
//
//	L := cb.begin()
//	L.Push(a)
//	L.Push(b)
//	if err := cb.call(L, 2, 1); err != nil {
//		return err
//	}
//	v := L.Get(-1)
//	cb.end(L)
type callback struct {
	rt *Runtime
	fn *lua.LFunction
}

func (rt *Runtime) newCallback(fn *lua.LFunction) *callback { return &callback{rt, fn} }

// place returns where the function is defined; no place if it is written in Go.
func (cb *callback) place() place {
	if cb.fn.IsG {
		return place{}
	}
	return place{cb.fn.Proto.SourceName, cb.fn.Proto.LineDefined}
}

// inBrackets returns that place as " (sweep.lua:12)", "" if there is none.
func (cb *callback) inBrackets() string {
	if text := cb.place().String(); text != "" {
		return " (" + strings.TrimSuffix(text, ": ") + ")"
	}
	return ""
}

// begin takes a stack, on which the caller pushes the arguments. Calls nest.
func (cb *callback) begin() *lua.LState {
	rt := cb.rt
	var th *thread
	if n := len(rt.hot); n > 0 {
		th = rt.hot[n-1]
		rt.hot = rt.hot[:n-1]
	} else {
		th = rt.newThread(callbackFrames, false)
		th.traced = true
	}
	th.L.Push(cb.fn)
	return th.L
}

// call calls the function with the nargs arguments on L and leaves nret results
// (lua.MultRet: all) on L. After an error, which is an *Error, L is gone: end
// must not be called.
func (cb *callback) call(L *lua.LState, nargs, nret int) error {
	th := threadOf(L)
	if err := th.run(nargs, nret); err != nil {
		return cb.rt.errorOf(err, th)
	}
	return nil
}

// end gives the stack back, with the results that are on it.
func (cb *callback) end(L *lua.LState) {
	L.SetTop(0)
	cb.rt.hot = append(cb.rt.hot, threadOf(L))
}
