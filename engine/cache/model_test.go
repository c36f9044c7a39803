package cache

// This file compares the cache with a dumb one under random operations.

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// object is an entry of the dumb cache.
type object struct {
	key      Key
	size     unit.Bytes
	pins     int
	uses     uint64
	added    uint64
	priority float64 // GreedyDual only
}

// dumb is a cache that keeps its objects in a list, least recently used first,
// and looks for the victim by scanning it.
type dumb struct {
	order              Order
	capacity, reserved unit.Bytes
	objects            []*object
	added              uint64
	clock              float64
	evicted            []Key
}

func (d *dumb) find(k Key) *object {
	for _, o := range d.objects {
		if o.key == k {
			return o
		}
	}
	return nil
}

// sum adds up the sizes of the objects, or only of the pinned ones.
func (d *dumb) sum(pinnedOnly bool) unit.Bytes {
	n := unit.Bytes(0)
	for _, o := range d.objects {
		if !pinnedOnly || o.pins > 0 {
			n += o.size
		}
	}
	return n
}

// refresh makes o the most recently used object.
func (d *dumb) refresh(o *object) {
	d.delete(o)
	d.objects = append(d.objects, o)
	o.priority = d.clock + float64(o.uses)/float64(max(o.size, 1))
}

func (d *dumb) delete(o *object) {
	d.objects = slices.DeleteFunc(d.objects, func(x *object) bool { return x == o })
}

// goesBefore is the order of eviction spelt out.
func (d *dumb) goesBefore(a, b *object) bool {
	switch d.order {
	case FIFO:
		return a.added < b.added
	case LFU:
		return a.uses < b.uses
	case Size:
		return a.size > b.size
	case GreedyDual:
		return a.priority < b.priority
	}
	return false
}

// victim returns the first object, in order of recency, before which none
// goes.
func (d *dumb) victim() *object {
	var best *object
	for _, o := range d.objects {
		if o.pins == 0 && (best == nil || d.goesBefore(o, best)) {
			best = o
		}
	}
	return best
}

// setOrder sets all priorities anew.
func (d *dumb) setOrder(order Order) {
	if d.order == order {
		return
	}
	d.order = order
	for _, o := range d.objects {
		o.priority = d.clock + float64(o.uses)/float64(max(o.size, 1))
	}
}

func (d *dumb) evict(o *object) {
	if d.order == GreedyDual {
		d.clock = max(d.clock, o.priority)
	}
	d.evicted = append(d.evicted, o.key)
	d.delete(o)
}

func (d *dumb) makeRoom(n unit.Bytes) error {
	if n > d.capacity {
		return ErrTooLarge
	}
	if d.sum(true)+d.reserved+n > d.capacity {
		return ErrNoSpace
	}
	for d.sum(false)+d.reserved+n > d.capacity {
		d.evict(d.victim())
	}
	return nil
}

func (d *dumb) add(k Key, size unit.Bytes) error {
	if o := d.find(k); o != nil {
		o.uses++
		d.refresh(o)
		return nil
	}
	if err := d.makeRoom(size); err != nil {
		return err
	}
	d.added++
	d.refresh(&object{key: k, size: size, uses: 1, added: d.added})
	return nil
}

func TestModel(t *testing.T) {
	for o := range Order(orders) {
		t.Run(o.String(), func(t *testing.T) { compareWithModel(t, o, false, 6_000) })
	}
	t.Run("changing", func(t *testing.T) { compareWithModel(t, LRU, true, 20_000) })
}

