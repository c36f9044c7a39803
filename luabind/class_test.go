package luabind

// This file tests the binding of Go values.

import (
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// A thing is what the tests bind.
type thing struct {
	name string
	size int
}

// A named thing has a String method.
type namedThing struct{ thing }

func (n *namedThing) String() string { return "thing " + n.name }

// bindThings binds two classes, with and without fields, and makes a thing of
// each: a has fields, b has none.
func bindThings(s *script) {
	rt := s.rt
	var withFields *class[*thing]
	var plain *class[*namedThing]
	withFields = newClass(rt, "Thing", methods{
		"grow": func(L *lua.LState) int {
			x := withFields.self(L)
			a := rt.args(L)
			by := a.integer(2, "by", 1, 10)
			if !a.ok() {
				return rt.poison(L)
			}
			x.size += int(by)
			return 0
		},
		"takes": func(L *lua.LState) int {
			withFields.self(L)
			a := rt.args(L)
			other := plain.arg(&a, 2, "other")
			if !a.ok() {
				return rt.poison(L)
			}
			L.Push(lua.LString(other.name))
			return 1
		},
	}, fields[*thing]{
		"name": func(x *thing) lua.LValue { return lua.LString(x.name) },
		"size": func(x *thing) lua.LValue { return lua.LNumber(x.size) },
	})
	plain = newClass[*namedThing](rt, "Named", methods{
		"grow": func(L *lua.LState) int {
			x := plain.self(L)
			a := rt.args(L)
			by := a.integer(2, "by", 1, 10)
			if !a.ok() {
				return rt.poison(L)
			}
			x.size += int(by)
			return 0
		},
		"hello": func(L *lua.LState) int {
			L.Push(lua.LString("hello " + plain.self(L).name))
			return 1
		},
	}, nil)
	rt.root.G.Global.RawSetString("a", withFields.wrap(&thing{"a", 1}))
	rt.root.G.Global.RawSetString("b", plain.wrap(&namedThing{thing{"b", 2}}))
}

func TestClass(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"fields", `print(a.name, a.size)`, "a\t1\n"},
		{"methods", `a:grow(4) print(a.size, b:hello())`, "5\thello b\n"},
		{"object argument", `print(a:takes(b))`, "b\n"},
		{"tostring", `print(a, b)`, "thing: #1\tthing b\n"},
		{"identity", `local t = {[a] = 1} print(t[a], a == a, a == b)`, "1\ttrue\tfalse\n"},
		{"metatable", `print(getmetatable(a), type(a))`, "thing\tuserdata\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": tt.script})
			bindThings(s)
			s.run(t)
			require.Nil(t, s.err)
			require.Equal(t, tt.want, s.stdout.String())
		})
	}
	for _, tt := range []struct{ name, script, want string }{
		{"unknown field", `print(a.siez)`, `error[ELUA]: t.lua:1: thing has no field "siez" (did you mean "size"?); it has: grow, name, size, takes`},
		{"unknown method", `b:helo()`, `error[ELUA]: t.lua:1: named has no field "helo" (did you mean "hello"?); it has: grow, hello`},
		{"key that is no name", `print(a[1])`, `error[ELUA]: t.lua:1: thing has no field 1`},
		{"set a field", `a.size = 5`, `error[ELUA]: t.lua:1: a thing is read-only: its field "size" can't be set`},
		{"point for colon", `a.grow(5)`, `error[EOPT]: t.lua:1: thing:grow: called without its object (5): call it with a colon, as in thing:grow(…)`},
		{"no arguments", `b.hello()`, `error[EOPT]: t.lua:1: named:hello: called without its object (nil): call it with a colon, as in named:hello(…)`},
		{"wrong object", `a.grow(b, 5)`, `error[EOPT]: t.lua:1: thing:grow: called without its object (a named): call it with a colon, as in thing:grow(…)`},
		{"wrong argument", `a:takes(a)`, `error[EOPT]: t.lua:1: thing:takes: other: a thing: must be a named`},
		{"missing argument", `a:takes()`, `error[EOPT]: t.lua:1: thing:takes: other: nil: must be a named`},
		{"bad number", `a:grow(11)`, `error[EOPT]: t.lua:1: thing:grow: by: 11: must be a whole number from 1 to 10`},
		{"alias", `local g = a.grow g(a, 0)`, `error[EOPT]: t.lua:1: thing:grow: by: 0: must be a whole number from 1 to 10`},
		{"forged", `setmetatable(a, {})`, `error[ELUA]: t.lua:1: cannot change a protected metatable`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": tt.script})
			bindThings(s)
			s.run(t)
			require.NotNil(t, s.err)
			require.Equal(t, tt.want, s.err.Error())
		})
	}
}

// TestMethodCallsAllocateNothing: neither the check of the object nor that of
// the arguments does. A class with fields is another matter: gopher-lua makes
// a value of the name of the method to ask a function for it.
func TestMethodCallsAllocateNothing(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": "x = 5"})
	bindThings(s)
	fn, e := s.rt.compile("f.lua", []byte(`local b, n = b, 5 return function() b:grow(n) b:grow(n) end`))
	require.Nil(t, e)
	s.rt.main.L.Push(fn)
	require.Nil(t, s.rt.main.run(0, 1))
	cb := s.rt.newCallback(s.rt.main.L.Get(-1).(*lua.LFunction))
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		L := cb.begin()
		if err := cb.call(L, 0, 0); err != nil {
			t.Fatal(err)
		}
		cb.end(L)
	}))
}
