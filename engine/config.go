package engine

// This file holds what a provider is made of, as its owner writes it down.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A ProviderConfig describes a provider. The zero value of every field but
// Name and Hosts is usable.
type ProviderConfig struct {
	Name    string
	Storage Disk        // main storage, to which images are downloaded; capacity 0 = unlimited
	Hosts   []HostGroup // at least one host in all
	LAN     Link        // between main storage and the hosts, shared by all of them; zero = unlimited
	Network NetworkMode
	CPU     CPUMode

	Overhead      Overhead
	KeepAlive     KeepAlivePolicy // nil: [DefaultKeepAlive]
	Queue         QueueConfig
	Reuse         ReuseOrder
	IdleHoldsSlot bool // an idle container keeps its slot

	Order cache.Order // of evictions: images at main storage and hosts, idle containers at hosts

	Fetch            FetchMode
	Control          ControlMode
	KeepAfterTimeout bool // a container whose invocation reached the time limit is kept

	Schedule SchedulePolicy // nil: [WarmFirstFit]
	Round    RoundPolicy    // nil: Schedule decides for one invocation at a time
	Admit    AdmitPolicy    // nil: everything is admitted
	Evict    EvictPolicy    // nil: Order
	Source   SourcePolicy   // nil: the fastest idle link
	Billing  BillingPolicy  // nil: nothing is billed
	OnStart  Observer       // nil: nobody is told
	OnFinish Observer
	OnImage  ImageObserver

	OnHostDown HostObserver
	OnHostUp   HostObserver
}

// DefaultKeepAlive is how long an idle container is kept where nothing else is
// said: 600 s, the fixed policy against which "Serverless in the Wild"
// (Shahrad et al., USENIX ATC 2020) compares.
const DefaultKeepAlive = 600 * 1_000_000_000 * sim.Time(1)

// A Disk has a capacity and bandwidths in bytes per second; 0 = unlimited. Read
// and write transfers share their bandwidth fairly among themselves; Total,
// if set, is shared by both in addition.
type Disk struct {
	Capacity           unit.Bytes
	Read, Write, Total float64
}

// A Link has a bandwidth in bytes per second, 0 = unlimited, and a latency.
type Link struct {
	Bandwidth float64
	Latency   sim.Time
}

// A HostGroup is Count equal hosts.
type HostGroup struct {
	Count   int
	Slots   int        // invocations at once; 0 = unlimited
	Cores   float64    // CPU cores, used by CPU mode [SharedCPU]; 0 = as many as slots
	Speed   float64    // CPU seconds that a core does in a second; 0 = 1
	RAM     unit.Bytes // 0 = unlimited
	Network Link       // of the network interface, each direction for itself
	Disk    Disk       // capacity 0 = unlimited
}

// Overhead are the times that the provider itself takes, in seconds, each a
// number or a distribution; nil = 0.
type Overhead struct {
	Dispatch workload.Dist // to accept a request
	Create   workload.Dist // to make a container
	Init     workload.Dist // to start the runtime in it
	Warm     workload.Dist // to hand a request to a warm container
	Teardown workload.Dist // to stop a container
}

// or returns o with the members that are nil taken from p.
func (o Overhead) or(p Overhead) Overhead {
	for _, m := range []struct{ own, other *workload.Dist }{
		{&o.Dispatch, &p.Dispatch}, {&o.Create, &p.Create}, {&o.Init, &p.Init}, {&o.Warm, &p.Warm}, {&o.Teardown, &p.Teardown},
	} {
		if *m.own == nil {
			*m.own = *m.other
		}
	}
	return o
}

// A QueueConfig says how invocations wait that cannot be placed.
type QueueConfig struct {
	Bounded bool // at most Limit wait at once; one more is rejected
	Limit   int
	Strict  bool // strictly first in, first out: what cannot be placed blocks all behind it
}

// A NetworkMode says how transfers take time.
type NetworkMode uint8

const (
	// FairNetwork shares links, interfaces and disks max-min fairly among the
	// transfers that cross them.
	FairNetwork NetworkMode = iota
	// FixedNetwork gives every transfer the full bandwidth of its narrowest
	// resource, whatever else moves: cheap, and too optimistic under load.
	FixedNetwork
)

// A CPUMode says what happens when more handlers compute than there are cores.
type CPUMode uint8

const (
	// DedicatedCPU never slows a computing handler.
	DedicatedCPU CPUMode = iota
	// SharedCPU shares the cores of a host fairly among the handlers that
	// compute, each of which uses at most one core.
	SharedCPU
)

