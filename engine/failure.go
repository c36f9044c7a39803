package engine

// This file lets hosts fail and recover.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A HostObserver is told of hosts that fail or recover.
type HostObserver interface {
	ObserveHost(h HostID) error
}

// FailHost lets a host fail now. It takes nothing until [Provider.RecoverHost]:
//
//   - what it served ends as [Crashed], at once: handlers unwind, transfers from
//     and to it are broken off;
//   - its containers are gone, without a teardown, and so is what it had in RAM;
//   - the images that are on its disk, complete, stay if keepDisk is true, and are
//     lost otherwise.
//
// Downloads to main storage go on, except that those which still wait for room
// there and which nobody else wants are given up.
func (p *Provider) FailHost(id HostID, keepDisk bool) (err error) {
	if killed := p.set(upOrDown, func(*ProviderConfig) { err = p.failHost(id, keepDisk) }); killed != nil {
		return killed
	}
	return err
}

// RecoverHost lets a host that has failed take invocations again.
func (p *Provider) RecoverHost(id HostID) (err error) {
	if killed := p.set(upOrDown, func(*ProviderConfig) { err = p.recoverHost(id) }); killed != nil {
		return killed
	}
	return err
}

// existing returns the host of that number.
func (p *Provider) existing(id HostID) (*host, error) {
	if id == 0 || int(id) >= len(p.hosts) {
		return nil, fmt.Errorf("host %d: there is none; hosts are numbered 1 to %d", id, len(p.hosts)-1)
	}
	return &p.hosts[id], nil
}

func (p *Provider) failHost(id HostID, keepDisk bool) error {
	h, err := p.existing(id)
	if err != nil {
		return err
	}
	if h.down {
		return fmt.Errorf("host %d: is down already", id)
	}
	h.down, h.slots = true, 0
	h.failures++
	p.ramDown += h.limitedRAM()
	p.countRAM(h, -1)
	p.touch(h)
	kept := uint64(0)
	if keepDisk {
		kept = 1
	}
	p.mix(fpHostDown, uint64(id), kept)
	if w := p.sim.watch; w != nil {
		w.changed(p, hapHostDown, id, "")
	}
	p.takeNoMore(h)
	p.breakOff(h)
	p.crashAll(h)
	p.freeAll(h)
	p.loseImages(h, keepDisk)
	p.askNoMore(h)
	p.hostDown(h)
	p.retryDownloads()
	p.wantRound()
	return nil
}

func (p *Provider) recoverHost(id HostID) error {
	h, err := p.existing(id)
	if err != nil {
		return err
	}
	if !h.down {
		return fmt.Errorf("host %d: is up", id)
	}
	h.down, h.slots = false, h.size
	p.ramDown -= h.limitedRAM()
	p.countRAM(h, 1)
	p.touch(h)
	p.mix(fpHostUp, uint64(id), 0)
	if w := p.sim.watch; w != nil {
		w.changed(p, hapHostUp, id, "")
	}
	p.hostUp(h)
	p.retry(h)
	return nil
}

// hostDown and hostUp tell that h has failed or recovered.

func (p *Provider) hostDown(h *host) { p.tellHost(p.config.OnHostDown, "on_host_down", h.id) }

func (p *Provider) hostUp(h *host) { p.tellHost(p.config.OnHostUp, "on_host_up", h.id) }

func (p *Provider) tellHost(o HostObserver, policy string, h HostID) {
	if o == nil {
		return
	}
	if err := o.ObserveHost(h); err != nil {
		p.policyFailed(policy, 0, err)
	}
}

// containersOn returns the containers on h that are not gone, by serial number.
func (p *Provider) containersOn(h HostID) (ids []ContainerID) {
	for c := range p.containers {
		if x := &p.containers[c]; x.phase != containerGone && x.host == h {
			ids = append(ids, ContainerID(c))
		}
	}
	slices.SortFunc(ids, func(a, b ContainerID) int { return cmp.Compare(p.containers[a].serial, p.containers[b].serial) })
	return ids
}

