package cache

// This file measures the cache against one of container/list and a map.

import (
	"container/list"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// zipf returns n keys from 1 to the given number of objects, key k with a
// probability in proportion to k^-0.9.
func zipf(name string, objects, n int) []Key {
	cumulative := make([]float64, objects)
	sum := 0.0
	for i := range cumulative {
		sum += math.Pow(float64(i+1), -0.9)
		cumulative[i] = sum
	}
	rng := sim.NewStream(1, name)
	keys := make([]Key, n)
	for i := range keys {
		at, _ := slices.BinarySearch(cumulative, rng.Float64()*sum)
		keys[i] = Key(at + 1)
	}
	return keys
}

// sizeOf spreads sizes from 1 to 97 over the keys without regard to rank.
func sizeOf(k Key) unit.Bytes { return unit.Bytes(k*61%97 + 1) }

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	keys := zipf(t.Name(), 1000, 1<<14)
	for o := range Order(orders) {
		c := NewCache(10_000, o)
		c.OnEvict = func(Key, Slot, unit.Bytes) {}
		i := 0
		step := func() {
			k := keys[i%len(keys)]
			i++
			s, err := c.Add(k, sizeOf(k))
			if err != nil {
				panic(err)
			}
			c.Pin(s)
			_ = c.Reserve(10)
			_ = c.Reserve(9_990) // refused: the pinned entry and the other bytes
			c.Unreserve(10)
			c.Unpin(s)
		}
		for range keys {
			step()
		}
		require.Zero(t, testing.AllocsPerRun(len(keys), step), "%v", o)
	}
}

// BenchmarkAdd adds Zipf keys to caches that hold a tenth of 10,000 objects.
func BenchmarkAdd(b *testing.B) {
	keys := zipf("bench", 10_000, 1<<16)
	const capacity = 49_000
	for o := range Order(orders) {
		b.Run(o.String(), func(b *testing.B) {
			c, i := NewCache(capacity, o), 0
			b.ReportAllocs()
			for b.Loop() {
				k := keys[i&(1<<16-1)]
				i++
				_, _ = c.Add(k, sizeOf(k))
			}
		})
	}
	b.Run("container-list", func(b *testing.B) {
		c, i := boxed{capacity: capacity, byKey: map[Key]*list.Element{}}, 0
		b.ReportAllocs()
		for b.Loop() {
			k := keys[i&(1<<16-1)]
			i++
			c.add(k, sizeOf(k))
		}
	})
}

// BenchmarkPin pins and unpins one of 1,000 entries.
func BenchmarkPin(b *testing.B) {
	for o := range Order(orders) {
		b.Run(o.String(), func(b *testing.B) {
			c, i := NewCache(1<<20, o), Key(0)
			for k := range Key(1000) {
				_, _ = c.Add(k, sizeOf(k))
			}
			b.ReportAllocs()
			for b.Loop() {
				i = (i + 377) % 1000
				s := c.Lookup(i)
				c.Pin(s)
				c.Unpin(s)
			}
		})
	}
}

// boxed is the rejected LRU: a map of elements of a container/list.
type boxed struct {
	capacity, used unit.Bytes
	recency        list.List // of boxedEntry, the most recent in front
	byKey          map[Key]*list.Element
}

type boxedEntry struct {
	key  Key
	size unit.Bytes
}

func (c *boxed) add(k Key, size unit.Bytes) {
	if e, ok := c.byKey[k]; ok {
		c.recency.MoveToFront(e)
		return
	}
	for c.used+size > c.capacity {
		last := c.recency.Remove(c.recency.Back()).(boxedEntry)
		c.used -= last.size
		delete(c.byKey, last.key)
	}
	c.byKey[k] = c.recency.PushFront(boxedEntry{k, size})
	c.used += size
}
