package luabind

// This file binds the arrival processes of package workload. The Lua signatures
// are in stdlib/meta/workload.lua.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A workloadValue is what a script holds of a workload: how to make a source of
// arrivals.
type workloadValue struct {
	kind  string // name of the constructor, such as "poisson"
	build func(rng sim.RNG) (workload.Source, error)
	trace workload.Trace // nil unless it is a trace

	durations int // that a list has
}

// String is what tostring gives.
func (w *workloadValue) String() string { return "workload (" + w.kind + ")" }

var (
	burstsOptions     = declareOptions("coldmoon.BurstsOptions", "size", "every", "gap", "start", "duration", "count")
	periodicOptions   = declareOptions("coldmoon.PeriodicOptions", "rate", "period", "at_start", "start", "duration", "count")
	generatorOptions  = declareOptions("coldmoon.GeneratorOptions", "next", "duration", "count")
	listOptions       = declareOptions("coldmoon.ListOptions", "times", "durations")
	poissonOptions    = declareOptions("coldmoon.PoissonOptions", "rate", "start", "duration", "count")
	rampOptions       = declareOptions("coldmoon.RampOptions", "from", "to", "start", "duration", "count")
	renewalOptions    = declareOptions("coldmoon.RenewalOptions", "iat", "start", "duration", "count")
	sinusoidalOptions = declareOptions("coldmoon.SinusoidalOptions", "rate", "amplitude", "period", "phase", "start", "duration", "count")
	uniformOptions    = declareOptions("coldmoon.UniformGapsOptions", "lo", "hi", "start", "duration", "count")
)

// openWorkload makes the module coldmoon.workload.
func (rt *Runtime) openWorkload() lua.LValue {
	return rt.newModule("workload", methods{
		"azure2019":  rt.workloadAzure2019,
		"azure2021":  rt.workloadAzure2021,
		"bursts":     rt.workloadBursts,
		"constant":   rt.workloadConstant,
		"csv":        rt.workloadCSV,
		"generator":  rt.workloadGenerator,
		"list":       rt.workloadList,
		"poisson":    rt.workloadPoisson,
		"ramp":       rt.workloadRamp,
		"renewal":    rt.workloadRenewal,
		"sinusoidal": rt.workloadSinusoidal,
		"synthetic":  rt.workloadSynthetic,
		"uniform":    rt.workloadUniform,
	}, nil)
}

func (rt *Runtime) openWorkloadClasses() {
	rt.classes.workload = newClass[*workloadValue](rt, "Workload", nil, nil)
	rt.classes.trace = newClass[*traceValue](rt, "Trace", methods{
		"functions": rt.traceFunctions,
		"report":    rt.traceReport,
	}, nil)
}

// toWorkload returns the workload or trace in v; ok is false if v is neither.
func (rt *Runtime) toWorkload(v lua.LValue) (w *workloadValue, ok bool) {
	if t, ok := rt.classes.trace.from(v); ok {
		return &t.workloadValue, true
	}
	return rt.classes.workload.from(v)
}

// pushWorkload pushes the workload of a process, whose options are in o. It
// makes a source to see whether they are right.
func (rt *Runtime) pushWorkload(o *options, kind string, build func(rng sim.RNG) (workload.Source, error)) int {
	if o.verdict.fine() {
		if _, err := build(sim.RNG{}); err != nil {
			o.verdict.note("%s", err)
		}
	}
	if !o.ok() {
		return rt.poison(o.L)
	}
	o.L.Push(rt.classes.workload.wrap(&workloadValue{kind: kind, build: build}))
	return 1
}

func (rt *Runtime) workloadPoisson(L *lua.LState) int {
	o := rt.options(L, 1, poissonOptions)
	o.required("rate")
	cfg := workload.Poisson{Rate: o.positive("rate", 1), Start: o.time("start", 0), Duration: o.duration(), Count: o.limit()}
	return rt.pushWorkload(o, "poisson", func(rng sim.RNG) (workload.Source, error) { return workload.NewPoisson(cfg, rng) })
}

func (rt *Runtime) workloadConstant(L *lua.LState) int {
	o := rt.options(L, 1, periodicOptions)
	if o.has("rate") == o.has("period") && !o.unread {
		o.verdict.note("give either rate or period")
	}
	cfg := workload.Periodic{
		Rate: o.positive("rate", 0), Period: o.time("period", 0), AtStart: o.boolean("at_start", false),
		Start: o.time("start", 0), Duration: o.duration(), Count: o.limit(),
	}
	return rt.pushWorkload(o, "constant", func(sim.RNG) (workload.Source, error) { return workload.NewPeriodic(cfg) })
}

