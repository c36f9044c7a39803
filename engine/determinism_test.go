package engine

// This file tests that a run is a function of its seed and of what was declared.

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// random is a busy world in which all that can be drawn is drawn, of code that
// reads, computes and calls, for 60 s.
func random(t *testing.T, seed uint64, until ...sim.Time) (fingerprint, summary string) {
	uniform := func(lo, hi float64) workload.Dist { return must(workload.Uniform(lo, hi)) }
	w := &tiny{Simulation: New(Config{Seed: seed}), t: t}
	w.hub = must(w.NewRepository(RepositoryConfig{Name: "hub", Bandwidth: 50}))
	w.p = must(w.NewProvider(ProviderConfig{
		Name: "cloud", Storage: Disk{Capacity: 200}, Schedule: WarmRandom{}, Reuse: RandomReuse, CPU: SharedCPU, Billing: twoItems{},
		Hosts:     []HostGroup{{Count: 4, Slots: 3, Cores: 2, RAM: 8, Disk: Disk{Capacity: 150, Read: 30, Write: 20}, Network: Link{Bandwidth: 40}}},
		Overhead:  Overhead{uniform(0, 0.1), uniform(0, 1), uniform(0, 1), uniform(0, 0.1), uniform(0, 0.1)},
		KeepAlive: FixedKeepAlive(secs(3)),
	}))
	for k := range 6 {
		does := any(code(func(ctx *Context) error {
			if err := ctx.Read(10); err != nil {
				return err
			}
			if err := ctx.Compute(ctx.Random().Float64()); err != nil {
				return err
			}
			_, err := ctx.Invoke("f4", nil)
			return err
		}))
		if k >= 4 {
			does = []Step{{OpSleep, must(workload.Exponential(0.2))}, {OpWrite, uniform(0, 20)}}
		}
		id := w.fn(fmt.Sprintf("f%d", k), w.file("image", 60), does, Limits{RAM: 3, Disk: 50, TimeLimit: secs(20), Ingress: 5})
		arrivals := must(workload.NewPoisson(workload.Poisson{Rate: 0.5, Duration: secs(60)}, w.Stream(fmt.Sprint("arrivals", k))))
		w.p.Drive(arrivals, []FunctionID{id}, nil)
	}
	for _, at := range until {
		require.NoError(t, w.RunUntil(at))
		require.Equal(t, at, w.Now())
	}
	require.NoError(t, w.Run())
	require.Greater(t, w.p.counts.OK, uint64(150))
	return w.Fingerprint(), string(must(json.MarshalIndent(w.Summary(), "", " ")))
}

func TestDeterminism(t *testing.T) {
	fingerprint, summary := random(t, 1)
	require.Len(t, fingerprint, 16)
	again, sumAgain := random(t, 1)
	require.Equal(t, fingerprint, again)
	require.Equal(t, summary, sumAgain)

	procs := runtime.GOMAXPROCS(1)
	again, sumAgain = random(t, 1)
	runtime.GOMAXPROCS(procs)
	require.Equal(t, fingerprint, again, "on one processor")
	require.Equal(t, summary, sumAgain)

	other, _ := random(t, 2)
	require.NotEqual(t, fingerprint, other, "another seed")
}

// TestRunUntilSplits: a run in parts is the same run.
func TestRunUntilSplits(t *testing.T) {
	fingerprint, summary := random(t, 3)
	for _, apart := range []float64{7, 0.9, 0.01} {
		var until []sim.Time
		for at := apart; at < 60; at += apart {
			until = append(until, secs(at))
		}
		again, sumAgain := random(t, 3, until...)
		require.Equal(t, fingerprint, again, "in parts of %v s", apart)
		require.Equal(t, summary, sumAgain)
	}
}

// TestPoll: a poll that says no stops the run where it is; it can go on.
func TestPoll(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	w.p.Drive(listed(t, every(1000, secs(2)), nil), []FunctionID{1}, nil)
	polls := 0
	w.SetPoll(100, func() bool { polls++; return polls != 3 })
	require.NoError(t, w.Run())
	require.True(t, w.Interrupted())
	require.True(t, w.Summary().Partial)
	require.Equal(t, 3, polls)
	require.Less(t, w.Now(), secs(400))
	require.NoError(t, w.Run())
	require.EqualValues(t, 1000, w.p.counts.OK)
}

// TestRunUntilDone stops as soon as a handle has ended.
func TestRunUntilDone(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: Overhead{Dispatch: always(1)}})
	w.fn("f", w.file("image", 0), 3.0, Limits{})
	w.ask("f", 0.5, 2)
	h, err := w.p.Invoke("f", nil)
	require.NoError(t, err)
	require.NoError(t, w.RunUntilAccepted(h))
	require.Equal(t, secs(1), w.Now())
	require.NoError(t, w.RunUntilDone(h))
	require.Equal(t, secs(4), w.Now())
	require.Equal(t, secs(4), h.rec.Latency())
	require.False(t, w.asked[1].Done())
	r := w.rec(1)
	require.Equal(t, secs(2), r.Latency(), "so far")
	require.Equal(t, Running, r.Status)
}

// TestRunInside: the simulation cannot be run by what it runs.
func TestRunInside(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.Spawn(func(*Process) error { return w.Run() })
	require.PanicsWithValue(t, "engine: Run called from inside the simulation", func() { _ = w.Run() })
}
