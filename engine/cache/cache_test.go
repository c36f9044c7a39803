package cache

// This file tests the rules of the cache by small scripts.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// TestScripts runs small scripts against a cache of 100 bytes. "a10" adds
// object a of 10 bytes, "+a" pins it, "-a" unpins it, "?a" touches it, "~a"
// removes it, "^a" evicts it, "[10" reserves 10 bytes, "]10" gives them back.
// want lists the entries from the last to the next one to be evicted, with
// pinned ones, in key order, after a bar, and those evicted so far, in order,
// after an exclamation mark.
func TestScripts(t *testing.T) {
	for _, tt := range []struct {
		order              Order
		name, script, want string
		err                error
	}{
		{LRU, "evicts oldest", "a40 b60 c40", "c b ! a", nil},
		{LRU, "evicts no more than it must", "a40 b40 c20 d10", "d c b ! a", nil},
		{LRU, "evicts several", "a40 b40 c20 d70", "d c ! a b", nil},
		{LRU, "touch saves", "a40 b60 ?a c60", "c a ! b", nil},
		{LRU, "adding again is a touch", "a40 b60 a40 c60", "c a ! b", nil},
		{LRU, "pins save", "a40 +a b60 c60", "c | a ! b", nil},
		{LRU, "pins nest", "a40 +a +a -a b60 c60", "c | a ! b", nil},
		{LRU, "last unpin makes recent", "a40 +a b60 -a", "a b", nil},
		{LRU, "touch of a pinned entry", "a40 b60 +a ?a -a", "a b", nil},
		{LRU, "failure evicts nothing", "a40 +a b50 c70", "b | a", ErrNoSpace},
		{LRU, "too large evicts nothing", "a40 b50 c101", "b a", ErrTooLarge},
		{LRU, "too large though pinned", "a40 +a b101", "| a", ErrTooLarge},
		{LRU, "exactly the capacity", "a40 b50 c100", "c ! a b", nil},
		{LRU, "exactly what pins leave", "a40 +a b50 c60", "c | a ! b", nil},
		{LRU, "nothing fits into nothing", "a100 +a b1", "| a", ErrNoSpace},
		{LRU, "an empty object always fits", "a100 +a b0", "b | a", nil},
		{LRU, "remove is no eviction", "a40 b60 ~a c40", "c b", nil},
		{LRU, "evict out of turn", "a40 b60 ^b", "a ! b", nil},
		{LRU, "removed and added again", "a40 b60 ~a a40", "a b", nil},
		{LRU, "reserve evicts", "a40 b60 [30", "b ! a", nil},
		{LRU, "reserve evicts nothing if it fails", "a40 +a b50 [70", "b | a", ErrNoSpace},
		{LRU, "reserve too much", "a40 [101", "a", ErrTooLarge},
		{LRU, "reserved bytes are not evicted", "[50 a40 b60", "a", ErrNoSpace},
		{LRU, "unreserve frees", "[50 a40 ]50 b60", "b a", nil},
		{LRU, "reserve all", "a40 b60 [100", "! a b", nil},

		{FIFO, "evicts first in", "a40 b60 ?a c40", "c b ! a", nil},
		{FIFO, "unpin keeps the place", "a40 b30 +a c30 -a d1", "d c b ! a", nil},
		{FIFO, "pins save", "a40 +a b60 c60", "c | a ! b", nil},
		{FIFO, "adding again keeps the place", "a40 b30 a40", "b a", nil},

		{LFU, "evicts least used", "a40 b60 ?a c40", "a c ! b", nil},
		{LFU, "ties to least recently used", "a40 b30 c30 ?b ?a ?c d1", "c a d ! b", nil},
		{LFU, "unpin is recent but no use", "a40 b30 ?b +a -a c20", "b c a", nil},
		{LFU, "touch of a pinned entry counts", "a40 b30 +a ?a -a ?b ?a c20 d30", "a b d ! c", nil},
		{LFU, "evicted is forgotten", "a40 ?a ?a ^a b40 a40", "a b ! a", nil},

		{Size, "evicts largest", "a10 b60 c20 d40", "a c d ! b", nil},
		{Size, "ties to least recently used", "a30 b30 c30 ?a d20", "d a c ! b", nil},
		{Size, "an empty object goes last", "a0 b50 c60", "a c ! b", nil},

		{GreedyDual, "large goes first", "a10 b60 c20 d40", "a c d ! b", nil},
		{GreedyDual, "uses save", "a10 b60 ?b ?b ?b ?b ?b ?b c40", "c b ! a", nil},
		{GreedyDual, "age overtakes uses", "a10 ?a ?a b100 c100 d100 e100", "e ! a b c d", nil},
		{GreedyDual, "last unpin starts from the clock", "a50 +a b50 c50 d50 -a", "a d ! b c", nil},
	} {
		t.Run(tt.order.String()+" "+tt.name, func(t *testing.T) {
			c := NewCache(100, tt.order)
			var gone []string
			c.OnEvict = func(k Key, _ Slot, _ unit.Bytes) { gone = append(gone, name(k)) }
			err := run(t, c, tt.script)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.want, dump(c, gone))
			require.EqualValues(t, len(gone), c.Evictions())
		})
	}
}