func (rt *Runtime) workloadRenewal(L *lua.LState) int {
	o := rt.options(L, 1, renewalOptions)
	o.required("iat")
	cfg := workload.Renewal{IAT: o.distSeconds("iat"), Start: o.time("start", 0), Duration: o.duration(), Count: o.limit()}
	return rt.pushWorkload(o, "renewal", func(rng sim.RNG) (workload.Source, error) { return workload.NewRenewal(cfg, rng) })
}

func (rt *Runtime) workloadUniform(L *lua.LState) int {
	o := rt.options(L, 1, uniformOptions)
	o.required("lo", "hi")
	cfg := workload.UniformGaps{
		Lo: o.time("lo", 0), Hi: o.time("hi", 0), Start: o.time("start", 0), Duration: o.duration(), Count: o.limit(),
	}
	return rt.pushWorkload(o, "uniform", func(rng sim.RNG) (workload.Source, error) { return workload.NewUniformGaps(cfg, rng) })
}

func (rt *Runtime) workloadSinusoidal(L *lua.LState) int {
	o := rt.options(L, 1, sinusoidalOptions)
	o.required("rate", "period")
	cfg := workload.Sinusoidal{
		Rate: o.positive("rate", 1), Amplitude: o.share("amplitude", 0.5), Period: o.time("period", 0), Phase: o.share("phase", 0),
		Start: o.time("start", 0), Duration: o.duration(), Count: o.limit(),
	}
	return rt.pushWorkload(o, "sinusoidal", func(rng sim.RNG) (workload.Source, error) { return workload.NewSinusoidal(cfg, rng) })
}

func (rt *Runtime) workloadRamp(L *lua.LState) int {
	o := rt.options(L, 1, rampOptions)
	o.required("from", "to", "duration")
	cfg := workload.Ramp{
		From: o.nonNegative("from", 0), To: o.nonNegative("to", 1), Start: o.time("start", 0), Duration: o.duration(), Count: o.limit(),
	}
	return rt.pushWorkload(o, "ramp", func(rng sim.RNG) (workload.Source, error) { return workload.NewRamp(cfg, rng) })
}

func (rt *Runtime) workloadBursts(L *lua.LState) int {
	o := rt.options(L, 1, burstsOptions)
	o.required("size")
	cfg := workload.Bursts{
		Size: uint64(o.integer("size", 1, 1, math.MaxInt64)), Every: o.time("every", 0), Gap: o.time("gap", 0),
		Start: o.time("start", 0), Duration: o.duration(), Count: o.limit(),
	}
	return rt.pushWorkload(o, "bursts", func(sim.RNG) (workload.Source, error) { return workload.NewBursts(cfg) })
}

// workloadList is workload.list{times = …, durations = …} or workload.list{1, 2}.
func (rt *Runtime) workloadList(L *lua.LState) int {
	if t, ok := L.Get(1).(*lua.LTable); ok && t.Len() > 0 {
		o := L.NewTable()
		o.RawSetString("times", t)
		L.Replace(1, o)
	}
	o := rt.options(L, 1, listOptions)
	o.required("times")
	cfg := workload.List{Times: o.times("times"), Durations: o.times("durations")}
	n := rt.pushWorkload(o, "list", func(sim.RNG) (workload.Source, error) { return workload.NewList(cfg) })
	if w, ok := rt.classes.workload.from(L.Get(-1)); ok {
		w.durations = len(cfg.Durations)
	}
	return n
}

// times returns an array of times, nil if there is none.
func (o *options) times(name string) []sim.Time {
	var list []sim.Time
	for _, s := range o.list(name, toSeconds) {
		list = append(list, sim.Seconds(s))
	}
	return list
}

// duration returns how long a process runs: 0, which is for ever, if that is
// not given, else a positive time.
func (o *options) duration() sim.Time {
	d := o.time("duration", 0)
	if d == 0 && o.has("duration") && o.verdict.fine() {
		o.bad("duration", "%s: must be positive; leave it out for a process that does not end", given(o.value("duration")))
	}
	return d
}

// limit returns how many arrivals a process makes at most: 0, which is no
// limit, if that is not given, else a positive number.
func (o *options) limit() uint64 {
	if !o.has("count") {
		return 0
	}
	return uint64(o.integer("count", 0, 1, math.MaxInt64))
}
