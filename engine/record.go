package engine

// This file holds what is known of an invocation when it has ended, and what
// billing is given.

import (
	"cmp"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A Record is the account of one invocation. Times that were never reached are
// [sim.Never]; the times of a cold start are set only if Cold.
//
//	Submitted ≤ Dispatched ≤ Placed ≤ Downloaded ≤ Copied ≤ Loaded ≤ Created ≤ Cloned ≤ Ready ≤ Started ≤ Finished ≤ Ended
type Record struct {
	ID        uint64 // serial number at the provider, from 1, in order of submission
	Provider  *Provider
	Function  FunctionID
	Host      HostID
	Container ContainerID
	Instance  uint64 // serial number of the container
	Status    Status
	Cold      bool
	Message   string // why it ended as it did; "" if OK

	Submitted  sim.Time // asked for
	Dispatched sim.Time // accepted: the dispatch overhead is over
	Placed     sim.Time // a container or host was chosen
	Downloaded sim.Time // the image is at main storage
	Copied     sim.Time // the image is on the host
	Loaded     sim.Time // the image is in RAM
	Created    sim.Time // the container is made
	Cloned     sim.Time // the code file is in it
	Ready      sim.Time // the runtime is up, or the request was handed to a warm container
	Started    sim.Time // the ingress is in, the handler starts
	Finished   sim.Time // the handler ended
	Ended      sim.Time // the egress is out

	CPU      float64 // CPU seconds computed
	RAMPeak  unit.Bytes
	DiskPeak unit.Bytes
	Ingress  unit.Bytes // moved into the container, a-priori size and downloads
	Egress   unit.Bytes // moved out, a-priori size and uploads
	Cost     unit.Money
}

// Latency is the time from submission to the end; to now for one that has not
// ended.
func (r *Record) Latency() sim.Time {
	if r.Ended == sim.Never {
		return r.Provider.sim.Now() - r.Submitted
	}
	return r.Ended - r.Submitted
}

// Execution is how long the handler ran, 0 if it never started.
func (r *Record) Execution() sim.Time { return span(r.Started, r.Finished) }

// Initialisation is the time from placement to readiness of a cold start, 0
// for a warm start.
func (r *Record) Initialisation() sim.Time {
	if !r.Cold {
		return 0
	}
	return span(r.Placed, r.Ready)
}

func span(from, to sim.Time) sim.Time {
	if from == sim.Never || to == sim.Never {
		return 0
	}
	return to - from
}

// A PhaseTime is how long one phase of an invocation's life took.
type PhaseTime struct {
	Name string
	Took sim.Time
}

// Phases returns the phases that the invocation went through, in order, those
// included that took no time and the one in which it ended. The phases of one
// that has ended add up to its latency.
func (r *Record) Phases() []PhaseTime {
	marks := r.marks()
	phases := make([]PhaseTime, 0, len(marks))
	last, broken := r.Submitted, ""
	for _, m := range marks {
		if m.at == sim.Never {
			broken = cmp.Or(broken, m.name)
			continue
		}
		phases = append(phases, PhaseTime{cmp.Or(broken, m.name), m.at - last})
		last = m.at
	}
	return phases
}

// PhasesNow returns the phases as Phases does; the last one of an invocation that
// has not ended is the one that it is in.
func (r *Record) PhasesNow() []PhaseTime {
	phases := r.Phases()
	if r.Ended != sim.Never {
		return phases
	}
	last := r.Submitted
	for _, p := range phases {
		last += p.Took
	}
	return append(phases, PhaseTime{r.marks()[len(phases)].name, max(0, r.Provider.sim.Now()-last)})
}

// A mark is when a phase ended, Never if it has not.
type mark struct {
	name string
	at   sim.Time
}

// marks returns the ends of the phases of a cold or a warm start, in order.
func (r *Record) marks() []mark {
	marks := []mark{
		{"dispatch", r.Dispatched}, {"queue", r.Placed},
		{"download", r.Downloaded}, {"copy", r.Copied}, {"load", r.Loaded}, {"create", r.Created}, {"clone", r.Cloned}, {"init", r.Ready},
		{"ingress", r.Started}, {"run", r.Finished}, {"egress", r.Ended},
	}
	if !r.Cold {
		marks[2].name, marks[2].at = "warm", r.Ready
		marks = append(marks[:3], marks[8:]...)
	}
	return marks
}

// Usage is what billing is given of an invocation that ended.
type Usage struct {
	*Record
	Limits *Limits

	// The totals of the calendar month of 30 days in which the invocation ended,
	// before it: what tiers and free grants are counted from.
	MonthRequests  uint64
	MonthGBSeconds float64 // RAM limit (GiB) times execution (s), exact sum rounded once
}

// GBSeconds is the RAM limit in GiB times the duration of the execution in
// seconds, not rounded up.
func (u *Usage) GBSeconds() float64 {
	return float64(u.Limits.RAM) / float64(unit.GiB) * u.Execution().Seconds()
}

// A Bill collects the items of one invocation's bill.
type Bill struct {
	p     *Provider
	total unit.Money
	lines int        // of the provider before this bill
	added []addition // so that it can be taken back
}

// An addition is an amount that was added to a line.
type addition struct {
	line   int
	amount unit.Money
}

// A billLine is the running total of one item at a provider.
type billLine struct {
	item string
	sum  billing.Meter
}

// Add puts usd dollars on the bill under the name item. The amount may be
// negative (a credit); NaN and infinities are refused, as are amounts too
// large for an exact sum.
func (b *Bill) Add(item string, usd float64) error {
	m, err := unit.MoneyOf(usd)
	if err != nil {
		return err
	}
	b.total += m
	line := 0
	for line < len(b.p.bill) && b.p.bill[line].item != item {
		line++
	}
	if line == len(b.p.bill) {
		b.p.bill = append(b.p.bill, billLine{item: item})
	}
	b.p.bill[line].sum.Add(m)
	b.added = append(b.added, addition{line, m})
	return nil
}

// takeBack undoes all that was added.
func (b *Bill) takeBack() {
	for _, a := range b.added {
		b.p.bill[a.line].sum.Add(-a.amount)
	}
	b.p.bill = b.p.bill[:b.lines]
}
