package workload

// This file defines what a trace is: functions, and passes over their
// invocations.

import (
	"strconv"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A TraceFunction is one function of a trace.
//
// Name is unique within the trace and short enough to read: application and
// function joined by "-", each cut to its first 8 characters if it is a hash
// of 16 hexadecimal digits or more. A function whose name is taken by an
// earlier one shows 12, 16, ... characters of its hashes or, at last, the
// suffix "#2", "#3" and so on.
type TraceFunction struct {
	Name     string
	Owner    string // who deployed it, as in the file; "" if not recorded
	App      string // its application, as in the file; "" if not recorded
	Func     string // its own name within the application, as in the file
	Trigger  string // such as "http" or "timer", as in the file; "" if not recorded
	AppIndex int32  // number of its application within the trace, from 0

	Memory        unit.Bytes // the most that its application allocated; 0 if not recorded
	AverageMemory unit.Bytes // what its application allocated on average; 0 if not recorded

	AverageDuration float64 // of an execution, in seconds; 0 if not recorded
	MinDuration     float64 // of an execution, in seconds; 0 if not recorded
	MaxDuration     float64 // of an execution, in seconds; 0 if not recorded

	Invocations uint64 // recorded in the part of the trace that is replayed; may be 0
}

// A Trace is a recorded workload of many functions.
type Trace interface {
	// Functions returns the functions. Their order is that of the file, and an
	// Arrival refers to them by index. The caller must not change the slice.
	Functions() []TraceFunction
	// Source returns a fresh pass over the invocations. Passes with equal
	// streams are equal; any number may be under way at once.
	//
	// A source that reads a file closes it at the end; one that is abandoned
	// before is closed by its Close method, if it has one.
	Source(rng sim.RNG) Source
	// Report tells what was read and what was repaired.
	Report() *Report
}

// A Report tells what was read from a trace.
type Report struct {
	Source      string // the files, as the user named them
	Functions   int
	Apps        int
	Invocations uint64   // in the part of the trace that is replayed
	Repairs     []Repair // the rules that were used, in the order of repair.go
}

// identity returns the number by which the random streams of a function are
// keyed: a hash (FNV-1a) of what identifies it in the file.
func identity(owner, app, fn string) uint64 {
	hash := uint64(14695981039346656037)
	for _, s := range [...]string{owner, app, fn} {
		for i := range len(s) {
			hash = (hash ^ uint64(s[i])) * 1099511628211
		}
		hash = (hash ^ 0) * 1099511628211 // a NUL, so that parts do not run together
	}
	return hash
}

// nameFunctions gives every function its Name.
func nameFunctions(functions []TraceFunction) {
	taken := make(map[string]bool, len(functions))
	for i := range functions {
		f := &functions[i]
		f.Name = freeName(f.App, f.Func, taken)
		taken[f.Name] = true
	}
}

// freeName returns the first name of the function that is not taken.
func freeName(app, fn string, taken map[string]bool) string {
	name := ""
	for length, longest := 8, max(len(app), len(fn)); ; length += 4 {
		name = shortHash(fn, length)
		if app != "" {
			name = strings.TrimSuffix(shortHash(app, length)+"-"+name, "-")
		}
		if !taken[name] {
			return name
		}
		if length >= longest {
			break
		}
	}
	for n := 2; ; n++ {
		if numbered := name + "#" + strconv.Itoa(n); !taken[numbered] {
			return numbered
		}
	}
}

// shortHash returns the first n characters of s if s is a hash, else s.
func shortHash(s string, n int) string {
	const least = 16
	if len(s) < least || n >= len(s) || strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return s
	}
	return s[:n]
}

// An interner keeps one copy of every string, in large blocks.
type interner struct {
	known map[string]string
	block strings.Builder
}

// intern returns b as a string.
func (t *interner) intern(b []byte) string {
	const blockSize = 64 << 10
	if s, ok := t.known[string(b)]; ok {
		return s
	}
	if t.block.Cap()-t.block.Len() < len(b) {
		t.block = strings.Builder{}
		t.block.Grow(max(blockSize, len(b)))
	}
	from := t.block.Len()
	t.block.Write(b)
	s := t.block.String()[from:]
	if t.known == nil {
		t.known = make(map[string]string)
	}
	t.known[s] = s
	return s
}
