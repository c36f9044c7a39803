package engine

// This file follows a container from its placement to its end.

import (
	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A containerPhase is where a container is in its life.
type containerPhase uint8

const (
	containerGone     containerPhase = iota
	containerStarting                // on its way to being ready
	containerReady                   // takes invocations
	containerStopping                // holds its room until it is torn down
)

// A container is a sandbox for one function on one host.
//
// An invocation that finds it warm touches its first 128 bytes only, two cache
// lines. See layout_test.go.
type container struct {
	serial      uint64
	fn          FunctionID
	host        HostID
	phase       containerPhase
	retired     bool   // takes no more invocations; stops when the last one ends
	offered     bool   // it is in the set of its function
	parked      bool   // its host is full: it waits there, not in the set of its function
	members     uint32 // invocations that it serves, linked by nextIn
	active      int32
	image       cache.Slot // of its host's disk
	loadedImage cache.Slot // of its host's RAM; 0 if no part of the image is loaded
	heapPos     int32      // in the heap of its function

	prevIdle, nextIdle   ContainerID // on its host
	prevAvail, nextAvail ContainerID // in the list of its function

	used           uint64 // order of its latest use
	uses           uint64
	lastUsed       sim.Time
	expires, timer sim.Time   // end of its keep-alive; when its one live event fires
	limitTimer     sim.Time   // when the event for its time limits fires
	ram, disk      unit.Bytes // that its invocations hold

	ordinal    uint64      // of the function: what its random draws depend on
	starter    uint32      // the invocation for which it is started
	nextWaiter ContainerID // for the same image on the same host, or the free list

	placed, downloaded, copied, loaded, created, cloned, ready sim.Time
	roomAt                                                     sim.Time // when what was evicted for it is torn down

	priority float64 // of greedy-dual eviction
	state    any     // of the handlers
	_        [32]byte
}

// startCold starts a container for invocation i on host id.
func (p *Provider) startCold(i uint32, id HostID) {
	if w := p.sim.watch; w != nil {
		w.coldStart(p, i, id)
	}
	p.leaveQueue(i)
	outer := p.starting
	p.starting = i
	defer func() { p.starting = outer }()
	reg := p.registrationOf(i)
	h := &p.hosts[id]
	evicted := p.counts.Evicted
	roomAt := p.makeRoom(h, reg)
	slot := p.reserve(h, reg)
	c := p.newContainer(reg, id)
	x := &p.containers[c]
	x.image, x.starter, x.roomAt = slot, i, roomAt
	x.loadedImage = p.reserveRAM(h, reg)
	p.hold(h, x, reg)
	p.counts.Cold++
	reg.cold++
	p.invs[i].cold = true
	p.join(i, c)
	p.mix(fpCreate, x.serial, uint64(id))
	evicted = p.counts.Evicted - evicted
	p.wantImage(h, c)
	if evicted > 0 && p.config.IdleHoldsSlot {
		p.retry(h) // more slots may have become free than one
	}
}

func (p *Provider) newContainer(reg *registration, h HostID) ContainerID {
	c := p.freeContainer
	if c != 0 {
		p.freeContainer = p.containers[c].nextWaiter
	} else {
		c = ContainerID(len(p.containers))
		p.containers = append(p.containers, container{})
		if c == many {
			p.lookAhead()
		}
	}
	p.instances++
	reg.made++
	p.counts.Containers++
	p.alive++
	now := p.sim.Now()
	x := &p.containers[c]
	x.serial, x.ordinal, x.fn, x.host, x.phase = p.instances, reg.made, reg.id, h, containerStarting
	x.placed, x.downloaded, x.copied, x.loaded = now, sim.Never, sim.Never, sim.Never
	x.created, x.cloned, x.ready = sim.Never, sim.Never, sim.Never
	x.lastUsed, x.expires, x.timer, x.limitTimer = now, sim.Never, sim.Never, sim.Never
	x.nextWaiter = 0 // of the free list
	p.hosts[h].containers++
	p.aliveGauge.Up(now)
	return c
}

// imageLoaded goes on with the start of c when its image is in RAM.
func (p *Provider) imageLoaded(c ContainerID) {
	x := &p.containers[c]
	now := p.sim.Now()
	x.loaded = now
	d := p.draw(&p.fns[x.fn].overhead.create, x.ordinal)
	if at := addTime(max(now, x.roomAt), d); at > now {
		p.at(at, sim.Event{Kind: evCreated, A: uint32(c), B: x.serial})
		return
	}
	p.created(c)
}

// containerEvent handles the events of containers.
func (p *Provider) containerEvent(kind uint8, c ContainerID, serial uint64) {
	x := &p.containers[c]
	if x.serial != serial {
		p.sim.kernel.Idle()
		return
	}
	switch kind {
	case evLimit:
		p.limitEvent(c)
	case evCreated:
		p.created(c)
	case evInited:
		p.inited(c)
	case evExpire:
		p.expire(c)
	case evTornDown:
		p.tornDown(c)
	}
}

// created clones the code file into the container.
func (p *Provider) created(c ContainerID) {
	x := &p.containers[c]
	x.created = p.sim.Now()
	if w := p.sim.watch; w != nil {
		w.created(p, c)
	}
	code := p.fns[x.fn].fn.Code
	if code.IsZero() {
		p.cloned(c)
		return
	}
	if !code.Repository.Has(code.File) {
		p.startFailed(c, "code: repository "+code.Repository.Config.Name+" no longer stores "+code.File.Name)
		return
	}
	t := p.sim.newTransfer(p, pathClone, float64(code.File.Size))
	y := &p.sim.transfers[t]
	y.kind, y.a = xferClone, uint32(c)
	h := &p.hosts[x.host]
	y.fromRepository(code.Repository)
	y.intoHost(h)
	y.writeTo(&h.io)
	p.sim.startTransfer(t)
}

// cloned starts the runtime.
func (p *Provider) cloned(c ContainerID) {
	x := &p.containers[c]
	x.cloned = p.sim.Now()
	if w := p.sim.watch; w != nil {
		w.cloned(p, c)
	}
	if d := p.draw(&p.fns[x.fn].overhead.init, x.ordinal); d > 0 {
		p.after(d, sim.Event{Kind: evInited, A: uint32(c), B: x.serial})
		return
	}
	p.inited(c)
}

// inited ends the cold start: the invocation that waited for it begins.
func (p *Provider) inited(c ContainerID) {
	x := &p.containers[c]
	x.phase, x.ready = containerReady, p.sim.Now()
	if w := p.sim.watch; w != nil {
		w.ready(p, c)
	}
	i := x.starter
	x.starter = 0
	p.countColdStart(x)
	p.offer(c)
	if reg := p.fns[x.fn]; reg.limits.Concurrency > 1 {
		p.retry(&p.hosts[x.host]) // it has room for others
	}
	p.invs[i].ready = p.sim.Now()
	p.begin(i)
}

// startFailed ends the invocation for which c was started.
func (p *Provider) startFailed(c ContainerID, message string) {
	x := &p.containers[c]
	i := x.starter
	x.retired = true
	p.invs[i].fate, p.invs[i].message = Error, message
	p.end(i)
}

// join makes i one of the invocations that c serves.
func (p *Provider) join(i uint32, c ContainerID) {
	inv, x := &p.invs[i], &p.containers[c]
	h := &p.hosts[x.host]
	now := p.sim.Now()
	inv.container, inv.host, inv.status, inv.placed = c, x.host, Starting, now
	inv.nextIn = x.members
	if x.members != 0 {
		p.invs[x.members].prevIn = i
	}
	x.members = i
	if x.active == 0 && x.phase == containerReady {
		p.unidle(h, c)
		p.hold(h, x, p.fns[x.fn])
	}
	x.active++
	x.uses++
	p.uses++
	x.used = p.uses
	x.lastUsed = now
	p.countBusy()
	p.takeSlot(h)
	p.offer(c)
}

// leave is the opposite of join. A container that serves nobody any more is
// kept or stopped.
func (p *Provider) leave(i uint32) {
	inv := &p.invs[i]
	c := inv.container
	x := &p.containers[c]
	h := &p.hosts[x.host]
	if inv.nextIn != 0 {
		p.invs[inv.nextIn].prevIn = inv.prevIn
	}
	if inv.prevIn != 0 {
		p.invs[inv.prevIn].nextIn = inv.nextIn
	} else {
		x.members = inv.nextIn
	}
	inv.prevIn, inv.nextIn = 0, 0
	if !inv.plain {
		x.ram -= inv.ram
		x.disk -= inv.disk
	}
	if inv.fate == OutOfMemory || inv.fate == Timeout && !p.config.KeepAfterTimeout {
		x.retired = true
	}
	x.active--
	p.uses++
	x.used = p.uses
	x.lastUsed = p.sim.Now()
	p.giveSlot(h)
	switch {
	case x.active > 0:
		p.offer(c)
	case x.retired:
		p.release(h, x, p.fns[x.fn])
		p.stop(c)
	default:
		p.release(h, x, p.fns[x.fn])
		p.becomeIdle(c, i)
	}
}

// becomeIdle keeps c, which served i last, for as long as the policy says.
func (p *Provider) becomeIdle(c ContainerID, i uint32) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	keep := reg.keep
	if keep < 0 {
		var err error
		if keep, err = reg.limits.KeepAlive.KeepAlive(p, c); err != nil {
			p.policyFailed("keep_alive", i, err)
			keep = DefaultKeepAlive
		}
		x = &p.containers[c]
	}
	p.idle(&p.hosts[x.host], c)
	if keep <= 0 {
		p.expireContainer(c)
		return
	}
	x.expires = addTime(p.sim.Now(), keep)
	if w := p.sim.watch; w != nil {
		w.idle(p, c)
	}
	if x.expires < x.timer {
		p.armTimer(c)
	}
	p.offer(c)
}

