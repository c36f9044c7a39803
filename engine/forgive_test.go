package engine

// This file tests that a failure which is forgiven loses nothing.

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// forgiven runs to the end with all checks, forgives each failure and returns how
// many there were.
func (w *tiny) forgiven() (n int) {
	w.t.Helper()
	for w.kernel.Step() || w.kernel.Pending() > 0 {
		if w.kernel.Err() != nil {
			require.ErrorIs(w.t, w.Forgive(), errBroken)
			n++
		}
		check(w.t, w.Simulation)
		if next, ok := w.kernel.Peek(); !ok || next > w.Now() {
			require.NoError(w.t, instantViolation(w.Simulation))
		}
	}
	require.Nil(w.t, w.Forgive())
	return n
}

// TestForgive: f takes 2 s, of which there are two at 0 on a host with two slots. What
// fails is put right at 5; there is another one at 6.
func TestForgive(t *testing.T) {
	bad := failing{errBroken}
	for _, tt := range []struct {
		name   string
		config ProviderConfig
		right  func(p *Provider) error
		fails  int
		want   string
	}{
		{"schedule", ProviderConfig{Schedule: bad}, func(p *Provider) error { return p.SetSchedule(nil) }, 1, "cold@7 cold@7 warm@9"}, // the second waits behind the first
		{"round", ProviderConfig{Round: bad}, func(p *Provider) error { return p.SetRound(startOn(1)) }, 2, "cold@7 cold@7 cold@9"},
		{"admit", ProviderConfig{Admit: bad}, func(p *Provider) error { return p.SetAdmit(nil) }, 2, "none!rejected@0 none!rejected@0 cold@8"},
		{"keep_alive", ProviderConfig{KeepAlive: bad}, func(p *Provider) error { return p.SetKeepAlive(FixedKeepAlive(0)) }, 2, "cold@2 cold@2 warm@8"},
		{"billing", ProviderConfig{Billing: bad}, func(p *Provider) error { return p.SetBilling(twoItems{}) }, 2, "cold@2 cold@2 warm@8"},
		{"on_start", ProviderConfig{OnStart: bad}, func(p *Provider) error { return p.SetOnStart(nil) }, 1, "cold@2 cold@2 warm@8"}, // both start in one event
		{"on_finish", ProviderConfig{OnFinish: bad}, func(p *Provider) error { return p.SetOnFinish(nil) }, 2, "cold@2 cold@2 warm@8"},
		{"on_image", ProviderConfig{OnImage: bad}, func(p *Provider) error { return p.SetOnImage(nil) }, 2, "cold@2 cold@2 warm@8"}, // a download and a copy
		{"on_host_down", ProviderConfig{OnHostDown: bad}, func(p *Provider) error { return p.FailHost(1, true) }, 1, "cold@2 cold@2 none!queued"},
		{"on_host_up", ProviderConfig{OnHostUp: bad}, func(p *Provider) error { return errors.Join(p.FailHost(1, true), p.RecoverHost(1)) }, 1, "cold@2 cold@2 cold@8"},
		{"nothing", ProviderConfig{}, func(p *Provider) error { return nil }, 0, "cold@2 cold@2 warm@8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.Hosts = slots(1, 2)
			w := newTiny(t, tt.config)
			w.fn("f", w.file("image", 0), 2.0, Limits{})
			w.ask("f", 0, 0, 6)
			w.later(5, func() error { return tt.right(w.p) })
			require.Equal(t, tt.fails, w.forgiven())
			require.Equal(t, tt.want, w.ends())
			if tt.name == "admit" {
				require.Equal(t, "broken", w.rec(0).Message)
			}
			if tt.name == "billing" {
				require.Equal(t, []bool{false, false, true}, []bool{w.rec(0).Cost > 0, w.rec(1).Cost > 0, w.rec(2).Cost > 0})
				require.EqualValues(t, 1, w.p.month.requests)
			}
		})
	}
}

func (f failing) ObserveImage(*ImageMove) error { return f.err }
func (f failing) ObserveHost(HostID) error      { return f.err }

