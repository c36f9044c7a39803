package sim

// This file runs the events: it is the clock and the main loop.

import (
	"fmt"
	"math"
)

// A Handler carries out the events addressed to it. It may schedule more, now
// or later, through the kernel it is registered with.
type Handler interface {
	// Handle carries out an event that happens now, given its Kind, A and B. It reports
	// trouble by Kernel.Fail.
	Handle(kind uint8, a uint32, b uint64)
}

// A Foreseer is told of most events shortly before they have to be carried out, so
// that what they need is in the processor's caches by then. It must change nothing.
type Foreseer interface {
	// Foresee is told the Kind and the A of an event that comes some events later. It
	// may have become stale, here and in Approach.
	Foresee(kind uint8, a uint32)
	// Approach is told of it when it comes next, or nearly.
	Approach(kind uint8, a uint32)
}

// A Kernel owns the clock and the agenda of one simulation. The clock starts
// at 0 and never goes back.
//
// Invariants, checked by check in tests:
//
//	now <= At of every pending event < Never
//	every pending event is addressed to a registered handler
//	the agenda is in order
type Kernel struct {
	now      Time
	agenda   agenda
	handlers []Handler  // handlers[0] is nil: 0 is no handler
	foresee  []Foreseer // by handler; empty if nobody wants to know
	seq      uint64     // events scheduled so far
	steps    uint64
	err      error // the first failure; ends the run

	poll      func() bool
	pollEvery uint64 // steps between polls; 0 if there is no poll
	untilPoll uint64 // steps until the next one; never reaches 0 without a poll
	stopped   bool
	limit     Time // how far RunUntil goes; -1 outside of it, and if every event is polled

	busy   bool // an event is being handled
	idle   bool // the event being handled has no effect
	lively Time // of the last event that had one
}

// NewKernel returns a kernel at time 0 with an empty agenda.
func NewKernel() *Kernel {
	return &Kernel{agenda: newAgenda(), handlers: make([]Handler, 1), untilPoll: math.MaxUint64, limit: -1}
}

// Register makes h addressable and returns its ID; the first is 1. It panics
// if h is nil or if 65,535 handlers are registered already.
func (k *Kernel) Register(h Handler) HandlerID {
	if h == nil {
		panic("sim: Register of a nil handler")
	}
	if len(k.handlers) > math.MaxUint16 {
		panic("sim: Register of more than 65535 handlers")
	}
	k.handlers = append(k.handlers, h)
	return HandlerID(len(k.handlers) - 1)
}

// Now returns the current time: that of the event being handled or, between
// runs, the one that RunUntil reached.
func (k *Kernel) Now() Time { return k.now }

// At schedules ev at time t; ev.At is ignored. Events at one instant run in
// order of class, then of scheduling. An event at [Never] is not queued.
//
// It panics if t is in the past, if ev.To is not registered, or if ev.Class is
// unknown.
func (k *Kernel) At(t Time, ev Event) {
	if t < k.now || ev.To == 0 || int(ev.To) >= len(k.handlers) {
		k.refuse(t, ev.To)
	}
	ev.At = t
	order := orderOf(ev.Class, k.seq)
	if t == Never {
		return
	}
	k.seq++
	k.agenda.push(pack(&ev, order))
}

// AtInOrder schedules an event of class [Normal] as At does, faster if the events that
// are scheduled by way of lane l are nearly always in order of time.
func (k *Kernel) AtInOrder(l Lane, t Time, to HandlerID, kind uint8, a uint32, b uint64) {
	if t < k.now || to == 0 || int(to) >= len(k.handlers) {
		k.refuse(t, to)
	}
	if t == Never {
		return
	}
	what := uint64(to)<<48 | uint64(kind)<<40 | uint64(uint8(Normal))<<32 | uint64(a)
	k.agenda.pushInOrder(l, entry{t, orderOf(Normal, k.seq), what, b})
	k.seq++
}

// refuse panics because of an event at t to a handler.
func (k *Kernel) refuse(t Time, to HandlerID) {
	if t < k.now {
		panic(fmt.Sprintf("sim: event at %v, which is before now, %v", t, k.now))
	}
	panic(fmt.Sprintf("sim: event to handler %d, which is not registered", to))
}

// After schedules ev after a span of d from now, as At does; d must not be
// negative. If the sum is beyond the range of Time it is [Never].
func (k *Kernel) After(d Time, ev Event) {
	t := k.now + d
	if d > Never-k.now {
		t = Never
	}
	k.At(t, ev)
}

// Step runs the next event and reports whether there was one. After a failure
// there is none.
func (k *Kernel) Step() bool { return k.loop(Never, true) }

