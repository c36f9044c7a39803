package engine

// This file counts, bills and sums up.

import (
	"math"
	"math/bits"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/metrics"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// coldPhases is the number of phases of a cold start.
const coldPhases = 6

var coldPhaseNames = [coldPhases]string{"download", "copy", "load", "create", "clone", "init"}

// What the fingerprint is made of, besides the records of invocations.
const (
	fpCreate = iota + 1
	fpStop
	fpDownload
	fpDownloaded
	fpCopied
	fpEvictImage
	fpLoaded
	fpEvictLoaded
	fpHostDown
	fpHostUp
)

// mix adds something that happened now to the fingerprint.
func (p *Provider) mix(what, a, b uint64) {
	p.sim.fingerprint.Mix(what, uint64(p.sim.Now()), a, b)
}

// A timeSum is an exact sum of times.
type timeSum struct{ n, hi, lo uint64 }

func (s *timeSum) add(t sim.Time) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, uint64(t), 0)
	s.hi += carry
	s.n++
}

// seconds returns the sum in seconds.
func (s *timeSum) seconds() float64 {
	return math.FMA(float64(s.hi), 1<<64, float64(s.lo)) / 1e9
}

// A phaseSum is the account of one phase of cold starts.
type phaseSum struct {
	timeSum
	max sim.Time
}

// countColdStart accounts for the cold start of a container that is ready.
func (p *Provider) countColdStart(c *container) {
	last := c.placed
	for k, at := range [coldPhases]sim.Time{c.downloaded, c.copied, c.loaded, c.created, c.cloned, c.ready} {
		p.phases[k].add(at - last)
		p.phases[k].max = max(p.phases[k].max, at-last)
		last = at
	}
	p.coldStart.Record(int64(c.ready - c.placed))
}

// count accounts for the end of invocation i.
func (p *Provider) count(i uint32) {
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	now := p.sim.Now()
	if inv.fate == OK {
		p.counts.OK++
		reg.ok++
	} else {
		*p.counter(inv.fate)++
	}
	if inv.placed != sim.Never {
		p.latency.Record(int64(now - inv.submitted))
		p.queueing.Record(int64(inv.placed - inv.dispatched))
		reg.latency.add(now - inv.submitted)
	}
	if inv.started != sim.Never {
		p.execution.Record(int64(inv.finished - inv.started))
	}
	f := &p.sim.fingerprint
	f.Mix(uint64(inv.fate), uint64(now), inv.serial, uint64(inv.fn))
	if inv.placed != sim.Never {
		f.Mix(uint64(inv.submitted), uint64(inv.placed), uint64(inv.started), uint64(inv.finished))
		f.Mix(p.containers[inv.container].serial, uint64(inv.host), uint64(inv.ready), uint64(inv.cost))
	}
}

// counter returns the count of an end state. It is too slow for OK.
func (p *Provider) counter(s Status) *uint64 {
	return [...]*uint64{
		&p.counts.OK, &p.counts.Error, &p.counts.Timeout, &p.counts.OutOfMemory,
		&p.counts.DiskFull, &p.counts.Rejected, &p.counts.Crashed, &p.counts.Cancelled,
	}[s-OK]
}

// A monthMeter counts what billing needs of the calendar month, of 30 days.
type monthMeter struct {
	month    sim.Time
	requests uint64
	hi, lo   uint64 // bytes × ns of RAM limit and execution
}

const month = 30 * 24 * 3600 * 1_000_000_000 * sim.Time(1)

// charge asks the billing policy for the bill of i.
func (p *Provider) charge(i uint32) {
	m := &p.month
	if now := p.sim.Now() / month; now != m.month {
		*m = monthMeter{month: now}
	}
	p.fill(&p.told, i)
	reg := p.registrationOf(i)
	u := &p.usage
	u.Record, u.Limits = &p.told, &reg.limits
	u.MonthRequests = m.requests
	u.MonthGBSeconds = math.FMA(float64(m.hi), 1<<64, float64(m.lo)) / (1e9 * float64(unit.GiB))
	b := &p.tab
	*b = Bill{p: p, lines: len(p.bill), added: b.added[:0]}
	if err := p.config.Billing.Bill(u, b); err != nil {
		b.takeBack()
		p.policyFailed("billing", i, err)
		return
	}
	p.invs[i].cost = b.total
	reg.cost.Add(b.total)
	m.requests++
	hi, lo := bits.Mul64(uint64(reg.limits.RAM), uint64(u.Execution()))
	var carry uint64
	m.lo, carry = bits.Add64(m.lo, lo, 0)
	m.hi += hi + carry
}

// fill writes the account of i as it is now.
func (p *Provider) fill(r *Record, i uint32) {
	inv := &p.invs[i]
	never := sim.Never
	*r = Record{
		ID: inv.serial, Provider: p, Function: inv.fn, Host: inv.host, Container: inv.container,
		Status: inv.status, Cold: inv.cold, Message: inv.message,
		Submitted: inv.submitted, Dispatched: inv.dispatched, Placed: inv.placed,
		Downloaded: never, Copied: never, Loaded: never, Created: never, Cloned: never,
		Ready: inv.ready, Started: inv.started, Finished: inv.finished, Ended: never,
		CPU: inv.cpu, RAMPeak: inv.ramPeak, DiskPeak: inv.diskPeak, Ingress: inv.ingress, Egress: inv.egress, Cost: inv.cost,
	}
	if inv.status.Ended() {
		r.Ended = p.sim.Now()
	}
	if inv.container == 0 {
		return
	}
	c := &p.containers[inv.container]
	r.Instance = c.serial
	if inv.cold {
		r.Downloaded, r.Copied, r.Loaded, r.Created, r.Cloned = c.downloaded, c.copied, c.loaded, c.created, c.cloned
		if at := p.hosts[c.host].image(c.image).atStorage; c.downloaded == never && at != never {
			r.Downloaded = max(c.placed, at) // it is being copied
		}
	}
}

