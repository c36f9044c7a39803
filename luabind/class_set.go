package luabind

// This file lets scripts set fields of objects.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// setters are the fields of a class that can be set. A setter is given the new
// value, nil (lua.LNil) included, and raises what is wrong with it.
type setters[T any] map[string]func(L *lua.LState, x T, v lua.LValue)

// settable lets scripts set fields of the class.
func (c *class[T]) settable(s setters[T]) {
	names := sortedKeys(s)
	can := "; what can be set: " + strings.Join(names, ", ")
	set := c.rt.root.NewFunction(func(L *lua.LState) int {
		x, ok := c.from(L.Get(1))
		if !ok {
			c.rt.notSelf(L, c.name)
		}
		if isPoison(L.Get(2)) || isPoison(L.Get(3)) {
			return 0
		}
		name, isName := L.Get(2).(lua.LString)
		to := s[string(name)]
		if !isName || to == nil {
			c.rt.raise(L, ELUA, "its field %s can't be set%s%s", given(L.Get(2)), didYouMean(string(name), names), can)
		}
		to(L, x, L.Get(3))
		return 0
	})
	c.rt.names[set] = c.name
	c.meta.RawSetString("__newindex", set)
}
