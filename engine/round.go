package engine

// This file schedules in rounds: one decision for all waiting invocations at
// once, which may also move images ahead of them.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A RoundPolicy decides for all waiting invocations at once, in place of a
// [SchedulePolicy]. If any invocation waits, a round is held whenever one is
// accepted, a place becomes free, or an image arrives.
type RoundPolicy interface {
	// Round adds what is to be done to plan. Waiting holds the waiting invocations,
	// the one that has waited longest first; it must not be kept.
	Round(waiting []Request, c *Cluster, plan *Plan) error
}

// A Plan is what a round decides. It is carried out in order. A step is a wish:
// one that cannot be carried out when its turn comes does nothing. So a second
// step for one invocation says what to do if the first comes to nothing.
type Plan struct{ steps []planStep }

type planStep struct {
	request   Request
	serial    uint64
	container ContainerID
	host      HostID
	image     *File
	load      bool
	atLeast   ImageState // of the image of the request
}

// Reuse hands r to a warm container.
func (p *Plan) Reuse(r Request, c ContainerID) {
	p.steps = append(p.steps, planStep{request: r, serial: r.ID(), container: c})
}

// Start starts a container for r on host h, if the image of r is there at least
// as far as the state says; [NotThere] lets the container wait for its image.
func (p *Plan) Start(r Request, h HostID, image ImageState) {
	p.steps = append(p.steps, planStep{request: r, serial: r.ID(), host: h, atLeast: image})
}

// Copy copies an image from main storage to the disk of host h. An image that has
// left main storage is downloaded again first. The copy makes room by evicting
// images that nobody uses, never containers.
func (p *Plan) Copy(image *File, h HostID) {
	p.steps = append(p.steps, planStep{image: image, host: h})
}

// Load loads an image from the disk of host h into its RAM, with the same rule.
func (p *Plan) Load(image *File, h HostID) {
	p.steps = append(p.steps, planStep{image: image, host: h, load: true})
}

// wantRound sees to it that a round is held when the present event has been
// handled, before anything else that happens at this instant.
func (p *Provider) wantRound() {
	if p.config.Round != nil && p.waiting > 0 && !p.roundDue {
		p.roundDue = true
		p.at(p.sim.Now(), sim.Event{Kind: evRound, Class: sim.Early})
	}
}

// round holds a round, if rounds still decide. Downloads that waited for room have
// waited for it too.
func (p *Provider) round() {
	p.roundDue = false
	if p.config.Round != nil {
		p.holdRound()
	} else {
		p.sim.kernel.Idle()
	}
	p.retryDownloads()
}

func (p *Provider) holdRound() {
	waiting := make([]Request, 0, p.waiting)
	for _, reg := range p.fns[1:] {
		for i := reg.waitHead; i != 0; i = p.invs[i].next {
			waiting = append(waiting, Request{p, i})
		}
	}
	slices.SortFunc(waiting, func(a, b Request) int { return cmp.Compare(p.invs[a.inv].queued, p.invs[b.inv].queued) })
	var plan Plan
	if err := p.config.Round.Round(waiting, &p.cluster, &plan); err != nil {
		p.policyFailed("round", 0, err)
		return
	}
	for k := range plan.steps {
		if err := p.carryOut(&plan.steps[k]); err != nil {
			p.policyFailed("round", 0, err)
			return
		}
	}
}

func (p *Provider) carryOut(s *planStep) error {
	if s.container == 0 && s.host == 0 || int(s.host) >= len(p.hosts) {
		return fmt.Errorf("returned host %d; hosts are numbered 1 to %d", s.host, len(p.hosts)-1)
	}
	h := &p.hosts[s.host]
	switch {
	case h.down:
		// It takes nothing.
	case s.image != nil && s.load:
		p.loadAhead(h, s.image)
	case s.image != nil:
		p.copyAhead(h, s.image)
	case p.invs[s.request.inv].serial != s.serial || p.invs[s.request.inv].status != Queued:
		// An earlier step has placed it.
	case s.container != 0:
		if p.checkContainer(s.request.reg(), s.container) == nil {
			p.assign(s.request.inv, s.container)
		}
	default:
		if reg := s.request.reg(); p.ImageOn(s.host, reg.image.file) >= s.atLeast && p.fits(h, reg) {
			p.startCold(s.request.inv, s.host)
		}
	}
	return nil
}

// copyAhead copies an image to h for nobody in particular. It evicts nothing for an
// image that can't be had any more.
func (p *Provider) copyAhead(h *host, f *File) {
	lost := p.storage.image(f.ID).state == imageAbsent && p.cannotDownload(f) != ""
	if lost || h.disk.Lookup(imageKey(f)) != 0 || f.Size > h.disk.Capacity()-h.disk.Pinned()-h.disk.Reserved() {
		return
	}
	before := h.disk.Used()
	slot := p.addImage(h, f)
	h.image(slot).moving, h.image(slot).coming = true, true
	h.holdImage(slot, &f.Size)
	p.diskUsed.Add(p.sim.Now(), int64(h.disk.Used()-before))
	p.touch(h)
	p.hostCache.Misses++
	p.request(h.id, f)
}

