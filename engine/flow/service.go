// This file adds up the service that flows receive without rounding errors
// that grow with its age.

package flow

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// nanos is the number of nanoseconds in a second.
const nanos = 1e9

// service is an amount transferred, in units times nanos, so that a rate in
// units per second times a span in nanoseconds needs no conversion.
//
// It is the sum of two floats (106 bits). A class may be busy for days while
// its flows last for milliseconds; with one float, equal flows would end a
// nanosecond apart depending on how long their classes have been busy.
type service struct{ hi, lo float64 }

// plus returns s + x·y. The product is exact (with FMA, explicit so that every
// machine computes the same), and so is the sum of the large parts: see Ogita,
// Rump and Oishi, "Accurate sum and dot product", 2005.
func (s service) plus(x, y float64) service {
	p := float64(x * y)
	e := math.FMA(x, y, -p)
	hi, lo := twoSum(s.hi, p)
	lo += e + s.lo
	return service{hi + lo, lo - ((hi + lo) - hi)}
}

// add returns s + o.
func (s service) add(o service) service {
	hi, lo := twoSum(s.hi, o.hi)
	lo += s.lo + o.lo
	return service{hi + lo, lo - ((hi + lo) - hi)}
}

// sub returns s - o.
func (s service) sub(o service) service { return s.add(service{-o.hi, -o.lo}) }

// minus returns s - o, rounded once.
func (s service) minus(o service) float64 {
	hi, lo := twoSum(s.hi, -o.hi)
	return hi + (lo + (s.lo - o.lo))
}

// twoSum returns the rounded sum of a and b, and its error.
func twoSum(a, b float64) (sum, err float64) {
	sum = a + b
	c := sum - a
	return sum, (a - (sum - c)) + (b - c)
}

func (s service) less(o service) bool { return s.hi < o.hi || s.hi == o.hi && s.lo < o.lo }

// after returns t plus the time that the given service takes at rate, rounded
// to the nearest nanosecond, or [sim.Never] if that is beyond the range.
func after(t sim.Time, s, rate float64) sim.Time {
	if rate == 0 {
		return sim.Never
	}
	d := s / rate
	if d >= float64(sim.Never-t) {
		return sim.Never
	}
	return t + sim.Time(max(d, 0)+0.5)
}

// sum is a running sum from which as much is taken away as was added. It, too,
// is the sum of two floats, so that it is as good after years as at first.
type sum struct{ hi, lo float64 }

func (s *sum) add(x float64) {
	hi, lo := twoSum(s.hi, x)
	s.hi, s.lo = hi, s.lo+lo
}

// from returns x - s, rounded once.
func (s *sum) from(x float64) float64 {
	hi, lo := twoSum(s.hi, s.lo)
	hi, err := twoSum(x, -hi)
	return hi + (err - lo)
}
