package luabind

// This file changes what is simulated in the middle of a run: policies, hosts and
// bandwidths.

import (
	"errors"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// change carries out f, which changes the simulation. It is refused in policies. A
// process waits until it is done; the script itself is told what has failed in it.
func (rt *Runtime) change(L *lua.LState, f func() error) {
	rt.mayChange(L)
	w := rt.world
	switch {
	case w.sim.Current() != nil:
		rt.changed(L, f())
		return
	case w.running: // such as a generator of arrivals, which is asked within an event
		rt.raise(L, ELUA, "must not be called here, while an event is handled: call it from coldmoon.spawn, or between runs")
	}
	var refused error
	before := w.sim.Err()
	rt.advance(L, func() error {
		refused = f()
		if err := w.sim.Err(); before == nil {
			return err
		}
		return nil
	})
	rt.changed(L, refused)
}

// changed raises what a change has returned, if that is an error.
func (rt *Runtime) changed(L *lua.LState, err error) {
	switch {
	case err == nil:
	case errors.Is(err, engine.ErrKilled):
		rt.throw(L, killedObject)
	default:
		rt.refuse(L, "%s", err)
	}
}

// option makes of the value of a field what the getters of options read.
func (rt *Runtime) option(L *lua.LState, name string, v lua.LValue, set optionSet) *options {
	t := rt.root.NewTable()
	t.RawSetString(name, v)
	return &options{rt: rt, L: L, set: set, table: t, verdict: &verdict{}}
}

// providerSetters are the fields of providers that can be set.
func (rt *Runtime) providerSetters() setters[*provider] {
	s := setters[*provider]{
		"lan": func(L *lua.LState, p *provider, v lua.LValue) {
			o := rt.subOption(L, "lan", v, linkOptions)
			l := p.Config().LAN
			l = engine.Link{Bandwidth: o.rateOr("bandwidth", l.Bandwidth), Latency: o.time("latency", l.Latency)}
			if o.ok() {
				rt.change(L, func() error { return p.SetLAN(l) })
			}
		},
		"storage": func(L *lua.LState, p *provider, v lua.LValue) {
			o := rt.subOption(L, "storage", v, speedOptions)
			to := o.speed(p.Config().Storage.Speed())
			if o.ok() {
				rt.change(L, func() error { return p.SetStorageSpeed(to) })
			}
		},
	}
	for name, read := range policySetters {
		s[name] = func(L *lua.LState, p *provider, v lua.LValue) {
			o := rt.option(L, name, v, policyOptions)
			set := read(p, o)
			if o.ok() {
				rt.change(L, set)
				p.set(name, v)
			}
		}
	}
	return s
}

// policySetters read a policy and return what sets it.
var policySetters = map[string]func(p *provider, o *options) func() error{
	"admit": func(p *provider, o *options) func() error {
		if h := p.hook(o, "admit"); h != nil {
			return func() error { return p.SetAdmit(&admitHook{h}) }
		}
		return func() error { return p.SetAdmit(nil) }
	},
	"billing": func(p *provider, o *options) func() error {
		if h := p.hook(o, "billing"); h != nil {
			return func() error { return p.SetBilling(newBillingHook(h)) }
		}
		return func() error { return p.SetBilling(nil) }
	},
	"evict": func(p *provider, o *options) func() error {
		order, rank := p.evict(o)
		return func() error { return p.SetEvict(order, rank) }
	},
	"keep_alive": func(p *provider, o *options) func() error {
		k := p.keepAlive(o)
		return func() error { return p.SetKeepAlive(k) }
	},
	"on_finish":    observerSetter("on_finish", (*engine.Provider).SetOnFinish),
	"on_host_down": hostObserverSetter("on_host_down", (*engine.Provider).SetOnHostDown),
	"on_host_up":   hostObserverSetter("on_host_up", (*engine.Provider).SetOnHostUp),
	"on_image": func(p *provider, o *options) func() error {
		if h := p.hook(o, "on_image"); h != nil {
			return func() error { return p.SetOnImage(&imageHook{h}) }
		}
		return func() error { return p.SetOnImage(nil) }
	},
	"on_start": observerSetter("on_start", (*engine.Provider).SetOnStart),
	"round": func(p *provider, o *options) func() error {
		if h := p.hook(o, "round"); h != nil {
			return func() error { return p.SetRound(&roundHook{h}) }
		}
		return func() error { return p.SetRound(nil) }
	},
	"schedule": func(p *provider, o *options) func() error {
		s := p.schedule(o)
		return func() error { return p.SetSchedule(s) }
	},
	"source": func(p *provider, o *options) func() error {
		if h := p.hook(o, "source"); h != nil {
			return func() error { return p.SetSource(&sourceHook{h}) }
		}
		return func() error { return p.SetSource(nil) }
	},
}

func observerSetter(name string, set func(*engine.Provider, engine.Observer) error) func(*provider, *options) func() error {
	return func(p *provider, o *options) func() error {
		if h := p.hook(o, name); h != nil {
			return func() error { return set(p.Provider, &observerHook{h}) }
		}
		return func() error { return set(p.Provider, nil) }
	}
}

func hostObserverSetter(name string, set func(*engine.Provider, engine.HostObserver) error) func(*provider, *options) func() error {
	return func(p *provider, o *options) func() error {
		if h := p.hook(o, name); h != nil {
			return func() error { return set(p.Provider, &hostHook{h}) }
		}
		return func() error { return set(p.Provider, nil) }
	}
}

// set notes a policy that the script has set. Of schedule and round one decides.
func (p *provider) set(name string, v lua.LValue) {
	p.given[name] = v
	switch name {
	case "schedule":
		delete(p.given, "round")
	case "round":
		delete(p.given, "schedule")
	}
}

// policy returns a policy as the script has set it, nil if it has not.
func (p *provider) policy(name string) lua.LValue {
	if v := p.given[name]; v != nil {
		return v
	}
	return lua.LNil
}

// providerAddHosts is provider:add_hosts{…}: it returns the numbers of the first and
// the last of the hosts.
func (rt *Runtime) providerAddHosts(L *lua.LState) int {
	p := rt.world.providers.self(L)
	o := rt.options(L, 2, hostOptions)
	g := o.hostGroup()
	if !o.ok() {
		return rt.poison(L)
	}
	var first, last engine.HostID
	rt.change(L, func() (err error) {
		first, last, err = p.AddHosts(g)
		return err
	})
	if first == 0 { // refused
		return rt.poison(L)
	}
	L.Push(lua.LNumber(first))
	L.Push(lua.LNumber(last))
	return 2
}

var failOptions = declareOptions("coldmoon.FailOptions", "keep_disk")

// providerFailHost is provider:fail_host(host, {keep_disk = …}).
func (rt *Runtime) providerFailHost(L *lua.LState) int {
	p := rt.world.providers.self(L)
	if isPoison(L.Get(2)) {
		return 0
	}
	h, keep := rt.hostArgument(L, 2, p), false
	if L.Get(3) != lua.LNil {
		o := rt.options(L, 3, failOptions)
		keep = o.boolean("keep_disk", false)
		if !o.ok() {
			return 0
		}
	}
	rt.change(L, func() error { return p.FailHost(h, keep) })
	return 0
}

// providerRecoverHost is provider:recover_host(host).
func (rt *Runtime) providerRecoverHost(L *lua.LState) int {
	p := rt.world.providers.self(L)
	if isPoison(L.Get(2)) {
		return 0
	}
	h := rt.hostArgument(L, 2, p)
	rt.change(L, func() error { return p.RecoverHost(h) })
	return 0
}
