package engine

// This file loads images from a host's disk into its RAM, where the parts that
// are needed to start a container are kept as long as containers leave room.

import (
	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// reserveRAM takes the RAM that a container of reg needs on h and returns the
// slot of the loaded part of its image, pinned; 0 if there is none.
func (p *Provider) reserveRAM(h *host, reg *registration) cache.Slot {
	key := imageKey(reg.image.file)
	var slot cache.Slot
	need := reg.limits.RAM
	if reg.image.ram > 0 {
		if slot = h.mem.Lookup(key); slot != 0 {
			h.mem.Pin(slot)
		} else {
			need += reg.image.ram
		}
	}
	p.rankedRoom(&h.mem, LoadedImage, h.id, need)
	if err := h.mem.Reserve(reg.limits.RAM); err != nil {
		panic("engine: no RAM for a container on a host that fits: " + err.Error())
	}
	if slot != 0 || reg.image.ram == 0 {
		return slot
	}
	return p.addLoaded(h, reg.image.file)
}

// imageReady goes on with the start of c when its image is on the host's disk:
// the part that is needed is loaded into RAM, once for all who wait for it.
func (p *Provider) imageReady(c ContainerID) {
	x := &p.containers[c]
	if x.loadedImage == 0 {
		p.imageLoaded(c)
		return
	}
	h := &p.hosts[x.host]
	im := &h.loaded[x.loadedImage]
	im.lastUsed = p.sim.Now()
	if im.ready {
		p.ramCache.Hits++
		h.mem.Touch(x.loadedImage)
		p.imageLoaded(c)
		return
	}
	if im.lastWaiter == 0 {
		im.waiters = c
	} else {
		p.containers[im.lastWaiter].nextWaiter = c
	}
	im.lastWaiter = c
	if im.coming {
		p.ramCache.Joined++
		return
	}
	p.ramCache.Misses++
	p.load(h, im, p.fns[x.fn].image.file)
}

// load starts the load of an image that is on the disk of h.
func (p *Provider) load(h *host, im *ramImage, file *File) {
	im.coming, im.began = true, p.sim.Now()
	if w := p.sim.watch; w != nil {
		w.sets(p, hapLoad, file, h.id, file.RAM)
	}
	t := p.sim.newTransfer(p, pathLoad, float64(file.RAM))
	y := &p.sim.transfers[t]
	y.kind, y.a, y.b = xferLoad, uint32(h.id), uint32(file.ID)
	y.readFrom(&h.io)
	p.sim.startTransfer(t)
}

// imageInRAM goes on with the containers that wait for f on host id.
func (p *Provider) imageInRAM(id HostID, f FileID, began sim.Time) {
	h := &p.hosts[id]
	p.mix(fpLoaded, uint64(f), uint64(id))
	if w := p.sim.watch; w != nil {
		w.image(p, hapLoaded, p.sim.files[f], id, p.span(began))
	}
	p.tellMove(LoadMove, p.sim.files[f], id, began)
	slot := h.mem.Lookup(cache.Key(f))
	if slot == 0 || !h.loaded[slot].untold {
		return // evicted before anyone was told, and perhaps on its way again
	}
	im := &h.loaded[slot]
	im.untold = false
	c := im.waiters
	im.waiters, im.lastWaiter = 0, 0
	for c != 0 {
		next := p.containers[c].nextWaiter
		p.containers[c].nextWaiter = 0
		p.imageLoaded(c)
		c = next
	}
}

// loadedAhead ends the hold that a load for nobody in particular had of its image.
func (p *Provider) loadedAhead(h *host, f *File) {
	m, d := h.mem.Lookup(imageKey(f)), h.disk.Lookup(imageKey(f))
	h.loaded[m].moving = false
	h.releaseLoaded(m, &f.RAM)
	h.releaseImage(d, &f.Size)
	p.letGo(&h.mem, m, &h.loaded[m].imageTimes)
	p.letGo(&h.disk, d, &h.image(d).imageTimes)
	p.touch(h)
}

// ramEvicted is told by the host's RAM.
func (p *Provider) ramEvicted(h HostID, f FileID, s cache.Slot, _ unit.Bytes) {
	if p.hosts[h].loaded[s].busy != 0 {
		panic("engine: evicted the loaded image of a running container")
	}
	p.ramCache.Evictions++
	p.mix(fpEvictLoaded, uint64(h), uint64(f))
	if w := p.sim.watch; w != nil {
		w.imageEvicted(p, f, h, "RAM")
	}
}
