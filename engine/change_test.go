package engine

// This file tests policies that change, and hosts that are added, in the middle of a
// run.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// waits never places anything.
type waits struct{}

func (waits) Schedule(Request, *Cluster) (Decision, error)    { return Decision{}, nil }
func (waits) Round([]Request, *Cluster, *Plan) error          { return nil }
func (waits) Admit(Request) (ok bool, reason string, e error) { return false, "closed", nil }

// TestSetSchedule: all wait until another policy decides, at 5; then the one that has
// waited longest goes first.
func TestSetSchedule(t *testing.T) {
	strict := QueueConfig{Strict: true}
	for _, tt := range []struct {
		name   string
		config ProviderConfig
		set    func(p *Provider) error
		want   string
	}{
		{"a schedule", ProviderConfig{Schedule: waits{}}, func(p *Provider) error { return p.SetSchedule(WarmBestFit{}) }, "cold@6 cold@6 warm@7"},
		{"the default", ProviderConfig{Schedule: waits{}}, func(p *Provider) error { return p.SetSchedule(nil) }, "cold@6 cold@6 warm@7"},
		{"strict", ProviderConfig{Schedule: waits{}, Queue: strict}, func(p *Provider) error { return p.SetSchedule(nil) }, "cold@6 cold@6 warm@7"},
		{"a round", ProviderConfig{Schedule: waits{}}, func(p *Provider) error { return p.SetRound(startOn(2)) }, "cold@6 cold@7 cold@8"},
		{"a schedule for rounds", ProviderConfig{Round: waits{}}, func(p *Provider) error { return p.SetSchedule(nil) }, "cold@6 cold@6 warm@7"},
		{"no rounds", ProviderConfig{Round: waits{}}, func(p *Provider) error { return p.SetRound(nil) }, "cold@6 cold@6 warm@7"},
		{"a schedule that waits as well", ProviderConfig{Schedule: waits{}}, func(p *Provider) error { return p.SetSchedule(waits{}) }, "none!queued none!queued none!queued"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.Hosts = slots(2, 1)
			w := newTiny(t, tt.config)
			w.fn("f", w.file("image", 0), 1.0, Limits{})
			w.ask("f", 0, 1, 2)
			w.later(5, func() error { return tt.set(w.p) })
			w.run()
			require.Equal(t, tt.want, w.ends())
		})
	}
}

// TestRoundThatIsNoMore: a round is due at the instant at which the schedule takes over.
func TestRoundThatIsNoMore(t *testing.T) {
	w := newTiny(t, ProviderConfig{Round: waits{}, Hosts: slots(1, 1)})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	w.ask("f", 0)
	require.NoError(t, w.RunUntil(secs(2)))
	require.NoError(t, w.p.SetRound(waits{}))
	require.True(t, w.p.roundDue)
	require.NoError(t, w.p.SetSchedule(nil))
	w.run()
	require.Equal(t, "cold@3", w.ends())
}

// TestSetKeepAlive: 10 s, from 5 on 2 s. The function with a keep-alive of its own is
// not concerned; the container that is idle at 5 keeps its deadline of 11.
func TestSetKeepAlive(t *testing.T) {
	for _, tt := range []struct {
		keep KeepAlivePolicy
		want float64
	}{{FixedKeepAlive(secs(2)), 9}, {nil, 607}, {broken2s{}, 9}} {
		w := newTiny(t, ProviderConfig{KeepAlive: FixedKeepAlive(secs(10))})
		image := w.file("image", 0)
		a, b, own := w.fn("a", image, 1.0, Limits{}), w.fn("b", image, 1.0, Limits{}), w.fn("own", image, 1.0, Limits{KeepAlive: FixedKeepAlive(secs(3))})
		w.ask("a", 0)
		w.ask("b", 6)
		w.ask("own", 6)
		w.later(5, func() error { return w.p.SetKeepAlive(tt.keep) })
		gone := map[FunctionID]sim.Time{}
		for w.kernel.Step() {
			check(t, w.Simulation)
			for _, f := range []FunctionID{a, b, own} {
				if w.p.WarmContainers(f) > 0 {
					gone[f] = 0
				} else if at, was := gone[f]; was && at == 0 {
					gone[f] = w.Now()
				}
			}
		}
		require.Equal(t, map[FunctionID]sim.Time{a: secs(11), b: secs(tt.want), own: secs(10)}, gone)
		late := w.fn("late", image, 1.0, Limits{})
		_, l := w.p.Function(late)
		require.Equal(t, w.p.Config().KeepAlive, l.KeepAlive)
	}
}

