package engine

// This file brings what soon will be needed into the processor's caches.

// many containers, and their functions, are no longer all in the caches: what an
// invocation touches comes from memory, one wait after the other, unless it is asked
// for beforehand, all at once. That takes a fifth less time for a whole day, and more
// on a machine whose memory is busy (BenchmarkDay in docs/performance.md). With fewer
// it would cost 5 %.
const many = 4096

// lookAhead begins to do so.
func (p *Provider) lookAhead() {
	p.looksAhead = true
	p.sim.kernel.Foresee(p.self, p)
}

// Foresee implements [sim.Foreseer].
func (p *Provider) Foresee(kind uint8, a uint32) {
	switch {
	case kind == evFinish && int(a) < len(p.invs):
		inv := &p.invs[a]
		p.ahead += uint64(inv.finished)
		p.approach(inv.fn, inv.container)
	case kind == evExpire && int(a) < len(p.containers):
		p.approach(p.containers[a].fn, ContainerID(a))
	}
}

// approach reads a word of each cache line that a warm start touches of a function, a
// container of it and its host. The processor does not wait for words of which nothing
// depends; their sum is of no meaning.
func (p *Provider) approach(f FunctionID, c ContainerID) {
	if f == 0 {
		return
	}
	x, reg := &p.containers[c], p.fns[f]
	h := &p.hosts[x.host]
	p.ahead += reg.submitted + reg.ok + x.uses + uint64(h.busySlots+h.containers)
}
