package engine

// This file holds what a provider does in its turn: a serial control plane, and
// invocations that wait for their image before they enter the queue.

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// serve puts a request that takes d into the line of a serial control plane and
// returns how long it takes until it has been handled.
func (p *Provider) serve(d sim.Time) sim.Time {
	now := p.sim.Now()
	p.busyUntil = addTime(max(p.busyUntil, now), d)
	return p.busyUntil - now
}

// turn returns how long a message that takes no time waits for its turn, and
// whether that is now: a round that is due comes first, so that what happens at
// one instant is decided on one by one.
func (p *Provider) turn() (wait sim.Time, now bool) {
	if p.config.Control == SerialControl {
		wait = max(0, p.busyUntil-p.sim.Now())
	}
	return wait, wait == 0 && !p.roundDue
}

// endInTurn ends i when the control plane gets to it. Of a crash nobody tells it.
func (p *Provider) endInTurn(i uint32) {
	if wait, now := p.turn(); !now && p.invs[i].fate != Crashed {
		p.after(wait, sim.Event{Kind: evEnd, A: i, B: p.invs[i].serial})
		return
	}
	p.end(i)
}

// A caller is an invocation that waits for its image to be at main storage.
type caller struct {
	inv    uint32
	serial uint64
}

// atStorage reports whether the image of i is at main storage. If it is not, it is
// asked for, and i goes on when it is there.
func (p *Provider) atStorage(i uint32) bool {
	f := p.registrationOf(i).image.file
	im := p.storage.image(f.ID)
	if im.state == imageHere {
		return true
	}
	im.callers = append(im.callers, caller{i, p.invs[i].serial})
	if w := p.sim.watch; w != nil {
		w.waitsForImage(p, i, f)
	}
	if im.state == imageAbsent {
		p.download(f)
	}
	return false
}

// callersGoOn lets those go on that waited for image f. It is pinned meanwhile.
func (p *Provider) callersGoOn(f FileID) {
	callers := p.storage.images[f].callers
	p.storage.images[f].callers = nil
	for _, c := range callers {
		if p.invs[c.inv].serial == c.serial {
			p.seekPlace(c.inv)
		}
	}
}

// callersFail ends those that waited for image f.
func (p *Provider) callersFail(f FileID, message string) {
	callers := p.storage.images[f].callers
	p.storage.images[f].callers = nil
	for _, c := range callers {
		if inv := &p.invs[c.inv]; inv.serial == c.serial {
			inv.fate, inv.message = Error, message
			if wait, now := p.turn(); !now {
				p.after(wait, sim.Event{Kind: evFailed, A: c.inv, B: c.serial})
			} else {
				p.endUnplaced(c.inv)
			}
		}
	}
}
