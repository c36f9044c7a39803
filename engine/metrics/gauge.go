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
//
// The integral until now is value·now less the sum of change·time over all changes,
// which is what is kept: a change adds one product, of whatever went before it.
type Gauge struct {
	value, max  int64
	start, last sim.Time // the integral covers [start, last)
	hi, lo      uint64   // sum of change·time since the start, modulo 2^128
	started     bool
	plain       bool    // it has started, and no series is kept
	series      *series // nil unless it is kept
}

// Set makes v the value from now on. It panics if v is negative or if now is
// before the previous call.
func (g *Gauge) Set(now sim.Time, v int64) { g.Add(now, v-g.value) }

// Add changes the value by delta; see [Gauge.Set].
func (g *Gauge) Add(now sim.Time, delta int64) {
	v := g.value + delta
	if !g.plain || v < 0 || now < g.last {
		g.note(now, v)
	}
	hi, lo := bits.Mul64(uint64(delta), uint64(now))
	hi -= uint64(delta>>63) & uint64(now) // delta is signed
	var carry uint64
	g.lo, carry = bits.Add64(g.lo, lo, 0)
	g.hi += hi + carry
	g.value, g.last = v, now
	g.max = max(g.max, v)
}

// Up and Down change the value by 1; see [Gauge.Set].

func (g *Gauge) Up(now sim.Time) {
	v := g.value + 1
	if !g.plain || now < g.last {
		g.note(now, v)
	}
	var carry uint64
	g.lo, carry = bits.Add64(g.lo, uint64(now), 0)
	g.hi += carry
	g.value, g.last = v, now
	g.max = max(g.max, v)
}

func (g *Gauge) Down(now sim.Time) {
	v := g.value - 1
	if !g.plain || v < 0 || now < g.last {
		g.note(now, v)
	}
	var borrow uint64
	g.lo, borrow = bits.Sub64(g.lo, uint64(now), 0)
	g.hi -= borrow
	g.value, g.last = v, now
}

// note starts the gauge, or keeps its series, before it changes to v. It panics if
// that can't be.
func (g *Gauge) note(now sim.Time, v int64) {
	switch {
	case v < 0:
		panic(fmt.Sprintf("metrics: gauge set to %d, which is negative", v))
	case now < g.last:
		g.refuse(now)
	case !g.started:
		g.started, g.start, g.last = true, now, now
	}
	if g.series != nil {
		g.series.change(g.value, v, g.last, now)
	}
	g.plain = g.series == nil
}

// refuse panics because of a time in the past.
func (g *Gauge) refuse(now sim.Time) {
	panic(fmt.Sprintf("metrics: gauge asked at %d ns, before its last change at %d ns", int64(now), int64(g.last)))
}

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
		g.refuse(now)
	}
	hi, lo = bits.Mul64(uint64(g.value), uint64(now))
	lo, borrow := bits.Sub64(lo, g.lo, 0)
	hi, _ = bits.Sub64(hi, g.hi, borrow)
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
	hi, lo := bits.Mul64(uint64(g.value), uint64(now))
	*g = Gauge{value: g.value, max: g.value, start: now, last: now, hi: hi, lo: lo, started: true, series: g.series}
}
