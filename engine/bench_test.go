package engine

// This file measures the path of an invocation.

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A benchWorld is a provider under a Poisson load of many functions that
// declare their durations.
type benchWorld struct {
	hosts, functions int
	rate             float64 // invocations per second over all functions
	mean             float64 // seconds of execution
	keep             sim.Time
	schedule         SchedulePolicy
}

// spread is a workload over several functions in turn.
type spread struct {
	workload.Source
	n int32
	i int32
}

func (s *spread) Next(a *workload.Arrival) bool {
	ok := s.Source.Next(a)
	s.i++
	if s.i == s.n {
		s.i = 0
	}
	a.Function = s.i
	return ok
}

func (w benchWorld) build(tb testing.TB) (*Simulation, *Provider) {
	s := New(Config{Seed: 1})
	hub, err := s.NewRepository(RepositoryConfig{Name: "hub", Bandwidth: 1.25e9})
	require.NoError(tb, err)
	image, err := s.NewFile("image", 100*unit.MB)
	require.NoError(tb, err)
	hub.Store(image)
	at, err := hub.At(image)
	require.NoError(tb, err)
	p, err := s.NewProvider(ProviderConfig{
		Name: "cloud", Storage: Disk{Capacity: unit.TB},
		Hosts:     []HostGroup{{Count: w.hosts, Slots: 64, RAM: 256 * unit.GiB, Disk: Disk{Capacity: unit.TB}}},
		KeepAlive: FixedKeepAlive(w.keep), Schedule: w.schedule,
	})
	require.NoError(tb, err)
	duration, err := workload.Exponential(w.mean)
	require.NoError(tb, err)
	var ids []FunctionID
	for f := range w.functions {
		id, err := p.Register(&Function{Name: fmt.Sprintf("f%d", f), Image: at, Duration: duration}, Limits{RAM: 128 * unit.MiB, Disk: 512 * unit.MB})
		require.NoError(tb, err)
		ids = append(ids, id)
	}
	arrivals, err := workload.NewPoisson(workload.Poisson{Rate: w.rate}, s.Stream("arrivals"))
	require.NoError(tb, err)
	p.Drive(&spread{Source: arrivals, n: int32(w.functions)}, ids, nil)
	return s, p
}

// runInvocations runs until about n more invocations were submitted.
func runInvocations(s *Simulation, w benchWorld, n int) {
	if err := s.RunUntil(s.Now() + sim.Seconds(float64(n)/w.rate)); err != nil {
		panic(err)
	}
}

// BenchmarkWarm is the warm path: native policies, declared durations.
func BenchmarkWarm(b *testing.B) {
	for _, hosts := range []int{100, 10_000} {
		for _, functions := range []int{10, 1000, 50_000} {
			b.Run(fmt.Sprintf("hosts=%d/functions=%d", hosts, functions), func(b *testing.B) {
				w := benchWorld{hosts: hosts, functions: functions, rate: 10_000, mean: 0.1, keep: 600 * sim.Seconds(1)}
				s, p := w.build(b)
				runInvocations(s, w, 200_000)
				cold := p.counts.Cold
				b.ReportAllocs()
				b.ResetTimer()
				runInvocations(s, w, b.N)
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inv/s")
				b.ReportMetric(float64(p.counts.Cold-cold)/math.Max(1, float64(b.N)), "cold/op")
			})
		}
	}
}

// benchSchedules are the built-in schedules.
var benchSchedules = []struct {
	name     string
	schedule SchedulePolicy
}{
	{"first_fit", WarmFirstFit{}}, {"best_fit", WarmBestFit{}}, {"worst_fit", WarmWorstFit{}}, {"least_loaded", WarmLeastLoaded{}},
	{"round_robin", WarmRoundRobin{}}, {"random", WarmRandom{}}, {"image_fit", WarmImageFit{}},
}

// BenchmarkHosts is a load in which about one start in ten is cold, many times the
// share of the published traces, on few and on many hosts.
func BenchmarkHosts(b *testing.B) {
	for _, tt := range benchSchedules {
		for _, hosts := range []int{100, 10_000} {
			b.Run(fmt.Sprintf("%s/hosts=%d", tt.name, hosts), func(b *testing.B) {
				w := benchWorld{hosts: hosts, functions: 1000, rate: 10_000, mean: 0.1, keep: sim.Seconds(1), schedule: tt.schedule}
				s, p := w.build(b)
				runInvocations(s, w, 200_000)
				cold := p.counts.Cold
				b.ReportAllocs()
				b.ResetTimer()
				runInvocations(s, w, b.N)
				b.ReportMetric(float64(p.counts.Cold-cold)/math.Max(1, float64(b.N)), "cold/op")
			})
		}
	}
}

// BenchmarkCold starts a container for every invocation, with each schedule: the
// most that a schedule can be asked.
func BenchmarkCold(b *testing.B) {
	for _, tt := range benchSchedules {
		for _, hosts := range []int{100, 10_000} {
			b.Run(fmt.Sprintf("%s/hosts=%d", tt.name, hosts), func(b *testing.B) {
				w := benchWorld{hosts: hosts, functions: 100, rate: 10_000, mean: 0.1, keep: 1, schedule: tt.schedule}
				s, _ := w.build(b)
				runInvocations(s, w, 50_000)
				b.ReportAllocs()
				b.ResetTimer()
				runInvocations(s, w, b.N)
			})
		}
	}
}

// TestWarmPathAllocates holds the promise of no garbage on the warm path.
func TestWarmPathAllocates(t *testing.T) {
	w := benchWorld{hosts: 100, functions: 10, rate: 10_000, mean: 0.1, keep: 600 * sim.Seconds(1)}
	s, p := w.build(t)
	runInvocations(s, w, 200_000)
	cold := p.counts.Cold
	allocs := testing.AllocsPerRun(20, func() { runInvocations(s, w, 1000) })
	require.Zero(t, allocs, "allocations in 1000 invocations, %d of all cold", p.counts.Cold-cold)

	told := 0
	s.SetWatch(func(*Happening) { told++ })
	runInvocations(s, w, 20_000)
	allocs = testing.AllocsPerRun(20, func() { runInvocations(s, w, 1000) })
	require.Zero(t, allocs, "allocations in 1000 watched invocations")
	require.Greater(t, told, 20_000)
}
