package engine

// This file declares providers and registers functions with them.

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/metrics"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// unlimited stands for a capacity in bytes or slots that is never reached.
const (
	unlimited      unit.Bytes = 1 << 60
	unlimitedSlots            = math.MaxInt32
)

// A Provider runs functions on its hosts.
//
// Invariants, checked by check in tests after every event:
//
//	submitted == the eight end states + in flight
//	busySlots + idleSlots <= slots on every host
//	ramUsed == sum of the RAM limits of its containers <= ram, ramBusy <= ramUsed
//	the disk holds the image of every living container, pinned
//	diskBusy == reservations of busy containers + images under them
//	a container is in the idle list of its host if and only if it is ready and serves nobody
//	a host that is down has no slots, containers, transfers and images that are not complete
type Provider struct {
	config  ProviderConfig
	sim     *Simulation
	self    sim.HandlerID
	cluster Cluster
	builtIn warmFirst // the schedule, if it is a built-in one

	fns    []*registration // by FunctionID; 0 unused
	byName map[string]FunctionID

	hosts   []host // by HostID; 0 unused
	index   hostIndex
	cursor  HostID // of round robin
	storage storage

	invs          []invocation // 0 unused
	freeInv       uint32
	containers    []container // 0 unused
	freeContainer ContainerID
	instances     uint64 // containers made so far
	alive         int
	uses          uint64 // order of uses of containers

	waiting   int
	queue     waitIndex
	queueNext uint64 // order of waiting

	drivers []driver

	policyRNG sim.RNG
	scratch   sim.RNG // lives here so that sampling through an interface allocates nothing

	tally

	freed         []HostID // hosts where something became free, while a retry is under way
	roundDue      bool     // an event for a round is in the agenda
	busyUntil     sim.Time // of a serial control plane
	ramUnlimited  int      // hosts that are up whose RAM has no limit
	anyConcurrent bool     // some function serves several invocations in a container
	looksAhead    bool
	starting      uint32 // the invocation that is being placed, for reports; 0 if none
	told          Record // what policies and observers are shown
	move          ImageMove
	arrivals      []arrival // that wait for their turn
	usage         Usage
	tab           Bill
}

// A tally is everything that a provider counts.
type tally struct {
	counts    Counts
	latency   *metrics.Histogram
	queueing  *metrics.Histogram
	execution *metrics.Histogram
	coldStart *metrics.Histogram
	phases    [coldPhases]phaseSum
	traffic   [pathNone]Traffic

	slots, ram, diskUsed, aliveGauge, idleGauge, queueGauge metrics.Gauge
	busyMax                                                 int64 // most containers alive and not idle

	slotsTotal          int64
	ramTotal, diskTotal unit.Bytes
	ramDown             unit.Bytes // of hosts that are down

	storageCache, hostCache, ramCache CacheSummary
	bill                              []billLine
	month                             monthMeter
}

// NewProvider declares a provider.
func (s *Simulation) NewProvider(c ProviderConfig) (*Provider, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	for _, p := range s.providers {
		if p.config.Name == c.Name {
			return nil, fmt.Errorf("provider %q: there is already a provider of this name", c.Name)
		}
	}
	if c.KeepAlive == nil {
		c.KeepAlive = FixedKeepAlive(DefaultKeepAlive)
	}
	if !c.Queue.Bounded {
		c.Queue.Limit = 0 // no capacity to report
	}
	p := &Provider{
		config: c, sim: s,
		fns: make([]*registration, 1), byName: map[string]FunctionID{},
		hosts: make([]host, 1), invs: make([]invocation, 1), containers: make([]container, 1),
		policyRNG: s.Stream("policy/" + c.Name),
	}
	p.cluster = Cluster{p}
	p.setSchedule(c.Schedule)
	p.self = s.kernel.Register(p)
	p.latency, p.queueing = metrics.NewHistogram(), metrics.NewHistogram()
	p.execution, p.coldStart = metrics.NewHistogram(), metrics.NewHistogram()
	for g := range p.config.Hosts {
		p.addGroup(g)
	}
	p.storage = newStorage(p)
	p.index.grow(p.hosts, 1)
	for _, g := range []*metrics.Gauge{&p.slots, &p.ram, &p.diskUsed, &p.aliveGauge, &p.idleGauge, &p.queueGauge, &p.storage.used} {
		g.Set(0, 0)
	}
	s.providers = append(s.providers, p)
	return p, nil
}

