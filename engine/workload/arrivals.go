package workload

// This file defines arrivals, what a source of them is, and what all processes
// that drive a single function share.

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// OwnDuration is the Duration of an arrival that leaves it to the function.
const OwnDuration sim.Time = -1

// An Arrival is one invocation to be made.
type Arrival struct {
	At       sim.Time // when the request arrives
	Function int32    // index into the functions of its trace; 0 for a process
	Duration sim.Time // how long this execution takes; OwnDuration: ask the function
}

// A Source yields arrivals in order of time; several may share an instant. It
// is for one consumer and cannot be rewound.
type Source interface {
	// Next stores the next arrival in *a and returns true. It returns false,
	// for good, at the end or on an error.
	Next(a *Arrival) bool
	// Err returns why the source ended early, nil if it just ended.
	Err() error
	// Horizon returns an instant after which nothing arrives, sim.Never if
	// unknown.
	Horizon() sim.Time
	// Expected returns the expected number of arrivals of the whole source,
	// which for a trace may be the exact one, and NaN if unknown.
	Expected() float64
}

// A Foreseer is a Source that knows what comes. Whoever asks can prepare for it.
type Foreseer interface {
	// Ahead returns the function of the n-th arrival after the one that Next
	// returned last; ok is false if that is not known yet.
	Ahead(n int) (function int32, ok bool)
}

// A span is the part of a process that is the same for all of them: for how
// long it runs and how much it may produce.
type span struct {
	end      sim.Time // last instant at which something may arrive
	left     uint64   // arrivals still allowed
	expected float64  // number of arrivals expected of the whole process
}

// newSpan returns the span of a process that makes rate arrivals per second
// on average, 0 if that is not known. A duration or count of 0 is no limit.
func newSpan(start, duration sim.Time, count uint64, rate float64) (span, error) {
	if start < 0 {
		return span{}, fmt.Errorf("start: %v: must not be negative", start)
	}
	if duration < 0 {
		return span{}, fmt.Errorf("duration: %v: must not be negative", duration)
	}
	s := span{end: sim.Never, left: math.MaxUint64, expected: math.NaN()}
	if duration > 0 {
		s.end = plus(start, duration)
		if rate > 0 {
			s.expected = duration.Seconds() * rate
		}
	}
	if count > 0 {
		s.left = count
		s.expected = float64(count)
		if duration > 0 && rate > 0 {
			s.expected = min(s.expected, duration.Seconds()*rate)
		}
	}
	return s, nil
}

// emit makes at the time of the next arrival, or ends the process if that is
// too late.
func (s *span) emit(a *Arrival, at sim.Time) bool {
	if s.left == 0 || at > s.end || at == sim.Never {
		s.left = 0
		return false
	}
	s.left--
	*a = Arrival{At: at, Duration: OwnDuration}
	return true
}

func (s *span) Err() error        { return nil }
func (s *span) Horizon() sim.Time { return s.end }
func (s *span) Expected() float64 { return s.expected }

// plus returns t + d for d >= 0, at most sim.Never.
func plus(t, d sim.Time) sim.Time {
	if d > sim.Never-t {
		return sim.Never
	}
	return t + d
}

// times returns n·d for d >= 0, at most sim.Never.
func times(d sim.Time, n uint64) sim.Time {
	hi, lo := bits.Mul64(uint64(d), n)
	if hi > 0 || lo > uint64(sim.Never) {
		return sim.Never
	}
	return sim.Time(lo)
}

// mostRate is the highest rate of a process. Gaps are rounded to nanoseconds,
// which makes a random process too fast by 4e-6 at this rate, by 4 % at 1e9.
const mostRate = 1e7

// checkRate returns an error if v is not a rate in arrivals per second.
func checkRate(option string, v float64) error {
	if !(v > 0) || v > mostRate {
		return fmt.Errorf("%s: %v: must be a positive number of arrivals per second, at most 1e7", option, v)
	}
	return nil
}
