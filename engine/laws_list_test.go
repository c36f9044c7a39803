package engine

// This file lists the laws that hold for every scenario, or for those that
// where makes of it.

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var laws = []law{
	{name: "sizes and bandwidths scaled together", where: noBills, other: func(sc *scenario, _ *dice) { sc.scaleSizes(sc.factor(), true) }, same: scaled},
	{name: "speeds and work scaled together", other: func(sc *scenario, d *dice) { sc.scaleWork(d.of(2, 8, 1<<20)) }},
	{name: "all times doubled", where: noTransfersNoBills, other: func(sc *scenario, _ *dice) { sc.doubleTimes() }, same: doubled},
	{name: "arrivals shifted", where: onlyArrivals, other: func(sc *scenario, _ *dice) { sc.shift(shifted) }, same: later},
	{name: "more hosts", where: open, other: moreHosts, same: nothingLost},

	{name: "schedule copied", where: standard, built: each(func(p *Provider) { p.setSchedule(copyFirstFit{}) })},
	{name: "keep-alive copied", where: standard, built: copyKeepAlive},
	{name: "source copied", where: standard, built: each(func(p *Provider) { p.config.Source = copyFastestIdle{} })},
	{name: "admission of all", where: standard, built: each(func(p *Provider) { p.config.Admit = admitAll{} })},
	{name: "eviction by last use", where: standard, built: each(func(p *Provider) { p.config.Evict = byLastUse{} })},
	{name: "all policies copied", where: standard, built: copyPolicies},

	{name: "split runs", run: splitRun},
	{name: "runs event by event", run: func(s *Simulation, _ *dice) error { return s.RunUntilDone(&Handle{}) }},

	{name: "another seed", where: certain, other: func(sc *scenario, _ *dice) { sc.Seed += 1000 }},
	{name: "other names", where: certain, other: func(sc *scenario, _ *dice) { sc.Prefix = "another " }, same: renamed},
	{name: "functions declared in another order", where: certain, other: func(sc *scenario, _ *dice) { sc.Backwards = true }, same: func(a, b *story) error { return a.sameRecords(b, nil) }},
	{name: "a provider that nobody uses", other: func(sc *scenario, d *dice) { sc.Providers = append(sc.Providers, drawProvider(d)) }, same: sameFirst},
	{name: "functions that nobody calls", where: noCalls, other: unusedFunctions},
	{name: "files and repositories that nobody wants", where: noFetches, other: unusedFiles},
	{name: "groups of equal hosts split", other: splitGroups},
	{name: "a queue that is never full", where: unbounded, other: func(sc *scenario, _ *dice) {
		for i := range sc.Providers {
			sc.Providers[i].Bounded, sc.Providers[i].Limit = true, maxEvents
		}
	}},
	{name: "an observer", built: each(func(p *Provider) { p.config.OnStart = nobody{} }), where: unobserved},
	{name: "a bill without items", where: noBills, built: each(func(p *Provider) { p.config.Billing = forFree{} })},

	{name: "faster hosts", where: onlyCompute, other: func(sc *scenario, _ *dice) { sc.doubleSpeeds() }, same: halved},
	{name: "free images", where: freeImages, same: noTransferTimes},
	{name: "network modes without bandwidths", where: noTransfers, other: otherNetwork},
	{name: "network modes without sharing", where: oneByOne, other: otherNetwork},
	{name: "CPU modes without sharing", where: oneByOne, other: func(sc *scenario, _ *dice) {
		for i := range sc.Providers {
			sc.Providers[i].Shared = !sc.Providers[i].Shared
		}
	}},
	{name: "durations from a trace", where: onlyDurations, other: durationsInArrivals},
	{name: "durations as phases", where: onlyDurationsOneByOne, other: func(sc *scenario, _ *dice) { sc.sleep(false) }},
	{name: "durations as code", where: onlyDurationsOneByOne, other: func(sc *scenario, _ *dice) { sc.sleep(true) }},
	{name: "containers that never expire", where: neverExpires, built: each(countAtOnce), same: coldIsMostAtOnce},
}

