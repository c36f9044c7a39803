package luabind

// This file holds the functions of Lua's base library that are not the stock
// ones: errors, and conversion to and from strings.

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func (rt *Runtime) addBase(lib library) {
	for name, fn := range (methods{
		"assert":         rt.assert,
		"collectgarbage": collectGarbage,
		"dofile":         rt.dofile,
		"error":          rt.luaError,
		"ipairs":         rt.ipairs,
		"load":           rt.load,
		"loadfile":       rt.loadfile,
		"loadstring":     rt.loadstring,
		"pairs":          rt.pairs,
		"pcall":          rt.pcall,
		"print":          rt.print,
		"require":        rt.require,
		"tonumber":       tonumber,
		"tostring":       rt.tostring,
		"xpcall":         rt.xpcall,
	}) {
		lib[name] = rt.root.NewFunction(fn)
	}
}

// luaError is error(message, level). The stock one takes level 2 for level 1.
//
// A message that pcall has caught and that is raised again unchanged stays
// what it was: see originOf.
func (rt *Runtime) luaError(L *lua.LState) int {
	obj, level := L.Get(1), L.OptInt(2, 1)
	s, ok := obj.(lua.LString)
	again := ok && rt.lastFault == obj
	if ok && level > 0 {
		obj = lua.LString(position(L, level)) + s
	}
	if again {
		L.Error(obj, 0)
	}
	rt.throw(L, obj)
	return 0
}

// assert is assert(v, message…). The message may be any value.
func (rt *Runtime) assert(L *lua.LState) int {
	L.CheckAny(1)
	if L.ToBool(1) {
		return L.GetTop()
	}
	if L.GetTop() < 2 {
		rt.throw(L, lua.LString("assertion failed!"))
	}
	rt.throw(L, L.Get(2))
	return 0
}

// pcall is pcall(f, …), on a stack of its own: see thread.
func (rt *Runtime) pcall(L *lua.LState) int {
	if fn := L.CheckAny(1); !callable(L, fn) {
		L.Push(lua.LFalse)
		L.Push(lua.LString("attempt to call a " + fn.Type().String() + " value"))
		return 2
	}
	return rt.protected(L, 1, nil)
}

// xpcall is xpcall(f, handler, …). The handler is called where the error is
// raised, so that debug.traceback shows the place.
func (rt *Runtime) xpcall(L *lua.LState) int {
	fn, handler := L.CheckAny(1), L.CheckFunction(2)
	if !callable(L, fn) {
		L.Push(lua.LFalse)
		L.Push(lua.LString("attempt to call a " + fn.Type().String() + " value"))
		return 2
	}
	return rt.protected(L, 2, handler)
}

func callable(L *lua.LState, v lua.LValue) bool {
	if v.Type() == lua.LTFunction {
		return true
	}
	return L.GetMetaField(v, "__call").Type() == lua.LTFunction
}

// protected calls argument 1 with those after the first skip, and pushes true
// and the results, or false and the error object.
func (rt *Runtime) protected(L *lua.LState, skip int, handler *lua.LFunction) int {
	th := rt.enter(L)
	th.handler = handler
	th.tryFn(L.Get(1))
	top := L.GetTop()
	for i := skip + 1; i <= top; i++ {
		th.L.Push(L.Get(i))
	}
	if err := th.try(max(top-skip, 0), lua.MultRet); err != nil {
		rt.leave(th)
		L.Push(lua.LFalse)
		L.Push(rt.caught(L, err))
		return 2
	}
	n := th.L.GetTop()
	L.Push(lua.LTrue)
	for i := 1; i <= n; i++ {
		L.Push(th.L.Get(i))
	}
	rt.leave(th)
	return n + 1
}

// caught returns the object of an error that the script catches on L. It raises
// it again if it can't be caught.
func (rt *Runtime) caught(L *lua.LState, err *lua.ApiError) lua.LValue {
	if obj := rt.fatal(); obj != nil {
		rt.throw(L, obj)
	}
	if originOf(err) == byFault {
		rt.lastFault = err.Object
	}
	return err.Object
}

