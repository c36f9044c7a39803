package engine

// This file follows an invocation from its submission to its container.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// An invocation is one that has not ended.
//
// The path of an event touches its first 128 bytes only, two cache lines: that
// is all that there is to most invocations. See layout_test.go.
type invocation struct {
	course
	handle *Handle
	extras
}

// A course is what every invocation has.
type course struct {
	serial    uint64 // at the provider
	ordinal   uint64 // of the function: what its random draws depend on
	fn        FunctionID
	container ContainerID
	host      HostID
	next      uint32 // in the queue of its function, or the free list
	prevIn    uint32 // among the invocations of its container
	nextIn    uint32
	status    Status
	fate      Status // how it will end, once its handler has unwound; 0 if not decided
	cold      bool
	plain     bool  // nobody writes to its extras unless it fails
	step      int32 // of its declared phases

	submitted, dispatched, placed, ready, started, finished sim.Time
	declared                                                sim.Time // duration that came with the arrival; -1 if the function says
	queued                                                  uint64   // order of waiting
	cost                                                    unit.Money
}

// Extras are what only some invocations have: code or phases that run, transfers,
// an input, or a failure.
type extras struct {
	process  uint32 // that runs its handler, plus 1; 0 if none
	transfer uint32 // that it waits for, unless its process does

	cpu               float64
	work              float64 // CPU seconds of the present step, if it computes
	stepBegan         sim.Time
	ram, disk         unit.Bytes // that the handler holds now
	ramPeak, diskPeak unit.Bytes
	ingress, egress   unit.Bytes
	message           string
	input, output     any
}

// Events of a provider. A is an invocation, a container or a driver; B is the
// serial number that it had: an event for one that is gone is stale.
const (
	evArrive     uint8 = iota // driver: its next arrival
	evSubmit                  // invocation: asked for by a process or script
	evDispatched              // invocation: the dispatch overhead is over
	evHanded                  // invocation: the warm overhead is over
	evStarted                 // invocation: its observer is to be told that it starts
	evFinish                  // invocation: its declared duration is over
	evLimit                   // container: an invocation in it may have reached its time limit
	evStep                    // invocation: its declared phase is over
	evCreated                 // container
	evInited                  // container
	evExpire                  // container: its keep-alive may be over
	evTornDown                // container
	evEnd                     // invocation: its end is handled by a serial control plane
	evFailed                  // invocation: its image can't be had
	evArrived                 // the provider is told of an image that has landed
	evRound                   // a round is due
)

// What comes in order: the arrivals of a workload, and the ends of dispatch overheads
// that are equal.
const (
	laneArrivals sim.Lane = iota
	laneDispatch
)

// at and after schedule an event for the provider.
func (p *Provider) at(t sim.Time, ev sim.Event) {
	ev.To = p.self
	p.sim.kernel.At(t, ev)
}

func (p *Provider) after(d sim.Time, ev sim.Event) {
	ev.To = p.self
	p.sim.kernel.After(d, ev)
}

// Handle implements [sim.Handler].
func (p *Provider) Handle(kind uint8, a uint32, b uint64) {
	switch kind {
	case evArrive:
		p.arrive(a)
		return
	case evRound:
		p.round()
		return
	case evArrived:
		p.imageMoved(p.nextArrival())
		return
	case evCreated, evInited, evExpire, evTornDown, evLimit:
		p.containerEvent(kind, ContainerID(a), b)
		return
	}
	if p.invs[a].serial != b {
		p.sim.kernel.Idle()
		return
	}
	switch kind {
	case evSubmit:
		p.accept(a)
	case evDispatched:
		p.dispatched(a)
	case evHanded:
		p.handed(a)
	case evStarted:
		p.tellStart(a)
	case evFinish:
		p.declaredEnd(a)
	case evStep:
		p.nextStep(a)
	case evEnd:
		p.end(a)
	case evFailed:
		p.endUnplaced(a)
	}
}

func (p *Provider) registrationOf(i uint32) *registration { return p.fns[p.invs[i].fn] }

