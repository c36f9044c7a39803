package engine

// This file draws random scenarios: small numbers, so that many things happen
// at one instant, and many features at once.

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// A scenario is a small world as plain numbers: seconds, bytes, bytes per
// second. Indices start at 0 and are taken modulo what there is, so that a
// scenario stays one whatever a shrinker takes away.
type scenario struct {
	Seed      uint64
	Repos     []repoSpec
	Files     []fileSpec
	Providers []providerSpec
	Functions []functionSpec
	Arrivals  []arrivalSpec
	Clients   []clientSpec
	Remove    []removeSpec
	Changes   []changeSpec // failures are forgiven if there are any

	Prefix    string // of the names of providers and functions
	Backwards bool   // functions are registered last first
}

type repoSpec struct{ Bandwidth, Latency, Read int }

// A fileSpec is an image or a code file, stored at all Repos.
type fileSpec struct {
	Size, RAM int
	Repos     []int
}

type diskSpec struct{ Capacity, Read, Write, Total int }

type hostSpec struct {
	Count, Slots, Cores, Speed, RAM, NIC, NICLatency int
	Disk                                             diskSpec
}

type providerSpec struct {
	Storage                                                           diskSpec
	Hosts                                                             []hostSpec
	LAN, LANLatency                                                   int
	Fixed, Shared, IdleHoldsSlot, KeepAfterTimeout, OnArrival, Serial bool
	Bounded, Strict                                                   bool
	Limit                                                             int
	Overhead                                                          overheadSpec
	KeepAlive                                                         int // -1: never ends, -2: a random policy
	Reuse, Order                                                      int
	Schedule                                                          string
	Admit, Evict, Source, Billing, OnStart                            bool
	Fuzzy                                                             bool // overheads are drawn
}

type overheadSpec struct{ Dispatch, Create, Init, Warm, Teardown int }

// A functionSpec has Actions of a handler, or Phases, or Trace, or Duration.
type functionSpec struct {
	Provider, Image, Code         int // Code 0: none, else a file plus 1
	Actions, Phases               []action
	Trace                         bool
	Duration                      int
	TimeLimit, RAM, Disk          int
	Ingress, Egress, Concurrency  int
	OwnKeepAlive, Catch, Stubborn bool
}

type action struct {
	Do string
	N  int
}

type arrivalSpec struct{ At, Fn, Duration int }

// A clientSpec is a process that invokes a function some times, one after the
// other, and waits for each.
type clientSpec struct{ Fn, Times, Gap int }

// A removeSpec takes all copies of a file away.
type removeSpec struct{ At, File int }

// dice draws what a scenario is made of.
type dice struct{ sim.RNG }

func (d *dice) upTo(n int) int          { return d.IntN(n + 1) }
func (d *dice) chance(percent int) bool { return d.IntN(100) < percent }
func (d *dice) of(n ...int) int         { return n[d.IntN(len(n))] }
func (d *dice) word(w ...string) string { return w[d.IntN(len(w))] }

// maybe is 0 in so many percent of cases.
func (d *dice) maybe(zero, otherwise int) int {
	if d.chance(zero) {
		return 0
	}
	return otherwise
}

func drawScenario(seed uint64) *scenario {
	d := &dice{sim.NewStream(seed, "swarm")}
	sc := &scenario{Seed: seed}
	for range 1 + d.upTo(2) {
		sc.Repos = append(sc.Repos, repoSpec{d.maybe(20, d.of(1, 5, 10, 20)), d.maybe(60, 1+d.upTo(2)), d.maybe(70, d.of(5, 10))})
	}
	for range 2 + d.upTo(4) {
		f := fileSpec{Size: d.of(0, 5, 10, 10, 20, 20, 40), RAM: d.maybe(70, d.of(1, 2, 4))}
		if d.chance(3) {
			f.Size = 1000
		}
		for range 1 + d.upTo(2) {
			f.Repos = append(f.Repos, d.IntN(len(sc.Repos)))
		}
		sc.Files = append(sc.Files, f)
	}
	for range 1 + d.maybe(70, 1) {
		sc.Providers = append(sc.Providers, drawProvider(d))
	}
	for i := range 1 + d.upTo(4) {
		sc.Functions = append(sc.Functions, drawFunction(d, sc, i))
	}
	horizon := d.of(5, 20, 60)
	for range 2 + d.upTo(30) {
		sc.Arrivals = append(sc.Arrivals, arrivalSpec{d.upTo(horizon), d.IntN(len(sc.Functions)), d.upTo(5)})
	}
	for range d.maybe(60, 1+d.upTo(2)) {
		sc.Clients = append(sc.Clients, clientSpec{d.IntN(len(sc.Functions)), 1 + d.upTo(4), d.upTo(5)})
	}
	if d.chance(10) {
		sc.Remove = append(sc.Remove, removeSpec{d.upTo(30), d.IntN(len(sc.Files))})
	}
	return sc
}

