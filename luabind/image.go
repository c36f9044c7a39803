package luabind

// This file binds files, images (which are files) and their locations.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

var (
	fileOptions  = declareOptions("coldmoon.FileOptions", "name", "size")
	imageOptions = declareOptions("coldmoon.ImageOptions", "name", "size", "ram")
)

// A location is what repository:at returns.
type location struct{ engine.Location }

// String is what tostring gives.
func (l *location) String() string { return l.Repository.Config.Name + "/" + l.File.Name }

func (rt *Runtime) openImages() {
	w := rt.world
	w.files = newClass(rt, "File", nil, fields[*engine.File]{
		"name": func(f *engine.File) lua.LValue { return lua.LString(f.Name) },
		"ram":  func(f *engine.File) lua.LValue { return luaBytes(f.RAM) },
		"size": func(f *engine.File) lua.LValue { return luaBytes(f.Size) },
	})
	w.locations = newClass(rt, "Location", nil, fields[*location]{
		"file":       func(l *location) lua.LValue { return rt.fileValue(l.File) },
		"name":       func(l *location) lua.LValue { return lua.LString(l.File.Name) },
		"repository": func(l *location) lua.LValue { return rt.repositoryValue(l.Repository) },
		"size":       func(l *location) lua.LValue { return luaBytes(l.File.Size) },
	})
}

// fileValue returns the userdata of a file, the same one every time.
func (rt *Runtime) fileValue(f *engine.File) lua.LValue { return rt.world.known[f] }

// newFile is coldmoon.file{name, size}.
func (rt *Runtime) newFile(L *lua.LState) int {
	return rt.declareFile(L, rt.options(L, 1, fileOptions))
}

// newImage is coldmoon.image{name, size, ram}.
func (rt *Runtime) newImage(L *lua.LState) int {
	o := rt.options(L, 1, imageOptions)
	ram := o.bytes("ram", 0)
	n := rt.declareFile(L, o)
	if f, ok := rt.world.files.from(L.Get(-1)); ok {
		f.RAM = ram
	}
	return n
}

func (rt *Runtime) declareFile(L *lua.LState, o *options) int {
	o.required("name", "size")
	name, size := o.name("name"), o.bytes("size", 0)
	if !o.ok() {
		return rt.poison(L)
	}
	rt.mayChange(L)
	f, err := rt.world.sim.NewFile(name, size)
	if err != nil {
		return rt.refuse(L, "%s", err)
	}
	ud := rt.world.files.wrap(f)
	rt.world.known[f] = ud
	L.Push(ud)
	return 1
}
