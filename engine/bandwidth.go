package engine

// This file changes bandwidths and latencies in the middle of a run.
//
// Where transfers share ([FairNetwork]) those under way go on at their new share.
// Where they do not ([FixedNetwork]), one that flows keeps the rate that it began
// with. One that waits for its latency keeps its latency.

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// setLimit changes the bandwidth of a resource; 0 is unlimited. One that had no
// limit so far comes into the way of the transfers that use it.
func (s *Simulation) setLimit(r *flow.ResourceID, was *float64, bandwidth float64, uses func(*transfer) bool) {
	if *was == bandwidth {
		return
	}
	*was = bandwidth
	capacity := bandwidth
	if bandwidth == 0 {
		capacity = math.Inf(1)
	}
	if *r != 0 {
		s.net.SetCapacity(s.Now(), *r, capacity)
	} else {
		*r = s.net.AddResource(capacity)
		for t := range s.transfers {
			if x := &s.transfers[t]; x.kind != xferNone && uses(x) {
				s.obstruct(uint32(t), *r)
			}
		}
	}
	for t := range s.transfers {
		if x := &s.transfers[t]; x.kind != xferNone && x.began == sim.Never {
			x.narrow = math.Inf(1)
			for _, r := range x.res[:x.hops] {
				x.narrow = min(x.narrow, s.net.Capacity(r))
			}
		}
	}
	s.touchNet()
}

// obstruct puts a resource on the path of t. What flows begins a flow anew.
func (s *Simulation) obstruct(t uint32, r flow.ResourceID) {
	x := &s.transfers[t]
	if x.began != sim.Never && x.flow == 0 {
		return // it arrives at a moment that is fixed
	}
	x.res[x.hops] = r
	x.hops++
	if x.flow != 0 {
		left := s.net.Cancel(s.Now(), x.flow)
		x.flow = s.net.Start(s.Now(), left, x.limit, uint64(t), x.res[:x.hops])
	}
}

func checkRate(what string, v float64) error {
	if !validRate(v) {
		return fmt.Errorf("%s: %v: must be a number of bytes per second, not negative", what, v)
	}
	return nil
}

func (l Link) check() error {
	if l.Latency < 0 {
		return fmt.Errorf("latency: %v: must not be negative", l.Latency)
	}
	return checkRate("bandwidth", l.Bandwidth)
}

// SetLink changes the link of the repository.
func (r *Repository) SetLink(l Link) error {
	if err := l.check(); err != nil {
		return err
	}
	return r.sim.change("link", func() {
		r.Config.Latency = l.Latency
		r.sim.setLimit(&r.link, &r.Config.Bandwidth, l.Bandwidth, func(x *transfer) bool { return x.repo == r })
	})
}

// SetRead changes the bandwidth of the repository's disk.
func (r *Repository) SetRead(rate float64) error {
	if err := checkRate("read", rate); err != nil {
		return err
	}
	return r.sim.change("read", func() {
		r.sim.setLimit(&r.disk, &r.Config.Read, rate, func(x *transfer) bool { return x.repo == r })
	})
}

// SetLAN changes the link between main storage and the hosts.
func (p *Provider) SetLAN(l Link) error {
	if err := l.check(); err != nil {
		return err
	}
	return p.set("lan", func(c *ProviderConfig) {
		c.LAN.Latency = l.Latency
		p.sim.setLimit(&p.storage.lan, &c.LAN.Bandwidth, l.Bandwidth, p.moves(0, pathCopy))
	})
}

// SetNetwork changes the network interface of a host, in both directions.
func (p *Provider) SetNetwork(id HostID, l Link) error {
	h, err := p.existing(id)
	if err == nil {
		err = l.check()
	}
	if err != nil {
		return err
	}
	return p.set("network", func(*ProviderConfig) {
		h = &p.hosts[id]
		h.nic.Latency = l.Latency
		out := h.nic.Bandwidth
		p.sim.setLimit(&h.nicIn, &h.nic.Bandwidth, l.Bandwidth, p.moves(id, pathCopy, pathClone, pathIngress, pathFetch))
		p.sim.setLimit(&h.nicOut, &out, l.Bandwidth, p.moves(id, pathEgress, pathUpload))
	})
}

// A DiskSpeed is the bandwidths of a [Disk].
type DiskSpeed struct{ Read, Write, Total float64 }

// Speed returns the bandwidths of the disk.
func (d Disk) Speed() DiskSpeed { return DiskSpeed{d.Read, d.Write, d.Total} }

// SetStorageSpeed changes the bandwidths of main storage.
func (p *Provider) SetStorageSpeed(v DiskSpeed) error {
	if err := (&Disk{Read: v.Read, Write: v.Write, Total: v.Total}).validate(); err != nil {
		return err
	}
	return p.set("storage", func(c *ProviderConfig) {
		p.setSpeed(&p.storage.io, v, p.moves(0, pathCopy), p.moves(0, pathDownload))
		c.Storage = p.storage.io.config
	})
}

// SetDiskSpeed changes the bandwidths of the disk of a host.
func (p *Provider) SetDiskSpeed(id HostID, v DiskSpeed) error {
	_, err := p.existing(id)
	if err == nil {
		err = (&Disk{Read: v.Read, Write: v.Write, Total: v.Total}).validate()
	}
	if err != nil {
		return err
	}
	return p.set("disk", func(*ProviderConfig) {
		p.setSpeed(&p.hosts[id].io, v, p.moves(id, pathLoad, pathRead), p.moves(id, pathCopy, pathClone, pathWrite))
	})
}

func (p *Provider) setSpeed(d *disk, v DiskSpeed, reads, writes func(*transfer) bool) {
	p.sim.setLimit(&d.read, &d.config.Read, v.Read, reads)
	p.sim.setLimit(&d.write, &d.config.Write, v.Write, writes)
	p.sim.setLimit(&d.total, &d.config.Total, v.Total, func(x *transfer) bool { return reads(x) || writes(x) })
}

// moves returns whether a transfer is one of the provider's, of one of the paths,
// and from or to a host, any one if it is 0.
func (p *Provider) moves(h HostID, paths ...trafficPath) func(*transfer) bool {
	return func(x *transfer) bool {
		if x.prov != p || h != 0 && p.sim.hostOf(x) != h {
			return false
		}
		for _, path := range paths {
			if x.path == path {
				return true
			}
		}
		return false
	}
}