// broken2s is a keep-alive of 2 s that is no constant.
type broken2s struct{}

func (broken2s) KeepAlive(*Provider, ContainerID) (sim.Time, error) { return secs(2), nil }

// TestSetAdmit: closed from 1 to 3.
func TestSetAdmit(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	w.ask("f", 0, 2, 4)
	w.later(1, func() error { return w.p.SetAdmit(waits{}) })
	w.later(3, func() error { return w.p.SetAdmit(nil) })
	w.run()
	require.Equal(t, "cold@1 none!rejected@2 warm@5", w.ends())
}

// TestSetEvict: images a and b, of 20 and 30 B, were used in the order a b a, when c of
// 40 B needs room on a disk of 60. What goes depends on the order that was set at 5:
// the least recently used is b, the first a, which would not be enough alone.
func TestSetEvict(t *testing.T) {
	for _, tt := range []struct {
		order cache.Order
		rank  EvictPolicy
		want  string
	}{
		{cache.LRU, nil, "a stays"}, {cache.FIFO, nil, "none stays"}, {cache.LFU, nil, "a stays"}, {cache.Size, nil, "a stays"},
		{cache.GreedyDual, nil, "a stays"}, {cache.LRU, smallestFirst{}, "none stays"},
	} {
		t.Run(fmt.Sprint(tt.order, tt.rank), func(t *testing.T) {
			w := newTiny(t, ProviderConfig{KeepAlive: FixedKeepAlive(0), Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 60}}}})
			a, b, c := w.file("a", 20), w.file("b", 30), w.file("c", 40)
			w.fn("a", a, 1.0, Limits{})
			w.fn("b", b, 1.0, Limits{})
			w.fn("c", c, 1.0, Limits{})
			w.ask("a", 0)
			w.ask("b", 1.5)
			w.ask("a", 3)
			w.later(5, func() error { return w.p.SetEvict(tt.order, tt.rank) })
			w.ask("c", 6)
			w.run()
			stays := "none"
			if w.p.HostHasImage(1, a.File) {
				stays = "a"
			}
			require.Equal(t, tt.want, stays+" stays")
			require.False(t, w.p.HostHasImage(1, b.File))
		})
	}
	require.EqualError(t, newTiny(t, ProviderConfig{}).p.SetEvict(9, nil), "order of evictions: Order(9): is none")
}

type smallestFirst struct{}

func (smallestFirst) Rank(c Candidate) (float64, error) { return float64(c.Size), nil }

// TestSetGreedyDual: containers that were idle before the order was set have their
// priorities: the one of 3 uses stays, though it was used first.
func TestSetGreedyDual(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: overhead(1, 0), Hosts: []HostGroup{{Count: 1, RAM: 2 * unit.MiB}}})
	image := w.file("image", 0)
	for _, name := range []string{"a", "b", "c"} {
		w.fn(name, image, 0.5, Limits{RAM: unit.MiB})
	}
	w.ask("a", 0, 2, 3)
	w.ask("b", 4)
	w.later(6, func() error { return w.p.SetEvict(cache.GreedyDual, nil) })
	w.ask("c", 7)
	w.ask("a", 9)
	w.run()
	require.Equal(t, "cold@1.5 warm@2.5 warm@3.5 cold@5.5 cold@8.5 warm@9.5", w.ends())
}

// TestSetBilling: bills are those of the policy at the end of an invocation.
func TestSetBilling(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), 2.0, Limits{})
	w.ask("f", 0, 3, 6)
	w.later(4, func() error { return w.p.SetBilling(twoItems{}) })
	w.later(7, func() error { return w.p.SetBilling(nil) })
	w.run()
	require.Equal(t, []bool{false, true, false}, []bool{w.rec(0).Cost > 0, w.rec(1).Cost > 0, w.rec(2).Cost > 0})
}

// TestSetObservers: nobody is told after the observers have gone, also of a start that
// lay ahead then, and of nothing before they have come.
func TestSetObservers(t *testing.T) {
	var started, finished []telling
	var moves []string
	w := newTiny(t, ProviderConfig{Overhead: Overhead{Warm: always(1)}})
	w.fn("f", w.file("image", 0), 2.0, Limits{})
	w.ask("f", 0, 3, 6.5, 10)
	w.later(4, func() error {
		_, _ = w.p.SetOnStart(listener{&started}), w.p.SetOnFinish(listener{&finished})
		return w.p.SetOnImage(told{&moves})
	})
	w.later(7, func() error {
		_, _ = w.p.SetOnStart(nil), w.p.SetOnFinish(nil)
		return w.p.SetOnImage(nil)
	})
	w.run()
	require.Equal(t, "cold@2 warm@6 warm@9.5 warm@13", w.ends())
	require.Empty(t, started)
	require.Len(t, finished, 1)
	require.Equal(t, secs(6), finished[0].Ended)
	require.Empty(t, moves)
}

