package luabind

// This file binds functions: what is deployed.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

var functionOptions = declareOptions("coldmoon.FunctionOptions",
	"name", "image", "code", "run", "duration", "phases")

// fromTrace is the duration that says that every arrival brings its own.
const fromTrace = "trace"

// A function is what coldmoon.func returns.
type function struct {
	engine.Function
	value *lua.LUserData
	run   *lua.LFunction // nil if it has no handler
}

// String is what tostring gives.
func (f *function) String() string { return fmt.Sprintf("func %q", f.Name) }

func (rt *Runtime) openFunctions() {
	rt.world.functions = newClass(rt, "Function", nil, fields[*function]{
		"code":  func(f *function) lua.LValue { return rt.locationValue(f.Code) },
		"image": func(f *function) lua.LValue { return rt.locationValue(f.Image) },
		"name":  func(f *function) lua.LValue { return lua.LString(f.Name) },
	})
}

// newFunction is coldmoon.func{…}.
func (rt *Runtime) newFunction(L *lua.LState) int {
	o := rt.options(L, 1, functionOptions)
	o.required("name", "image")
	f := &function{run: o.function("run")}
	f.Name = o.name("name")
	if l := rt.world.locations.option(o, "image"); l != nil {
		f.Image = l.Location
	}
	if l := rt.world.locations.option(o, "code"); l != nil {
		f.Code = l.Location
	}
	if o.value("duration") == lua.LString(fromTrace) {
		f.FromTrace = true
	} else {
		f.Duration = o.timeDist("duration")
	}
	f.Phases = rt.phases(o)
	ways := 0
	for _, name := range []string{"run", "duration", "phases"} {
		if o.has(name) {
			ways++
		}
	}
	if ways != 1 && !o.unread {
		o.verdict.note("exactly one of run, duration and phases must be given, got %d", ways)
	}
	if !o.ok() {
		return rt.poison(L)
	}
	if f.run != nil {
		f.Run = rt.code(f.run)
	}
	f.value = rt.world.functions.wrap(f)
	L.Push(f.value)
	return 1
}

// phases returns the steps of the option phases, an array of { name, amount }.
func (rt *Runtime) phases(o *options) []engine.Step {
	list := o.rawTable("phases")
	if list == nil {
		return nil
	}
	if list.Len() == 0 {
		o.bad("phases", `must be a list of steps such as { "compute", 0.08 }`)
	}
	var steps []engine.Step
	for i := 1; i <= list.Len(); i++ {
		name := fmt.Sprintf("phases[%d]", i)
		pair, ok := list.RawGetInt(i).(*lua.LTable)
		if !ok || pair.Len() != 2 {
			o.bad(name, "%s", mustBe(list.RawGetInt(i), `a step such as { "compute", 0.08 }`))
			continue
		}
		word, problem := toEnum(pair.RawGetInt(1), engine.OpNames())
		if problem != "" {
			o.bad(name+"[1]", "%s", problem)
			continue
		}
		op, _ := engine.OpByName(word)
		amount, problem := rt.toAmount(op, pair.RawGetInt(2))
		if problem != "" {
			o.bad(name+"[2]", "%s", problem)
			continue
		}
		steps = append(steps, engine.Step{Op: op, Amount: amount})
	}
	return steps
}

// toAmount returns how much of a step: seconds or bytes, or a distribution of
// them.
func (rt *Runtime) toAmount(op engine.Op, v lua.LValue) (workload.Dist, string) {
	if d, ok := rt.classes.dist.from(v); ok {
		return d, ""
	}
	if op == engine.OpSleep || op == engine.OpCompute {
		return rt.toTimeDist(v)
	}
	var b unit.Bytes
	b, problem := toBytes(v)
	if problem != "" {
		return nil, problem + ", or a distribution"
	}
	d, err := workload.Constant(float64(b))
	if err != nil {
		return nil, err.Error()
	}
	return d, ""
}

// toTimeDist accepts seconds, "250ms" and distributions of seconds.
func (rt *Runtime) toTimeDist(v lua.LValue) (workload.Dist, string) {
	if d, ok := rt.classes.dist.from(v); ok {
		return d, ""
	}
	s, problem := toSeconds(v)
	if problem != "" {
		return nil, problem + ", or a distribution"
	}
	d, err := workload.Constant(s)
	if err != nil {
		return nil, err.Error()
	}
	return d, ""
}

// timeDist returns an option that is a time or a distribution of times, nil if
// it is absent.
func (o *options) timeDist(name string) workload.Dist {
	if o == nil {
		return nil
	}
	return check(o, name, nil, o.rt.toTimeDist)
}

// nameOf returns the name of a function that a script gives by name or as what
// coldmoon.func returned, "" if v is neither.
func (w *world) nameOf(v lua.LValue) string {
	if s, ok := v.(lua.LString); ok {
		return string(s)
	}
	if f, ok := w.functions.from(v); ok {
		return f.Name
	}
	return ""
}
