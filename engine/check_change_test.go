package engine

// This file checks what must hold of hosts that fail and of what was changed in the
// middle of a run; see check_test.go.

import (
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// failures reports whether a host of the provider has ever failed.
func failures(p *Provider) bool {
	return slices.ContainsFunc(p.hosts, func(h host) bool { return h.failures > 0 })
}

// downHosts returns how many hosts are down.
func downHosts(p *Provider) (n int) {
	for i := range p.hosts {
		if p.hosts[i].down {
			n++
		}
	}
	return n
}

// up: a host that is down holds nothing but complete images that nobody uses, and
// nothing is on its way there.
func (c *checker) up(h *host) {
	p := c.p
	if !h.down {
		eq(c, "slots of a host that is up", h.slots, h.size)
		return
	}
	eq(c, "slots of a host that is down", h.slots, 0)
	eq(c, "busy slots of a host that is down", h.busySlots+h.idleSlots(), 0)
	eq(c, "containers on a host that is down", int(h.containers), 0)
	eq(c, "parked containers on a host that is down", len(h.parked), 0)
	eq(c, "used RAM of a host that is down", h.mem.Used(), 0)
	eq(c, "disk in use of a host that is down", h.disk.Pinned()+h.disk.Reserved()+h.diskBusy, 0)
	for _, f := range c.s.files[1:] {
		if s := h.disk.Lookup(imageKey(f)); s != 0 && !h.image(s).ready {
			c.fail("host %d is down and has a part of %q", h.id, f.Name)
		}
	}
	for i := range c.s.transfers {
		if x := &c.s.transfers[i]; x.prov == p && c.s.hostOf(x) == h.id {
			c.fail("host %d is down and has the transfer %+v", h.id, x)
		}
	}
	for f := range p.storage.images {
		eq(c, "a host that is down waits for an image", slices.Contains(p.storage.images[f].waiters, h.id), false)
	}
	for i := range p.invs {
		if inv := &p.invs[i]; inv.serial != 0 && inv.host == h.id {
			c.fail("host %d is down and has invocation %d", h.id, inv.serial)
		}
	}
}

// policies: functions without a keep-alive of their own have that of the provider,
// caches have its order, and totals are those of its hosts.
func (c *checker) policies() {
	p := c.p
	for _, r := range p.fns[1:] {
		if !r.ownKeepAlive && r.limits.KeepAlive != p.config.KeepAlive {
			c.fail("%q has another keep-alive than its provider", r.fn.Name)
		}
	}
	var slots int64
	var ram, up, disk unit.Bytes
	hosts, unlimitedUp := 0, false
	for g := range p.config.Hosts {
		hosts += p.config.Hosts[g].Count
	}
	eq(c, "hosts of the groups", hosts, len(p.hosts)-1)
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		eq(c, "number of a host", h.id, HostID(i+1))
		eq(c, "order of a disk", h.disk.Order(), p.config.Order)
		eq(c, "order of RAM", h.mem.Order(), p.config.Order)
		if h.size < unlimitedSlots {
			slots += int64(h.size)
		}
		unlimitedUp = unlimitedUp || h.ram == unlimited && !h.down
		if h.ram < unlimited {
			ram += h.ram
			if !h.down {
				up += h.ram
			}
		}
		if h.disk.Capacity() < unlimited {
			disk += h.disk.Capacity()
		}
	}
	eq(c, "order of main storage", p.storage.disk.Order(), p.config.Order)
	eq(c, "slots in all", p.slotsTotal, slots)
	eq(c, "RAM in all", p.ramTotal, ram)
	eq(c, "disk in all", p.diskTotal, disk)
	free := up - unit.Bytes(p.ram.Value())
	if unlimitedUp {
		free = unlimited
	}
	eq(c, "free RAM", p.cluster.FreeRAM(), free)
}
