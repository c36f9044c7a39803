package engine

// This file tests idle containers that hold a slot.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIdleHoldsSlot: an idle container keeps its slot, and is evicted for it.
func TestIdleHoldsSlot(t *testing.T) {
	for _, tt := range []struct {
		holds   bool
		want    string
		evicted uint64
	}{{false, "cold@1 cold@3 warm@5 warm@7", 0}, {true, "cold@1 cold@3 cold@5 warm@7", 2}} {
		w := newTiny(t, ProviderConfig{Hosts: slots(1, 1), IdleHoldsSlot: tt.holds})
		image := w.file("image", 0)
		w.fn("f", image, 1.0, Limits{})
		w.fn("g", image, 1.0, Limits{})
		w.ask("f", 0)
		w.ask("g", 2)
		w.ask("f", 4, 6) // the last one takes the slot that its container holds
		w.run()
		require.Equal(t, tt.want, w.ends())
		require.Equal(t, tt.evicted, w.p.counts.Evicted)
	}
}

// warmF is the default, but f is rejected where it would have to start cold again.
type warmF struct{}

func (warmF) Schedule(r Request, c *Cluster) (Decision, error) {
	if d := (Decision{Container: c.Warm(r)}); r.Name() == "f" && r.ID() > 1 {
		d.Reject = d.Container == 0
		return d, nil
	}
	return WarmFirstFit{}.Schedule(r, c)
}

// TestIdleSlotIsFreed: on a host of 3 slots, the container of f serves one invocation
// and could take another, but two idle ones of h hold the other slots. When these go,
// at 6 s, there is a slot.
func TestIdleSlotIsFreed(t *testing.T) {
	for _, tt := range []struct {
		name string
		keep float64 // seconds, of h
		big  float64 // when a container is asked for that needs the RAM of h
	}{
		{"by an expiry", 5, 50},
		{"by an eviction", 100, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Slots: 3, RAM: 10}}, IdleHoldsSlot: true, Schedule: warmF{}})
			image := w.file("image", 0)
			w.fn("f", image, 30.0, Limits{RAM: 2, Concurrency: 2})
			w.fn("h", image, 1.0, Limits{RAM: 2, KeepAlive: FixedKeepAlive(secs(tt.keep))})
			w.fn("big", image, 2.0, Limits{RAM: 8})
			w.ask("f", 0)
			w.ask("h", 0, 0)
			w.ask("f", 3, 7)
			w.ask("big", tt.big)
			w.run()
			require.Equal(t, fmt.Sprintf("cold@30 cold@1 cold@1 none!rejected@3 warm@37 cold@%v", tt.big+2), w.ends())
		})
	}
}

// TestEvictionFreesSlots: f waits at 3, as its container has no slot for one more and
// there is no RAM for another. Big takes the places of two idle containers at 5, but
// only one of their slots.
func TestEvictionFreesSlots(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Slots: 3, RAM: 10}}, IdleHoldsSlot: true})
	image := w.file("image", 0)
	w.fn("f", image, 30.0, Limits{RAM: 6, Concurrency: 2})
	w.fn("h", image, 1.0, Limits{RAM: 2})
	w.fn("big", image, 10.0, Limits{RAM: 4})
	w.ask("f", 0)
	w.ask("h", 0, 0)
	w.ask("f", 3)
	w.ask("big", 5)
	w.run()
	require.Equal(t, "cold@30 cold@1 cold@1 warm@35 cold@15", w.ends())
}
