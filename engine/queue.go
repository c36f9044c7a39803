package engine

// This file holds the queue of invocations that cannot be placed yet.

// A waitIndex orders the functions that have waiting invocations by how long
// the oldest of these has waited. A function offers the negative of the RAM
// that it needs, so that a search for what a host could take skips the rest.
type waitIndex struct {
	tree
	ask waitQuestion
}

// enqueue lets i wait behind those of its function.
func (p *Provider) enqueue(i uint32) {
	if q := p.config.Queue; q.Bounded && p.waiting >= q.Limit {
		p.reject(i, "queue is full")
		return
	}
	if w := p.sim.watch; w != nil {
		w.queued(p, i)
	}
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	p.queueNext++
	inv.status, inv.queued, inv.next = Queued, p.queueNext, 0
	if reg.waitTail != 0 {
		p.invs[reg.waitTail].next = i
	} else {
		reg.waitHead = i
		p.fileWaiting(reg)
	}
	reg.waitTail = i
	p.waiting++
	p.queueGauge.Up(p.sim.Now())
}

// fileWaiting files reg under its oldest waiting invocation.
func (p *Provider) fileWaiting(reg *registration) {
	p.queue.set(uint32(reg.id), p.invs[reg.waitHead].queued, offers{-int64(reg.limits.RAM), 0})
}

// leaveQueue takes i out of the queue if it is there.
func (p *Provider) leaveQueue(i uint32) {
	if p.invs[i].status == Queued {
		p.unqueue(i)
	}
}

func (p *Provider) unqueue(i uint32) {
	inv := &p.invs[i]
	reg := p.fns[inv.fn]
	if reg.waitHead == i {
		reg.waitHead = inv.next
	} else {
		p.unlinkWaiting(reg, i)
	}
	inv.next, inv.status = 0, Submitted
	if reg.waitHead == 0 {
		reg.waitTail = 0
		p.queue.remove(uint32(reg.id))
	} else {
		p.fileWaiting(reg)
	}
	p.waiting--
	p.queueGauge.Down(p.sim.Now())
}

// unlinkWaiting takes i out of the list of reg, of which it is not the head:
// only a round picks one that is not.
func (p *Provider) unlinkWaiting(reg *registration, i uint32) {
	before := reg.waitHead
	for p.invs[before].next != i {
		before = p.invs[before].next
	}
	p.invs[before].next = p.invs[i].next
	if reg.waitTail == i {
		reg.waitTail = before
	}
}

// A waitQuestion looks for a function that host h could serve.
type waitQuestion struct {
	p *Provider
	h HostID
}

// takes implements chooser.
func (q *waitQuestion) takes(m uint32) bool {
	return q.p.couldServe(&q.p.hosts[q.h], q.p.fns[m])
}

// couldServe reports whether h could take an invocation of reg, in a container
// that has room for one more or in a new one. An idle container of reg on h
// can be evicted, so that fits is true where there is one.
func (p *Provider) couldServe(h *host, reg *registration) bool {
	return p.fits(h, reg) || reg.limits.Concurrency > 1 && h.couldFreeSlot() && !reg.avail.empty()
}

// retry offers what became free on h to the waiting invocations, in the order
// in which they have waited. One that h cannot serve is not tried: nothing that
// it needs has changed.
func (p *Provider) retry(h *host) {
	if p.waiting == 0 || h.down {
		return
	}
	if p.config.Round != nil {
		p.wantRound()
		return
	}
	p.freed = append(p.freed, h.id)
	if len(p.freed) > 1 {
		return // an invocation that ended at once, of a retry that is under way
	}
	for k := 0; k < len(p.freed); k++ {
		if p.config.Queue.Strict {
			p.retryStrict()
		} else {
			p.retryAny(p.freed[k])
		}
	}
	p.freed = p.freed[:0]
}

func (p *Provider) retryAny(id HostID) {
	var after uint64
	for p.waiting > 0 {
		h := &p.hosts[id]
		if !h.couldFreeSlot() {
			return
		}
		p.queue.ask = waitQuestion{p, id}
		need := -int64(h.ram - h.ramBusy)
		if p.anyConcurrent {
			need = noOffer // one with room in a container needs no RAM
		}
		m := p.queue.first(after, ^uint32(0), 0, need, &p.queue.ask)
		if m == 0 {
			return
		}
		head := p.fns[m].waitHead
		queued := p.invs[head].queued
		if !p.place(head) {
			after = queued
		}
	}
}

// retryStrict places the oldest waiting invocations until one cannot be placed.
func (p *Provider) retryStrict() {
	for p.waiting > 0 {
		m := p.queue.first(0, 0, 0, noOffer, everything{})
		if !p.place(p.fns[m].waitHead) {
			return
		}
	}
}

// retryAll tries all that wait, as another policy decides now.
func (p *Provider) retryAll() {
	switch {
	case p.config.Round != nil:
		p.wantRound()
	case p.config.Queue.Strict:
		p.retryStrict()
	default:
		p.retryEverywhere()
	}
}

// retryEverywhere tries the waiting invocations, whatever host could serve them.
func (p *Provider) retryEverywhere() {
	var after uint64
	for p.waiting > 0 {
		m := p.queue.first(after, ^uint32(0), 0, noOffer, everything{})
		if m == 0 {
			return
		}
		head := p.fns[m].waitHead
		if queued := p.invs[head].queued; !p.place(head) {
			after = queued
		}
	}
}

type everything struct{}

func (everything) takes(uint32) bool { return true }