// newInvocation makes an invocation of f, submitted now.
func (p *Provider) newInvocation(f FunctionID) uint32 {
	i := p.freeInv
	if i != 0 {
		p.freeInv = p.invs[i].next
	} else {
		i = uint32(len(p.invs))
		p.invs = append(p.invs, invocation{})
	}
	reg := p.fns[f]
	reg.submitted++
	p.counts.Submitted++
	inv := &p.invs[i]
	inv.serial, inv.ordinal, inv.fn = p.counts.Submitted, reg.submitted, f
	inv.next, inv.status, inv.plain = 0, Submitted, reg.plain
	inv.submitted, inv.declared = p.sim.Now(), -1
	inv.dispatched, inv.placed, inv.ready, inv.started, inv.finished = sim.Never, sim.Never, sim.Never, sim.Never, sim.Never
	return i
}

// maxStraight is how many arrivals of a driver are handled in a row, without
// the agenda, when nothing else happens in between.
const maxStraight = 32

// arrive submits the arrival that driver d has ready, and those after it that
// come before anything else happens.
func (p *Provider) arrive(d uint32) {
	for n := 1; ; n++ {
		p.submit(d)
		if !p.pull(d) {
			return
		}
		at := p.drivers[d].next.At
		if n == maxStraight || !p.sim.kernel.Advance(at) {
			p.sim.kernel.AtInOrder(laneArrivals, at, p.self, evArrive, d, 0)
			return
		}
	}
}

// submit makes an invocation of the arrival that driver d has ready.
func (p *Provider) submit(d uint32) {
	w := &p.drivers[d]
	f := w.fns[w.next.Function]
	i := p.newInvocation(f)
	p.invs[i].declared = w.next.Duration
	w.n++
	var err error
	switch {
	case w.next.Duration < 0 && p.fns[f].fromTrace:
		err = fmt.Errorf("%w for function %q, which takes its durations from a trace", ErrNoDuration, p.fns[f].fn.Name)
	case w.input != nil:
		p.invs[i].plain = false
		p.invs[i].input, err = w.input(w.n)
	}
	if err != nil {
		p.driveFailed(d, err)
		p.reject(i, err.Error())
		return
	}
	p.accept(i)
}

// accept asks for admission.
func (p *Provider) accept(i uint32) {
	if w := p.sim.watch; w != nil {
		w.arrival(p, i)
	}
	if p.config.Admit != nil {
		ok, reason, err := p.config.Admit.Admit(Request{p, i})
		if err != nil {
			p.policyFailed("admit", i, err)
			ok, reason = false, err.Error()
		}
		if !ok {
			p.reject(i, reason)
			return
		}
	}
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	d := p.draw(&reg.overhead.dispatch, inv.ordinal)
	if p.config.Control == SerialControl {
		d = p.serve(d)
	}
	if d > 0 {
		at := addTime(p.sim.Now(), d)
		p.sim.kernel.AtInOrder(laneDispatch, at, p.self, evDispatched, i, inv.serial)
		return
	}
	p.dispatched(i)
}

// dispatched ends the dispatch overhead.
func (p *Provider) dispatched(i uint32) {
	inv := &p.invs[i]
	inv.dispatched = p.sim.Now()
	if h := inv.handle; h != nil && h.early {
		h.wake()
	}
	if p.config.Fetch == FetchOnArrival && !p.atStorage(i) {
		p.wantRound()
		return
	}
	p.seekPlace(i)
}

// seekPlace looks for a place for an invocation that has what it needs to be
// placed.
func (p *Provider) seekPlace(i uint32) {
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	if p.config.Round != nil {
		p.enqueue(i)
		p.wantRound()
		return
	}
	if reg.waitHead == 0 && (!p.config.Queue.Strict || p.waiting == 0) && p.place(i) {
		return
	}
	p.enqueue(i)
}