// copiedAhead ends the hold that a copy for nobody in particular had of its image.
func (p *Provider) copiedAhead(h *host, f *File) {
	slot := h.disk.Lookup(imageKey(f))
	im := h.image(slot)
	im.moving = false
	h.releaseImage(slot, &f.Size)
	p.letGo(&h.disk, slot, &im.imageTimes)
	p.touch(h)
}

// notCopiedAhead does the same if the image can't come after all: it left its last
// repository while it waited for room at main storage.
func (p *Provider) notCopiedAhead(h *host, f *File) {
	p.copiedAhead(h, f)
	if slot := h.disk.Lookup(imageKey(f)); h.disk.Pins(slot) == 0 {
		p.dropImage(h, slot, f.ID)
	}
	p.heldNoMore(h)
}

// loadAhead loads an image on h for nobody in particular.
func (p *Provider) loadAhead(h *host, f *File) {
	key := imageKey(f)
	onDisk := h.disk.Lookup(key)
	if onDisk == 0 || !h.image(onDisk).ready || f.RAM == 0 || h.mem.Lookup(key) != 0 ||
		f.RAM > h.mem.Capacity()-h.mem.Pinned()-h.mem.Reserved() {
		return
	}
	slot := p.addLoaded(h, f)
	h.disk.Pin(onDisk)
	h.holdImage(onDisk, &f.Size)
	h.loaded[slot].moving = true
	h.holdLoaded(slot, &f.RAM)
	p.touch(h)
	p.ramCache.Misses++
	p.load(h, &h.loaded[slot], f)
}

// addImage puts f on the disk of h, where there is room, pinned.
func (p *Provider) addImage(h *host, f *File) cache.Slot {
	if w := p.sim.watch; w != nil {
		w.makesRoom(f)
	}
	p.rankedRoom(&h.disk, HostImage, h.id, f.Size)
	slot, err := h.disk.Add(imageKey(f), f.Size)
	if err != nil {
		panic("engine: no room for an image on a host that fits: " + err.Error())
	}
	h.disk.Pin(slot)
	for len(h.images)+2 <= int(slot) {
		h.images = append(h.images, hostImage{})
	}
	*h.image(slot) = hostImage{atStorage: sim.Never, loaded: sim.Never, imageTimes: newImageTimes(p.sim.Now())}
	p.index.setImage(f.ID, h.id, true)
	return slot
}

// addLoaded puts the loaded part of f into the RAM of h, where there is room, pinned.
func (p *Provider) addLoaded(h *host, f *File) cache.Slot {
	if w := p.sim.watch; w != nil {
		w.makesRoom(f)
	}
	p.rankedRoom(&h.mem, LoadedImage, h.id, f.RAM)
	slot, err := h.mem.Add(imageKey(f), f.RAM)
	if err != nil {
		panic("engine: no RAM for an image on a host that fits: " + err.Error())
	}
	h.mem.Pin(slot)
	for len(h.loaded) <= int(slot) {
		h.loaded = append(h.loaded, ramImage{})
	}
	h.loaded[slot] = ramImage{imageTimes: newImageTimes(p.sim.Now())}
	return slot
}

// An ImageState says where on a host an image is.
type ImageState uint8

// The states, from the least to the most useful.
const (
	NotThere ImageState = iota
	Copying             // on its way to the disk
	OnDisk
	Loading // on its way from the disk into RAM
	InRAM   // all that a container needs is there, which may be nothing
)

var imageStateNames = [...]string{"absent", "copying", "disk", "loading", "ram"}

// String returns the name that Lua scripts use, such as "disk".
func (s ImageState) String() string { return imageStateNames[s] }

// ImageOn says where on host h an image is.
func (p *Provider) ImageOn(id HostID, f *File) ImageState {
	h := &p.hosts[id]
	slot := h.disk.Lookup(imageKey(f))
	switch {
	case slot == 0:
		return NotThere
	case !h.image(slot).ready:
		return Copying
	case f.RAM == 0:
		return InRAM
	}
	m := h.mem.Lookup(imageKey(f))
	switch {
	case m == 0:
		return OnDisk
	case !h.loaded[m].ready:
		return Loading
	}
	return InRAM
}

// IdleOn calls each with the idle containers of the function on host h, of all
// functions if f is 0, the longest idle first.
func (p *Provider) IdleOn(id HostID, f FunctionID, each func(ContainerID)) {
	for c := p.hosts[id].idleHead; c != 0; c = p.containers[c].nextIdle {
		if f == 0 || p.containers[c].fn == f {
			each(c)
		}
	}
}

// WarmOn returns a ready container of the function on host h that can take one
// more invocation, the longest idle first; 0 if there is none.
func (p *Provider) WarmOn(id HostID, f FunctionID) ContainerID {
	h := &p.hosts[id]
	for c := h.idleHead; c != 0; c = p.containers[c].nextIdle {
		if p.containers[c].fn == f && p.canServe(&p.containers[c]) {
			return c
		}
	}
	return 0
}
