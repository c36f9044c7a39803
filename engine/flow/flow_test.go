// This file tests sharing: against the textbook and against closed forms.

package flow

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// part is a flow of a closed-form example.
type part struct {
	start, amount, limit float64
	path                 []ResourceID
}

// run runs the parts and returns when each of them ended, in seconds.
func run(t *testing.T, capacities []float64, parts []part) []float64 {
	n := NewNet()
	for _, c := range capacities {
		n.AddResource(c)
	}
	got := make([]float64, len(parts))
	for i := range got {
		got[i] = math.Inf(1)
	}
	fetch := func(until sim.Time) {
		for next := n.Next(); next <= until && next != sim.Never; next = n.Next() {
			_, tag, ok := n.Finish(next)
			require.True(t, ok, "Next is %v, but nothing has ended", next)
			got[tag] = next.Seconds()
		}
	}
	for i, p := range parts { // in order of start
		at := sim.Seconds(p.start)
		fetch(at)
		n.Start(at, p.amount, p.limit, uint64(i), p.path)
	}
	fetch(sim.Never)
	return got
}

func TestClosedForms(t *testing.T) {
	one, two, three := []ResourceID{1}, []ResourceID{2}, []ResourceID{3}
	all := []ResourceID{1, 2, 3}
	inf := math.Inf(1)
	for _, tt := range []struct {
		name       string
		capacities []float64
		parts      []part
		want       []float64
	}{
		{"alone", []float64{10}, []part{{0, 100, 0, one}}, []float64{10}},
		{"three get a third each", []float64{9}, []part{{0, 30, 0, one}, {0, 30, 0, one}, {0, 30, 0, one}}, []float64{10, 10, 10}},
		{"processor sharing", []float64{1}, []part{{0, 1, 0, one}, {0, 2, 0, one}, {0, 3, 0, one}, {0, 4, 0, one}}, []float64{4, 7, 9, 10}},
		{"staggered", []float64{10}, []part{{0, 100, 0, one}, {4, 30, 0, one}}, []float64{13, 10}},
		{"parking lot", []float64{10, 6, 3}, []part{{0, 60, 0, all}, {0, 90, 0, one}, {0, 30, 0, two}, {0, 10, 0, three}}, []float64{70. / 3, 80. / 7, 20. / 3, 20. / 3}},
		{"limit leaves the rest to others", []float64{10}, []part{{0, 20, 2, one}, {0, 80, 0, one}}, []float64{10, 10}},
		{"limit above the share does nothing", []float64{10}, []part{{0, 50, 8, one}, {0, 50, 9, one}}, []float64{10, 10}},
		{"limit only", nil, []part{{1, 20, 4, nil}}, []float64{6}},
		{"infinite resource", []float64{inf, 5}, []part{{0, 10, 0, []ResourceID{1, 2}}, {0, 10, 2, one}}, []float64{2, 5}},
		{"nothing slows it", []float64{inf}, []part{{3, 1e12, 0, one}, {3, 1e12, 0, one}}, []float64{3, 3}},
		{"nothing to do", []float64{1}, []part{{2, 0, 0, one}, {2, 1, 0, one}}, []float64{2, 3}},
		{"beyond the range of time", []float64{1e-10}, []part{{0, 1, 0, one}}, []float64{inf}},
		{"closed resource", []float64{0, 5}, []part{{0, 1, 0, []ResourceID{1, 2}}, {0, 10, 0, two}}, []float64{inf, 2}},
		{"cores", []float64{2}, []part{{0, 1, 1, one}, {0, 1, 1, one}, {0, 1, 1, one}}, []float64{1.5, 1.5, 1.5}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, tt.capacities, tt.parts)
			for i := range got {
				if got[i] != tt.want[i] {
					require.InDelta(t, tt.want[i], got[i], 1e-9, "flow %d", i)
				}
			}
		})
	}
}

func randomScript(seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	script := make([]byte, 40+rng.IntN(2000))
	for i := range script {
		script[i] = byte(rng.Uint32())
	}
	return script
}

func TestAgainstTextbook(t *testing.T) {
	for seed := range uint64(100) {
		play(t, randomScript(seed))
	}
}

