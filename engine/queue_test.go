package engine

// This file tests waiting, admission and rejection.

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestQueue has one host with 10 bytes of RAM and 2 slots, on which small takes 4
// bytes and large 8, each for 10 s. Nothing is kept. An invocation is "s" or "l" and
// when it is asked for.
func TestQueue(t *testing.T) {
	type ask struct {
		fn string
		at float64
	}
	for _, tt := range []struct {
		name  string
		queue QueueConfig
		asks  []ask
		want  string
	}{
		{"first in, first out", QueueConfig{}, []ask{{"l", 0}, {"l", 1}, {"l", 2}}, "cold@10 cold@20 cold@30"},
		{"what fits goes past what does not", QueueConfig{}, []ask{{"s", 0}, {"l", 1}, {"s", 2}}, "cold@10 cold@22 cold@12"},
		// At 10 one small one has ended: the large one does not fit beside the other. At 15 it does not fit beside the third.
		{"also when something ends", QueueConfig{}, []ask{{"s", 0}, {"s", 5}, {"l", 6}, {"s", 7}, {"s", 8}}, "cold@10 cold@15 cold@35 cold@20 cold@25"},
		{"the one that has waited longest goes first", QueueConfig{}, []ask{{"l", 0}, {"l", 1}, {"s", 2}, {"s", 3}}, "cold@10 cold@20 cold@30 cold@30"},
		{"strict", QueueConfig{Strict: true}, []ask{{"s", 0}, {"l", 1}, {"s", 2}}, "cold@10 cold@20 cold@30"},
		{"strict, also for those that come later", QueueConfig{Strict: true}, []ask{{"s", 0}, {"s", 5}, {"l", 6}, {"s", 10.5}}, "cold@10 cold@15 cold@25 cold@35"},
		{"a full queue rejects", QueueConfig{Bounded: true, Limit: 1}, []ask{{"l", 0}, {"l", 1}, {"l", 2}, {"l", 11}}, "cold@10 cold@20 none!rejected@2 cold@30"},
		{"no queue", QueueConfig{Bounded: true}, []ask{{"l", 0}, {"l", 1}, {"s", 10}}, "cold@10 none!rejected@1 cold@20"},
		{"the limit means nothing unless bounded", QueueConfig{Limit: 1}, []ask{{"l", 0}, {"l", 1}, {"l", 2}}, "cold@10 cold@20 cold@30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{
				Hosts: []HostGroup{{Count: 1, Slots: 2, RAM: 10}}, KeepAlive: FixedKeepAlive(0), Queue: tt.queue,
			})
			image := w.file("image", 0)
			w.fn("s", image, 10.0, Limits{RAM: 4})
			w.fn("l", image, 10.0, Limits{RAM: 8})
			for _, a := range tt.asks {
				w.ask(a.fn, a.at)
			}
			w.run()
			require.Equal(t, tt.want, w.ends())
			for k := range w.asked {
				if r := w.rec(k); r.Status == Rejected {
					require.Equal(t, "queue is full", r.Message)
				}
			}
		})
	}
}

// everyOther admits every other invocation.
type everyOther struct{ n *int }

func (a everyOther) Admit(Request) (bool, string, error) {
	*a.n++
	return *a.n%2 == 1, "too many", nil
}

// turnAway rejects or waits by the name of the function.
type turnAway struct{}

func (turnAway) Schedule(r Request, c *Cluster) (Decision, error) {
	switch {
	case r.Name() == "unwanted":
		return Decision{Reject: true, Reason: "unwanted here"}, nil
	case r.Name() == "late" && r.Now() < secs(5):
		return Decision{}, nil
	case r.Waiting() && r.Name() == "fickle":
		return Decision{Reject: true, Reason: "waited"}, nil
	}
	return WarmFirstFit{}.Schedule(r, c)
}

// choosy places an invocation only from a time on that is its own.
type choosy map[uint64]float64

func (f choosy) Schedule(r Request, c *Cluster) (Decision, error) {
	if r.Now() < secs(f[r.ID()]) {
		return Decision{}, nil
	}
	return WarmFirstFit{}.Schedule(r, c)
}

// TestQueueOfAFunction: one does not go past an older one of its function, whatever
// the schedule would say to it. Whenever something ends, one that waits is tried
// again.
func TestQueueOfAFunction(t *testing.T) {
	w := newTiny(t, ProviderConfig{Schedule: choosy{2: 5}})
	image := w.file("image", 0)
	w.fn("f", image, 1.0, Limits{})
	w.fn("g", image, 1.0, Limits{})
	w.ask("f", 0, 2, 3)
	w.ask("g", 4, 6) // ends at 5, which is not later than 5
	w.run()
	require.Equal(t, "cold@1 warm@6 cold@6 cold@5 warm@7", w.ends())
}

// roomy waits for as much RAM as the function needs that no container holds.
type roomy struct{}

func (roomy) Schedule(r Request, c *Cluster) (Decision, error) {
	if c.FreeRAM() < r.Limits().RAM {
		return Decision{}, nil
	}
	return Decision{Host: 1}, nil
}

// TestExpiryIsARoom: a schedule that does not evict has those it made wait tried
// again when a container expires, here at 6.
func TestExpiryIsARoom(t *testing.T) {
	w := newTiny(t, ProviderConfig{Schedule: roomy{}, Hosts: []HostGroup{{Count: 1, RAM: 10}}, KeepAlive: FixedKeepAlive(secs(5))})
	image := w.file("image", 0)
	w.fn("f", image, 1.0, Limits{RAM: 6})
	w.fn("g", image, 1.0, Limits{RAM: 6})
	w.ask("f", 0)
	w.ask("g", 2)
	w.run()
	require.Equal(t, "cold@1 cold@7", w.ends())
}