// takeNoMore takes the containers on h out of the sets of warm ones, and out of the
// lists of those that wait for an image there.
func (p *Provider) takeNoMore(h *host) {
	for _, c := range p.containersOn(h.id) {
		x := &p.containers[c]
		x.retired, x.nextWaiter = true, 0
		if at := h.image(x.image).atStorage; x.downloaded == sim.Never && at != sim.Never {
			x.downloaded = max(x.placed, at) // the copy is under way
		}
		p.offer(c)
	}
	h.parked, h.someParked = h.parked[:0], false
	for s := range cache.Slot(len(h.images) + 1) {
		im := h.image(s + 1)
		im.waiters, im.lastWaiter = 0, 0
	}
	for s := range h.loaded {
		h.loaded[s].waiters, h.loaded[s].lastWaiter = 0, 0
	}
}

// breakOff cancels the transfers from and to h that no handler waits for.
func (p *Provider) breakOff(h *host) {
	s := p.sim
	for t := range s.transfers {
		x := &s.transfers[t]
		if x.prov != p || s.hostOf(x) != h.id {
			continue
		}
		switch file := x.b; x.kind {
		case xferCopy:
			s.cancelTransfer(uint32(t))
			im := &p.storage.images[file]
			p.letGo(&p.storage.disk, im.slot, &im.imageTimes)
		case xferLoad, xferClone, xferIngress, xferEgress:
			s.cancelTransfer(uint32(t))
		}
	}
}

// hostOf returns the host that a transfer is from or to, 0 if there is none.
func (s *Simulation) hostOf(x *transfer) HostID {
	switch x.kind {
	case xferCopy, xferLoad:
		return HostID(x.a)
	case xferClone:
		return x.prov.containers[x.a].host
	case xferIngress, xferEgress, xferStep:
		return x.prov.invs[x.a].host
	case xferProcess:
		return x.prov.invs[s.processes[x.a].ctx.inv].host
	}
	return 0
}

// crashAll ends the invocations on h, those submitted first first.
func (p *Provider) crashAll(h *host) {
	var on []uint32
	for i := range p.invs {
		if p.invs[i].serial != 0 && p.invs[i].host == h.id {
			on = append(on, uint32(i))
		}
	}
	slices.SortFunc(on, func(a, b uint32) int { return cmp.Compare(p.invs[a].serial, p.invs[b].serial) })
	message := fmt.Sprintf("host %d failed", h.id)
	for _, i := range on {
		p.crash(i, message)
	}
}

// crash ends an invocation whose host has failed, whatever it is at. An end that
// the control plane has not heard of yet is lost.
func (p *Provider) crash(i uint32, message string) {
	inv := &p.invs[i]
	inv.output = nil
	if inv.ready > p.sim.Now() { // never, or it lies ahead: see startsSimply
		inv.ready, inv.started = sim.Never, sim.Never
		inv.status = Starting
	}
	if inv.status == Running {
		p.kill(i, Crashed, message)
		return
	}
	inv.fate, inv.message = Crashed, message
	p.end(i)
}

// freeAll forgets the containers that are left on h: idle ones, and those that are
// being torn down.
func (p *Provider) freeAll(h *host) {
	for _, c := range p.containersOn(h.id) {
		if x := &p.containers[c]; x.phase == containerStopping {
			p.release(h, x, p.fns[x.fn])
		} else {
			p.discard(c)
		}
		if w := p.sim.watch; w != nil {
			w.loses(p, c)
		}
		p.free(c)
	}
}

// loseImages takes the images off h that are lost. No container is there any more.
func (p *Provider) loseImages(h *host, keepDisk bool) {
	for _, f := range p.sim.files[1:] {
		if s := h.mem.Lookup(imageKey(f)); s != 0 {
			if im := &h.loaded[s]; im.moving {
				p.loadedAhead(h, f)
			}
			h.mem.Remove(s)
		}
		s := h.disk.Lookup(imageKey(f))
		if s == 0 {
			continue
		}
		im := h.image(s)
		if im.moving {
			p.copiedAhead(h, f)
		}
		if !im.ready || !keepDisk {
			p.dropImage(h, s, f.ID)
		}
	}
}

// askNoMore lets main storage forget what h has asked it for.
func (p *Provider) askNoMore(h *host) {
	st := &p.storage
	for f := range st.images {
		im := &st.images[f]
		im.waiters = slices.DeleteFunc(im.waiters, func(id HostID) bool { return id == h.id })
		if im.state == imageWaiting && len(im.waiters)+len(im.callers) == 0 {
			im.state = imageAbsent
			st.queue = slices.DeleteFunc(st.queue, func(id FileID) bool { return id == FileID(f) })
		}
	}
}
