package luabind

// This file holds the functions of Lua's base library that load code. Only text
// is loaded, never bytecode.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// load is load(f or string, name).
func (rt *Runtime) load(L *lua.LState) int {
	if _, ok := L.Get(1).(lua.LString); ok {
		return rt.loadstring(L)
	}
	fn := L.CheckFunction(1)
	var text strings.Builder
	for {
		L.Push(fn)
		L.Call(0, 1)
		piece := L.Get(-1)
		L.Pop(1)
		s, ok := piece.(lua.LString)
		if piece != lua.LNil && !ok {
			L.Push(lua.LNil)
			L.Push(lua.LString("reader function must return a string"))
			return 2
		}
		if s == "" {
			return rt.loadText(L, text.String(), L.OptString(2, "=(load)"))
		}
		text.WriteString(string(s))
	}
}

func (rt *Runtime) loadstring(L *lua.LState) int {
	text := L.CheckString(1)
	return rt.loadText(L, text, L.OptString(2, text))
}

// loadText pushes the function of a text, or nil and the error. The name is as
// in C Lua: "=name" and "@name" are names, everything else is a text of which
// the first line is shown.
func (rt *Runtime) loadText(L *lua.LState, text, name string) int {
	if strings.HasPrefix(name, "=") || strings.HasPrefix(name, "@") {
		name = name[1:]
	} else {
		line, rest, more := strings.Cut(name, "\n")
		const most = 60
		if len(line) > most || more && rest != "" {
			line = line[:min(len(line), most)] + "..."
		}
		name = `[string "` + line + `"]`
	}
	if src, ok := rt.sources[name]; ok && src.text != text { // another chunk's errors keep their code
		name += " "
	}
	fn, err := rt.compile(name, []byte(text))
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(place{err.Path, err.Line}.String() + err.Message))
		return 2
	}
	L.Push(fn)
	return 1
}

func (rt *Runtime) loadfile(L *lua.LState) int {
	name := L.CheckString(1)
	text, err := rt.readFile(name)
	if err != nil {
		if isForbidden(err) {
			rt.raiseFile(L, err)
		}
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	return rt.loadText(L, string(text), "@"+name)
}

func (rt *Runtime) dofile(L *lua.LState) int {
	name := L.CheckString(1)
	text, err := rt.readFile(name)
	if err != nil {
		rt.raiseFile(L, err)
	}
	fn, e := rt.compile(name, text)
	if e != nil {
		rt.raiseError(L, e)
	}
	top := L.GetTop()
	L.Push(fn)
	L.Call(0, lua.MultRet)
	return L.GetTop() - top
}