func addTime(t, d sim.Time) sim.Time {
	if d >= sim.Never-t {
		return sim.Never
	}
	return t + d
}

// armTimer lets the container's event fire when its keep-alive is over. There is
// at most one that is not stale: when it fires early, because the container was
// used in between, it is armed anew.
func (p *Provider) armTimer(c ContainerID) {
	x := &p.containers[c]
	x.timer = x.expires
	if x.timer != sim.Never {
		p.at(x.timer, sim.Event{Kind: evExpire, Class: sim.Late, A: uint32(c), B: x.serial})
	}
}

// expire stops c if its keep-alive is over.
func (p *Provider) expire(c ContainerID) {
	x, at := &p.containers[c], p.sim.Now()
	if at != x.timer {
		p.sim.kernel.Idle()
		return
	}
	x.timer = sim.Never
	if x.phase != containerReady || x.active > 0 {
		p.sim.kernel.Idle()
		return
	}
	if x.expires > at {
		p.sim.kernel.Idle()
		p.armTimer(c)
		return
	}
	if wait, _ := p.turn(); wait > 0 && x.expires == at { // later than that it has had its turn
		x.timer = at + wait
		p.at(x.timer, sim.Event{Kind: evExpire, A: uint32(c), B: x.serial}) // before what has come later
		return
	}
	h := &p.hosts[x.host]
	p.expireContainer(c)
	p.retry(h) // a schedule may have waited for room without evictions
}

