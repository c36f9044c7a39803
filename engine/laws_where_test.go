package engine

// This file turns random scenarios into those for which a law holds.

func noBills(sc *scenario)    { sc.eachProvider(func(p *providerSpec) { p.Billing = false }) }
func unobserved(sc *scenario) { sc.eachProvider(func(p *providerSpec) { p.OnStart = false }) }
func unbounded(sc *scenario)  { sc.eachProvider(func(p *providerSpec) { p.Bounded = false }) }
func noClients(sc *scenario)  { sc.Clients = nil }
func noFetches(sc *scenario)  { sc.replace("download", "fetch") }
func noCalls(sc *scenario)    { sc.replace("sleep", "invoke", "async", "await") }

// onlyArrivals leaves no process that begins at time 0.
func onlyArrivals(sc *scenario) { sc.Clients, sc.Remove = nil, nil }

// open leaves schedules that place what they can, and arrivals that do not
// depend on what happens.
func open(sc *scenario) {
	noClients(sc)
	noCalls(sc)
	sc.eachProvider(func(p *providerSpec) {
		switch p.Schedule {
		case "flaky", "round", "cold":
			p.Schedule = ""
		}
	})
}

// standard leaves the default policies only.
func standard(sc *scenario) {
	sc.eachProvider(func(p *providerSpec) {
		p.Schedule, p.Order, p.Admit, p.Evict, p.Source = "", 0, false, false, false
		if p.KeepAlive == -2 {
			p.KeepAlive = 3
		}
	})
}

// certain leaves nothing that is random.
func certain(sc *scenario) {
	sc.replace("sleep", "random")
	sc.eachProvider(func(p *providerSpec) {
		p.Admit, p.Evict, p.Source, p.Fuzzy = false, false, false, false
		p.KeepAlive = max(p.KeepAlive, -1)
		switch p.Schedule {
		case "flaky", "round", "random":
			p.Schedule = ""
		}
		if ReuseOrder(p.Reuse) == RandomReuse {
			p.Reuse = 0
		}
	})
}

// noTransfers leaves nothing that takes its time by a bandwidth. Handlers have a
// time limit of their own, and no random times.
func noTransfers(sc *scenario) {
	for i := range sc.Repos {
		sc.Repos[i].Bandwidth, sc.Repos[i].Read = 0, 0
	}
	sc.eachProvider(func(p *providerSpec) {
		p.Shared, p.Fuzzy, p.LAN, p.Storage = false, false, 0, diskSpec{Capacity: p.Storage.Capacity}
		p.KeepAlive = max(p.KeepAlive, -1)
	})
	sc.eachHost(func(h *hostSpec) { h.NIC, h.Disk = 0, diskSpec{Capacity: h.Disk.Capacity} })
	sc.replace("sleep", "random")
	sc.eachFunction(func(f *functionSpec) {
		f.OwnKeepAlive = false
		if f.TimeLimit == 0 {
			f.TimeLimit = 25
		}
	})
}

func noTransfersNoBills(sc *scenario) {
	noTransfers(sc)
	noBills(sc)
}

// oneByOne leaves one invocation at a time, and nothing else that moves bytes
// or computes meanwhile.
func oneByOne(sc *scenario) {
	open(sc)
	sc.Remove = nil
	for i := range sc.Arrivals {
		sc.Arrivals[i].At = 100_000 * i
	}
}

func onlyDurations(sc *scenario) {
	noClients(sc)
	sc.eachFunction(func(f *functionSpec) { f.Actions, f.Phases, f.Trace = nil, nil, false })
}

func onlyDurationsOneByOne(sc *scenario) {
	onlyDurations(sc)
	oneByOne(sc)
}

// onlyCompute leaves functions that compute, on hosts of the same speed.
func onlyCompute(sc *scenario) {
	noClients(sc)
	sc.eachProvider(func(p *providerSpec) { p.Shared = false })
	sc.eachHost(func(h *hostSpec) { h.Speed = 1 })
	sc.eachFunction(func(f *functionSpec) {
		f.Phases, f.Actions, f.Trace, f.TimeLimit = []action{{"compute", f.Duration}, {"compute", 3}}, nil, false, 0
	})
}

func freeImages(sc *scenario) {
	for i := range sc.Files {
		sc.Files[i].Size, sc.Files[i].RAM = 0, 0
	}
	for i := range sc.Repos {
		sc.Repos[i].Latency = 0
	}
	sc.eachProvider(func(p *providerSpec) { p.LANLatency, p.Serial = 0, false })
	sc.eachHost(func(h *hostSpec) { h.NICLatency = 0 })
}

// neverExpires leaves room for everything, and containers that stay for ever.
func neverExpires(sc *scenario) {
	standard(sc)
	sc.Remove = nil
	sc.eachProvider(func(p *providerSpec) {
		p.Storage, p.KeepAlive, p.KeepAfterTimeout = diskSpec{}, -1, true
	})
	sc.eachHost(func(h *hostSpec) { h.Slots, h.RAM, h.Disk.Capacity = 0, 0, 0 })
	sc.eachFunction(func(f *functionSpec) { f.RAM, f.Concurrency, f.OwnKeepAlive = 0, 1, false })
}