// scaled demands equal runs but for sizes, which are so many times as large.
func scaled(a, b *story) error {
	f := a.sc.factor()
	if x, y := a.s.Fingerprint(), b.s.Fingerprint(); x != y {
		return fmt.Errorf("fingerprints %s and %s", x, y)
	}
	for i, p := range a.s.providers {
		q := b.s.providers[i]
		for k := range p.traffic {
			x, y := p.traffic[k], q.traffic[k]
			// What was broken off is rounded to bytes.
			if off := y.Bytes - x.Bytes*int64(f); x.Transfers != y.Transfers || off > int64(f)*int64(x.Transfers) || -off > int64(f)*int64(x.Transfers) {
				return fmt.Errorf("%s: %d bytes in %d transfers, %d in %d", pathNames[k], x.Bytes, x.Transfers, y.Bytes, y.Transfers)
			}
			if whole := trafficPath(k) <= pathEgress; whole && y.Bytes != x.Bytes*int64(f) {
				return fmt.Errorf("%s: %d bytes, not %d times %d", pathNames[k], y.Bytes, f, x.Bytes)
			}
		}
		if x, y := p.storage.used.Max(), q.storage.used.Max(); y != x*int64(f) {
			return fmt.Errorf("at most %d in main storage, not %d times %d", y, f, x)
		}
	}
	return a.sameRecords(b, func(t *telling) {
		for _, n := range []*int64{(*int64)(&t.Ingress), (*int64)(&t.Egress), (*int64)(&t.RAMPeak), (*int64)(&t.DiskPeak)} {
			if *n%int64(f) != 0 {
				*n = -1
			}
			*n /= int64(f)
		}
	})
}

// moments are all times of a record.
func (t *telling) moments() []*sim.Time {
	return []*sim.Time{
		&t.Submitted, &t.Dispatched, &t.Placed, &t.Downloaded, &t.Copied, &t.Loaded,
		&t.Created, &t.Cloned, &t.Ready, &t.Started, &t.Finished, &t.Ended,
	}
}

func (t *telling) change(moment func(sim.Time) sim.Time) {
	for _, m := range t.moments() {
		if *m != sim.Never {
			*m = moment(*m)
		}
	}
}

// shifted is by how much arrivals are shifted, in seconds.
const shifted = 1_000_003

func later(a, b *story) error {
	return a.sameRecords(b, func(t *telling) { t.change(func(at sim.Time) sim.Time { return at - ticks(shifted) }) })
}

func doubled(a, b *story) error {
	return a.sameRecords(b, func(t *telling) { t.change(func(at sim.Time) sim.Time { return at / 2 }); t.CPU /= 2 })
}

func renamed(a, b *story) error {
	if x, y := a.s.Fingerprint(), b.s.Fingerprint(); x != y {
		return fmt.Errorf("fingerprints %s and %s", x, y)
	}
	return a.sameRecords(b, func(t *telling) { t.name = t.name[len("another "):] })
}

func sameFirst(a, b *story) error {
	if x, y := a.s.Fingerprint(), b.s.Fingerprint(); x != y {
		return fmt.Errorf("fingerprints %s and %s", x, y)
	}
	if last := b.s.providers[len(a.told)]; last.counts != (Counts{}) {
		return fmt.Errorf("the provider that nobody uses counts %+v", last.counts)
	}
	return a.sameRecords(b, nil)
}

