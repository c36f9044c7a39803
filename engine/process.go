package engine

// This file runs processes: Go functions in simulated time, such as the
// handlers of functions and client processes, each on a coroutine.

import (
	"errors"
	"iter"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// ErrKilled is what a blocking call of a process returns once the process has
// been killed: its invocation reached the time limit, ran out of memory, lost
// its host, or the simulation was closed. The process must return soon.
var ErrKilled = errors.New("killed")

// ErrFatal marks an error that is a mistake in the simulated code itself, not
// a simulated failure. A process that returns an error wrapping it ends the run.
var ErrFatal = errors.New("fatal")

// maxIgnored is how many blocking calls a killed process may make before that
// is taken for a loop that would never end.
const maxIgnored = 1000

// A Process is code that runs in simulated time. Its methods may be called
// only by that code, while it runs.
type Process struct {
	// Local belongs to whoever runs code on processes. It stays when the
	// process is used again for other code: a place for what is costly to make.
	Local any

	sim  *Simulation
	id   uint32
	wake uint32 // which wake-up it waits for; others are stale

	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	main     func(p *Process) error // what a client process runs
	begun    bool                   // of a client process: it has been resumed once
	live     bool
	done     bool
	killed   bool
	ignored  int
	transfer uint32  // that it waits for; 0 if none
	moved    float64 // of the transfer in which it was killed
	doing    reason  // what it waits for, if somebody watches
	err      error
	ctx      Context
}

// Spawn starts main as a client process at the current time. An error that it
// returns ends the run.
func (s *Simulation) Spawn(main func(p *Process) error) {
	p := s.newProcess()
	p.main = main
	s.at(s.Now(), sim.Event{Kind: evWake, A: p.id, B: uint64(p.wake)})
}

// Current returns the process that runs now, or nil between events.
func (s *Simulation) Current() *Process { return s.current }

// newProcess takes a process from the pool, or makes one. The coroutine of a
// pooled process is alive and waits for its next job.
func (s *Simulation) newProcess() *Process {
	var p *Process
	if n := len(s.idleProcesses); n > 0 {
		p = s.idleProcesses[n-1]
		s.idleProcesses = s.idleProcesses[:n-1]
	} else {
		p = &Process{sim: s, id: uint32(len(s.processes))}
		s.processes = append(s.processes, p)
		p.next, p.stop = iter.Pull(p.loop)
	}
	p.live, p.done, p.killed, p.ignored, p.err = true, false, false, 0, nil
	p.wake++
	return p
}

// loop is the coroutine: it runs one job after the other.
func (p *Process) loop(yield func(struct{}) bool) {
	p.yield = yield
	for {
		if p.main != nil {
			p.begun = true
			p.err = p.main(p)
		} else {
			p.ctx.run()
		}
		p.done = true
		if !yield(struct{}{}) {
			return
		}
	}
}

// resume lets p run until it blocks or ends.
func (s *Simulation) resume(p *Process) {
	outer := s.current
	s.current = p
	p.next()
	s.current = outer
	if p.done {
		s.ended(p)
	}
}

// ended takes up what a process left and puts it back into the pool.
func (s *Simulation) ended(p *Process) {
	ctx := p.main == nil
	err := p.err
	p.main, p.live, p.begun = nil, false, false
	p.wake++
	if ctx {
		p.ctx.ended()
	} else if err != nil && !errors.Is(err, ErrKilled) {
		s.Fail(err)
	}
	s.idleProcesses = append(s.idleProcesses, p)
}

// kill makes every blocking call of p, the one it is in and all later ones,
// return ErrKilled, and lets it unwind. A process that is running kills itself
// by returning.
func (s *Simulation) kill(p *Process) {
	p.killed = true
	if p.transfer != 0 {
		p.moved = s.cancelTransfer(p.transfer)
		p.transfer = 0
	}
	if p != s.current {
		p.wake++
		s.resume(p)
	}
}

// block gives control back to the kernel until p is resumed.
func (p *Process) block() error {
	if err := p.check(); err != nil {
		return err
	}
	if !p.yield(struct{}{}) {
		p.killed = true
	}
	p.wake++
	if p.killed {
		return ErrKilled
	}
	return nil
}

// check returns ErrKilled if p has been killed.
func (p *Process) check() error {
	if !p.killed {
		return nil
	}
	if p.ignored++; p.ignored > maxIgnored {
		panic("engine: a killed process goes on making blocking calls; it must return when one returns ErrKilled")
	}
	return ErrKilled
}

// Killed reports whether the process has been killed.
func (p *Process) Killed() bool { return p.killed }

// Context returns the context of the handler that the process runs, or nil if
// it is a client process.
func (p *Process) Context() *Context {
	if p.main != nil {
		return nil
	}
	return &p.ctx
}

// Now returns the simulated time.
func (p *Process) Now() sim.Time { return p.sim.Now() }

// Sleep blocks for d of simulated time; d ≤ 0 returns at once.
func (p *Process) Sleep(d sim.Time) error {
	p.does(whySlept, "", 0)
	return p.sleep(d)
}

func (p *Process) sleep(d sim.Time) error {
	if err := p.check(); err != nil || d <= 0 {
		return err
	}
	p.sim.after(d, sim.Event{Kind: evWake, A: p.id, B: uint64(p.wake)})
	return p.block()
}

// Await blocks until h has ended.
func (p *Process) Await(h *Handle) error {
	return p.awaitUntil(h, (*Handle).Done)
}

// AwaitAccepted blocks until the provider has accepted h: the dispatch overhead is
// over, or the invocation has ended.
func (p *Process) AwaitAccepted(h *Handle) error {
	h.early = true
	return p.awaitUntil(h, (*Handle).Accepted)
}

// Accepted reports whether the provider has accepted the invocation, or it has
// ended.
func (h *Handle) Accepted() bool {
	return h.done || h.prov.invs[h.inv].dispatched != sim.Never
}

func (p *Process) awaitUntil(h *Handle, reached func(*Handle) bool) error {
	for !reached(h) {
		if err := p.check(); err != nil {
			return err
		}
		h.waiters = append(h.waiters, waiter{p.id, p.wake})
		if p.sim.watch != nil {
			p.doing = h.awaited()
		}
		if err := p.block(); err != nil {
			return err
		}
	}
	return p.check()
}

// A waiter is a process that waits for a handle.
type waiter struct{ id, wake uint32 }

// wakeUp resumes the process if it still waits for that wake-up.
func (s *Simulation) wakeUp(id, wake uint32) {
	if p := s.processes[id]; p.live && p.wake == wake {
		if w := s.watch; w != nil {
			w.resumed(s, p)
		}
		s.resume(p)
		return
	}
	s.kernel.Idle()
}

// A Handle is an invocation that somebody asked for and wants to know of.
type Handle struct {
	// Local belongs to whoever made the handle.
	Local any

	prov    *Provider
	inv     uint32 // 0 once it has ended
	serial  uint64
	rec     Record // valid when done
	done    bool
	output  any
	waiters []waiter
	early   bool // somebody waits for its acceptance
}

// Done reports whether the invocation has ended.
func (h *Handle) Done() bool { return h.done }

// Status says how far the invocation has come.
func (h *Handle) Status() Status {
	if h.done {
		return h.rec.Status
	}
	return h.prov.invs[h.inv].status
}

// Output returns what the handler returned; nil unless the status is OK.
func (h *Handle) Output() any { return h.output }

// Record returns the account of the invocation as it is now.
func (h *Handle) Record() Record {
	if !h.done {
		h.prov.fill(&h.rec, h.inv)
	}
	return h.rec
}

// wake wakes those who wait for progress of the invocation.
func (h *Handle) wake() {
	s := h.prov.sim
	for _, w := range h.waiters {
		s.at(s.Now(), sim.Event{Kind: evWake, A: w.id, B: uint64(w.wake)})
	}
	h.waiters = h.waiters[:0]
}

// resolve notes the end of the invocation and wakes those who wait for it.
func (h *Handle) resolve(r *Record, output any) {
	h.rec, h.done, h.output, h.inv = *r, true, output, 0
	h.wake()
}