// TestForgivenBill: what a bill that failed had added is taken off again.
func TestForgivenBill(t *testing.T) {
	w := newTiny(t, ProviderConfig{Billing: halfABill{}})
	w.fn("f", w.file("image", 0), 2.0, Limits{})
	w.fn("g", w.file("another", 0), 2.0, Limits{})
	w.ask("f", 0, 3)
	w.ask("g", 6)
	w.ask("f", 9)
	require.Equal(t, 1, w.forgiven())
	require.Equal(t, []BillItem{{"requests", 3}}, w.p.Summary().Bill)
}

// halfABill fails for g when it has added two items, one of them new.
type halfABill struct{}

func (halfABill) Bill(u *Usage, b *Bill) error {
	err := b.Add("requests", 1)
	if fn, _ := u.Provider.Function(u.Function); fn.Name == "g" {
		return errors.Join(err, b.Add("new", 1), errBroken)
	}
	return err
}

// TestForgivenKeepAlive: where keep_alive fails, a container is kept for 600 s.
func TestForgivenKeepAlive(t *testing.T) {
	w := newTiny(t, ProviderConfig{KeepAlive: failing{errBroken}})
	w.fn("f", w.file("image", 0), 2.0, Limits{})
	w.ask("f", 0)
	require.Equal(t, 1, w.forgiven())
	require.Equal(t, secs(602), w.Now())
}

// TestForgivenEviction: a has been idle longer than b when c needs room for a
// container, and later d for an image. Where the policy fails, be it for the second
// of them, the least recently used goes.
func TestForgivenEviction(t *testing.T) {
	for _, policy := range []EvictPolicy{failing{errBroken}, failsFor{"b"}} {
		w := newTiny(t, ProviderConfig{Evict: policy, Hosts: []HostGroup{{Count: 1, RAM: 2, Disk: Disk{Capacity: 30}}}})
		for _, name := range []string{"a", "b", "c"} {
			w.fn(name, w.file(name, 10), 1.0, Limits{RAM: 1})
		}
		w.ask("a", 0)
		w.ask("b", 1.5)
		w.ask("c", 3)
		w.ask("b", 5)
		require.Equal(t, 1, w.forgiven(), "%v", policy)
		require.Equal(t, "cold@1 cold@2.5 cold@4 warm@6", w.ends())
	}

	w := newTiny(t, ProviderConfig{Evict: failsFor{"b"}, KeepAlive: FixedKeepAlive(0), Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 20}}}})
	a, b := w.file("a", 10), w.file("b", 10)
	w.fn("a", a, 1.0, Limits{})
	w.fn("b", b, 1.0, Limits{})
	w.fn("c", w.file("c", 10), 1.0, Limits{})
	w.ask("a", 0)
	w.ask("b", 1.5)
	w.ask("c", 3)
	require.Equal(t, 1, w.forgiven())
	require.Equal(t, []bool{false, true}, []bool{w.p.HostHasImage(1, a.File), w.p.HostHasImage(1, b.File)})
}

// failsFor ranks what is of an image lowest, and fails.
type failsFor struct{ image string }

func (f failsFor) Rank(c Candidate) (float64, error) {
	if c.Image.Name == f.image {
		return -1, errBroken
	}
	return 1, nil
}

// TestForgivenSource: where source fails, the image comes from where it was stored first,
// which is slow.
func TestForgivenSource(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 1}, ProviderConfig{Source: failing{errBroken}})
	fast, err := w.NewRepository(RepositoryConfig{Name: "fast"})
	require.NoError(t, err)
	image := w.file("image", 10)
	fast.Store(image.File)
	w.fn("f", image, 1.0, Limits{})
	w.ask("f", 0)
	require.Equal(t, 1, w.forgiven())
	require.Equal(t, "cold@11", w.ends())
}

