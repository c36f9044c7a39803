package luabind

// This file registers functions at providers and asks for invocations.

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

var registerOptions = declareOptions("coldmoon.RegisterOptions",
	"time_limit", "ram", "disk", "ingress", "egress", "concurrency", "overhead", "keep_alive")

// mostConcurrency bounds how many invocations one container serves at once.
const mostConcurrency = 1 << 20

// providerRegister is provider:register(fn, limits).
func (rt *Runtime) providerRegister(L *lua.LState) int {
	p := rt.world.providers.self(L)
	a := rt.args(L)
	f := rt.world.functions.arg(&a, 2, "function")
	if !a.ok() {
		return rt.poison(L)
	}
	limits := engine.Limits{}
	if L.Get(3) != lua.LNil {
		o := rt.options(L, 3, registerOptions)
		limits = engine.Limits{
			TimeLimit:   o.timeOrUnlimited("time_limit"),
			RAM:         o.bytes("ram", 0),
			Disk:        o.bytes("disk", 0),
			Ingress:     o.bytes("ingress", 0),
			Egress:      o.bytes("egress", 0),
			Concurrency: int(o.integer("concurrency", 1, 1, mostConcurrency)),
			Overhead:    o.sub("overhead", overheadOptions).overhead(),
			KeepAlive:   p.keepAlive(o),
		}
		if !o.ok() {
			return rt.poison(L)
		}
	}
	rt.mayChange(L)
	if _, err := p.Register(&f.Function, limits); err != nil {
		if inner := errors.Unwrap(err); inner != nil {
			err = fmt.Errorf("%q: %w", f.Name, inner)
		}
		return rt.refuse(L, "%s", err)
	}
	rt.world.deployed[&f.Function] = f
	return 0
}

// registered returns the function that is argument n of a call: its name, or
// what coldmoon.func returned. It must be registered at p.
func (rt *Runtime) registered(L *lua.LState, n int, p *provider) engine.FunctionID {
	v := L.Get(n)
	name := rt.world.nameOf(v)
	if name == "" {
		rt.raise(L, EOPT, "function: %s", mustBe(v, "a function or its name"))
	}
	id := p.FunctionID(name)
	if id == 0 {
		rt.raise(L, EOPT, "%s", unregistered(p.Provider, name))
	}
	return id
}

// mostNames is how many names a message lists.
const mostNames = 8

// unregistered says that a provider has no function of that name.
func unregistered(p *engine.Provider, name string) string {
	names := p.FunctionNames()
	return fmt.Sprintf("no function %q is registered at %q%s; %s", name, p.Name(), didYouMean(name, names), some(names))
}

// some lists the first of the names.
func some(names []string) string {
	if len(names) == 0 {
		return "there are none yet"
	}
	text := "registered: "
	for i, n := range names {
		if i == mostNames {
			return fmt.Sprintf("%s and %d more", text, len(names)-i)
		}
		if i > 0 {
			text += ", "
		}
		text += n
	}
	return text
}

// providerInvoke is provider:invoke(function, input): it returns a handle.
func (rt *Runtime) providerInvoke(L *lua.LState) int {
	p := rt.world.providers.self(L)
	if isPoison(L.Get(2)) {
		return rt.poison(L)
	}
	rt.mayChange(L)
	f, _ := p.Function(rt.registered(L, 2, p))
	h, err := p.Invoke(f.Name, input(L.Get(3)))
	if err != nil {
		return rt.refuse(L, "%s", err)
	}
	L.Push(rt.world.handles.wrap(h))
	return 1
}

// providerFunctions is provider:functions(): an array of the names.
func (rt *Runtime) providerFunctions(L *lua.LState) int {
	p := rt.world.providers.self(L)
	names := p.FunctionNames()
	list := L.CreateTable(len(names), 0)
	for _, n := range names {
		list.Append(lua.LString(n))
	}
	L.Push(list)
	return 1
}

// providerSummary is provider:summary(): a table of what has happened so far.
func (rt *Runtime) providerSummary(L *lua.LState) int {
	L.Push(rt.plain(rt.world.providers.self(L).Summary()))
	return 1
}
