package engine

// This file tests bandwidths and latencies that change in the middle of a run.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A knob is one bandwidth of a world: how it is declared and how it is changed.
type knob struct {
	name    string
	declare func(hub *RepositoryConfig, c *ProviderConfig, rate float64)
	change  func(w *tiny, rate float64) error
	does    any // nil: the copy of the image takes its time
}

var knobs = []knob{
	{"repository link", func(hub *RepositoryConfig, _ *ProviderConfig, v float64) { hub.Bandwidth = v },
		func(w *tiny, v float64) error { return w.hub.SetLink(Link{Bandwidth: v}) }, nil},
	{"repository disk", func(hub *RepositoryConfig, _ *ProviderConfig, v float64) { hub.Read = v },
		func(w *tiny, v float64) error { return w.hub.SetRead(v) }, nil},
	{"storage write", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Storage.Write = v },
		func(w *tiny, v float64) error { return w.p.SetStorageSpeed(DiskSpeed{Write: v}) }, nil},
	{"storage read", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Storage.Read = v },
		func(w *tiny, v float64) error { return w.p.SetStorageSpeed(DiskSpeed{Read: v}) }, nil},
	{"LAN", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.LAN.Bandwidth = v },
		func(w *tiny, v float64) error { return w.p.SetLAN(Link{Bandwidth: v}) }, nil},
	{"interface, copy", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Network.Bandwidth = v },
		func(w *tiny, v float64) error { return w.p.SetNetwork(1, Link{Bandwidth: v}) }, nil},
	{"interface, download", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Network.Bandwidth = v },
		func(w *tiny, v float64) error { return w.p.SetNetwork(1, Link{Bandwidth: v}) }, steps(OpDownload, 100.0)},
	{"interface, upload", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Network.Bandwidth = v },
		func(w *tiny, v float64) error { return w.p.SetNetwork(1, Link{Bandwidth: v}) }, code(func(ctx *Context) error { return ctx.Upload(100) })},
	{"host write, copy", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Disk.Write = v },
		func(w *tiny, v float64) error { return w.p.SetDiskSpeed(1, DiskSpeed{Write: v}) }, nil},
	{"host write", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Disk.Write = v },
		func(w *tiny, v float64) error { return w.p.SetDiskSpeed(1, DiskSpeed{Write: v}) }, steps(OpWrite, 100.0)},
	{"host read", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Disk.Read = v },
		func(w *tiny, v float64) error { return w.p.SetDiskSpeed(1, DiskSpeed{Read: v}) }, code(func(ctx *Context) error { return ctx.Read(100) })},
	{"host total", func(_ *RepositoryConfig, c *ProviderConfig, v float64) { c.Hosts[0].Disk.Total = v },
		func(w *tiny, v float64) error { return w.p.SetDiskSpeed(1, DiskSpeed{Total: v}) }, steps(OpRead, 100.0)},
}

// world is one in which 100 B move, at 0 by function f, through the knob.
func (k *knob) world(t *testing.T, c ProviderConfig, hub RepositoryConfig, rate float64) *tiny {
	c.Hosts = []HostGroup{{Count: 1}}
	k.declare(&hub, &c, rate)
	w := newTinyAt(t, hub, c)
	size, does := 100, any(0.0)
	if k.does != nil {
		size, does = 0, k.does
	}
	w.fn("f", w.file("image", unit.Bytes(size)), does, Limits{})
	return w
}

// TestBandwidths changes one bandwidth at 5, when 50 of 100 B have moved at 10 B/s.
func TestBandwidths(t *testing.T) {
	for _, k := range knobs {
		for _, tt := range []struct {
			mode NetworkMode
			to   float64
			want float64
		}{
			{FairNetwork, 50, 6}, {FairNetwork, 5, 15}, {FairNetwork, 0, 5}, {FairNetwork, 10, 10},
			{FixedNetwork, 50, 10}, {FixedNetwork, 5, 10}, {FixedNetwork, 0, 10},
		} {
			t.Run(fmt.Sprintf("%s, network %d, to %v", k.name, tt.mode, tt.to), func(t *testing.T) {
				w := k.world(t, ProviderConfig{Network: tt.mode}, RepositoryConfig{}, 10)
				w.ask("f", 0)
				w.later(5, func() error { return k.change(w, tt.to) })
				w.run()
				require.Equal(t, fmt.Sprint("cold@", tt.want), w.ends())
			})
		}
	}
}

// TestLimitsComeAndGo: the bandwidth has no limit at first, another one on the path has
// 10 B/s. From 5 on it has 5, from 10 on none again, from 11 on 5 again: 50 + 25 + 10 B
// have moved by then, and the last 15 take 3 s.
func TestLimitsComeAndGo(t *testing.T) {
	for _, k := range knobs {
		other := knobs[0].change
		switch k.name {
		case "repository link":
			other = knobs[1].change
		case "interface, download", "interface, upload", "host write", "host read", "host total":
			continue // alone on the path
		}
		t.Run(k.name, func(t *testing.T) {
			w := k.world(t, ProviderConfig{}, RepositoryConfig{}, 0)
			if k.name == "storage read" || k.name == "LAN" || k.name == "host write, copy" {
				other = func(w *tiny, v float64) error { return w.p.SetNetwork(1, Link{Bandwidth: v}) }
			} else if k.name == "interface, copy" {
				other = func(w *tiny, v float64) error { return w.p.SetLAN(Link{Bandwidth: v}) }
			}
			require.NoError(t, other(w, 10))
			w.ask("f", 0)
			for at, rate := range map[float64]float64{5: 5, 10: 0, 11: 5} {
				w.later(at, func() error { return k.change(w, rate) })
			}
			w.run()
			require.Equal(t, "cold@14", w.ends())
		})
	}
}