// collectGarbage does nothing: what it would return depends on the machine.
func collectGarbage(L *lua.LState) int {
	L.Push(lua.LNumber(0))
	return 1
}

// pairs is pairs(t). Unlike the stock one it shows the fields of a module
// and knows live lists.
func (rt *Runtime) pairs(L *lua.LState) int {
	L.Push(rt.next)
	L.Push(rt.contents(rt.listed(L, 1)))
	L.Push(lua.LNil)
	return 3
}

// print writes its arguments, separated by tabs, and a newline.
func (rt *Runtime) print(L *lua.LState) int {
	var b strings.Builder
	for i := 1; i <= L.GetTop(); i++ {
		if i > 1 {
			b.WriteByte('\t')
		}
		b.WriteString(rt.toString(L, L.Get(i)))
	}
	b.WriteByte('\n')
	io.WriteString(rt.opt.Stdout, b.String())
	return 0
}

func (rt *Runtime) tostring(L *lua.LState) int {
	L.Push(lua.LString(rt.toString(L, L.CheckAny(1))))
	return 1
}

// toString is what tostring gives: objects have numbers instead of addresses.
func (rt *Runtime) toString(L *lua.LState, v lua.LValue) string {
	switch v.(type) {
	case lua.LString, lua.LNumber, lua.LBool, *lua.LNilType:
		return v.String()
	}
	if fn := L.GetMetaField(v, "__tostring"); fn.Type() == lua.LTFunction {
		L.Push(fn)
		L.Push(v)
		L.Call(1, 1)
		s := L.Get(-1)
		L.Pop(1)
		if !lua.LVCanConvToString(s) {
			L.RaiseError("'__tostring' must return a string, not %s", given(s))
		}
		return s.String()
	}
	return fmt.Sprintf("%s: %s", v.Type(), rt.ids.of(v))
}

// tonumber is tonumber(v, base). The stock one does not know "1e5".
func tonumber(L *lua.LState) int {
	v, base := L.CheckAny(1), L.OptInt(2, 10)
	if base < 2 || base > 36 {
		L.ArgError(2, "base out of range")
	}
	result := lua.LValue(lua.LNil)
	switch v := v.(type) {
	case lua.LNumber:
		result = v
	case lua.LString:
		text := strings.Trim(string(v), " \t\n\v\f\r")
		if base == 10 {
			if x, ok := parseNumber(text); ok {
				result = lua.LNumber(x)
			}
		} else if x, err := strconv.ParseInt(text, base, 64); err == nil && !strings.Contains(text, "_") {
			result = lua.LNumber(x)
		}
	}
	L.Push(result)
	return 1
}

// parseNumber reads a number as Lua 5.1 writes them: decimal, with a fraction
// and an exponent, or hexadecimal.
func parseNumber(s string) (float64, bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 {
		return 0, false
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		x, err := strconv.ParseUint(hex, 16, 64)
		if strings.HasPrefix(s, "-") {
			return -float64(x), err == nil
		}
		return float64(x), err == nil
	}
	if strings.Trim(digits, "0123456789.eE+-") != "" { // ParseFloat knows inf, nan, 1_000 and 0x1p-2
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil && !strings.Contains(err.Error(), "out of range") {
		return 0, false
	}
	return x, true
}

// debugTraceback is debug.traceback([thread,] [message [, level]]).
func (rt *Runtime) debugTraceback(L *lua.LState) int {
	i := 1
	handle, ofCoroutine := L.Get(1).(*lua.LState)
	if ofCoroutine {
		i = 2
	}
	message, level := L.Get(i), max(0, L.OptInt(i+1, 1))
	if message != lua.LNil && !lua.LVCanConvToString(message) {
		L.Push(message)
		return 1
	}
	var lines []string
	if !ofCoroutine {
		lines = traceback(L, level)
	} else if at := coroutineOf(L, handle).at; at != nil {
		lines = traceback(at.L, 0)
	}
	text := "stack traceback:"
	for _, line := range lines {
		text += "\n\t" + strings.TrimPrefix(line, "at ")
	}
	if message != lua.LNil {
		text = message.String() + "\n" + text
	}
	L.Push(lua.LString(text))
	return 1
}
