package engine

// This file tells of images that have moved.

import (
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// An ImageObserver is told of images that have moved. It must not keep m.
type ImageObserver interface {
	ObserveImage(m *ImageMove) error
}

// An ImageMove is the account of an image that has moved.
type ImageMove struct {
	Kind  MoveKind
	Image *File
	Host  HostID   // 0 of a download
	Began sim.Time // when it set out; the latency of the path comes after that
	Ended sim.Time // when the provider was told that it had arrived
}

// A MoveKind says where from and where to an image moved.
type MoveKind uint8

// The kinds.
const (
	DownloadMove MoveKind = iota // from a repository to main storage
	CopyMove                     // from main storage to the disk of a host
	LoadMove                     // from the disk of a host into its RAM
)

var moveNames = [...]string{"download", "copy", "load"}

// String returns the name that Lua scripts use, such as "copy".
func (k MoveKind) String() string { return moveNames[k] }

// imageTimes is when an image was put into a cache and last used there, and when
// it set out for there and arrived.
type imageTimes struct{ added, lastUsed, began, arrived sim.Time }

// newImageTimes returns those of an image that has not set out yet.
func newImageTimes(now sim.Time) imageTimes { return imageTimes{now, now, sim.Never, sim.Never} }

// An arrival is an image that has landed, of which the provider is told in its turn.
type arrival struct {
	kind  transferKind
	a, b  uint32 // as of a transfer
	began sim.Time
}

// imageLanded notes that an image is where it moved to. That is so at once, also if
// the provider is told later: see imageMoved.
func (p *Provider) imageLanded(kind transferKind, a, b uint32) arrival {
	m := arrival{kind: kind, a: a, b: b}
	switch kind {
	case xferDownload:
		im := &p.storage.images[a]
		im.state, im.untold = imageHere, true
		m.began = im.land(p.sim.Now())
	case xferCopy:
		h, f := &p.hosts[a], p.sim.files[b]
		im := p.imageOn(h.id, f)
		im.ready, im.coming, im.untold = true, false, true
		m.began = im.land(p.sim.Now())
		ahead := im.moving
		if ahead {
			p.copiedAhead(h, f)
		}
		stored := &p.storage.images[b]
		p.letGo(&p.storage.disk, stored.slot, &stored.imageTimes)
		p.retryDownloads()
		if ahead {
			p.heldNoMore(h)
		}
	default:
		h, f := &p.hosts[a], p.sim.files[b]
		im := &h.loaded[h.mem.Lookup(imageKey(f))]
		im.ready, im.coming, im.untold = true, false, true
		m.began = im.land(p.sim.Now())
		p.imageOn(h.id, f).loaded = p.sim.Now()
		if im.moving {
			p.loadedAhead(h, f)
			p.heldNoMore(h)
		}
	}
	return m
}

// heldNoMore offers the room on h that an image moved ahead has held until now, if
// rounds, which move ahead, have given way to a schedule meanwhile.
func (p *Provider) heldNoMore(h *host) {
	if p.config.Round == nil {
		p.retry(h)
	}
}

// land notes that the image is here and returns when it set out.
func (t *imageTimes) land(now sim.Time) (began sim.Time) {
	t.arrived = now
	return t.began
}

// toldLater lets an arrival wait for its turn. Those that wait are told of in the
// order in which they came.
func (p *Provider) toldLater(m arrival, wait sim.Time) {
	p.arrivals = append(p.arrivals, m)
	p.after(wait, sim.Event{Kind: evArrived})
}

func (p *Provider) nextArrival() arrival {
	m := p.arrivals[0]
	p.arrivals = p.arrivals[1:]
	return m
}

// tellMove tells the provider's observer that image f has arrived.
func (p *Provider) tellMove(kind MoveKind, f *File, h HostID, began sim.Time) {
	if p.config.OnImage == nil {
		return
	}
	p.move = ImageMove{Kind: kind, Image: f, Host: h, Began: began, Ended: p.sim.Now()}
	if err := p.config.OnImage.ObserveImage(&p.move); err != nil {
		p.policyFailed("on_image", 0, err)
	}
}

// Bytes returns how much moved.
func (m *ImageMove) Bytes() unit.Bytes {
	if m.Kind == LoadMove {
		return m.Image.RAM
	}
	return m.Image.Size
}
