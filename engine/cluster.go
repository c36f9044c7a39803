package engine

// This file holds what a policy may see of a provider: requests, containers,
// hosts and the questions about the whole cluster.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A Request is an invocation that asks for a place. It is valid while the
// policy that was given it runs.
type Request struct {
	p   *Provider
	inv uint32
}

// ID returns the serial number of the invocation at its provider.
func (r Request) ID() uint64 { return r.p.invs[r.inv].serial }

// Function returns the function that is invoked.
func (r Request) Function() FunctionID { return r.p.invs[r.inv].fn }

// Name returns the name of the function.
func (r Request) Name() string { return r.reg().fn.Name }

// Limits returns what the function was registered with. It must not be changed.
func (r Request) Limits() *Limits { return &r.reg().limits }

// Image returns the image of the function.
func (r Request) Image() *File { return r.reg().image.file }

// Submitted returns when the invocation was asked for.
func (r Request) Submitted() sim.Time { return r.p.invs[r.inv].submitted }

// Now returns the simulated time.
func (r Request) Now() sim.Time { return r.p.sim.Now() }

// Waiting reports whether the invocation is in the queue already.
func (r Request) Waiting() bool { return r.p.invs[r.inv].status == Queued }

func (r Request) reg() *registration { return r.p.registrationOf(r.inv) }

// A Cluster is a provider as a policy sees it. Its questions cost O(log hosts)
// or less. A question for a host returns 0 if no host can take the request.
//
// A host can take a request if it has a free slot and room for one more
// container of the function: RAM, disk for the container, and disk for the
// image if it is not there. A host that is down can take none. Hosts that have
// room to spare come before hosts where idle containers would have to be evicted.
type Cluster struct{ p *Provider }

// Provider returns the provider itself.
func (c *Cluster) Provider() *Provider { return c.p }

// Warm returns the warm container of the function that is next in reuse order
// among those that can take the request, or 0.
func (c *Cluster) Warm(r Request) ContainerID { return c.p.warm(r.reg()) }

// FirstFit returns the lowest-numbered host that can take the request.
func (c *Cluster) FirstFit(r Request) HostID {
	return c.p.index.best(c.p, byNumber, r.reg())
}

// BestFit returns the host with the least free RAM that can take the request;
// ties go to the lowest number.
func (c *Cluster) BestFit(r Request) HostID {
	return c.p.index.best(c.p, byFreeRAM, r.reg())
}

// WorstFit returns the host with the most free RAM that can take the request;
// ties go to the lowest number.
func (c *Cluster) WorstFit(r Request) HostID {
	return c.p.index.best(c.p, byUsedRAM, r.reg())
}

// LeastLoaded returns the host that serves the fewest invocations and can take
// the request; ties go to the lowest number.
func (c *Cluster) LeastLoaded(r Request) HostID {
	return c.p.index.best(c.p, byLoad, r.reg())
}

// RoundRobin returns the next host after the one it returned last that can take
// the request.
func (c *Cluster) RoundRobin(r Request) HostID {
	h := c.p.index.around(c.p, r.reg(), c.p.cursor)
	if h != 0 {
		c.p.cursor = h
	}
	return h
}

// Random returns a random host that can take the request, from the provider's
// policy stream: uniformly among those that can, except that after
// 16 random tries which all cannot it takes the first that can after a random
// one.
func (c *Cluster) Random(r Request) HostID {
	p, reg := c.p, r.reg()
	n := len(p.hosts) - 1
	for range 16 {
		h := HostID(1 + p.policyRNG.IntN(n))
		if p.fitsFree(&p.hosts[h], reg) {
			return h
		}
	}
	return p.index.around(p, reg, HostID(p.policyRNG.IntN(n)))
}

// WithImage returns the lowest-numbered host that stores the image of the
// function, or is receiving it, and can take the request.
func (c *Cluster) WithImage(r Request) HostID { return c.p.withImage(r.reg()) }

// CanTake reports whether host h can take the request.
func (c *Cluster) CanTake(h HostID, r Request) bool {
	return c.p.fits(&c.p.hosts[h], r.reg())
}

// Now returns the simulated time.
func (c *Cluster) Now() sim.Time { return c.p.sim.Now() }

// Hosts returns the number of hosts, those that are down included; they are
// numbered from 1.
func (c *Cluster) Hosts() int { return len(c.p.hosts) - 1 }

// Waiting returns the number of invocations in the queue.
func (c *Cluster) Waiting() int { return c.p.waiting }

