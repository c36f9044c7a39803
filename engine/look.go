package engine

// This file holds what can be seen of a provider besides what policies need:
// invocations in flight, the queue, disks and their images. To look changes
// nothing; the answers are copies, of the present.

import (
	"cmp"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/metrics"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// InFlight returns the accounts of the invocations that have not ended, in the
// order of their submission.
func (p *Provider) InFlight() []Record {
	var list []Record
	for i := range p.invs {
		if p.invs[i].serial != 0 && !p.invs[i].status.Ended() {
			list = append(list, p.present(uint32(i)))
		}
	}
	slices.SortFunc(list, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Queue returns the accounts of the invocations that wait for a place, the one
// that has waited longest first.
func (p *Provider) Queue() []Record {
	waiting := make([]uint32, 0, p.waiting)
	for _, reg := range p.fns[1:] {
		for i := reg.waitHead; i != 0; i = p.invs[i].next {
			waiting = append(waiting, i)
		}
	}
	slices.SortFunc(waiting, func(a, b uint32) int { return cmp.Compare(p.invs[a].queued, p.invs[b].queued) })
	list := make([]Record, len(waiting))
	for k, i := range waiting {
		list[k] = p.present(i)
	}
	return list
}

// present returns the account of i as it is now. Times that are decided but lie
// ahead have not been reached.
func (p *Provider) present(i uint32) (r Record) {
	p.fill(&r, i)
	now := p.sim.Now()
	if r.Started != sim.Never && r.Started > now {
		r.Started, r.Status = sim.Never, Starting
	}
	if r.Ready != sim.Never && r.Ready > now {
		r.Ready = sim.Never
	}
	return r
}

// DiskInfo describes a disk as it is now. What has no limit is beyond all limits
// that can be declared.
type DiskInfo struct {
	Capacity, Used, Free unit.Bytes
	Containers           unit.Bytes // of Used: reserved for containers
	Pinned               unit.Bytes // of Used: images in use, which can't be evicted
	Images               int        // also those on their way, which have their room
}

// Disk describes the disk of host h, main storage if h is 0.
func (p *Provider) Disk(h HostID) DiskInfo {
	d := p.disk(h)
	return DiskInfo{
		Capacity: d.Capacity(), Used: d.Used(), Free: d.Free(),
		Containers: d.Reserved(), Pinned: d.Pinned(), Images: d.Len(),
	}
}

func (p *Provider) disk(h HostID) *cache.Cache {
	if h == 0 {
		return &p.storage.disk
	}
	return &p.hosts[h].disk
}

// ImageInfo describes an image on a disk as it is now.
type ImageInfo struct {
	Image *File

	// State is, of main storage, "waiting" for room, "downloading" or "here"; of a
	// host, "awaited" at main storage, "copying", on the "disk", "loading" into
	// RAM, or in "ram" as far as a container needs it there.
	State string

	Pins     int      // containers, copies and downloads that keep it from being evicted
	Waiting  int      // containers and invocations that wait for it
	Added    sim.Time // when it was given its room
	LastUsed sim.Time
}

// Images returns the images on the disk of host h, or in main storage if h is 0:
// the one used last first. Those that main storage has no room for yet are last.
func (p *Provider) Images(h HostID) []ImageInfo {
	var list []ImageInfo
	for k := 1; k < len(p.sim.files); k++ {
		if info, ok := p.ImageAt(h, p.sim.files[k]); ok {
			list = append(list, info)
		}
	}
	slices.SortStableFunc(list, func(a, b ImageInfo) int { return cmp.Compare(b.LastUsed, a.LastUsed) })
	if h == 0 {
		for _, f := range p.storage.queue {
			im := &p.storage.images[f]
			list = append(list, ImageInfo{Image: p.sim.files[f], State: "waiting", Waiting: len(p.waitFor(f)), Added: sim.Never, LastUsed: im.lastUsed})
		}
	}
	return list
}

// ImageAt describes an image on the disk of host h, or in main storage if h is 0; ok
// is false if it has no room there.
func (p *Provider) ImageAt(h HostID, f *File) (info ImageInfo, ok bool) {
	d := p.disk(h)
	slot := d.Lookup(imageKey(f))
	if slot == 0 {
		return ImageInfo{}, false
	}
	return p.imageInfo(h, d, slot, f), true
}

func (p *Provider) imageInfo(h HostID, d *cache.Cache, slot cache.Slot, f *File) ImageInfo {
	info := ImageInfo{Image: f, Pins: d.Pins(slot)}
	if h == 0 {
		im := &p.storage.images[f.ID]
		info.State = "here"
		if im.state == imageComing {
			info.State = "downloading"
		}
		info.Waiting = len(p.waitFor(f.ID))
		info.Added, info.LastUsed = im.added, im.lastUsed
		return info
	}
	im := p.hosts[h].image(slot)
	info.State = p.ImageOn(h, f).String()
	switch {
	case !im.ready && im.began == sim.Never:
		info.State = "awaited"
	case im.ready && f.RAM == 0:
		info.State = OnDisk.String()
	}
	info.Waiting = len(p.starters(im.waiters))
	info.Added, info.LastUsed = im.added, im.lastUsed
	return info
}

// waitFor returns the invocations that wait for f to be in main storage: those on
// whose hosts it is to be copied, then those that enter the queue when it is here.
func (p *Provider) waitFor(f FileID) []uint32 {
	im := &p.storage.images[f]
	var list []uint32
	for _, h := range im.waiters {
		if slot := p.hosts[h].disk.Lookup(cache.Key(f)); slot != 0 {
			list = append(list, p.starters(p.hosts[h].image(slot).waiters)...)
		}
	}
	for _, c := range im.callers {
		if p.invs[c.inv].serial == c.serial {
			list = append(list, c.inv)
		}
	}
	return list
}

// starters returns the invocations for which the containers are started that are
// linked from c on by nextWaiter.
func (p *Provider) starters(c ContainerID) []uint32 {
	var list []uint32
	for ; c != 0; c = p.containers[c].nextWaiter {
		if i := p.containers[c].starter; i != 0 && p.invs[i].container == c {
			list = append(list, i)
		}
	}
	return list
}

// RegistrationInfo is what has happened to a function at a provider so far, and
// what is there of it now.
type RegistrationInfo struct {
	Submitted, OK, Cold uint64
	MeanLatency         float64 // seconds, of those that had a container; 0 if none
	USD                 float64
	Containers          int // living
	Warm                int // of them, idle
	Running             int // invocations that have a container
	Waiting             int // invocations in the queue
}

// Registration describes function f as it is now.
func (p *Provider) Registration(f FunctionID) RegistrationInfo {
	reg := p.fns[f]
	info := RegistrationInfo{Submitted: reg.submitted, OK: reg.ok, Cold: reg.cold, USD: reg.cost.USD(), Warm: int(reg.idle)}
	if reg.latency.n > 0 {
		info.MeanLatency = reg.latency.seconds() / float64(reg.latency.n)
	}
	for i := range p.containers {
		if c := &p.containers[i]; c.phase != containerGone && c.fn == f {
			info.Containers++
			info.Running += int(c.active)
		}
	}
	for i := reg.waitHead; i != 0; i = p.invs[i].next {
		info.Waiting++
	}
	return info
}

// InnerHost and the like return pointers to what the engine itself keeps, to be
// looked at: the next event may change or move it.
func (p *Provider) InnerHost(h HostID) any           { return &p.hosts[h] }
func (p *Provider) InnerContainer(c ContainerID) any { return &p.containers[c] }
func (p *Provider) InnerFunction(f FunctionID) any   { return p.fns[f] }

// InnerDisk is InnerHost for the disk of a host, or main storage if h is 0.
func (p *Provider) InnerDisk(h HostID) any {
	if h == 0 {
		return &p.storage
	}
	return &p.hosts[h].disk
}

// The quantities of which a provider can keep the course.
var seriesNames = []string{"running", "queue", "containers", "idle", "ram", "disk", "storage"}

// SeriesNames returns the quantities of which [Provider.KeepSeries] keeps the
// course: invocations that hold a slot, invocations that wait, living and idle
// containers, and bytes of RAM and disk in use on the hosts and in main storage.
func SeriesNames() []string { return slices.Clone(seriesNames) }

// KeepSeries makes the provider keep the course of its quantities from now on, in
// bounded memory. It changes nothing else.
func (p *Provider) KeepSeries() {
	for _, name := range seriesNames {
		p.gauge(name).KeepSeries()
	}
}

// Series returns the course of a quantity from time from to time to, which must be
// later but not after now, in n parts of equal length: its mean in each, and by how much it
// rose in all. Containers rise by cold starts, running invocations by starts. It
// panics without [Provider.KeepSeries].
func (p *Provider) Series(name string, from, to sim.Time, n int) (means, rises []float64) {
	return p.gauge(name).Course(p.sim.Now(), from, to, n)
}

func (p *Provider) gauge(name string) *metrics.Gauge {
	return [...]*metrics.Gauge{
		&p.slots, &p.queueGauge, &p.aliveGauge, &p.idleGauge, &p.ram, &p.diskUsed, &p.storage.used,
	}[slices.Index(seriesNames, name)]
}
