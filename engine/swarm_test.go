package engine

// This file runs random scenarios with a check after every event.
//
//	go test ./engine -run Swarm -swarm.n=5000 -swarm.seed=1
//
// A failure prints the seed and a small scenario that fails in some way too, as
// a Go literal for TestSwarmCases.

import (
	"encoding/json"
	"flag"
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
	"unicode"

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
			kind := kindOf(err)
			small := shrink(sc, 3000, func(sc *scenario) bool { _, err := sc.test(); return kindOf(err) == kind })
			_, smallErr := small.test()
			t.Fatalf("seed %d: %v\n\nA small scenario: %v\n\n%s", sc.Seed, err, smallErr, goish(reflect.ValueOf(small)))
		}
		for _, p := range s.providers {
			placed, cold = placed+p.counts.Cold+p.counts.Warm, cold+p.counts.Cold
		}
	}
	t.Logf("%d scenarios: %d invocations were placed, %d of them cold", n, placed, cold)
}

// kindOf is the first line of an error without its numbers.
func kindOf(err error) string {
	if err == nil {
		return ""
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || strings.ContainsRune(".-+", r) {
			return -1
		}
		return r
	}, line)
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
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
		if w.s != nil {
			w.s.Close()
		}
	}()
	if len(sc.Repos) == 0 || len(sc.Files) == 0 || len(sc.Providers) == 0 || len(sc.Functions) == 0 || !sc.hasHosts() {
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
