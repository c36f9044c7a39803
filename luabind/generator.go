package luabind

// This file binds arrivals that a Lua function makes.

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// workloadGenerator is workload.generator(next) or workload.generator{next = …}.
func (rt *Runtime) workloadGenerator(L *lua.LState) int {
	if fn, ok := L.Get(1).(*lua.LFunction); ok {
		t := L.NewTable()
		t.RawSetString("next", fn)
		L.Replace(1, t)
	}
	o := rt.options(L, 1, generatorOptions)
	o.required("next")
	next, duration, count := o.function("next"), o.duration(), o.limit()
	return rt.pushWorkload(o, "generator", func(sim.RNG) (workload.Source, error) {
		return newLuaSource(rt.newCallback(next), duration, count), nil
	})
}

// A luaSource asks a Lua function for the time of each arrival.
type luaSource struct {
	cb       *callback
	end      sim.Time // nothing arrives later
	left     uint64   // arrivals still allowed
	expected float64  // NaN if not known

	i        uint64
	previous sim.Time
	seconds  lua.LNumber // previous, as the function gave it
	err      error
}

func newLuaSource(cb *callback, duration sim.Time, count uint64) *luaSource {
	s := &luaSource{cb: cb, end: sim.Never, left: math.MaxUint64, expected: math.NaN()}
	if duration > 0 {
		s.end = duration
	}
	if count > 0 {
		s.left, s.expected = count, float64(count)
	}
	return s
}

func (s *luaSource) Err() error        { return s.err }
func (s *luaSource) Horizon() sim.Time { return s.end }
func (s *luaSource) Expected() float64 { return s.expected }

// Next calls the function with the number of the arrival, from 1, and the time
// of the one before, 0 at first. It returns the time in seconds, and optionally
// the duration; nil ends the source.
func (s *luaSource) Next(a *workload.Arrival) bool {
	if s.left == 0 {
		return false
	}
	s.i++
	L := s.cb.begin()
	L.Push(lua.LNumber(s.i))
	L.Push(s.seconds)
	if err := s.cb.call(L, 2, 2); err != nil {
		return s.fail(err)
	}
	at, duration := L.Get(-2), L.Get(-1)
	s.cb.end(L)
	if at == lua.LNil {
		s.left = 0
		return false
	}
	return s.take(a, at, duration)
}

// take checks what the function has returned.
func (s *luaSource) take(a *workload.Arrival, at, duration lua.LValue) bool {
	n, ok := at.(lua.LNumber)
	if !ok || !(n >= 0) || math.IsInf(float64(n), 1) {
		return s.nonsense(mustBe(at, "a time in seconds from 0 on, or nil to end"))
	}
	t := sim.Seconds(float64(n))
	if t < s.previous {
		return s.nonsense(mustBe(at, "not before the previous arrival, at "+number(float64(s.seconds))))
	}
	d := workload.OwnDuration
	if duration != lua.LNil {
		var problem string
		if d, problem = toTime(duration); problem != "" {
			return s.nonsense("as the duration, " + problem)
		}
	}
	if t > s.end || t == sim.Never {
		s.left = 0
		return false
	}
	s.left--
	s.previous, s.seconds = t, n
	*a = workload.Arrival{At: t, Duration: d}
	return true
}

// nonsense ends the source with an error about what the function returned.
func (s *luaSource) nonsense(problem string) bool {
	rt := s.cb.rt
	return s.fail(rt.errorAt(s.cb.place(), EPOLICY, fmt.Sprintf("generator: for arrival %d the function returned %s", s.i, problem)))
}

func (s *luaSource) fail(err error) bool {
	s.left, s.err = 0, err
	return false
}
