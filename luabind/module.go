package luabind

// This file holds the modules that scripts require: their registration and the
// root module coldmoon.

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// rootName is the name of the root module; other modules begin with it and a
// point.
const rootName = "coldmoon"

// values are fields of a module that are no functions.
type values map[string]lua.LValue

// rootFunctions are the functions of the root module, by concept.
func (rt *Runtime) rootFunctions() []methods {
	return []methods{
		{"abort": rt.abort, "log": rt.log, "param": rt.param},
		rt.worldFunctions(),
		rt.lookFunctions(),
		rt.handsFunctions(),
	}
}

// addModules registers the modules that are written in Go. Those written in Lua
// are found in package stdlib.
func (rt *Runtime) addModules() {
	rt.modules[rootName] = rt.openRoot
	rt.modules["coldmoon.dist"] = rt.openDist
	rt.modules["coldmoon.workload"] = rt.openWorkload
	rt.modules["coldmoon._options"] = rt.openOptions
	rt.modules["coldmoon._units"] = rt.openUnits
}

// openRoot makes the module coldmoon. Its functions are known by their bare
// names in errors. A field that is the name of a module is that module.
func (rt *Runtime) openRoot() lua.LValue {
	all := methods{}
	for _, m := range rt.rootFunctions() {
		for name, fn := range m {
			all[name] = fn
		}
	}
	t := rt.functionTable(rootName+".", "", all)
	t.RawSetString("version", lua.LString(rt.opt.Version))
	rt.catalog = append(rt.catalog, rootName+".version")
	return rt.seal(rootName, t)
}

// newModule makes a module of functions and values. The name is the last part
// of the module's, with which errors call the functions: "dist.lognormal".
func (rt *Runtime) newModule(name string, m methods, v values) lua.LValue {
	t := rt.functionTable(rootName+"."+name+".", name+".", m)
	for _, key := range sortedKeys(v) {
		rt.catalog = append(rt.catalog, rootName+"."+name+"."+key)
		t.RawSetString(key, v[key])
	}
	return rt.seal(rootName+"."+name, t)
}

// fieldsKey is where the metatable of a sealed table keeps what it seals, for
// pairs.
const fieldsKey = "__fields"

// seal returns a table that reads from t and refuses to be changed. Reading a
// field that t does not have is an error which names the nearest.
func (rt *Runtime) seal(name string, t *lua.LTable) *lua.LTable {
	inner, outer := rt.root.NewTable(), rt.root.NewTable()
	inner.RawSetString("__index", rt.root.NewFunction(func(L *lua.LState) int {
		return rt.moduleField(L, name, t, L.Get(2))
	}))
	t.Metatable = inner
	outer.RawSetString("__index", t)
	outer.RawSetString(fieldsKey, t)
	outer.RawSetString("__newindex", rt.root.NewFunction(func(L *lua.LState) int {
		return rt.readOnly(L, name, L.Get(2))
	}))
	outer.RawSetString("__metatable", lua.LString(name))
	return &lua.LTable{Metatable: outer}
}

// moduleField finds a field that a module does not have: a module below it, or
// an error.
func (rt *Runtime) moduleField(L *lua.LState, name string, t *lua.LTable, key lua.LValue) int {
	if s, ok := key.(lua.LString); ok && rt.isModule(name+"."+string(s)) {
		v := rt.requireModule(L, name+"."+string(s))
		t.RawSetString(string(s), v)
		L.Push(v)
		return 1
	}
	names := stringKeys(t)
	for _, m := range rt.moduleNames() {
		if below, ok := strings.CutPrefix(m, name+"."); ok && !slices.Contains(names, below) {
			names = append(names, below)
		}
	}
	slices.Sort(names)
	return rt.noField(L, name, names, key)
}

// stringKeys returns the keys of t that are strings, in the order of pairs.
func stringKeys(t *lua.LTable) []string {
	var keys []string
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		if s, ok := k.(lua.LString); ok {
			keys = append(keys, string(s))
		}
	}
	return keys
}

// isModule reports whether there is a module of the program of that name.
func (rt *Runtime) isModule(name string) bool {
	return rt.modules[name] != nil || stdlib.Has(strings.TrimPrefix(name, rootName+"."))
}

// moduleNames returns the names of the modules of the program that scripts may
// require, in alphabetical order. Those with a part that begins with an
// underscore are internal.
func (rt *Runtime) moduleNames() []string {
	names := sortedKeys(rt.modules)
	for _, m := range stdlib.Modules() {
		names = append(names, rootName+"."+m)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return strings.Contains(n, "._") })
	slices.Sort(names)
	return slices.Compact(names)
}