// TestSetSource: the second download comes from the repository that is chosen now.
func TestSetSource(t *testing.T) {
	w := newTiny(t, ProviderConfig{Storage: Disk{Capacity: 10}, KeepAlive: FixedKeepAlive(0), Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 10}}}})
	slow, err := w.NewRepository(RepositoryConfig{Name: "slow", Bandwidth: 1})
	require.NoError(t, err)
	a, b := w.file("a", 10), w.file("b", 10)
	for _, f := range []Location{a, b} {
		slow.Store(f.File)
		w.fn(f.File.Name, f, 1.0, Limits{})
	}
	w.ask("a", 0)
	w.ask("b", 3)
	w.later(2, func() error { return w.p.SetSource(from{slow}) })
	w.run()
	require.Equal(t, "cold@1 cold@14", w.ends())
}

type from struct{ r *Repository }

func (f from) Source(*File, []*Repository) (*Repository, error) { return f.r, nil }

// TestAddHosts: one host of 1 slot; at 5 two more come, of other sizes.
func TestAddHosts(t *testing.T) {
	for _, schedule := range []SchedulePolicy{nil, WarmLeastLoaded{}, WarmRoundRobin{}, WarmWorstFit{}, WarmRandom{}} {
		w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Slots: 1, RAM: 10}}, Schedule: schedule})
		w.fn("f", w.file("image", 0), 20.0, Limits{RAM: 4})
		w.ask("f", 0, 1, 2, 3, 6)
		w.later(5, func() error {
			first, last, err := w.p.AddHosts(HostGroup{Count: 2, Slots: 2, RAM: 8})
			require.Equal(t, []HostID{2, 3}, []HostID{first, last})
			return err
		})
		w.run()
		require.Equal(t, "cold@20 cold@25 cold@25 cold@25 cold@26", w.ends())
		require.Equal(t, 2, w.p.Host(3).Group)
		sum := w.p.Summary()
		require.Equal(t, 3, sum.Hosts)
		require.Equal(t, []float64{5, 26}, []float64{sum.Use[0].Capacity, sum.Use[1].Capacity})
		require.EqualValues(t, 5, sum.Use[0].Max)
	}
}

func TestAddHostsToRounds(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(1, 1), Round: atLast{}})
	w.fn("f", w.file("image", 0), 20.0, Limits{})
	w.ask("f", 0, 1)
	w.later(5, func() error {
		_, _, err := w.p.AddHosts(HostGroup{Count: 1, Slots: 1})
		return err
	})
	w.run()
	require.Equal(t, "cold@20 cold@25", w.ends())
}

// atLast starts on the last host.
type atLast struct{}

func (atLast) Round(waiting []Request, c *Cluster, plan *Plan) error {
	return startOn(c.Hosts()).Round(waiting, c, plan)
}

// TestAddedHostIsUsed: what was refused for want of a host is registered later.
func TestAddedHostIsUsed(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 5}}})
	f := &Function{Name: "f", Image: w.file("image", 0), Duration: always(1)}
	_, err := w.p.Register(f, Limits{RAM: 20})
	require.ErrorContains(t, err, "no host has that much; the largest has 5B")
	_, _, err = w.p.AddHosts(HostGroup{Count: 1, RAM: 20})
	require.NoError(t, err)
	_, err = w.p.Register(f, Limits{RAM: 20})
	require.NoError(t, err)
	w.ask("f", 0)
	w.run()
	require.Equal(t, "cold@1", w.ends())
}

func TestAddHostsRefuses(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	for _, tt := range []struct {
		group HostGroup
		want  string
	}{
		{HostGroup{Count: -1}, "count: -1: must be from 0 to 1048576"},
		{HostGroup{Count: 0}, "count: 0: must be at least 1, and the provider have at most 1048576 hosts in all; it has 1"},
		{HostGroup{Count: 1 << 20}, "count: 1048576: must be at least 1, and the provider have at most 1048576 hosts in all; it has 1"},
		{HostGroup{Count: 1, Slots: -1}, "slots: -1: must be from 0 to 2147483647"},
	} {
		_, _, err := w.p.AddHosts(tt.group)
		require.EqualError(t, err, tt.want)
	}
	require.Equal(t, 1, w.p.Cluster().Hosts())
}
