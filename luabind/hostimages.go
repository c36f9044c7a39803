package luabind

// This file binds what a host says of images and idle containers.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// hostImage is host:image(image): where on the host it is.
func (rt *Runtime) hostImage(L *lua.LState) int {
	v := rt.world.hosts.self(L)
	L.Push(lua.LString(v.p.ImageOn(v.id, rt.imageArgument(L, 2)).String()))
	return 1
}

// hostWarm is host:warm(fn): the idle container of a function that has been idle
// longest, nil if there is none; fn is a request, a function or a name.
func (rt *Runtime) hostWarm(L *lua.LState) int {
	v := rt.world.hosts.self(L)
	L.Push(v.p.container(v.p.WarmOn(v.id, rt.functionArgument(L, 2, v.p))))
	return 1
}

// hostIdleContainers is host:idle_containers(fn): an array, the longest idle
// first; of all functions if fn is nil.
func (rt *Runtime) hostIdleContainers(L *lua.LState) int {
	v := rt.world.hosts.self(L)
	var fn engine.FunctionID
	if L.Get(2) != lua.LNil {
		fn = rt.functionArgument(L, 2, v.p)
	}
	list := L.NewTable()
	v.p.IdleOn(v.id, fn, func(c engine.ContainerID) { list.Append(v.p.container(c)) })
	L.Push(list)
	return 1
}

// functionArgument returns the function that is argument n: a request for it, the
// function or its name.
func (rt *Runtime) functionArgument(L *lua.LState, n int, p *provider) engine.FunctionID {
	if r, ok := rt.world.requests.from(L.Get(n)); ok && r.live && r.p == p {
		return r.Function()
	}
	return rt.registered(L, n, p)
}
