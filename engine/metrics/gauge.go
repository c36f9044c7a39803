// This file measures a quantity that changes over time, such as the number
// of busy containers.

package metrics

import (
	"fmt"
	"math/bits"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Gauge follows a nonnegative integer over simulated time and keeps its
// exact integral. The zero value is ready: it starts at the first Set, Add
// or Reset, and is 0 before.
type Gauge struct {
	value, max   int64
	start, last  sim.Time // the integral covers [start, last)
	sumHi, sumLo uint64
	started      bool
	series       *series // nil unless it is kept
}

// Set makes v the value from now on. It panics if v is negative or if now is
// before the previous call.
func (g *Gauge) Set(now sim.Time, v int64) {
	if v < 0 || now < g.last {
		g.refuse(now, v)
	}
	if !g.started {
		g.started, g.start, g.last = true, now, now
	}
	if g.series != nil {
		g.series.change(g.value, v, g.last, now)
	}
	if now != g.last {
		g.sumHi, g.sumLo = g.integral(now)
		g.last = now
	}
	g.value = v
	g.max = max(g.max, v)
}

// refuse panics because of a change to v.
func (g *Gauge) refuse(now sim.Time, v int64) {
	if v < 0 {
		panic(fmt.Sprintf("metrics: gauge set to %d, which is negative", v))
	}
	panic(fmt.Sprintf("metrics: gauge asked at %d ns, before its last change at %d ns", int64(now), int64(g.last)))
}

// Add changes the value by delta; see [Gauge.Set].
func (g *Gauge) Add(now sim.Time, delta int64) { g.Set(now, g.value+delta) }

// Value returns the current value.
func (g *Gauge) Value() int64 { return g.value }

// Max returns the largest value since the start or the last Reset, even one
// that lasted for no time.
func (g *Gauge) Max() int64 { return g.max }

// Integral returns the exact integral of the value from the start, or the
// last Reset, until now: hi·2^64 + lo, in value times nanoseconds.
func (g *Gauge) Integral(now sim.Time) (hi, lo uint64) {
	if !g.started {
		return 0, 0
	}
	if now < g.last {
		g.refuse(now, 0)
	}
	return g.integral(now)
}

func (g *Gauge) integral(now sim.Time) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(g.value), uint64(now-g.last))
	lo, carry := bits.Add64(lo, g.sumLo, 0)
	hi, _ = bits.Add64(hi, g.sumHi, carry)
	return hi, lo
}

// Mean returns the time average from the start, or the last Reset, until
// now. Over no time at all that is the current value.
func (g *Gauge) Mean(now sim.Time) float64 {
	hi, lo := g.Integral(now)
	if !g.started || now == g.start {
		return float64(g.value)
	}
	return quotient(hi, lo, uint64(now-g.start))
}

// Reset starts the integral and the maximum anew at now, with the current
// value, as at the end of a warm-up.
func (g *Gauge) Reset(now sim.Time) {
	*g = Gauge{value: g.value, max: g.value, start: now, last: now, started: true, series: g.series}
}
