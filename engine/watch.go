package engine

// This file watches a simulation for somebody who wants to be told what
// happens. The model calls a method of the watcher wherever something happens,
// if there is one; a watcher changes nothing.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A watcher makes happenings of what the model tells it.
type watcher struct {
	tell   func(*Happening)
	h      Happening // what is told: it lives here so that telling allocates nothing
	pasts  map[*registration]*fnPast
	coming *File  // that needs the room which is being made at main storage, or ahead of a round
	told   uint64 // serial number of a container whose end has just been told, 0 if none
}

// An fnPast is what a watcher remembers of the containers of a function.
type fnPast struct {
	alive, starting, stopping int64
	gone                      reason // why the latest one is gone
}

// SetWatch lets f be told of everything that happens from now on; nil ends that.
// F must not change the simulation nor keep what it is given, which it may
// copy. A run is the same whether it is watched or not.
//
// What f is told of the past is what it saw: why the last container of a
// function is gone is known only if it went while f watched.
func (s *Simulation) SetWatch(f func(*Happening)) {
	if f == nil {
		s.watch = nil
		return
	}
	if s.watch != nil {
		s.watch.tell = f
		return
	}
	w := &watcher{tell: f, pasts: map[*registration]*fnPast{}}
	for _, pr := range s.processes {
		pr.doing = reason{code: whyEarlier}
	}
	for _, p := range s.providers {
		for k := range p.containers {
			if c := &p.containers[k]; c.phase != containerGone {
				w.of(p.fns[c.fn]).count(c.phase, 1)
			}
		}
	}
	s.watch = w
}

// of returns the past of a function.
func (w *watcher) of(reg *registration) *fnPast {
	x := w.pasts[reg]
	if x == nil {
		x = &fnPast{}
		w.pasts[reg] = x
	}
	return x
}

// count counts n more containers in a phase.
func (x *fnPast) count(phase containerPhase, n int64) {
	x.alive += n
	switch phase {
	case containerStarting:
		x.starting += n
	case containerStopping:
		x.stopping += n
	}
}

// say tells of a happening.
func (w *watcher) say(p *Provider, kind HappeningKind, h Happening) {
	w.h = h
	w.h.At, w.h.Kind, w.h.Provider = p.sim.Now(), kind, p
	w.tell(&w.h)
}

// invocation tells of invocation i.
func (w *watcher) invocation(p *Provider, kind HappeningKind, i uint32, why reason) {
	w.say(p, kind, p.happeningOf(i, why))
}

func (p *Provider) happeningOf(i uint32, why reason) Happening {
	inv := &p.invs[i]
	h := Happening{Invocation: inv.serial, Function: inv.fn, Host: inv.host, Status: inv.status, inv: i, why: why}
	if inv.container != 0 {
		h.Container = p.containers[inv.container].serial
	}
	return h
}

// container tells of container c, and of the invocation for which it starts.
func (w *watcher) container(p *Provider, kind HappeningKind, c ContainerID, why reason) {
	x := &p.containers[c]
	h := Happening{Function: x.fn, Container: x.serial, Host: x.host, why: why}
	if i := x.starter; i != 0 && p.invs[i].container == c && !p.invs[i].status.Ended() { // else its start has failed
		h.inv, h.Invocation, h.Status = i, p.invs[i].serial, p.invs[i].status
	}
	w.say(p, kind, h)
}

// image tells of an image.
func (w *watcher) image(p *Provider, kind HappeningKind, f *File, h HostID, why reason) {
	w.say(p, kind, Happening{Image: f, Host: h, why: why})
}

// changed tells of something that was done to the provider from outside, or to
// host h, if that is not 0.
func (w *watcher) changed(p *Provider, kind HappeningKind, h HostID, why string) {
	w.say(p, kind, Happening{Host: h, why: reason{code: whyText, label: why}})
}

// arrival tells that i arrives.
func (w *watcher) arrival(p *Provider, i uint32) {
	inv := &p.invs[i]
	var why reason
	if d := p.draw(&p.fns[inv.fn].overhead.dispatch, inv.ordinal); d > 0 {
		why = reason{code: whyAccepting, took: d}
	}
	w.invocation(p, hapArrival, i, why)
}

