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
		"schedule", "round", "admit", "evict", "source", "billing", "on_start", "on_finish", "on_image",
		"on_host_down", "on_host_up", "policy")
	hostOptions = declareOptions("coldmoon.HostOptions",
		"count", "slots", "cores", "speed", "ram", "network", "latency", "disk")
	diskOptions     = declareOptions("coldmoon.DiskOptions", "capacity", "read", "write", "total")
	speedOptions    = declareOptions("coldmoon.DiskSpeedOptions", "read", "write", "total")
	linkOptions     = declareOptions("coldmoon.LinkOptions", "bandwidth", "latency")
	overheadOptions = declareOptions("coldmoon.OverheadOptions", "dispatch", "create", "init", "warm", "teardown")
	queueOptions    = declareOptions("coldmoon.QueueOptions", "limit", "strict")
	policyOptions   = declareOptions("coldmoon.PolicyOptions",
		"schedule", "round", "keep_alive", "admit", "evict", "source", "billing", "on_start", "on_finish", "on_image",
		"on_host_down", "on_host_up")
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
	given     map[string]lua.LValue // policies as the script has set them, by name
	workloads []Workload
	drives    []place                      // where the script drives it, by the engine's drivers
	driven    map[engine.FunctionID]uint64 // how many workloads drive each function
}

// String is what tostring gives.
func (p *provider) String() string { return fmt.Sprintf("provider %q", p.Name()) }

func (rt *Runtime) openProviders() {
	f := fields[*provider]{
		"cluster":     func(p *provider) lua.LValue { return p.views.cluster },
		"containers":  func(p *provider) lua.LValue { return p.views.containerList },
		"flows":       (*provider).flows,
		"functions":   func(p *provider) lua.LValue { return p.views.functionList },
		"hosts":       func(p *provider) lua.LValue { return p.views.hostList },
		"invocations": func(p *provider) lua.LValue { return p.records("no invocations in flight", p.InFlight()) },
		"lan":         func(p *provider) lua.LValue { return rt.linkTable(p.Config().LAN) },
		"name":        func(p *provider) lua.LValue { return lua.LString(p.Name()) },
		"queue":       func(p *provider) lua.LValue { return p.records("no invocation waits", p.Queue()) },
		"storage":     func(p *provider) lua.LValue { return p.views.storage },
	}
	for _, name := range policyOptions.names {
		f[name] = func(p *provider) lua.LValue { return p.policy(name) }
	}
	rt.world.providers = newClass(rt, "Provider", methods{
		"add_hosts":    rt.providerAddHosts,
		"containers":   rt.providerContainers,
		"drive":        rt.providerDrive,
		"fail_host":    rt.providerFailHost,
		"functions":    rt.providerFunctions,
		"invoke":       rt.providerInvoke,
		"recover_host": rt.providerRecoverHost,
		"register":     rt.providerRegister,
		"summary":      rt.providerSummary,
	}, f)
	rt.world.providers.settable(rt.providerSetters())
}

// newProvider is coldmoon.provider{…}.
func (rt *Runtime) newProvider(L *lua.LState) int {
	o := rt.options(L, 1, providerOptions)
	o.required("name", "hosts")
	p := &provider{rt: rt, driven: map[engine.FunctionID]uint64{}, given: map[string]lua.LValue{}}
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
		groups = append(groups, h.hostGroup())
	}
	return groups
}

// hostGroup returns a group of hosts.
func (o *options) hostGroup() engine.HostGroup {
	return engine.HostGroup{
		Count:   int(o.integer("count", 1, 1, math.MaxInt32)),
		Slots:   o.countOrUnlimited("slots"),
		Cores:   o.positive("cores", 0),
		Speed:   o.positive("speed", 1),
		RAM:     o.bytesOrUnlimited("ram"),
		Network: o.link("network"),
		Disk:    o.sub("disk", diskOptions).disk(),
	}
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