// place asks the schedule and carries out its answer. It returns false if the
// invocation has to wait.
func (p *Provider) place(i uint32) bool {
	reg := p.registrationOf(i)
	if p.builtIn != nil {
		if c := p.warm(reg); c != 0 {
			p.assign(i, c)
			return true
		}
		h := p.builtIn.cold(Request{p, i}, &p.cluster)
		if h != 0 {
			p.startCold(i, h)
		}
		return h != 0
	}
	d, err := p.config.Schedule.Schedule(Request{p, i}, &p.cluster)
	if err == nil {
		err = p.checkDecision(reg, d)
	}
	if err != nil {
		p.policyFailed("schedule", i, err)
		return false
	}
	switch {
	case d.Container != 0:
		p.assign(i, d.Container)
	case d.Host != 0:
		p.startCold(i, d.Host)
	case d.Reject:
		p.leaveQueue(i)
		p.reject(i, d.Reason)
	default:
		return false
	}
	return true
}

// setSchedule makes s decide, nil for [WarmFirstFit].
func (p *Provider) setSchedule(s SchedulePolicy) {
	p.config.Schedule = s
	if s == nil {
		s = WarmFirstFit{}
	}
	p.builtIn, _ = s.(warmFirst)
}

// checkDecision reports why d cannot be carried out.
func (p *Provider) checkDecision(reg *registration, d Decision) error {
	switch {
	case d.Container != 0:
		return p.checkContainer(reg, d.Container)
	case d.Host == 0:
		return nil
	case int(d.Host) >= len(p.hosts):
		return fmt.Errorf("returned host %d; hosts are numbered 1 to %d", d.Host, len(p.hosts)-1)
	}
	h := &p.hosts[d.Host]
	switch {
	case p.fits(h, reg):
		return nil
	case h.down:
		return fmt.Errorf("returned host %d, which is down", d.Host)
	case !h.couldFreeSlot():
		return fmt.Errorf("returned host %d, which has no free slot (%d of %d taken)", d.Host, h.busySlots, h.slots)
	case h.ram-h.ramBusy < reg.limits.RAM:
		return fmt.Errorf("returned host %d, which cannot free %v of RAM (%v of %v is in use)", d.Host, reg.limits.RAM, h.ramBusy, h.ram)
	default:
		return fmt.Errorf("returned host %d, whose disk cannot free %v for a container and its image %q of %v (%v of %v is in use)",
			d.Host, reg.limits.Disk, reg.image.file.Name, reg.image.size, h.diskBusy, h.disk.Capacity())
	}
}

func (p *Provider) checkContainer(reg *registration, id ContainerID) error {
	if p.ContainerSerial(id) == 0 {
		return fmt.Errorf("returned a container that is gone")
	}
	c := &p.containers[id]
	switch {
	case c.fn != reg.id:
		return fmt.Errorf("returned container %d of %q, want one of %q", c.serial, p.fns[c.fn].fn.Name, reg.fn.Name)
	case c.phase != containerReady:
		return fmt.Errorf("returned container %d, which is not ready", c.serial)
	case c.retired || int(c.active) >= reg.limits.Concurrency:
		return fmt.Errorf("returned container %d, which serves %d invocations already, its concurrency", c.serial, c.active)
	case !p.canServe(c):
		h := &p.hosts[c.host]
		return fmt.Errorf("returned container %d on host %d, which has no free slot (%d of %d taken)", c.serial, c.host, h.busySlots, h.slots)
	}
	return nil
}

// assign hands invocation i to a ready container.
func (p *Provider) assign(i uint32, id ContainerID) {
	if w := p.sim.watch; w != nil {
		w.warmStart(p, i, id)
	}
	p.leaveQueue(i)
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	p.counts.Warm++
	p.join(i, id)
	d := p.draw(&reg.overhead.warm, inv.ordinal)
	if d > 0 && !p.startsSimply(reg) {
		p.after(d, sim.Event{Kind: evHanded, A: i, B: inv.serial})
		return
	}
	inv.ready = addTime(p.sim.Now(), d)
	p.begin(i)
}

// startsSimply reports whether nothing can happen between the hand-over of an
// invocation and the end of its handler but the passing of time, so that one
// event does for both.
func (p *Provider) startsSimply(reg *registration) bool {
	return reg.plain || reg.declared && reg.limits.Ingress == 0
}
