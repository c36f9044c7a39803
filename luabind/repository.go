package luabind

// This file binds repositories.

import (
	"fmt"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

var repositoryOptions = declareOptions("coldmoon.RepositoryOptions", "name", "bandwidth", "latency", "read")

// A repository is what coldmoon.repository returns.
type repository struct {
	*engine.Repository
	value     *lua.LUserData
	locations map[*engine.File]*lua.LUserData
	stored    []*engine.File
}

// String is what tostring gives.
func (r *repository) String() string { return fmt.Sprintf("repository %q", r.Config.Name) }

func (rt *Runtime) openRepositories() {
	rt.world.repositories = newClass(rt, "Repository", methods{
		"at":     rt.repositoryAt,
		"has":    rt.repositoryHas,
		"remove": rt.repositoryRemove,
		"store":  rt.repositoryStore,
	}, fields[*repository]{
		"active":    func(r *repository) lua.LValue { return lua.LNumber(r.Active()) },
		"bandwidth": func(r *repository) lua.LValue { return luaRate(r.Config.Bandwidth) },
		"latency":   func(r *repository) lua.LValue { return luaSeconds(r.Config.Latency) },
		"name":      func(r *repository) lua.LValue { return lua.LString(r.Config.Name) },
		"read":      func(r *repository) lua.LValue { return luaRate(r.Config.Read) },
	})
	rt.world.repositories.settable(rt.repositorySetters())
}

// repositoryValue returns the userdata of a repository, the same one every time.
func (rt *Runtime) repositoryValue(r *engine.Repository) lua.LValue { return rt.world.repos[r].value }

// newRepository is coldmoon.repository{…}.
func (rt *Runtime) newRepository(L *lua.LState) int {
	o := rt.options(L, 1, repositoryOptions)
	o.required("name")
	c := engine.RepositoryConfig{
		Name: o.name("name"), Bandwidth: o.rateOrUnlimited("bandwidth"),
		Latency: o.time("latency", 0), Read: o.rateOrUnlimited("read"),
	}
	if !o.ok() {
		return rt.poison(L)
	}
	rt.mayChange(L)
	made, err := rt.world.sim.NewRepository(c)
	if err != nil {
		return rt.refuse(L, "%s", err)
	}
	r := &repository{Repository: made, locations: map[*engine.File]*lua.LUserData{}}
	r.value = rt.world.repositories.wrap(r)
	rt.world.repos[made] = r
	rt.world.places = append(rt.world.places, r)
	L.Push(r.value)
	return 1
}

// fileArgument returns the file that is argument 2 of a method of a repository.
func (rt *Runtime) fileArgument(L *lua.LState) (*engine.File, bool) {
	a := rt.args(L)
	f := rt.world.files.arg(&a, 2, "file")
	return f, a.ok()
}

// repositoryStore is repository:store(file): it returns the location.
func (rt *Runtime) repositoryStore(L *lua.LState) int {
	r := rt.world.repositories.self(L)
	f, ok := rt.fileArgument(L)
	if !ok {
		return rt.poison(L)
	}
	rt.mayChange(L)
	r.store(f)
	return rt.pushLocation(L, r, f)
}

// store puts a copy of f into the repository.
func (r *repository) store(f *engine.File) {
	if !r.Has(f) {
		r.Store(f)
		r.stored = append(r.stored, f)
	}
}

// holder returns the first repository that stores f, nil if none does.
func (w *world) holder(f *engine.File) *repository {
	for _, r := range w.places {
		if r.Has(f) {
			return r
		}
	}
	return nil
}

// repositoryAt is repository:at(file). A file that is stored nowhere is stored
// here; one that is stored elsewhere only is a mistake.
func (rt *Runtime) repositoryAt(L *lua.LState) int {
	r := rt.world.repositories.self(L)
	f, ok := rt.fileArgument(L)
	if !ok {
		return rt.poison(L)
	}
	if !r.Has(f) {
		if other := rt.world.holder(f); other != nil {
			return rt.refuse(L, "%q is stored at %q and not at %q: call store to put a copy there", f.Name, other.Config.Name, r.Config.Name)
		}
		rt.mayChange(L)
		r.store(f)
	}
	return rt.pushLocation(L, r, f)
}

// pushLocation pushes the location of f at r.
func (rt *Runtime) pushLocation(L *lua.LState, r *repository, f *engine.File) int {
	L.Push(rt.locationValue(engine.Location{Repository: r.Repository, File: f}))
	return 1
}

// locationValue returns the userdata of a location, the same one every time;
// nil for none.
func (rt *Runtime) locationValue(l engine.Location) lua.LValue {
	if l.IsZero() {
		return lua.LNil
	}
	r := rt.world.repos[l.Repository]
	ud := r.locations[l.File]
	if ud == nil {
		ud = rt.world.locations.wrap(&location{l})
		r.locations[l.File] = ud
	}
	return ud
}

// repositoryHas is repository:has(file).
func (rt *Runtime) repositoryHas(L *lua.LState) int {
	r := rt.world.repositories.self(L)
	f, ok := rt.fileArgument(L)
	if !ok {
		return rt.poison(L)
	}
	L.Push(lua.LBool(r.Has(f)))
	return 1
}

// repositoryRemove is repository:remove(file).
func (rt *Runtime) repositoryRemove(L *lua.LState) int {
	r := rt.world.repositories.self(L)
	f, ok := rt.fileArgument(L)
	if !ok {
		return rt.poison(L)
	}
	rt.mayChange(L)
	if !r.Has(f) {
		return rt.refuse(L, "%q is not stored at %q", f.Name, r.Config.Name)
	}
	r.Remove(f)
	r.stored = slices.DeleteFunc(r.stored, func(s *engine.File) bool { return s == f })
	return 0
}