// Running returns the number of invocations that hold a slot.
func (c *Cluster) Running() int { return int(c.p.slots.Value()) }

// Containers returns the number of living containers.
func (c *Cluster) Containers() int { return c.p.alive }

// Idle returns the number of idle containers.
func (c *Cluster) Idle() int { return int(c.p.idleGauge.Value()) }

// FreeRAM returns the RAM that no container holds, in bytes over all hosts that are up. If
// that of one of them is unlimited it is beyond all limits that can be declared.
func (c *Cluster) FreeRAM() unit.Bytes {
	if c.p.ramUnlimited > 0 {
		return unlimited
	}
	return c.p.ramTotal - c.p.ramDown - unit.Bytes(c.p.ram.Value())
}

// RandomStream returns the provider's random stream for policies.
func (c *Cluster) RandomStream() *sim.RNG { return &c.p.policyRNG }

// HostInfo describes a host as it is now.
type HostInfo struct {
	ID               HostID
	Group            int        // which of the configured groups, from 1
	Up               bool       // it has not failed
	Slots, FreeSlots int        // of unlimited slots, both are math.MaxInt32; a host that is down has none free
	RAM, FreeRAM     unit.Bytes // free: no containers, perhaps images
	ImageRAM         unit.Bytes // of images
	Disk, FreeDisk   unit.Bytes // free: neither images nor containers
	Cores, Speed     float64    // cores: +Inf if neither they nor the slots are limited
	Containers, Idle int
	Running          int // invocations that hold a slot
	Failures         int // so far
	Network          Link
	DiskSpeed        DiskSpeed
}

// Host describes host h. It panics if there is no such host.
func (p *Provider) Host(h HostID) HostInfo {
	x := &p.hosts[h]
	cores := x.cores
	if cores == unlimitedSlots {
		cores = math.Inf(1)
	}
	return HostInfo{
		ID: h, Group: int(x.group) + 1, Up: !x.down,
		Slots: int(x.size), FreeSlots: int(x.slots - x.busySlots - x.idleSlots()),
		RAM: x.ram, FreeRAM: x.ram - x.ramUsed, ImageRAM: x.mem.Used() - x.mem.Reserved(),
		Disk: x.disk.Capacity(), FreeDisk: x.disk.Free(),
		Cores: cores, Speed: x.speed,
		Containers: int(x.containers), Idle: int(x.idle), Running: int(x.busySlots), Failures: x.failures,
		Network: x.nic, DiskSpeed: x.io.config.Speed(),
	}
}

// HostHasImage reports whether host h stores the image, complete.
func (p *Provider) HostHasImage(h HostID, image *File) bool {
	slot := p.hosts[h].disk.Lookup(imageKey(image))
	return slot != 0 && p.hosts[h].image(slot).ready
}

// ContainerInfo describes a container as it is now.
type ContainerInfo struct {
	ID        ContainerID
	Serial    uint64
	Function  FunctionID
	Name      string // of the function
	Host      HostID
	RAM       unit.Bytes
	Disk      unit.Bytes
	Uses      uint64   // invocations that it has taken
	Active    int      // invocations that it serves now
	Created   sim.Time // when it was placed
	LastUsed  sim.Time // when its latest invocation began or ended
	Ready     bool     // it has started
	StartCost sim.Time // how long its cold start took; 0 before it is ready
}

// Container describes container c; ok is false if there is none.
func (p *Provider) Container(c ContainerID) (info ContainerInfo, ok bool) {
	if c == 0 || int(c) >= len(p.containers) || p.containers[c].phase == containerGone {
		return ContainerInfo{}, false
	}
	x := &p.containers[c]
	reg := p.fns[x.fn]
	info = ContainerInfo{
		ID: c, Serial: x.serial, Function: x.fn, Name: reg.fn.Name, Host: x.host,
		RAM: reg.limits.RAM, Disk: reg.limits.Disk, Uses: x.uses, Active: int(x.active),
		Created: x.placed, LastUsed: x.lastUsed, Ready: x.phase == containerReady,
	}
	if info.Ready {
		info.StartCost = x.ready - x.placed
	}
	return info, true
}

// ContainerSerial returns the serial number of container c, 0 if there is none.
func (p *Provider) ContainerSerial(c ContainerID) uint64 {
	if c == 0 || int(c) >= len(p.containers) || p.containers[c].phase == containerGone {
		return 0
	}
	return p.containers[c].serial
}

// WarmContainers returns how many living containers of the function are ready
// and idle.
func (p *Provider) WarmContainers(f FunctionID) int { return int(p.fns[f].idle) }
