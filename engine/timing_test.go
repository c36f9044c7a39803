package engine

// This file works out cold and warm starts by hand.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// everyPhase is a provider on which every phase of a cold start takes time, behind
// a repository of 10 B/s and 1 s latency.
func everyPhase(t *testing.T, hosts int, mode NetworkMode) *tiny {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10, Latency: secs(1)}, ProviderConfig{
		Storage: Disk{Read: 50, Write: 25}, LAN: Link{Bandwidth: 25, Latency: secs(0.25)}, Network: mode,
		Hosts: []HostGroup{{
			Count: hosts, Slots: 1, Network: Link{Bandwidth: 20, Latency: secs(0.5)}, Disk: Disk{Capacity: 1000, Read: 8, Write: 40},
		}},
		Overhead: Overhead{Dispatch: always(1), Create: always(2), Init: always(3), Warm: always(0.125)},
	})
	image := w.file("image", 100)
	image.File.RAM = 16
	f := &Function{Name: "f", Image: image, Code: w.file("code", 30), Duration: always(4)}
	_, err := w.p.Register(f, Limits{RAM: 100, Ingress: 20, Egress: 10})
	require.NoError(t, err)
	return w
}

// phasesOf prints the phases as "name=seconds".
func phasesOf(r Record) (s string) {
	for i, ph := range r.Phases() {
		if i > 0 {
			s += " "
		}
		s += fmt.Sprintf("%s=%v", ph.Name, ph.Took.Seconds())
	}
	return s
}

