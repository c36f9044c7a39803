package luabind

// This file holds the options that have no limit if they are not given, or are
// given as math.huge. The engine takes 0 for unlimited.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// isHuge reports whether v is math.huge.
func isHuge(v lua.LValue) bool {
	n, ok := v.(lua.LNumber)
	return ok && math.IsInf(float64(n), 1)
}

// rateOrUnlimited returns bytes per second.
func (o *options) rateOrUnlimited(name string) float64 {
	if isHuge(o.value(name)) {
		return 0
	}
	return o.rate(name, 0)
}

// bytesOrUnlimited returns a size that is not 0.
func (o *options) bytesOrUnlimited(name string) unit.Bytes {
	if !o.has(name) || isHuge(o.value(name)) {
		return 0
	}
	b := o.bytes(name, 1)
	if b == 0 {
		o.bad(name, "%s: must be positive; leave it out for no limit", given(o.value(name)))
	}
	return b
}

// countOrUnlimited returns a whole number that is not 0.
func (o *options) countOrUnlimited(name string) int {
	if isHuge(o.value(name)) {
		return 0
	}
	return int(o.integer(name, 0, 1, math.MaxInt32))
}

// timeOrUnlimited returns a time that is not 0.
func (o *options) timeOrUnlimited(name string) sim.Time {
	if !o.has(name) || isHuge(o.value(name)) {
		return 0
	}
	t := o.time(name, 1)
	if t == 0 {
		o.bad(name, "%s: must be positive; leave it out for no limit", given(o.value(name)))
	}
	return t
}

// timeOrHuge returns a time, of which 0 is unlimited.
func timeOrHuge(t sim.Time) lua.LValue {
	if t == 0 {
		return lua.LNumber(math.Inf(1))
	}
	return luaSeconds(t)
}

// luaRate returns bytes per second, of which 0 is unlimited.
func luaRate(v float64) lua.LValue {
	if v == 0 {
		return lua.LNumber(math.Inf(1))
	}
	return lua.LNumber(v)
}