// Present returns the account of the invocation of that serial number as it is
// now; ok is false if it has ended or never was.
func (p *Provider) Present(serial uint64) (r Record, ok bool) {
	for i := range p.invs {
		if p.invs[i].serial == serial && serial != 0 {
			p.fill(&r, uint32(i))
			return r, true
		}
	}
	return r, false
}

// Submitted returns how many invocations were submitted to the provider so far:
// their serial numbers are 1 to that.
func (p *Provider) Submitted() uint64 { return p.counts.Submitted }

// Summary sums up what has happened so far.
func (s *Simulation) Summary() *Summary {
	sum := &Summary{
		Schema: SummarySchema, Seed: s.seed, Partial: s.interrupted || s.kernel.Err() != nil,
		Simulated: s.Now().Seconds(), Events: s.Events(), Invocations: s.Submitted(), Fingerprint: s.Fingerprint(),
	}
	for _, p := range s.providers {
		sum.Providers = append(sum.Providers, p.Summary())
	}
	return sum
}

// Summary sums up what has happened at the provider so far.
func (p *Provider) Summary() ProviderSummary {
	c := p.counts
	c.InFlight = c.Submitted - (c.OK + c.Error + c.Timeout + c.OutOfMemory + c.DiskFull + c.Rejected + c.Crashed + c.Cancelled)
	sum := ProviderSummary{
		Name: p.config.Name, Hosts: len(p.hosts) - 1, Counts: c, ColdShare: ratio(c.Cold, c.Cold+c.Warm),
		Latency: distribution(p.latency), Queueing: distribution(p.queueing),
		Execution: distribution(p.execution), Cold: distribution(p.coldStart),
		Phases: p.phaseSummary(), Use: p.useSummary(), Bytes: []Traffic{}, Bill: []BillItem{},
		Caches: []CacheSummary{cacheSummary("storage", p.storageCache), cacheSummary("hosts", p.hostCache)},
	}
	if p.ramCache != (CacheSummary{}) {
		sum.Caches = append(sum.Caches, cacheSummary("ram", p.ramCache))
	}
	for k, t := range p.traffic {
		if t.Path = pathNames[k]; t.Transfers > 0 {
			sum.Bytes = append(sum.Bytes, t)
		}
	}
	for i := range p.bill {
		sum.Bill = append(sum.Bill, BillItem{p.bill[i].item, p.bill[i].sum.USD()})
	}
	var all billing.Meter
	for i := range p.bill {
		all.Merge(p.bill[i].sum)
	}
	sum.Billed = all.USD()
	for _, r := range p.fns[1:] {
		f := FunctionSummary{Name: r.fn.Name, Invocations: r.submitted, OK: r.ok, Cold: r.cold, USD: r.cost.USD()}
		if r.latency.n > 0 {
			f.MeanLatency = r.latency.seconds() / float64(r.latency.n)
		}
		sum.Functions = append(sum.Functions, f)
	}
	return sum
}

func (p *Provider) phaseSummary() []Phase {
	var whole float64
	for k := range p.phases {
		whole += p.phases[k].seconds()
	}
	out := []Phase{}
	for k := range p.phases {
		s := &p.phases[k]
		if s.n == 0 {
			break
		}
		ph := Phase{Name: coldPhaseNames[k], Mean: s.seconds() / float64(s.n), Max: s.max.Seconds()}
		if whole > 0 {
			ph.Share = s.seconds() / whole
		}
		out = append(out, ph)
	}
	return out
}

func (p *Provider) useSummary() []ResourceUse {
	now := p.sim.Now()
	use := func(name, unit string, g *metrics.Gauge, capacity int64) ResourceUse {
		return ResourceUse{Name: name, Unit: unit, Mean: g.Mean(now), Max: float64(g.Max()), Capacity: float64(capacity)}
	}
	return []ResourceUse{
		use("slots", "slots", &p.slots, p.slotsTotal),
		use("ram", "bytes", &p.ram, int64(p.ramTotal)),
		use("disk", "bytes", &p.diskUsed, int64(p.diskTotal)),
		use("storage", "bytes", &p.storage.used, int64(p.config.Storage.Capacity)),
		use("queue", "invocations", &p.queueGauge, int64(p.config.Queue.Limit)),
		{
			Name: "containers_busy", Unit: "containers", Max: float64(p.busyMax),
			Mean: p.aliveGauge.Mean(now) - p.idleGauge.Mean(now),
		},
		use("containers_idle", "containers", &p.idleGauge, 0),
	}
}

func cacheSummary(name string, c CacheSummary) CacheSummary {
	c.Name = name
	c.HitRatio = ratio(c.Hits, c.Hits+c.Joined+c.Misses)
	return c
}

func ratio(a, b uint64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func distribution(h *metrics.Histogram) Distribution {
	if h.Count() == 0 {
		return Distribution{}
	}
	q := func(p float64) float64 { return sim.Time(h.Quantile(p)).Seconds() }
	return Distribution{
		Count: h.Count(), Mean: h.Mean() / 1e9, Min: sim.Time(h.Min()).Seconds(), Max: sim.Time(h.Max()).Seconds(),
		P50: q(0.5), P90: q(0.9), P95: q(0.95), P99: q(0.99), P999: q(0.999),
	}
}
