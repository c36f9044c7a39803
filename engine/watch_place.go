package engine

// This file finds out, for a watcher, why an invocation is placed where it is,
// or waits. It looks at the state at the moment of the decision, and must not
// ask what would change it: a question for a warm container may park others or
// draw a random number.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A choice says who chose the host of a cold start, and out of how many.
type choice struct {
	by           string
	could, spare int32 // hosts that could take it, and those of them with room to spare
	hosts        int32 // in all; 0: there was no choice
	roomy        bool  // the one that was chosen has room to spare
}

// text makes the words.
func (c *choice) text(h *Happening) string {
	chose := fmt.Sprintf("%s chose host %d", c.by, h.Host)
	switch {
	case c.hosts == 0:
		return ""
	case c.hosts == 1:
		chose = "there is only this host"
	case c.could == 1:
		chose += ", the only one that could take it"
	default:
		chose += fmt.Sprintf(" out of %d that could take it", c.could)
	}
	switch {
	case c.roomy:
		return chose
	case c.spare == 0:
		return chose + ", if idle containers make room"
	default:
		return chose + fmt.Sprintf(", where idle containers must make room, although %d %s room to spare", c.spare, has(c.spare))
	}
}

func has(n int32) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// coldStart tells that a container is about to be started for i on host id.
func (w *watcher) coldStart(p *Provider, i uint32, id HostID) {
	reg := p.registrationOf(i)
	x := w.of(reg)
	h := p.happeningOf(i, p.whyCold(reg, x))
	h.Container, h.Host, h.Status = p.instances+1, id, Starting
	h.where = choice{by: p.nameOfSchedule(), hosts: int32(len(p.hosts) - 1), roomy: p.fitsFree(&p.hosts[id], reg)}
	for k := range p.hosts[1:] {
		if host := &p.hosts[k+1]; p.fits(host, reg) {
			h.where.could++
			if p.fitsFree(host, reg) {
				h.where.spare++
			}
		}
	}
	x.count(containerStarting, 1)
	w.say(p, hapColdStart, h)
}

// whyCold says why an invocation of reg needs a new container.
func (p *Provider) whyCold(reg *registration, x *fnPast) reason {
	switch {
	case reg.made == 0:
		return reason{code: whyFirst}
	case x.alive == 0 && x.gone.code != whyUnknown:
		return x.gone
	case x.alive == 0:
		return reason{code: whyNoneLeft, n: int64(reg.made)}
	}
	if c := p.usable(reg); c != 0 {
		return reason{code: whyChosen, other: p.containers[c].serial, n: int64(p.containers[c].host), label: p.nameOfSchedule()}
	}
	return reason{code: whyBusy, n: x.alive, m: x.starting, k: x.stopping, j: int64(reg.idle)}
}

// usable returns a container of reg that could take an invocation now, 0 if there
// is none. Those that are parked could not.
func (p *Provider) usable(reg *registration) ContainerID {
	q := &reg.avail
	for c := q.head; c != 0; c = p.containers[c].nextAvail {
		if p.canServe(&p.containers[c]) {
			return c
		}
	}
	for _, e := range q.entries() {
		if p.canServe(&p.containers[e.id]) {
			return e.id
		}
	}
	return 0
}

// warmStart tells that i is about to be handed to container id.
func (w *watcher) warmStart(p *Provider, i uint32, id ContainerID) {
	c := &p.containers[id]
	h := p.happeningOf(i, reason{code: whyIdle, since: c.lastUsed})
	if c.active > 0 {
		h.why = reason{code: whyShared, n: int64(c.active), m: int64(p.fns[c.fn].limits.Concurrency)}
	}
	h.Container, h.Host, h.Status = c.serial, c.host, Starting
	w.say(p, hapWarmStart, h)
}

// queued tells that i is about to begin to wait.
func (w *watcher) queued(p *Provider, i uint32) {
	h := p.happeningOf(i, p.whyWait(i))
	h.Status = Queued
	w.say(p, hapQueued, h)
}

// whyWait says why i has to wait.
func (p *Provider) whyWait(i uint32) reason {
	reg := p.registrationOf(i)
	switch {
	case p.config.Round != nil:
		return reason{code: whyRound}
	case reg.waitHead != 0:
		return reason{code: whyBehind, other: p.invs[reg.waitHead].serial}
	case p.config.Queue.Strict && p.waiting > 0:
		head := &p.invs[p.fns[p.queue.first(0, 0, 0, noOffer, everything{})].waitHead]
		return reason{code: whyStrict, other: head.serial, fn: head.fn}
	}
	if c := p.usable(reg); c != 0 {
		return reason{code: whyWaitedWarm, other: p.containers[c].serial, label: p.nameOfSchedule()}
	}
	return p.whyNoHost(reg)
}

// whyNoHost says what the hosts lack that a container of reg needs.
func (p *Provider) whyNoHost(reg *registration) reason {
	var slots, ram, disk reason // of all hosts, of those with a slot, of those with the RAM as well
	ram.m, disk.m = -1, -1
	for k := range p.hosts[1:] {
		h := &p.hosts[k+1]
		if p.fits(h, reg) {
			return reason{code: whySaidWait, n: int64(h.id), label: p.nameOfSchedule()}
		}
		slots.n, slots.m = slots.n+int64(h.busySlots), slots.m+int64(h.slots)
		if h.down {
			slots.j++
		}
		if !h.couldFreeSlot() {
			continue
		}
		need, has := p.ramOf(h, reg)
		if has < need {
			if int64(has) > ram.m {
				ram = reason{code: whyRAM, n: int64(need), m: int64(has)}
			}
			continue
		}
		if need, has := p.diskOf(h, reg); int64(has) > disk.m {
			disk = reason{code: whyDisk, n: int64(need), m: int64(has)}
		}
	}
	switch {
	case disk.m >= 0:
		return disk
	case ram.m >= 0:
		return ram
	}
	slots.code, slots.k = whySlots, int64(len(p.hosts)-1)
	return slots
}

// ramOf and diskOf return how much a container of reg needs of h, and how much h
// has if everything goes that may go: what fits compares.

func (p *Provider) ramOf(h *host, reg *registration) (need, has unit.Bytes) {
	need = reg.limits.RAM
	if reg.image.ram > 0 {
		if s := h.mem.Lookup(imageKey(reg.image.file)); s == 0 || h.loaded[s].busy == 0 {
			need += reg.image.ram
		}
	}
	return need, h.ram - h.ramBusy - h.imageBusy
}

func (p *Provider) diskOf(h *host, reg *registration) (need, has unit.Bytes) {
	need = reg.limits.Disk
	if s := h.disk.Lookup(imageKey(reg.image.file)); s == 0 || h.image(s).busy == 0 {
		need += reg.image.size
	}
	return need, h.disk.Capacity() - h.diskBusy
}
