package engine

// This file checks hosts, warm containers and main storage; see check_test.go.

import (
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A load is what the containers on a host come to.
type load struct {
	containers, idle, slots, idleSlots int
	ram, ramBusy, disk, diskBusy       unit.Bytes
	images, busyImages                 map[FileID]int // containers on each
}

// held reports whether x is one that must not be evicted.
func (x *container) held() bool { return x.phase != containerReady || x.active > 0 }

// loadOf adds up the containers and invocations on a host.
func loadOf(p *Provider, h HostID) load {
	l := load{images: map[FileID]int{}, busyImages: map[FileID]int{}}
	for id := 1; id < len(p.containers); id++ {
		x := &p.containers[id]
		if x.phase == containerGone || x.host != h {
			continue
		}
		r := p.fns[x.fn]
		l.containers++
		l.ram += r.limits.RAM
		l.disk += r.limits.Disk
		l.images[r.image.file.ID]++
		if !x.held() {
			l.idle++
			continue
		}
		l.ramBusy += r.limits.RAM
		l.diskBusy += r.limits.Disk
		l.busyImages[r.image.file.ID]++
	}
	for i := range p.invs {
		if p.invs[i].serial != 0 && p.invs[i].host == h && p.invs[i].container != 0 {
			l.slots++
		}
	}
	if p.config.IdleHoldsSlot {
		l.idleSlots = l.idle
	}
	return l
}

// hosts: what a host counts is what is there, and never more than it has.
func (c *checker) hosts() {
	p := c.p
	var slots, idle int64
	var ram, disk unit.Bytes
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		l := loadOf(p, h.id)
		eq(c, "containers on a host", int(h.containers), l.containers)
		eq(c, "idle containers on a host", int(h.idle), l.idle)
		eq(c, "busy slots", int(h.busySlots), l.slots)
		eq(c, "idle slots", int(h.idleSlots()), l.idleSlots)
		eq(c, "used RAM", h.ramUsed, l.ram)
		eq(c, "busy RAM", h.ramBusy, l.ramBusy)
		eq(c, "reserved RAM", h.mem.Reserved(), l.ram)
		eq(c, "reserved disk", h.disk.Reserved(), l.disk)
		c.up(h)
		if h.busySlots+h.idleSlots() > h.slots || h.mem.Used() > h.ram || h.disk.Used() > h.disk.Capacity() {
			c.fail("host %d has more than it holds: %d + %d of %d slots, %v of %v RAM, %v of %v disk",
				h.id, h.busySlots, h.idleSlots(), h.slots, h.mem.Used(), h.ram, h.disk.Used(), h.disk.Capacity())
		}
		c.images(h, l)
		c.idleList(h)
		slots, idle, ram, disk = slots+int64(l.slots), idle+int64(l.idle), ram+l.ram, disk+h.disk.Used()
	}
	eq(c, "gauge of slots", p.slots.Value(), slots)
	eq(c, "gauge of idle containers", p.idleGauge.Value(), idle)
	eq(c, "gauge of RAM", p.ram.Value(), int64(ram))
	eq(c, "gauge of disk", p.diskUsed.Value(), int64(disk))
}

// images: the image of every living container is on the disk and, if it is
// loaded at all, in RAM, pinned as often as there are containers on it.
func (c *checker) images(h *host, l load) {
	diskBusy, imageBusy, diskUsed, memUsed := l.diskBusy, unit.Bytes(0), l.disk, l.ram
	for _, f := range c.s.files[1:] {
		slot, mem := h.disk.Lookup(imageKey(f)), h.mem.Lookup(imageKey(f))
		eq(c, "image on disk in the index", c.indexed(f.ID, h.id), slot != 0)
		if l.images[f.ID] > 0 && (slot == 0 || f.RAM > 0 && mem == 0) {
			c.fail("host %d lacks the image %q of a living container", h.id, f.Name)
			continue
		}
		copied, loaded := ahead(h, f)
		if slot != 0 {
			eq(c, "pins of an image", h.disk.Pins(slot), l.images[f.ID]+copied+loaded)
			eq(c, "busy containers on an image", int(h.image(slot).busy), l.busyImages[f.ID]+copied+loaded)
			diskUsed += f.Size
			c.waiters(h, f, h.image(slot).ready && !h.image(slot).untold, h.image(slot).waiters, h.image(slot).lastWaiter)
		}
		if mem != 0 {
			eq(c, "pins of a loaded image", h.mem.Pins(mem), l.images[f.ID]+loaded)
			eq(c, "busy containers on a loaded image", int(h.loaded[mem].busy), l.busyImages[f.ID]+loaded)
			memUsed += f.RAM
		}
		if l.busyImages[f.ID]+copied+loaded > 0 {
			diskBusy += f.Size
		}
		if l.busyImages[f.ID]+loaded > 0 {
			imageBusy += f.RAM
		}
	}
	eq(c, "busy disk", h.diskBusy, diskBusy)
	eq(c, "RAM of busy images", h.imageBusy, imageBusy)
	eq(c, "used disk", h.disk.Used(), diskUsed)
	eq(c, "used RAM with images", h.mem.Used(), memUsed)
}

// ahead returns 1 for a copy and for a load of f that a round asked for and that
// is under way on h.
func ahead(h *host, f *File) (copied, loaded int) {
	if s := h.disk.Lookup(imageKey(f)); s != 0 && h.image(s).moving {
		copied = 1
	}
	if s := h.mem.Lookup(imageKey(f)); s != 0 && h.loaded[s].moving {
		loaded = 1
	}
	return copied, loaded
}

