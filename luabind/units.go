package luabind

// This file binds package unit. The module coldmoon.units, with the constants,
// is stdlib/units.lua.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// openUnits makes the functions of coldmoon.units. They are listed as those of
// that module.
func (rt *Runtime) openUnits() lua.LValue {
	return rt.functionTable("coldmoon.units.", "units.", methods{
		"bytes":          rt.unitsBytes,
		"format_bytes":   rt.unitsFormatBytes,
		"format_rate":    rt.unitsFormatRate,
		"format_seconds": rt.unitsFormatSeconds,
		"rate":           rt.unitsRate,
		"seconds":        rt.unitsSeconds,
	})
}

// unitsBytes is units.bytes("64GiB").
func (rt *Runtime) unitsBytes(L *lua.LState) int {
	a := rt.args(L)
	b := a.bytes(1, "size")
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(luaBytes(b))
	return 1
}

// unitsSeconds is units.seconds("250ms").
func (rt *Runtime) unitsSeconds(L *lua.LState) int {
	a := rt.args(L)
	s := a.seconds(1, "duration")
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(lua.LNumber(s))
	return 1
}

// unitsRate is units.rate("10Gbps").
func (rt *Runtime) unitsRate(L *lua.LState) int {
	a := rt.args(L)
	r := a.rate(1, "rate")
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(lua.LNumber(r))
	return 1
}

// unitsFormatBytes is units.format_bytes(n): the shortest exact form.
func (rt *Runtime) unitsFormatBytes(L *lua.LState) int {
	a := rt.args(L)
	n := a.number(1, "bytes")
	if a.verdict == nil && math.Abs(n) > mostBytes {
		a.bad("bytes", mustBe(L.Get(1), "at most 2^53"))
	}
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(lua.LString(unit.Bytes(math.Round(n)).String()))
	return 1
}

// unitsFormatRate is units.format_rate(n): bytes per second.
func (rt *Runtime) unitsFormatRate(L *lua.LState) int {
	rt.unitsFormatBytes(L)
	if s, ok := L.Get(-1).(lua.LString); ok {
		L.Push(s + "/s")
	}
	return 1
}

// unitsFormatSeconds is units.format_seconds(s), as "1m3.2s".
func (rt *Runtime) unitsFormatSeconds(L *lua.LState) int {
	if n, ok := L.Get(1).(lua.LNumber); ok && math.IsInf(float64(n), 1) {
		L.Push(lua.LString(sim.Never.String()))
		return 1
	}
	a := rt.args(L)
	s := a.number(1, "seconds")
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(lua.LString(sim.Seconds(s).String()))
	return 1
}
