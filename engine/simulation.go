package engine

// This file holds the simulation itself: the clock, what is declared, and the
// loop that runs it.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/journal"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A Config holds what a simulation starts from.
type Config struct {
	// Seed of every random stream. Equal seeds give equal runs.
	Seed uint64
}

// A Simulation is one simulated world: repositories, providers, processes and
// a clock. It is not safe for use by several goroutines at once; several
// simulations are independent of each other.
type Simulation struct {
	kernel *sim.Kernel
	self   sim.HandlerID
	net    *flow.Net
	seed   uint64

	files     []*File       // by FileID; 0 unused
	repos     []*Repository // by RepositoryID; 0 unused
	providers []*Provider

	transfers    []transfer // 0 unused
	freeTransfer uint32
	settling     bool     // an event will ask the network when it changes next
	flowAt       sim.Time // when the live flow event fires

	processes     []*Process
	idleProcesses []*Process
	current       *Process

	changes []func() // that processes wait for

	watch       *watcher // nil: nobody watches
	fingerprint journal.Fingerprint
	limit       sim.Time // no run goes beyond it
	every       uint64
	poll        func() bool
	interrupted bool
	closed      bool
}

// Events of the simulation itself.
const (
	evWake     uint8 = iota // A: process, B: which wake-up
	evTransfer              // A: transfer, B: its serial number; the latency is over, or it arrived
	evSettle                // ask the network when it changes next
	evFlow                  // a flow ends
	evChange                // the next change that a process waits for
)

// New returns an empty simulation at time 0.
func New(c Config) *Simulation {
	s := &Simulation{
		kernel: sim.NewKernel(), net: flow.NewNet(), seed: c.Seed,
		files: make([]*File, 1), repos: make([]*Repository, 1), transfers: make([]transfer, 1),
		flowAt: sim.Never, limit: sim.Never,
	}
	s.net.AddResource(1) // so that no resource in use has ID 0
	s.self = s.kernel.Register(s)
	return s
}

// Seed returns the seed.
func (s *Simulation) Seed() uint64 { return s.seed }

// Now returns the simulated time.
func (s *Simulation) Now() sim.Time { return s.kernel.Now() }

// Events returns how many events were handled.
func (s *Simulation) Events() uint64 { return s.kernel.Steps() }

// Next returns when the next event comes; ok is false if nothing is left.
func (s *Simulation) Next() (t sim.Time, ok bool) { return s.kernel.Peek() }

// Providers returns the providers in the order of their declaration.
func (s *Simulation) Providers() []*Provider { return s.providers }

// Stream returns the named random stream of the simulation.
func (s *Simulation) Stream(name string) sim.RNG { return sim.NewStream(s.seed, name) }

// Submitted returns how many invocations were submitted so far, over all
// providers.
func (s *Simulation) Submitted() uint64 {
	var n uint64
	for _, p := range s.providers {
		n += p.counts.Submitted
	}
	return n
}

// SetPoll lets f be called once in every so many events, more than 0. When it
// returns false, Run stops: the simulation is interrupted.
func (s *Simulation) SetPoll(every uint64, f func() bool) {
	s.every, s.poll = every, f
	s.kernel.SetPoll(every, f)
}

// Interrupted reports whether a poll stopped the simulation.
func (s *Simulation) Interrupted() bool { return s.interrupted }

// Fail ends the run with err. Only the first failure counts.
func (s *Simulation) Fail(err error) { s.kernel.Fail(err) }

// Err returns the failure that ended a run and has not been forgiven, nil if there
// is none.
func (s *Simulation) Err() error { return s.kernel.Err() }

// SetLimit lets no run go beyond time t: one that would stops there, and the
// simulation is interrupted, as by a poll. [sim.Never] is no limit.
func (s *Simulation) SetLimit(t sim.Time) { s.limit = t }

// Forgive forgets the failure that ended a run, and that a poll stopped it, so that
// the simulation can go on. It returns the failure, nil if there was none. After
// Close it does nothing.
//
// A failure loses nothing. Where a policy or workload could not answer, things go on
// as follows:
//
//	schedule, round     the invocations wait until they are tried again
//	admit               the invocation is rejected, with the error as its message
//	keep_alive          [DefaultKeepAlive]
//	evict               least recently used first
//	source              the repository in which the image was stored first
//	billing             the invocation is not billed
//	an observer         is not told
//	a handler           the invocation ends as Error
//	an input            the invocation is rejected
//	a workload          has no more arrivals
//	a client process    is gone
func (s *Simulation) Forgive() error {
	s.mustBeOutside()
	if s.closed {
		return nil
	}
	s.interrupted = false
	return s.kernel.Forgive()
}

