package engine

// This file tests what makes way for what on a host.

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// idleNames prints the functions of the idle containers on host 1, longest idle
// first.
func idleNames(p *Provider) string {
	var names []string
	p.IdleOn(1, 0, func(c ContainerID) { names = append(names, p.fns[p.containers[c].fn].fn.Name) })
	return strings.Join(names, " ")
}

// TestEvictionOrder makes containers of a, b and c idle on a host of 12 MiB, of
// which 2 are free, and asks for one of d, which needs some more.
//
//	     RAM    created at  uses  idle since  its start takes
//	a    2 MiB      0        3       15 s          1 s
//	b    3 MiB      1        2       14 s          2 s
//	c    5 MiB      2        1       11 s          9 s
func TestEvictionOrder(t *testing.T) {
	for _, tt := range []struct {
		order cache.Order
		more  unit.Bytes // MiB than are free
		left  string     // idle afterwards, longest idle first
	}{
		{cache.LRU, 1, "b a"},
		{cache.LRU, 5, "b a"},
		{cache.LRU, 6, "a"},
		{cache.FIFO, 2, "c b"},
		{cache.FIFO, 3, "c"},
		{cache.LFU, 5, "b a"},
		{cache.LFU, 6, "a"},
		{cache.Size, 1, "b a"},
		{cache.Size, 6, "a"},
		// Uses times start by RAM: 3·1/2 = 1.5 for a, 2·2/3 = 1.33 for b, 1·9/5 = 1.8 for c.
		{cache.GreedyDual, 3, "c a"},
		{cache.GreedyDual, 4, "c"},
		{cache.GreedyDual, 10, ""},
	} {
		t.Run(fmt.Sprintf("%v/%d", tt.order, tt.more), func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 12 * unit.MiB}}, Order: tt.order, KeepAlive: FixedKeepAlive(sim.Never)})
			image := w.file("image", 0)
			for _, f := range []struct {
				name  string
				ram   unit.Bytes
				start float64
			}{{"a", 2, 1}, {"b", 3, 2}, {"c", 5, 9}} {
				w.fn(f.name, image, 0.0, Limits{RAM: f.ram * unit.MiB, Overhead: Overhead{Create: always(f.start)}})
			}
			w.fn("d", image, 0.0, Limits{RAM: (2 + tt.more) * unit.MiB})
			w.ask("a", 0, 8, 15)
			w.ask("b", 1, 14)
			w.ask("c", 2)
			w.ask("d", 20)
			require.NoError(t, w.RunUntil(secs(19)))
			require.Equal(t, "c b a", idleNames(w.p))
			w.run()
			require.Equal(t, tt.left, strings.TrimSpace(strings.TrimSuffix(idleNames(w.p), "d")))
			require.Equal(t, OK, w.rec(6).Status)
			require.Equal(t, secs(20), w.rec(6).Ended)
		})
	}
}

// TestGreedyDualAges: what is evicted sets the clock, from which later priorities
// start. All containers take 1 s to start and 1 MiB of 2. A container of a that
// was used 3 times (priority 3) survives two of one use, b (1) and c (1 + 1), and
// goes before d (2 + 1), a tie, as it was used before.
func TestGreedyDualAges(t *testing.T) {
	w := newTiny(t, ProviderConfig{
		Hosts: []HostGroup{{Count: 1, RAM: 2 * unit.MiB}}, Order: cache.GreedyDual,
		KeepAlive: FixedKeepAlive(sim.Never), Overhead: overhead(1, 0),
	})
	image := w.file("image", 0)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		w.fn(name, image, 0.0, Limits{RAM: unit.MiB})
	}
	w.ask("a", 0, 2, 3)
	want := []string{"a b", "a c", "a d", "d e"}
	for k, name := range []string{"b", "c", "d", "e"} {
		w.ask(name, float64(10+10*k))
		require.NoError(t, w.RunUntil(secs(float64(15+10*k))))
		require.Equal(t, want[k], idleNames(w.p))
	}
}

