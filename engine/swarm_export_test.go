package engine

// This file is what tests outside of the package see of random scenarios.

import (
	"fmt"
	"reflect"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// SwarmSeed is the seed of the first random scenario.
func SwarmSeed() uint64 { return *swarmSeed }

// A SwarmCase is a random scenario as a Lua script, and what it comes to when it
// is built in Go.
type SwarmCase struct {
	Seed    uint64 // of the simulation
	Script  string
	Summary *Summary
}

// NewSwarmCase makes the case of a seed. A simplified one has lost what a shrinker
// might have taken away.
func NewSwarmCase(seed uint64, simplified bool) (*SwarmCase, error) {
	sc := drawScenario(seed)
	if simplified {
		sc = sc.simplified(&dice{sim.NewStream(seed, "simplified")})
	}
	s, err := sc.run(false, sim.Never)
	if err != nil {
		return nil, err
	}
	sum := s.Summary()
	sum.Partial = false // it has been closed, after its end
	return &SwarmCase{sc.Seed, sc.script(fmt.Sprintf("The random scenario of seed %d.", seed)), sum}, nil
}

// simplified returns sc after some random simplifications.
func (sc *scenario) simplified(d *dice) *scenario {
	for range d.upTo(50) {
		next := clone(sc)
		const many = 1 << 30
		left := many
		simplify(reflect.ValueOf(clone(sc)).Elem(), &left)
		n := d.IntN(many - left)
		simplify(reflect.ValueOf(next).Elem(), &n)
		if next.whole() {
			sc = next
		}
	}
	return sc
}

// CheckEveryEvent checks all invariants after every event of s, which has not begun
// yet. At the first violation the run is interrupted. It returns a function that
// tells what was violated in the end.
//
// Arrivals in a row with nothing in between are one event here. Of providers that are
// declared when time has passed, only the state is checked, not what their observers
// are told.
func CheckEveryEvent(s *Simulation) func() error {
	w := &watch{s: s}
	var broken error
	s.SetPoll(1, func() bool {
		if broken = checkStep(s, w); broken != nil {
			broken = fmt.Errorf("event %d: %w", s.Events()-1, broken) // without the one below
		}
		w.before()
		return broken == nil
	})
	s.Spawn(func(*Process) error { // the first event: all is declared
		w.attach()
		w.before()
		return nil
	})
	return func() error {
		if broken == nil && s.kernel.Err() == nil && s.kernel.Pending() == 0 {
			return w.atEnd()
		}
		return broken
	}
}

// attach watches all providers that are declared by now, besides their own
// observers.
func (w *watch) attach() {
	for _, p := range w.s.providers {
		p.config.OnFinish = observers{w, p.config.OnFinish}
		p.config.OnImage = imageObservers{w.of(p.Name()), p.config.OnImage}
	}
	w.watchProviders()
}

// observers are two of them; the second may be nil.
type observers struct{ first, second Observer }

// Observe implements [Observer].
func (o observers) Observe(r *Record) error {
	if err := o.first.Observe(r); err != nil || o.second == nil {
		return err
	}
	return o.second.Observe(r)
}

// imageObservers are two of them; the second may be nil.
type imageObservers struct{ first, second ImageObserver }

// ObserveImage implements [ImageObserver].
func (o imageObservers) ObserveImage(m *ImageMove) error {
	if err := o.first.ObserveImage(m); err != nil || o.second == nil {
		return err
	}
	return o.second.ObserveImage(m)
}
