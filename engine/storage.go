package engine

// This file holds main storage, the provider's disk to which every image is
// downloaded before it is copied to hosts.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/metrics"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A storage is a cache of images. An image that is being downloaded or copied
// to a host is pinned; requests for one image share one download.
type storage struct {
	disk   cache.Cache
	io     disk
	lan    flow.ResourceID
	images []storedImage // by FileID
	queue  []FileID      // downloads that wait for room, first in first out
	used   metrics.Gauge
}

// A storedImage is what main storage knows of an image.
type storedImage struct {
	state   imageState
	slot    cache.Slot
	waiters []HostID // hosts that want it when it is here
	callers []caller // invocations that enter the queue when it is here
	untold  bool     // it is here, but those who wait for it have not been told
	imageTimes
}

type imageState uint8

const (
	imageAbsent  imageState = iota
	imageWaiting            // for room
	imageComing             // is being downloaded
	imageHere
)

func newStorage(p *Provider) storage {
	s := storage{disk: *cache.NewCache(capacityOr(p.config.Storage.Capacity), p.config.Order)}
	s.io = p.sim.newDisk(p.config.Storage)
	s.lan = p.sim.resource(p.config.LAN.Bandwidth)
	s.disk.OnEvict = func(k cache.Key, _ cache.Slot, _ unit.Bytes) {
		p.storage.images[k].state = imageAbsent
		p.storageCache.Evictions++
		p.mix(fpEvictImage, 0, uint64(k))
		if w := p.sim.watch; w != nil {
			w.imageEvicted(p, FileID(k), 0, "")
		}
	}
	return s
}

// image returns what main storage knows of f.
func (st *storage) image(f FileID) *storedImage {
	for len(st.images) <= int(f) {
		st.images = append(st.images, storedImage{})
	}
	return &st.images[f]
}

// wantImage sees to it that the image of c, which starts on h, comes there. It may
// be asked for again: one that could not come keeps its place under containers
// that are being torn down.
func (p *Provider) wantImage(h *host, c ContainerID) {
	x := &p.containers[c]
	file := p.fns[x.fn].image.file
	im := h.image(x.image)
	im.lastUsed = p.sim.Now()
	if im.ready {
		p.hostCache.Hits++
		h.disk.Touch(x.image)
		x.downloaded, x.copied = p.sim.Now(), p.sim.Now()
		p.imageReady(c)
		return
	}
	if im.lastWaiter != 0 {
		p.containers[im.lastWaiter].nextWaiter = c
	} else {
		im.waiters = c
	}
	im.lastWaiter = c
	if im.coming {
		p.hostCache.Joined++
		return
	}
	im.coming = true
	p.hostCache.Misses++
	im.added, im.atStorage = p.sim.Now(), sim.Never
	p.request(h.id, file)
}

// request asks main storage for an image that host h wants.
func (p *Provider) request(h HostID, f *File) {
	im := p.storage.image(f.ID)
	im.lastUsed = p.sim.Now()
	switch im.state {
	case imageHere:
		p.storageCache.Hits++
		p.storage.disk.Touch(im.slot)
		p.copyTo(h, f)
		return
	case imageAbsent:
		p.storageCache.Misses++
		im.waiters = append(im.waiters, h)
		p.download(f)
	default:
		p.storageCache.Joined++
		im.waiters = append(im.waiters, h)
	}
}

// download starts the download of f, or lets it wait for room.
func (p *Provider) download(f *File) {
	st := &p.storage
	im := st.image(f.ID)
	if problem := p.cannotDownload(f); problem != "" {
		p.imageFailed(f, problem)
		return
	}
	// One that comes later waits behind those that wait, or a large image would starve.
	behind := im.state != imageWaiting && len(st.queue) > 0
	if behind || f.Size > st.disk.Capacity()-st.disk.Pinned() {
		if w := p.sim.watch; w != nil {
			w.downloadWaits(p, f, behind)
		}
		im.state = imageWaiting
		st.queue = append(st.queue, f.ID)
		return
	}
	if w := p.sim.watch; w != nil {
		w.makesRoom(f)
	}
	before := st.disk.Used()
	p.rankedRoom(&st.disk, StorageImage, 0, f.Size)
	slot, err := st.disk.Add(cache.Key(f.ID), f.Size)
	if err != nil {
		panic("engine: no room for an image at main storage that fits: " + err.Error())
	}
	st.disk.Pin(slot)
	st.used.Add(p.sim.Now(), int64(st.disk.Used()-before))
	im.state, im.slot, im.added, im.began = imageComing, slot, p.sim.Now(), p.sim.Now()
	p.mix(fpDownload, uint64(f.ID), 0)
	t := p.sim.newTransfer(p, pathDownload, float64(f.Size))
	x := &p.sim.transfers[t]
	x.kind, x.a = xferDownload, uint32(f.ID)
	from := p.sourceOf(f)
	x.fromRepository(from)
	if w := p.sim.watch; w != nil {
		w.download(p, f, from)
	}
	x.writeTo(&st.io)
	p.sim.startTransfer(t)
}

