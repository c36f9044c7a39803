package engine

// This file tests looking at a provider, in small worlds that are worked out by
// hand. The swarm checks the same in random ones.

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// moving describes the transfers that are under way.
func (w *tiny) moving() string {
	var lines []string
	for _, t := range w.p.Transfers() {
		name := ""
		if t.File != nil {
			name = " " + t.File.Name
		}
		lines = append(lines, fmt.Sprintf("%s%s from %v to %v: %v of %v left at %v, ends %v, for %v",
			t.Kind, name, t.From, t.To, t.Left, t.Bytes, t.Rate, t.Ends, t.Invocations))
	}
	return strings.Join(lines, "\n")
}

// TestTransfers follows two invocations of f, whose image of 100 bytes is
// downloaded at 10 bytes per second, copied at 20, and whose code is 30 bytes;
// each takes in 8 bytes at 4 per second, reads 50 at 25 and sends 8.
func TestTransfers(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10, Latency: secs(1)}, ProviderConfig{
		Hosts: []HostGroup{{Count: 2, Slots: 1, Network: Link{Bandwidth: 4}, Disk: Disk{Read: 25}}}, LAN: Link{Bandwidth: 2},
	})
	f := &Function{Name: "f", Image: w.file("image", 100), Code: w.file("code", 30), Phases: steps(OpRead, 50.0)}
	_, err := w.p.Register(f, Limits{Ingress: 8, Egress: 8})
	require.NoError(t, err)
	w.ask("f", 0, 0)
	for _, tt := range []struct {
		at   float64
		want string
	}{
		{0.5, `download image from repository "hub" to main storage: 100 of 100 left at 0, ends never, for [1 2]`},
		{6, `download image from repository "hub" to main storage: 50 of 100 left at 10, ends 11s, for [1 2]`},
		{11, "copy image from main storage to disk of host 1: 100 of 100 left at 1, ends 1m51s, for [1]\n" +
			"copy image from main storage to disk of host 2: 100 of 100 left at 1, ends 1m51s, for [2]"},
		{61, "copy image from main storage to disk of host 1: 50 of 100 left at 1, ends 1m51s, for [1]\n" +
			"copy image from main storage to disk of host 2: 50 of 100 left at 1, ends 1m51s, for [2]"},
		{113, `clone code from repository "hub" to container 1 on host 1: 26 of 30 left at 4, ends 1m59.5s, for [1]` + "\n" +
			`clone code from repository "hub" to container 2 on host 2: 26 of 30 left at 4, ends 1m59.5s, for [2]`},
		{120, "ingress from outside to container 1 on host 1: 6 of 8 left at 4, ends 2m1.5s, for [1]\n" +
			"ingress from outside to container 2 on host 2: 6 of 8 left at 4, ends 2m1.5s, for [2]"},
		{122.5, "read from disk of host 1 to container 1 on host 1: 25 of 50 left at 25, ends 2m3.5s, for [1]\n" +
			"read from disk of host 2 to container 2 on host 2: 25 of 50 left at 25, ends 2m3.5s, for [2]"},
		{124.5, "egress from container 1 on host 1 to outside: 4 of 8 left at 4, ends 2m5.5s, for [1]\n" +
			"egress from container 2 on host 2 to outside: 4 of 8 left at 4, ends 2m5.5s, for [2]"},
		{126, ""},
	} {
		require.NoError(t, w.RunUntil(secs(tt.at)))
		require.Equal(t, tt.want, w.moving(), "at %v", tt.at)
	}
	require.Equal(t, FunctionID(1), w.p.FunctionID("f"))
}

// TestTransfersFixed: where transfers do not share, what is left follows from the
// time.
func TestTransfersFixed(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{Network: FixedNetwork})
	w.fn("f", w.file("image", 100), 1.0, Limits{})
	w.ask("f", 0)
	require.NoError(t, w.RunUntil(secs(2)))
	require.Equal(t, `download image from repository "hub" to main storage: 80 of 100 left at 10, ends 10s, for [1]`, w.moving())
}

// TestTransfersAtOnce: a download that has only just begun has a rate already,
// although the engine finds it at the end of the instant. Mid-instant looks do not
// change the course.
func TestTransfersAtOnce(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{})
	w.fn("f", w.file("image", 100), 1.0, Limits{})
	w.ask("f", 0)
	for w.moving() == "" {
		require.True(t, w.kernel.Step())
	}
	require.Zero(t, w.Now())
	require.Equal(t, `download image from repository "hub" to main storage: 100 of 100 left at 10, ends 10s, for [1]`, w.moving())
}

