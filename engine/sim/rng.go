package sim

// This file defines the named streams of random numbers.

import (
	"fmt"
	"math"
	"math/bits"
)

// golden is 2^64 divided by the golden ratio, made odd: the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// An RNG is a stream of random numbers: SplitMix64, eight bytes of state that
// walk once through all 64-bit numbers. Copying an RNG forks it: both copies
// then give the same numbers. The zero value is a valid stream, that of no
// name.
//
// Every stream is a stretch of the same cycle of 2^64, begun at a random
// place. The chance that any two of n streams of m numbers overlap is about
// n²·m/2^64: 5e-6 for a million streams of a hundred numbers.
//
// The numbers are the same on every machine, also those of Exp and Norm.
type RNG struct{ state uint64 }

// NewStream returns the stream called name of the simulation with the given
// seed. Streams with different names or seeds are independent, so adding a
// consumer with a stream of its own leaves what the others see as it was.
func NewStream(seed uint64, name string) RNG {
	// FNV-1a, a fixed hash: that of the run-time library differs between runs.
	hash := uint64(14695981039346656037)
	for i := range len(name) {
		hash = (hash ^ uint64(name[i])) * 1099511628211
	}
	return RNG{mix(mix(seed+golden) ^ hash)}
}

// At returns the n-th independent substream: the numbers of customer n, say,
// which are then the same whatever the other customers consume. It depends on
// the state of r and does not advance it; different n give different streams.
func (r RNG) At(n uint64) RNG {
	// The constant is odd and not golden, for r's own sequence goes by golden.
	return RNG{mix(r.state ^ mix(n*0xd1342543de82ef95+0x632be59bd9b4e019))}
}

// Uint64 returns the next 64 random bits.
func (r *RNG) Uint64() uint64 {
	r.state += golden
	return mix(r.state)
}

// mix is the output function of SplitMix64, a bijection in which every bit of
// z decides half of the result's.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Float64 returns a uniform multiple of 2^-53 in [0, 1).
func (r *RNG) Float64() float64 {
	return float64(r.Uint64()>>11) * 0x1p-53
}

// OpenFloat64 returns a uniform odd multiple of 2^-53 in (0, 1): neither 0 nor
// 1, so that it has a finite logarithm.
func (r *RNG) OpenFloat64() float64 {
	return (float64(r.Uint64()>>12) + 0.5) * 0x1p-52
}

// IntN returns a uniform integer in [0, n), exactly unbiased. It panics if n
// is not positive.
func (r *RNG) IntN(n int) int {
	if n <= 0 {
		panic(fmt.Sprintf("sim: IntN of %d, which is not positive", n))
	}
	// Lemire, Fast Random Integer Generation in an Interval (2019): scale 64
	// bits to n and refuse the few low halves that are over-represented.
	bound := uint64(n)
	hi, lo := bits.Mul64(r.Uint64(), bound)
	if lo < bound {
		for excess := -bound % bound; lo < excess; {
			hi, lo = bits.Mul64(r.Uint64(), bound)
		}
	}
	return int(hi)
}

// Exp returns an exponentially distributed number with mean 1, in (0, 37).
func (r *RNG) Exp() float64 {
	return -logOpen(r.OpenFloat64())
}

// Norm returns a standard normal number. It uses the polar method, in
// expectation 2.55 draws; the second number that the method yields is dropped,
// because keeping it would double the state.
func (r *RNG) Norm() float64 {
	for {
		x := 2*r.OpenFloat64() - 1
		y := 2*r.OpenFloat64() - 1
		s := float64(x*x) + float64(y*y)
		if s < 1 && s > 0 {
			return float64(x * math.Sqrt(-2*logOpen(s)/s))
		}
	}
}
