// Package billing adds up money exactly and holds the arithmetic that price
// sheets have in common: rounding of what is billed, and tiers.
//
// It does not know what is sold: quantities are plain integers in a unit that
// the caller chooses, prices are dollars for one such unit.
package billing

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

const picosPerDollar = 1_000_000_000_000

// Meter is an exact sum of amounts of money. The zero value is a meter at
// zero.
//
// The sum is a 128-bit number of pico-dollars: 10^12 additions of the largest
// amount fit, and the order of the additions does not matter.
type Meter struct {
	hi int64 // the sum is hi·2^64 + lo pico-dollars
	lo uint64
}

// Add adds m, which may be negative.
func (t *Meter) Add(m unit.Money) {
	t.add(int64(m>>63), uint64(m))
}

// Merge adds what o shows.
func (t *Meter) Merge(o Meter) { t.add(o.hi, o.lo) }

func (t *Meter) add(hi int64, lo uint64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += hi + int64(carry)
}

// USD returns the sum in dollars, rounded to about 1 part in 10^15.
func (t Meter) USD() float64 {
	negative, hi, lo := t.abs()
	usd := (float64(hi)*0x1p64 + float64(lo)) / picosPerDollar
	if negative {
		return -usd
	}
	return usd
}

// String returns the sum as "$1234.5": rounded to six decimals from a dollar
// up and to six significant digits below, without trailing zeros.
func (t Meter) String() string {
	negative, hi, lo := t.abs()
	dollars, picos := bits.Div64(hi, lo, picosPerDollar)
	step := uint64(1)
	if dollars > 0 {
		step = 1_000_000
	}
	for picos/step >= 1_000_000 {
		step *= 10
	}
	picos = (picos + step/2) / step * step
	if picos >= picosPerDollar {
		dollars, picos = dollars+1, 0
	}
	s := strings.TrimRight(fmt.Sprintf("$%d.%012d", dollars, picos), "0")
	s = strings.TrimSuffix(s, ".")
	if negative && s != "$0" {
		return "-" + s
	}
	return s
}

// abs returns the sign and the magnitude of the sum.
func (t Meter) abs() (negative bool, hi, lo uint64) {
	if t.hi >= 0 {
		return false, uint64(t.hi), t.lo
	}
	lo, borrow := bits.Sub64(0, t.lo, 0)
	hi, _ = bits.Sub64(0, uint64(t.hi), borrow)
	return true, hi, lo
}
