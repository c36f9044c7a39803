package luabind

// This file binds Go values as userdata with methods and fields.

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// methods are functions by their names in Lua.
type methods map[string]lua.LGFunction

// fields are the readable fields of a class.
type fields[T any] map[string]func(v T) lua.LValue

// A class makes userdata of one kind. T is a pointer or an interface, so that
// storing it allocates nothing.
type class[T any] struct {
	rt   *Runtime
	name string // for messages, such as "provider"
	meta *lua.LTable
	own  fields[T]

	// over, if not nil, says why the fields of v can't be read any more, "" if they can.
	over func(v T) string
}

// newClass makes a class. The name is that of the class in stdlib/meta, such as
// "Provider" for coldmoon.Provider. A class without fields has a plain table of
// methods, which is twice as fast as one with fields. tostring gives the name
// unless T has a method String.
func newClass[T any](rt *Runtime, name string, m methods, f fields[T]) *class[T] {
	c := &class[T]{rt: rt, name: strings.ToLower(name), meta: rt.root.NewTable(), own: f}
	table := rt.functionTable("coldmoon."+name+":", c.name+":", m)
	names := append(sortedKeys(m), sortedKeys(f)...)
	for field := range f {
		if m[field] == nil { // else it is a list that can be called, and documented as the method
			rt.catalog = append(rt.catalog, "coldmoon."+name+"."+field)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	missing := rt.root.NewFunction(func(L *lua.LState) int { return rt.noField(L, c.name, names, L.Get(2)) })
	inner := rt.root.NewTable()
	inner.RawSetString("__index", missing)
	table.Metatable = inner
	if len(f) == 0 {
		c.meta.RawSetString("__index", table)
	} else {
		c.meta.RawSetString("__index", rt.root.NewFunction(c.index(f, table)))
	}
	c.meta.RawSetString("__newindex", rt.root.NewFunction(func(L *lua.LState) int {
		return rt.readOnly(L, "a "+c.name, L.Get(2))
	}))
	c.meta.RawSetString("__tostring", rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString(c.describe(L.Get(1))))
		return 1
	}))
	c.meta.RawSetString("__metatable", lua.LString(c.name))
	c.meta.RawSetString(typeNameKey, lua.LString(c.name))
	return c
}

// index returns the __index of a class with fields: fields first, then methods,
// of which the table raises an error about what it does not have.
func (c *class[T]) index(f fields[T], table *lua.LTable) lua.LGFunction {
	return func(L *lua.LState) int {
		key := L.Get(2)
		if get, ok := f[lua.LVAsString(key)]; ok {
			if v, ok := c.from(L.Get(1)); ok {
				if c.over != nil {
					c.mustBeValid(L, v)
				}
				L.Push(get(v))
				return 1
			}
		}
		L.Push(L.GetTable(table, key))
		return 1
	}
}

// mustBeValid raises the error that v is over, if it is.
func (c *class[T]) mustBeValid(L *lua.LState, v T) {
	if problem := c.over(v); problem != "" {
		c.rt.raise(L, ELUA, "%s", problem)
	}
}

// onlyDuring is the error about an object that was kept after the policy that it was
// given to.
func onlyDuring(what, hook string) string {
	return "this " + what + " was only valid during " + hook + "; keep the fields that you need"
}

// typeNameKey is where a metatable keeps the name of its class.
const typeNameKey = "__name"

// typeNameOf returns the name of the class of a userdata, "" if it has none.
func typeNameOf(ud *lua.LUserData) string {
	mt, ok := ud.Metatable.(*lua.LTable)
	if !ok {
		return ""
	}
	return lua.LVAsString(mt.RawGetString(typeNameKey))
}

// describe is what tostring gives.
func (c *class[T]) describe(v lua.LValue) string {
	x, ok := c.from(v)
	if !ok {
		return c.name
	}
	if s, ok := any(x).(fmt.Stringer); ok {
		return s.String()
	}
	return c.name + ": " + c.rt.ids.of(v)
}

// wrap makes a userdata of v. Two userdata of one v are different to Lua: make
// it once and keep it where scripts may compare.
func (c *class[T]) wrap(v T) *lua.LUserData {
	return &lua.LUserData{Value: v, Metatable: c.meta}
}

// from returns the value in a userdata of the class; ok is false if v is none.
func (c *class[T]) from(v lua.LValue) (x T, ok bool) {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return x, false
	}
	x, ok = ud.Value.(T)
	return x, ok
}

// self returns the object of a method call, or raises an error that tells a
// missing colon from a wrong object.
func (c *class[T]) self(L *lua.LState) T {
	x, ok := c.from(L.Get(1))
	if !ok {
		c.rt.notSelf(L, c.name)
	}
	return x
}

// arg returns argument n of a call; the name is for errors. If it is no object
// of the class, that is noted in a.
func (c *class[T]) arg(a *args, n int, name string) (x T) {
	v, ok := a.get(n)
	if !ok {
		return x
	}
	if x, ok = c.from(v); !ok {
		a.bad(name, mustBe(v, "a "+c.name))
	}
	return x
}

// option returns the object that was given as an option, zero if there is none.
func (c *class[T]) option(o *options, name string) (x T) {
	v, ok := o.get(name)
	if !ok {
		return x
	}
	if x, ok = c.from(v); !ok {
		o.bad(name, "%s", mustBe(v, "a "+c.name))
	}
	return x
}

// notSelf raises the error that argument 1 is not the object of a method.
func (rt *Runtime) notSelf(L *lua.LState, name string) {
	e := rt.newError(L, EOPT, "called without its object (%s): call it with a colon, as in %s:%s(…)",
		given(L.Get(1)), name, strings.TrimPrefix(rt.running(L), name+":"))
	rt.raiseError(L, e)
}

// noField raises the error that what has no field of that name.
func (rt *Runtime) noField(L *lua.LState, what string, names []string, key lua.LValue) int {
	name, ok := key.(lua.LString)
	if !ok {
		rt.raise(L, ELUA, "%s has no field %s", what, given(key))
	}
	rt.raise(L, ELUA, "%s has no field %q%s; it has: %s", what, string(name), didYouMean(string(name), names), strings.Join(names, ", "))
	return 0
}

// readOnly raises the error that what can't be changed.
func (rt *Runtime) readOnly(L *lua.LState, what string, key lua.LValue) int {
	rt.raise(L, ELUA, "%s is read-only: its field %s can't be set", what, given(key))
	return 0
}

// functionTable makes a table of functions in alphabetical order, which is the
// order of pairs. Errors name them with the prefix short, the catalog with full.
func (rt *Runtime) functionTable(full, short string, m methods) *lua.LTable {
	t := rt.root.CreateTable(0, len(m))
	for _, name := range sortedKeys(m) {
		fn := rt.root.NewFunction(m[name])
		rt.names[fn], rt.full[fn] = short+name, full+name
		rt.catalog = append(rt.catalog, full+name)
		t.RawSetString(name, fn)
	}
	return t
}

// sortedKeys returns the keys of m in alphabetical order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
