package engine

// This file keeps the lists of idle containers, one for each host.

import "github.com/coldmoon-sim/coldmoon/engine/cache"

// idle puts c at the end of the idle list of its host.
func (p *Provider) idle(h *host, c ContainerID) {
	x := &p.containers[c]
	x.prevIdle, x.nextIdle = h.idleTail, 0
	p.containers[h.idleTail].nextIdle = c
	if h.idleTail == 0 {
		h.idleHead = c
	}
	h.idleTail = c
	reg := p.fns[x.fn]
	if p.config.Order == cache.GreedyDual {
		x.priority = h.priority(x, reg.limits.RAM)
	}
	h.idle++
	reg.idle++
	p.idleGauge.Up(p.sim.Now())
	if h.idleHolds {
		p.touch(h)
	}
}

// unidle takes c out of the idle list of its host. Whether c is the first or the
// last is anybody's guess: the neighbours are written to without a branch, and the
// unused container 0 takes what is for none.
func (p *Provider) unidle(h *host, c ContainerID) {
	x := &p.containers[c]
	prev, next := x.prevIdle, x.nextIdle
	p.containers[prev].nextIdle = next
	p.containers[next].prevIdle = prev
	head, tail := h.idleHead, h.idleTail
	if prev == 0 {
		head = next
	}
	if next == 0 {
		tail = prev
	}
	h.idleHead, h.idleTail = head, tail
	x.prevIdle, x.nextIdle = 0, 0
	h.idle--
	p.fns[x.fn].idle--
	p.idleGauge.Down(p.sim.Now())
	if h.idleHolds {
		p.touch(h)
	}
}

// countBusy notes how many containers are alive and not idle, when one more is.
func (p *Provider) countBusy() {
	p.busyMax = max(p.busyMax, p.aliveGauge.Value()-p.idleGauge.Value())
}
