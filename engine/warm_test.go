package engine

// This file compares the sets of warm containers with a scan of all containers.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// compareWarm is [WarmFirstFit] that compares its answers with scans.
type compareWarm struct{ asked, found *int }

func (w compareWarm) Schedule(r Request, c *Cluster) (Decision, error) {
	p, reg := c.p, r.reg()
	best, all := scanWarm(p, reg)
	got := c.Warm(r)
	if w.asked != nil {
		*w.asked++
		*w.found += min(1, len(all))
	}
	if p.config.Reuse == RandomReuse {
		if (got != 0) != (len(all) > 0) || got != 0 && !all[got] {
			return Decision{}, fmt.Errorf("warm container %d, a scan finds %v", got, all)
		}
	} else if got != best {
		return Decision{}, fmt.Errorf("warm container %d, a scan finds %d", got, best)
	}
	if got != 0 {
		return Decision{Container: got}, nil
	}
	host := c.FirstFit(r)
	if want := scan(p, reg, byNumber); host != want {
		return Decision{}, fmt.Errorf("first host %d, a scan finds %d", host, want)
	}
	return Decision{Host: host}, nil
}

// scanWarm returns the containers of reg that could take an invocation, and the
// one that is next in reuse order.
func scanWarm(p *Provider, reg *registration) (best ContainerID, all map[ContainerID]bool) {
	all = map[ContainerID]bool{}
	for id := ContainerID(1); int(id) < len(p.containers); id++ {
		x := &p.containers[id]
		if x.fn != reg.id || x.phase != containerReady || x.retired || int(x.active) >= reg.limits.Concurrency || !hasSlotFor(p, x) {
			continue
		}
		all[id] = true
		if best == 0 || sooner(p.config.Reuse, x, &p.containers[best]) {
			best = id
		}
	}
	return best, all
}

func sooner(o ReuseOrder, a, b *container) bool {
	switch o {
	case LeastRecentlyUsed:
		return a.used < b.used
	case OldestFirst:
		return a.serial < b.serial
	case NewestFirst:
		return a.serial > b.serial
	}
	return a.used > b.used
}

func TestWarmModel(t *testing.T) {
	for _, order := range []ReuseOrder{MostRecentlyUsed, LeastRecentlyUsed, OldestFirst, NewestFirst, RandomReuse} {
		for _, holds := range []bool{false, true} {
			for _, concurrency := range []int{1, 3} {
				t.Run(fmt.Sprintf("order=%d/idle_holds_slot=%t/concurrency=%d", order, holds, concurrency), func(t *testing.T) {
					var asked, found int
					w := newTiny(t, ProviderConfig{
						Hosts: []HostGroup{{Count: 4, Slots: 5, RAM: 12}}, Reuse: order, IdleHoldsSlot: holds,
						KeepAlive: FixedKeepAlive(secs(4)), Schedule: compareWarm{&asked, &found},
					})
					rng := sim.NewStream(1, t.Name())
					image := w.file("image", 0)
					for k := range 3 {
						id := w.fn(fmt.Sprintf("f%d", k), image, nil, Limits{RAM: unit.Bytes(1 + k), Concurrency: concurrency})
						var at, took []sim.Time
						for range 200 {
							at = append(at, sim.Time(rng.IntN(100))*secs(1))
							took = append(took, sim.Time(rng.IntN(4))*secs(1))
						}
						w.p.Drive(listed(t, at, took), []FunctionID{id}, nil)
					}
					w.run()
					require.Greater(t, found, 150, "answers that were a container, of %d", asked)
				})
			}
		}
	}
}

// TestReuseOrder lets three containers become idle in the order b, c, a of their
// creation and asks for one.
func TestReuseOrder(t *testing.T) {
	for _, tt := range []struct {
		name  string
		order ReuseOrder
		want  uint64 // serial number
	}{
		{"most recently used", MostRecentlyUsed, 1},
		{"least recently used", LeastRecentlyUsed, 2},
		{"oldest", OldestFirst, 1},
		{"newest", NewestFirst, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Reuse: tt.order})
			id := w.fn("f", w.file("image", 0), nil, Limits{})
			// Containers 1, 2 and 3 are made at once and idle from 9, 5 and 7 s on.
			w.p.Drive(listed(t, []sim.Time{0, 0, 0, secs(10)}, []sim.Time{secs(9), secs(5), secs(7), 0}), []FunctionID{id}, nil)
			var last Record
			w.p.config.OnFinish = keepLast{&last}
			w.run()
			require.Equal(t, tt.want, last.Instance)
			require.False(t, last.Cold)
		})
	}
}

// keepLast keeps a copy of the latest record.
type keepLast struct{ r *Record }

func (k keepLast) Observe(r *Record) error {
	*k.r = *r
	return nil
}