// TestForgivenCode: a fatal error of a handler ends the invocation, that of a client
// only the client.
func TestForgivenCode(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		_ = ctx.Sleep(secs(2))
		return fmt.Errorf("%w: %w", ErrFatal, errBroken)
	}), Limits{})
	w.ask("f", 0, 1, 10)
	w.later(1, func() error { return errBroken })
	require.Equal(t, 4, w.forgiven())
	require.Equal(t, "cold!error@2 cold!error@3 warm!error@12", w.ends())
	require.Equal(t, "fatal: broken", w.rec(0).Message)
}

// endsBadly is a workload that fails when its arrivals are over.
type endsBadly struct{ listSource }

func (s *endsBadly) Err() error { return errBroken }

// TestForgivenWorkloads: an arrival whose input cannot be made, or that lacks the
// duration which its function needs, is rejected; those after it come. A workload that
// fails has no more.
func TestForgivenWorkloads(t *testing.T) {
	arrivals := func() []workload.Arrival {
		var list []workload.Arrival
		for k := range 5 {
			list = append(list, workload.Arrival{At: secs(float64(k)), Duration: -1})
		}
		return list
	}
	for _, tt := range []struct {
		name   string
		source workload.Source
		input  func(n uint64) (any, error)
		fails  int
		want   Counts
	}{
		{"input", &listSource{list: arrivals()}, func(n uint64) (any, error) {
			if n%2 == 0 {
				return nil, errBroken
			}
			return n, nil
		}, 2, Counts{Submitted: 5, OK: 3, Rejected: 2, Cold: 1, Warm: 2, Containers: 1, Expired: 1}},
		{"workload", &endsBadly{listSource{list: arrivals()}}, nil, 1, Counts{Submitted: 5, OK: 5, Cold: 1, Warm: 4, Containers: 1, Expired: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{})
			f := w.fn("f", w.file("image", 0), 0.5, Limits{})
			w.p.Drive(tt.source, []FunctionID{f}, tt.input)
			require.Equal(t, tt.fails, w.forgiven())
			require.Equal(t, tt.want, w.p.Summary().Counts)
		})
	}

	w := newTiny(t, ProviderConfig{})
	f := w.fn("f", w.file("image", 0), nil, Limits{})
	w.p.Drive(&listSource{list: arrivals()}, []FunctionID{f}, nil)
	for k := range 5 {
		require.EqualError(t, w.Run(), `provider "cloud": workload 1: the workload gives no duration for function "f", which takes its durations from a trace`)
		require.EqualValues(t, k+1, w.p.counts.Rejected)
		require.EqualError(t, w.Forgive(), `provider "cloud": workload 1: the workload gives no duration for function "f", which takes its durations from a trace`)
	}
	require.NoError(t, w.Run())
}

// TestForgiveInterruption: a run that a poll stopped goes on, and is whole in the end.
func TestForgiveInterruption(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	w.ask("f", 0, 2, 4)
	last, err := w.p.Invoke("f", nil)
	require.NoError(t, err)
	polls := 0
	w.SetPoll(1, func() bool { polls++; return polls%2 == 0 })
	require.NoError(t, w.RunUntilDone(last))
	for n := 0; w.kernel.Pending() > 0; n++ {
		require.Less(t, n, 100)
		require.True(t, w.Interrupted())
		require.True(t, w.Summary().Partial)
		require.NoError(t, w.Forgive())
		require.NoError(t, w.Run())
	}
	require.NoError(t, w.Forgive())
	require.Equal(t, "cold@1 warm@3 warm@5", w.ends())
	require.Equal(t, OK, last.Status())
	require.False(t, w.Summary().Partial)
}

// TestForgiveNothing: there is nothing to forgive after Close, and nobody forgives from
// inside.
func TestForgiveNothing(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.Spawn(func(*Process) error {
		require.PanicsWithValue(t, "engine: Run called from inside the simulation", func() { _ = w.Forgive() })
		return nil
	})
	require.NoError(t, w.Run())
	w.Close()
	require.NoError(t, w.Forgive())
	require.EqualError(t, w.Run(), "the simulation is closed")
	require.Equal(t, sim.Time(0), w.Now())
}