func (p *Provider) expireContainer(c ContainerID) {
	p.counts.Expired++
	if w := p.sim.watch; w != nil {
		w.expires(p, c)
	}
	p.discard(c)
	p.stop(c)
}

// evictContainer takes an idle container away at once: the container in its
// place waits until it is torn down.
func (p *Provider) evictContainer(c ContainerID) {
	if w := p.sim.watch; w != nil {
		w.evicts(p, c)
	}
	p.discard(c)
	p.free(c)
}

// discard takes c out of the idle list for good. The slot that it may have held
// is for others.
func (p *Provider) discard(c ContainerID) {
	h := &p.hosts[p.containers[c].host]
	p.unidle(h, c)
	if p.config.IdleHoldsSlot {
		p.unpark(h)
	}
}

// stop tears down a container that serves nobody and is in no list. It holds its
// room until that is done.
func (p *Provider) stop(c ContainerID) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	d := p.draw(&reg.overhead.teardown, x.ordinal)
	if w := p.sim.watch; w != nil {
		w.stops(p, c, d)
	}
	if d > 0 {
		x.phase = containerStopping
		p.offer(c)
		p.hold(&p.hosts[x.host], x, reg)
		p.countBusy()
		p.after(d, sim.Event{Kind: evTornDown, A: uint32(c), B: x.serial})
		return
	}
	p.free(c)
}

// tornDown ends the teardown of c.
func (p *Provider) tornDown(c ContainerID) {
	x := &p.containers[c]
	h := &p.hosts[x.host]
	p.release(h, x, p.fns[x.fn])
	p.free(c)
	p.retry(h)
}

// free forgets c and gives back what it holds of its host.
func (p *Provider) free(c ContainerID) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	h := &p.hosts[x.host]
	if w := p.sim.watch; w != nil {
		w.stopped(p, c)
	}
	x.phase = containerGone
	p.offer(c)
	p.unreserve(h, x, reg)
	if s := x.loadedImage; s != 0 && !h.loaded[s].ready && h.mem.Pins(s) == 0 {
		h.mem.Remove(s) // it never came
	}
	if im := h.image(x.image); !im.ready && h.disk.Pins(x.image) == 0 {
		p.dropImage(h, x.image, reg.image.file.ID) // it never came
	}
	h.containers--
	p.alive--
	p.aliveGauge.Down(p.sim.Now())
	p.mix(fpStop, x.serial, uint64(h.id))
	*x = container{}
	x.nextWaiter = p.freeContainer
	p.freeContainer = c
}
