package cache

// This file keeps the unpinned entries in order: the ring of recency and, for
// orders other than LRU, the heap of ranks.

import (
	"fmt"
	"math"
)

// at returns the entry of s. It panics if the slot is free.
func (c *Cache) at(s Slot) *entry {
	if s <= 0 || int(s) >= len(c.ent) || c.ent[s].pins == freed {
		panic(fmt.Sprintf("cache: slot %d is not in use", s))
	}
	return &c.ent[s]
}

// take returns a free slot.
func (c *Cache) take() Slot {
	if s := c.free; s != 0 {
		c.free = c.ent[s].newer
		return s
	}
	c.ent = append(c.ent, entry{})
	return Slot(len(c.ent) - 1)
}

// victim returns the unpinned entry that is evicted next, or 0 if there is
// none.
func (c *Cache) victim() Slot {
	if c.order == LRU {
		return c.ent[0].newer
	}
	if len(c.heap) == 0 {
		return 0
	}
	return c.heap[0]
}

// insert makes an entry evictable, as the most recently used one.
func (c *Cache) insert(s Slot) {
	e := &c.ent[s]
	c.link(s, e)
	if c.order != LRU {
		c.rankIn(s, e)
	}
}

// rankIn puts an entry into the heap.
func (c *Cache) rankIn(s Slot, e *entry) {
	e.rank = c.rank(e)
	e.pos = int32(len(c.heap))
	c.heap = append(c.heap, s)
	c.rise(e.pos)
}

// withdraw undoes insert.
func (c *Cache) withdraw(e *entry) {
	c.unlink(e)
	if c.order == LRU {
		return
	}
	hole, last := e.pos, int32(len(c.heap)-1)
	moved := c.heap[last]
	c.heap = c.heap[:last]
	if hole < last {
		c.put(hole, moved)
		c.fix(hole)
	}
}

// link puts the entry at the newest end of the ring.
func (c *Cache) link(s Slot, e *entry) {
	c.tick++
	e.tick = c.tick
	newest := c.ent[0].older
	e.older, e.newer = newest, 0
	c.ent[newest].newer = s
	c.ent[0].older = s
}

// unlink takes the entry off the ring.
func (c *Cache) unlink(e *entry) {
	c.ent[e.older].newer = e.newer
	c.ent[e.newer].older = e.older
}

// before reports whether a is evicted before b.
func (c *Cache) before(a, b Slot) bool {
	x, y := &c.ent[a], &c.ent[b]
	return x.rank < y.rank || x.rank == y.rank && x.tick < y.tick
}

// put stores s in the heap at i.
func (c *Cache) put(i int32, s Slot) {
	c.heap[i] = s
	c.ent[s].pos = i
}

// fix moves the entry at i, whose rank has changed, to where it belongs.
func (c *Cache) fix(i int32) {
	s := c.heap[i]
	c.rise(i)
	c.sink(c.ent[s].pos)
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
