package workload

// This file turns counts by minute into arrivals, minute by minute.

import (
	"math/bits"
	"unsafe"

	"github.com/coldmoon-sim/coldmoon/engine/prefetch"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Within a minute an arrival is packed into 64 bits, so that a minute is
// sorted without comparing structs: the time since the beginning of the minute
// in ns (36 bits hold 68 s), then the function.
const (
	functionBits = 28
	functionMask = 1<<functionBits - 1
)

// minuteSource is a pass over a minuteTrace.
//
// The arrivals of a minute are made function by function, sorted, and handed
// out. Each function has two streams for each minute, one for the instants and
// one for the durations; the latter are drawn in order of time. An arrival
// thus depends on nothing but its function and minute.
type minuteSource struct {
	t         *minuteTrace
	streams   []sim.RNG      // of each function
	durations []durationDraw // of each function

	pass   minutePass
	err    error
	counts []minuteCount // of the minute
	keys   []uint64      // packed arrivals of the minute, sorted
	pos    int           // of the next one in keys
	spare  []uint64      // buffer for sorting

	minute int      // next minute to be made
	begin  sim.Time // beginning of the minute of keys
}

// durationDraw draws the durations of a function. It is one cache line.
type durationDraw struct {
	rng    sim.RNG
	points [7]float64 // percentiles in ns; or the constant duration, in the first
}

// Source returns a fresh pass over the invocations.
func (t *minuteTrace) Source(rng sim.RNG) Source {
	n := len(t.functions)
	s := &minuteSource{t: t, streams: make([]sim.RNG, n), durations: make([]durationDraw, n), minute: t.first, pass: t.counts.pass()}
	for i := range t.functions {
		s.streams[i] = rng.At(t.identities[i])
		s.durations[i].points = t.points[i]
		if t.modes.durations == averageDurations {
			s.durations[i].points[0] = t.functions[i].AverageDuration * 1e9
		}
	}
	return s
}

// Next yields the next arrival.
func (s *minuteSource) Next(a *Arrival) bool {
	for s.pos == len(s.keys) {
		if !s.fill() {
			return false
		}
	}
	key := s.keys[s.pos]
	s.pos++
	if s.pos+durationAhead < len(s.keys) {
		prefetch.Line(unsafe.Pointer(&s.durations[s.keys[s.pos+durationAhead]&functionMask]))
	}
	a.At = s.begin + sim.Time(key>>functionBits)
	a.Function = int32(key & functionMask)
	a.Duration = s.duration(&s.durations[key&functionMask])
	return true
}

// durationAhead is the arrival whose durationDraw is asked for: with many functions it
// is in no cache.
const durationAhead = 4

// Ahead implements [Foreseer].
func (s *minuteSource) Ahead(n int) (function int32, ok bool) {
	if i := s.pos - 1 + n; i < len(s.keys) {
		return int32(s.keys[i] & functionMask), true
	}
	return 0, false
}

// Err returns why the source ended early.
func (s *minuteSource) Err() error { return s.err }

// Horizon returns the end of the last minute.
func (s *minuteSource) Horizon() sim.Time { return s.t.origin() + sim.Time(s.t.last)*minute }

// Expected returns the number of invocations in the trace, which is exact
// unless arrivals are "poisson".
func (s *minuteSource) Expected() float64 { return float64(s.t.report.Invocations) }

// fill makes the arrivals of the next minute. It returns false if there is
// none, or on an error.
func (s *minuteSource) fill() bool {
	if s.minute > s.t.last || s.err != nil {
		return false
	}
	s.keys, s.pos = s.keys[:0], 0
	s.begin = s.t.origin() + sim.Time(s.minute-1)*minute
	if s.counts, s.err = s.pass.minute(s.minute, s.counts[:0]); s.err != nil {
		return false
	}
	for _, c := range s.counts {
		stream := s.streams[c.function].At(uint64(s.minute))
		s.durations[c.function].rng = stream.At(1)
		s.place(uint64(c.function), uint64(c.count), stream.At(0))
	}
	s.spare = sortKeys(s.keys, s.spare)
	s.minute++
	return true
}

// place appends the n arrivals of function i in the minute.
func (s *minuteSource) place(i, n uint64, r sim.RNG) {
	switch s.t.modes.arrivals {
	case uniformArrivals:
		for range n {
			at, _ := bits.Mul64(r.Uint64(), uint64(minute))
			s.keys = append(s.keys, at<<functionBits|i)
		}
	case equidistantArrivals:
		for k := range n {
			at := k * uint64(minute) / n
			s.keys = append(s.keys, at<<functionBits|i)
		}
	case poissonArrivals:
		gap := float64(minute) / float64(n)
		for at := float64(gap * r.Exp()); at < float64(minute); at += float64(gap * r.Exp()) {
			s.keys = append(s.keys, uint64(at)<<functionBits|i)
		}
	}
}

// The intervals between the percentiles: where each begins, the inverse of its
// width, and in which of them each hundredth lies. The table saves branches
// that cannot be predicted, half of the time of a draw.
var (
	starts2019        = [6]float64{0, 0.01, 0.25, 0.50, 0.75, 0.99}
	inverseWidths2019 = [6]float64{1 / 0.01, 1 / 0.24, 1 / 0.25, 1 / 0.25, 1 / 0.24, 1 / 0.01}
	intervals2019     = intervalTable()
)

// intervalTable makes intervals2019.
func intervalTable() (table [100]uint8) {
	for i := range table {
		for q := 1; q < len(starts2019) && float64(i)/100 >= starts2019[q]; q++ {
			table[i] = uint8(q)
		}
	}
	return table
}

// duration draws a duration.
func (s *minuteSource) duration(d *durationDraw) sim.Time {
	v := d.points[0]
	switch s.t.modes.durations {
	case piecewiseDurations:
		u := d.rng.Float64()
		i := intervals2019[int(u*100)]
		lo, hi := d.points[i], d.points[i+1]
		v = lo + float64((hi-lo)*float64((u-starts2019[i])*inverseWidths2019[i]))
	case stepDurations:
		v = d.points[intervals2019[int(d.rng.Float64()*100)]+1]
	case noDurations:
		return OwnDuration
	}
	return max(sim.Time(v), s.t.least)
}