// TestDiskLimitsComeAndGo is the same of a disk whose total is 10 B/s.
func TestDiskLimitsComeAndGo(t *testing.T) {
	for op, speed := range map[Op]func(v float64) DiskSpeed{
		OpRead:  func(v float64) DiskSpeed { return DiskSpeed{Read: v, Total: 10} },
		OpWrite: func(v float64) DiskSpeed { return DiskSpeed{Write: v, Total: 10} },
	} {
		w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Total: 10}}}})
		w.fn("f", w.file("image", 0), steps(op, 100.0), Limits{})
		w.ask("f", 0)
		for at, rate := range map[float64]float64{5: 5, 10: 0, 11: 5} {
			w.later(at, func() error { return w.p.SetDiskSpeed(1, speed(rate)) })
		}
		w.run()
		require.Equal(t, "cold@14", w.ends(), op)
	}
}

// TestBandwidthDuringLatency: a download waits 10 s for its latency, during which the
// bandwidth changes, also from or to none; the latency that is set meanwhile is for
// the next one. 100 B at 50 B/s take 2 s.
func TestBandwidthDuringLatency(t *testing.T) {
	for _, mode := range []NetworkMode{FairNetwork, FixedNetwork} {
		for _, tt := range []struct{ from, to, want, next float64 }{
			{10, 50, 12, 103}, {0, 50, 12, 103}, {50, 0, 10, 101}, {50, 50, 12, 103},
		} {
			w := newTinyAt(t, RepositoryConfig{Bandwidth: tt.from, Latency: secs(10)}, ProviderConfig{Network: mode})
			image := w.file("image", 100)
			w.fn("f", image, 0.0, Limits{})
			w.fn("g", w.file("another", 100), 0.0, Limits{})
			w.ask("f", 0)
			w.ask("g", 100)
			w.later(5, func() error { return w.hub.SetLink(Link{tt.to, secs(1)}) })
			w.run()
			require.Equal(t, fmt.Sprintf("cold@%v cold@%v", tt.want, tt.next), w.ends(), "network %d, %+v", mode, tt)
		}
	}
}

// TestSharesChange: two downloads share 10 B/s from 0 on. At 5 the disk of their
// repository comes to give 4 B/s in all: the 75 B that each has left take 37.5 s.
func TestSharesChange(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{})
	w.fn("f", w.file("image", 100), 0.0, Limits{})
	w.fn("g", w.file("another", 100), 0.0, Limits{})
	w.ask("f", 0)
	w.ask("g", 0)
	w.later(5, func() error { return w.hub.SetRead(4) })
	w.run()
	require.Equal(t, "cold@42.5 cold@42.5", w.ends())
}

// TestSetLatencies: of a repository, the LAN and an interface, 1 s each at first.
func TestSetLatencies(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Latency: secs(1)}, ProviderConfig{
		LAN: Link{Latency: secs(1)}, Hosts: []HostGroup{{Count: 1, Network: Link{Latency: secs(1)}}},
	})
	w.fn("f", w.file("image", 1), 0.0, Limits{})
	w.fn("g", w.file("another", 1), 0.0, Limits{})
	w.ask("f", 0)
	w.ask("g", 100)
	w.later(50, func() error {
		require.NoError(t, w.hub.SetLink(Link{Latency: secs(2)}))
		require.NoError(t, w.p.SetLAN(Link{Latency: secs(4)}))
		return w.p.SetNetwork(1, Link{Latency: secs(8)})
	})
	w.run()
	require.Equal(t, "cold@3 cold@114", w.ends())
}

func TestBandwidthsRefused(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	require.EqualError(t, w.hub.SetLink(Link{Bandwidth: -1}), "bandwidth: -1: must be a number of bytes per second, not negative")
	require.EqualError(t, w.hub.SetLink(Link{Latency: -1}), "latency: -1ns: must not be negative")
	require.EqualError(t, w.hub.SetRead(-1), "read: -1: must be a number of bytes per second, not negative")
	require.EqualError(t, w.p.SetLAN(Link{Bandwidth: -1}), "bandwidth: -1: must be a number of bytes per second, not negative")
	require.EqualError(t, w.p.SetNetwork(2, Link{}), "host 2: there is none; hosts are numbered 1 to 1")
	require.EqualError(t, w.p.SetNetwork(1, Link{Bandwidth: -1}), "bandwidth: -1: must be a number of bytes per second, not negative")
	require.EqualError(t, w.p.SetStorageSpeed(DiskSpeed{Write: -1}), "write: -1: must be a number of bytes per second, not negative")
	require.EqualError(t, w.p.SetDiskSpeed(2, DiskSpeed{}), "host 2: there is none; hosts are numbered 1 to 1")
	require.EqualError(t, w.p.SetDiskSpeed(1, DiskSpeed{Total: -1}), "total: -1: must be a number of bytes per second, not negative")
}