func FuzzAgainstTextbook(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("one link, few flows"))
	f.Add([]byte{0, 33, 0, 10, 2, 0, 10, 2, 0, 10, 2, 8, 8, 8})       // equal flows
	f.Add([]byte{0, 33, 0, 10, 2, 7, 0, 0, 8, 7, 0, 33, 8})           // stands still
	f.Add([]byte{1, 20, 33, 0, 10, 6, 0, 200, 7, 6, 12, 13, 3, 8, 8}) // infinite capacity
	for seed := range uint64(8) {
		f.Add(randomScript(seed)[:40])
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		play(t, script[:min(len(script), 2000)])
	})
}

// TestEqualFlowsEndTogether starts equal flows to many hosts, in an order
// that is not that of the hosts. The classes of some have been busy for long.
func TestEqualFlowsEndTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n := NewNet()
		storage := n.AddResource(1e9 * (1 + rng.Float64()))
		paths := make([][]ResourceID, 40)
		for i := range paths {
			paths[i] = []ResourceID{storage, n.AddResource(1e9)}
		}
		for i := range 200 {
			now := sim.Time(i) * 1e9
			for n.Next() <= now {
				n.Finish(now)
			}
			n.Start(now, 1e9*rng.Float64(), 0, 0, paths[rng.IntN(10)])
			n.Start(now, 1e15, 0, 0, paths[10+i%10])
		}
		now := sim.Time(200e9) + sim.Time(rng.IntN(1e9))
		for n.Next() <= now {
			n.Finish(now)
		}
		amount := 1e7 * (1 + rng.Float64())
		for i := range uint64(300) {
			n.Start(now, amount, 0, i+1, paths[rng.IntN(len(paths))])
		}
		var end sim.Time
		for want := uint64(1); want <= 300; {
			next := n.Next()
			_, tag, ok := n.Finish(next)
			require.True(t, ok)
			if tag == 0 {
				continue
			}
			require.Equal(t, want, tag, "not in order of start")
			if want == 1 {
				end = next
			}
			require.Equal(t, end, next, "flow %d of 300 equal ones", want)
			want++
		}
	}
}

// TestJumpEqualsSteps moves one net past several ends at once and another
// from end to end.
func TestJumpEqualsSteps(t *testing.T) {
	type end struct {
		at  sim.Time
		tag uint64
	}
	for _, top := range topologies() {
		step, jump := newLoad(top, 50), newLoad(top, 50)
		for until := step.now; step.Active() > 0; {
			until += 2e9
			var want, got []end
			for next := step.Next(); next <= until; next = step.Next() {
				_, tag, _ := step.Finish(next)
				want = append(want, end{next, tag})
			}
			step.SetCapacity(until, 1, 1e9)
			jump.SetCapacity(until, 1, 1e9)
			for len(jump.ended) > 0 {
				at := jump.flows[jump.ended[len(jump.ended)-1]].end
				_, tag, _ := jump.Finish(until)
				got = append(got, end{at, tag})
			}
			require.Equal(t, want, got)
		}
		require.Zero(t, jump.Active())
	}
}

// TestCallsAtOneInstantCostOneSolve is the promise of laziness.
func TestCallsAtOneInstantCostOneSolve(t *testing.T) {
	n := NewNet()
	r := n.AddResource(100)
	for i := range 100 {
		n.Start(0, float64(100), 0, uint64(i), []ResourceID{r})
	}
	require.Zero(t, n.solves)
	require.Equal(t, sim.Seconds(100), n.Next())
	require.Equal(t, sim.Seconds(100), n.Next())
	require.EqualValues(t, 1, n.solves)
	for n.Active() > 0 {
		_, _, ok := n.Finish(sim.Seconds(100))
		require.True(t, ok)
	}
	require.EqualValues(t, 1, n.solves)
}

// TestUnconnectedClassesAreLeftAlone checks that a change concerns only the
// flows that it can slow or speed up.
func TestUnconnectedClassesAreLeftAlone(t *testing.T) {
	n := NewNet()
	a, b, wide := n.AddResource(1), n.AddResource(1), n.AddResource(100)
	n.Start(0, 1, 0, 0, []ResourceID{a, wide})
	n.Start(0, 1, 0, 0, []ResourceID{b, wide})
	n.Next()
	n.Start(0, 1, 0.9, 0, []ResourceID{a})
	n.Next()
	require.Len(t, n.free, 2, "the new class and the one that it slows")
}

