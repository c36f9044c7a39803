// This file measures what a start and an end cost, beside the textbook
// algorithm.

package flow

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// topology draws the path of a transfer.
type topology struct {
	name       string
	capacities []float64
	path       func(rng *rand.Rand, buf []ResourceID) []ResourceID
}

// topologies are what a data centre looks like to its images.
func topologies() []topology {
	const hosts = 100
	host := func(rng *rand.Rand, first int) (nic, disk ResourceID) {
		nic = ResourceID(first + 2*rng.IntN(hosts))
		return nic, nic + 1
	}
	equip := func(capacities []float64) []float64 {
		for range hosts {
			capacities = append(capacities, 1.25e9, 500e6)
		}
		return capacities
	}
	var repos, leaves []float64
	for range 10 {
		repos = append(repos, 1.25e9)
		leaves = append(leaves, 2.5e9)
	}
	return []topology{
		// Every host copies from one storage: one bottleneck for all.
		{"storage", equip([]float64{5e9}), func(rng *rand.Rand, buf []ResourceID) []ResourceID {
			nic, disk := host(rng, 2)
			return append(buf, 1, nic, disk)
		}},
		// Every host downloads from ten repositories.
		{"repositories", equip(repos), func(rng *rand.Rand, buf []ResourceID) []ResourceID {
			nic, disk := host(rng, 11)
			return append(buf, ResourceID(1+rng.IntN(10)), nic, disk)
		}},
		// Hosts copy from each other through ten leaf switches: many bottlenecks.
		{"peers", equip(leaves), func(rng *rand.Rand, buf []ResourceID) []ResourceID {
			from, _ := host(rng, 11)
			to, disk := host(rng, 11)
			for to == from {
				to, disk = host(rng, 11)
			}
			a, b := ResourceID(1+(from-11)/20), ResourceID(1+(to-11)/20)
			if a == b {
				return append(buf, from, to, disk)
			}
			return append(buf, from, a, b, to, disk)
		}},
	}
}

// load keeps a net with a constant number of flows: each end is followed by a
// start.
type load struct {
	*Net
	rng  *rand.Rand
	top  topology
	path []ResourceID
}

func newLoad(top topology, flows int) *load {
	l := &load{Net: NewNet(), rng: rand.New(rand.NewPCG(1, 2)), top: top}
	for _, c := range top.capacities {
		l.AddResource(c)
	}
	for range flows {
		l.start()
	}
	for range 20 * flows { // so that pools have their final size
		l.step()
	}
	return l
}

func (l *load) draw() (amount float64, path []ResourceID) {
	l.path = l.top.path(l.rng, l.path[:0])
	return 1e8 * (0.5 + l.rng.ExpFloat64()), l.path
}

func (l *load) start() {
	amount, path := l.draw()
	l.Start(l.now, amount, 0, 0, path)
}

// step ends the next flow and starts another. It solves after each, as if
// they were at different instants.
func (l *load) step() {
	now := l.Next()
	for {
		_, _, ok := l.Finish(now)
		if !ok {
			return
		}
		l.Next()
		l.start()
		l.Next()
	}
}

// BenchmarkStartFinish measures one end, one start and a solve after each,
// with a constant number of flows.
func BenchmarkStartFinish(b *testing.B) {
	for _, top := range topologies() {
		for _, flows := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/flows=%d", top.name, flows), func(b *testing.B) {
				l := newLoad(top, flows)
				b.ReportAllocs()
				for b.Loop() {
					l.step()
				}
				b.ReportMetric(float64(l.classTable.used), "classes")
			})
		}
	}
}

// BenchmarkTextbook is the same load with the algorithm of the textbook, which
// looks at every flow in every round and at every end.
func BenchmarkTextbook(b *testing.B) {
	for _, top := range topologies() {
		for _, flows := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/flows=%d", top.name, flows), func(b *testing.B) {
				l := newTextbookLoad(top, flows)
				b.ReportAllocs()
				for b.Loop() {
					l.stepTextbook()
				}
			})
		}
	}
}

type textbookLoad struct {
	load
	textbook
}

func newTextbookLoad(top topology, flows int) *textbookLoad {
	l := &textbookLoad{load: load{rng: rand.New(rand.NewPCG(1, 2)), top: top}}
	l.capacities = append([]float64{0}, top.capacities...)
	for range flows {
		l.startTextbook(0)
	}
	return l
}

func (l *textbookLoad) startTextbook(i int) {
	amount, path := l.draw()
	f := textbookFlow{amount: amount, remaining: amount, limit: math.Inf(1), path: slices.Clone(path)}
	l.textbook.flows = slices.Insert(l.textbook.flows, i, f)
}

func (l *textbookLoad) stepTextbook() {
	l.textbook.solve()
	first := 0
	for i := range l.textbook.flows {
		if l.textbook.flows[i].after() < l.textbook.flows[first].after() {
			first = i
		}
	}
	l.textbook.advance(l.textbook.now + sim.Seconds(l.textbook.flows[first].after()))
	l.textbook.flows = slices.Delete(l.textbook.flows, first, first+1)
	l.textbook.solve()
	l.startTextbook(first)
}

func TestStartFinishDoesNotAllocate(t *testing.T) {
	for _, top := range topologies() {
		t.Run(top.name, func(t *testing.T) {
			l := newLoad(top, 300)
			require.Zero(t, testing.AllocsPerRun(2000, l.step))
		})
	}
}

// star is a topology of hosts that copy from one storage.
func star(hosts int) topology {
	top := topology{name: "star", capacities: []float64{5e9}}
	for range hosts {
		top.capacities = append(top.capacities, 1.25e9, 500e6)
	}
	top.path = func(rng *rand.Rand, buf []ResourceID) []ResourceID {
		nic := ResourceID(2 + 2*rng.IntN(hosts))
		return append(buf, 1, nic, nic+1)
	}
	return top
}

// BenchmarkStar is BenchmarkStartFinish with as many hosts as flows, which all
// have the same rate.
func BenchmarkStar(b *testing.B) {
	for _, hosts := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			l := newLoad(star(hosts), hosts)
			b.ReportAllocs()
			for b.Loop() {
				l.step()
			}
		})
	}
}

// separate is a topology of hosts that have nothing in common: each receives
// from its own repository.
func separate(hosts int) topology {
	top := topology{name: "separate"}
	for range hosts {
		top.capacities = append(top.capacities, 1.25e9, 500e6)
	}
	next := 0
	top.path = func(_ *rand.Rand, buf []ResourceID) []ResourceID {
		next = (next + 1) % hosts // the hosts in turn, with a flow each or nearly so
		return append(buf, ResourceID(1+2*next), ResourceID(2+2*next))
	}
	return top
}

// BenchmarkSeparate is BenchmarkStartFinish with flows that do not meet: how
// many there are should not matter.
func BenchmarkSeparate(b *testing.B) {
	for _, flows := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprintf("flows=%d", flows), func(b *testing.B) {
			l := newLoad(separate(flows), flows)
			b.ReportAllocs()
			for b.Loop() {
				l.step()
			}
		})
	}
}
