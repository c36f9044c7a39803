package engine

// This file runs pairs of random scenarios of which it is known how their
// results are related, whatever they are. The laws are in laws_list_test.go.
//
//	go test ./engine -run Laws -laws.n=3000 -swarm.seed=1

import (
	"errors"
	"flag"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var lawsN = flag.Int("laws.n", 240, "random scenarios to hold each law against; a quarter with -short")

// A law says how two runs of one scenario are related. Where it is given, it
// turns a random scenario into one for which the law holds; Other and built
// change the second run, before and after it is built. The members but name
// may be nil: then nothing is changed, the run is not interrupted, and the same
// fingerprint is demanded.
type law struct {
	name  string
	where func(sc *scenario)
	other func(sc *scenario, d *dice)
	built func(s *Simulation)
	run   func(s *Simulation, d *dice) error
	same  func(a, b *story) error
}

// A story is what a run came to.
type story struct {
	sc   *scenario
	s    *Simulation
	told [][]telling // by provider, in the order in which the invocations ended
}

// A telling is a record that can be compared with one of another run: it names
// the function, and has neither provider nor function.
type telling struct {
	name string
	Record
}

// A listener keeps the records of a provider.
type listener struct{ to *[]telling }

// Observe implements [Observer].
func (l listener) Observe(r *Record) error {
	fn, _ := r.Provider.Function(r.Function)
	t := telling{fn.Name, *r}
	t.Provider, t.Function = nil, 0
	*l.to = append(*l.to, t)
	return nil
}

// tell runs a scenario and keeps its records. Panics are errors.
func (sc *scenario) tell(built func(*Simulation), run func(*Simulation, *dice) error) (st *story, err error) {
	st = &story{sc: sc}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
		if st.s != nil {
			st.s.Close()
		}
	}()
	if len(sc.Repos) == 0 || len(sc.Files) == 0 || len(sc.Providers) == 0 || len(sc.Functions) == 0 || !sc.hasHosts() {
		return &story{sc: sc, s: New(Config{})}, nil // a shrinker took them away
	}
	st.s = sc.build(&watch{})
	st.told = make([][]telling, len(st.s.providers))
	for i, p := range st.s.providers {
		p.config.OnFinish = listener{&st.told[i]}
	}
	st.s.SetPoll(maxEvents, func() bool { return false })
	if built != nil {
		built(st.s)
	}
	if run == nil {
		err = st.s.Run()
	} else {
		err = run(st.s, &dice{sim.NewStream(sc.Seed, "run")})
	}
	if err == nil && st.s.Interrupted() {
		err = errors.New("does not end")
	}
	return st, err
}

// hold returns how the scenario breaks the law.
func (l *law) hold(sc *scenario) (*story, error) {
	sc = clone(sc)
	if l.where != nil {
		l.where(sc)
	}
	a, err := sc.tell(nil, nil)
	if err != nil {
		return a, fmt.Errorf("first run: %w", err)
	}
	changed := clone(sc)
	if l.other != nil {
		l.other(changed, &dice{sim.NewStream(sc.Seed, "law")})
	}
	b, err := changed.tell(l.built, l.run)
	if err != nil {
		return a, fmt.Errorf("second run: %w", err)
	}
	if l.same != nil {
		return a, l.same(a, b)
	}
	if x, y := a.s.Fingerprint(), b.s.Fingerprint(); x != y {
		return a, fmt.Errorf("fingerprints %s and %s; records: %v", x, y, a.sameRecords(b, nil))
	}
	return a, nil
}

// sameRecords demands the same records in the same order. If undo is not nil, it
// changes those of b first, and messages are not compared, which name sizes,
// times and functions.
func (a *story) sameRecords(b *story, undo func(*telling)) error {
	for p := range a.told {
		x, y := a.told[p], b.told[p]
		if len(x) != len(y) {
			return fmt.Errorf("provider %d: %d ended, in the other run %d", p, len(x), len(y))
		}
		for i := range x {
			t := y[i]
			if undo != nil {
				undo(&t)
				t.Message = x[i].Message
			}
			if x[i] != t {
				return fmt.Errorf("provider %d: record\n%+v\nin the other run\n%+v", p, x[i], y[i])
			}
		}
	}
	return nil
}

// placed is how many invocations of the story got a place.
func (a *story) placed() (n uint64) {
	for _, p := range a.s.providers {
		n += p.counts.Cold + p.counts.Warm
	}
	return n
}

func TestLaws(t *testing.T) {
	n := *lawsN
	if testing.Short() {
		n = (n + 3) / 4
	}
	for _, l := range slices.Concat(laws, liveLaws) {
		t.Run(l.name, func(t *testing.T) {
			var placed uint64
			for k := range n {
				sc := drawScenario(*swarmSeed + uint64(k))
				st, err := l.hold(sc)
				if err != nil {
					l.explain(t, sc, err)
				}
				placed += st.placed()
			}
			// A law of nothing holds always.
			require.Greater(t, placed, uint64(n), "invocations placed in %d scenarios", n)
			t.Logf("%d scenarios: %d invocations were placed", n, placed)
		})
	}
}

// explain fails the test with a small scenario that breaks the law in a similar
// way.
func (l *law) explain(t *testing.T, sc *scenario, err error) {
	kind := kindOf(err)
	small := shrink(sc, 3000, func(sc *scenario) bool { _, err := l.hold(sc); return kindOf(err) == kind })
	_, smallErr := l.hold(small)
	t.Fatalf("seed %d: %v\n\nA small scenario: %v\n\n%s", sc.Seed, err, smallErr, goish(reflect.ValueOf(small)))
}

// TestLawsBite demands that changes which matter are noticed in most scenarios.
func TestLawsBite(t *testing.T) {
	for _, l := range []law{
		{name: "sizes without bandwidths", where: noBills, other: func(sc *scenario, _ *dice) { sc.scaleSizes(3, false) }},
		{name: "arrivals later", other: func(sc *scenario, _ *dice) { sc.shift(1) }},
		{name: "slower to create", other: func(sc *scenario, _ *dice) { sc.Providers[0].Overhead.Create += 1 }},
	} {
		broken := 0
		for seed := range uint64(40) {
			if _, err := l.hold(drawScenario(seed + 1)); err != nil {
				broken++
			}
		}
		require.Greater(t, broken, 15, l.name)
	}
}
