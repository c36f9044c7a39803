package luabind

// This file binds the traces of package workload. The Lua signatures are in
// stdlib/meta/workload.lua.

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A traceValue is what a script holds of a trace.
type traceValue struct{ workloadValue }

// String is what tostring gives.
func (t *traceValue) String() string {
	r := t.trace.Report()
	return fmt.Sprintf("trace (%s: %d functions, %d invocations)", r.Source, r.Functions, r.Invocations)
}

var (
	azure2019Options = declareOptions("coldmoon.Azure2019Options", "dir", "day", "arrivals", "durations", "missing",
		"from", "to", "origin", "min_duration")
	azure2021Options = declareOptions("coldmoon.Azure2021Options", "file", "min_duration")
	csvOptions       = declareOptions("coldmoon.CSVOptions", "file", "columns", "comma", "unit", "duration_unit",
		"memory_unit", "origin")
	syntheticOptions = declareOptions("coldmoon.SyntheticOptions", "scale", "apps", "functions", "minutes", "seed", "rate",
		"independent")
	csvColumns = declareOptions("coldmoon.CSVColumns", "time", "end", "function", "app", "owner", "trigger",
		"duration", "memory")
)

// open opens a file of a trace within the sandbox.
func (rt *Runtime) openTraceFile(name string) (io.ReadCloser, error) {
	f, err := rt.openFile(name)
	if err != nil { // not f, which would be an interface that is not nil
		return nil, err
	}
	return f, nil
}

// readTraceDir lists a directory of a trace within the sandbox.
func (rt *Runtime) readTraceDir(name string) ([]fs.DirEntry, error) {
	path, err := rt.canRead(name, true)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, &refusal{EIO, name + ": " + reason(err)}
	}
	return entries, nil
}

// pushTrace opens a trace if its options are right, and pushes it.
func pushTrace[T workload.Trace](rt *Runtime, o *options, kind string, open func() (T, error)) int {
	if !o.ok() {
		return rt.poison(o.L)
	}
	t, err := open()
	if err != nil {
		return rt.refuseFile(o.L, err)
	}
	rt.reports = append(rt.reports, t.Report())
	o.L.Push(rt.classes.trace.wrap(&traceValue{workloadValue{
		kind: kind, trace: t, build: func(rng sim.RNG) (workload.Source, error) { return t.Source(rng), nil },
	}}))
	return 1
}

func (rt *Runtime) workloadAzure2019(L *lua.LState) int {
	o := rt.options(L, 1, azure2019Options)
	o.required("dir")
	opt := workload.Azure2019Options{
		Dir: o.name("dir"), Day: int(o.integer("day", 0, 1, 14)),
		Arrivals:    o.enum("arrivals", "", "uniform", "equidistant", "poisson"),
		Durations:   o.enum("durations", "", "piecewise", "step", "average", "none"),
		Missing:     o.enum("missing", "", "fallback", "drop"),
		From:        int(o.integer("from", 0, 1, 1440)),
		To:          int(o.integer("to", 0, 1, 1440)),
		Origin:      o.enum("origin", "", "window", "day"),
		MinDuration: o.time("min_duration", 0),
		Open:        rt.openTraceFile, ReadDir: rt.readTraceDir,
	}
	if opt.From > 0 && opt.To > 0 && opt.To < opt.From {
		o.bad("to", "%d: must not be less than from, which is %d", opt.To, opt.From)
	}
	return pushTrace(rt, o, "azure2019", func() (*workload.Azure2019, error) { return workload.OpenAzure2019(opt) })
}

func (rt *Runtime) workloadAzure2021(L *lua.LState) int {
	o := rt.options(L, 1, azure2021Options)
	o.required("file")
	opt := workload.Azure2021Options{File: o.name("file"), MinDuration: o.time("min_duration", 0), Open: rt.openTraceFile}
	return pushTrace(rt, o, "azure2021", func() (*workload.Azure2021, error) { return workload.OpenAzure2021(opt) })
}

