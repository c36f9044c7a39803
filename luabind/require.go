package luabind

// This file finds and loads the modules that scripts require.

import (
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// openPackage makes Lua's package library.
func (rt *Runtime) openPackage() *lua.LTable {
	t := rt.closedLibrary("package", methods{}, noPackage)
	rt.loaded = rt.root.NewTable()
	t.RawSetString("loaded", rt.loaded)
	t.RawSetString("path", lua.LString("./?.lua;./?/init.lua"))
	t.RawSetString("preload", rt.root.NewTable())
	rt.preload = t.RawGetString("preload").(*lua.LTable)
	return t
}

// require is require(name).
func (rt *Runtime) require(L *lua.LState) int {
	L.Push(rt.requireModule(L, L.CheckString(1)))
	return 1
}

// requireModule returns the module of that name, loading it if this is the
// first time. A name that begins with "coldmoon" is a module of the program,
// any other a file below the script's directory.
func (rt *Runtime) requireModule(L *lua.LState, name string) lua.LValue {
	if v := rt.loaded.RawGetString(name); lua.LVAsBool(v) {
		return v
	}
	if i := slices.Index(rt.loading, name); i >= 0 {
		rt.raise(L, ELUA, "require: modules require each other: %s", strings.Join(append(rt.loading[i:], name), " → "))
	}
	depth := len(rt.loading)
	rt.loading = append(rt.loading, name)
	// An error leaves this function by a panic.
	defer func() { rt.loading = rt.loading[:depth] }()
	v := rt.loadModule(L, name)
	if v == lua.LNil {
		if v = rt.loaded.RawGetString(name); v == lua.LNil { // it may have put itself there
			v = lua.LTrue
		}
	}
	rt.loaded.RawSetString(name, v)
	return v
}

// loadModule runs the loader of a module and returns what that returned.
func (rt *Runtime) loadModule(L *lua.LState, name string) lua.LValue {
	if fn, ok := rt.preload.RawGetString(name).(*lua.LFunction); ok {
		return callModule(L, fn, name)
	}
	if name == rootName || strings.HasPrefix(name, rootName+".") {
		return rt.loadOwn(L, name)
	}
	return rt.loadFile(L, name)
}

// loadOwn loads a module of the program.
func (rt *Runtime) loadOwn(L *lua.LState, name string) lua.LValue {
	if open := rt.modules[name]; open != nil {
		return open()
	}
	short := strings.TrimPrefix(name, rootName+".")
	text, ok := stdlib.Source(short)
	if !ok {
		names := rt.moduleNames()
		rt.raise(L, ELUA, "require: no module %q%s; coldmoon has: %s", name, didYouMean(name, names), strings.Join(names, ", "))
	}
	fn, e := rt.compile(stdlibPrefix+short+".lua", text)
	if e != nil {
		panic("luabind: standard library: " + e.Error())
	}
	v := callModule(L, fn, name)
	if t, ok := v.(*lua.LTable); ok {
		return rt.seal(name, t)
	}
	return v
}

// loadFile loads a module of the script's author.
func (rt *Runtime) loadFile(L *lua.LState, name string) lua.LValue {
	base := filepath.FromSlash(strings.ReplaceAll(name, ".", "/"))
	tried := []string{base + ".lua", filepath.Join(base, "init.lua")}
	for _, file := range tried {
		if here := filepath.Join(rt.dir, file); !rt.mayName(here) || !exists(here) {
			continue
		}
		text, err := rt.readFile(file)
		if err != nil {
			rt.raiseFile(L, err)
		}
		fn, e := rt.compile(filepath.ToSlash(filepath.Join(filepath.Dir(rt.name), file)), text)
		if e != nil {
			e.Trace = traceback(L, 0)
			rt.raiseError(L, e)
		}
		return callModule(L, fn, name)
	}
	hint := ""
	names := rt.moduleNames()
	if slices.Contains(names, rootName+"."+name) {
		hint = ` (did you mean "` + rootName + "." + name + `"?)`
	} else {
		hint = didYouMean(name, append(names, rt.userModules()...))
	}
	rt.raise(L, ELUA, "require: no module %q%s; there is no %s below the script's directory", name, hint, strings.Join(tried, " and no "))
	return nil
}

// userModules returns the names of the modules beside the script.
func (rt *Runtime) userModules() []string {
	var names []string
	files, _ := filepath.Glob(filepath.Join(rt.dir, "*.lua"))
	inits, _ := filepath.Glob(filepath.Join(rt.dir, "*", "init.lua"))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".lua"))
	}
	for _, f := range inits {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	return names
}

// callModule calls the main chunk of a module with its name.
func callModule(L *lua.LState, fn *lua.LFunction, name string) lua.LValue {
	L.Push(fn)
	L.Push(lua.LString(name))
	L.Call(1, 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}