// nothingLost demands that in both runs all that was submitted ends, and that
// the bytes moved are those of the records.
func nothingLost(a, b *story) error {
	for i, p := range a.s.providers {
		if q := b.s.providers[i]; p.counts.Submitted != q.counts.Submitted {
			return fmt.Errorf("%d submitted, with more hosts %d", p.counts.Submitted, q.counts.Submitted)
		}
		for _, st := range []*story{a, b} {
			p := st.s.providers[i]
			if n := uint64(len(st.told[i])); n != p.counts.Submitted {
				return fmt.Errorf("%d hosts: %d submitted, %d ended", len(p.hosts)-1, p.counts.Submitted, n)
			}
			if err := st.addsUp(i); err != nil {
				return fmt.Errorf("%d hosts: %w", len(p.hosts)-1, err)
			}
		}
	}
	return nil
}

// addsUp demands that the whole transfers of provider i are those which its
// records tell of.
func (a *story) addsUp(i int) error {
	p := a.s.providers[i]
	var want [pathNone]Traffic
	move := func(path trafficPath, n int64) {
		want[path].Bytes, want[path].Transfers = want[path].Bytes+n, want[path].Transfers+1
	}
	for k := range a.told[i] {
		r := &a.told[i][k]
		fn, l := p.Function(p.FunctionID(r.name))
		if r.Started != sim.Never && l.Ingress > 0 {
			move(pathIngress, int64(l.Ingress))
		}
		if r.Status == OK && l.Egress > 0 {
			move(pathEgress, int64(l.Egress))
		}
		if r.Cloned != sim.Never && !fn.Code.IsZero() {
			move(pathClone, int64(fn.Code.File.Size))
		}
	}
	for _, k := range []trafficPath{pathIngress, pathEgress, pathClone} {
		if got := p.traffic[k]; got != want[k] {
			return fmt.Errorf("%s: %+v, the records tell of %+v", pathNames[k], got, want[k])
		}
	}
	if n := p.traffic[pathCopy].Transfers; n > p.hostCache.Misses || n < p.hostCache.Misses && len(a.sc.Remove) == 0 && p.storage.disk.Capacity() == unlimited {
		return fmt.Errorf("%d copies, %d images missed", n, p.hostCache.Misses)
	}
	return nil
}

// halved demands that executions took half as long in the other run.
func halved(a, b *story) error {
	for i := range a.told {
		took := map[uint64]sim.Time{}
		for k := range a.told[i] {
			if r := &a.told[i][k]; r.Status == OK {
				took[r.ID] = r.Execution()
			}
		}
		for k := range b.told[i] {
			r := &b.told[i][k]
			if want, ok := took[r.ID]; ok && r.Status == OK && want != 2*r.Execution() {
				return fmt.Errorf("%q took %v, on hosts twice as fast %v", r.name, want, r.Execution())
			}
		}
	}
	return nil
}

// noTransferTimes demands that an image without size is everywhere at once.
func noTransferTimes(a, _ *story) error {
	for i := range a.told {
		for k := range a.told[i] {
			r := &a.told[i][k]
			if r.Cold && r.Status != Error && (r.Loaded != r.Placed || r.Cloned != r.Created) {
				return fmt.Errorf("an image took its time: %+v", r)
			}
		}
	}
	return nil
}

// coldIsMostAtOnce demands that every function had as many containers as it had
// invocations at once.
func coldIsMostAtOnce(a, b *story) error {
	for _, p := range b.s.providers {
		c := p.config.Schedule.(*counter)
		for _, reg := range p.fns[1:] {
			if most := uint64(c.most[reg.id]); reg.cold != most {
				return fmt.Errorf("%q: %d cold starts, at most %d at once", reg.fn.Name, reg.cold, most)
			}
		}
	}
	if x, y := a.s.Fingerprint(), b.s.Fingerprint(); x != y {
		return fmt.Errorf("fingerprints %s and %s", x, y)
	}
	return nil
}

// factor is by how much sizes are scaled. It stays below 1 MiB for the RAM of
// all containers: greedy-dual takes what is smaller for 1 MiB.
func (sc *scenario) factor() int { return int(math.Exp2(float64(1 + sc.Seed%16))) }