// cannotDownload says why f can't come to main storage, "" if it can.
func (p *Provider) cannotDownload(f *File) string {
	switch size := p.storage.disk.Capacity(); {
	case f.Size > size:
		return fmt.Sprintf("image %q of %v is larger than main storage of %v", f.Name, f.Size, size)
	case len(f.copies) == 0:
		return fmt.Sprintf("no repository stores the image %q", f.Name)
	}
	return ""
}

// sourceOf chooses the copy of f to download.
func (p *Provider) sourceOf(f *File) *Repository {
	if p.config.Source == nil || len(f.copies) == 1 {
		return fastestIdle(f.copies)
	}
	r, err := p.config.Source.Source(f, f.copies)
	if err == nil && (r == nil || !r.Has(f)) {
		err = fmt.Errorf("returned a repository that does not store %q", f.Name)
	}
	if err != nil {
		p.policyFailed("source", p.starting, err)
		return f.copies[0]
	}
	return r
}

// downloaded begins the copies to the hosts that wait for f.
func (p *Provider) downloaded(id FileID, began sim.Time) {
	st := &p.storage
	im := &st.images[id]
	im.untold = false
	p.mix(fpDownloaded, uint64(id), 0)
	file := p.sim.files[id]
	if w := p.sim.watch; w != nil {
		w.image(p, hapDownloaded, file, 0, p.span(began))
	}
	p.tellMove(DownloadMove, file, 0, began)
	for _, h := range im.waiters {
		p.copyTo(h, file)
	}
	im.waiters = im.waiters[:0]
	p.callersGoOn(id)
	im = &st.images[id]
	p.letGo(&st.disk, im.slot, &im.imageTimes)
	p.retryDownloads()
}

// copyTo starts the copy of an image from main storage to host h.
func (p *Provider) copyTo(h HostID, f *File) {
	st := &p.storage
	st.disk.Pin(st.images[f.ID].slot)
	x := p.imageOn(h, f)
	x.atStorage, x.began = p.sim.Now(), p.sim.Now()
	if w := p.sim.watch; w != nil {
		w.sets(p, hapCopy, f, h, f.Size)
	}
	t := p.sim.newTransfer(p, pathCopy, float64(f.Size))
	y := &p.sim.transfers[t]
	y.kind, y.a, y.b = xferCopy, uint32(h), uint32(f.ID)
	y.latency = p.config.LAN.Latency
	y.readFrom(&st.io)
	y.cross(st.lan, p.config.LAN.Bandwidth)
	y.intoHost(&p.hosts[h])
	y.writeTo(&p.hosts[h].io)
	p.sim.startTransfer(t)
}

// imageOn returns what host h knows of f: if it is not there, a record of host 0, of
// which there is none, that says so.
func (p *Provider) imageOn(h HostID, f *File) *hostImage {
	slot := p.hosts[h].disk.Lookup(imageKey(f))
	if slot == 0 {
		return &p.hosts[0].image1
	}
	return p.hosts[h].image(slot)
}

// copied goes on with the containers that wait for f on host h.
func (p *Provider) copied(h HostID, id FileID, began sim.Time) {
	p.mix(fpCopied, uint64(id), uint64(h))
	if w := p.sim.watch; w != nil {
		w.image(p, hapCopied, p.sim.files[id], h, p.span(began))
	}
	p.tellMove(CopyMove, p.sim.files[id], h, began)
	if p.hosts[h].disk.Lookup(cache.Key(id)) != 0 { // else it was evicted before anyone was told
		p.copyTold(h, p.sim.files[id])
	}
}

// copyTold lets the containers go on that wait for f on host h, unless it has been
// evicted meanwhile and is on its way again.
func (p *Provider) copyTold(h HostID, f *File) {
	im := p.imageOn(h, f)
	if !im.untold {
		return
	}
	im.untold = false
	c := im.waiters
	im.waiters, im.lastWaiter = 0, 0
	for c != 0 {
		x := &p.containers[c]
		next := x.nextWaiter
		x.nextWaiter = 0
		x.downloaded, x.copied = max(x.placed, im.atStorage), p.sim.Now()
		p.imageReady(c)
		im = p.imageOn(h, f)
		c = next
	}
}

// imageFailed ends every start that waits for f.
func (p *Provider) imageFailed(f *File, message string) {
	im := &p.storage.images[f.ID]
	im.state = imageAbsent
	hosts := im.waiters
	im.waiters = nil
	p.callersFail(f.ID, message)
	for _, h := range hosts {
		x := p.imageOn(h, f)
		c := x.waiters
		x.waiters, x.lastWaiter, x.coming = 0, 0, false
		if x.moving {
			p.notCopiedAhead(&p.hosts[h], f)
		}
		for c != 0 {
			next := p.containers[c].nextWaiter
			p.containers[c].nextWaiter = 0
			p.startFailed(c, message)
			c = next
		}
	}
}

// retryDownloads starts the downloads that waited for room, as far as there is
// some. A round that is due comes first: it may want what has just arrived.
func (p *Provider) retryDownloads() {
	if p.roundDue {
		return
	}
	st := &p.storage
	for len(st.queue) > 0 {
		f := p.sim.files[st.queue[0]]
		if f.Size > st.disk.Capacity()-st.disk.Pinned() {
			return
		}
		st.queue = st.queue[1:]
		p.download(f)
	}
}
