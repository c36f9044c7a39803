package luabind

// This file makes the Lua state: an allow-list of Lua's own library, with the
// functions that would make a script unsafe or a run irreproducible replaced or
// left out.

import (
	"math"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// kept lists what is taken over from gopher-lua as it is, by library; "" is the
// base library.
var kept = []struct {
	library string
	open    lua.LGFunction
	names   []string
}{
	{"", lua.OpenBase, []string{"getfenv", "getmetatable", "ipairs", "next", "rawequal", "rawget", "rawset",
		"select", "setfenv", "setmetatable", "type", "unpack"}},
	{"math", lua.OpenMath, []string{"abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "deg", "exp",
		"floor", "fmod", "frexp", "ldexp", "log", "log10", "max", "min", "mod", "modf", "pi", "pow", "rad", "sin",
		"sinh", "sqrt", "tan", "tanh"}},
	{"string", lua.OpenString, []string{"byte", "char", "find", "gmatch", "gsub", "len", "lower", "match",
		"reverse", "sub", "upper"}},
	{"table", lua.OpenTable, []string{"concat", "getn", "insert", "maxn", "remove", "sort"}},
}

// mostArray is the largest index that gopher-lua keeps in the array of a table.
// It fills the array up to an index that is set: with its own limit a single
// t[6e7] = 1 takes a gigabyte, with this one 64 MB at most. Keys beyond cost
// more each.
const mostArray = 1 << 22

func init() { lua.MaxArrayIndex = mostArray }

// library is what a global table or the table of globals is built of.
type library map[string]lua.LValue

// openLibraries makes the globals. All tables are filled in alphabetical order,
// so that pairs visits them in the same order in every run; gopher-lua fills
// its own in the random order of a Go map.
func (rt *Runtime) openLibraries() {
	L := rt.root
	libraries := map[string]library{}
	for _, k := range kept {
		L.Push(L.NewFunction(k.open))
		L.Push(lua.LString(k.library))
		L.Call(1, 0)
		stock := L.G.Global
		if k.library != "" {
			stock = stock.RawGetString(k.library).(*lua.LTable)
		}
		lib := library{}
		for _, name := range k.names {
			lib[name] = stock.RawGetString(name)
		}
		libraries[k.library] = lib
	}
	rt.next = libraries[""]["next"]
	rt.ipairsNext = L.NewFunction(ipairsNext)
	rt.addBase(libraries[""])
	rt.addMath(libraries["math"])
	rt.addString(libraries["string"])
	globals := libraries[""]
	rt.nameStock("", globals)
	for _, name := range []string{"math", "string", "table"} {
		rt.nameStock(name+".", libraries[name])
		globals[name] = rt.fill(libraries[name])
	}
	globals["coroutine"] = rt.functions("coroutine", rt.coroutineLibrary())
	globals["debug"] = rt.closedLibrary("debug", methods{"traceback": rt.debugTraceback}, noDebug)
	globals["io"] = rt.openIO()
	globals["os"] = rt.closedLibrary("os", methods{"difftime": osDifftime}, noOS)
	globals["package"] = rt.openPackage()
	rt.closeGlobals(globals)
	L.SetMetatable(lua.LString(""), rt.fill(library{"__index": globals["string"], "__metatable": globals["string"]}))
}

// nameStock remembers what errors about arguments call the functions: of several
// names the last.
func (rt *Runtime) nameStock(prefix string, lib library) {
	for _, name := range sortedKeys(lib) {
		if fn, ok := lib[name].(*lua.LFunction); ok {
			rt.stock[fn] = prefix + name
		}
	}
}

// closeGlobals makes the table of globals. Reading a global that is not set is
// an error; setting one is not.
func (rt *Runtime) closeGlobals(globals library) {
	L := rt.root
	g := rt.fill(globals)
	g.RawSetString("_G", g)
	g.RawSetString("_VERSION", lua.LString(lua.LuaVersion))
	mt := L.NewTable()
	mt.RawSetString("__index", L.NewFunction(rt.undefined))
	g.Metatable = mt
	L.G.Global, L.Env = g, g
}

// fill makes a table of a library in alphabetical order.
func (rt *Runtime) fill(lib library) *lua.LTable {
	t := rt.root.CreateTable(0, len(lib))
	for _, name := range sortedKeys(lib) {
		t.RawSetString(name, lib[name])
	}
	return t
}

// functions makes a table of functions, a library of that name.
func (rt *Runtime) functions(name string, m methods) *lua.LTable {
	lib := library{}
	for name, fn := range m {
		lib[name] = rt.root.NewFunction(fn)
	}
	rt.nameStock(name+".", lib)
	return rt.fill(lib)
}

// closedLibrary makes a library of which scripts may know functions that it
// does not have: using one of those named in absent is an error that says why.
func (rt *Runtime) closedLibrary(name string, m methods, absent map[string]string) *lua.LTable {
	t := rt.functions(name, m)
	mt := rt.root.NewTable()
	mt.RawSetString("__index", rt.root.NewFunction(func(L *lua.LState) int {
		key := lua.LVAsString(L.Get(2))
		if why, ok := absent[key]; ok {
			rt.raise(L, ESANDBOX, "%s.%s is not available: %s", name, key, why)
		}
		return 0
	}))
	t.Metatable = mt
	return t
}

// Why functions of C Lua are missing.
const (
	noWrite   = "a script can't write files; print what you want to keep"
	noProcess = "a script can't start processes"
	noClock   = "simulated time is coldmoon.now(), and a run must not depend on the clock"
	noPeek    = "only debug.traceback is"
	noNative  = "a script can't load native code"
)

var (
	noOS = map[string]string{
		"clock": noClock, "date": noClock, "time": noClock, "execute": noProcess,
		"exit":   "use coldmoon.abort(reason), or return",
		"getenv": "a run must not depend on the environment; use coldmoon.param",
		"remove": noWrite, "rename": noWrite, "tmpname": noWrite,
		"setenv": "a script can't change the environment", "setlocale": "there is only the C locale",
	}
	noIO = map[string]string{
		"popen": noProcess, "tmpfile": noWrite, "output": noWrite, "close": "close a file by file:close()",
		"input": "standard input is not for scripts", "read": "standard input is not for scripts", "stdin": "it is not for scripts",
	}
	noDebug = map[string]string{
		"debug": noPeek, "getfenv": noPeek, "gethook": noPeek, "getinfo": noPeek, "getlocal": noPeek,
		"getmetatable": noPeek, "getregistry": noPeek, "getupvalue": noPeek, "setfenv": noPeek, "sethook": noPeek,
		"setlocal": noPeek, "setmetatable": noPeek, "setupvalue": noPeek,
	}
	noPackage = map[string]string{"loadlib": noNative, "cpath": noNative, "loaders": "modules are found as package.path says"}

	// noGlobal explains globals of other Luas, which are not set here.
	noGlobal = map[string]string{
		"bit": "Lua 5.1 has no operations on bits", "bit32": "Lua 5.1 has no operations on bits",
		"ffi": noNative, "module": "return a table at the end of the module", "newproxy": "use a table",
		"utf8": "strings are bytes in Lua 5.1", "warn": "use print or coldmoon.log",
	}
)

// undefined is the __index of the table of globals: it raises an error that
// suggests the nearest global or local.
func (rt *Runtime) undefined(L *lua.LState) int {
	key, ok := L.Get(2).(lua.LString)
	if !ok {
		return 0
	}
	name := string(key)
	if v, ok := rt.sessionGlobal(L, name); ok {
		L.Push(v)
		return 1
	}
	if why, ok := noGlobal[name]; ok {
		L.RaiseError("undefined variable %q: %s", name, why)
	}
	if rt.isModule(rootName+"."+name) || name == rootName {
		full := rootName
		if name != rootName {
			full += "." + name
		}
		L.RaiseError("undefined variable %q: it is a module, write local %s = require %q", name, name, full)
	}
	names := localNames(L)
	names = append(names, rt.globalNames()...)
	slices.Sort(names)
	L.RaiseError("undefined variable %q%s", name, didYouMean(name, names))
	return 0
}

// localNames returns the names of the local variables and upvalues of the Lua
// functions that run, innermost first.
func localNames(L *lua.LState) []string {
	const most = 20
	var names []string
	for level := range most {
		dbg, ok := L.GetStack(level)
		if !ok {
			break
		}
		f, _ := frameAt(L, level)
		if f.isGo || f.fn == nil {
			continue
		}
		names = append(names, f.fn.Proto.DbgUpvalues...)
		for i := 1; ; i++ {
			name, _ := L.GetLocal(dbg, i)
			if name == "" {
				break
			}
			if name[0] != '(' {
				names = append(names, name)
			}
		}
	}
	return names
}

// addMath adds what the stock library gets wrong: its huge is finite, and its
// random numbers are those of the process.
func (rt *Runtime) addMath(lib library) {
	lib["huge"] = lua.LNumber(math.Inf(1))
	lib["random"] = rt.root.NewFunction(rt.mathRandom)
	lib["randomseed"] = rt.root.NewFunction(rt.mathRandomseed)
}

func osDifftime(L *lua.LState) int {
	L.Push(L.CheckNumber(1) - L.OptNumber(2, 0))
	return 1
}
