package engine

// This file holds an ordered index of small integers: a treap in flat arrays
// that can also skip whole subtrees in which nothing is large enough.

// A node is one member of a tree. Its place in the slice is the member itself.
type node struct {
	key         uint64 // order; ties go to the lower member
	left, right uint32
	in          bool
	value       [2]int64 // what the member has to offer, in two ways
	most        [2]int64 // the largest of each in its subtree
}

// A tree is a set of members 1…n ordered by key. It answers "the first member,
// in order, that offers at least so much" in expected O(log n): the shape is
// that of a random binary search tree, from priorities that are a hash of the
// member, so that it does not depend on the order of insertions.
//
// Invariants, checked by check in tests:
//
//	in-order traversal is ascending in (key, member)
//	priority of a node >= priority of its children
//	most is the largest value of the subtree, for each of the two
type tree struct {
	nodes []node
	root  uint32
	path  []uint32 // of refresh
}

// noOffer is less than every value.
const noOffer = -1 << 63

func (t *tree) grow(n int) {
	for len(t.nodes) < n {
		t.nodes = append(t.nodes, node{})
	}
}

// priority is a hash of the member: the finaliser of SplitMix64.
func priorityOf(m uint32) uint64 {
	z := uint64(m) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	return z ^ z>>27
}

// set puts member m at key with the given values, whether it is in or not.
func (t *tree) set(m uint32, key uint64, value [2]int64) {
	n := &t.nodes[m]
	if n.in && n.key == key {
		if n.value != value {
			n.value = value
			t.refresh(m)
		}
		return
	}
	t.remove(m)
	*n = node{key: key, in: true, value: value, most: value}
	t.root = t.insert(t.root, m)
}

// remove takes m out if it is in.
func (t *tree) remove(m uint32) {
	if t.nodes[m].in {
		t.root = t.delete(t.root, m)
		t.nodes[m].in = false
	}
}

// less orders members.
func (t *tree) less(a, b uint32) bool {
	x, y := &t.nodes[a], &t.nodes[b]
	return x.key < y.key || x.key == y.key && a < b
}

// pull recomputes most of m from its children.
func (t *tree) pull(m uint32) {
	n := &t.nodes[m]
	n.most = n.value
	for _, c := range [2]uint32{n.left, n.right} {
		if c != 0 {
			n.most[0] = max(n.most[0], t.nodes[c].most[0])
			n.most[1] = max(n.most[1], t.nodes[c].most[1])
		}
	}
}

// refresh recomputes most on the way from m to the root, as far as it changes.
func (t *tree) refresh(m uint32) {
	t.path = t.path[:0]
	for at := t.root; at != m; {
		t.path = append(t.path, at)
		if t.less(m, at) {
			at = t.nodes[at].left
		} else {
			at = t.nodes[at].right
		}
	}
	for i := len(t.path); ; i-- {
		was := t.nodes[m].most
		t.pull(m)
		if i == 0 || t.nodes[m].most == was {
			return
		}
		m = t.path[i-1]
	}
}

func (t *tree) insert(root, m uint32) uint32 {
	if root == 0 {
		return m
	}
	if priorityOf(m) > priorityOf(root) {
		t.nodes[m].left, t.nodes[m].right = t.split(root, m)
		t.pull(m)
		return m
	}
	if t.less(m, root) {
		l := t.insert(t.nodes[root].left, m)
		t.nodes[root].left = l
	} else {
		r := t.insert(t.nodes[root].right, m)
		t.nodes[root].right = r
	}
	t.pull(root)
	return root
}

// split divides a subtree into what goes before m and what goes after it.
func (t *tree) split(root, m uint32) (before, after uint32) {
	if root == 0 {
		return 0, 0
	}
	if t.less(m, root) {
		before, after = t.split(t.nodes[root].left, m)
		t.nodes[root].left = after
		t.pull(root)
		return before, root
	}
	before, after = t.split(t.nodes[root].right, m)
	t.nodes[root].right = before
	t.pull(root)
	return root, after
}

func (t *tree) delete(root, m uint32) uint32 {
	if root == m {
		return t.merge(t.nodes[m].left, t.nodes[m].right)
	}
	if t.less(m, root) {
		l := t.delete(t.nodes[root].left, m)
		t.nodes[root].left = l
	} else {
		r := t.delete(t.nodes[root].right, m)
		t.nodes[root].right = r
	}
	t.pull(root)
	return root
}

// merge joins two subtrees of which all of a goes before all of b.
func (t *tree) merge(a, b uint32) uint32 {
	switch {
	case a == 0:
		return b
	case b == 0:
		return a
	case priorityOf(a) > priorityOf(b):
		r := t.merge(t.nodes[a].right, b)
		t.nodes[a].right = r
		t.pull(a)
		return a
	default:
		l := t.merge(a, t.nodes[b].left)
		t.nodes[b].left = l
		t.pull(b)
		return b
	}
}

// A chooser has the last word on a member that offers enough.
type chooser interface{ takes(m uint32) bool }

// first returns the first member in order, from the one after (key, after) on,
// whose value of the given kind is at least need and which ok takes; 0 if there
// is none.
func (t *tree) first(key uint64, after uint32, kind int, need int64, ok chooser) uint32 {
	return t.search(t.root, key, after, kind, need, ok)
}

func (t *tree) search(root uint32, key uint64, after uint32, kind int, need int64, ok chooser) uint32 {
	if root == 0 || t.nodes[root].most[kind] < need {
		return 0
	}
	n := &t.nodes[root]
	if n.key < key || n.key == key && root <= after {
		return t.search(n.right, key, after, kind, need, ok)
	}
	if m := t.search(n.left, key, after, kind, need, ok); m != 0 {
		return m
	}
	if n.value[kind] >= need && ok.takes(root) {
		return root
	}
	return t.search(n.right, key, after, kind, need, ok)
}