// compareWithModel drives both caches with the same random operations.
// Changing ones change their order as well.
func compareWithModel(t *testing.T, order Order, changing bool, steps int) {
	const keys = 40
	rng := sim.NewStream(1, t.Name())
	c, d := NewCache(1000, order), &dumb{order: order, capacity: 1000}
	var evicted []Key
	c.OnEvict = func(k Key, _ Slot, _ unit.Bytes) { evicted = append(evicted, k) }
	for range steps {
		k := Key(rng.IntN(keys))
		size := unit.Bytes(k % 8 * 40) // few sizes, for ties, and 0 among them
		if k == 7 {
			size = 1001
		}
		s, o := c.Lookup(k), d.find(k)
		require.Equal(t, o == nil, s == 0)
		if changing && rng.IntN(100) == 0 {
			to := Order(rng.IntN(orders))
			c.SetOrder(to)
			d.setOrder(to)
			require.Equal(t, to, c.Order())
		}
		op := rng.IntN(10)
		if op < 4 || o == nil {
			_, err := c.Add(k, size)
			require.Equal(t, d.add(k, size), err)
		} else {
			operate(c, d, s, o, op)
		}
		if rng.IntN(8) == 0 {
			n := unit.Bytes(rng.IntN(300))
			require.Equal(t, reserve(d, n), c.Reserve(n))
		} else if d.reserved > 0 && rng.IntN(8) == 0 {
			n := unit.Bytes(rng.IntN(int(d.reserved) + 1))
			c.Unreserve(n)
			d.reserved -= n
		}
		require.Equal(t, d.evicted, evicted)
		requireSame(t, d, c)
		check(t, c)
	}
	require.Greater(t, len(evicted), steps/20, "the cache was under pressure")
}

func reserve(d *dumb, n unit.Bytes) error {
	err := d.makeRoom(n)
	if err == nil {
		d.reserved += n
	}
	return err
}

// operate carries out an operation on an entry that is present.
func operate(c *Cache, d *dumb, s Slot, o *object, op int) {
	switch {
	case op < 6:
		c.Touch(s)
		o.uses++
		d.refresh(o)
	case op == 6 && d.sum(true) < 500:
		c.Pin(s)
		o.pins++
	case o.pins > 0:
		c.Unpin(s)
		if o.pins--; o.pins == 0 {
			d.refresh(o)
		}
	case op == 8:
		c.Remove(s)
		d.delete(o)
	case op == 9:
		c.Evict(s)
		d.evict(o)
	}
}

// requireSame compares everything that can be asked.
func requireSame(t *testing.T, d *dumb, c *Cache) {
	t.Helper()
	require.Equal(t, d.sum(false)+d.reserved, c.Used())
	require.Equal(t, d.sum(true), c.Pinned())
	require.Equal(t, d.reserved, c.Reserved())
	require.Equal(t, len(d.objects), c.Len())
	s := c.Oldest()
	for _, o := range d.objects {
		at := c.Lookup(o.key)
		require.Equal(t, *o, object{c.Key(at), c.Size(at), c.Pins(at), c.Uses(at), c.AddedAt(at), o.priority})
		if o.pins == 0 {
			require.Equal(t, at, s, "order of recency")
			s = c.Newer(s)
		}
	}
	require.Zero(t, s)
	if v := d.victim(); v != nil {
		require.Equal(t, v.key, c.Key(c.victim()))
	} else {
		require.Zero(t, c.victim())
	}
}

// TestInclusion checks a law of LRU with objects of one size: whatever a cache
// holds, a larger one holds too, so that more memory never makes more misses.
func TestInclusion(t *testing.T) {
	rng := sim.NewStream(1, t.Name())
	small, large := NewLRU(20), NewLRU(30)
	for range 20_000 {
		k := Key(min(rng.Exp()*15, 100))
		for _, c := range []*Cache{small, large} {
			_, err := c.Add(k, 1)
			require.NoError(t, err)
		}
		for s := small.Oldest(); s != 0; s = small.Newer(s) {
			require.NotZero(t, large.Lookup(small.Key(s)))
		}
	}
	require.Less(t, large.Evictions(), small.Evictions())
}

// TestHitRatios puts the orders in the rank that their papers give for Zipf
// requests of objects that vary much in size.
func TestHitRatios(t *testing.T) {
	misses := make([]int, orders)
	for o := range Order(orders) {
		c, keys := NewCache(20_000, o), zipf(t.Name(), 5000, 100_000)
		for _, k := range keys {
			if c.Lookup(k) == 0 {
				misses[o]++
			}
			_, err := c.Add(k, sizeOf(k))
			require.NoError(t, err)
		}
	}
	ranked := []Order{GreedyDual, LFU, LRU, FIFO}
	require.True(t, slices.IsSortedFunc(ranked, func(a, b Order) int { return cmp.Compare(misses[a], misses[b]) }),
		"misses in the orders %v: %v", orderNames, misses)
}
