package workload

// This file draws how often the functions of synthetic traces are invoked in a
// minute.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A synthLoad says how often a function is invoked in each minute. The number
// of a minute depends on nothing but the load and the minute, so that numbers
// can be drawn when they are needed.
type synthLoad struct {
	rng    sim.RNG
	rate   float64 // invocations in a minute on average; 0: a timer
	period uint16  // of a timer, in minutes
	first  uint16  // minute in which it fires first
	lone   uint16  // minute of an invocation besides, 0 if there is none
}

// draw returns the number of invocations in minute m, from 1.
func (l *synthLoad) draw(m int, wave float64) uint32 {
	n := uint32(0)
	switch {
	case l.rate > 0:
		r := l.rng.At(uint64(m))
		n = uint32(min(poissonCount(float64(l.rate*wave), &r), mostPerMinute))
	case m >= int(l.first) && (m-int(l.first))%int(l.period) == 0:
		n = 1
	}
	if m == int(l.lone) {
		n++
	}
	return n
}

// total draws the numbers of minutes 1 to len(counts)-1, all that there are,
// and returns their sum. A function without any invocation would have no row
// in the data, so it gets one, in a random minute: the distribution of
// dailyLevels is of applications with at least one.
func (l *synthLoad) total(counts []uint32, wave []float64) uint64 {
	sum := uint64(0)
	for m := 1; m < len(counts); m++ {
		counts[m] = l.draw(m, wave[m])
		sum += uint64(counts[m])
	}
	if sum == 0 {
		r := l.rng.At(0)
		l.lone = uint16(1 + r.IntN(len(counts)-1))
		counts[l.lone], sum = 1, 1
	}
	return sum
}

// poissonCount draws a number with a Poisson distribution.
func poissonCount(mean float64, r *sim.RNG) uint64 {
	const few = 10
	if mean >= few {
		return poissonMany(mean, r)
	}
	u := r.OpenFloat64()
	if 1-u >= mean {
		return 0 // for -log(u) is larger: most minutes of most functions need no logarithm
	}
	n := uint64(0)
	for sum := -log(u); sum < mean; sum += r.Exp() {
		n++
	}
	return n
}

// poissonMany is poissonCount for mean >= 10: W. Hörmann, The transformed
// rejection method for generating Poisson random variables (1993), PTRS.
func poissonMany(mean float64, r *sim.RNG) uint64 {
	root := math.Sqrt(mean)
	b := 0.931 + float64(2.53*root)
	a := -0.059 + float64(0.02483*b)
	inverse := 1.1239 + 1.1328/(b-3.4)
	accept := 0.9277 - 3.6224/(b-2)
	for {
		u, v := r.Float64()-0.5, r.OpenFloat64()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= accept {
			return uint64(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		left := log(float64(v*inverse) / (a/float64(us*us) + b))
		if left <= float64(k*log(mean))-mean-logFactorial(k) {
			return uint64(k)
		}
	}
}

// logFactorial returns log(k!) for a whole k >= 0.
func logFactorial(k float64) float64 {
	const (
		exact      = 10
		halfLog2Pi = 0.9189385332046727
	)
	if k < exact {
		product := 1.0
		for i := 2.0; i <= k; i++ {
			product *= i
		}
		return log(product)
	}
	// Stirling's series; the next term is below 1e-8
	return float64((k+0.5)*log(k)) - k + halfLog2Pi + 1/(12*k) - 1/(360*float64(k*float64(k*k)))
}
