package luabind

// This file binds the functions of the root module that need no simulation.
// Their signatures are in stdlib/meta/coldmoon.lua.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// abort is coldmoon.abort(reason): it ends the run. The script can't catch it.
func (rt *Runtime) abort(L *lua.LState) int {
	message := "aborted by the script"
	if L.GetTop() > 0 && L.Get(1) != lua.LNil {
		message = "aborted: " + rt.toString(L, L.Get(1))
	}
	e := rt.errorAt(callerOf(L), EABORT, message)
	e.Trace = traceback(L, 0)
	rt.aborted = e
	rt.raiseError(L, e)
	return 0
}

// log is coldmoon.log(…): it writes its arguments, as print does, to standard
// error after the simulated time.
func (rt *Runtime) log(L *lua.LState) int {
	now := sim.Time(0)
	if rt.now != nil {
		now = rt.now()
	}
	text := make([]string, L.GetTop())
	for i := range text {
		text[i] = rt.toString(L, L.Get(i+1))
	}
	fmt.Fprintf(rt.opt.Stderr, "[%v] %s\n", now, strings.Join(text, "\t"))
	return 0
}