func TestRejections(t *testing.T) {
	t.Run("admission", func(t *testing.T) {
		w := newTiny(t, ProviderConfig{Admit: everyOther{new(int)}, Overhead: Overhead{Dispatch: always(1)}})
		w.fn("f", w.file("image", 0), 2.0, Limits{})
		w.ask("f", 0, 1, 2.5, 3)
		w.run()
		require.Equal(t, "cold@3 none!rejected@1 warm@5.5 none!rejected@3", w.ends())
		require.Equal(t, "too many", w.rec(1).Message)
		r := w.rec(1)
		require.Equal(t, []PhaseTime{{"dispatch", 0}}, r.Phases())
	})
	t.Run("schedule", func(t *testing.T) {
		w := newTiny(t, ProviderConfig{Schedule: turnAway{}, Hosts: slots(1, 1)})
		image := w.file("image", 0)
		for _, name := range []string{"unwanted", "late", "fickle", "other"} {
			w.fn(name, image, 6.0, Limits{})
		}
		w.ask("unwanted", 0)
		w.ask("other", 0)
		w.ask("late", 1)   // is tried again when the slot is free, at 6
		w.ask("fickle", 2) // there is no place at 2; it is tried again at 12
		w.run()
		require.Equal(t, "none!rejected@0 cold@6 cold@12 none!rejected@12", w.ends())
		require.Equal(t, "unwanted here", w.rec(0).Message)
		r := w.rec(3)
		require.Equal(t, "waited", r.Message)
		require.Equal(t, []PhaseTime{{"dispatch", 0}, {"queue", secs(10)}}, r.Phases())
		require.EqualValues(t, 2, w.p.counts.Rejected)
	})
}

// TestPolicyErrors: an answer that cannot be carried out, or a failure, ends the
// run with an error that says which policy, when and for whom.
func TestPolicyErrors(t *testing.T) {
	broken := errors.New("broken")
	answer := func(d Decision) ProviderConfig { return ProviderConfig{Schedule: fixedAnswer{d, nil}} }
	for _, tt := range []struct {
		name   string
		config ProviderConfig
		want   string
	}{
		{"a host that is none", answer(Decision{Host: 3}), `schedule: at 2s: invocation 3 of "g": returned host 3; hosts are numbered 1 to 2`},
		{"a host without a slot", answer(Decision{Host: 1}), `schedule: at 2s: invocation 3 of "g": returned host 1, which has no free slot (1 of 1 taken)`},
		{"a host without RAM", answer(Decision{Host: 2}), `schedule: at 2s: invocation 3 of "g": returned host 2, which cannot free 8B of RAM (4B of 10B is in use)`},
		{"a container that is none", answer(Decision{Container: 9}), `schedule: at 2s: invocation 3 of "g": returned a container that is gone`},
		{"a container of another function", answer(Decision{Container: 1}), `schedule: at 2s: invocation 3 of "g": returned container 1 of "f", want one of "g"`},
		{"failed", ProviderConfig{Schedule: fixedAnswer{Decision{}, broken}}, `schedule: at 2s: invocation 3 of "g": broken`},
		{"admit", ProviderConfig{Admit: failing{broken}}, `admit: at 0s: invocation 1 of "f": broken`},
		{"billing", ProviderConfig{Billing: failing{broken}}, `billing: at 5s: invocation 1 of "f": broken`},
		{"on_start", ProviderConfig{OnStart: failing{broken}}, `on_start: at 0s: invocation 1 of "f": broken`},
		{"on_finish", ProviderConfig{OnFinish: failing{broken}}, `on_finish: at 5s: invocation 1 of "f": broken`},
		{"keep_alive", ProviderConfig{KeepAlive: failing{broken}}, `keep_alive: at 5s: invocation 1 of "f": broken`},
		{"round", ProviderConfig{Round: failing{broken}}, `round: at 0s: broken`},
		{"a round without a host", ProviderConfig{Round: startOn(0)}, `round: at 0s: returned host 0; hosts are numbered 1 to 2`},
		{"a round with a host that is none", ProviderConfig{Round: startOn(3)}, `round: at 0s: returned host 3; hosts are numbered 1 to 2`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.Hosts = []HostGroup{{Count: 2, Slots: 1, RAM: 10}}
			tt.config.Hosts[0].Count = 1
			tt.config.Hosts = append(tt.config.Hosts, HostGroup{Count: 1, Slots: 2, RAM: 10})
			w := newTiny(t, tt.config)
			image := w.file("image", 0)
			w.fn("f", image, 5.0, Limits{RAM: 4})
			w.fn("g", image, 5.0, Limits{RAM: 8})
			w.ask("f", 0, 1)
			w.ask("g", 2)
			err := w.Run()
			require.EqualError(t, err, `provider "cloud": `+tt.want)
			var policy *PolicyError
			require.ErrorAs(t, err, &policy)
			require.Equal(t, "cloud", policy.Provider)
			require.True(t, w.Summary().Partial)
			require.Equal(t, err, w.Run(), "the failure is sticky")
		})
	}
}

// fixedAnswer places f by first fit and answers for g.
type fixedAnswer struct {
	d   Decision
	err error
}

func (a fixedAnswer) Schedule(r Request, c *Cluster) (Decision, error) {
	if r.Name() == "f" {
		return WarmFirstFit{}.Schedule(r, c)
	}
	return a.d, a.err
}