// underWay reports whether a copy of f to h was started and not handled yet.
func underWay(p *Provider, h *host, f *File) bool {
	s := h.disk.Lookup(imageKey(f))
	if s == 0 || h.image(s).ready || h.image(s).waiters == 0 && !h.image(s).moving {
		return false
	}
	return int(f.ID) < len(p.storage.images) && !slices.Contains(p.storage.images[f.ID].waiters, h.id)
}

// waiters: those that wait for an image on a host are the starting containers
// that do not have it yet.
func (c *checker) waiters(h *host, f *File, ready bool, first, last ContainerID) {
	p := c.p
	n, tail := 0, ContainerID(0)
	for id := first; id != 0; id = p.containers[id].nextWaiter {
		n, tail = n+1, id
	}
	eq(c, "last waiter", last, tail)
	for id := 1; id < len(p.containers); id++ {
		x := &p.containers[id]
		if x.phase != containerStarting || x.host != h.id || p.fns[x.fn].image.file != f {
			continue
		}
		if x.copied == sim.Never {
			n--
			eq(c, "image that one waits for is there", ready, false)
		}
	}
	eq(c, "waiters less those without the image", n, 0)
}

func (c *checker) indexed(f FileID, h HostID) bool {
	x := &c.p.index
	return int(f) < len(x.images) && int(h/64) < len(x.images[f]) && x.images[f][h/64]&(1<<(h%64)) != 0
}

// idleList: the list of a host holds its ready containers that serve nobody,
// longest idle first.
func (c *checker) idleList(h *host) {
	p := c.p
	n, before, used := 0, ContainerID(0), uint64(0)
	for id := h.idleHead; id != 0; id = p.containers[id].nextIdle {
		x := &p.containers[id]
		n++
		eq(c, "phase of an idle container", x.phase, containerReady)
		eq(c, "invocations of an idle container", x.active, 0)
		eq(c, "host of an idle container", x.host, h.id)
		eq(c, "link between idle containers", x.prevIdle, before)
		if x.used <= used {
			c.fail("idle list of host %d is not in order of use", h.id)
		}
		before, used = id, x.used
	}
	eq(c, "tail of the idle list", h.idleTail, before)
	eq(c, "idle list", n, int(h.idle))
}

// mainStorage: images are where their state says, pinned by their download and
// copies, and one waits for room only if there is none, or until a round is over.
func (c *checker) mainStorage() {
	st := &c.p.storage
	used, queued := unit.Bytes(0), 0
	for _, f := range c.s.files[1:] {
		if int(f.ID) >= len(st.images) {
			eq(c, "image in main storage", st.disk.Lookup(imageKey(f)), 0)
			continue
		}
		switch im := &st.images[f.ID]; im.state {
		case imageHere, imageComing:
			used += f.Size
		case imageWaiting:
			queued++
			eq(c, "queued for room", slices.Contains(st.queue, f.ID), true)
		}
		c.stored(f, &st.images[f.ID])
	}
	eq(c, "used main storage", st.disk.Used(), used)
	eq(c, "gauge of main storage", st.used.Value(), int64(used))
	eq(c, "queue for room", len(st.queue), queued)
	if queued > 0 && !c.p.roundDue && c.s.kernel.Err() == nil {
		if f := c.s.files[st.queue[0]]; f.Size <= st.disk.Capacity()-st.disk.Pinned() {
			c.fail("%q waits for room in main storage, which has it", f.Name)
		}
	}
}

// stored: an image is in main storage if its state says so, pinned by its download
// and once by every copy, and those who wait for it have reason to.
func (c *checker) stored(f *File, im *storedImage) {
	p, disk := c.p, &c.p.storage.disk
	slot := disk.Lookup(imageKey(f))
	present := im.state == imageHere || im.state == imageComing
	eq(c, "image in main storage", slot != 0, present)
	if present {
		eq(c, "slot in main storage", im.slot, slot)
		pins := 0
		if im.state == imageComing || im.untold {
			pins++
		}
		for i := range p.hosts[1:] {
			if underWay(p, &p.hosts[i+1], f) {
				pins++
			}
		}
		eq(c, "pins in main storage", disk.Pins(slot), pins)
	}
	waits, coming := len(im.waiters)+len(im.callers) > 0, im.state == imageComing || im.untold
	if waits || !coming || !failures(p) { // one that fails leaves a download that nobody waits for
		eq(c, "somebody waits", waits, im.state == imageWaiting || coming)
	}
	for _, h := range im.waiters {
		s := p.hosts[h].disk.Lookup(imageKey(f))
		if s == 0 || p.hosts[h].image(s).ready || p.hosts[h].image(s).waiters == 0 && !p.hosts[h].image(s).moving {
			c.fail("host %d waits for %q without need", h, f.Name)
		}
	}
}

// count counts the transfers of a kind at the provider; 0 stands for any a or b.
func (c *checker) count(kind transferKind, a, b uint32) int {
	n := 0
	for i := range c.s.transfers {
		x := &c.s.transfers[i]
		if x.kind == kind && x.prov == c.p && (a == 0 || x.a == a) && (b == 0 || x.b == b) {
			n++
		}
	}
	return n
}
