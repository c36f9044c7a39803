// Package sim is a discrete-event simulation kernel: a clock, an agenda of
// events, the loop that runs them, and named streams of random numbers.
//
// It refuses to know what is simulated. An [Event] is plain data addressed to
// a registered [Handler]; what its kind and its operands mean is the business
// of that handler. Time is an integer number of nanoseconds and is never
// compared with a tolerance.
//
// The contract is that a run is a function of what was scheduled and of the
// seed: events run in order of time, then class, then scheduling, and there
// is no wall clock, goroutine, map or package variable. Two kernels share
// nothing, so each goroutine of a sweep can own one; none is safe for
// concurrent use.
//
// An event cannot be cancelled. A handler recognises an event that has become
// stale, usually by a generation in B, and ignores it; a timer whose deadline
// has moved fires early, sees that, and schedules itself again.
package sim