// Run runs until nothing is left to happen, and returns the error that ended
// it early, if any. It can be called again after more was asked for.
func (s *Simulation) Run() error { return s.RunUntil(sim.Never) }

// RunUntil runs all that happens up to and including time t, and moves the
// clock there.
func (s *Simulation) RunUntil(t sim.Time) error {
	s.mustBeOutside()
	s.kernel.RunUntil(min(t, s.limit))
	s.interrupted = s.interrupted || s.kernel.Stopped() || s.limited(t)
	return s.kernel.Err()
}

// limited reports whether a run up to t has come to the limit instead.
func (s *Simulation) limited(t sim.Time) bool {
	return t > s.limit && s.kernel.Err() == nil && s.kernel.Now() >= s.limit
}

// RunUntilDone runs until h has ended or nothing is left to happen.
func (s *Simulation) RunUntilDone(h *Handle) error { return s.runUntil(h, (*Handle).Done) }

// RunUntilAccepted runs until the provider has accepted h, or it has ended, or
// nothing is left to happen.
func (s *Simulation) RunUntilAccepted(h *Handle) error { return s.runUntil(h, (*Handle).Accepted) }

func (s *Simulation) runUntil(h *Handle, reached func(*Handle) bool) error {
	s.mustBeOutside()
	for !reached(h) && !s.interrupted {
		if next, ok := s.kernel.Peek(); ok && next > s.limit {
			s.kernel.RunUntil(s.limit)
			s.interrupted = true
			break
		}
		if !s.kernel.Step() {
			break
		}
		if s.poll != nil && s.kernel.Steps()%s.every == 0 {
			s.interrupted = !s.poll()
		}
	}
	return s.kernel.Err()
}

// RunWhile runs event by event what happens up to and including time t, for as
// long as more says so, which is asked after every event that had an effect. If
// it never says no, the clock moves to t in the end. Events, and the state after
// each of them, are those of [Simulation.RunUntil].
func (s *Simulation) RunWhile(t sim.Time, more func() bool) error {
	s.mustBeOutside()
	for s.kernel.Err() == nil {
		next, ok := s.kernel.Peek()
		if limit := min(t, s.limit); !ok || next > limit {
			s.kernel.RunUntil(limit) // nothing but the clock
			s.interrupted = s.interrupted || s.limited(t)
			break
		}
		s.kernel.Step()
		if s.poll != nil && s.kernel.Steps()%s.every == 0 && !s.poll() {
			s.interrupted = true
			break
		}
		if s.kernel.Lively() && !more() {
			break
		}
	}
	return s.kernel.Err()
}

// Step runs one event that has an effect, and those before it that have none. It
// returns false if nothing is left to happen.
func (s *Simulation) Step() (happened bool, err error) {
	err = s.RunWhile(sim.Never, func() bool { happened = true; return false })
	return happened, err
}

// mustBeOutside panics if the simulation runs already.
func (s *Simulation) mustBeOutside() {
	if s.Running() {
		panic("engine: Run called from inside the simulation")
	}
}

// Running reports whether a process runs now.
func (s *Simulation) Running() bool { return s.current != nil }

// Close unwinds every process that still waits. The simulation cannot be run
// afterwards.
func (s *Simulation) Close() {
	s.closed = true
	s.kernel.Fail(fmt.Errorf("the simulation is closed"))
	for _, p := range s.processes {
		p.killed = true
		s.current = p
		p.stop()
	}
	s.current = nil
}

// at and after schedule an event for the simulation itself.
func (s *Simulation) at(t sim.Time, ev sim.Event) {
	ev.To = s.self
	s.kernel.At(t, ev)
}

func (s *Simulation) after(d sim.Time, ev sim.Event) {
	ev.To = s.self
	s.kernel.After(d, ev)
}

// Handle implements [sim.Handler].
func (s *Simulation) Handle(kind uint8, a uint32, b uint64) {
	switch kind {
	case evWake:
		s.wakeUp(a, uint32(b))
	case evTransfer:
		s.transferEvent(a, uint32(b))
	case evSettle:
		s.kernel.Idle() // whatever made it necessary happened at this instant
		s.settle()
	case evFlow:
		s.flowEvent()
	case evChange:
		s.nextChange()
	}
}

// Fingerprint returns a hash over all that happened so far, 16 hex digits. Equal
// runs have equal fingerprints.
func (s *Simulation) Fingerprint() string { return s.fingerprint.String() }

// resource declares a shared resource; 0 stands for one without a limit.
func (s *Simulation) resource(capacity float64) flow.ResourceID {
	if capacity == 0 {
		return 0
	}
	return s.net.AddResource(capacity)
}