// resumed tells that process pr goes on.
func (w *watcher) resumed(s *Simulation, pr *Process) {
	why := pr.doing
	if pr.main != nil && !pr.begun {
		why = reason{code: whyBegins}
	}
	why.took = s.Now() - why.since
	if ctx := pr.Context(); ctx != nil {
		w.invocation(ctx.prov, hapResumed, ctx.inv, why)
		return
	}
	w.h = Happening{At: s.Now(), Kind: hapResumed, why: why}
	w.tell(&w.h)
}

// does notes what p is going to wait for, if somebody watches: the reason for
// which it will go on.
func (p *Process) does(code reasonCode, label string, n unit.Bytes) {
	if p.sim.watch != nil {
		p.doing = reason{code: code, label: label, n: int64(n), since: p.sim.Now()}
	}
}

// stepped tells that i has done its latest declared phase.
func (w *watcher) stepped(p *Provider, i uint32) {
	inv := &p.invs[i]
	phases := p.fns[inv.fn].fn.Phases
	if inv.step > 0 {
		w.invocation(p, hapResumed, i, reason{
			code: whyPhase, n: int64(inv.step), m: int64(len(phases)), label: phases[inv.step-1].Op.String(),
		})
	}
}

// running tells that i starts to run.
func (w *watcher) running(p *Provider, i uint32) {
	inv := &p.invs[i]
	why := reason{code: whyLeft, took: inv.started - inv.submitted}
	if inv.started > p.sim.Now() {
		why = reason{code: whyAhead, since: inv.started}
	}
	w.invocation(p, hapRunning, i, why)
}

// finished tells that the handler of i has ended.
func (w *watcher) finished(p *Provider, i uint32) {
	inv := &p.invs[i]
	why := reason{code: whyRan, took: inv.finished - inv.started, label: inv.message}
	if inv.fate == OK {
		why.n = int64(p.fns[inv.fn].limits.Egress)
	}
	w.invocation(p, hapFinished, i, why)
}

// ended tells that i has ended.
func (w *watcher) ended(p *Provider, i uint32) {
	inv := &p.invs[i]
	if inv.status == Rejected {
		w.invocation(p, hapRejected, i, reason{code: whyText, label: inv.message})
		return
	}
	w.invocation(p, hapEnded, i, reason{code: whyDone, took: p.sim.Now() - inv.submitted, label: inv.message})
}

// flowing tells that the latency of transfer t is over.
func (w *watcher) flowing(s *Simulation, t uint32) {
	x := &s.transfers[t]
	h := Happening{why: reason{code: whyLatency, took: x.latency, label: pathNames[x.path]}}
	switch x.kind {
	case xferDownload:
		h.Image = s.files[x.a]
	case xferCopy, xferLoad:
		h.Host, h.Image = HostID(x.a), s.files[x.b]
	case xferClone:
		c := &x.prov.containers[x.a]
		h.Container, h.Function, h.Host = c.serial, c.fn, c.host
	case xferIngress, xferEgress, xferStep:
		why := h.why
		h = x.prov.happeningOf(x.a, why)
	case xferProcess:
		if ctx := s.processes[x.a].Context(); ctx != nil {
			why := h.why
			h = ctx.prov.happeningOf(ctx.inv, why)
		}
	}
	w.say(x.prov, hapFlowing, h)
}

// nameOfSchedule returns how people call a schedule.
func (p *Provider) nameOfSchedule() string {
	if p.config.Round != nil {
		return "the round"
	}
	if s, ok := p.config.Schedule.(fmt.Stringer); ok {
		return s.String()
	}
	if p.config.Schedule == nil {
		return "the default schedule"
	}
	return "the schedule"
}

// span is what a phase took that ended now, nothing if it took no time.
func (p *Provider) span(from sim.Time) reason {
	if from == p.sim.Now() {
		return reason{}
	}
	return reason{code: whyTook, took: p.sim.Now() - from}
}

// awaited is what a process does that waits for h.
func (h *Handle) awaited() reason {
	p := h.prov
	return reason{code: whyAwait, since: p.sim.Now(), other: p.invs[h.inv].serial, label: p.registrationOf(h.inv).fn.Name}
}

// pastOf is what was done by a step that moves bytes.
var pastOf = [...]string{OpRead: "read", OpWrite: "wrote", OpDownload: "downloaded", OpUpload: "uploaded"}
