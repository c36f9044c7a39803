package engine

// This file tests the serial control plane and scheduling in rounds.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSerialControl: a request takes 2 s of the control plane, the end of one no
// time but its turn.
func TestSerialControl(t *testing.T) {
	w := newTiny(t, ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(2)}})
	w.fn("f", w.file("image", 0), 1.0, Limits{Concurrency: 3})
	// Those at 10 are accepted at 12, 14 and 16. The first two have run by 13 and 15,
	// which is heard at 16, after the third request, whose end is heard at once.
	w.ask("f", 0, 10, 10, 10)
	w.run()
	require.Equal(t, "cold@3 warm@16 warm@16 warm@17", w.ends())
	require.Equal(t, "dispatch=2 queue=0 warm=0 ingress=0 run=1 egress=3", phasesOf(w.rec(1)))
}

// TestSerialImages: the arrival of an image is heard in turn, too. It is downloaded
// from 1 to 4 and copied in no time; requests at 3 and 3.5 keep the control plane
// busy until 5.
func TestSerialImages(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(1)}})
	w.fn("f", w.file("image", 30), 1.0, Limits{})
	w.ask("f", 0, 3, 3.5)
	w.run()
	require.Equal(t, "cold@6 cold@6 cold@6", w.ends())
	require.Equal(t, "dispatch=1 queue=0 download=4 copy=0 load=0 create=0 clone=0 init=0 ingress=0 run=1 egress=0", phasesOf(w.rec(0)))
}

// TestSerialExpiry: a container expires at 8, when the control plane is busy until 13
// with requests that keep coming; it goes when its turn has come.
func TestSerialExpiry(t *testing.T) {
	w := newTiny(t, ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(1)}, KeepAlive: FixedKeepAlive(secs(5))})
	image := w.file("image", 0)
	w.fn("f", image, 2.0, Limits{}) // from 1 to 3
	w.fn("g", image, 0.0, Limits{})
	w.ask("f", 0)
	for k := range 40 { // from 4 on; the ninth comes at 8
		w.ask("g", 4+0.5*float64(k))
	}
	require.NoError(t, w.RunUntil(secs(13)-1))
	require.EqualValues(t, 1, w.p.ContainerSerial(1))
	require.NoError(t, w.RunUntil(secs(13)))
	require.NotEqual(t, uint64(1), w.p.ContainerSerial(1))
	w.run()
}

// TestOutOfMemoryTakesNobodyIn: the first, accepted at 2, runs out of memory at 5.5,
// which is heard at 8. Until then its container takes nobody in although it has
// room: the second request, accepted at 6, starts another.
func TestOutOfMemoryTakesNobodyIn(t *testing.T) {
	w := newTiny(t, ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(2)}})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		if ctx.ID() > 1 {
			return ctx.Sleep(secs(1))
		}
		_ = ctx.Sleep(secs(3.5))
		return ctx.Allocate(11)
	}), Limits{RAM: 10, Concurrency: 2})
	w.ask("f", 0, 4, 5)
	w.run()
	require.Equal(t, "cold!out_of_memory@8 cold@8 warm@9", w.ends())
}

// aheadOf moves the image to host 2 and into its RAM before it starts anything there.
type aheadOf struct{ rounds *[]float64 }

func (a aheadOf) Round(waiting []Request, c *Cluster, plan *Plan) error {
	*a.rounds = append(*a.rounds, c.Now().Seconds())
	p, r := c.Provider(), waiting[0]
	switch p.ImageOn(2, r.Image()) {
	case NotThere:
		plan.Copy(r.Image(), 2)
	case OnDisk:
		plan.Load(r.Image(), 2)
	case InRAM:
		plan.Start(r, 2, InRAM)
		plan.Start(r, 2, InRAM) // is placed by then: nothing
	}
	plan.Reuse(r, 99)       // there is none: nothing
	plan.Copy(r.Image(), 2) // is there or on its way: nothing
	plan.Load(r.Image(), 1) // is not on the disk: nothing
	return nil
}

// TestRounds: the image of 40 B and 8 B of RAM is downloaded on arrival in 4 s, copied
// at 20 B/s in 2 s and loaded at 4 B/s in 2 s, before the first invocation is placed.
func TestRounds(t *testing.T) {
	var rounds []float64
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		Round: aheadOf{&rounds}, Fetch: FetchOnArrival, LAN: Link{Bandwidth: 20},
		Hosts: []HostGroup{{Count: 2, Slots: 1, Disk: Disk{Read: 4}}}, KeepAlive: FixedKeepAlive(0),
	})
	image := w.file("image", 40)
	image.File.RAM = 8
	w.fn("f", image, 3.0, Limits{})
	w.ask("f", 1, 6)
	w.run()
	// Waits from 5 on; copied at 7, loaded at 9, until 12; the second, from 6 on, until 15.
	require.Equal(t, "cold@12 cold@15", w.ends())
	require.Equal(t, "dispatch=0 queue=8 download=0 copy=0 load=0 create=0 clone=0 init=0 ingress=0 run=3 egress=0", phasesOf(w.rec(0)))
	require.Equal(t, []float64{5, 6, 7, 9, 12}, rounds)
	require.EqualValues(t, 2, w.rec(1).Host)
	for _, path := range []trafficPath{pathDownload, pathCopy, pathLoad} {
		require.EqualValues(t, 1, w.p.traffic[path].Transfers, pathNames[path])
	}
}