// A FetchMode says when the image of an invocation is asked for.
type FetchMode uint8

const (
	// FetchOnPlacement asks for the image when the invocation has been placed on
	// a host: its container holds its room meanwhile.
	FetchOnPlacement FetchMode = iota
	// FetchOnArrival downloads the image to main storage as soon as the invocation
	// is accepted; it enters the queue when the image is there.
	FetchOnArrival
)

// A ControlMode says how the provider's control plane takes its time.
type ControlMode uint8

const (
	// ParallelControl accepts any number of requests at once: each pays the
	// dispatch overhead for itself.
	ParallelControl ControlMode = iota
	// SerialControl handles one message at a time, first in first out: a request
	// takes the dispatch overhead; the end of an invocation, of a download, copy or
	// load, and of a keep-alive take no time but wait for their turn.
	SerialControl
)

// A ReuseOrder says which of several warm containers takes the next invocation.
type ReuseOrder uint8

// The orders.
const (
	MostRecentlyUsed  ReuseOrder = iota // the default: lets the others expire
	LeastRecentlyUsed                   // spreads use, keeps all of them alive
	OldestFirst                         // by creation
	NewestFirst                         // by creation, as SimFaaS does
	RandomReuse                         // uniformly
)

// What can be declared at most. Sums over all that happens at once stay far
// below what an int64 can hold.
const (
	maxBytes unit.Bytes = 1 << 53 // of any size: 8 PiB
	maxHosts            = 1 << 20 // of a provider
)

func validSize(n unit.Bytes) bool { return n >= 0 && n <= maxBytes }

// validate reports what is wrong with c.
func (c *ProviderConfig) validate() error {
	if c.Name == "" {
		return fmt.Errorf("provider: name is missing")
	}
	hosts := 0
	for i := range c.Hosts {
		if err := c.Hosts[i].validate(); err != nil {
			return fmt.Errorf("provider %q: hosts[%d]: %w", c.Name, i+1, err)
		}
		hosts += c.Hosts[i].Count
		if hosts > maxHosts {
			return fmt.Errorf("provider %q: hosts: %d: must be at most %d in all", c.Name, hosts, maxHosts)
		}
	}
	if hosts == 0 {
		return fmt.Errorf("provider %q: hosts: there are none, want at least one", c.Name)
	}
	if err := c.Storage.validate(); err != nil {
		return fmt.Errorf("provider %q: storage: %w", c.Name, err)
	}
	if !validRate(c.LAN.Bandwidth) || c.LAN.Latency < 0 {
		return fmt.Errorf("provider %q: lan: bandwidth and latency must not be negative", c.Name)
	}
	if c.Order > cache.GreedyDual {
		return fmt.Errorf("provider %q: order of evictions: %v: is none", c.Name, c.Order)
	}
	if c.Queue.Limit < 0 {
		return fmt.Errorf("provider %q: queue: limit: %d: must not be negative", c.Name, c.Queue.Limit)
	}
	return nil
}

func (g *HostGroup) validate() error {
	switch {
	case g.Count < 0 || g.Count > maxHosts:
		return fmt.Errorf("count: %d: must be from 0 to %d", g.Count, maxHosts)
	case g.Slots < 0 || g.Slots > unlimitedSlots:
		return fmt.Errorf("slots: %d: must be from 0 to %d", g.Slots, unlimitedSlots)
	case !validRate(g.Cores):
		return fmt.Errorf("cores: %v: must be a finite number, not negative", g.Cores)
	case !validRate(g.Speed):
		return fmt.Errorf("speed: %v: must be a finite number, not negative", g.Speed)
	case !validSize(g.RAM):
		return fmt.Errorf("ram: %d: must be a number of bytes from 0 to %v", int64(g.RAM), maxBytes)
	case !validRate(g.Network.Bandwidth) || g.Network.Latency < 0:
		return fmt.Errorf("network: bandwidth and latency must not be negative")
	}
	if err := g.Disk.validate(); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	return nil
}

func (d *Disk) validate() error {
	if !validSize(d.Capacity) {
		return fmt.Errorf("capacity: %d: must be a number of bytes from 0 to %v", int64(d.Capacity), maxBytes)
	}
	for _, r := range []struct {
		name string
		rate float64
	}{{"read", d.Read}, {"write", d.Write}, {"total", d.Total}} {
		if !validRate(r.rate) {
			return fmt.Errorf("%s: %v: must be a number of bytes per second, not negative", r.name, r.rate)
		}
	}
	return nil
}
