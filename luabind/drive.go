package luabind

// This file lets workloads drive providers.

import (
	"fmt"
	"io"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A Workload is a line of a [Plan]: what drives a provider.
type Workload struct {
	Kind      string   `json:"kind"`               // such as "poisson" or "azure2019"
	Functions []string `json:"functions"`          // that it invokes
	Expected  *float64 `json:"expected,omitempty"` // invocations; nil if not known
	Horizon   *float64 `json:"horizon,omitempty"`  // seconds, after which nothing arrives; nil if not known
}

// providerDrive is provider:drive(function, workload, inputs), or
// provider:drive(trace, inputs).
func (rt *Runtime) providerDrive(L *lua.LState) int {
	p := rt.world.providers.self(L)
	rt.mayChange(L)
	n := 2
	w, isTrace := rt.toWorkload(L.Get(2))
	if isTrace && w.trace == nil {
		return rt.refuse(L, "a function comes first: provider:drive(function, workload)")
	}
	if !isTrace {
		n = 3
	}
	if isPoison(L.Get(2)) || isPoison(L.Get(n)) || isPoison(L.Get(n+1)) {
		return rt.poison(L)
	}
	inputs, problem := rt.inputs(L.Get(n + 1))
	if problem != "" {
		return rt.refuse(L, "inputs: %s", problem)
	}
	if isTrace {
		return rt.driveTrace(L, p, w, inputs)
	}
	w, ok := rt.toWorkload(L.Get(3))
	if !ok {
		return rt.refuse(L, "workload: %s", mustBe(L.Get(3), "a workload, such as workload.poisson{ rate = 40 }"))
	}
	return rt.driveFunction(L, p, w, inputs)
}

// inputs makes of a Lua function(i) what the engine asks for the input of each
// arrival; nil of nil.
func (rt *Runtime) inputs(v lua.LValue) (func(n uint64) (any, error), string) {
	if v == lua.LNil {
		return nil, ""
	}
	fn, problem := toFunction(v)
	if problem != "" {
		return nil, problem
	}
	cb := rt.newCallback(fn)
	return func(n uint64) (any, error) {
		L := cb.begin()
		L.Push(lua.LNumber(n))
		outer := rt.world.hook
		rt.world.hook = "the function that makes inputs"
		err := cb.call(L, 1, 1)
		rt.world.hook = outer
		if err != nil {
			return nil, err
		}
		made := input(L.Get(-1))
		cb.end(L)
		return made, nil
	}, ""
}

// driveFunction lets w drive the function that is argument 2. The k-th workload
// of a function draws from the same stream at every provider, so that providers
// and policies that are compared see the same arrivals.
func (rt *Runtime) driveFunction(L *lua.LState, p *provider, w *workloadValue, inputs func(uint64) (any, error)) int {
	id := rt.registered(L, 2, p)
	f, _ := p.Function(id)
	functions := []engine.FunctionID{id}
	if w.trace != nil {
		if n := len(w.trace.Functions()); n != 1 {
			return rt.refuse(L, "the trace has %d functions: give it alone, as provider:drive(trace), with functions of the same names registered", n)
		}
	} else if f.FromTrace && w.kind != "generator" && w.kind != "list" {
		return rt.refuse(L, "function %q takes its durations from a trace, and a workload of kind %s has none", f.Name, w.kind)
	} else if problem := w.misfit(f); problem != "" {
		return rt.refuse(L, "function %q %s", f.Name, problem)
	}
	stream := rt.world.sim.Stream(fmt.Sprintf("arrivals/%s/%d", f.Name, p.driven[id]))
	p.driven[id]++
	return rt.start(L, p, w, stream, functions, inputs)
}

// misfit says what is wrong if the durations of a list are not what f needs.
func (w *workloadValue) misfit(f *engine.Function) string {
	switch {
	case w.kind != "list":
		return ""
	case f.FromTrace && w.durations == 0:
		return "takes its durations from a trace, and the list has none: give it durations = { … }"
	case !f.FromTrace && w.durations > 0:
		return "has a duration or a handler of its own, and the list has durations as well: declare the function with duration = \"trace\", or leave them out"
	}
	return ""
}

// driveTrace lets a trace drive the functions of its names.
func (rt *Runtime) driveTrace(L *lua.LState, p *provider, w *workloadValue, inputs func(uint64) (any, error)) int {
	all := w.trace.Functions()
	functions := make([]engine.FunctionID, len(all))
	var missing []string
	for i := range all {
		functions[i] = p.FunctionID(all[i].Name)
		if functions[i] == 0 {
			missing = append(missing, all[i].Name)
		}
	}
	if len(missing) > 0 {
		return rt.refuse(L, "%d of the %d functions of the trace are not registered at %q: %s",
			len(missing), len(all), p.Name(), strings.TrimPrefix(some(missing), "registered: "))
	}
	stream := rt.world.sim.Stream(fmt.Sprintf("trace/%d", p.driven[0]))
	p.driven[0]++
	return rt.start(L, p, w, stream, functions, inputs)
}

// start begins a workload.
func (rt *Runtime) start(L *lua.LState, p *provider, w *workloadValue, rng sim.RNG, functions []engine.FunctionID, inputs func(uint64) (any, error)) int {
	source, err := w.build(rng)
	if err != nil {
		return rt.refuse(L, "%s", err)
	}
	if c, ok := source.(io.Closer); ok {
		rt.openFiles = append(rt.openFiles, c)
	}
	p.workloads = append(p.workloads, p.describe(w, source, functions))
	if rt.opt.Mode.simulates() {
		outer := rt.world.hook
		rt.world.hook = "a workload"
		p.drives = append(p.drives, callerOf(L))
		p.Drive(source, functions, inputs)
		rt.world.hook = outer
	}
	return 0
}

// describe makes the line of a workload for the plan.
func (p *provider) describe(w *workloadValue, source workload.Source, functions []engine.FunctionID) Workload {
	line := Workload{Kind: w.kind, Functions: make([]string, len(functions))}
	for i, id := range functions {
		f, _ := p.Function(id)
		line.Functions[i] = f.Name
	}
	if n := source.Expected(); !math.IsNaN(n) {
		line.Expected = &n
	}
	if t := source.Horizon(); t != sim.Never {
		s := t.Seconds()
		line.Horizon = &s
	}
	return line
}
