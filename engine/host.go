package engine

// This file holds hosts: slots, RAM, and a disk that stores images and the
// space reserved for containers.

import (
	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A host is one machine.
//
// An invocation that finds a warm container touches its first cache line of 64
// bytes and the image. A search for a host, and a cold start, also touch the third
// line, which holds the beginning of mem, and the first two of disk. With many hosts
// these lines are what their number costs. See layout_test.go.
type host struct {
	dirty                  bool        // the index does not know its present state
	lent                   bool        // nor perhaps what busy containers hold of it
	someParked             bool        // parked is not empty
	idleHolds              bool        // an idle container holds a slot
	slots, busySlots, idle int32       // slots: those that can be used, none while it is down
	idleHead, idleTail     ContainerID // idle containers, longest idle first
	ramBusy                unit.Bytes  // busy: of containers that must not be evicted
	diskBusy               unit.Bytes  // of the disk: the same, with the images under them
	images                 []hostImage // by cache.Slot of disk, from slot 2 on
	image1                 hostImage   // of slot 1: no pointer leads there

	id           HostID
	containers   int32
	ram, ramUsed unit.Bytes
	imageBusy    unit.Bytes  // of RAM: images under busy containers
	mem          cache.Cache // RAM: reservations of containers, and the loaded parts of images

	clock  float64    // of greedy-dual eviction of containers
	loaded []ramImage // by cache.Slot of mem
	down   bool

	disk   cache.Cache
	parked []ContainerID

	nic                Link
	nicIn, nicOut, cpu flow.ResourceID
	io                 disk

	group        int32
	size         int32 // slots when it is up
	failures     int   // so far
	cores, speed float64
}

// A hostImage is what a host knows of an image on its disk.
type hostImage struct {
	ready      bool
	coming     bool        // main storage was asked for it
	moving     bool        // a round asked for the copy: it holds a pin of its own
	untold     bool        // it is ready, but those who wait for it have not been told
	busy       int32       // busy or starting containers on it, and transfers
	waiters    ContainerID // containers that start when it is here, linked by nextWaiter
	lastWaiter ContainerID
	atStorage  sim.Time // since when it was at main storage, as far as this copy goes
	loaded     sim.Time // when it was last loaded into RAM; Never if never
	imageTimes
}

// A ramImage is what a host knows of the loaded part of an image.
type ramImage struct {
	ready      bool
	moving     bool // a round asked for the load: it holds pins of its own
	coming     bool // a load is under way
	untold     bool // as of images on disk
	busy       int32
	waiters    ContainerID // linked by nextWaiter
	lastWaiter ContainerID
	imageTimes
}

// image returns what h knows of the image in a slot of its disk.
func (h *host) image(s cache.Slot) *hostImage {
	if s == 1 {
		return &h.image1
	}
	return &h.images[s-2]
}

func imageKey(f *File) cache.Key { return cache.Key(f.ID) }

// addGroup adds the hosts of group g.
func (p *Provider) addGroup(g int) {
	group := &p.config.Hosts[g]
	for range group.Count {
		id := HostID(len(p.hosts))
		p.hosts = append(p.hosts, p.newHost(id, g, group))
		h := &p.hosts[id]
		h.disk.OnEvict = func(k cache.Key, s cache.Slot, _ unit.Bytes) { p.imageEvicted(id, FileID(k), s) }
		h.mem.OnEvict = func(k cache.Key, s cache.Slot, n unit.Bytes) { p.ramEvicted(id, FileID(k), s, n) }
		p.countRAM(h, 1)
		p.slotsTotal = addTotal(p.slotsTotal, int64(h.slots), unlimitedSlots)
		p.ramTotal += h.limitedRAM()
		p.diskTotal = unit.Bytes(addTotal(int64(p.diskTotal), int64(h.disk.Capacity()), int64(unlimited)))
	}
}

// limitedRAM is the RAM of h, 0 if that is unlimited.
func (h *host) limitedRAM() unit.Bytes {
	return unit.Bytes(addTotal(0, int64(h.ram), int64(unlimited)))
}

// countRAM notes that h is up, or by -1 that it no longer is, if its RAM is unlimited.
func (p *Provider) countRAM(h *host, n int) {
	if h.ram == unlimited {
		p.ramUnlimited += n
	}
}

// addTotal adds a capacity to a total over hosts; an unlimited one counts as 0.
func addTotal(total, v, none int64) int64 {
	if v == none {
		return total
	}
	return total + v
}

func (p *Provider) newHost(id HostID, g int, c *HostGroup) host {
	h := host{id: id, group: int32(g), slots: int32(c.Slots), ram: c.RAM, cores: c.Cores, speed: c.Speed, nic: c.Network}
	if h.slots == 0 {
		h.slots = unlimitedSlots
	}
	h.size = h.slots
	if h.cores == 0 {
		h.cores = float64(h.slots)
	}
	if h.speed == 0 {
		h.speed = 1
	}
	if h.ram == 0 {
		h.ram = unlimited
	}
	s := p.sim
	h.disk = *cache.NewCache(capacityOr(c.Disk.Capacity), p.config.Order)
	h.mem = *cache.NewCache(h.ram, p.config.Order)
	h.io = s.newDisk(c.Disk)
	h.nicIn, h.nicOut = s.resource(c.Network.Bandwidth), s.resource(c.Network.Bandwidth)
	if p.config.CPU == SharedCPU {
		h.cpu = s.resource(float64(h.cores * h.speed))
	}
	h.dirty, h.idleHolds = true, p.config.IdleHoldsSlot
	return h
}

func capacityOr(b unit.Bytes) unit.Bytes {
	if b == 0 {
		return unlimited
	}
	return b
}

// hasFreeSlot and couldFreeSlot report whether the host has a slot for one more
// invocation as it is, and if idle containers gave theirs up.
func (h *host) hasFreeSlot() bool   { return h.busySlots+h.idleSlots() < h.slots }
func (h *host) couldFreeSlot() bool { return h.busySlots < h.slots }

// idleSlots is how many slots idle containers hold.
func (h *host) idleSlots() int32 {
	if h.idleHolds {
		return h.idle
	}
	return 0
}

// fitsFree reports whether a container of reg can start on h without the
// eviction of an idle container. Images that nobody uses may have to go.
func (p *Provider) fitsFree(h *host, reg *registration) bool {
	return h.hasFreeSlot() && p.ramLeft(h, reg) >= 0 && p.diskLeft(h, reg) >= 0
}

// ramLeft and diskLeft return how much would be left if a container of reg
// started on h and all images went that nobody uses; negative: so much is lacking.

func (p *Provider) ramLeft(h *host, reg *registration) unit.Bytes {
	ram := reg.limits.RAM
	if reg.image.ram > 0 {
		if s := h.mem.Lookup(imageKey(reg.image.file)); s == 0 || h.mem.Pins(s) == 0 {
			ram += reg.image.ram
		}
	}
	return h.mem.Capacity() - h.mem.Pinned() - h.mem.Reserved() - ram
}

func (p *Provider) diskLeft(h *host, reg *registration) unit.Bytes {
	need := reg.limits.Disk
	if s := h.disk.Lookup(imageKey(reg.image.file)); s == 0 || h.disk.Pins(s) == 0 {
		need += reg.image.size
	}
	return h.disk.Capacity() - h.disk.Pinned() - h.disk.Reserved() - need
}

// fits reports the same if idle containers may be evicted.
func (p *Provider) fits(h *host, reg *registration) bool {
	if !h.couldFreeSlot() {
		return false
	}
	ram := reg.limits.RAM
	if reg.image.ram > 0 {
		if s := h.mem.Lookup(imageKey(reg.image.file)); s == 0 || h.loaded[s].busy == 0 {
			ram += reg.image.ram
		}
	}
	if ram > h.ram-h.ramBusy-h.imageBusy {
		return false
	}
	need := reg.limits.Disk
	if s := h.disk.Lookup(imageKey(reg.image.file)); s == 0 || h.image(s).busy == 0 {
		need += reg.image.size
	}
	return need <= h.disk.Capacity()-h.diskBusy
}

// hold and release note that a container on h becomes busy, or stops being so.
func (p *Provider) hold(h *host, c *container, reg *registration) {
	h.ramBusy += reg.limits.RAM
	h.diskBusy += reg.limits.Disk
	h.holdImage(c.image, &reg.image.size)
	if c.loadedImage != 0 {
		h.holdLoaded(c.loadedImage, &reg.image.ram)
	}
	p.touchBusy(h)
}

func (p *Provider) release(h *host, c *container, reg *registration) {
	h.ramBusy -= reg.limits.RAM
	h.diskBusy -= reg.limits.Disk
	h.releaseImage(c.image, &reg.image.size)
	if c.loadedImage != 0 {
		h.releaseLoaded(c.loadedImage, &reg.image.ram)
	}
	p.touchBusy(h)
}

// holdImage and the like note that a busy container, or a transfer, needs an image
// on the disk or in the RAM of h, or no longer does. The size is read only if it
// matters: that of a function is not in the cache.
func (h *host) holdImage(s cache.Slot, size *unit.Bytes) {
	im := h.image(s)
	if im.busy++; im.busy == 1 {
		h.diskBusy += *size
	}
}

func (h *host) releaseImage(s cache.Slot, size *unit.Bytes) {
	im := h.image(s)
	if im.busy--; im.busy == 0 {
		h.diskBusy -= *size
	}
}

func (h *host) holdLoaded(s cache.Slot, ram *unit.Bytes) {
	if h.loaded[s].busy++; h.loaded[s].busy == 1 {
		h.imageBusy += *ram
	}
}

func (h *host) releaseLoaded(s cache.Slot, ram *unit.Bytes) {
	if h.loaded[s].busy--; h.loaded[s].busy == 0 {
		h.imageBusy -= *ram
	}
}

// takeSlot and giveSlot count the invocations that the host serves.
func (p *Provider) takeSlot(h *host) {
	h.busySlots++
	p.slots.Up(p.sim.Now())
	p.touchSlots(h)
}

func (p *Provider) giveSlot(h *host) {
	p.touchSlots(h)
	h.busySlots--
	p.slots.Down(p.sim.Now())
	if h.someParked {
		p.unpark(h)
	}
}

// makeRoom evicts idle containers from h until one of reg fits, and returns
// when the last of them has been torn down.
func (p *Provider) makeRoom(h *host, reg *registration) sim.Time {
	wait := p.sim.Now()
	for !p.fitsFree(h, reg) {
		c := p.victim(h, reg)
		if c == 0 {
			panic("engine: a host that fits has nothing to evict")
		}
		x := &p.containers[c]
		wait = max(wait, addTime(p.sim.Now(), p.draw(&p.fns[x.fn].overhead.teardown, x.ordinal)))
		p.counts.Evicted++
		p.evictContainer(c)
	}
	return wait
}

// reserve takes what a container of reg needs of h and returns the slot of its
// image, which is pinned.
func (p *Provider) reserve(h *host, reg *registration) cache.Slot {
	before := h.disk.Used()
	h.ramUsed += reg.limits.RAM
	p.ram.Add(p.sim.Now(), int64(reg.limits.RAM))
	key := imageKey(reg.image.file)
	need := reg.limits.Disk
	slot := h.disk.Lookup(key)
	if slot != 0 {
		h.disk.Pin(slot)
	} else {
		need += reg.image.size
	}
	p.rankedRoom(&h.disk, HostImage, h.id, need)
	if err := h.disk.Reserve(reg.limits.Disk); err != nil {
		panic("engine: no room for a container on a host that fits: " + err.Error())
	}
	if slot == 0 {
		slot = p.addImage(h, reg.image.file)
	}
	p.diskUsed.Add(p.sim.Now(), int64(h.disk.Used()-before))
	p.touch(h)
	return slot
}

// unreserve gives back what a container of reg took.
func (p *Provider) unreserve(h *host, c *container, reg *registration) {
	before := h.disk.Used()
	h.ramUsed -= reg.limits.RAM
	p.ram.Add(p.sim.Now(), -int64(reg.limits.RAM))
	h.mem.Unreserve(reg.limits.RAM)
	if c.loadedImage != 0 {
		p.letGo(&h.mem, c.loadedImage, &h.loaded[c.loadedImage].imageTimes)
	}
	h.disk.Unreserve(reg.limits.Disk)
	p.letGo(&h.disk, c.image, &h.image(c.image).imageTimes)
	p.diskUsed.Add(p.sim.Now(), int64(h.disk.Used()-before))
	p.touch(h)
}

// dropImage takes an image off h that is not pinned.
func (p *Provider) dropImage(h *host, s cache.Slot, f FileID) {
	before := h.disk.Used()
	h.disk.Remove(s)
	p.index.setImage(f, h.id, false)
	p.diskUsed.Add(p.sim.Now(), int64(h.disk.Used()-before))
}

// imageEvicted is told by the host's disk.
func (p *Provider) imageEvicted(h HostID, f FileID, s cache.Slot) {
	if p.hosts[h].image(s).busy != 0 {
		panic("engine: evicted an image under a running container")
	}
	if m := p.hosts[h].mem.Lookup(cache.Key(f)); m != 0 {
		p.hosts[h].mem.Remove(m) // what is no longer on disk is no longer in RAM
	}
	p.hostCache.Evictions++
	p.index.setImage(f, h, false)
	p.mix(fpEvictImage, uint64(h), uint64(f))
	if w := p.sim.watch; w != nil {
		w.imageEvicted(p, f, h, "disk")
	}
}
