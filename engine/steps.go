package engine

// This file runs functions that declare phases instead of code, and keeps
// account of the RAM and disk that an invocation holds.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// nextStep begins the next declared phase of i, or finishes it.
func (p *Provider) nextStep(i uint32) {
	for {
		inv := &p.invs[i]
		if inv.status != Running {
			return
		}
		reg := p.fns[inv.fn]
		inv.worked(inv.work)
		if w := p.sim.watch; w != nil {
			w.stepped(p, i)
		}
		if int(inv.step) == len(reg.fn.Phases) {
			p.finish(i, OK)
			return
		}
		step := &reg.fn.Phases[inv.step]
		// The n-th step draws from a stream of its own.
		p.scratch = reg.draws.steps.At(inv.ordinal)
		p.scratch = p.scratch.At(uint64(inv.step))
		amount := min(max(0, step.Amount.Sample(&p.scratch)), float64(maxBytes)) // a heavy tail may be infinite
		inv.step++
		if !p.doStep(i, step.Op, amount) {
			return
		}
	}
}

// doStep begins a phase; it returns true if that took no time.
func (p *Provider) doStep(i uint32, op Op, amount float64) bool {
	inv := &p.invs[i]
	bytes := unit.Bytes(amount)
	switch op {
	case OpSleep:
		return p.wait(i, amount)
	case OpCompute:
		h := &p.hosts[inv.host]
		inv.work, inv.stepBegan = amount, p.sim.Now()
		if p.config.CPU == DedicatedCPU {
			return p.wait(i, amount/h.speed)
		}
		p.stepTransfer(i, p.compute(h, amount))
		return false
	case OpAllocate:
		if p.takeRAM(i, bytes) {
			return true
		}
		p.outOfMemory(i, bytes)
		return false
	case OpFree:
		if err := p.giveRAM(i, bytes); err != nil {
			inv.message = err.Error()
			p.finish(i, Error)
			return false
		}
		return true
	case OpWrite:
		if !p.takeDisk(i, bytes) {
			inv.message = p.diskFull(i, bytes).Error()
			p.finish(i, DiskFull)
			return false
		}
	}
	p.stepTransfer(i, p.moveBytes(i, op, bytes))
	return false
}

// worked accounts for so many CPU seconds of the present step, which ends, if it
// computes.
func (inv *invocation) worked(cpu float64) {
	inv.cpu += min(cpu, inv.work)
	inv.work = 0
}

func (p *Provider) wait(i uint32, amount float64) bool {
	d := seconds(amount)
	if d == 0 {
		return true
	}
	p.after(d, sim.Event{Kind: evStep, A: i, B: p.invs[i].serial})
	return false
}

func (p *Provider) stepTransfer(i, t uint32) {
	x := &p.sim.transfers[t]
	x.kind, x.a = xferStep, i
	p.invs[i].transfer = t
	p.sim.startTransfer(t)
}

// takeRAM lets i hold n more bytes, unless the container's limit forbids it; a
// limit of 0 forbids nothing.
func (p *Provider) takeRAM(i uint32, n unit.Bytes) bool {
	inv := &p.invs[i]
	c := &p.containers[inv.container]
	if limit := p.fns[inv.fn].limits.RAM; limit > 0 && n > limit-c.ram {
		return false
	}
	c.ram += n
	inv.ram += n
	inv.ramPeak = max(inv.ramPeak, inv.ram)
	return true
}

func (p *Provider) giveRAM(i uint32, n unit.Bytes) error {
	inv := &p.invs[i]
	if n < 0 || n > inv.ram {
		return fmt.Errorf("free: %v: must be between 0 and what is allocated, %v", n, inv.ram)
	}
	inv.ram -= n
	p.containers[inv.container].ram -= n
	return nil
}

// takeDisk lets i write n more bytes, unless the container's limit forbids it.
func (p *Provider) takeDisk(i uint32, n unit.Bytes) bool {
	inv := &p.invs[i]
	c := &p.containers[inv.container]
	if limit := p.fns[inv.fn].limits.Disk; limit > 0 && n > limit-c.disk {
		return false
	}
	c.disk += n
	inv.disk += n
	inv.diskPeak = max(inv.diskPeak, inv.disk)
	return true
}

// diskFull is the error of a write past the limit.
func (p *Provider) diskFull(i uint32, n unit.Bytes) error {
	inv := &p.invs[i]
	return fmt.Errorf("write: %v: %w: %v of %v are used", n, ErrDiskFull, p.containers[inv.container].disk, p.fns[inv.fn].limits.Disk)
}

// outOfMemory ends i, and with it all that its container serves.
func (p *Provider) outOfMemory(i uint32, n unit.Bytes) {
	inv := &p.invs[i]
	c := &p.containers[inv.container]
	message := fmt.Sprintf("allocate: %v: %v of %v are used", n, c.ram, p.fns[inv.fn].limits.RAM)
	c.retired = true
	p.offer(inv.container)
	for j := c.members; j != 0; {
		next := p.invs[j].nextIn
		if j != i && p.invs[j].status == Running {
			p.kill(j, OutOfMemory, message)
		}
		j = next
	}
	p.kill(i, OutOfMemory, message)
}
