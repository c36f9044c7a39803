package luabind

// This file binds what is known of an invocation: the fields that handles and
// the records of observers share.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// recordFields are the fields of an invocation. Those that are known only at its
// end are nil before.
var recordFields = map[string]func(rt *Runtime, r *engine.Record) lua.LValue{
	"cold":        func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LBool(r.Cold) },
	"container":   func(_ *Runtime, r *engine.Record) lua.LValue { return numberOrNil(r.Instance) },
	"cost":        func(_ *Runtime, r *engine.Record) lua.LValue { return atEndOnly(r, luaUSD(r.Cost)) },
	"cpu_seconds": func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LNumber(r.CPU) },
	"disk_peak":   func(_ *Runtime, r *engine.Record) lua.LValue { return luaBytes(r.DiskPeak) },
	"egress":      func(_ *Runtime, r *engine.Record) lua.LValue { return luaBytes(r.Egress) },
	"dispatched":  func(_ *Runtime, r *engine.Record) lua.LValue { return timeOrNil(r.Dispatched) },
	"ended":       func(_ *Runtime, r *engine.Record) lua.LValue { return timeOrNil(r.Ended) },
	"error":       func(_ *Runtime, r *engine.Record) lua.LValue { return textOrNil(r.Message) },
	"execution":   func(_ *Runtime, r *engine.Record) lua.LValue { return atEndOnly(r, luaSeconds(r.Execution())) },
	"finished":    func(_ *Runtime, r *engine.Record) lua.LValue { return timeOrNil(r.Finished) },
	"fn":          func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LString(nameOfFunction(r)) },
	"host":        func(_ *Runtime, r *engine.Record) lua.LValue { return numberOrNil(uint64(r.Host)) },
	"id":          func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LNumber(r.ID) },
	"ingress":     func(_ *Runtime, r *engine.Record) lua.LValue { return luaBytes(r.Ingress) },
	"latency":     func(_ *Runtime, r *engine.Record) lua.LValue { return atEndOnly(r, luaSeconds(r.Latency())) },
	"phases":      phasesOf,
	"placed":      func(_ *Runtime, r *engine.Record) lua.LValue { return timeOrNil(r.Placed) },
	"provider":    func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LString(r.Provider.Name()) },
	"ram_peak":    func(_ *Runtime, r *engine.Record) lua.LValue { return luaBytes(r.RAMPeak) },
	"started":     func(_ *Runtime, r *engine.Record) lua.LValue { return timeOrNil(r.Started) },
	"status":      func(_ *Runtime, r *engine.Record) lua.LValue { return lua.LString(r.Status.String()) },
	"submitted":   func(_ *Runtime, r *engine.Record) lua.LValue { return luaSeconds(r.Submitted) },
}

func nameOfFunction(r *engine.Record) string {
	f, _ := r.Provider.Function(r.Function)
	return f.Name
}

// phasesOf returns a table of the seconds that each phase took, in their order.
func phasesOf(rt *Runtime, r *engine.Record) lua.LValue {
	phases := r.Phases()
	t := rt.root.CreateTable(0, len(phases))
	for _, p := range phases {
		t.RawSetString(p.Name, luaSeconds(p.Took))
	}
	return t
}

// atEndOnly returns v if the invocation has ended.
func atEndOnly(r *engine.Record, v lua.LValue) lua.LValue {
	if !r.Status.Ended() {
		return lua.LNil
	}
	return v
}

func timeOrNil(t sim.Time) lua.LValue {
	if t == sim.Never {
		return lua.LNil
	}
	return luaSeconds(t)
}

func numberOrNil(n uint64) lua.LValue {
	if n == 0 {
		return lua.LNil
	}
	return lua.LNumber(n)
}

func textOrNil(s string) lua.LValue {
	if s == "" {
		return lua.LNil
	}
	return lua.LString(s)
}