// run executes a script and returns the first error.
func run(t *testing.T, c *Cache, script string) (err error) {
	for _, word := range strings.Fields(script) {
		k := Key(word[0])
		n, _ := strconv.Atoi(word[1:])
		if strings.Contains("+-?~^", word[:1]) {
			k = Key(word[1])
		}
		s := c.Lookup(k)
		var e error
		switch word[0] {
		case '+':
			c.Pin(s)
		case '-':
			c.Unpin(s)
		case '?':
			c.Touch(s)
		case '~':
			c.Remove(s)
		case '^':
			c.Evict(s)
		case '[':
			e = c.Reserve(unit.Bytes(n))
		case ']':
			c.Unreserve(unit.Bytes(n))
		default:
			_, e = c.Add(k, unit.Bytes(n))
		}
		if err == nil {
			err = e
		}
		check(t, c)
	}
	return err
}

func name(k Key) string { return string(rune(k)) }

// dump describes the entries of c as TestScripts says.
func dump(c *Cache, gone []string) string {
	var unpinned []Slot
	var pinned []string
	for k := Key(0); k < 'z'; k++ {
		if s := c.Lookup(k); s != 0 && c.Pins(s) > 0 {
			pinned = append(pinned, name(k))
		}
	}
	for s := c.Oldest(); s != 0; s = c.Newer(s) {
		unpinned = append(unpinned, s)
	}
	slices.Reverse(unpinned)
	if c.order != LRU {
		slices.SortFunc(unpinned, func(a, b Slot) int {
			if c.before(a, b) {
				return 1
			}
			return -1
		})
	}
	var words []string
	for _, s := range unpinned {
		words = append(words, name(c.Key(s)))
	}
	if len(pinned) > 0 {
		words = append(append(words, "|"), pinned...)
	}
	if len(gone) > 0 {
		words = append(append(words, "!"), gone...)
	}
	return strings.Join(words, " ")
}

// check asserts the invariants of c.
func check(t *testing.T, c *Cache) {
	t.Helper()
	used, pinned, live, unpinned := c.reserved, unit.Bytes(0), 0, 0
	for s := Slot(1); int(s) < 2+len(c.far); s++ {
		e := c.ent(s)
		if e.pins == freed {
			continue
		}
		live++
		used += e.size
		require.Equal(t, s, c.Lookup(e.key))
		if e.pins > 0 {
			pinned += e.size
			continue
		}
		unpinned++
		if c.order != LRU {
			require.Equal(t, s, c.heap[c.ranks[s].pos])
		}
	}
	require.Equal(t, used, c.used)
	require.Equal(t, pinned, c.pinned)
	require.Equal(t, live, c.live)
	require.LessOrEqual(t, c.used, c.capacity)
	require.Len(t, c.ranks, 2+len(c.far))
	if len(c.far) > few {
		require.Equal(t, live, len(c.index)-count(c.index, 0), "keys in the index")
	} else {
		require.Empty(t, c.index)
	}
	checkOrder(t, c, unpinned)
}

// checkOrder asserts that so many entries are on the ring and in the heap, and
// in order.
func checkOrder(t *testing.T, c *Cache, unpinned int) {
	t.Helper()
	tick, ring := uint64(0), 0
	for s := c.Oldest(); s != 0; s = c.Newer(s) {
		if c.order != LRU {
			require.Less(t, tick, c.ranks[s].tick)
			tick = c.ranks[s].tick
		}
		require.Equal(t, s, c.ent(c.ent(s).older).newer)
		ring++
	}
	require.Equal(t, unpinned, ring)
	if c.order == LRU {
		require.Empty(t, c.heap)
		return
	}
	require.Len(t, c.heap, unpinned)
	for i := 1; i < len(c.heap); i++ {
		require.True(t, c.before(c.heap[(i-1)/2], c.heap[i]), "entry %d of the heap and its parent", i)
	}
}

