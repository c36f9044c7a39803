package workload

// This file parses the numbers of trace files.

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// pow10 holds the powers of ten that a float64 represents exactly.
var pow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parseNumber parses a finite decimal number, such as "12", "-0.5" or "1e3",
// to the nearest float64.
func parseNumber(b []byte) (float64, bool) {
	digits, scale, i := uint64(0), 0, 0
	if len(b) > 0 && b[0] == '-' {
		i = 1
	}
	begin := i
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		digits = digits*10 + uint64(b[i]-'0')
	}
	if i > begin && i+1 < len(b) && b[i] == '.' {
		point := i
		for i++; i < len(b) && b[i]-'0' <= 9; i++ {
			digits = digits*10 + uint64(b[i]-'0')
		}
		scale = i - point - 1
	}
	// Up to 15 digits and the power of ten are exact, so the quotient is
	// rounded once and is the nearest.
	if i == begin || i < len(b) || i-begin > 16 || digits >= 1e15 {
		return parseOther(b)
	}
	x := float64(digits) / pow10[scale]
	if b[0] == '-' {
		x = -x
	}
	return x, true
}

// parseOther is parseNumber for what is long or has an exponent. It refuses
// the hexadecimal numbers, underscores and words that strconv knows.
func parseOther(b []byte) (float64, bool) {
	for _, c := range b {
		if c-'0' > 9 && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(b), 64)
	return x, err == nil
}

// parseTime parses a decimal number of units, each of ns nanoseconds (1, 1e3,
// 1e6 or 1e9), to the nearest nanosecond, halves away from zero. Unlike
// parseNumber it loses nothing for instants such as 1612051200.123456789.
func parseTime(b []byte, ns uint64) (sim.Time, bool) {
	i, negative := 0, false
	if len(b) > 0 && b[0] == '-' {
		i, negative = 1, true
	}
	begin, whole := i, uint64(0)
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		whole = whole*10 + uint64(b[i]-'0')
	}
	if i == begin || i-begin > 19 && tooLong(b[begin:i]) {
		return 0, false
	}
	fraction, ok := parseFraction(b[i:], ns)
	if !ok {
		return parseTimeOther(b, ns)
	}
	hi, lo := bits.Mul64(whole, ns)
	lo, carry := bits.Add64(lo, fraction, 0)
	if hi+carry != 0 || lo >= math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -sim.Time(lo), true
	}
	return sim.Time(lo), true
}

// tooLong reports whether more than 19 digits are no number of 64 bits.
func tooLong(digits []byte) bool { return len(bytes.TrimLeft(digits, "0")) > 19 }

// parseFraction parses the part of a number that begins with its point, if it
// has one, times ns.
func parseFraction(b []byte, ns uint64) (uint64, bool) {
	if len(b) == 0 {
		return 0, true
	}
	if b[0] != '.' || len(b) == 1 {
		return 0, false
	}
	fraction, place, i := uint64(0), ns, 1
	if n, ok := eightDigits(b[1:]); ok && ns == 1e9 {
		fraction, place, i = n*10, 10, 9
	}
	for ; i < len(b) && place > 1; i++ {
		d := uint64(b[i] - '0')
		if d > 9 {
			return 0, false
		}
		place /= 10
		fraction += d * place
	}
	if i == len(b) {
		return fraction, true
	}
	if b[i] >= '5' {
		fraction++ // if it is a digit
	}
	for ; i < len(b); i++ {
		if _, ok := eightDigits(b[i:]); ok {
			i += 7
		} else if b[i]-'0' > 9 {
			return 0, false
		}
	}
	return fraction, true
}

// parseTimeOther is parseTime for numbers with an exponent.
func parseTimeOther(b []byte, ns uint64) (sim.Time, bool) {
	x, ok := parseNumber(b)
	if !ok || math.IsInf(x, 0) {
		return 0, false
	}
	t := sim.Seconds(x * (float64(ns) / 1e9))
	return t, t != sim.Never && t > -sim.Never
}

// parseCount parses a whole number from 0 to most, without a sign.
func parseCount(b []byte, most uint64) (uint64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	n := uint64(0)
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, n <= most
}
