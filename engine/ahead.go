package engine

// This file brings what soon will be needed into the processor's caches.

import (
	"unsafe"

	"github.com/coldmoon-sim/coldmoon/engine/prefetch"
)

// many containers, and their functions, are no longer all in the caches: what an
// invocation touches comes from memory, one wait after the other, unless it is asked
// for beforehand. That takes between a tenth of the time of a whole day and a third, by
// how busy the memory of the machine is (docs/performance.md). With fewer it would cost
// a twentieth.
const many = 4096

// lookAhead begins to do so. It changes no result.
func (p *Provider) lookAhead() {
	p.looksAhead = true
	p.sim.kernel.Foresee(p.self, p)
}

// The arrivals for which a function, and then its container, are asked: so many
// invocations take about as long as memory does, each.
const (
	functionAhead  = 6
	containerAhead = 3
)

// approaching asks for what the arrivals to come will need.
func (p *Provider) approaching(w *driver) {
	if f, ok := w.foresees.Ahead(functionAhead); ok {
		prefetch.Pair(unsafe.Pointer(p.fns[w.fns[f]]))
	}
	if f, ok := w.foresees.Ahead(containerAhead); ok {
		c := p.fns[w.fns[f]].avail.head
		prefetch.Pair(unsafe.Pointer(&p.containers[c]))
	}
}

// Foresee implements [sim.Foreseer].
func (p *Provider) Foresee(kind uint8, a uint32) {
	if kind == evFinish {
		prefetch.Pair(unsafe.Pointer(&p.invs[a]))
	}
}

// Approach implements [sim.Foreseer].
func (p *Provider) Approach(kind uint8, a uint32) {
	if kind != evFinish {
		return
	}
	inv := &p.invs[a]
	if reg := p.fns[inv.fn]; reg != nil {
		prefetch.Pair(unsafe.Pointer(reg))
		prefetch.Pair(unsafe.Pointer(&p.containers[inv.container]))
		if len(p.hosts) > many {
			prefetch.Pair(unsafe.Pointer(&p.hosts[inv.host]))
		}
	}
}