func (rt *Runtime) workloadCSV(L *lua.LState) int {
	o := rt.options(L, 1, csvOptions)
	o.required("file")
	c := o.sub("columns", csvColumns)
	opt := workload.CSVOptions{
		File: o.name("file"), Open: rt.openTraceFile,
		Columns: workload.CSVColumns{
			Time: c.name("time"), End: c.name("end"), Function: c.name("function"), App: c.name("app"),
			Owner: c.name("owner"), Trigger: c.name("trigger"), Duration: c.name("duration"), Memory: c.name("memory"),
		},
		Unit:         o.enum("unit", "", "s", "ms", "us", "ns"),
		DurationUnit: o.enum("duration_unit", "", "s", "ms", "us", "ns"),
		MemoryUnit:   o.enum("memory_unit", "", "B", "KB", "KiB", "MB", "MiB", "GB", "GiB"),
		Origin:       o.enum("origin", "", "file", "first"),
	}
	if comma := o.name("comma"); len(comma) == 1 {
		opt.Comma = comma[0]
	} else if comma != "" {
		o.bad("comma", "%q: must be one character", comma)
	}
	return pushTrace(rt, o, "csv", func() (*workload.CSV, error) { return workload.OpenCSV(opt) })
}

// workloadSynthetic is workload.synthetic{scale = …}.
func (rt *Runtime) workloadSynthetic(L *lua.LState) int {
	const most = 10_000_000
	o := rt.options(L, 1, syntheticOptions)
	opt := workload.SyntheticOptions{
		Scale: o.positive("scale", 0), Apps: int(o.integer("apps", 0, 1, most)), Functions: int(o.integer("functions", 0, 1, most)),
		Minutes: int(o.integer("minutes", 1440, 1, 1440)), Seed: uint64(o.integer("seed", 1, 0, math.MaxInt64)),
		Rate: o.positive("rate", 1), Independent: o.boolean("independent", false),
	}
	sizes := 0
	for _, name := range [...]string{"scale", "apps", "functions"} {
		if o.has(name) {
			sizes++
		}
	}
	if sizes != 1 && !o.unread {
		o.verdict.note("give one of scale, apps and functions")
	}
	if opt.Scale > 100 {
		o.bad("scale", "%v: must be at most 100", opt.Scale)
	}
	if opt.Rate > 1e6 {
		o.bad("rate", "%v: must be at most 1e6", opt.Rate)
	}
	return pushTrace(rt, o, "synthetic", func() (*workload.Synthetic, error) { return workload.NewSynthetic(opt) })
}

// traceFunctions is trace:functions(): an array of tables.
func (rt *Runtime) traceFunctions(L *lua.LState) int {
	functions := rt.classes.trace.self(L).trace.Functions()
	list := L.CreateTable(len(functions), 0)
	for i := range functions {
		f := &functions[i]
		t := L.CreateTable(0, 11)
		for _, s := range [...]struct{ key, value string }{
			{"name", f.Name}, {"owner", f.Owner}, {"app", f.App}, {"func", f.Func}, {"trigger", f.Trigger},
		} {
			t.RawSetString(s.key, lua.LString(s.value))
		}
		t.RawSetString("memory", luaBytes(f.Memory))
		t.RawSetString("average_memory", luaBytes(f.AverageMemory))
		t.RawSetString("average", lua.LNumber(f.AverageDuration))
		t.RawSetString("min", lua.LNumber(f.MinDuration))
		t.RawSetString("max", lua.LNumber(f.MaxDuration))
		t.RawSetString("invocations", lua.LNumber(f.Invocations))
		list.Append(t)
	}
	L.Push(list)
	return 1
}

// traceReport is trace:report(): what was read and what was repaired.
func (rt *Runtime) traceReport(L *lua.LState) int {
	r := rt.classes.trace.self(L).trace.Report()
	repairs := L.CreateTable(len(r.Repairs), 0)
	for _, x := range r.Repairs {
		t := L.CreateTable(0, 5)
		t.RawSetString("rule", lua.LString(x.Rule))
		t.RawSetString("action", lua.LString(x.Action))
		t.RawSetString("count", lua.LNumber(x.Count))
		t.RawSetString("example", lua.LString(x.Example))
		t.RawSetString("note", lua.LBool(x.Note))
		repairs.Append(t)
	}
	t := L.CreateTable(0, 5)
	t.RawSetString("source", lua.LString(r.Source))
	t.RawSetString("functions", lua.LNumber(r.Functions))
	t.RawSetString("apps", lua.LNumber(r.Apps))
	t.RawSetString("invocations", lua.LNumber(r.Invocations))
	t.RawSetString("repairs", repairs)
	L.Push(t)
	return 1
}
