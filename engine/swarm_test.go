package engine

// This file runs random scenarios with a check after every event.
//
//	go test ./engine -run Swarm -swarm.n=5000 -swarm.seed=1
//
// A failure prints the seed and a small scenario that fails in the same way, as
// a Lua script and as a Go literal for TestSwarmCases.

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var (
	swarmN    = flag.Int("swarm.n", 3000, "random scenarios to run; a quarter with -short")
	swarmSeed = flag.Uint64("swarm.seed", 1, "seed of the first random scenario")
)

func TestSwarm(t *testing.T) {
	n := *swarmN
	if testing.Short() {
		n = (n + 3) / 4
	}
	var placed, cold uint64
	for i := range n {
		sc := drawScenario(*swarmSeed + uint64(i))
		if i%2 == 1 {
			sc.drawChanges()
		}
		s, err := sc.test()
		if err != nil {
			t.Fatal(sc.report(err, must(os.MkdirTemp("", "coldmoon-swarm"))))
		}
		for _, p := range s.providers {
			placed, cold = placed+p.counts.Cold+p.counts.Warm, cold+p.counts.Cold
		}
	}
	t.Logf("%d scenarios: %d invocations were placed, %d of them cold", n, placed, cold)
}

// maxEvents is far more than a scenario has.
const maxEvents = 20_000

// test runs the scenario three times: with checks, at once, and in slices.
// All runs must agree.
func (sc *scenario) test() (s *Simulation, err error) {
	s, err = sc.run(true, sim.Never)
	if err != nil {
		return s, err
	}
	for _, slice := range []sim.Time{sim.Never, ticks(7)} {
		again, err := sc.run(false, slice)
		if err != nil {
			return s, err
		}
		if a, b := s.Fingerprint(), again.Fingerprint(); a != b {
			return s, fmt.Errorf("fingerprint %s, run in slices of %v: %s", a, slice, b)
		}
		a, b := must(json.Marshal(s.Summary())), must(json.Marshal(again.Summary()))
		if slice == sim.Never && string(a) != string(b) {
			return s, fmt.Errorf("summary\n%s\nthe second time\n%s", a, b)
		}
	}
	return s, nil
}

// run builds and runs the scenario. Panics are errors.
func (sc *scenario) run(checked bool, slice sim.Time) (s *Simulation, err error) {
	w := &watch{}
	defer func() { err = w.end(recover(), err) }()
	if !sc.whole() {
		return New(Config{}), nil
	}
	s = sc.build(w)
	for s.kernel.Pending() > 0 && s.kernel.Err() == nil {
		switch {
		case s.Events() > maxEvents:
			return s, fmt.Errorf("at %v: does not end", s.Now())
		case checked:
			if err := sc.stepChecked(s, w); err != nil {
				return s, err
			}
		case slice == sim.Never:
			err = s.Run()
		default:
			err = s.RunUntil(s.Now() + slice)
		}
		if err != nil && !sc.forgive(s) {
			return s, err
		}
	}
	if s.kernel.Err() == nil && checked {
		return s, w.atEnd()
	}
	return s, s.kernel.Err()
}

// end closes the simulation and says when it failed, if so. A panic is a failure.
func (w *watch) end(panicked any, err error) error {
	if panicked != nil {
		err = fmt.Errorf("panic: %v\n%s", panicked, debug.Stack())
	}
	if w.s == nil {
		return err
	}
	defer w.s.Close()
	switch {
	case panicked != nil:
		return fmt.Errorf("event %d: at %v: %w", w.s.Events(), w.s.Now(), err)
	case err != nil:
		return fmt.Errorf("event %d: %w", w.s.Events(), err)
	}
	return nil
}

// whole reports whether a shrinker has left enough to simulate.
func (sc *scenario) whole() bool {
	return len(sc.Repos) > 0 && len(sc.Files) > 0 && len(sc.Providers) > 0 && len(sc.Functions) > 0 && sc.hasHosts()
}

func (sc *scenario) hasHosts() bool {
	for _, p := range sc.Providers {
		n := 0
		for _, h := range p.Hosts {
			n += h.Count
		}
		if n == 0 {
			return false
		}
	}
	return true
}

// forgive lets a scenario with changes go on after a failure.
func (sc *scenario) forgive(s *Simulation) bool {
	return len(sc.Changes) > 0 && s.Forgive() != nil
}

func (sc *scenario) stepChecked(s *Simulation, w *watch) error {
	w.before()
	s.kernel.Step()
	sc.forgive(s)
	return checkStep(s, w)
}

// checkStep checks what an event has done, and the instant if it was the last one.
func checkStep(s *Simulation, w *watch) error {
	if err := violation(s); err != nil {
		return err
	}
	if err := w.after(); err != nil {
		return err
	}
	if next, ok := s.kernel.Peek(); !ok || next > s.Now() {
		return instantViolation(s)
	}
	return nil
}
