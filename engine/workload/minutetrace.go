package workload

// This file holds traces that know how often each function was invoked in each
// minute of a day, and how long it takes.

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// A minuteTrace is a day of counts by minute, or a part of one.
type minuteTrace struct {
	modes      modes2019
	least      sim.Time // no execution is shorter
	functions  []TraceFunction
	identities []uint64     // of the functions, to key their random streams
	points     [][7]float64 // percentiles of durations in ns, by function
	counts     minuteCounts
	first      int // first minute replayed, 1 to 1440
	last       int // last minute replayed
	report     Report
}

// minuteCounts knows how often functions are invoked.
type minuteCounts interface {
	// pass begins a pass over the minutes, in ascending order.
	pass() minutePass
	// totals returns the number of invocations in each minute from first to last.
	totals(first, last int) ([]uint64, error)
}

// A minutePass is a pass over minutes.
type minutePass interface {
	// minute appends the functions that are invoked in minute m, in ascending
	// order.
	minute(m int, to []minuteCount) ([]minuteCount, error)
}

// A minuteCount says how often a function is invoked in some minute.
type minuteCount struct {
	function int32
	count    uint32
}

// Functions returns the functions in the order in which they are recorded.
func (t *minuteTrace) Functions() []TraceFunction { return t.functions }

// Report tells what was read and what was repaired.
func (t *minuteTrace) Report() *Report { return &t.report }

// Window returns the first and the last minute of the day that are replayed,
// from 1. There may be nothing recorded of some of those between.
func (t *minuteTrace) Window() (first, last int) { return t.first, t.last }

// origin returns the time of the beginning of minute 1 of the day, which is
// negative unless it is the origin.
func (t *minuteTrace) origin() sim.Time {
	if t.modes.dayOrigin {
		return 0
	}
	return -sim.Time(t.first-1) * minute
}

// minuteTotals returns the number of invocations in each minute from the first
// to the last that is replayed.
func (t *minuteTrace) minuteTotals() ([]uint64, error) {
	return t.counts.totals(t.first, t.last)
}
