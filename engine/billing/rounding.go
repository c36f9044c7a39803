// This file rounds what was used to what is billed.

package billing

import (
	"fmt"
	"math"
)

// CeilTo rounds v >= 0, such as a duration or a number of bytes, up to a
// multiple of granularity; granularity 0 leaves it as it is. A multiple
// beyond the range becomes the largest value of the type.
func CeilTo[T ~int64](v, granularity T) T {
	if v < 0 || granularity < 0 {
		panic(fmt.Sprintf("billing: CeilTo of %d to %d, want both nonnegative", int64(v), int64(granularity)))
	}
	if granularity == 0 {
		return v
	}
	rest := v % granularity
	if rest == 0 {
		return v
	}
	if v > math.MaxInt64-(granularity-rest) {
		return math.MaxInt64
	}
	return v + (granularity - rest)
}

// Billable returns what is billed for v: at least minimum, and a multiple of
// granularity. With granularity 0 nothing is rounded, with minimum 0 nothing
// is raised.
func Billable[T ~int64](v, granularity, minimum T) T {
	return CeilTo(max(v, minimum), granularity)
}
