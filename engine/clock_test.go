package engine

// This file tests when a workload begins and when a run ends.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// TestDriveLater: the times of a workload count from when it is driven, 100.
func TestDriveLater(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(1, 4)})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	require.NoError(t, w.RunUntil(secs(100)))
	var at []sim.Time
	w.p.config.OnFinish = observerFunc(func(r *Record) { at = append(at, r.Submitted) })
	source, err := workload.NewPeriodic(workload.Periodic{Period: secs(5), Count: 3})
	require.NoError(t, err)
	w.p.Drive(source, []FunctionID{1}, nil)
	last, _ := w.p.Horizon()
	require.NoError(t, w.Run())
	require.Equal(t, []sim.Time{secs(105), secs(110), secs(115)}, at)
	require.GreaterOrEqual(t, last, secs(115))
}

type observerFunc func(*Record)

func (f observerFunc) Observe(r *Record) error { f(r); return nil }

// TestObsoleteTimers: what can no longer happen does not prolong a run. The code
// sleeps 1 s; its time limit would be reached at 1000, and its container is stopped
// 5 s after its end.
func TestObsoleteTimers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sleep float64
		limit float64
		ends  float64
	}{
		{"a limit that was not reached", 1, 1000, 6},
		{"a sleep that was cut short", 5000, 2, 2}, // the container goes with it
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: slots(1, 4), KeepAlive: FixedKeepAlive(secs(5))})
			code := Code(func(ctx *Context, _ any) (any, error) { return nil, ctx.Sleep(sim.Seconds(tt.sleep)) })
			w.fn("f", w.file("image", 0), code, Limits{TimeLimit: sim.Seconds(tt.limit)})
			w.ask("f", 0)
			w.run()
			require.Equal(t, sim.Seconds(tt.ends), w.Now())
			require.Zero(t, w.kernel.Pending())
		})
	}
}

// TestOneTimerForLimits: however many invocations a container has served, its time
// limit has one event.
func TestOneTimerForLimits(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(1, 1)})
	code := Code(func(ctx *Context, _ any) (any, error) { return nil, ctx.Sleep(secs(1)) })
	w.fn("f", w.file("image", 0), code, Limits{TimeLimit: secs(500)})
	source, err := workload.NewPeriodic(workload.Periodic{Period: secs(2), Count: 100})
	require.NoError(t, err)
	w.p.Drive(source, []FunctionID{1}, nil)
	require.NoError(t, w.RunUntil(secs(150)))
	require.LessOrEqual(t, w.kernel.Pending(), 4, "an arrival, a sleep, a keep-alive and a time limit")
}