// TestImagesGoFirst has a host with a disk of 100 bytes: image a (30) that nobody uses
// any more, image b (30) under an idle container with 10 bytes of its own, and image
// c (10) under a running one with 5. 15 bytes are free.
func TestImagesGoFirst(t *testing.T) {
	for _, tt := range []struct {
		name   string
		size   unit.Bytes // of image d, whose container is asked for
		images string
		idle   string
		want   string
	}{
		{"there is room", 15, "abcd", "b", "cold@21"},
		{"the unused image goes", 16, "bcd", "b", "cold@21"},
		{"then the idle container, and its image may stay", 46, "bcd", "", "cold@21"},
		{"then its image", 56, "cd", "", "cold@21"},
		{"all that can go", 85, "cd", "", "cold@21"},
		{"nothing goes if that is not enough: it waits for the running one", 86, "cd", "", "cold@41"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 100}}}, KeepAlive: FixedKeepAlive(sim.Never)})
			w.fn("a", w.file("a", 30), 1.0, Limits{KeepAlive: FixedKeepAlive(0)})
			w.fn("b", w.file("b", 30), 1.0, Limits{Disk: 10})
			w.fn("c", w.file("c", 10), 37.0, Limits{Disk: 5})
			w.fn("d", w.file("d", tt.size), 1.0, Limits{})
			w.ask("a", 1)
			w.ask("b", 2)
			w.ask("c", 3) // until 40
			require.NoError(t, w.RunUntil(secs(20)-1))
			require.Equal(t, "abc", imagesOn(w.p))
			w.ask("d", 20)
			require.NoError(t, w.RunUntil(secs(30)))
			if tt.want == "cold@41" {
				require.Equal(t, "abc", imagesOn(w.p), "all or nothing")
				require.Equal(t, "b", idleNames(w.p))
			} else {
				require.Equal(t, tt.images, imagesOn(w.p))
				require.Equal(t, tt.idle, strings.TrimSuffix(strings.TrimSuffix(idleNames(w.p), "d"), " "))
			}
			w.run()
			require.Equal(t, tt.want, strings.Fields(w.ends())[3])
		})
	}
}

// imagesOn prints the names of the images on host 1.
func imagesOn(p *Provider) (names string) {
	for _, f := range p.sim.files[1:] {
		if p.HostHasImage(1, f) {
			names += f.Name
		}
	}
	return names
}

// rankBy ranks by a table of names, the rest 0.
type rankBy map[string]float64

func (r rankBy) Rank(c Candidate) (float64, error) {
	if c.Kind == IdleContainer {
		fn, _ := c.Provider.Function(c.Provider.containers[c.Container].fn)
		return r["container "+fn.Name], nil
	}
	return r["image "+c.Image.Name], nil
}

// TestEvictPolicy: the lowest rank goes first, a tie to the one that was used before;
// images go before containers whatever their ranks.
func TestEvictPolicy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ranks rankBy
		size  unit.Bytes
		left  string
	}{
		{"by rank", rankBy{"image a": 2, "image b": 1}, 15, "ac c"},
		{"ties", rankBy{}, 15, "bc c"},
		{"both", rankBy{"image a": 2, "image b": 1}, 45, "c c"},
		{"images first", rankBy{"image a": 2, "image b": 2, "container c": 1}, 15, "bc c"},
		{"all", rankBy{"image a": 2, "image b": 2, "container c": 1}, 100, " "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 100}}}, Evict: tt.ranks})
			w.fn("a", w.file("a", 30), 1.0, Limits{KeepAlive: FixedKeepAlive(0)})
			w.fn("b", w.file("b", 30), 1.0, Limits{KeepAlive: FixedKeepAlive(0)})
			w.fn("c", w.file("c", 30), 1.0, Limits{})
			w.fn("d", w.file("d", tt.size), 1.0, Limits{})
			w.ask("a", 1)
			w.ask("b", 3)
			w.ask("c", 5)
			w.ask("d", 10)
			require.NoError(t, w.RunUntil(secs(12)))
			require.Equal(t, tt.left, strings.TrimSuffix(imagesOn(w.p), "d")+" "+strings.Trim(strings.TrimSuffix(idleNames(w.p), "d"), " "))
			w.run()
		})
	}
	t.Run("fails", func(t *testing.T) {
		for _, tt := range []struct {
			rank EvictPolicy
			want string
		}{
			{rankBy{"container f": math.NaN()}, `provider "cloud": evict: at 5s: invocation 2 of "g": returned NaN, want a rank`},
			{failing{errPlanned}, `provider "cloud": evict: at 5s: invocation 2 of "g": planned`},
		} {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 10}}, Evict: tt.rank})
			image := w.file("image", 0)
			w.fn("f", image, 1.0, Limits{RAM: 6})
			w.fn("g", image, 1.0, Limits{RAM: 6})
			w.ask("f", 0)
			w.ask("g", 5)
			require.EqualError(t, w.Run(), tt.want)
		}
	})
}

// TestRunningIsNeverEvicted: a host full of running and starting containers takes
// nobody.
func TestRunningIsNeverEvicted(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 10}}, Overhead: overhead(4, 0)})
	image := w.file("image", 0)
	w.fn("f", image, 6.0, Limits{RAM: 5})
	w.fn("g", image, 6.0, Limits{RAM: 5})
	w.ask("f", 0, 3) // until 10 and 13
	w.ask("g", 4)    // takes the place of the first, from 10 on
	w.run()
	require.Equal(t, "cold@10 cold@13 cold@20", w.ends())
}