// TestColdStartByHand: one alone is as fast with either network.
//
//	download  1 s of latency + 100 B at min(10 link, 25 storage write) B/s = 11 s
//	copy      0.25 + 0.5 s + 100 B at min(50 storage read, 25 LAN, 20 interface, 40 disk write) = 5.75 s
//	load      16 B at 8 B/s = 2 s
//	clone     1 + 0.5 s + 30 B at min(10 link, 20 interface, 40 disk write) = 4.5 s
//	ingress   0.5 s + 20 B at 20 B/s = 1.5 s
//	egress    0.5 s + 10 B at 20 B/s = 1 s
func TestColdStartByHand(t *testing.T) {
	for _, mode := range []NetworkMode{FairNetwork, FixedNetwork} {
		w := everyPhase(t, 1, mode)
		w.ask("f", 0, 100)
		w.run()
		require.Equal(t, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1.5 run=4 egress=1", phasesOf(w.rec(0)))
		require.Equal(t, "dispatch=1 queue=0 warm=0.125 ingress=1.5 run=4 egress=1", phasesOf(w.rec(1)))
		r := w.rec(0)
		require.Equal(t, secs(28.25), r.Initialisation())
		require.Equal(t, secs(4), r.Execution())
		require.Equal(t, secs(35.75), r.Latency())
		require.EqualValues(t, 20, r.Ingress)
		require.EqualValues(t, 10, r.Egress)

		sum := w.p.Summary()
		require.Equal(t, []Traffic{
			{"download", 100, 1}, {"copy", 100, 1}, {"load", 16, 1}, {"clone", 30, 1}, {"ingress", 40, 2}, {"egress", 20, 2},
		}, sum.Bytes)
		require.Equal(t, 28.25, sum.Cold.Mean)
		require.Equal(t, []float64{11, 5.75, 2, 2, 4.5, 3}, phaseMeans(sum.Phases))
		require.Equal(t, 11/28.25, sum.Phases[0].Share)
	}
}

func phaseMeans(phases []Phase) (means []float64) {
	for _, p := range phases {
		means = append(means, p.Mean)
	}
	return means
}

// TestTwoColdStartsByHand starts two at once on two hosts: they share the
// download, and then
//
//	copy   0.75 s + 100 B at min(25 / 2 LAN, 50 / 2 storage read, 20) = 8.75 s
//	clone  1.5 s + 30 B at 10 / 2 B/s = 7.5 s
//
// unless the network is fixed.
func TestTwoColdStartsByHand(t *testing.T) {
	for _, tt := range []struct {
		mode NetworkMode
		want string
	}{
		{FairNetwork, "dispatch=1 queue=0 download=11 copy=8.75 load=2 create=2 clone=7.5 init=3 ingress=1.5 run=4 egress=1"},
		{FixedNetwork, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1.5 run=4 egress=1"},
	} {
		w := everyPhase(t, 2, tt.mode)
		w.ask("f", 0, 0)
		w.run()
		require.Equal(t, tt.want, phasesOf(w.rec(0)))
		require.Equal(t, tt.want, phasesOf(w.rec(1)))
		require.Equal(t, Traffic{"download", 100, 1}, w.p.Summary().Bytes[0])
	}
}

// TestSecondHostByHand: the second start, at 20 s on another host, finds the image at
// main storage. Its copy, from 21 s on, is alone; its clone, from 30.75 s on, is too.
func TestSecondHostByHand(t *testing.T) {
	w := everyPhase(t, 2, FairNetwork)
	w.ask("f", 0, 20)
	w.run()
	require.Equal(t, "dispatch=1 queue=0 download=0 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1.5 run=4 egress=1", phasesOf(w.rec(1)))
}

// TestJoinedTransfers: a second container of a function on one host joins the
// download at 5 s (it is over at 12), the copy at 13 s (over at 17.75), and the
// load at 18 s (over at 19.75).
func TestJoinedTransfers(t *testing.T) {
	for _, tt := range []struct {
		at   float64
		want string
	}{
		{4, "dispatch=1 queue=0 download=7 copy=5.75 load=2 create=2 "},
		{12, "dispatch=1 queue=0 download=0 copy=4.75 load=2 create=2 "},
		{17, "dispatch=1 queue=0 download=0 copy=0 load=1.75 create=2 "},
		{50, "dispatch=1 queue=0 download=0 copy=0 load=0 create=2 "},
	} {
		w := everyPhase(t, 1, FairNetwork)
		w.p.hosts[1].slots, w.p.hosts[1].size, w.p.slotsTotal = 2, 2, 2
		g := &Function{Name: "g", Image: w.p.fns[1].fn.Image, Duration: always(1)}
		_, err := w.p.Register(g, Limits{})
		require.NoError(t, err)
		w.ask("f", 0)
		w.ask("g", tt.at)
		w.run()
		require.Contains(t, phasesOf(w.rec(1)), tt.want)
		for _, path := range []trafficPath{pathDownload, pathCopy, pathLoad} {
			require.EqualValues(t, 1, w.p.traffic[path].Transfers, pathNames[path])
		}
	}
}

// TestReadsAndWrites: what code does with its disk and the network, alone and two
// at once. Alone:
//
//	read      30 B at min(15, 20 total) B/s = 2 s
//	write     30 B at min(60, 20 total) = 1.5 s
//	download  0.5 s + 30 B at 10 B/s = 3.5 s
//	upload    0.5 s + 5 B at 10 B/s = 1 s
//	fetch     2 s + 0.5 s + 30 B at min(6, 10) B/s = 7.5 s
//
// Two at once: read 30 B at 15/2 B/s = 4 s, write 30 B at 20/2 = 3 s, download 0.5 + 6
// = 6.5 s, upload 0.5 + 1 = 1.5 s, fetch 2.5 + 30 B at 6/2 = 12.5 s.
func TestReadsAndWrites(t *testing.T) {
	for _, tt := range []struct {
		n    int
		mode NetworkMode
		want []float64
	}{
		{1, FairNetwork, []float64{2, 1.5, 3.5, 1, 7.5}},
		{2, FairNetwork, []float64{4, 3, 6.5, 1.5, 12.5}},
		{2, FixedNetwork, []float64{2, 1.5, 3.5, 1, 7.5}},
	} {
		w := newTinyAt(t, RepositoryConfig{Bandwidth: 6, Latency: secs(2)}, ProviderConfig{
			Network: tt.mode,
			Hosts:   []HostGroup{{Count: 1, Network: Link{Bandwidth: 10, Latency: secs(0.5)}, Disk: Disk{Read: 15, Write: 60, Total: 20}}},
		})
		data := w.file("data", 30)
		took := make([]float64, 5)
		w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
			last := ctx.Now()
			for k, do := range []func() error{
				func() error { return ctx.Read(30) },
				func() error { return ctx.Write(30) },
				func() error { return ctx.DownloadBytes(30) },
				func() error { return ctx.Upload(5) },
				func() error { return ctx.Download(data) },
			} {
				if err := do(); err != nil {
					return err
				}
				took[k], last = (ctx.Now() - last).Seconds(), ctx.Now()
			}
			return nil
		}), Limits{})
		for range tt.n {
			w.ask("f", 0)
		}
		w.run()
		require.Equal(t, tt.want, took)
		require.EqualValues(t, 60, w.rec(0).Ingress, "30 B downloaded and 30 B fetched")
		require.EqualValues(t, 5, w.rec(0).Egress)
		require.EqualValues(t, 30, w.rec(0).DiskPeak)
	}
}

