package engine

// This file runs an invocation that has its container, from the ingress to its
// end.

import (
	"errors"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// handed ends the warm overhead.
func (p *Provider) handed(i uint32) {
	p.invs[i].ready = p.sim.Now()
	p.begin(i)
}

// begin brings in the ingress.
func (p *Provider) begin(i uint32) {
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	if reg.plain || reg.limits.Ingress == 0 {
		p.run(i)
		return
	}
	if w := p.sim.watch; w != nil {
		w.invocation(p, hapIngress, i, reason{code: whyBytes, n: int64(reg.limits.Ingress)})
	}
	inv.ingress += reg.limits.Ingress
	t := p.sim.newTransfer(p, pathIngress, float64(reg.limits.Ingress))
	x := &p.sim.transfers[t]
	x.kind, x.a = xferIngress, i
	x.intoHost(&p.hosts[inv.host])
	p.sim.startTransfer(t)
}

// run starts the handler, or what is declared in its place.
func (p *Provider) run(i uint32) {
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	inv.status = Running
	inv.started = max(inv.ready, p.sim.Now()) // ready may lie ahead: see startsSimply
	if w := p.sim.watch; w != nil {
		w.running(p, i)
	}
	if p.config.OnStart != nil {
		p.tellStart(i)
		inv = &p.invs[i]
	}
	limit := reg.limits.TimeLimit
	if reg.declared {
		d := inv.declared
		if !reg.fromTrace {
			d = p.draw(&reg.draws.duration, inv.ordinal)
		}
		if limit > 0 && d >= limit {
			d, inv.fate = limit, Timeout
		}
		p.at(addTime(inv.started, d), sim.Event{Kind: evFinish, A: i, B: inv.serial})
		return
	}
	if limit > 0 {
		p.armLimit(inv.container, addTime(inv.started, limit))
	}
	if reg.fn.Run == nil {
		p.nextStep(i)
		return
	}
	p.startHandler(i)
}

// tellStart tells the observer that i starts, when it does: an event of its own,
// so that the run is the same whether somebody observes it or not.
func (p *Provider) tellStart(i uint32) {
	inv := &p.invs[i]
	if inv.started > p.sim.Now() {
		p.at(inv.started, sim.Event{Kind: evStarted, A: i, B: inv.serial})
		return
	}
	o := p.config.OnStart
	if o == nil {
		return // as of late
	}
	p.fill(&p.told, i)
	if err := o.Observe(&p.told); err != nil {
		p.policyFailed("on_start", i, err)
	}
}

// startHandler runs the code of the function on a process.
func (p *Provider) startHandler(i uint32) {
	inv := &p.invs[i]
	pr := p.sim.newProcess()
	inv.process = pr.id + 1
	pr.ctx = Context{p: pr, prov: p, inv: i, input: inv.input, rng: p.fns[inv.fn].draws.handler.At(inv.ordinal)}
	p.sim.resume(pr)
}

// handlerEnded takes what the handler of i returned.
func (p *Provider) handlerEnded(i uint32, output any, err error) {
	inv := &p.invs[i]
	inv.process = 0
	switch {
	case inv.fate != 0:
		p.finish(i, inv.fate)
	case err == nil:
		inv.output = output
		p.finish(i, OK)
	case errors.Is(err, ErrFatal):
		p.sim.Fail(err)
		inv.message = err.Error()
		p.finish(i, Error)
	case errors.Is(err, ErrDiskFull):
		inv.message = err.Error()
		p.finish(i, DiskFull)
	default:
		inv.message = err.Error()
		p.finish(i, Error)
	}
}

// declaredEnd ends a declared duration.
func (p *Provider) declaredEnd(i uint32) {
	if p.invs[i].fate == Timeout {
		p.limitReached(i)
		return
	}
	p.finish(i, OK)
}

// armLimit lets the event for time limits of container c fire at the given
// deadline, or before it. There is at most one that is not stale, whatever the
// number of invocations: when it fires early, it is armed anew.
func (p *Provider) armLimit(c ContainerID, deadline sim.Time) {
	x := &p.containers[c]
	if deadline < x.limitTimer {
		x.limitTimer = deadline
		p.at(deadline, sim.Event{Kind: evLimit, Class: sim.Early, A: uint32(c), B: x.serial})
	}
}

// limitEvent ends the invocations of c that have reached their time limit.
func (p *Provider) limitEvent(c ContainerID) {
	x, at := &p.containers[c], p.sim.Now()
	serial := x.serial
	if at != x.limitTimer {
		p.sim.kernel.Idle()
		return
	}
	x.limitTimer = sim.Never
	for n := 0; p.containers[c].serial == serial; n++ {
		i, deadline := p.nextLimit(c)
		if deadline > at {
			if deadline != sim.Never {
				p.armLimit(c, deadline)
			}
			if n == 0 {
				p.sim.kernel.Idle()
			}
			return
		}
		p.limitReached(i)
	}
}

// nextLimit returns the running invocation of c that reaches its time limit first,
// and when; Never if none runs.
func (p *Provider) nextLimit(c ContainerID) (first uint32, deadline sim.Time) {
	deadline = sim.Never
	limit := p.fns[p.containers[c].fn].limits.TimeLimit
	for i := p.containers[c].members; i != 0; i = p.invs[i].nextIn {
		inv := &p.invs[i]
		if at := addTime(inv.started, limit); inv.status == Running && inv.fate == 0 && at <= deadline {
			first, deadline = i, at // the later of equal ones in the list came first
		}
	}
	return first, deadline
}

// limitReached ends i as Timeout if it still runs.
func (p *Provider) limitReached(i uint32) {
	inv := &p.invs[i]
	if inv.status != Running {
		return
	}
	p.kill(i, Timeout, "time limit of "+p.fns[inv.fn].limits.TimeLimit.String()+" reached")
}

// kill ends a running invocation: its handler unwinds first.
func (p *Provider) kill(i uint32, fate Status, message string) {
	inv := &p.invs[i]
	inv.fate, inv.message = fate, message
	if inv.transfer != 0 {
		inv.worked(p.sim.cancelTransfer(inv.transfer))
		inv.transfer = 0
	}
	inv.worked((p.sim.Now() - inv.stepBegan).Seconds() * p.hosts[inv.host].speed)
	if inv.process != 0 {
		p.sim.kill(p.sim.processes[inv.process-1])
		return
	}
	p.finish(i, fate)
}

// finish ends the handler and sends the egress of a successful one.
func (p *Provider) finish(i uint32, status Status) {
	inv := &p.invs[i]
	inv.finished = p.sim.Now()
	inv.fate = status
	inv.status = Starting // not Running: the time limit no longer counts
	if w := p.sim.watch; w != nil {
		w.finished(p, i)
	}
	reg := p.fns[inv.fn]
	if status != OK || reg.plain || reg.limits.Egress == 0 {
		p.endInTurn(i)
		return
	}
	inv.egress += reg.limits.Egress
	t := p.sim.newTransfer(p, pathEgress, float64(reg.limits.Egress))
	x := &p.sim.transfers[t]
	x.kind, x.a = xferEgress, i
	x.outOfHost(&p.hosts[inv.host])
	p.sim.startTransfer(t)
}

// end releases what i held, bills it, tells those who asked, and lets waiting
// invocations have what became free.
func (p *Provider) end(i uint32) {
	h := p.invs[i].host
	p.close(i)
	p.leave(i)
	p.forget(i)
	if p.waiting > 0 {
		p.retry(&p.hosts[h])
	}
}

// reject ends i without a place.
func (p *Provider) reject(i uint32, reason string) {
	inv := &p.invs[i]
	inv.fate, inv.message = Rejected, reason
	p.endUnplaced(i)
}

// endUnplaced ends an invocation that has no place, by its fate.
func (p *Provider) endUnplaced(i uint32) {
	p.close(i)
	p.forget(i)
}

// close bills and counts an invocation that ends now.
func (p *Provider) close(i uint32) {
	inv := &p.invs[i]
	inv.status = inv.fate
	if inv.placed != sim.Never && p.config.Billing != nil {
		p.charge(i)
	}
	p.count(i)
	if w := p.sim.watch; w != nil {
		w.ended(p, i)
	}
	if p.config.OnFinish != nil || p.invs[i].handle != nil {
		p.fill(&p.told, i)
	}
}

// forget tells those who asked for an invocation that it has ended, and forgets
// it. Its account has been filled in already: its container may be gone.
func (p *Provider) forget(i uint32) {
	if h := p.invs[i].handle; h != nil {
		h.resolve(&p.told, p.invs[i].output)
	}
	if o := p.config.OnFinish; o != nil {
		if err := o.Observe(&p.told); err != nil {
			p.policyFailed("on_finish", i, err)
		}
	}
	inv := &p.invs[i]
	if !inv.plain || inv.fate != OK {
		inv.handle = nil
		inv.extras = extras{}
	}
	inv.course = course{}
	inv.next = p.freeInv
	p.freeInv = i
}

// policyFailed ends the run.
func (p *Provider) policyFailed(policy string, i uint32, err error) {
	e := &PolicyError{Policy: policy, Provider: p.config.Name, At: p.sim.Now(), Err: err}
	if i != 0 {
		e.Invocation, e.Function = p.invs[i].serial, p.registrationOf(i).fn.Name
	}
	p.sim.Fail(e)
}