// loop runs the events at or before t, or one of them, and reports whether there was
// one. It ends early when the run fails or the poll says so.
func (k *Kernel) loop(t Time, once bool) (ran bool) {
	for k.agenda.first <= t && k.agenda.n > 0 && k.err == nil {
		e := k.agenda.pop()
		if k.agenda.fresh {
			k.lookAhead()
		}
		k.now = e.at
		k.steps++
		k.idle = false
		k.busy = true
		k.handlers[HandlerID(e.what>>48)].Handle(uint8(e.what>>40), uint32(e.what), e.b)
		k.busy = false
		switch {
		case !k.idle:
			k.lively = k.now
		case k.agenda.n == 0 && k.err == nil:
			k.now = k.lively
		}
		if once {
			return true
		}
		if k.untilPoll--; k.untilPoll == 0 {
			k.untilPoll = k.pollEvery
			if k.stopped = !k.poll(); k.stopped {
				return true
			}
		}
		ran = true
	}
	return ran
}

// Foresee tells f of the events that are addressed to the handler from now on.
func (k *Kernel) Foresee(to HandlerID, f Foreseer) {
	for len(k.foresee) <= int(to) {
		k.foresee = append(k.foresee, nil)
	}
	k.foresee[to] = f
}

// lookAhead tells of the events of a stretch of time that has just begun, and of the
// one that follows.
func (k *Kernel) lookAhead() {
	k.agenda.fresh = false
	if len(k.foresee) == 0 {
		return
	}
	k.tell(k.agenda.near, Foreseer.Approach)
	k.tell(k.agenda.far.few(), Foreseer.Foresee)
}

// tell tells of events whoever wants to know, in one way or the other.
func (k *Kernel) tell(events []entry, way func(f Foreseer, kind uint8, a uint32)) {
	for i := range events {
		what := events[i].what
		if to := int(what >> 48); to < len(k.foresee) && k.foresee[to] != nil {
			way(k.foresee[to], uint8(what>>40), uint32(what))
		}
	}
}

// RunUntil runs every event at or before t, including those that are scheduled
// meanwhile, and then sets the clock to t, unless t is [Never]: then the clock
// stays at the last event. It ends early, with the clock at the last event,
// when the run fails or the poll says so; see Err and Stopped. It can be
// called again, and does nothing if t is in the past.
func (k *Kernel) RunUntil(t Time) {
	k.stopped = false
	if k.limit = t; k.pollEvery == 1 { // no event goes by without the poll
		k.limit = -1
	}
	defer func() { k.limit = -1 }()
	k.loop(t, false)
	if k.stopped {
		return
	}
	if k.err == nil && t != Never {
		k.now = max(k.now, t)
		k.lively = k.now
	}
}

// Idle says that the event being handled has turned out to be of no effect, such as
// a timer of something that is gone. Such events don't prolong a run: when only
// such were left, the clock goes back to the last event that had an effect.
func (k *Kernel) Idle() { k.idle = true }

// Busy reports whether an event is being handled.
func (k *Kernel) Busy() bool { return k.busy }

// Lively reports whether the latest event that Step ran had an effect.
func (k *Kernel) Lively() bool { return !k.idle }

// Advance moves the clock to t, as if an event of the caller's had been run then,
// and returns true, if such an event would be the very next: RunUntil goes at
// least to t, no event is pending at or before t, and the run has not failed.
// Otherwise it does nothing and returns false: schedule the event.
//
// It spares a handler that always has exactly one event pending, such as a
// stream of arrivals, the way through the agenda. A handler must not go on
// like that for long: no poll happens meanwhile.
func (k *Kernel) Advance(t Time) bool {
	if t > k.limit || t < k.now || k.err != nil || k.agenda.first <= t {
		return false
	}
	k.now = t
	k.lively = t
	k.steps++
	return true
}

// Peek returns the time of the next event, or Never and false if none is
// pending.
func (k *Kernel) Peek() (Time, bool) {
	return k.agenda.first, k.agenda.n > 0
}

// Pending returns the number of events on the agenda.
func (k *Kernel) Pending() int { return k.agenda.n }

// Steps returns the number of events run so far.
func (k *Kernel) Steps() uint64 { return k.steps }

// Fail ends the run with err: no event runs after the current one, until Forgive.
// Only the first failure is kept; a nil err is ignored.
func (k *Kernel) Fail(err error) {
	if k.err == nil {
		k.err = err
	}
}

// Err returns the first failure, or nil.
func (k *Kernel) Err() error { return k.err }

// Forgive forgets the failure and returns it, nil if there was none: the run can
// go on with the next event.
func (k *Kernel) Forgive() error {
	err := k.err
	k.err = nil
	return err
}

// SetPoll makes RunUntil call f after every so many of its steps, for progress
// and interruption; if f returns false, RunUntil returns. f must not change
// the simulation. An every of 0 or a nil f removes the poll.
func (k *Kernel) SetPoll(every uint64, f func() bool) {
	if every == 0 || f == nil {
		k.poll, k.pollEvery, k.untilPoll = nil, 0, math.MaxUint64
		return
	}
	k.poll, k.pollEvery, k.untilPoll = f, every, every
}

// Stopped reports whether the poll ended the last RunUntil.
func (k *Kernel) Stopped() bool { return k.stopped }
