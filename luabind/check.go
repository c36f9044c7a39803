package luabind

// This file lets the mode Check go on after an error, so that it reports all
// that is wrong with a script.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// poisonValue marks the value that stands for what a refused call would have
// returned. It absorbs what a script does with it: indexing, calling and
// calculating give poison again, and all checks of arguments accept it.
type poisonValue struct{}

// isPoison reports whether v is poison.
func isPoison(v lua.LValue) bool {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return false
	}
	_, ok = ud.Value.(poisonValue)
	return ok
}

// poison pushes poison and returns 1, for bindings to return.
func (rt *Runtime) poison(L *lua.LState) int {
	L.Push(rt.poisonous)
	return 1
}

// refuse reports that a call of the API can't be carried out, with the code
// EOPT. It raises the error; in the mode Check it notes the error, pushes
// poison and returns 1.
func (rt *Runtime) refuse(L *lua.LState, format string, args ...any) int {
	return rt.report(L, rt.newError(L, EOPT, format, args...))
}

// report is refuse for an error that has been made.
func (rt *Runtime) report(L *lua.LState, e *Error) int {
	if rt.opt.Mode != Check {
		rt.raiseError(L, e)
	}
	rt.problems = append(rt.problems, e)
	return rt.poison(L)
}

// newPoison makes the one poison of a state.
func (rt *Runtime) newPoison() *lua.LUserData {
	mt := rt.root.NewTable()
	ud := &lua.LUserData{Value: poisonValue{}, Metatable: mt}
	absorb := rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(ud)
		return 1
	})
	// A generic for calls its iterator with a nil state: end the loop.
	mt.RawSetString("__call", rt.root.NewFunction(func(L *lua.LState) int {
		if L.GetTop() == 3 && L.Get(2) == lua.LNil {
			return 0
		}
		L.Push(ud)
		return 1
	}))
	for _, event := range []string{"__index", "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__concat"} {
		mt.RawSetString(event, absorb)
	}
	mt.RawSetString("__newindex", rt.root.NewFunction(func(*lua.LState) int { return 0 }))
	yes := rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LTrue)
		return 1
	})
	mt.RawSetString("__lt", yes)
	mt.RawSetString("__le", yes)
	mt.RawSetString("__tostring", rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString("(unknown)"))
		return 1
	}))
	mt.RawSetString("__metatable", lua.LString("unknown"))
	return ud
}

// isConsequence reports whether an error comes from what poison does not absorb,
// such as comparing it with a number. It ends the check and says nothing new.
func (rt *Runtime) isConsequence(e *Error) bool {
	return len(rt.problems) > 0 && e.Code == ELUA && strings.Contains(e.Message, "userdata")
}
