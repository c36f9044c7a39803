package unit

// This file defines sums of money.

import (
	"fmt"
	"math"
	"strings"
)

// Money is a sum of US dollars in units of 1e-12, pico-dollars: fine enough for
// the price of a gigabyte-nanosecond, and up to 9.2 million dollars.
type Money int64

// dollar is one US dollar.
const dollar Money = 1e12

// MoneyOf converts dollars to the nearest Money, halves away from zero. It
// refuses what is not a number or beyond the range.
func MoneyOf(usd float64) (Money, error) {
	const limit = float64(math.MaxInt64) / 1e12
	if usd != usd || usd >= limit || usd <= -limit {
		return 0, fmt.Errorf("money %v: want a number of dollars from -9223372 to 9223372", usd)
	}
	// The fraction is scaled alone: usd*1e12 would be off by more than a
	// pico-dollar beyond 9,000 dollars.
	whole := math.Trunc(usd)
	return Money(whole)*dollar + Money(math.Round((usd-whole)*1e12)), nil
}

// USD returns m in dollars, rounded to nearly the nearest float64.
func (m Money) USD() float64 {
	return float64(m/dollar) + float64(m%dollar)/1e12
}

// String returns exactly m, with the decimals it needs: "$0.000412", "$12.5",
// "-$3".
func (m Money) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s$%d.%012d", sign, n/uint64(dollar), n%uint64(dollar))
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
