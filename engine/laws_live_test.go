package engine

// This file lists laws of changes in the middle of a run.

import (
	"errors"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

var liveLaws = []law{
	{name: "an empty host fails and recovers", where: certain, built: everySecond(emptyHostsBlink), same: sameRecords},
	{name: "a host that is down from the start is none", where: oneGroup, other: oneHostMore, built: each(lastHostFails), same: sameRecords},
	{name: "hosts added at the start", where: twoGroups, other: withoutTheSecond, built: each(firstGroupAgain)},
	{name: "a host too small for anybody is added", where: notTiny, built: everySecond(addTiny), same: sameRecords},
	{name: "hosts are added", where: open, built: everySecond(addAny), same: nothingLost},
	{name: "policies set to what they are", where: certain, built: everySecond(setPolicies)},
	{name: "bandwidths set to what they are", built: everySecond(sameBandwidths)},
	{name: "bandwidths that change and change back", built: everySecond(backAndForth)},
}

func sameRecords(a, b *story) error { return a.sameRecords(b, nil) }

// everySecond lets a process change each provider at 1, 2, … 40 seconds.
func everySecond(change func(p *Provider, d *dice) error) func(*Simulation) {
	return func(s *Simulation) {
		for _, p := range s.providers {
			d := &dice{s.Stream("law/" + p.Name())}
			s.Spawn(func(pr *Process) error {
				for range 40 {
					if err := errors.Join(pr.Sleep(ticks(1)), change(p, d)); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
}

// emptyHostsBlink lets the hosts fail and recover at once that hold nothing but
// complete images on disk.
func emptyHostsBlink(p *Provider, _ *dice) (err error) {
	killed := p.sim.change("hosts", func() {
		for i := range p.hosts[1:] {
			if h := &p.hosts[i+1]; h.containers == 0 && h.disk.Pinned() == 0 && h.mem.Used() == 0 {
				err = errors.Join(err, p.failHost(h.id, true), p.recoverHost(h.id))
			}
		}
	})
	return errors.Join(err, killed)
}

// oneGroup and twoGroups leave equal hosts in so many groups.
func oneGroup(sc *scenario) {
	certain(sc)
	sc.eachProvider(func(p *providerSpec) { p.Hosts = p.Hosts[:1] })
}

func twoGroups(sc *scenario) {
	oneGroup(sc)
	sc.eachProvider(func(p *providerSpec) { p.Hosts = slices.Concat(p.Hosts, p.Hosts) })
}

func withoutTheSecond(sc *scenario, _ *dice) { oneGroup(sc) }

func oneHostMore(sc *scenario, _ *dice) {
	sc.eachHost(func(h *hostSpec) { h.Count++ })
}

func lastHostFails(p *Provider) {
	if err := p.FailHost(HostID(len(p.hosts)-1), false); err != nil {
		panic(err)
	}
}

func firstGroupAgain(p *Provider) {
	if _, _, err := p.AddHosts(p.config.Hosts[0]); err != nil {
		panic(err)
	}
}

// notTiny leaves functions that need 2 bytes of RAM.
func notTiny(sc *scenario) {
	certain(sc)
	sc.eachFunction(func(f *functionSpec) { f.RAM = max(f.RAM, 2) })
}

func addTiny(p *Provider, d *dice) error {
	return addHosts(p, d, HostGroup{Count: 1 + d.upTo(2), RAM: 1})
}

func addAny(p *Provider, d *dice) error {
	disk := Disk{Capacity: unit.Bytes(d.upTo(100)), Write: float64(d.upTo(10))}
	return addHosts(p, d, HostGroup{Count: 1, Slots: d.upTo(3), RAM: unit.Bytes(d.upTo(10)), Disk: disk})
}

// addHosts adds hosts now and then.
func addHosts(p *Provider, d *dice, g HostGroup) error {
	if d.chance(80) {
		return nil
	}
	_, _, err := p.AddHosts(g)
	return err
}

func setPolicies(p *Provider, _ *dice) error {
	c := p.config
	return errors.Join(
		p.SetSchedule(c.Schedule), p.SetKeepAlive(c.KeepAlive), p.SetAdmit(c.Admit), p.SetEvict(c.Order, c.Evict), p.SetSource(c.Source),
		p.SetBilling(c.Billing), p.SetOnStart(c.OnStart), p.SetOnFinish(c.OnFinish), p.SetOnImage(c.OnImage),
	)
}

// sameBandwidths sets all to what they are, and backAndForth to something else and
// back at once.

func sameBandwidths(p *Provider, _ *dice) error {
	return eachBandwidth(p, func(v float64) float64 { return v })
}

func backAndForth(p *Provider, d *dice) error {
	return eachBandwidth(p, func(v float64) float64 {
		if v == 0 {
			return 0
		}
		return v + float64(d.upTo(3))
	})
}

func eachBandwidth(p *Provider, other func(float64) float64) (err error) {
	speed := func(v DiskSpeed) DiskSpeed { return DiskSpeed{other(v.Read), other(v.Write), other(v.Total)} }
	link := func(l Link) Link { return Link{other(l.Bandwidth), l.Latency} }
	for _, r := range p.sim.repos[1:] {
		now, read := Link{r.Config.Bandwidth, r.Config.Latency}, r.Config.Read
		err = errors.Join(err, r.SetLink(link(now)), r.SetLink(now), r.SetRead(other(read)), r.SetRead(read))
	}
	lan, storage := p.config.LAN, p.config.Storage.Speed()
	err = errors.Join(err, p.SetLAN(link(lan)), p.SetLAN(lan), p.SetStorageSpeed(speed(storage)), p.SetStorageSpeed(storage))
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		nic, disk := h.nic, h.io.config.Speed()
		err = errors.Join(err, p.SetNetwork(h.id, link(nic)), p.SetNetwork(h.id, nic), p.SetDiskSpeed(h.id, speed(disk)), p.SetDiskSpeed(h.id, disk))
	}
	return err
}
