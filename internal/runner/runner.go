// Package runner runs one script from the outside: it watches for Ctrl-C, shows
// how far the run is, and measures what it took.
//
// It knows nothing about flags and prints no results. Whatever it writes to the
// error stream is progress.
package runner

// This file runs a script once.

import (
	"io"
	"os"
	"runtime"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// Options say what to run and how to show it.
type Options struct {
	Script   luabind.Options // Stdout, Stderr, Poll and Interrupt are set by Run
	Progress Mode
	Stdout   io.Writer // what the script prints
	Stderr   *os.File  // progress

	// OnInterrupt, if not nil, is called from another goroutine when the first
	// signal arrives; it returns what to say about it.
	OnInterrupt func(os.Signal) string
}

// A Result is what came out of a run, whether or not it ended well.
type Result struct {
	Parameters []luabind.ParamInfo
	Summary    *engine.Summary // never nil
	Traces     []*workload.Report
	Wall       time.Duration // spent running, loading the script included
	Memory     uint64        // bytes taken from the system at most
	Printed    bool          // the script wrote to Stdout
}

// Run loads and runs a script. The error is the script's own, as [luabind] made
// it; the result is nil if the script could not be loaded at all, and otherwise
// holds what there was up to the error.
func Run(o Options) (*Result, error) {
	m := NewMeter(o.Progress, o.Stderr, "loading")
	defer m.Stop()
	in := watch(func(s os.Signal) {
		if o.OnInterrupt != nil {
			m.say(o.OnInterrupt(s))
		}
	})
	defer in.stop()

	script := o.Script
	stdout := m.Wrap(o.Stdout)
	script.Stdout, script.Stderr = stdout, m.stderr
	script.Interrupt = in.c
	script.Poll = func(p luabind.Progress) bool {
		m.Set(p)
		return !in.happened()
	}
	start := time.Now()
	rt, err := luabind.New(script)
	if err != nil {
		return nil, err
	}
	defer rt.Close()
	err = rt.Run()
	m.Stop()
	return &Result{
		Parameters: rt.Parameters(), Summary: rt.Summary(), Traces: rt.Reports(),
		Wall: time.Since(start), Memory: Memory(), Printed: stdout.Finish(),
	}, err
}

// Memory is the number of bytes that the program has taken from the system. It
// never shrinks.
func Memory() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.Sys
}