func TestRemainingAndCancel(t *testing.T) {
	n := NewNet()
	r := n.AddResource(10)
	f := n.Start(0, 100, 0, 7, []ResourceID{r})
	g := n.Start(0, 100, 0, 8, []ResourceID{r})
	require.EqualValues(t, 7, n.Tag(f))
	require.Equal(t, 5.0, n.Rate(f))
	require.Equal(t, 75.0, n.Remaining(5e9, f))
	require.Equal(t, 50.0, n.Cancel(10e9, g))
	require.Equal(t, 10.0, n.Rate(f))
	require.Equal(t, sim.Time(15e9), n.Next())
	n.SetCapacity(12e9, r, 0)
	require.Equal(t, sim.Never, n.Next())
	require.Zero(t, n.Rate(f))
	require.Equal(t, 30.0, n.Remaining(100e9, f))
	n.SetCapacity(100e9, r, 30)
	require.Equal(t, sim.Time(101e9), n.Next())
	require.Zero(t, n.Cancel(101e9, f), "it has ended")
	_, _, ok := n.Finish(101e9)
	require.False(t, ok, "a cancelled flow is not returned by Finish")
	require.Zero(t, n.Active())
}

func TestMisuse(t *testing.T) {
	n := NewNet()
	r := n.AddResource(1)
	f := n.Start(5, 1, 0, 0, []ResourceID{r})
	for name, misuse := range map[string]func(){
		"negative capacity":           func() { n.AddResource(-1) },
		"capacity NaN":                func() { n.SetCapacity(5, r, math.NaN()) },
		"no such resource":            func() { n.SetCapacity(5, 2, 1) },
		"resource 0":                  func() { n.Start(5, 1, 0, 0, []ResourceID{0}) },
		"resource twice":              func() { n.Start(5, 1, 0, 0, []ResourceID{r, r}) },
		"path too long":               func() { n.Start(5, 1, 0, 0, make([]ResourceID, math.MaxUint8+1)) },
		"negative amount":             func() { n.Start(5, -1, 0, 0, []ResourceID{r}) },
		"infinite amount":             func() { n.Start(5, math.Inf(1), 0, 0, []ResourceID{r}) },
		"negative limit":              func() { n.Start(5, 1, -1, 0, []ResourceID{r}) },
		"nothing at a wrong resource": func() { n.Start(5, 0, 0, 0, []ResourceID{9}) },
		"nothing to slow it":          func() { n.Start(5, 1, 0, 0, nil) },
		"time goes back":              func() { n.Start(4, 1, 0, 0, []ResourceID{r}) },
		"flow 0":                      func() { n.Rate(0) },
		"no such flow":                func() { n.Remaining(5, f+1) },
	} {
		t.Run(name, func(t *testing.T) { require.Panics(t, misuse) })
	}
	require.Equal(t, 1, n.Active(), "misuse changes nothing")
	check(t, n)
}

// TestSizes checks that a resource and a flow fill one cache line.
func TestSizes(t *testing.T) {
	require.EqualValues(t, 64, unsafe.Sizeof(resource{}))
	require.EqualValues(t, 64, unsafe.Sizeof(flow{}))
}

// TestPathsWithOneHash checks that a route is found by its path, not its hash.
func TestPathsWithOneHash(t *testing.T) {
	n := NewNet()
	a, b := n.AddResource(1), n.AddResource(1)
	r := n.routes[n.routeOf([]ResourceID{a, b}, 0)]
	require.True(t, n.routePaths.equal(r.path, []ResourceID{a, b}))
	require.False(t, n.routePaths.equal(r.path, []ResourceID{b, a}))
	require.False(t, n.routePaths.equal(r.path, []ResourceID{a}))
}

// TestTable finds numbers with equal hashes, and others after some were removed.
func TestTable(t *testing.T) {
	table := newTable()
	find := func(hash, id uint32) bool {
		i := table.first(hash)
		for at := table.at(&i, hash); at != 0; at = table.after(&i, hash) {
			if at == id {
				return true
			}
		}
		return false
	}
	const n = 1000
	hash := func(id uint32) uint32 { return id % 300 * 7 }
	for id := uint32(1); id <= n; id++ {
		table.add(hash(id), id)
	}
	for id := uint32(1); id <= n; id += 2 {
		table.remove(hash(id), id)
	}
	require.Equal(t, n/2, table.used)
	for id := uint32(1); id <= n; id++ {
		require.Equal(t, id%2 == 0, find(hash(id), id), "%d", id)
	}
}
