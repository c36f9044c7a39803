package engine

// This file holds functions and their registrations at a provider.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// Code is the handler of a function: the code that is simulated. It runs in
// simulated time, on a coroutine, and may block in the methods of ctx. What it
// returns is the output of the invocation; an error makes the invocation end
// as Error with the error's text, or as DiskFull if it wraps [ErrDiskFull].
//
// After the invocation has been killed (time limit, out of memory, host down)
// every method of ctx that can block returns [ErrKilled]; the handler must
// return soon. An error that wraps [ErrFatal] ends the whole run.
type Code func(ctx *Context, input any) (output any, err error)

// An Op is one step of a function that declares its phases instead of code.
type Op uint8

// The steps. Their amounts are seconds (sleep), CPU seconds (compute) or bytes.
const (
	OpSleep Op = iota
	OpCompute
	OpRead
	OpWrite
	OpDownload
	OpUpload
	OpAllocate
	OpFree
)

var opNames = [...]string{"sleep", "compute", "read", "write", "download", "upload", "allocate", "free"}

// String returns the name of the step, such as "compute".
func (o Op) String() string { return opNames[o] }

// OpByName returns the step of that name; ok is false if there is none.
func OpByName(name string) (op Op, ok bool) {
	for i, n := range opNames {
		if n == name {
			return Op(i), true
		}
	}
	return 0, false
}

// OpNames returns the names of all steps.
func OpNames() []string { return opNames[:] }

// A Step is one step of a declared function and how much of it.
type Step struct {
	Op     Op
	Amount workload.Dist
}

// A Function is what is deployed: an image, optionally a code file that is
// cloned into every new container, and exactly one of Run, Duration, Phases and
// FromTrace.
type Function struct {
	Name     string
	Image    Location
	Code     Location      // zero: none
	Run      Code          // the handler
	Duration workload.Dist // of the execution, seconds; negative draws count as 0
	Phases   []Step        // done one after the other

	// FromTrace says that the duration of each execution comes with its arrival.
	FromTrace bool
}

// Limits are what a function is registered with.
type Limits struct {
	TimeLimit   sim.Time   // from the start of the handler; 0 = none
	RAM         unit.Bytes // reserved on the host for every container
	Disk        unit.Bytes // reserved on the host's disk for every container
	Ingress     unit.Bytes // moved into the container before each invocation
	Egress      unit.Bytes // moved out of the container after each successful invocation
	Concurrency int        // invocations that one container serves at once; 0 = 1

	KeepAlive KeepAlivePolicy // nil: the provider's
	Overhead  Overhead        // nil members: the provider's
}

// A registration is a function at a provider.
//
// A warm start touches its first 128 bytes only, two cache lines, unless the function
// has code, phases, ingress or egress. See layout_test.go.
type registration struct {
	id           FunctionID
	plain        bool // its invocations have no extras unless they fail
	declared     bool // it has neither code nor phases, but durations
	fromTrace    bool // which come with the arrivals
	ownKeepAlive bool // it was registered with one

	waitHead, waitTail uint32   // its waiting invocations, oldest first
	avail              availSet // containers that can take an invocation, in reuse order
	submitted          uint64
	overhead           *overheadDraws
	idle               int32 // ready containers that serve nobody
	concurrency        int32 // as in limits

	ok      uint64
	latency timeSum
	keep    sim.Time // its keep-alive if that is fixed, else -1
	limits  Limits

	fn    *Function
	image imageRef
	draws draws

	made, cold uint64 // containers made so far, and those among them that were started for an invocation
	cost       billing.Meter
}

// setKeepAlive replaces the keep-alive policy.
func (r *registration) setKeepAlive(k KeepAlivePolicy) {
	r.limits.KeepAlive, r.keep = k, -1
	if fixed, ok := k.(FixedKeepAlive); ok {
		r.keep = max(0, sim.Time(fixed))
	}
}

// An imageRef is what a start needs to know of an image.
type imageRef struct {
	file *File
	size unit.Bytes // on disk
	ram  unit.Bytes // in RAM
}

func (f *Function) validate() error {
	ways := 0
	for _, set := range []bool{f.Run != nil, f.Duration != nil, len(f.Phases) > 0, f.FromTrace} {
		if set {
			ways++
		}
	}
	switch {
	case f.Name == "":
		return fmt.Errorf("function: name is missing")
	case f.Image.IsZero():
		return fmt.Errorf("function %q: image is missing, want a location (a repository and an image that it stores)", f.Name)
	case ways != 1:
		return fmt.Errorf("function %q: want exactly one of a handler, a duration, phases and durations from a trace, got %d", f.Name, ways)
	}
	return nil
}
