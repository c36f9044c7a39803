package workload

// This file reads decimal numbers eight digits at a time.

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// zeros, taken from eight characters by an exclusive or, leaves the value of
// each digit, and 10 or more of anything else.
const zeros = 0x3030303030303030

// leadingDigits returns how many of eight characters, less zeros, are digits
// before the first that is none. The first is in the lowest byte.
func leadingDigits(v uint64) int {
	const high, limit = 0x8080808080808080, 0x7676767676767676
	return bits.TrailingZeros64((v+limit|v)&high) / 8 // a carry only reaches later characters
}

// eightValues returns the number of eight digits, less zeros.
func eightValues(v uint64) uint64 {
	v = v*10 + v>>8 // every other byte is now a number of two digits
	const pairs = 0x000000ff000000ff
	return (v&pairs*(1_000_000<<32+100) + v>>16&pairs*(10_000<<32+1)) >> 32
}

// eightDigits returns the number of which b begins with eight digits, and
// whether it does. It looks at all at once: half of the time of a long number.
func eightDigits(b []byte) (uint64, bool) {
	if len(b) < 8 {
		return 0, false
	}
	v := binary.LittleEndian.Uint64(b) ^ zeros
	return eightValues(v), leadingDigits(v) == 8
}

const (
	longestPlain = 40             // bytes that there must be where a plain time begins
	ownTime      = math.MaxUint64 // OwnDuration
)

// plainLong reads the part before the point of a time that b begins with, if
// that has 8 to 15 digits, or is an empty duration. If it has not, or is too
// large, n is -1.
func plainLong(b []byte, c *plainColumn) (t uint64, n int) {
	if c.empty && b[0] == c.end {
		return ownTime, 0
	}
	first, ok := eightDigits(b)
	v := binary.LittleEndian.Uint64(b[8:]) ^ zeros
	if n = leadingDigits(v); n == 8 || !ok {
		return 0, -1
	}
	tens := [8]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7}
	hi, t := bits.Mul64(first*tens[n]+eightValues(v<<uint(64-8*n)), c.unit)
	if hi != 0 || t >= math.MaxInt64-1e9 { // a fraction is at most 1e9 ns
		return 0, -1
	}
	return t, 8 + n
}

// plainFraction reads the part behind the point of a time that b begins with,
// as parseFraction does. If it has no digits, or b does not show its end, n
// makes b end before it.
func plainFraction(b []byte, ns uint64) (fraction uint64, n int) {
	v := binary.LittleEndian.Uint64(b) ^ zeros
	n = leadingDigits(v)
	if fraction = eightValues(v & (1<<uint(8*n) - 1)); ns == 1e9 {
		fraction *= 10
	} else {
		unit := 1e8 / ns
		fraction = (fraction + unit/2) / unit
	}
	if n == 0 {
		return 0, len(b)
	}
	if n < 8 {
		return fraction, n
	}
	v = binary.LittleEndian.Uint64(b[8:]) ^ zeros
	n = leadingDigits(v)
	if ns == 1e9 {
		v &= 1<<(uint(8*min(n, 2))&63) - 1
		fraction += v&0xff + (v>>8+3)>>3 // the tenth rounds the ninth up from 5 on
	}
	if n += 8; n == 16 {
		for n < len(b) && b[n]-'0' <= 9 {
			n++
		}
	}
	return fraction, n
}
