package luabind

// This file binds hosts and containers as policies see them.

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A hostView is a host.
type hostView struct {
	p    *provider
	id   engine.HostID
	disk *lua.LUserData // made when it is asked for
}

// String is what tostring gives.
func (v *hostView) String() string { return fmt.Sprintf("host %d", v.id) }

func (rt *Runtime) openHosts() {
	rt.world.hosts = newClass(rt, "Host", methods{
		"has_image":       rt.hostHasImage,
		"idle_containers": rt.hostIdleContainers,
		"image":           rt.hostImage,
		"warm":            rt.hostWarm,
	}, fields[*hostView]{
		"containers": func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Containers) },
		"failures":   func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Failures) },
		"latency":    func(v *hostView) lua.LValue { return luaSeconds(v.p.Host(v.id).Network.Latency) },
		"network":    func(v *hostView) lua.LValue { return luaRate(v.p.Host(v.id).Network.Bandwidth) },
		"up":         func(v *hostView) lua.LValue { return lua.LBool(v.p.Host(v.id).Up) },
		"cores":      func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Cores) },
		"disk":       (*hostView).diskValue,
		"free_disk":  func(v *hostView) lua.LValue { return bytesOrHuge(v.p.Host(v.id).FreeDisk) },
		"free_ram":   func(v *hostView) lua.LValue { return bytesOrHuge(v.p.Host(v.id).FreeRAM) },
		"free_slots": func(v *hostView) lua.LValue { return slotsOrHuge(v.p.Host(v.id).FreeSlots) },
		"group":      func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Group) },
		"id":         func(v *hostView) lua.LValue { return lua.LNumber(v.id) },
		"image_ram":  func(v *hostView) lua.LValue { return luaBytes(v.p.Host(v.id).ImageRAM) },
		"idle":       func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Idle) },
		"ram":        func(v *hostView) lua.LValue { return bytesOrHuge(v.p.Host(v.id).RAM) },
		"running":    func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Running) },
		"slots":      func(v *hostView) lua.LValue { return slotsOrHuge(v.p.Host(v.id).Slots) },
		"speed":      func(v *hostView) lua.LValue { return lua.LNumber(v.p.Host(v.id).Speed) },
	})
	rt.world.hosts.settable(rt.hostSetters())
}

// bytesOrHuge and slotsOrHuge return what is unlimited, or far beyond what a
// machine has, as math.huge.

func bytesOrHuge(b unit.Bytes) lua.LValue {
	if b > mostBytes {
		return lua.LNumber(math.Inf(1))
	}
	return luaBytes(b)
}

func slotsOrHuge(n int) lua.LValue {
	if n > math.MaxInt32/2 {
		return lua.LNumber(math.Inf(1))
	}
	return lua.LNumber(n)
}

// hostHasImage is host:has_image(image): the image is on its disk, complete.
func (rt *Runtime) hostHasImage(L *lua.LState) int {
	v := rt.world.hosts.self(L)
	image := rt.imageArgument(L, 2)
	L.Push(lua.LBool(v.p.HostHasImage(v.id, image)))
	return 1
}

// imageArgument returns the image that is argument n: a file, its location, or a
// request for it.
func (rt *Runtime) imageArgument(L *lua.LState, n int) *engine.File {
	w := rt.world
	if f, ok := w.files.from(L.Get(n)); ok {
		return f
	}
	if l, ok := w.locations.from(L.Get(n)); ok {
		return l.File
	}
	if r, ok := w.requests.from(L.Get(n)); ok && r.live {
		return r.Image()
	}
	rt.raise(L, EOPT, "image: %s", mustBe(L.Get(n), "an image, its location, or a request"))
	return nil
}

// A containerView is a container. It outlives it.
type containerView struct {
	p      *provider
	id     engine.ContainerID
	serial uint64
	value  *lua.LUserData
}

// String is what tostring gives.
func (v *containerView) String() string { return fmt.Sprintf("container %d", v.serial) }

// gone reports whether the container is no longer alive.
func (v *containerView) gone() bool { return v.p.ContainerSerial(v.id) != v.serial }

func (rt *Runtime) openContainers() {
	f := map[string]func(v *containerView, c *engine.ContainerInfo) lua.LValue{
		"active":     func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return lua.LNumber(c.Active) },
		"created":    func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return luaSeconds(c.Created) },
		"disk":       func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return luaBytes(c.Disk) },
		"fn":         func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return lua.LString(c.Name) },
		"host":       func(v *containerView, c *engine.ContainerInfo) lua.LValue { return v.p.host(c.Host) },
		"last_used":  func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return luaSeconds(c.LastUsed) },
		"ram":        func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return luaBytes(c.RAM) },
		"ready":      func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return lua.LBool(c.Ready) },
		"start_time": func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return luaSeconds(c.StartCost) },
		"uses":       func(_ *containerView, c *engine.ContainerInfo) lua.LValue { return lua.LNumber(c.Uses) },
	}
	own := fields[*containerView]{
		"gone": func(v *containerView) lua.LValue { return lua.LBool(v.gone()) },
		"id":   func(v *containerView) lua.LValue { return lua.LNumber(v.serial) },
	}
	for name, get := range f {
		own[name] = func(v *containerView) lua.LValue {
			c, ok := v.p.Container(v.id)
			if !ok || c.Serial != v.serial {
				return lua.LNil
			}
			return get(v, &c)
		}
	}
	rt.world.containers = newClass(rt, "Container", nil, own)
}

// providerContainers is provider:containers(fn): an array of the living
// containers, of one function if that is given.
func (rt *Runtime) providerContainers(L *lua.LState) int {
	p := rt.world.providers.self(L)
	fn := engine.FunctionID(0)
	if L.Get(2) != lua.LNil {
		fn = rt.registered(L, 2, p)
	}
	L.Push(p.containersOf(fn))
	return 1
}

// containersOf returns the living containers of a function, of all if it is 0.
func (p *provider) containersOf(fn engine.FunctionID) *lua.LTable {
	list := p.rt.root.NewTable()
	left := p.Cluster().Containers()
	for id := engine.ContainerID(1); left > 0; id++ {
		c, ok := p.Container(id)
		if !ok {
			continue
		}
		left--
		if fn == 0 || c.Function == fn {
			list.Append(p.container(id))
		}
	}
	return list
}
