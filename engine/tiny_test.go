package engine

// This file makes the small worlds of tests that are worked out by hand.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// secs is a span of seconds.
func secs(s float64) sim.Time { return sim.Seconds(s) }

// A tiny is a simulation with a repository, a provider and functions.
type tiny struct {
	*Simulation
	t     testing.TB
	hub   *Repository
	p     *Provider
	asked []*Handle
}

// newTiny declares a repository without limits and a provider. One without hosts
// gets one host without limits.
func newTiny(t testing.TB, c ProviderConfig) *tiny {
	return newTinyAt(t, RepositoryConfig{}, c)
}

func newTinyAt(t testing.TB, hub RepositoryConfig, c ProviderConfig) *tiny {
	t.Helper()
	w := &tiny{Simulation: New(Config{Seed: 1}), t: t}
	hub.Name, c.Name = "hub", "cloud"
	if c.Hosts == nil {
		c.Hosts = []HostGroup{{Count: 1}}
	}
	var err error
	w.hub, err = w.NewRepository(hub)
	require.NoError(t, err)
	w.p, err = w.NewProvider(c)
	require.NoError(t, err)
	return w
}

// file stores a file of the given size.
func (w *tiny) file(name string, size unit.Bytes) Location {
	w.t.Helper()
	f, err := w.NewFile(name, size)
	require.NoError(w.t, err)
	w.hub.Store(f)
	at, err := w.hub.At(f)
	require.NoError(w.t, err)
	return at
}

// fn registers a function. What it does is a number of seconds, steps or code.
func (w *tiny) fn(name string, image Location, does any, l Limits) FunctionID {
	w.t.Helper()
	f := &Function{Name: name, Image: image}
	switch does := does.(type) {
	case float64:
		f.Duration = always(does)
	case nil:
		f.FromTrace = true
	case []Step:
		f.Phases = does
	case Code:
		f.Run = does
	}
	id, err := w.p.Register(f, l)
	require.NoError(w.t, err)
	return id
}

// code is a handler that returns nothing.
func code(run func(ctx *Context) error) Code {
	return func(ctx *Context, _ any) (any, error) { return nil, run(ctx) }
}

// ask invokes a function at the given times in seconds.
func (w *tiny) ask(name string, at ...float64) {
	for _, t := range at {
		k := len(w.asked)
		w.asked = append(w.asked, nil)
		w.Spawn(func(pr *Process) error {
			if err := pr.Sleep(secs(t) - pr.Now()); err != nil {
				return err
			}
			h, err := w.p.Invoke(name, nil)
			w.asked[k] = h
			return err
		})
	}
}

// run runs to the end with all checks.
func (w *tiny) run() {
	w.t.Helper()
	runChecked(w.t, w.Simulation)
}

// rec returns the record of the k-th invocation asked for, from 0.
func (w *tiny) rec(k int) Record { return w.asked[k].Record() }

// ends describes how the invocations ended: "cold@1.5" one that started cold and
// ended at 1.5 s, "warm@2", "cold!timeout@3" one that did not end as OK.
func (w *tiny) ends() string {
	var words []string
	for k, h := range w.asked {
		r := w.rec(k)
		word := "warm"
		switch {
		case r.Placed == sim.Never:
			word = "none"
		case r.Cold:
			word = "cold"
		}
		if r.Status != OK {
			word += "!" + r.Status.String()
		}
		if h.Done() {
			word += fmt.Sprintf("@%v", r.Ended.Seconds())
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// slots is a group of hosts with so many slots each and no other limit.
func slots(count, n int) []HostGroup { return []HostGroup{{Count: count, Slots: n}} }

// overhead is the overhead of creating and tearing down containers in seconds.
func overhead(create, teardown float64) Overhead {
	return Overhead{Create: always(create), Teardown: always(teardown)}
}

// steps makes phases of pairs of a step and its amount.
func steps(pairs ...any) (s []Step) {
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, Step{pairs[i].(Op), always(pairs[i+1].(float64))})
	}
	return s
}

// A listed workload arrives at the given times with the given durations.
func listed(t testing.TB, at []sim.Time, durations []sim.Time) workload.Source {
	t.Helper()
	w, err := workload.NewList(workload.List{Times: at, Durations: durations})
	require.NoError(t, err)
	return w
}

// every is n moments at equal distances, from the first one on.
func every(n int, apart sim.Time) (at []sim.Time) {
	for k := range n {
		at = append(at, sim.Time(k)*apart)
	}
	return at
}
