package luabind

// This file recognises policies of the standard library that the engine has as
// well, and uses the engine's: they decide the same, and faster. A copy of
// their text that a script has edited is not recognised.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// scheduleTwins are the functions of coldmoon.schedule and what decides the same.
var scheduleTwins = map[string]engine.SchedulePolicy{
	"best_fit":     engine.WarmBestFit{},
	"first_fit":    engine.WarmFirstFit{},
	"image_first":  engine.WarmImageFit{},
	"least_loaded": engine.WarmLeastLoaded{},
	"random":       engine.WarmRandom{},
	"round_robin":  engine.WarmRoundRobin{},
	"worst_fit":    engine.WarmWorstFit{},
}

// scheduleTwin returns the engine's form of a schedule, nil if it has none.
func (rt *Runtime) scheduleTwin(fn *lua.LFunction) engine.SchedulePolicy {
	m := rt.own("coldmoon.schedule")
	if m == nil {
		return nil
	}
	for _, name := range sortedKeys(scheduleTwins) {
		if m.RawGetString(name) == lua.LValue(fn) {
			return scheduleTwins[name]
		}
	}
	return nil
}

// keepAliveTwin returns the time of a keep-alive policy that always says the
// same; ok is false if fn is another one.
func (rt *Runtime) keepAliveTwin(fn *lua.LFunction) (t sim.Time, ok bool) {
	m := rt.own("coldmoon.keepalive")
	if m == nil || fn.IsG {
		return 0, false
	}
	switch lua.LValue(fn) {
	case m.RawGetString("none"):
		return 0, true
	case m.RawGetString("forever"):
		return sim.Never, true
	}
	// What keepalive.fixed(seconds) returns is the only function inside of it,
	// and seconds its only upvalue.
	fixed, isFunction := m.RawGetString("fixed").(*lua.LFunction)
	if !isFunction || fixed.IsG || len(fixed.Proto.FunctionPrototypes) != 1 || len(fn.Upvalues) != 1 || fn.Proto != fixed.Proto.FunctionPrototypes[0] {
		return 0, false
	}
	seconds, isNumber := fn.Upvalues[0].Value().(lua.LNumber)
	if !isNumber || !(seconds >= 0) {
		return 0, false
	}
	return sim.Seconds(float64(seconds)), true
}

// own returns the fields of a module of the standard library, nil if it has not
// been loaded.
func (rt *Runtime) own(module string) *lua.LTable {
	sealed, ok := rt.loaded.RawGetString(module).(*lua.LTable)
	if !ok {
		return nil
	}
	mt, ok := sealed.Metatable.(*lua.LTable)
	if !ok {
		return nil
	}
	t, _ := mt.RawGetString(fieldsKey).(*lua.LTable)
	return t
}
