package engine

// This file measures a whole day of synthetic load with the published
// distributions.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// newDay is a provider that a synthetic day drives: the cluster of
// scripts/azure_day.lua with one image for all.
func newDay(tb testing.TB, opt workload.SyntheticOptions) *Simulation {
	s := New(Config{Seed: 1})
	hub, err := s.NewRepository(RepositoryConfig{Name: "hub", Bandwidth: 1.25e9, Latency: secs(0.02)})
	require.NoError(tb, err)
	image, err := s.NewFile("image", 150*unit.MB)
	require.NoError(tb, err)
	hub.Store(image)
	at, err := hub.At(image)
	require.NoError(tb, err)
	overhead := func(seconds float64) workload.Dist {
		d, err := workload.Constant(seconds)
		require.NoError(tb, err)
		return d
	}
	p, err := s.NewProvider(ProviderConfig{
		Name: "azure", Storage: Disk{Read: 4e9, Write: 2e9}, KeepAlive: FixedKeepAlive(secs(600)),
		Hosts: []HostGroup{{
			Count: 4 + int(300*opt.Scale), Slots: 128, RAM: 64 * unit.GiB, Network: Link{Bandwidth: 1.25e9},
			Disk: Disk{Capacity: 500 * unit.GB, Read: 2e9, Write: 1e9},
		}},
		Overhead: Overhead{Dispatch: overhead(0.002), Create: overhead(0.125), Init: overhead(0.3), Warm: overhead(0.001)},
	})
	require.NoError(tb, err)
	trace, err := workload.NewSynthetic(opt)
	require.NoError(tb, err)
	var ids []FunctionID
	for _, f := range trace.Functions() {
		id, err := p.Register(&Function{Name: f.Name, Image: at, FromTrace: true}, Limits{RAM: f.Memory, TimeLimit: secs(600)})
		require.NoError(tb, err)
		ids = append(ids, id)
	}
	p.Drive(trace.Source(s.Stream("trace")), ids, nil)
	return s
}

// BenchmarkDay is a synthetic day with 1 % of the published load: 8.9 million
// invocations of 570 functions.
func BenchmarkDay(b *testing.B) {
	n := uint64(0)
	for b.Loop() {
		s := newDay(b, workload.SyntheticOptions{Scale: 0.01, Seed: 1})
		require.NoError(b, s.Run())
		n = s.Summary().Invocations
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/invocation")
}

// BenchmarkDayPart is six minutes of a whole day, from twelve past midnight on, when as
// many containers are alive as there will be: 2 million invocations of 47,900
// functions.
func BenchmarkDayPart(b *testing.B) {
	n := uint64(0)
	for b.Loop() {
		b.StopTimer()
		s := newDay(b, workload.SyntheticOptions{Scale: 1, Seed: 1, Minutes: 20})
		require.NoError(b, s.RunUntil(secs(12*60)))
		n -= s.providers[0].counts.Submitted
		b.StartTimer()
		require.NoError(b, s.RunUntil(secs(18*60)))
		n += s.providers[0].counts.Submitted
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/invocation")
}

// TestDayEnds runs the first minutes of a small day.
func TestDayEnds(t *testing.T) {
	opt := workload.SyntheticOptions{Scale: 0.001, Seed: 1, Minutes: 20}
	s := newDay(t, opt)
	require.NoError(t, s.Run())
	trace, err := workload.NewSynthetic(opt)
	require.NoError(t, err)
	require.Equal(t, trace.Report().Invocations, s.Summary().Invocations)
}
