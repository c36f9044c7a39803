package engine

// This file compares the tree with a sorted slice.

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A treeModel is the members of a tree in no order.
type treeModel map[uint32]node

// first is what tree.first should return.
func (m treeModel) first(key uint64, after uint32, kind int, need int64, ok chooser) uint32 {
	var in []uint32
	for x := range m {
		in = append(in, x)
	}
	slices.SortFunc(in, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(m[a].key, m[b].key), cmp.Compare(a, b))
	})
	for _, x := range in {
		n := m[x]
		if (n.key > key || n.key == key && x > after) && n.value.of(kind) >= need && ok.takes(x) {
			return x
		}
	}
	return 0
}

// picky takes members whose bit is set.
type picky uint64

func (p picky) takes(m uint32) bool { return p&(1<<(m%64)) != 0 }

func TestTreeModel(t *testing.T) {
	const members = 40
	rng := sim.NewStream(1, t.Name())
	var tr tree
	tr.grow(members + 1)
	model := treeModel{}
	c := &checker{s: New(Config{})}
	for range 10_000 {
		m := uint32(1 + rng.IntN(members))
		switch rng.IntN(10) {
		case 0, 1, 2, 3:
			n := node{key: uint64(rng.IntN(12)), value: offers{int64(rng.IntN(20)), int64(rng.IntN(20))}}
			if rng.IntN(10) == 0 {
				n.value.first = noOffer
			}
			tr.set(m, n.key, n.value)
			model[m] = n
		case 4, 5:
			tr.remove(m)
			delete(model, m)
		default:
			key, after, kind, need := uint64(rng.IntN(13)), uint32(rng.IntN(members+2)), rng.IntN(2), int64(rng.IntN(22)-1)
			if rng.IntN(4) == 0 {
				need = noOffer
			}
			var ok chooser = picky(rng.Uint64())
			if rng.IntN(2) == 0 {
				ok = everything{}
			}
			require.Equal(t, model.first(key, after, kind, need, ok), tr.first(key, after, kind, need, ok))
		}
		c.tree("tree", &tr)
		require.NoError(t, c.err)
		in := 0
		for x := range tr.nodes {
			if tr.has(uint32(x)) {
				in++
				require.Equal(t, model[uint32(x)].key, tr.nodes[x].key)
				require.Equal(t, model[uint32(x)].value, tr.nodes[x].value)
			}
		}
		require.Equal(t, len(model), in)
	}
}

// TestTreeDepth holds the promise of O(log n): the depth of a random search
// tree of n members is about 4.3 ln n at most.
func TestTreeDepth(t *testing.T) {
	const members = 10_000 // 4.3 ln n = 40
	var tr tree
	tr.grow(members + 1)
	for m := uint32(1); m <= members; m++ {
		tr.set(m, 0, offers{})
	}
	var depth func(m uint32) int
	depth = func(m uint32) int {
		if m == 0 {
			return 0
		}
		return 1 + max(depth(tr.nodes[m].left), depth(tr.nodes[m].right))
	}
	require.Less(t, depth(tr.root), 50)
}

func TestTreeDoesNotAllocate(t *testing.T) {
	var tr tree
	tr.grow(101)
	rng := sim.NewStream(1, t.Name())
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		m := uint32(1 + rng.IntN(100))
		tr.set(m, rng.Uint64()%50, offers{int64(m), 0})
		tr.first(uint64(m), 0, 0, 50, everything{})
		tr.remove(uint32(1 + rng.IntN(100)))
	}))
}
