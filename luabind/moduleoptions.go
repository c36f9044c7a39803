package luabind

// This file checks the options of functions that the standard library has in
// Lua.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// openOptions makes the module coldmoon._options, which is a function
// options(name, given, defaults): it returns a table of the options of the
// function called name.
//
// An option has the type of its default: true or false, or a number that is not
// negative. A default that is a list of names makes a choice of them, of which
// the first is the default. What is given may be nil.
func (rt *Runtime) openOptions() lua.LValue { return rt.root.NewFunction(rt.moduleOptions) }

func (rt *Runtime) moduleOptions(L *lua.LState) int {
	name, defaults := L.CheckString(1), L.CheckTable(3)
	o := &options{rt: rt, L: L, set: optionSet{name, stringKeys(defaults)}, verdict: &verdict{}}
	if L.Get(2) != lua.LNil {
		o.open(L.Get(2), "argument 1")
	} else {
		o.unread = true
	}
	result := L.CreateTable(0, len(o.set.names))
	for _, key := range o.set.names {
		switch def := defaults.RawGetString(key).(type) {
		case lua.LBool:
			result.RawSetString(key, lua.LBool(o.boolean(key, bool(def))))
		case lua.LNumber:
			result.RawSetString(key, lua.LNumber(o.nonNegative(key, float64(def))))
		case *lua.LTable:
			result.RawSetString(key, lua.LString(o.enum(key, lua.LVAsString(def.RawGetInt(1)), texts(def)...)))
		default:
			panic(fmt.Sprintf("luabind: option %s of %s has a default of type %s", key, name, def.Type()))
		}
	}
	for i, problem := range o.verdict.problems {
		o.verdict.problems[i] = name + ": " + problem
	}
	if len(o.verdict.problems) > 0 {
		rt.judge(L, o.verdict)
	}
	L.SetTop(0)
	L.Push(result)
	return 1
}

// texts returns the strings in a list.
func texts(list *lua.LTable) []string {
	var all []string
	for i := 1; i <= list.Len(); i++ {
		all = append(all, lua.LVAsString(list.RawGetInt(i)))
	}
	return all
}
