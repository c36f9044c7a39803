// Package workload says when functions are invoked and for how long they run:
// probability distributions, arrival processes, readers of published traces,
// and a generator of synthetic ones.
//
// Everything that makes arrivals is a [Source], a pull iterator over
// [Arrival] values in order of time. A process such as [NewPoisson] drives one
// function; a [Trace] knows many functions, and each call of its Source method
// is a fresh pass over the same data. Nothing is ever loaded whole: a trace
// keeps its functions, and a source what it is about to replay. So the files
// are read again by every source, and must not change meanwhile.
//
// Randomness comes from the [sim.RNG] that the caller hands over. The stream
// of a function of a trace is keyed by its identity and by the minute, so that
// adding a function, or replaying fewer minutes, leaves all other arrivals and
// durations as they were. Numbers are the same on every machine.
//
// A trace is repaired where the published data are known to be odd; every rule
// is listed in repair.go and every use of one is counted in the [Report].
// Everything else that is wrong with a file is an error with its line.
//
// The package knows nothing about containers, hosts or prices.
package workload
