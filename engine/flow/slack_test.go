package flow

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// tight returns which resources are tight.
func tight(n *Net) (list []ResourceID) {
	for r := range n.traffic {
		if n.traffic[r].tight {
			list = append(list, ResourceID(r))
		}
	}
	return list
}

// TestTightAndSlack follows two hosts that copy from one storage: it is tight
// when two copy, and else the disk of the one that does.
func TestTightAndSlack(t *testing.T) {
	n := NewNet()
	storage, disk, other := n.AddResource(10), n.AddResource(6), n.AddResource(8)
	start := func(amount float64, host ResourceID) FlowID {
		return n.Start(n.now, amount, 0, 0, []ResourceID{storage, host})
	}
	a := start(60, disk)
	require.Equal(t, 6.0, n.Rate(a))
	require.Equal(t, []ResourceID{disk}, tight(n), "storage has a quota of 10")
	b := start(60, other)
	require.Equal(t, 5.0, n.Rate(a))
	require.Equal(t, 5.0, n.Rate(b))
	require.Equal(t, 5.0, n.Remaining(11e9, a))
	check(t, n)
	n.Cancel(11e9, a)
	require.Equal(t, 8.0, n.Rate(b))
	check(t, n)
	for range 3 { // flows have to leave storage before a solve looks at it
		n.Cancel(n.now, start(1, disk))
		require.Equal(t, 8.0, n.Rate(b))
	}
	require.Equal(t, []ResourceID{other}, tight(n), "storage can be slack again")
	n.SetCapacity(11e9, storage, 4)
	require.Equal(t, 4.0, n.Rate(b), "and its capacity can become too small")
	n.SetCapacity(11e9, storage, 100)
	require.Equal(t, 8.0, n.Rate(b))
	check(t, n)
}

// TestHostsDoNotMatter checks that however many hosts copy from one storage,
// their disks are slack and the flows are one class.
func TestHostsDoNotMatter(t *testing.T) {
	for _, hosts := range []int{100, 1000} {
		l := newLoad(star(hosts), 2*hosts)
		for range 1000 {
			l.step()
			require.Len(t, l.free, 1)
		}
		require.Equal(t, []ResourceID{1}, tight(l.Net))
		require.Equal(t, 1, l.classTable.used)
		check(t, l.Net)
	}
}

// TestWork bounds the work of a change, in classes whose rates are sought.
func TestWork(t *testing.T) {
	for _, tt := range []struct {
		top   topology
		flows int
		most  float64
	}{
		{topologies()[0], 1000, 1}, {topologies()[1], 1000, 20}, {topologies()[2], 1000, 250},
		{separate(100), 100, 1}, {separate(10_000), 10_000, 1},
	} {
		t.Run(fmt.Sprint(tt.top.name, tt.flows), func(t *testing.T) {
			l := newLoad(tt.top, tt.flows)
			free, changes := 0, 0
			for range 2000 {
				now := l.Next()
				for _, _, ok := l.Finish(now); ok; _, _, ok = l.Finish(now) {
					l.free = l.free[:0]
					l.Next()
					free += len(l.free)
					l.start()
					l.Next()
					free += len(l.free)
					changes += 2
				}
			}
			require.LessOrEqual(t, float64(free)/float64(changes), tt.most)
		})
	}
}

// TestEndsInBlocks checks the tree of ends: that it finds the earliest, and that
// a change concerns one block on each level.
func TestEndsInBlocks(t *testing.T) {
	var e ends
	require.Equal(t, sim.Never, e.earliest())
	require.Zero(t, e.due(5))
	for _, n := range []int{1, 16, 17, 33, 256, 257, 5000} {
		e.grow(n)
		require.Equal(t, sim.Never, e.earliest())
		e.set(classID(n-1), sim.Time(n))
		require.LessOrEqual(t, stale(&e), len(e.levels))
		require.Equal(t, sim.Time(n), e.earliest())
		require.Zero(t, e.due(sim.Time(n-1)))
		require.Equal(t, classID(n-1), e.due(sim.Time(n)))
		require.Zero(t, stale(&e))
		e.set(classID(n-1), sim.Never)
	}
	require.Len(t, e.levels, 4)
}

// stale returns how many blocks have to be searched again.
func stale(e *ends) (count int) {
	for _, level := range e.levels {
		for _, b := range level {
			if b.stale {
				count++
			}
		}
	}
	return count
}

// TestTopologies compares the rates of hundreds of flows with the textbook's.
func TestTopologies(t *testing.T) {
	for _, top := range append(topologies(), star(50), separate(50)) {
		t.Run(top.name, func(t *testing.T) {
			l := newLoad(top, 300)
			for range 20 {
				for range 50 {
					l.step()
				}
				check(t, l.Net)
				compareRates(t, l.Net)
			}
		})
	}
}

// compareRates compares the rates of all flows with the textbook's.
func compareRates(t *testing.T, n *Net) {
	book := textbook{}
	for i := range n.resources {
		book.capacities = append(book.capacities, n.resources[i].capacity)
	}
	for id := range n.flows {
		r := &n.routes[n.flows[id].route]
		if n.flows[id].class == 0 {
			continue
		}
		f := textbookFlow{id: FlowID(id), limit: r.limit, amount: 1, remaining: 1}
		for _, h := range n.routePaths.of(r.path) {
			f.path = append(f.path, h.resource)
		}
		book.flows = append(book.flows, f)
	}
	book.solve()
	for i := range book.flows {
		f := &book.flows[i]
		require.InEpsilon(t, f.rate, n.Rate(f.id), 1e-9)
	}
}
