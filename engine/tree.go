package engine

// This file holds an ordered index of small integers: a treap in flat arrays
// that can also skip whole subtrees in which nothing is large enough.

// A node is one member of a tree. Its place in the slice is the member itself.
//
// It fills a cache line, and knows the best of the subtrees below it: a change
// reads the nodes on the way to the root, a search those on its way down, and
// neither their other children. That is a tenth of a cold start on 10,000 hosts.
type node struct {
	key         uint64 // order; ties go to the lower member
	left, right uint32 // notIn if it is in no tree
	value       offers
	mostLeft    offers // the largest of each in the left subtree
	mostRight   offers
}

// Offers are what a member has to offer, in two ways. It is no array: those the
// compiler does not hold in registers.
type offers struct{ first, second int64 }

// of returns the offer of kind 0 or 1.
func (o *offers) of(kind int) int64 {
	if kind == 0 {
		return o.first
	}
	return o.second
}

// nothing is the offer of an empty subtree.
var nothing = offers{noOffer, noOffer}

// notIn is the left child of a node that is in no tree.
const notIn = ^uint32(0)

// A tree is a set of members 1…n ordered by key. It answers "the first member,
// in order, that offers at least so much" in expected O(log n): the shape is
// that of a random binary search tree, from priorities that are a hash of the
// member, so that it does not depend on the order of insertions.
//
// Invariants, checked by check in tests:
//
//	in-order traversal is ascending in (key, member)
//	priority of a node >= priority of its children
//	mostLeft and mostRight are the largest values of the subtrees, for each of the two
type tree struct {
	nodes []node
	root  uint32
}

// noOffer is less than every value.
const noOffer = -1 << 63

func (t *tree) grow(n int) {
	for len(t.nodes) < n {
		t.nodes = append(t.nodes, node{left: notIn})
	}
}

// has reports whether m is a member.
func (t *tree) has(m uint32) bool { return t.nodes[m].left != notIn }

// priority is a hash of the member: the finaliser of SplitMix64.
func priorityOf(m uint32) uint64 {
	z := uint64(m) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	return z ^ z>>27
}

// set puts member m at key with the given values, whether it is in or not.
func (t *tree) set(m uint32, key uint64, value offers) {
	n := &t.nodes[m]
	if t.has(m) && n.key == key {
		if n.value != value {
			n.value = value
			t.refresh(t.root, m)
		}
		return
	}
	t.remove(m)
	n.key, n.left, n.right = key, 0, 0
	n.value, n.mostLeft, n.mostRight = value, nothing, nothing
	t.root, _ = t.insert(t.root, m)
}

// remove takes m out if it is in.
func (t *tree) remove(m uint32) {
	if t.has(m) {
		t.root, _ = t.delete(t.root, m)
		t.nodes[m].left = notIn
	}
}

// less orders members.
func (t *tree) less(a, b uint32) bool {
	x, y := &t.nodes[a], &t.nodes[b]
	return x.key < y.key || x.key == y.key && a < b
}

// most returns the largest values of the subtree of n.
func (n *node) most() offers {
	return offers{
		max(n.value.first, n.mostLeft.first, n.mostRight.first),
		max(n.value.second, n.mostLeft.second, n.mostRight.second),
	}
}

// What follows returns the root of a subtree that has changed, and its largest
// values.

// refresh takes in that the value of m has changed.
func (t *tree) refresh(root, m uint32) offers {
	n := &t.nodes[root]
	switch {
	case root == m:
	case t.less(m, root):
		n.mostLeft = t.refresh(n.left, m)
	default:
		n.mostRight = t.refresh(n.right, m)
	}
	return n.most()
}

func (t *tree) insert(root, m uint32) (uint32, offers) {
	if root == 0 {
		return m, t.nodes[m].value
	}
	n := &t.nodes[root]
	switch {
	case priorityOf(m) > priorityOf(root):
		n = &t.nodes[m]
		n.left, n.mostLeft, n.right, n.mostRight = t.split(root, m)
		root = m
	case t.less(m, root):
		n.left, n.mostLeft = t.insert(n.left, m)
	default:
		n.right, n.mostRight = t.insert(n.right, m)
	}
	return root, n.most()
}

// split divides a subtree into what goes before m and what goes after it.
func (t *tree) split(root, m uint32) (before uint32, mostBefore offers, after uint32, mostAfter offers) {
	if root == 0 {
		return 0, nothing, 0, nothing
	}
	n := &t.nodes[root]
	if t.less(m, root) {
		before, mostBefore, n.left, n.mostLeft = t.split(n.left, m)
		return before, mostBefore, root, n.most()
	}
	n.right, n.mostRight, after, mostAfter = t.split(n.right, m)
	return root, n.most(), after, mostAfter
}

func (t *tree) delete(root, m uint32) (uint32, offers) {
	n := &t.nodes[root]
	switch {
	case root == m:
		return t.merge(n.left, n.right)
	case t.less(m, root):
		n.left, n.mostLeft = t.delete(n.left, m)
	default:
		n.right, n.mostRight = t.delete(n.right, m)
	}
	return root, n.most()
}

// merge joins two subtrees of which all of a goes before all of b.
func (t *tree) merge(a, b uint32) (uint32, offers) {
	switch {
	case a == 0 && b == 0:
		return 0, nothing
	case a == 0:
		return b, t.nodes[b].most()
	case b == 0:
		return a, t.nodes[a].most()
	}
	x, y := &t.nodes[a], &t.nodes[b]
	if priorityOf(a) > priorityOf(b) {
		x.right, x.mostRight = t.merge(x.right, b)
		return a, x.most()
	}
	y.left, y.mostLeft = t.merge(a, y.left)
	return b, y.most()
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
	if root == 0 {
		return 0
	}
	n := &t.nodes[root]
	if n.key > key || n.key == key && root > after {
		if n.mostLeft.of(kind) >= need {
			if m := t.search(n.left, key, after, kind, need, ok); m != 0 {
				return m
			}
		}
		if n.value.of(kind) >= need && ok.takes(root) {
			return root
		}
	}
	if n.mostRight.of(kind) < need {
		return 0
	}
	return t.search(n.right, key, after, kind, need, ok)
}
