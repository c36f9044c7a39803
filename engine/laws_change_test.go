package engine

// This file turns scenarios into others with which they are compared.

import (
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// eachProvider and the like change all of a kind.
func (sc *scenario) eachProvider(change func(*providerSpec)) {
	for i := range sc.Providers {
		change(&sc.Providers[i])
	}
}

func (sc *scenario) eachHost(change func(*hostSpec)) {
	sc.eachProvider(func(p *providerSpec) {
		for i := range p.Hosts {
			change(&p.Hosts[i])
		}
	})
}

func (sc *scenario) eachFunction(change func(*functionSpec)) {
	for i := range sc.Functions {
		change(&sc.Functions[i])
	}
}

// eachAction changes the steps of handlers and the declared ones.
func (sc *scenario) eachAction(change func(*action)) {
	sc.eachFunction(func(f *functionSpec) {
		for i := range f.Actions {
			change(&f.Actions[i])
		}
		for i := range f.Phases {
			change(&f.Phases[i])
		}
	})
}

// replace puts one action in the place of others.
func (sc *scenario) replace(by string, words ...string) {
	sc.eachAction(func(a *action) {
		for _, w := range words {
			if a.Do == w {
				a.Do = by
			}
		}
	})
}

// scaleSizes multiplies all sizes by f, and all bandwidths if so wanted.
func (sc *scenario) scaleSizes(f int, bandwidths bool) {
	g := 1
	if bandwidths {
		g = f
	}
	disk := func(d *diskSpec) { *d = diskSpec{d.Capacity * f, d.Read * g, d.Write * g, d.Total * g} }
	for i := range sc.Repos {
		sc.Repos[i].Bandwidth, sc.Repos[i].Read = sc.Repos[i].Bandwidth*g, sc.Repos[i].Read*g
	}
	for i := range sc.Files {
		sc.Files[i].Size, sc.Files[i].RAM = sc.Files[i].Size*f, sc.Files[i].RAM*f
	}
	sc.eachProvider(func(p *providerSpec) { disk(&p.Storage); p.LAN *= g })
	sc.eachHost(func(h *hostSpec) { disk(&h.Disk); h.RAM, h.NIC = h.RAM*f, h.NIC*g })
	sc.eachFunction(func(x *functionSpec) {
		x.RAM, x.Disk, x.Ingress, x.Egress = x.RAM*f, x.Disk*f, x.Ingress*f, x.Egress*f
	})
	sc.eachAction(func(a *action) {
		switch a.Do {
		case "read", "write", "download", "upload", "allocate", "free":
			a.N *= f
		}
	})
}

// scaleWork multiplies all speeds and all CPU seconds by f.
func (sc *scenario) scaleWork(f int) {
	sc.eachHost(func(h *hostSpec) { h.Speed = max(1, h.Speed) * f })
	sc.eachAction(func(a *action) {
		if a.Do == "compute" {
			a.N *= f
		}
	})
}

func (sc *scenario) doubleSpeeds() {
	sc.eachHost(func(h *hostSpec) { h.Speed = 2 * max(1, h.Speed) })
}

// doubleTimes makes everything take twice as long; nothing has a bandwidth.
func (sc *scenario) doubleTimes() {
	for i := range sc.Repos {
		sc.Repos[i].Latency *= 2
	}
	sc.eachProvider(func(p *providerSpec) {
		p.LANLatency *= 2
		o := p.Overhead
		p.Overhead = overheadSpec{2 * o.Dispatch, 2 * o.Create, 2 * o.Init, 2 * o.Warm, 2 * o.Teardown}
		if p.KeepAlive > 0 {
			p.KeepAlive *= 2
		}
	})
	sc.eachHost(func(h *hostSpec) { h.NICLatency *= 2 })
	sc.eachFunction(func(f *functionSpec) { f.Duration, f.TimeLimit = 2*f.Duration, 2*f.TimeLimit })
	sc.eachAction(func(a *action) {
		if a.Do == "sleep" || a.Do == "compute" {
			a.N *= 2
		}
	})
	for i := range sc.Arrivals {
		sc.Arrivals[i].At, sc.Arrivals[i].Duration = 2*sc.Arrivals[i].At, 2*sc.Arrivals[i].Duration
	}
	for i := range sc.Clients {
		sc.Clients[i].Gap *= 2
	}
	for i := range sc.Remove {
		sc.Remove[i].At *= 2
	}
}

// shift lets everything arrive so many seconds later.
func (sc *scenario) shift(by int) {
	for i := range sc.Arrivals {
		sc.Arrivals[i].At += by
	}
}

func moreHosts(sc *scenario, d *dice) {
	sc.eachProvider(func(p *providerSpec) { p.Hosts[d.IntN(len(p.Hosts))].Count += 1 + d.upTo(2) })
}

func unusedFunctions(sc *scenario, d *dice) {
	for range 1 + d.upTo(2) {
		sc.Functions = append(sc.Functions, drawFunction(d, sc, len(sc.Functions)))
	}
}

func unusedFiles(sc *scenario, d *dice) {
	sc.Repos = append(sc.Repos, repoSpec{Bandwidth: d.upTo(50)})
	sc.Files = append(sc.Files, fileSpec{Size: d.upTo(50), Repos: []int{0, len(sc.Repos) - 1}})
}

func splitGroups(sc *scenario, _ *dice) {
	sc.eachProvider(func(p *providerSpec) {
		var single []hostSpec
		for _, h := range p.Hosts {
			n := h.Count
			h.Count = 1
			for range n {
				single = append(single, h)
			}
		}
		p.Hosts = single
	})
}

func otherNetwork(sc *scenario, _ *dice) {
	sc.eachProvider(func(p *providerSpec) { p.Fixed = !p.Fixed })
}

// durationsInArrivals lets every arrival bring the duration of its function.
func durationsInArrivals(sc *scenario, _ *dice) {
	sc.eachFunction(func(f *functionSpec) { f.Trace = true })
	for i := range sc.Arrivals {
		sc.Arrivals[i].Duration = at(sc.Functions, sc.Arrivals[i].Fn).Duration
	}
}

// sleep replaces durations by phases, or by code, that sleep as long.
func (sc *scenario) sleep(code bool) {
	sc.eachFunction(func(f *functionSpec) {
		steps := []action{{"sleep", f.Duration}}
		if code {
			f.Actions = steps
		} else {
			f.Phases = steps
		}
	})
}

// splitRun stops at random times, also in the past, and looks at what has
// happened so far.
func splitRun(s *Simulation, d *dice) error {
	for range 1 + d.upTo(20) {
		to := ticks(d.upTo(60))
		if d.chance(50) {
			to = sim.Time(d.IntN(int(ticks(100))))
		}
		if err := s.RunUntil(to); err != nil {
			return err
		}
		_ = s.Summary()
	}
	return s.Run()
}