// TestImages: main storage has room for one of two images, which comes first.
func TestImages(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		Storage: Disk{Capacity: 100}, Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 300}}}, LAN: Link{Bandwidth: 20},
	})
	w.fn("f", w.file("a", 60), 1.0, Limits{Disk: 20})
	w.fn("g", w.file("b", 80), 1.0, Limits{})
	w.ask("f", 0)
	w.ask("g", 1)
	see := func(at float64, h HostID) string {
		require.NoError(t, w.RunUntil(secs(at)))
		d := w.p.Disk(h)
		text := fmt.Sprintf("%v of %v, containers %v, pinned %v", d.Used, d.Capacity, d.Containers, d.Pinned)
		for _, im := range w.p.Images(h) {
			text += fmt.Sprintf("; %s %s %d pins %d wait", im.Image.Name, im.State, im.Pins, im.Waiting)
		}
		return text
	}
	require.Equal(t, "60B of 100B, containers 0B, pinned 60B; a downloading 1 pins 1 wait; b waiting 0 pins 1 wait", see(2, 0))
	require.Equal(t, "160B of 300B, containers 20B, pinned 140B; b awaited 1 pins 1 wait; a awaited 1 pins 1 wait", see(2, 1))
	require.Equal(t, "60B of 100B, containers 0B, pinned 60B; a here 1 pins 0 wait; b waiting 0 pins 1 wait", see(7, 0))
	require.Equal(t, "160B of 300B, containers 20B, pinned 140B; b awaited 1 pins 1 wait; a copying 1 pins 1 wait", see(7, 1))
	require.Equal(t, "80B of 100B, containers 0B, pinned 80B; b downloading 1 pins 1 wait", see(10, 0))
	require.Equal(t, "160B of 300B, containers 20B, pinned 140B; b awaited 1 pins 1 wait; a disk 1 pins 0 wait", see(10, 1))
	require.Equal(t, "160B of 300B, containers 20B, pinned 140B; b disk 1 pins 0 wait; a disk 1 pins 0 wait", see(40, 1))
}

// TestQueueSeen: with one slot, those of g wait behind the first of f.
func TestQueueSeen(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(1, 1), Overhead: Overhead{Dispatch: always(0.5), Warm: always(2)}})
	image := w.file("image", 0)
	w.fn("f", image, 5.0, Limits{})
	w.fn("g", image, 1.0, Limits{})
	w.ask("f", 0)
	w.ask("g", 1, 2)
	w.ask("f", 3, 3.2)
	require.NoError(t, w.RunUntil(secs(3.6)))
	seen := func(list []Record) (text string) {
		for _, r := range list {
			text += fmt.Sprintf("%d %v; ", r.ID, r.Status)
		}
		return text
	}
	require.Equal(t, "1 running; 2 queued; 3 queued; 4 queued; 5 submitted; ", seen(w.p.InFlight()))
	require.Equal(t, "2 queued; 3 queued; 4 queued; ", seen(w.p.Queue()))
	require.Equal(t, RegistrationInfo{Submitted: 3, Cold: 1, Containers: 1, Running: 1, Waiting: 1}, w.p.Registration(1))
	require.NoError(t, w.RunUntil(secs(7.5))) // the second of g is handed to its warm container at 6.5
	list := w.p.InFlight()
	require.Equal(t, "3 starting; 4 queued; 5 queued; ", seen(list))
	require.Equal(t, sim.Never, list[0].Ready, "that lies ahead")
	require.NoError(t, w.RunUntil(secs(9)))
	require.Equal(t, "3 running; 4 queued; 5 queued; ", seen(w.p.InFlight()))
}

// TestUnlimitedSeen: what has no limit is not a number that somebody could take for
// one.
func TestUnlimitedSeen(t *testing.T) {
	for _, tt := range []struct {
		hosts []HostGroup
		free  bool // some host has unlimited RAM
		cores float64
	}{
		{[]HostGroup{{Count: 1}}, true, math.Inf(1)},
		{[]HostGroup{{Count: 1, RAM: 10, Cores: 3}}, false, 3},
		{[]HostGroup{{Count: 1, RAM: 10, Slots: 2}, {Count: 1}}, true, 2},
	} {
		w := newTiny(t, ProviderConfig{Hosts: tt.hosts})
		require.Equal(t, tt.free, w.p.Cluster().FreeRAM() > maxBytes)
		require.Equal(t, tt.cores, w.p.Host(1).Cores)
	}
}

// TestSeriesOfProvider: two containers are made at 0 s and 4.5 s; one invocation
// runs from 0 to 2.5 s and one from 4.5 s on. Keeping the course changes nothing.
func TestSeriesOfProvider(t *testing.T) {
	fingerprint := ""
	for _, kept := range []bool{false, true} {
		w := newTiny(t, ProviderConfig{})
		if kept {
			w.p.KeepSeries()
		}
		image := w.file("image", 0)
		w.fn("f", image, 2.5, Limits{KeepAlive: FixedKeepAlive(secs(100)), RAM: 3})
		w.fn("g", image, 4.0, Limits{})
		w.ask("f", 0)
		w.ask("g", 4.5)
		require.NoError(t, w.RunUntil(secs(8)))
		if kept {
			for name, want := range map[string]string{
				"running": "[1 0.25 0.75 1] [1 0 1 0]", "containers": "[1 1 1.75 2] [1 0 1 0]", "idle": "[0 0.75 1 1] [0 1 0 0]", "ram": "[3 3 3 3] [3 0 0 0]", "queue": "[0 0 0 0] [0 0 0 0]",
			} {
				means, rises := w.p.Series(name, 0, secs(8), 4)
				for k := range means {
					means[k], rises[k] = math.Round(means[k]*100)/100, math.Round(rises[k])
				}
				require.Equal(t, want, fmt.Sprint(means, rises), name)
			}
		}
		w.run()
		if fingerprint == "" {
			fingerprint = w.Fingerprint()
		}
		require.Equal(t, fingerprint, w.Fingerprint())
	}
}
