package engine

// This file tells a watcher of images on the move and of the life of containers.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// download tells that f sets out for main storage from r.
func (w *watcher) download(p *Provider, f *File, r *Repository) {
	w.image(p, hapDownload, f, 0, reason{code: whyFrom, n: int64(f.Size), label: r.Config.Name})
}

// downloadWaits tells that the download of f waits for room, or for others.
func (w *watcher) downloadWaits(p *Provider, f *File, behind bool) {
	why := reason{code: whyStorage, n: int64(f.Size)}
	if behind {
		why.code = whyLine
	}
	w.image(p, hapQueued, f, 0, why)
}

// waitsForImage tells that i waits for its image to come to main storage.
func (w *watcher) waitsForImage(p *Provider, i uint32, f *File) {
	h := p.happeningOf(i, reason{code: whyImage})
	h.Image = f
	w.say(p, hapQueued, h)
}

// sets tells that f sets out for host h.
func (w *watcher) sets(p *Provider, kind HappeningKind, f *File, h HostID, n unit.Bytes) {
	w.image(p, kind, f, h, reason{code: whyBytes, n: int64(n)})
}

// imageEvicted tells that f is evicted from main storage or from a part of host h.
func (w *watcher) imageEvicted(p *Provider, f FileID, h HostID, part string) {
	why := reason{label: part}
	if h != 0 && p.starting != 0 {
		why.code, why.fn = whyRoom, p.invs[p.starting].fn
	} else {
		why.code, why.n = whyRoomFor, int64(w.coming.ID)
	}
	w.image(p, hapImageEvicted, p.sim.files[f], h, why)
}

// makesRoom notes that room is made for f, at main storage or ahead of a round.
func (w *watcher) makesRoom(f *File) { w.coming = f }

// created tells that c is made, and what comes next.
func (w *watcher) created(p *Provider, c ContainerID) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	why := reason{code: whyCreated, took: x.created - x.loaded}
	if code := reg.fn.Code; code.IsZero() {
		why.code, why.since = whyInit, p.draw(&reg.overhead.init, x.ordinal)
		if why.since == 0 {
			why.code = whyTook
		}
	} else {
		why.n, why.label = int64(code.File.Size), code.Repository.Config.Name
	}
	w.container(p, hapCreated, c, why)
}

// cloned tells that c has its code file, if it has one.
func (w *watcher) cloned(p *Provider, c ContainerID) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	if reg.fn.Code.IsZero() {
		return
	}
	why := reason{code: whyInit, took: x.cloned - x.created, since: p.draw(&reg.overhead.init, x.ordinal)}
	if why.since == 0 {
		why.code = whyTook
	}
	w.container(p, hapCloned, c, why)
}

// ready tells that c, for which an invocation waited, is ready.
func (w *watcher) ready(p *Provider, c ContainerID) {
	x := &p.containers[c]
	w.of(p.fns[x.fn]).starting--
	w.container(p, hapReady, c, reason{code: whyStarted, took: p.sim.Now() - x.placed})
}

// idle tells that c is kept.
func (w *watcher) idle(p *Provider, c ContainerID) {
	x := &p.containers[c]
	why := reason{code: whyKept, took: x.expires - p.sim.Now(), since: x.expires}
	if x.expires == sim.Never {
		why.took = sim.Never
	}
	w.container(p, hapIdle, c, why)
}

// expires tells that the keep-alive of c is over.
func (w *watcher) expires(p *Provider, c ContainerID) {
	x := &p.containers[c]
	why := reason{code: whyUnused}
	gone := reason{code: whyUnkept, other: x.serial, since: p.sim.Now()}
	if x.expires != sim.Never { // else it was never kept
		why.took = x.expires - x.lastUsed
		gone.code, gone.took = whyExpired, why.took
	}
	w.goes(p, c, gone)
	w.container(p, hapExpired, c, why)
}

// evicts tells that c makes way for the container that is being placed.
func (w *watcher) evicts(p *Provider, c ContainerID) {
	x := &p.containers[c]
	h := &p.hosts[x.host]
	wants := p.registrationOf(p.starting)
	why := reason{code: whyRoom, fn: wants.id, m: max(0, -int64(p.ramLeft(h, wants))), k: max(0, -int64(p.diskLeft(h, wants)))}
	if !h.hasFreeSlot() {
		why.n = 1
	}
	w.goes(p, c, reason{code: whyEvicted, other: x.serial, since: p.sim.Now(), fn: wants.id})
	w.container(p, hapEvicted, c, why)
}

// goes remembers why c goes.
func (w *watcher) goes(p *Provider, c ContainerID, why reason) {
	x := &p.containers[c]
	w.of(p.fns[x.fn]).gone = why
	w.told = x.serial
}

// stops tells that c, which is not kept, is about to be torn down.
func (w *watcher) stops(p *Provider, c ContainerID, d sim.Time) {
	x := &p.containers[c]
	y := w.of(p.fns[x.fn])
	if w.told != x.serial {
		y.gone = reason{code: whyStopped, other: x.serial, since: p.sim.Now()}
		if w.h.Kind == hapEnded && w.h.Container == x.serial { // it stops because of that
			y.gone.label = fmt.Sprintf(", when invocation %d ended as %v", w.h.Invocation, w.h.Status)
		}
	}
	if d > 0 {
		w.told = 0
		y.stopping++
		if x.phase == containerStarting {
			y.starting--
		}
	}
}

// loses remembers that c goes because its host has failed.
func (w *watcher) loses(p *Provider, c ContainerID) {
	x := &p.containers[c]
	w.of(p.fns[x.fn]).gone = reason{
		code: whyStopped, other: x.serial, since: p.sim.Now(), label: fmt.Sprintf(", when host %d failed", x.host),
	}
	w.told = 0
}

// stopped tells that c is gone, unless that was told when it expired or was
// evicted at this instant.
func (w *watcher) stopped(p *Provider, c ContainerID) {
	x := &p.containers[c]
	w.of(p.fns[x.fn]).count(x.phase, -1)
	told := w.told == x.serial
	w.told = 0
	if told && x.phase != containerStopping {
		return
	}
	why := reason{}
	if x.phase == containerStopping && !p.hosts[x.host].down {
		why = reason{code: whyTook, took: p.draw(&p.fns[x.fn].overhead.teardown, x.ordinal)}
	}
	w.container(p, hapStopped, c, why)
}