func count(slots []Slot, s Slot) int {
	n := 0
	for _, x := range slots {
		if x == s {
			n++
		}
	}
	return n
}

func TestQueries(t *testing.T) {
	c := NewLRU(100)
	require.NoError(t, run(t, c, "a10 b20 +b [30 ?a +b"))
	a, b := c.Lookup('a'), c.Lookup('b')
	require.Equal(t, []unit.Bytes{100, 60, 30, 20, 40}, []unit.Bytes{c.Capacity(), c.Used(), c.Reserved(), c.Pinned(), c.Free()})
	require.Equal(t, []Key{'a', 'b'}, []Key{c.Key(a), c.Key(b)})
	require.Equal(t, []unit.Bytes{10, 20}, []unit.Bytes{c.Size(a), c.Size(b)})
	require.Equal(t, []int{0, 2}, []int{c.Pins(a), c.Pins(b)})
	require.Equal(t, []uint64{2, 1}, []uint64{c.Uses(a), c.Uses(b)})
	require.Equal(t, []uint64{1, 2}, []uint64{c.AddedAt(a), c.AddedAt(b)})
	require.Equal(t, 2, c.Len())
	require.Zero(t, c.Lookup('c'))
	require.Zero(t, c.Lookup(1<<31))
	require.Equal(t, LRU, c.Order())
}

func TestUnboundedCapacity(t *testing.T) {
	c := NewLRU(1<<63 - 1)
	for k := range Key(3) {
		_, err := c.Add(k, 1<<62)
		require.NoError(t, err)
		check(t, c)
	}
	require.EqualValues(t, 2, c.Evictions())
}

func TestOnEvictComesAfter(t *testing.T) {
	c := NewLRU(100)
	a, err := c.Add(7, 60)
	require.NoError(t, err)
	var got []string
	c.OnEvict = func(k Key, s Slot, size unit.Bytes) { got = append(got, fmt.Sprint(k, s, size)) }
	b, err := c.Add(8, 60)
	require.NoError(t, err)
	require.Equal(t, []string{"7 1 60B"}, got)
	require.Equal(t, a, b, "the slot is used again")
}

func TestMisusePanics(t *testing.T) {
	c := NewLRU(100)
	require.NoError(t, run(t, c, "a10 b20 +b [30 c1 ~c"))
	a, b := c.Lookup('a'), c.Lookup('b')
	for _, tt := range []struct {
		want string
		do   func()
	}{
		{"cache: Unpin of key 97, which is not pinned", func() { c.Unpin(a) }},
		{"cache: Remove of key 98, which is pinned", func() { c.Remove(b) }},
		{"cache: Evict of key 98, which is pinned", func() { c.Evict(b) }},
		{"cache: Newer of key 98, which is pinned", func() { c.Newer(b) }},
		{"cache: Add of key 97 of 11B, which is present with 10B", func() { _, _ = c.Add('a', 11) }},
		{"cache: Unreserve of 31B of 30B", func() { c.Unreserve(31) }},
		{"cache: Unreserve of -1B of 30B", func() { c.Unreserve(-1) }},
		{"cache: size of -1B is negative", func() { _ = c.Reserve(-1) }},
		{"cache: size of -1B is negative", func() { _, _ = c.Add('c', -1) }},
		{"cache: slot 0 is not in use", func() { c.Touch(0) }},
		{"cache: slot 3 is not in use", func() { c.Pin(3) }},
		{"cache: slot 4 is not in use", func() { c.Size(4) }},
		{"cache: slot -1 is not in use", func() { c.Key(-1) }},
		{"cache: capacity of -1B is negative", func() { NewLRU(-1) }},
		{"cache: unknown Order(5)", func() { NewCache(1, 5) }},
	} {
		require.PanicsWithValue(t, tt.want, tt.do)
		check(t, c)
	}
}

func TestParseOrder(t *testing.T) {
	for o := range Order(orders) {
		got, err := ParseOrder(o.String())
		require.NoError(t, err)
		require.Equal(t, o, got)
	}
	_, err := ParseOrder("mru")
	require.EqualError(t, err, `order of eviction "mru": unknown, want lru, fifo, lfu, size, greedy_dual`)
}
