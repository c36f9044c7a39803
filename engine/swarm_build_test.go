package engine

// This file makes a simulation of a scenario.

import (
	"errors"
	"fmt"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// In seconds.
const (
	handlerLimit = 30 // of a handler without a limit of its own: it may wait for others that wait for its place
	ownKeepAlive = 2
)

// ticks is n seconds.
func ticks(n int) sim.Time { return sim.Time(n) * sim.Seconds(1) }

// always is the distribution that always gives n.
func always(n float64) workload.Dist {
	d, err := workload.Constant(n)
	if err != nil {
		panic(err)
	}
	return d
}

func (d diskSpec) disk() Disk {
	return Disk{Capacity: unit.Bytes(d.Capacity), Read: float64(d.Read), Write: float64(d.Write), Total: float64(d.Total)}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// at returns element i of s, counted round.
func at[T any](s []T, i int) T { return s[i%len(s)] }

// name is the name of provider or function i.
func (sc *scenario) name(kind string, i int) string { return fmt.Sprintf("%s%s%d", sc.Prefix, kind, i) }

// build declares everything that sc says and tells w of it.
func (sc *scenario) build(w *watch) *Simulation {
	s := New(Config{Seed: sc.Seed})
	w.s = s
	var repos []*Repository
	for i, r := range sc.Repos {
		repos = append(repos, must(s.NewRepository(RepositoryConfig{
			Name: fmt.Sprintf("r%d", i), Bandwidth: float64(r.Bandwidth), Latency: ticks(r.Latency), Read: float64(r.Read),
		})))
	}
	var files []Location
	for i, f := range sc.Files {
		file := must(s.NewFile(fmt.Sprintf("i%d", i), unit.Bytes(f.Size)))
		file.RAM = unit.Bytes(f.RAM)
		for _, r := range f.Repos {
			at(repos, r).Store(file)
		}
		files = append(files, Location{at(repos, slices.Concat(f.Repos, []int{0})[0]), file})
		files[i].Repository.Store(file)
	}
	d := &dice{s.Stream("script")} // of all policies: the stream of math.random in a script
	for i := range sc.Providers {
		must(s.NewProvider(sc.Providers[i].config(d, sc.name("p", i), w)))
	}
	w.watchProviders()
	for i := range sc.Functions {
		if sc.Backwards {
			i = len(sc.Functions) - 1 - i
		}
		sc.register(s, i, files)
	}
	sc.drive(s)
	sc.spawn(s, files)
	return s
}

func (c *providerSpec) config(d *dice, name string, w *watch) ProviderConfig {
	dist := func(n int) workload.Dist {
		if n == 0 {
			return nil
		}
		if c.Fuzzy {
			return must(workload.Uniform(-1, float64(n))) // a negative time is none
		}
		return always(float64(n))
	}
	o := c.Overhead
	pc := ProviderConfig{
		Name: name, Storage: c.Storage.disk(), LAN: Link{float64(c.LAN), ticks(c.LANLatency)},
		Overhead:      Overhead{dist(o.Dispatch), dist(o.Create), dist(o.Init), dist(o.Warm), dist(o.Teardown)},
		Queue:         QueueConfig{Bounded: c.Bounded, Strict: c.Strict},
		IdleHoldsSlot: c.IdleHoldsSlot, KeepAfterTimeout: c.KeepAfterTimeout,
		Reuse: ReuseOrder(c.Reuse % 5), OnFinish: w, OnImage: w.of(name),
	}
	for _, h := range c.Hosts {
		pc.Hosts = append(pc.Hosts, HostGroup{
			Count: h.Count, Slots: h.Slots, Cores: float64(h.Cores), Speed: float64(h.Speed), RAM: unit.Bytes(h.RAM),
			Network: Link{float64(h.NIC), ticks(h.NICLatency)}, Disk: h.Disk.disk(),
		})
	}
	c.modes(&pc)
	c.policies(&pc, d)
	return pc
}

func (c *providerSpec) modes(pc *ProviderConfig) {
	if c.Bounded {
		pc.Queue.Limit = c.Limit
	}
	if c.Fixed {
		pc.Network = FixedNetwork
	}
	if c.Shared {
		pc.CPU = SharedCPU
	}
	if c.OnArrival {
		pc.Fetch = FetchOnArrival
	}
	if c.Serial {
		pc.Control = SerialControl
	}
}

func (sc *scenario) register(s *Simulation, i int, files []Location) {
	f := &sc.Functions[i]
	fn := &Function{Name: sc.name("f", i), Image: at(files, f.Image)}
	if f.Code > 0 {
		fn.Code = at(files, f.Code-1)
	}
	limits := Limits{
		TimeLimit: ticks(f.TimeLimit), RAM: unit.Bytes(f.RAM), Disk: unit.Bytes(f.Disk),
		Ingress: unit.Bytes(f.Ingress), Egress: unit.Bytes(f.Egress), Concurrency: f.Concurrency,
	}
	switch {
	case len(f.Actions) > 0:
		fn.Run = sc.handler(s, i, files)
		if limits.TimeLimit == 0 {
			limits.TimeLimit = ticks(handlerLimit)
		}
	case len(f.Phases) > 0:
		for _, a := range f.Phases {
			op, _ := OpByName(a.Do)
			fn.Phases = append(fn.Phases, Step{op, always(float64(a.N))})
		}
	case f.Trace:
		fn.FromTrace = true
	default:
		fn.Duration = always(float64(f.Duration))
	}
	if f.OwnKeepAlive {
		limits.KeepAlive = FixedKeepAlive(ticks(ownKeepAlive))
	}
	// A refusal is no failure: the function is missing then.
	_, _ = at(s.providers, f.Provider).Register(fn, limits)
}

// handler is the code of function i: its actions, one after the other.
func (sc *scenario) handler(s *Simulation, i int, files []Location) Code {
	f := &sc.Functions[i]
	return func(ctx *Context, _ any) (any, error) {
		*ctx.State() = ctx.ID()
		var async *Handle
		for _, a := range f.Actions {
			err := sc.act(ctx, a, i, files, &async)
			if errors.Is(err, ErrKilled) && f.Stubborn {
				_ = ctx.Sleep(1)
				_ = ctx.Write(1)
				return "stubborn", nil
			}
			if err != nil && !(f.Catch && errors.Is(err, ErrDiskFull)) {
				return nil, err
			}
		}
		return ctx.ID(), nil
	}
}

var errPlanned = errors.New("planned")

func (sc *scenario) act(ctx *Context, a action, i int, files []Location, async **Handle) (err error) {
	n := unit.Bytes(a.N)
	callee := sc.name("f", sc.callee(i, a))
	switch a.Do {
	case "sleep":
		return ctx.Sleep(ticks(a.N))
	case "compute":
		return ctx.Compute(float64(a.N))
	case "read":
		return ctx.Read(n)
	case "write":
		return ctx.Write(n)
	case "download":
		return ctx.DownloadBytes(n)
	case "upload":
		return ctx.Upload(n)
	case "allocate":
		return ctx.Allocate(n)
	case "free":
		_ = ctx.Free(n) // too much is refused
	case "fetch":
		return ctx.Download(at(files, a.N))
	case "fail":
		return errPlanned
	case "fatal":
		return errors.Join(errPlanned, ErrFatal)
	case "crash":
		p := ctx.Provider()
		if err := p.FailHost(HostID(1+a.N%(len(p.hosts)-1)), a.N%2 == 0); errors.Is(err, ErrKilled) {
			return err
		}
	case "random":
		return ctx.Sleep(ticks(ctx.Random().IntN(a.N + 1)))
	case "invoke", "async":
		if _, l := sc.callable(ctx.Provider(), callee); !l {
			return nil
		}
		if a.Do == "invoke" {
			_, err = ctx.Invoke(callee, nil)
			return err
		}
		*async, err = ctx.InvokeAsync(callee, nil)
		return err
	case "await":
		if *async != nil {
			return ctx.Process().Await(*async)
		}
	}
	return nil
}

// callee is the number of the function that function i calls: a higher one, so
// that there is no recursion.
func (sc *scenario) callee(i int, a action) int { return i + 1 + a.N%3 }

// callable returns the function called name if it can be invoked by hand.
func (sc *scenario) callable(p *Provider, name string) (FunctionID, bool) {
	id := p.FunctionID(name)
	if id == 0 {
		return 0, false
	}
	fn, _ := p.Function(id)
	return id, !fn.FromTrace
}
