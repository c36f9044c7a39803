package luabind

// This file binds lists: those that stand for what there is at a provider at any
// time, and those of what there is now, which are tables of Lua.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A liveList stands for the hosts, containers or functions of a provider. It can be
// indexed by number, counted and iterated over.
type liveList struct {
	p         *provider
	one, many string
	count     func() int
	at        func(i int) lua.LValue                      // i from 1 to count
	named     func(L *lua.LState, name string) lua.LValue // nil: its elements have no names
	all       func() *lua.LTable
	call      lua.LGFunction // the method of the same name; nil: there is none
}

// String is what tostring gives.
func (l *liveList) String() string { return plural(l.count(), l.one, l.many) }

// openLists makes the class of live lists.
func (rt *Runtime) openLists() {
	w := rt.world
	w.lists = newClass(rt, "List", nil, fields[*liveList]{})
	set := func(event string, fn lua.LGFunction) { w.lists.meta.RawSetString(event, rt.root.NewFunction(fn)) }
	set("__len", func(L *lua.LState) int {
		L.Push(lua.LNumber(w.lists.self(L).count()))
		return 1
	})
	set("__index", rt.listIndex)
	set("__call", func(L *lua.LState) int {
		l := w.lists.self(L)
		if l.call == nil {
			rt.raise(L, ELUA, "a list of %s is no function: use it as list[i], #list or ipairs(list)", l.many)
		}
		L.Remove(1)
		return l.call(L)
	})
	shows(w.lists, func(l *liveList, p *printer) card {
		if g, ok := p.grid(l.all()); ok {
			return card{title: l.String(), grids: []grid{g}}
		}
		return card{title: "no " + l.many}
	})
}

// listIndex is list[i], or list.name.
func (rt *Runtime) listIndex(L *lua.LState) int {
	l := rt.world.lists.self(L)
	if name, ok := L.Get(2).(lua.LString); ok && l.named != nil {
		L.Push(l.named(L, string(name)))
		return 1
	}
	x, ok := L.Get(2).(lua.LNumber)
	if !ok || float64(x) != math.Trunc(float64(x)) {
		rt.raise(L, ELUA, "a list of %s has no field %s: its elements are numbered from 1", l.many, given(L.Get(2)))
	}
	if x < 1 || int(x) > l.count() {
		rt.raise(L, ELUA, "no %s %s; there %s, numbered from 1", l.one, given(x), areThere(l.count(), l.one, l.many))
	}
	L.Push(l.at(int(x)))
	return 1
}

// elementNames returns the names of the elements of a live list, nil if v is no list
// whose elements have names.
func (rt *Runtime) elementNames(v *lua.LUserData) []string {
	l, ok := rt.world.lists.from(v)
	if !ok || l.named == nil {
		return nil
	}
	return l.p.FunctionNames()
}

// areThere says how many there are.
func areThere(n int, one, many string) string {
	if n == 1 {
		return "is 1 " + one
	}
	return "are " + plural(n, one, many)
}

// listed returns the table to iterate over: v itself, or what a live list stands for.
func (rt *Runtime) listed(L *lua.LState, n int) *lua.LTable {
	if l, ok := rt.world.lists.from(L.Get(n)); ok {
		return l.all()
	}
	return L.CheckTable(n)
}

// ipairs is ipairs(t). Unlike the stock one it knows live lists.
func (rt *Runtime) ipairs(L *lua.LState) int {
	t := rt.listed(L, 1)
	L.Push(rt.ipairsNext)
	L.Push(t)
	L.Push(lua.LNumber(0))
	return 3
}

// ipairsNext is the iterator of ipairs.
func ipairsNext(L *lua.LState) int {
	t, i := L.CheckTable(1), L.CheckInt(2)+1
	v := t.RawGetInt(i)
	if v == lua.LNil {
		return 0
	}
	L.Push(lua.LNumber(i))
	L.Push(v)
	return 2
}

// openLists makes the live lists of a provider.
func (p *provider) openLists() {
	rt, v, w := p.rt, &p.views, p.rt.world.lists
	hosts := &liveList{
		p:   p,
		one: "host", many: "hosts",
		count: p.Cluster().Hosts,
		at:    func(i int) lua.LValue { return p.host(engine.HostID(i)) },
	}
	hosts.all = func() *lua.LTable { return hosts.each(rt) }
	containers := &liveList{
		p:   p,
		one: "container", many: "containers",
		count: p.Cluster().Containers,
		at:    func(i int) lua.LValue { return p.containersOf(0).RawGetInt(i) },
		all:   func() *lua.LTable { return p.containersOf(0) },
		call:  rt.providerContainers,
	}
	functions := &liveList{
		p:   p,
		one: "function", many: "functions",
		count: p.Functions,
		at:    func(i int) lua.LValue { return p.registration(engine.FunctionID(i)) },
		named: func(L *lua.LState, name string) lua.LValue {
			id := p.FunctionID(name)
			if id == 0 {
				rt.raise(L, ELUA, "%s", unregistered(p.Provider, name))
			}
			return p.registration(id)
		},
		call: rt.providerFunctions,
	}
	functions.all = func() *lua.LTable { return functions.each(rt) }
	v.hostList, v.containerList, v.functionList = w.wrap(hosts), w.wrap(containers), w.wrap(functions)
}

// each returns the elements.
func (l *liveList) each(rt *Runtime) *lua.LTable {
	n := l.count()
	t := rt.root.CreateTable(n, 0)
	for i := range n {
		t.Append(l.at(i + 1))
	}
	return t
}

// newList makes the table of what there is now. Empty says what is shown if there is
// nothing.
func (rt *Runtime) newList(empty string, n int, at func(i int) lua.LValue) *lua.LTable {
	t := rt.root.CreateTable(n, 0)
	for i := range n {
		t.Append(at(i))
	}
	mt := rt.empties[empty]
	if mt == nil {
		mt = rt.root.NewTable()
		mt.RawSetString(emptyKey, lua.LString(empty))
		mt.RawSetString("__metatable", lua.LString("list"))
		rt.empties[empty] = mt
	}
	t.Metatable = mt
	return t
}

// emptyKey is where the metatable of a list keeps what is shown if it is empty.
const emptyKey = "__empty"

// numbers returns a list of serial numbers.
func (rt *Runtime) numbers(list []uint64) *lua.LTable {
	t := rt.root.CreateTable(len(list), 0)
	for _, n := range list {
		t.Append(lua.LNumber(n))
	}
	return t
}
