package cache

// This file keeps the unpinned entries in order: the ring of recency and, for
// orders other than LRU, the heap of ranks.

import (
	"fmt"
	"math"
)

// ent returns the entry of s, or the sentinel.
func (c *Cache) ent(s Slot) *entry {
	if s < 2 {
		return &c.near[s]
	}
	return &c.far[s-2]
}

// at returns the entry of s. It panics if the slot is free.
func (c *Cache) at(s Slot) *entry {
	if s <= 0 || int(s) >= 2+len(c.far) || c.ent(s).pins == freed {
		panic(fmt.Sprintf("cache: slot %d is not in use", s))
	}
	return c.ent(s)
}

// take returns a free slot.
func (c *Cache) take() Slot {
	if s := c.free; s != 0 {
		c.free = c.ent(s).newer
		return s
	}
	c.far, c.ranks = append(c.far, entry{}), append(c.ranks, rank{})
	return Slot(len(c.far) + 1)
}

// victim returns the unpinned entry that is evicted next, or 0 if there is
// none.
func (c *Cache) victim() Slot {
	if c.order == LRU {
		return c.near[0].newer
	}
	if len(c.heap) == 0 {
		return 0
	}
	return c.heap[0]
}

// insert makes an entry evictable, as the most recently used one.
func (c *Cache) insert(s Slot) {
	c.link(s, c.ent(s))
	if c.order != LRU {
		c.rankIn(s)
	}
}

// stamp notes that an entry is the most recently used one.
func (c *Cache) stamp(s Slot) *rank {
	c.tick++
	r := &c.ranks[s]
	r.tick = c.tick
	return r
}

// rankIn puts an entry into the heap that is the most recently used one in it.
func (c *Cache) rankIn(s Slot) {
	r := c.stamp(s)
	r.value = c.rank(s)
	r.pos = int32(len(c.heap))
	c.heap = append(c.heap, s)
	c.rise(r.pos)
}

// withdraw undoes insert.
func (c *Cache) withdraw(s Slot) {
	c.unlink(c.ent(s))
	if c.order == LRU {
		return
	}
	hole, last := c.ranks[s].pos, int32(len(c.heap)-1)
	moved := c.heap[last]
	c.heap = c.heap[:last]
	if hole < last {
		c.put(hole, moved)
		c.fix(hole)
	}
}

// link puts the entry at the newest end of the ring.
func (c *Cache) link(s Slot, e *entry) {
	newest := c.near[0].older
	e.older, e.newer = newest, 0
	c.ent(newest).newer = s
	c.near[0].older = s
}

// unlink takes the entry off the ring.
func (c *Cache) unlink(e *entry) {
	c.ent(e.older).newer = e.newer
	c.ent(e.newer).older = e.older
}

// before reports whether a is evicted before b.
func (c *Cache) before(a, b Slot) bool {
	x, y := &c.ranks[a], &c.ranks[b]
	return x.value < y.value || x.value == y.value && x.tick < y.tick
}

// put stores s in the heap at i.
func (c *Cache) put(i int32, s Slot) {
	c.heap[i] = s
	c.ranks[s].pos = i
}

// fix moves the entry at i, whose rank has changed, to where it belongs.
func (c *Cache) fix(i int32) {
	s := c.heap[i]
	c.rise(i)
	c.sink(c.ranks[s].pos)
}

// rise moves the entry at i up until its parent goes before it.
func (c *Cache) rise(i int32) {
	s := c.heap[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !c.before(s, c.heap[parent]) {
			break
		}
		c.put(i, c.heap[parent])
		i = parent
	}
	c.put(i, s)
}

// sink moves the entry at i down until it goes before its children.
func (c *Cache) sink(i int32) {
	s, n := c.heap[i], int32(len(c.heap))
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if child+1 < n && c.before(c.heap[child+1], c.heap[child]) {
			child++
		}
		if !c.before(c.heap[child], s) {
			break
		}
		c.put(i, c.heap[child])
		i = child
	}
	c.put(i, s)
}

// priority is the inverse of what rank does for GreedyDual.
func priority(rank uint64) float64 { return math.Float64frombits(rank) }