func drawDisk(d *dice, capacity ...int) diskSpec {
	return diskSpec{d.of(capacity...), d.maybe(50, d.of(5, 10, 20)), d.maybe(50, d.of(5, 10, 20)), d.maybe(80, 10)}
}

func drawProvider(d *dice) providerSpec {
	p := providerSpec{
		Storage: drawDisk(d, 0, 40, 40, 60), LAN: d.maybe(60, d.of(5, 20)), LANLatency: d.maybe(80, 1),
		Fixed: d.chance(25), Shared: d.chance(30), IdleHoldsSlot: d.chance(35),
		KeepAfterTimeout: d.chance(15), OnArrival: d.chance(15), Serial: d.chance(15),
		Bounded: d.chance(20), Limit: d.upTo(5), Strict: d.chance(20),
		Overhead:  overheadSpec{d.maybe(60, 1), d.maybe(40, d.of(1, 2)), d.maybe(40, d.of(1, 2)), d.maybe(60, 1), d.maybe(60, d.of(1, 3))},
		KeepAlive: d.of(0, 1, 3, 10, 30, -1, -2), Reuse: d.IntN(5), Order: d.maybe(40, d.IntN(5)),
		Schedule: d.word("", "", "", "best", "worst", "least", "turns", "random", "image", "compare", "compare", "cold", "flaky", "round"),
		Admit:    d.chance(10), Evict: d.chance(20), Source: d.chance(20), Billing: d.chance(40), OnStart: d.chance(15), Fuzzy: d.chance(15),
	}
	for range 1 + d.upTo(1) {
		p.Hosts = append(p.Hosts, hostSpec{
			Count: 1 + d.upTo(2), Slots: d.maybe(10, 1+d.upTo(3)), Cores: d.maybe(30, 1+d.upTo(1)), Speed: d.maybe(80, 2),
			RAM: d.maybe(10, d.of(4, 6, 8, 12)), NIC: d.maybe(60, d.of(5, 10)), NICLatency: d.maybe(80, 1),
			Disk: drawDisk(d, 0, 45, 50, 60, 100),
		})
	}
	return p
}

func drawFunction(d *dice, sc *scenario, i int) functionSpec {
	f := functionSpec{
		Provider: d.IntN(len(sc.Providers)), Image: d.IntN(len(sc.Files)), Code: d.maybe(60, 1+d.IntN(len(sc.Files))),
		Duration: d.upTo(6), TimeLimit: d.maybe(60, 1+d.upTo(6)), RAM: d.of(0, 1, 1, 2, 3, 4), Disk: d.maybe(40, d.of(1, 2, 5, 10)),
		Ingress: d.maybe(60, d.of(1, 5, 10)), Egress: d.maybe(60, d.of(1, 5, 10)), Concurrency: d.maybe(50, 2+d.upTo(2)),
		OwnKeepAlive: d.chance(10), Catch: d.chance(30), Stubborn: d.chance(20),
	}
	switch d.IntN(4) {
	case 0:
		for range 1 + d.upTo(4) {
			f.Actions = append(f.Actions, drawAction(d, true))
		}
	case 1:
		for range 1 + d.upTo(3) {
			f.Phases = append(f.Phases, drawAction(d, false))
		}
	case 2:
		f.Trace = d.chance(30)
	}
	return f
}

func drawAction(d *dice, code bool) action {
	words := []string{"sleep", "compute", "read", "write", "download", "upload", "allocate", "free"}
	if code {
		words = append(words, "sleep", "fetch", "invoke", "async", "await", "fail", "random")
	}
	return action{d.word(words...), d.of(0, 1, 1, 2, 3, 5, 10)}
}
