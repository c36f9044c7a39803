package unit

// This file reads durations.

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

// durations has the units of duration in seconds, in ascending order; mu has
// two code points.
var durations = grammar{"1h30m", []scale{
	{"ns", 1, 1e9},
	{"us", 1, 1e6},
	{"µs", 1, 1e6},
	{"μs", 1, 1e6},
	{"ms", 1, 1e3},
	{"s", 1, 1},
	{"m", 60, 1},
	{"min", 60, 1},
	{"h", 3600, 1},
	{"d", 86400, 1},
}}

// ParseDuration reads a duration such as "250ms", "1h30m", "5min", "10us" or "2d" and
// returns it in seconds, rounded once, to the nearest float64. Several parts
// go from the largest unit to the smallest; a space may stand before a unit
// and before a part. A unit is never optional, also after 0.
func ParseDuration(s string) (seconds float64, err error) {
	sum, last := new(big.Rat), big.NewRat(math.MaxInt64, 1)
	for rest := s; ; {
		value, unit, after, err := durations.cut(rest, isDurationUnit)
		if err != nil {
			return 0, fmt.Errorf("duration %q: %w", s, err)
		}
		factor := big.NewRat(unit.num, unit.den)
		if factor.Cmp(last) >= 0 {
			return 0, fmt.Errorf("duration %q: %s after a unit that is not larger, want as in \"1h30m\"", s, unit.name)
		}
		sum, last = sum.Add(sum, value), factor
		if after == "" {
			seconds, _ = sum.Float64()
			return seconds, nil
		}
		rest = strings.TrimPrefix(after, " ")
	}
}

// isDurationUnit ends a unit before a space and before the next part.
func isDurationUnit(r rune) bool {
	return r != ' ' && (r < '0' || r > '9')
}
