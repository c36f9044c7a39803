package cache

// This file defines the cache and how its entries come, are used and go.

import (
	"errors"
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// ErrNoSpace and ErrTooLarge are outcomes of Add and Reserve. They come bare,
// without the numbers, because a full cache may refuse often.
var (
	// ErrNoSpace says that pinned entries and reservations leave too little
	// room for now.
	ErrNoSpace = errors.New("not enough unpinned space in the cache")

	// ErrTooLarge says that it would not fit into the empty cache either.
	ErrTooLarge = errors.New("larger than the capacity of the cache")
)

// A Key identifies what is stored. Keys are small and dense: IDs.
type Key uint32

// A Slot names an entry for as long as it is in the cache; 0 is none. Slots
// are small and dense, numbered from 1, and are used again.
type Slot int32

// Cache is a byte-bounded store whose entries can be pinned.
//
// A pinned entry is in use and is never evicted. Pins nest: an entry stays
// pinned until every Pin is matched by an Unpin. Reserved bytes are occupied
// by something that is not an entry, and are never evicted.
//
// A method that is given a free slot panics.
//
// Invariants, checked by check in tests:
//
//	used     == reserved + sum of size over all entries
//	pinned   == sum of size over entries with pins > 0
//	used     <= capacity
//	an entry is on the recency ring if and only if pins == 0
//	an entry is in the heap if and only if pins == 0 and the order is not LRU
//	along the ring from the oldest entry, tick increases, if the order is not LRU
//	index[e.key] is the slot of e, and 0 for keys that are absent, if there is an index
//
// With many caches, what their number costs is the cache lines of 64 bytes that are
// touched in each. A look-up, a pin and a reservation touch the first line of a Cache
// and the entries, two to a line; the first of them can be read at the same time, as
// no pointer leads there.
type Cache struct {
	capacity, used, reserved, pinned unit.Bytes

	far   []entry // from slot 2 on
	free  Slot    // head of the free list, linked through newer; 0 if empty
	order Order
	near  [2]entry // the sentinel of the ring, and slot 1

	index []Slot // by key; none as long as there are few slots
	ranks []rank // by slot
	heap  []Slot // unpinned entries, the next to be evicted at 0; not for LRU
	live  int    // entries

	added     uint64  // additions so far
	tick      uint64  // uses, additions and last unpins so far; not for LRU
	evictions uint64  // so far
	clock     float64 // GreedyDual: the highest priority evicted so far

	// OnEvict, if not nil, is called once for every evicted entry, before the
	// method that evicts it returns. The slot is free again by then and may be
	// given to another key. It must not call methods of the cache.
	OnEvict func(Key, Slot, unit.Bytes)
}

// entry is what every use of one slot touches.
type entry struct {
	size         unit.Bytes
	uses         uint64
	older, newer Slot // neighbours on the ring; 0 is the sentinel
	key          Key
	pins         int32 // freed if the slot is free
}

// rank is what else there is of a slot. All but added is for orders other than LRU.
type rank struct {
	added uint64
	tick  uint64 // when it was used last; unique
	value uint64 // see Cache.rank; set when unpinned or used
	pos   int32  // index in the heap
}

// freed is the number of pins in a free slot.
const freed = -1

// few is how many slots, from slot 2 on, are looked through without an index.
const few = 2

// NewLRU returns an empty cache of the given capacity, which must not be
// negative, that evicts in the order [LRU].
func NewLRU(capacity unit.Bytes) *Cache { return NewCache(capacity, LRU) }

// NewCache returns an empty cache of the given capacity, which must not be
// negative, that evicts in the given order.
func NewCache(capacity unit.Bytes, order Order) *Cache {
	if capacity < 0 {
		panic(fmt.Sprintf("cache: capacity of %v is negative", capacity))
	}
	if order >= orders {
		panic("cache: unknown " + order.String())
	}
	return &Cache{capacity: capacity, order: order, free: 1, near: [2]entry{1: {pins: freed}}, ranks: make([]rank, 2)}
}

// Add inserts k with the given size as the most recently used entry, evicting
// unpinned entries in the cache's order until it fits, and returns its slot.
// Adding a key that is present, which must be of the same size, only touches
// it. A size of 0 is allowed.
//
// Add either succeeds or changes nothing: if the object cannot fit, it returns
// slot 0 and [ErrTooLarge] or [ErrNoSpace], and evicts nothing.
func (c *Cache) Add(k Key, size unit.Bytes) (Slot, error) {
	if s := c.Lookup(k); s != 0 {
		if e := c.ent(s); size != e.size {
			panic(fmt.Sprintf("cache: Add of key %d of %v, which is present with %v", k, size, e.size))
		}
		c.Touch(s)
		return s, nil
	}
	if err := c.makeRoom(size); err != nil {
		return 0, err
	}
	s := c.take()
	c.used += size
	c.live++
	c.added++
	*c.ent(s) = entry{key: k, size: size, uses: 1}
	c.ranks[s].added = c.added
	if c.index != nil {
		c.note(k, s)
	} else if len(c.far) > few {
		c.note(c.near[1].key, 1) // all are in use, or there would not be one more
		for i := range c.far {
			c.note(c.far[i].key, Slot(i+2))
		}
	}
	c.insert(s)
	return s, nil
}

// note enters a key into the index.
func (c *Cache) note(k Key, s Slot) {
	if n := int(k) + 1 - len(c.index); n > 0 {
		c.index = append(c.index, make([]Slot, n)...)
	}
	c.index[k] = s
}

// Lookup returns the slot of k, or 0 if it is absent. It is not a use.
func (c *Cache) Lookup(k Key) Slot {
	if c.near[1].key == k && c.near[1].pins != freed {
		return 1
	}
	if len(c.far) > few {
		if int(k) >= len(c.index) {
			return 0
		}
		return c.index[k]
	}
	for i := range c.far {
		if e := &c.far[i]; e.key == k && e.pins != freed {
			return Slot(i + 2)
		}
	}
	return 0
}

// Touch counts a use of the entry and makes it the most recently used one.
func (c *Cache) Touch(s Slot) {
	e := c.at(s)
	e.uses++
	if e.pins > 0 {
		return
	}
	c.unlink(e)
	c.link(s, e)
	if c.order != LRU {
		r := c.stamp(s)
		r.value = c.rank(s)
		c.fix(r.pos)
	}
}

// Pin keeps the entry from being evicted until the matching Unpin. It is not
// counted as a use; Touch is.
func (c *Cache) Pin(s Slot) {
	e := c.at(s)
	if e.pins == 0 {
		c.withdraw(s)
		c.pinned += e.size
	}
	e.pins++
}

// Unpin undoes one Pin. The last one makes the entry evictable again and the
// most recently used one, without counting a use.
func (c *Cache) Unpin(s Slot) {
	e := c.at(s)
	if e.pins == 0 {
		panic(fmt.Sprintf("cache: Unpin of key %d, which is not pinned", e.key))
	}
	e.pins--
	if e.pins == 0 {
		c.pinned -= e.size
		c.insert(s)
	}
}

// Remove drops an unpinned entry because it was asked for: it is not counted
// as an eviction, and OnEvict is not called.
func (c *Cache) Remove(s Slot) {
	e := c.at(s)
	if e.pins > 0 {
		panic(fmt.Sprintf("cache: Remove of key %d, which is pinned", e.key))
	}
	c.drop(s)
}

// Evict drops an unpinned entry to make room, whatever the cache's order.
func (c *Cache) Evict(s Slot) {
	e := c.at(s)
	if e.pins > 0 {
		panic(fmt.Sprintf("cache: Evict of key %d, which is pinned", e.key))
	}
	c.evict(s)
}

// Reserve sets n bytes aside, evicting unpinned entries in the cache's order
// until they fit. It either succeeds or changes nothing, as Add does.
func (c *Cache) Reserve(n unit.Bytes) error {
	if err := c.makeRoom(n); err != nil {
		return err
	}
	c.used += n
	c.reserved += n
	return nil
}

// Unreserve gives back n reserved bytes; there must be as many.
func (c *Cache) Unreserve(n unit.Bytes) {
	if n < 0 || n > c.reserved {
		panic(fmt.Sprintf("cache: Unreserve of %v of %v", n, c.reserved))
	}
	c.used -= n
	c.reserved -= n
}

// makeRoom evicts until n more bytes fit, or returns why they never or do not
// now, having evicted nothing.
func (c *Cache) makeRoom(n unit.Bytes) error {
	switch {
	case n < 0:
		panic(fmt.Sprintf("cache: size of %v is negative", n))
	case n > c.capacity:
		return ErrTooLarge
	case n > c.capacity-c.pinned-c.reserved:
		return ErrNoSpace
	}
	for n > c.capacity-c.used {
		c.evict(c.victim()) // not slot 0: the unpinned bytes suffice
	}
	return nil
}

// evict drops the entry, tells whoever wants to know, and advances the clock.
// A victim that the caller chose may have a higher priority than others; the
// clock does not go back when those follow.
func (c *Cache) evict(s Slot) {
	e := *c.at(s)
	if c.order == GreedyDual {
		c.clock = max(c.clock, priority(c.ranks[s].value))
	}
	c.evictions++
	c.drop(s)
	if c.OnEvict != nil {
		c.OnEvict(e.key, s, e.size)
	}
}

// drop frees the slot of an unpinned entry.
func (c *Cache) drop(s Slot) {
	e := c.ent(s)
	c.withdraw(s)
	c.used -= e.size
	c.live--
	if c.index != nil {
		c.index[e.key] = 0
	}
	e.pins = freed
	e.newer = c.free
	c.free = s
}
