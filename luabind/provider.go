package luabind

// This file declares providers.

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/cache"
)

var (
	providerOptions = declareOptions("coldmoon.ProviderOptions",
		"name", "hosts", "storage", "lan", "network", "cpu", "overhead", "keep_alive", "queue", "reuse", "idle_holds_slot",
		"fetch", "control", "keep_after_timeout",
		"schedule", "round", "admit", "evict", "source", "billing", "on_start", "on_finish", "on_image", "policy")
	hostOptions = declareOptions("coldmoon.HostOptions",
		"count", "slots", "cores", "speed", "ram", "network", "latency", "disk")
	diskOptions     = declareOptions("coldmoon.DiskOptions", "capacity", "read", "write", "total")
	linkOptions     = declareOptions("coldmoon.LinkOptions", "bandwidth", "latency")
	overheadOptions = declareOptions("coldmoon.OverheadOptions", "dispatch", "create", "init", "warm", "teardown")
	queueOptions    = declareOptions("coldmoon.QueueOptions", "limit", "strict")
	policyOptions   = declareOptions("coldmoon.PolicyOptions",
		"schedule", "round", "keep_alive", "admit", "evict", "source", "billing", "on_start", "on_finish", "on_image")
)

// The names of choices, in the order of the engine's constants.
var (
	networkModes = []string{"fair", "fixed"}
	cpuModes     = []string{"dedicated", "shared"}
	fetchModes   = []string{"placement", "arrival"}
	controlModes = []string{"parallel", "serial"}
	reuseOrders  = []string{"mru", "lru", "oldest", "newest", "random"}
	evictOrders  = []string{"lru", "fifo", "lfu", "size", "greedy_dual"}
	cacheOrders  = []cache.Order{cache.LRU, cache.FIFO, cache.LFU, cache.Size, cache.GreedyDual}
)

// A provider is what coldmoon.provider returns.
type provider struct {
	*engine.Provider
	rt        *Runtime
	value     *lua.LUserData
	views     views
	workloads []Workload
	driven    map[engine.FunctionID]uint64 // how many workloads drive each function
}

// String is what tostring gives.
func (p *provider) String() string { return fmt.Sprintf("provider %q", p.Name()) }

func (rt *Runtime) openProviders() {
	rt.world.providers = newClass(rt, "Provider", methods{
		"containers": rt.providerContainers,
		"drive":      rt.providerDrive,
		"functions":  rt.providerFunctions,
		"invoke":     rt.providerInvoke,
		"register":   rt.providerRegister,
		"summary":    rt.providerSummary,
	}, fields[*provider]{
		"cluster":     func(p *provider) lua.LValue { return p.views.cluster },
		"containers":  func(p *provider) lua.LValue { return p.views.containerList },
		"flows":       (*provider).flows,
		"functions":   func(p *provider) lua.LValue { return p.views.functionList },
		"hosts":       func(p *provider) lua.LValue { return p.views.hostList },
		"invocations": func(p *provider) lua.LValue { return p.records("no invocations in flight", p.InFlight()) },
		"name":        func(p *provider) lua.LValue { return lua.LString(p.Name()) },
		"queue":       func(p *provider) lua.LValue { return p.records("no invocation waits", p.Queue()) },
		"storage":     func(p *provider) lua.LValue { return p.views.storage },
	})
}

// newProvider is coldmoon.provider{…}.
func (rt *Runtime) newProvider(L *lua.LState) int {
	o := rt.options(L, 1, providerOptions)
	o.required("name", "hosts")
	p := &provider{rt: rt, driven: map[engine.FunctionID]uint64{}}
	c := engine.ProviderConfig{
		Name:          o.name("name"),
		Storage:       o.sub("storage", diskOptions).disk(),
		Hosts:         hostGroups(o),
		LAN:           o.sub("lan", linkOptions).link("bandwidth"),
		Network:       engine.NetworkMode(o.choice("network", networkModes)),
		CPU:           engine.CPUMode(o.choice("cpu", cpuModes)),
		Overhead:      o.sub("overhead", overheadOptions).overhead(),
		Reuse:         engine.ReuseOrder(o.choice("reuse", reuseOrders)),
		IdleHoldsSlot: o.boolean("idle_holds_slot", false),
		Fetch:         engine.FetchMode(o.choice("fetch", fetchModes)),
		Control:       engine.ControlMode(o.choice("control", controlModes)),

		KeepAfterTimeout: o.boolean("keep_after_timeout", false),
	}
	if q := o.sub("queue", queueOptions); q != nil {
		c.Queue = engine.QueueConfig{Bounded: q.has("limit"), Limit: int(q.integer("limit", 0, 0, math.MaxInt32)), Strict: q.boolean("strict", false)}
	}
	p.policies(o, &c)
	if !o.ok() {
		return rt.poison(L)
	}
	rt.mayChange(L)
	made, err := rt.world.sim.NewProvider(c)
	if err != nil {
		return rt.refuse(L, "%s", err)
	}
	p.Provider = made
	rt.keepCourse(made)
	p.value = rt.world.providers.wrap(p)
	p.openViews()
	rt.world.all = append(rt.world.all, p)
	L.Push(p.value)
	return 1
}

// hostGroups returns the option hosts: one group or an array of them.
func hostGroups(o *options) []engine.HostGroup {
	var groups []engine.HostGroup
	for _, h := range o.items("hosts", hostOptions) {
		g := engine.HostGroup{
			Count:   int(h.integer("count", 1, 1, math.MaxInt32)),
			Slots:   h.countOrUnlimited("slots"),
			Cores:   h.positive("cores", 0),
			Speed:   h.positive("speed", 1),
			RAM:     h.bytesOrUnlimited("ram"),
			Network: h.link("network"),
			Disk:    h.sub("disk", diskOptions).disk(),
		}
		groups = append(groups, g)
	}
	return groups
}

// disk returns a disk; what is not given is unlimited.
func (o *options) disk() engine.Disk {
	if o == nil {
		return engine.Disk{}
	}
	return engine.Disk{
		Capacity: o.bytesOrUnlimited("capacity"),
		Read:     o.rateOrUnlimited("read"),
		Write:    o.rateOrUnlimited("write"),
		Total:    o.rateOrUnlimited("total"),
	}
}

// link returns a link whose bandwidth is the option of that name.
func (o *options) link(bandwidth string) engine.Link {
	if o == nil {
		return engine.Link{}
	}
	return engine.Link{Bandwidth: o.rateOrUnlimited(bandwidth), Latency: o.time("latency", 0)}
}

func (o *options) overhead() engine.Overhead {
	return engine.Overhead{
		Dispatch: o.timeDist("dispatch"), Create: o.timeDist("create"), Init: o.timeDist("init"),
		Warm: o.timeDist("warm"), Teardown: o.timeDist("teardown"),
	}
}

// choice returns the index of the name that was chosen, 0 if none was.
func (o *options) choice(name string, names []string) int {
	chosen := o.enum(name, names[0], names...)
	for i, n := range names {
		if n == chosen {
			return i
		}
	}
	return 0
}
