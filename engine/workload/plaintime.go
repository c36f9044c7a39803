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
func leadingDigits(v uint64) int { return bits.TrailingZeros64(others(v)) / 8 }

// others returns the highest bits of those of eight characters, less zeros, that
// are no digits. It may be wrong behind a character of 0xba or more.
func others(v uint64) uint64 {
	const high, limit = 0x8080808080808080, 0x7676767676767676
	return (v + limit | v) & high
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
	longestPlain = 40             // bytes from where a plain time begins to what follows it
	ownTime      = math.MaxUint64 // OwnDuration
	notPlain     = rowWindow      // where the next column begins if there is none
)

// readTime reads column c of w, at n, which is a time, and returns where the
// next one begins, notPlain if the time is not plain.
//
// Nearly all times end among their first eight characters, or have a point there.
func (c *plainColumn) readTime(w *[rowWindow]byte, n int) (t uint64, next int) {
	if uint(n) > rowWindow-longestPlain {
		return 0, notPlain
	}
	v := binary.LittleEndian.Uint64(w[n:n+8]) ^ zeros
	marks := others(v)
	whole := uint(bits.TrailingZeros64(marks)) - 7 // bits before the point or the end
	if whole-1 > 55 {
		return c.readLong(w, n)
	}
	if v>>(whole&63)&0xff != '.'^'0' {
		return eightValues(v<<(-whole&63)) * c.unit, c.behind(w, n+int(whole/8))
	}
	end := uint(bits.TrailingZeros64(marks&(marks-1))) - 7
	tens := c.tens[((end-whole)/8-1)&7]
	if end > 56 || tens == 0 {
		return c.readFraction(w, n+int(whole/8)+1, eightValues(v<<(-whole&63))*c.unit)
	}
	mask := uint64(1)<<(whole&63) - 1
	v = v&mask | v>>8&^mask // without the point
	return eightValues(v<<((72-end)&63)) * tens, c.behind(w, n+int(end/8))
}

// readLong is readTime for eight to 15 digits before the point, and for an empty
// duration.
func (c *plainColumn) readLong(w *[rowWindow]byte, n int) (t uint64, next int) {
	if n &= rowWindow - 1; c.empty && w[n] == c.end {
		return ownTime, n + 1
	}
	first, ok := eightDigits(w[n:])
	v := binary.LittleEndian.Uint64(w[n+8:]) ^ zeros
	k := leadingDigits(v)
	if k == 8 || !ok {
		return 0, notPlain
	}
	tens := [8]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7}
	hi, t := bits.Mul64(first*tens[k]+eightValues(v<<uint(64-8*k)), c.unit)
	if hi != 0 || t >= math.MaxInt64-1e9 { // a fraction is at most 1e9 ns
		return 0, notPlain
	}
	if n += 8 + k; w[n] == '.' {
		return c.readFraction(w, n+1, t)
	}
	return t, c.behind(w, n)
}

// readFraction adds to t the part behind the point of a time, at n, as
// parseFraction reads it. It is not plain if it has no digits or more than 23.
func (c *plainColumn) readFraction(w *[rowWindow]byte, n int, t uint64) (at uint64, next int) {
	if uint(n) > rowWindow-24 {
		return 0, notPlain
	}
	v := binary.LittleEndian.Uint64(w[n:n+8]) ^ zeros
	k := leadingDigits(v)
	if k < 8 {
		v &= 1<<(uint(8*k)&63) - 1
	}
	fraction := eightValues(v) * 10
	if c.unit != 1e9 {
		unit := 1e9 / c.unit
		fraction = (fraction + unit/2) / unit
	}
	t += fraction
	if k == 0 {
		return 0, notPlain
	} else if k < 8 {
		return t, c.behind(w, n+k)
	}
	v = binary.LittleEndian.Uint64(w[n+8:n+16]) ^ zeros
	if k = leadingDigits(v); c.unit == 1e9 {
		if k < 2 {
			v &= 1<<(uint(8*k)&63) - 1
		}
		t += v&0xff + (v>>8&0xff+3)>>3 // the tenth digit rounds the ninth up from 5 on
	}
	if k == 8 {
		if k += leadingDigits(binary.LittleEndian.Uint64(w[n+16:n+24]) ^ zeros); k == 16 {
			return 0, notPlain
		}
	}
	return t, c.behind(w, n+8+k)
}
