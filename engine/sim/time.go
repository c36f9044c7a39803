package sim

// This file defines simulated time.

import (
	"fmt"
	"math"
	"time"
)

// A Time is a number of nanoseconds: an instant since the start of the
// simulation or, where the context says so, a span. The longest is 292 years.
type Time int64

// Never is the instant that does not come. An event scheduled for it is not
// queued.
const Never = Time(math.MaxInt64)

// earliest is what Seconds gives for spans too negative to represent.
const earliest = Time(math.MinInt64)

// Seconds converts s seconds to the nearest nanosecond, halves away from zero.
// It saturates: +Inf and everything beyond the range is [Never] or, if
// negative, the smallest Time. It panics if s is not a number.
func Seconds(s float64) Time {
	const limit = float64(math.MaxInt64) / 1e9
	switch {
	case s != s:
		panic("sim: Seconds of NaN")
	case s >= limit:
		return Never
	case s <= -limit:
		return earliest
	}
	// The fraction is scaled alone: s*1e9 would be off by more than a
	// nanosecond once it exceeds 2^53, after 104 days. To add the largest number
	// below a half and to truncate rounds halves away from zero, as math.Round
	// does, but without a branch that nobody can predict. Adding a half itself
	// would round the largest number below a half to 1.
	const nearHalf = 0x1.fffffffffffffp-2
	whole := int64(s)
	ns := float64((s - float64(whole)) * 1e9) // rounded, not fused with what follows
	if s < 0 {
		return Time(whole*1e9 + int64(ns-nearHalf))
	}
	return Time(whole*1e9 + int64(ns+nearHalf))
}

// Seconds returns t in seconds, rounded to the nearest float64; [Never] is
// +Inf.
func (t Time) Seconds() float64 {
	if t == Never {
		return math.Inf(1)
	}
	return time.Duration(t).Seconds()
}

// String formats t as [time.Duration] does, "1m3.2s", and [Never] as "never".
func (t Time) String() string {
	if t == Never {
		return "never"
	}
	return time.Duration(t).String()
}

// A Class orders events at the same instant. Use one where the order is part
// of the model: an invocation that arrives exactly when a container expires
// finds it warm because expiry is Late.
type Class int8

// The classes, in the order in which they go.
const (
	Early  Class = -1
	Normal Class = 0
	Late   Class = 1
)

// String returns the name of c.
func (c Class) String() string {
	switch c {
	case Early:
		return "early"
	case Normal:
		return "normal"
	case Late:
		return "late"
	}
	return fmt.Sprintf("Class(%d)", int8(c))
}
