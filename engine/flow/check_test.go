// This file checks the invariants of a Net.

package flow

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// check solves n and checks its invariants.
func check(t testing.TB, n *Net) {
	n.solve()
	require.Empty(t, n.marked)
	require.Empty(t, n.loosened)
	active, classes := len(n.ended), 0
	limited := make([]int32, len(n.resources))
	for id := range n.classes[1:] {
		c, id := &n.classes[id+1], classID(id+1)
		require.False(t, c.marked)
		require.EqualValues(t, c.flows, len(c.queue))
		if c.flows == 0 {
			require.Equal(t, sim.Never, n.ends.at[id])
			continue
		}
		classes++
		active += len(c.queue)
		limited[c.by]++
		checkQueue(t, n, id)
		checkFair(t, n, c)
		for i, h := range n.paths.of(c.path) {
			require.Equal(t, member{uint32(id), c.hops + uint32(i)}, n.resources[h.resource].members[h.at])
		}
	}
	require.Equal(t, n.active, active)
	require.Equal(t, n.classTable.used, classes)
	checkRoutes(t, n)
	for i := range n.resources {
		require.Equal(t, limited[i], n.resources[i].limited, "resource %d", i)
		if i > 0 {
			checkResource(t, n, ResourceID(i))
		}
	}
}

func checkQueue(t testing.TB, n *Net, id classID) {
	c := &n.classes[id]
	for i, f := range c.queue {
		require.Equal(t, id, n.flows[f].class)
		require.EqualValues(t, i, n.flows[f].at)
		require.False(t, n.before(f, c.queue[max(i-1, 0)/2]))
	}
	require.Equal(t, c.endOf(n.flows[c.queue[0]].target), n.ends.at[id])
	checkTable(t, &n.classTable, c.hash, uint32(id))
}

func checkTable(t testing.TB, table *table, hash, id uint32) {
	i := table.first(hash)
	at := table.at(&i, hash)
	for ; at != id; at = table.after(&i, hash) {
		require.NotZero(t, at, "%d is not in the table", id)
	}
}

// checkRoutes checks who crosses what.
func checkRoutes(t testing.TB, n *Net) {
	routes, flows, crossing := 0, 0, make([]int, len(n.resources))
	for id := range n.routes[1:] {
		id := routeID(id + 1)
		r := &n.routes[id]
		if r.flows == 0 {
			continue
		}
		routes++
		checkTable(t, &n.routeTable, r.hash, uint32(id))
		of := 0
		for f := r.flows; f != 0; f = n.flows[f].next {
			of++
			require.Equal(t, id, n.flows[f].route)
			require.Equal(t, r.class, n.flows[f].class)
		}
		flows += of
		c := &n.classes[r.class]
		require.Equal(t, r.limit, c.limit)
		tight := n.paths.of(c.path)
		for i, h := range n.routePaths.of(r.path) {
			crossing[h.resource] += of
			require.Equal(t, member{uint32(id), r.hops + uint32(i)}, n.traffic[h.resource].routes[h.at])
			if n.traffic[h.resource].tight {
				require.Equal(t, h.resource, tight[0].resource)
				tight = tight[1:]
			} else {
				require.LessOrEqual(t, c.safe, n.quota(h.resource))
				require.LessOrEqual(t, c.rate, c.safe)
			}
		}
		require.Empty(t, tight)
	}
	require.Equal(t, n.routeTable.used, routes)
	require.Equal(t, n.active-len(n.ended), flows)
	for i := range n.resources[1:] {
		traffic := &n.traffic[i+1]
		require.Equal(t, crossing[i+1], traffic.flows)
		require.LessOrEqual(t, traffic.flows, traffic.room)
		require.False(t, traffic.moving)
		if !traffic.tight {
			require.Empty(t, n.resources[i+1].members)
		}
	}
}

// checkFair checks that a class has its limit or a bottleneck.
func checkFair(t testing.TB, n *Net, c *class) {
	require.LessOrEqual(t, c.rate, c.limit)
	if c.by == 0 {
		require.Equal(t, c.limit, c.rate)
		return
	}
	b := &n.resources[c.by]
	total := 0.0
	for _, m := range b.members {
		o := &n.classes[m.id]
		total += o.rate * o.flows
		require.LessOrEqual(t, o.rate, c.rate*(1+1e-12), "a class has more at the bottleneck of another")
	}
	require.InDelta(t, b.capacity, total, 1e-12*b.capacity)
}

func checkResource(t testing.TB, n *Net, id ResourceID) {
	r := &n.resources[id]
	require.Zero(t, r.left)
	require.False(t, r.loosened)
	total := 0.0
	for _, m := range r.members {
		total += n.classes[m.id].taken
		require.Equal(t, id, n.paths.hops[m.hop].resource)
	}
	if !math.IsInf(r.capacity, 1) {
		require.LessOrEqual(t, total, r.capacity*(1+1e-12))
	}
	if r.shared() {
		require.InDelta(t, total, r.load.hi+r.load.lo, 1e-12*(1+total))
	}
}