// Config returns what the provider was declared with, or what has been set since.
// It must not be changed: see change.go.
func (p *Provider) Config() *ProviderConfig { return &p.config }

// Name returns the provider's name.
func (p *Provider) Name() string { return p.config.Name }

// Simulation returns the simulation to which the provider belongs.
func (p *Provider) Simulation() *Simulation { return p.sim }

// Cluster returns the provider as a policy sees it.
func (p *Provider) Cluster() *Cluster { return &p.cluster }

// Register makes f known at the provider under its name, with the given
// limits. It refuses what could never run: limits beyond every host.
func (p *Provider) Register(f *Function, l Limits) (FunctionID, error) {
	if err := f.validate(); err != nil {
		return 0, err
	}
	if l.Concurrency == 0 {
		l.Concurrency = 1
	}
	if err := p.checkLimits(f, &l); err != nil {
		return 0, fmt.Errorf("register %q at %q: %w", f.Name, p.config.Name, err)
	}
	declared := f.Run == nil && len(f.Phases) == 0
	reg := &registration{
		id: FunctionID(len(p.fns)), fn: f, limits: l, concurrency: int32(min(l.Concurrency, math.MaxInt32)), ownKeepAlive: l.KeepAlive != nil,
		declared: declared, plain: declared && l.Ingress == 0 && l.Egress == 0, fromTrace: f.FromTrace,
		image: imageRef{file: f.Image.File, size: f.Image.File.Size, ram: f.Image.File.RAM},
		avail: newAvailSet(p.config.Reuse), draws: p.newDraws(f), overhead: p.newOverheadDraws(f, l.Overhead.or(p.config.Overhead)),
	}
	if !reg.ownKeepAlive {
		l.KeepAlive = p.config.KeepAlive
	}
	reg.setKeepAlive(l.KeepAlive)
	p.anyConcurrent = p.anyConcurrent || l.Concurrency > 1
	p.fns = append(p.fns, reg)
	p.byName[f.Name] = reg.id
	p.queue.grow(len(p.fns))
	return reg.id, nil
}

func (p *Provider) checkLimits(f *Function, l *Limits) error {
	if _, taken := p.byName[f.Name]; taken {
		return fmt.Errorf("a function of this name is registered already")
	}
	switch {
	case l.TimeLimit < 0:
		return fmt.Errorf("time_limit: %v: must not be negative", l.TimeLimit)
	case !validSize(l.RAM) || !validSize(l.Disk) || !validSize(l.Ingress) || !validSize(l.Egress):
		return fmt.Errorf("ram, disk, ingress and egress must be numbers of bytes from 0 to %v", maxBytes)
	case !validSize(f.Image.File.RAM):
		return fmt.Errorf("image %q: ram: %d: must be a number of bytes from 0 to %v", f.Image.File.Name, int64(f.Image.File.RAM), maxBytes)
	case l.Concurrency < 1:
		return fmt.Errorf("concurrency: %d: must be at least 1", l.Concurrency)
	}
	var ram, room unit.Bytes
	need := l.Disk + f.Image.File.Size
	needRAM := l.RAM + f.Image.File.RAM
	for i := range p.hosts[1:] {
		h := &p.hosts[i+1]
		ram, room = max(ram, h.ram), max(room, h.disk.Capacity())
		if needRAM <= h.ram && need <= h.disk.Capacity() {
			return nil
		}
	}
	switch {
	case needRAM > ram && f.Image.File.RAM > 0:
		return fmt.Errorf("ram: %v and %v of the image %q: no host has that much; the largest has %v", l.RAM, f.Image.File.RAM, f.Image.File.Name, ram)
	case needRAM > ram:
		return fmt.Errorf("ram: %v: no host has that much; the largest has %v", l.RAM, ram)
	case need > room:
		return fmt.Errorf("disk: %v and the image %q of %v need %v of a host's disk; the largest is %v", l.Disk, f.Image.File.Name, f.Image.File.Size, need, room)
	default:
		return fmt.Errorf("no host has both %v of RAM and %v of disk (%v and the image %q of %v)", l.RAM, need, l.Disk, f.Image.File.Name, f.Image.File.Size)
	}
}

