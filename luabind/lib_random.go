package luabind

// This file replaces Lua's random numbers, which gopher-lua takes from the
// process and can't seed, by a named stream.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// scriptStream is the stream of math.random and of samples that scripts draw.
const scriptStream = "script"

// mathRandom is math.random([m [, n]]): a number in [0, 1), or a whole number
// from 1 to m, or from m to n.
func (rt *Runtime) mathRandom(L *lua.LState) int {
	lo, hi := 1, 0
	switch L.GetTop() {
	case 0:
		L.Push(lua.LNumber(rt.random.Float64()))
		return 1
	case 1:
		hi = wholeArgument(L, 1)
	case 2:
		lo, hi = wholeArgument(L, 1), wholeArgument(L, 2)
	default:
		L.RaiseError("wrong number of arguments")
	}
	if lo > hi {
		L.ArgError(L.GetTop(), "interval is empty")
	}
	L.Push(lua.LNumber(lo + rt.random.IntN(hi-lo+1)))
	return 1
}

// wholeArgument returns argument n without its fraction, as C Lua does.
func wholeArgument(L *lua.LState, n int) int {
	const most = 1 << 53
	x := float64(L.CheckNumber(n))
	if !(math.Abs(x) <= most) {
		L.ArgError(n, "number has no integer representation")
	}
	return int(math.Floor(x))
}

// mathRandomseed is math.randomseed(x): the same x gives the same numbers with
// the same seed of the run, and others with another.
func (rt *Runtime) mathRandomseed(L *lua.LState) int {
	x := math.Float64bits(float64(L.CheckNumber(1)))
	rt.random = sim.NewStream(rt.opt.Seed, scriptStream).At(x)
	return 0
}
