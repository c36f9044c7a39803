package cache

// This file defines the orders of eviction.

import (
	"fmt"
	"math"
	"strings"
)

// An Order says which unpinned entry is evicted first. Ties go to the least
// recently used one, so every order is total.
type Order uint8

// The orders. LRU is the zero value.
const (
	// LRU evicts the least recently used entry. It costs O(1) per operation;
	// the others keep a heap and cost O(log n).
	//
	// Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage
	// hierarchies, IBM Systems Journal 9(2), 1970.
	LRU Order = iota

	// FIFO evicts the entry that was added first, whatever its uses and pins
	// have been since.
	//
	// Belady: A study of replacement algorithms for a virtual-storage
	// computer, IBM Systems Journal 5(2), 1966.
	FIFO

	// LFU evicts the entry with the fewest uses since it was added; what is
	// evicted is forgotten. It never ages: an entry that was popular once stays.
	//
	// Aho, Denning, Ullman: Principles of optimal page replacement, Journal of
	// the ACM 18(1), 1971, whose optimal algorithm evicts what is least probable
	// to be used; the count estimates that.
	LFU

	// Size evicts the largest entry, which keeps the most entries.
	//
	// Williams, Abrams, Standridge, Abdulla, Fox: Removal policies in network
	// caches for World-Wide Web documents, SIGCOMM 1996.
	Size

	// GreedyDual evicts the entry with the lowest priority
	//
	//	clock + uses × cost / size
	//
	// which is set at its addition, use and last unpin, where clock is the
	// priority of the entry evicted last. It thus weighs frequency and size, and
	// ages what is not used. The cost is 1 for every entry, which optimises the
	// share of hits rather than of bytes.
	//
	// Cherkasova: Improving WWW proxies performance with
	// Greedy-Dual-Size-Frequency caching policy, HP Labs HPL-98-69, 1998, after
	// Cao, Irani: Cost-aware WWW proxy caching algorithms, USENIX 1997.
	GreedyDual

	orders = iota
)

// orderNames are the names by which scripts know the orders.
var orderNames = [orders]string{"lru", "fifo", "lfu", "size", "greedy_dual"}

// ParseOrder returns the order called name, such as "lru" or "greedy_dual".
func ParseOrder(name string) (Order, error) {
	for o, n := range orderNames {
		if n == name {
			return Order(o), nil
		}
	}
	return 0, fmt.Errorf("order of eviction %q: unknown, want %s", name, strings.Join(orderNames[:], ", "))
}

// String returns the name of o, the one ParseOrder reads.
func (o Order) String() string {
	if int(o) < len(orderNames) {
		return orderNames[o]
	}
	return fmt.Sprintf("Order(%d)", uint8(o))
}

// rank returns the rank of an entry, of which the lowest is evicted first, ties to
// the least recently used.
func (c *Cache) rank(s Slot) uint64 {
	e := c.ent(s)
	switch c.order {
	case FIFO:
		return c.ranks[s].added
	case LFU:
		return e.uses
	case Size:
		return math.MaxUint64 - uint64(e.size)
	case GreedyDual:
		// Bit patterns of floats that are not negative are ordered as the
		// floats are. A quotient is never fused with a sum, so the priority is
		// the same on every machine.
		return math.Float64bits(c.clock + float64(e.uses)/float64(max(e.size, 1)))
	}
	return 0
}

// SetOrder changes the order of eviction. Priorities of [GreedyDual] count as set
// now.
func (c *Cache) SetOrder(o Order) {
	if o >= orders {
		panic("cache: unknown " + o.String())
	}
	if o == c.order {
		return
	}
	c.order = o
	c.heap = c.heap[:0]
	if o == LRU {
		return
	}
	for s := c.near[0].newer; s != 0; s = c.ent(s).newer {
		c.rankIn(s)
	}
}
