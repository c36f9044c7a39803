package engine

// This file guards what the speed of the engine rests on: counts and sizes, never
// times.

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// steady is the load of the guards: warm nearly always, containers that wait for
// their keep-alive at any time.
var steady = benchWorld{hosts: 100, functions: 100, rate: 10_000, mean: 0.1, keep: 60 * sim.Seconds(1)}

// An invocation on a warm container takes two events: its arrival and its end.
// Keep-alive adds one for every time that it passes while the container is used.
func TestEventsPerInvocation(t *testing.T) {
	s, p := steady.build(t)
	runInvocations(s, steady, 100_000)
	events, submitted, cold := s.Events(), p.counts.Submitted, p.counts.Cold
	runInvocations(s, steady, 100_000)
	n := float64(p.counts.Submitted - submitted)
	require.Less(t, float64(p.counts.Cold-cold)/n, 0.01)
	require.InDelta(t, 2, float64(s.Events()-events)/n, 0.05)
}

// What waits in the agenda is bounded by what is alive: one event for each
// container, however often its keep-alive moves, one for each invocation that
// runs, and one for each workload.
func TestAgendaIsBounded(t *testing.T) {
	s, p := steady.build(t)
	for range 20 {
		runInvocations(s, steady, 10_000)
		running := p.counts.Submitted - p.counts.OK
		require.LessOrEqual(t, s.kernel.Pending(), p.alive+int(running)+len(p.drivers))
	}
}

// Memory depends on what is alive, not on how much has happened.
func TestHeapDoesNotGrow(t *testing.T) {
	s, p := steady.build(t)
	live := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	runInvocations(s, steady, 100_000)
	few, alive := live(), p.alive
	runInvocations(s, steady, 900_000)
	many := live()
	require.InDelta(t, 1e6, float64(p.counts.Submitted), 5000)
	require.Less(t, p.alive, alive+alive/2+100)
	require.Less(t, many-few, int64(100_000), "900,000 more invocations, and %d containers in place of %d", p.alive, alive)
	runtime.KeepAlive(s)
}