// FunctionID returns the ID of the registered function of that name, 0 if
// there is none.
func (p *Provider) FunctionID(name string) FunctionID { return p.byName[name] }

// Function returns a registered function and its limits, which must not be
// changed.
func (p *Provider) Function(f FunctionID) (*Function, *Limits) {
	return p.fns[f].fn, &p.fns[f].limits
}

// Functions returns the number of registered functions; their IDs start at 1.
func (p *Provider) Functions() int { return len(p.fns) - 1 }

// FunctionNames returns the names of the registered functions in the order of
// registration.
func (p *Provider) FunctionNames() []string {
	names := make([]string, 0, len(p.fns)-1)
	for _, r := range p.fns[1:] {
		names = append(names, r.fn.Name)
	}
	return names
}

// Invoke asks for an invocation of the function called name, now, and returns
// a handle to it.
func (p *Provider) Invoke(name string, input any) (*Handle, error) {
	id := p.byName[name]
	if id == 0 {
		return nil, fmt.Errorf("no function %q is registered at %q", name, p.config.Name)
	}
	if p.fns[id].fn.FromTrace {
		return nil, fmt.Errorf("function %q takes its durations from a trace; it cannot be invoked by hand", name)
	}
	h := &Handle{prov: p}
	h.inv = p.newInvocation(id)
	inv := &p.invs[h.inv]
	inv.input, inv.plain, inv.handle, h.serial = input, false, h, inv.serial
	p.at(p.sim.Now(), sim.Event{Kind: evSubmit, A: h.inv, B: inv.serial})
	return h, nil
}

// A driver submits the arrivals of a workload.
type driver struct {
	source   workload.Source
	foresees workload.Foreseer // the source, if it is one
	fns      []FunctionID      // by index of the source
	input    func(n uint64) (any, error)
	next     workload.Arrival
	n        uint64
	base     sim.Time // when the workload began: its times count from there
	expects  float64
}

// Drive submits the arrivals of w from now on: an arrival of the source's i-th
// function is an invocation of fns[i]. Input, if not nil, is asked for the input
// of the n-th arrival, n from 1.
func (p *Provider) Drive(w workload.Source, fns []FunctionID, input func(n uint64) (any, error)) {
	foresees, _ := w.(workload.Foreseer)
	p.drivers = append(p.drivers, driver{source: w, foresees: foresees, fns: slices.Clone(fns), input: input, base: p.sim.Now(), expects: w.Expected()})
	if d := uint32(len(p.drivers) - 1); p.pull(d) {
		p.at(p.drivers[d].next.At, sim.Event{Kind: evArrive, A: d})
	}
}

// pull asks driver d for its next arrival and reports whether there is one.
func (p *Provider) pull(d uint32) bool {
	w := &p.drivers[d]
	if w.source.Next(&w.next) {
		w.next.At = max(addTime(w.base, w.next.At), p.sim.Now())
		if p.looksAhead && w.foresees != nil {
			p.approaching(w)
		}
		return true
	}
	if err := w.source.Err(); err != nil {
		p.driveFailed(d, err)
	}
	return false
}

// ErrNoDuration is the reason of a [DriveError] where an arrival came without the
// duration that its function takes from the trace.
var ErrNoDuration = errors.New("the workload gives no duration")

// A DriveError says that a workload could not go on. It ends the run.
type DriveError struct {
	Provider string
	Driver   int // which call of [Provider.Drive] began it, from 0
	Err      error
}

// Error says which provider the workload drives, and why it ended.
func (e *DriveError) Error() string {
	return fmt.Sprintf("provider %q: workload %d: %v", e.Provider, e.Driver+1, e.Err)
}

// Unwrap returns the reason.
func (e *DriveError) Unwrap() error { return e.Err }

func (p *Provider) driveFailed(d uint32, err error) {
	p.sim.Fail(&DriveError{p.config.Name, int(d), err})
}

// Horizon returns when the last arrival of the provider's workloads may come,
// [sim.Never] if one of them does not say, and the number of invocations that
// they expect in all, NaN if one of them does not say.
func (p *Provider) Horizon() (last sim.Time, expected float64) {
	for i := range p.drivers {
		last = max(last, addTime(p.drivers[i].base, p.drivers[i].source.Horizon()))
		expected += p.drivers[i].expects
	}
	return last, expected
}
