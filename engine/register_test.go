package engine

// This file tests what is refused when it is declared.

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// TestRegisterRefuses has hosts of 8 GiB with a disk of 10 GB, and of 2 GiB with
// 20 GB; the image has 1 GB.
func TestRegisterRefuses(t *testing.T) {
	const at = `register "f" at "cloud": `
	for _, tt := range []struct {
		name   string
		change func(f *Function, l *Limits)
		want   string
	}{
		{"nothing", func(*Function, *Limits) {}, ""},
		{"as much as there is", func(_ *Function, l *Limits) { l.RAM, l.Disk = 8*unit.GiB, 9*unit.GB }, ""},
		{"no name", func(f *Function, _ *Limits) { f.Name = "" }, "function: name is missing"},
		{"no image", func(f *Function, _ *Limits) { f.Image = Location{} }, `function "f": image is missing, want a location (a repository and an image that it stores)`},
		{"nothing to do", func(f *Function, _ *Limits) { f.Duration = nil }, `function "f": want exactly one of a handler, a duration, phases and durations from a trace, got 0`},
		{"two things to do", func(f *Function, _ *Limits) { f.FromTrace = true }, `function "f": want exactly one of a handler, a duration, phases and durations from a trace, got 2`},
		{"the name is taken", func(f *Function, _ *Limits) { f.Name = "taken" }, `register "taken" at "cloud": a function of this name is registered already`},
		{"time limit", func(_ *Function, l *Limits) { l.TimeLimit = -1 }, at + "time_limit: -1ns: must not be negative"},
		{"negative sizes", func(_ *Function, l *Limits) { l.Egress = -1 }, at + "ram, disk, ingress and egress must be numbers of bytes from 0 to 8192TiB"},
		{"concurrency", func(_ *Function, l *Limits) { l.Concurrency = -1 }, at + "concurrency: -1: must be at least 1"},
		{"RAM", func(_ *Function, l *Limits) { l.RAM = 9 * unit.GiB }, at + "ram: 9GiB: no host has that much; the largest has 8GiB"},
		{"RAM with the image's", func(f *Function, l *Limits) { l.RAM, f.Image.File.RAM = 7*unit.GiB, 2*unit.GiB }, at + `ram: 7GiB and 2GiB of the image "image": no host has that much; the largest has 8GiB`},
		{"disk", func(_ *Function, l *Limits) { l.Disk = 19500 * unit.MB }, at + `disk: 19.5GB and the image "image" of 1GB need 20.5GB of a host's disk; the largest is 20GB`},
		{"both", func(_ *Function, l *Limits) { l.RAM, l.Disk = 3*unit.GiB, 10*unit.GB }, at + `no host has both 3GiB of RAM and 11GB of disk (10GB and the image "image" of 1GB)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{
				{Count: 2, RAM: 8 * unit.GiB, Disk: Disk{Capacity: 10 * unit.GB}}, {Count: 1, RAM: 2 * unit.GiB, Disk: Disk{Capacity: 20 * unit.GB}},
			}})
			image := w.file("image", unit.GB)
			w.fn("taken", image, 1.0, Limits{})
			f, l := &Function{Name: "f", Image: image, Duration: always(1)}, Limits{}
			tt.change(f, &l)
			id, err := w.p.Register(f, l)
			if tt.want != "" {
				require.EqualError(t, err, tt.want)
				require.Zero(t, id)
				require.Equal(t, 1, w.p.Functions(), "a refusal changes nothing")
				return
			}
			require.NoError(t, err)
			require.Equal(t, []string{"taken", "f"}, w.p.FunctionNames())
			require.Equal(t, id, w.p.FunctionID("f"))
			w.ask("f", 0)
			w.run()
			require.Equal(t, "cold@1", w.ends())
		})
	}
}

func TestProviderRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(c *ProviderConfig)
		want   string
	}{
		{"no name", func(c *ProviderConfig) { c.Name = "" }, "provider: name is missing"},
		{"the name is taken", func(c *ProviderConfig) { c.Name = "cloud" }, `provider "cloud": there is already a provider of this name`},
		{"no hosts", func(c *ProviderConfig) { c.Hosts = nil }, `provider "p": hosts: there are none, want at least one`},
		{"groups of no hosts", func(c *ProviderConfig) { c.Hosts = []HostGroup{{}} }, `provider "p": hosts: there are none, want at least one`},
		{"fewer than none", func(c *ProviderConfig) { c.Hosts[1].Count = -1 }, `provider "p": hosts[2]: count: -1: must be from 0 to 1048576`},
		{"slots", func(c *ProviderConfig) { c.Hosts[0].Slots = -1 }, `provider "p": hosts[1]: slots: -1: must be from 0 to 2147483647`},
		{"cores", func(c *ProviderConfig) { c.Hosts[0].Cores = math.NaN() }, `provider "p": hosts[1]: cores: NaN: must be a finite number, not negative`},
		{"speed", func(c *ProviderConfig) { c.Hosts[0].Speed = -1 }, `provider "p": hosts[1]: speed: -1: must be a finite number, not negative`},
		{"RAM", func(c *ProviderConfig) { c.Hosts[0].RAM = -1 }, `provider "p": hosts[1]: ram: -1: must be a number of bytes from 0 to 8192TiB`},
		{"interface", func(c *ProviderConfig) { c.Hosts[0].Network.Latency = -1 }, `provider "p": hosts[1]: network: bandwidth and latency must not be negative`},
		{"disk", func(c *ProviderConfig) { c.Hosts[0].Disk.Total = math.Inf(1) }, `provider "p": hosts[1]: disk: total: +Inf: must be a number of bytes per second, not negative`},
		{"storage", func(c *ProviderConfig) { c.Storage.Capacity = -1 }, `provider "p": storage: capacity: -1: must be a number of bytes from 0 to 8192TiB`},
		{"LAN", func(c *ProviderConfig) { c.LAN.Bandwidth = -1 }, `provider "p": lan: bandwidth and latency must not be negative`},
		{"queue", func(c *ProviderConfig) { c.Queue.Limit = -1 }, `provider "p": queue: limit: -1: must not be negative`},
		{"order", func(c *ProviderConfig) { c.Order = cache.GreedyDual + 1 }, `provider "p": order of evictions: Order(5): is none`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{})
			c := ProviderConfig{Name: "p", Hosts: []HostGroup{{Count: 1}, {Count: 1}}}
			tt.change(&c)
			_, err := w.NewProvider(c)
			require.EqualError(t, err, tt.want)
			require.Len(t, w.Providers(), 1)
		})
	}
}

func TestFilesAndRepositoriesRefuse(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	for _, tt := range []struct {
		c    RepositoryConfig
		want string
	}{
		{RepositoryConfig{}, "repository: name is missing"},
		{RepositoryConfig{Name: "hub"}, `repository "hub": there is already a repository of this name`},
		{RepositoryConfig{Name: "r", Bandwidth: -1}, `repository "r": bandwidth: -1: must be a number of bytes per second, not negative`},
		{RepositoryConfig{Name: "r", Read: math.NaN()}, `repository "r": read: NaN: must be a number of bytes per second, not negative`},
		{RepositoryConfig{Name: "r", Latency: -1}, `repository "r": latency: -1ns: must not be negative`},
	} {
		_, err := w.NewRepository(tt.c)
		require.EqualError(t, err, tt.want)
	}
	_, err := w.NewFile("", 1)
	require.EqualError(t, err, "file: name is missing")
	_, err = w.NewFile("f", -1)
	require.EqualError(t, err, `file "f": size: -1: must be a number of bytes from 0 to 8192TiB`)

	f, err := w.NewFile("f", 1)
	require.NoError(t, err)
	_, err = w.hub.At(f)
	require.EqualError(t, err, `repository "hub" does not store "f"; store it first`)
	w.hub.Store(f)
	w.hub.Store(f) // changes nothing
	require.Len(t, w.hub.files, 1)
	w.hub.Remove(f)
	require.False(t, w.hub.Has(f))
	require.Empty(t, w.hub.files)
}
