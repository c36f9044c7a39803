// This file measures what a start and an end cost, beside the textbook
// algorithm.

package flow

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// topology draws the path of a transfer.
type topology struct {
	name       string
	capacities []float64
	path       func(rng *rand.Rand, buf []ResourceID) []ResourceID
}

const hosts = 100

// topologies are what a data centre looks like to its images.
func topologies() []topology {
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
// start at the same instant.
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

func (l *load) start() {
	l.path = l.top.path(l.rng, l.path[:0])
	l.Start(l.now, 1e8*(0.5+l.rng.ExpFloat64()), 0, 0, l.path)
}

func (l *load) step() {
	now := l.Next()
	for {
		_, _, ok := l.Finish(now)
		if !ok {
			return
		}
		l.start()
	}
}

// BenchmarkStartFinish measures one end, one start and the solve for both,
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
				b.ReportMetric(float64(l.used), "classes")
			})
		}
	}
}

func TestStartFinishDoesNotAllocate(t *testing.T) {
	for _, top := range topologies() {
		t.Run(top.name, func(t *testing.T) {
			l := newLoad(top, 300)
			require.Zero(t, testing.AllocsPerRun(2000, l.step))
		})
	}
}