// TestCompute: n handlers compute 6 CPU seconds each on 2 cores of speed 1.5.
func TestCompute(t *testing.T) {
	for _, tt := range []struct {
		n    int
		mode CPUMode
		want float64
	}{
		{1, DedicatedCPU, 4}, {2, DedicatedCPU, 4}, {6, DedicatedCPU, 4},
		{1, SharedCPU, 4},  // one core each at most
		{2, SharedCPU, 4},  // one core each
		{3, SharedCPU, 6},  // 18 CPU seconds at 3 a second
		{6, SharedCPU, 12}, // 36 at 3
	} {
		for _, does := range []any{steps(OpCompute, 6.0), code(func(ctx *Context) error { return ctx.Compute(6) })} {
			w := newTiny(t, ProviderConfig{CPU: tt.mode, Hosts: []HostGroup{{Count: 1, Slots: 8, Cores: 2, Speed: 1.5}}})
			w.fn("f", w.file("image", 0), does, Limits{})
			for range tt.n {
				w.ask("f", 0)
			}
			w.run()
			for k := range tt.n {
				r := w.rec(k)
				require.Equal(t, secs(tt.want), r.Execution(), "%d on %d", tt.n, tt.mode)
				require.Equal(t, 6.0, r.CPU)
			}
		}
	}
}

// TestComputeBrokenOff: a time limit of 3 s on 2 cores of speed 1.5 lets one alone
// do 4.5 CPU seconds, and each of four 2.25.
func TestComputeBrokenOff(t *testing.T) {
	for _, tt := range []struct {
		n    int
		mode CPUMode
		want float64
	}{{1, DedicatedCPU, 4.5}, {4, DedicatedCPU, 4.5}, {1, SharedCPU, 4.5}, {4, SharedCPU, 2.25}} {
		for _, does := range []any{steps(OpCompute, 6.0), code(func(ctx *Context) error { return ctx.Compute(6) })} {
			w := newTiny(t, ProviderConfig{CPU: tt.mode, Hosts: []HostGroup{{Count: 1, Slots: 8, Cores: 2, Speed: 1.5}}})
			w.fn("f", w.file("image", 0), does, Limits{TimeLimit: secs(3)})
			for range tt.n {
				w.ask("f", 0)
			}
			w.run()
			for k := range tt.n {
				require.Equal(t, Timeout, w.rec(k).Status)
				require.InDelta(t, tt.want, w.rec(k).CPU, 1e-9)
			}
		}
	}
}

// TestBrokenOffTransfer: a read of 100 B at 10 B/s is broken off after 3 s; what was
// moved counts.
func TestBrokenOffTransfer(t *testing.T) {
	for _, mode := range []NetworkMode{FairNetwork, FixedNetwork} {
		for _, does := range []any{steps(OpRead, 100.0), code(func(ctx *Context) error { return ctx.Read(100) })} {
			w := newTiny(t, ProviderConfig{Network: mode, Hosts: []HostGroup{{Count: 1, Disk: Disk{Read: 10}}}})
			w.fn("f", w.file("image", 0), does, Limits{TimeLimit: secs(3)})
			w.ask("f", 1)
			w.run()
			require.Equal(t, Traffic{"", 30, 1}, w.p.traffic[pathRead])
			require.Equal(t, secs(4), w.rec(0).Ended)
		}
	}
}

// TestEmptyTransfers take the latency and nothing else.
func TestEmptyTransfers(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 1, Latency: secs(2)}, ProviderConfig{
		LAN: Link{Bandwidth: 1, Latency: secs(1)}, Hosts: []HostGroup{{Count: 1, Network: Link{Bandwidth: 1, Latency: secs(0.5)}}},
	})
	f := &Function{Name: "f", Image: w.file("image", 0), Code: w.file("code", 0), Phases: steps(OpRead, 0.0, OpDownload, 0.0, OpWrite, 0.0)}
	_, err := w.p.Register(f, Limits{})
	require.NoError(t, err)
	w.ask("f", 0)
	w.run()
	require.Equal(t, "dispatch=0 queue=0 download=2 copy=1.5 load=0 create=0 clone=2.5 init=0 ingress=0 run=0.5 egress=0", phasesOf(w.rec(0)))
}
