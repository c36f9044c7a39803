package cache

// This file answers questions about a cache and its entries.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// Order returns the order of eviction.
func (c *Cache) Order() Order { return c.order }

// Capacity returns the size of the cache.
func (c *Cache) Capacity() unit.Bytes { return c.capacity }

// Used returns the bytes of all entries, pinned or not, and those reserved.
func (c *Cache) Used() unit.Bytes { return c.used }

// Reserved returns the bytes that are set aside.
func (c *Cache) Reserved() unit.Bytes { return c.reserved }

// Pinned returns the bytes of the entries that are pinned.
func (c *Cache) Pinned() unit.Bytes { return c.pinned }

// Free returns the bytes that are available without an eviction.
func (c *Cache) Free() unit.Bytes { return c.capacity - c.used }

// Len returns the number of entries, pinned or not.
func (c *Cache) Len() int { return c.live }

// Evictions returns the number of entries evicted so far, whether to make room
// or by Evict.
func (c *Cache) Evictions() uint64 { return c.evictions }

// Key returns the key of the entry.
func (c *Cache) Key(s Slot) Key { return c.at(s).key }

// Size returns the size of the entry.
func (c *Cache) Size(s Slot) unit.Bytes { return c.at(s).size }

// Pins returns the number of pins of the entry that are not undone yet.
func (c *Cache) Pins(s Slot) int { return int(c.at(s).pins) }

// Uses returns how often the entry was used since it was added: 1 for the
// addition and 1 for every Touch.
func (c *Cache) Uses(s Slot) uint64 { return c.at(s).uses }

// AddedAt returns the number of the addition of the entry, counted from 1 over
// the life of the cache. It orders entries by age; it is not a time.
func (c *Cache) AddedAt(s Slot) uint64 {
	c.at(s)
	return c.ranks[s].added
}

// Oldest returns the least recently used unpinned entry, whatever the cache's
// order, or 0 if there is none. With Newer it iterates over all of them:
//
//	for s := c.Oldest(); s != 0; s = c.Newer(s) {
//
// To evict or to pin s in the loop, ask for its successor first.
func (c *Cache) Oldest() Slot { return c.near[0].newer }

// Newer returns the unpinned entry that was used next after s, which must be
// unpinned, or 0 if s is the most recently used one.
func (c *Cache) Newer(s Slot) Slot {
	e := c.at(s)
	if e.pins > 0 {
		panic(fmt.Sprintf("cache: Newer of key %d, which is pinned", e.key))
	}
	return e.newer
}
