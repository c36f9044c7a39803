package luabind

// This file binds the cluster: a provider as a policy sees it, with questions
// that the engine answers from its indexes.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A clusterView is the cluster of a provider.
type clusterView struct{ p *provider }

// String is what tostring gives.
func (c *clusterView) String() string { return "cluster of " + c.p.String() }

func (rt *Runtime) openClusters() {
	rt.world.clusters = newClass(rt, "Cluster", methods{
		"best_fit":     rt.hostFor((*engine.Cluster).BestFit),
		"can_take":     rt.clusterCanTake,
		"containers":   rt.count((*engine.Cluster).Containers),
		"first_fit":    rt.hostFor((*engine.Cluster).FirstFit),
		"free_ram":     rt.clusterFreeRAM,
		"host":         rt.clusterHost,
		"hosts":        rt.clusterHosts,
		"idle":         rt.count((*engine.Cluster).Idle),
		"least_loaded": rt.hostFor((*engine.Cluster).LeastLoaded),
		"now":          rt.clusterNow,
		"random":       rt.hostFor((*engine.Cluster).Random),
		"round_robin":  rt.hostFor((*engine.Cluster).RoundRobin),
		"running":      rt.count((*engine.Cluster).Running),
		"size":         rt.count((*engine.Cluster).Hosts),
		"waiting":      rt.count((*engine.Cluster).Waiting),
		"warm":         rt.clusterWarm,
		"warm_count":   rt.clusterWarmCount,
		"with_image":   rt.clusterWithImage,
		"worst_fit":    rt.hostFor((*engine.Cluster).WorstFit),
	}, fields[*clusterView]{})
}

// request returns the request that is argument n.
func (rt *Runtime) request(L *lua.LState, n int, c *clusterView) engine.Request {
	v, ok := rt.world.requests.from(L.Get(n))
	switch {
	case ok && v.live && v.p == c.p:
		return v.Request
	case !ok:
		rt.raise(L, EOPT, "request: %s", mustBe(L.Get(n), "the request that the policy was given"))
	case v.live:
		rt.raise(L, EOPT, "request: must be one of the same provider")
	default:
		rt.raise(L, EOPT, "request: is over: it can be asked about only while the policy that it was given to runs")
	}
	return engine.Request{}
}

// hostFor makes a method that answers a request with a host.
func (rt *Runtime) hostFor(ask func(*engine.Cluster, engine.Request) engine.HostID) lua.LGFunction {
	return func(L *lua.LState) int {
		c := rt.world.clusters.self(L)
		L.Push(c.p.host(ask(c.p.Cluster(), rt.request(L, 2, c))))
		return 1
	}
}

// count makes a method that returns a number.
func (rt *Runtime) count(ask func(*engine.Cluster) int) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(lua.LNumber(ask(rt.world.clusters.self(L).p.Cluster())))
		return 1
	}
}

// clusterWarm is cluster:warm(request).
func (rt *Runtime) clusterWarm(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	L.Push(c.p.container(c.p.Cluster().Warm(rt.request(L, 2, c))))
	return 1
}

// clusterWithImage is cluster:with_image(request) or cluster:with_image(image).
func (rt *Runtime) clusterWithImage(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	image, ok := rt.world.files.from(L.Get(2))
	if !ok {
		L.Push(c.p.host(c.p.Cluster().WithImage(rt.request(L, 2, c))))
		return 1
	}
	for id := engine.HostID(1); int(id) <= c.p.Cluster().Hosts(); id++ {
		if c.p.Host(id).Up && c.p.HostHasImage(id, image) {
			L.Push(c.p.host(id))
			return 1
		}
	}
	L.Push(lua.LNil)
	return 1
}

// clusterCanTake is cluster:can_take(host, request).
func (rt *Runtime) clusterCanTake(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	h := rt.hostArgument(L, 2, c.p)
	L.Push(lua.LBool(c.p.Cluster().CanTake(h, rt.request(L, 3, c))))
	return 1
}

// hostArgument returns the host that is argument n: a view or a number.
func (rt *Runtime) hostArgument(L *lua.LState, n int, p *provider) engine.HostID {
	if h, ok := rt.world.hosts.from(L.Get(n)); ok && h.p == p {
		return h.id
	}
	x, ok := L.Get(n).(lua.LNumber)
	if hosts := p.Cluster().Hosts(); !ok || float64(x) != math.Trunc(float64(x)) || x < 1 || int(x) > hosts {
		rt.raise(L, EOPT, "host: %s: must be a host of this provider, or its number from 1 to %d", given(L.Get(n)), hosts)
	}
	return engine.HostID(x)
}

// clusterHost is cluster:host(i).
func (rt *Runtime) clusterHost(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	L.Push(c.p.host(rt.hostArgument(L, 2, c.p)))
	return 1
}

// clusterHosts is cluster:hosts(): an iterator over the hosts that are up, in their
// order.
func (rt *Runtime) clusterHosts(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	next := engine.HostID(1)
	L.Push(L.NewFunction(func(L *lua.LState) int {
		for int(next) <= c.p.Cluster().Hosts() && !c.p.Host(next).Up {
			next++
		}
		if int(next) > c.p.Cluster().Hosts() {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(c.p.host(next))
		next++
		return 1
	}))
	return 1
}

// clusterNow is cluster:now().
func (rt *Runtime) clusterNow(L *lua.LState) int {
	L.Push(luaSeconds(rt.world.clusters.self(L).p.Cluster().Now()))
	return 1
}

// clusterFreeRAM is cluster:free_ram().
func (rt *Runtime) clusterFreeRAM(L *lua.LState) int {
	L.Push(bytesOrHuge(rt.world.clusters.self(L).p.Cluster().FreeRAM()))
	return 1
}

// clusterWarmCount is cluster:warm_count(fn): fn is a request, a function or a
// name.
func (rt *Runtime) clusterWarmCount(L *lua.LState) int {
	c := rt.world.clusters.self(L)
	if v, ok := rt.world.requests.from(L.Get(2)); ok && v.live {
		L.Push(lua.LNumber(c.p.WarmContainers(rt.request(L, 2, c).Function())))
		return 1
	}
	L.Push(lua.LNumber(c.p.WarmContainers(rt.registered(L, 2, c.p))))
	return 1
}
