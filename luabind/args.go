package luabind

// This file reads positional arguments, as options.go reads named ones.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// args are the positional arguments of a call. A getter takes the number of the
// argument, from 1 (of a method the object is 1), and its name for errors. It
// returns zero if the argument is bad, which is noted for ok. Good arguments
// cost no allocation.
type args struct {
	rt      *Runtime
	L       *lua.LState
	verdict *verdict
}

// args returns the arguments of the call that runs on L.
func (rt *Runtime) args(L *lua.LState) args { return args{rt: rt, L: L} }

// bad notes a problem.
func (a *args) bad(name, problem string) {
	if a.verdict == nil {
		a.verdict = &verdict{}
	}
	a.verdict.note("%s: %s", name, problem)
}

// get returns argument n; ok is false if it is poison.
func (a *args) get(n int) (lua.LValue, bool) {
	v := a.L.Get(n)
	if a.rt.opt.Mode == Check && isPoison(v) {
		if a.verdict == nil {
			a.verdict = &verdict{}
		}
		a.verdict.poisoned = true
		return v, false
	}
	return v, true
}

func argument[T any](a *args, n int, name string, convert func(lua.LValue) (T, string)) T {
	var zero T
	v, ok := a.get(n)
	if !ok {
		return zero
	}
	x, problem := convert(v)
	if problem != "" {
		a.bad(name, problem)
		return zero
	}
	return x
}

// number returns a finite number.
func (a *args) number(n int, name string) float64 { return argument(a, n, name, toNumber) }

// integer returns a whole number from lo to hi; math.MaxInt64 is no limit.
func (a *args) integer(n int, name string, lo, hi int64) int64 {
	v, ok := a.get(n)
	if !ok {
		return 0
	}
	x, problem := toInteger(v, lo, hi)
	if problem != "" {
		a.bad(name, problem)
	}
	return x
}

// bytes returns a size, a number or "64GiB".
func (a *args) bytes(n int, name string) unit.Bytes { return argument(a, n, name, toBytes) }

// seconds returns a time >= 0 in seconds, a number or "250ms".
func (a *args) seconds(n int, name string) float64 { return argument(a, n, name, toSeconds) }

// time returns what seconds does, in nanoseconds.
func (a *args) time(n int, name string) sim.Time { return argument(a, n, name, toTime) }

// rate returns bytes per second > 0, a number or "10Gbps".
func (a *args) rate(n int, name string) float64 { return argument(a, n, name, toRate) }

// text returns a string.
func (a *args) text(n int, name string) string { return argument(a, n, name, toText) }

// name returns a string that is not empty.
func (a *args) name(n int, name string) string { return argument(a, n, name, toName) }

// function returns a Lua function.
func (a *args) function(n int, name string) *lua.LFunction { return argument(a, n, name, toFunction) }

// table returns a table.
func (a *args) table(n int, name string) *lua.LTable { return argument(a, n, name, toTable) }

// none notes a problem if there are more than n arguments.
func (a *args) none(n int) {
	if extra := a.L.GetTop() - n; extra > 0 {
		a.bad(fmt.Sprintf("argument %d", n+1), given(a.L.Get(n+1))+": is one too many")
	}
}

// ok reports whether nothing is wrong with the arguments. Otherwise it raises
// an error; in Check mode it notes that error and returns false, and the
// binding returns rt.poison(L).
func (a *args) ok() bool { return a.verdict == nil || a.rt.judge(a.L, a.verdict) }
