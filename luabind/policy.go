package luabind

// This file makes policies of the engine of Lua functions.

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/cache"
)

// policies reads the policies of a provider: its own options, and those in the
// table policy.
func (p *provider) policies(o *options, c *engine.ProviderConfig) {
	own := o.sub("policy", policyOptions)
	pick := func(name string) *options {
		if own != nil && own.has(name) {
			if o.has(name) {
				own.bad(name, "given twice: as an option of the provider and in its policy")
			}
			return own
		}
		return o
	}
	c.KeepAlive = p.keepAlive(pick("keep_alive"))
	c.Schedule = p.schedule(pick("schedule"))
	if h := p.hook(pick("round"), "round"); h != nil {
		c.Round = &roundHook{h}
		if c.Schedule != nil {
			o.bad("round", "given with schedule: one of them decides")
		}
	}
	c.Order, c.Evict = p.evict(pick("evict"))
	if h := p.hook(pick("admit"), "admit"); h != nil {
		c.Admit = &admitHook{h}
	}
	if h := p.hook(pick("source"), "source"); h != nil {
		c.Source = &sourceHook{h}
	}
	if h := p.hook(pick("billing"), "billing"); h != nil {
		c.Billing = newBillingHook(h)
	}
	p.observers(pick, c)
	for _, name := range policyOptions.names {
		for _, from := range []*options{o, own} {
			if v := from.value(name); v != lua.LNil {
				p.given[name] = v
			}
		}
	}
}

// evict returns the option evict: an order, or a function that ranks.
func (p *provider) evict(o *options) (cache.Order, engine.EvictPolicy) {
	if o.value("evict").Type() == lua.LTFunction {
		return cache.LRU, &evictHook{p.hook(o, "evict")}
	}
	return check(o, "evict", cache.LRU, orFunction(toEvictOrder)), nil
}

// observers reads those policies that are only told.
func (p *provider) observers(pick func(name string) *options, c *engine.ProviderConfig) {
	if h := p.hook(pick("on_host_down"), "on_host_down"); h != nil {
		c.OnHostDown = &hostHook{h}
	}
	if h := p.hook(pick("on_host_up"), "on_host_up"); h != nil {
		c.OnHostUp = &hostHook{h}
	}
	if h := p.hook(pick("on_start"), "on_start"); h != nil {
		c.OnStart = &observerHook{h}
	}
	if h := p.hook(pick("on_finish"), "on_finish"); h != nil {
		c.OnFinish = &observerHook{h}
	}
	if h := p.hook(pick("on_image"), "on_image"); h != nil {
		c.OnImage = &imageHook{h}
	}
}

// toEvictOrder accepts the names of orders of eviction.
func toEvictOrder(v lua.LValue) (cache.Order, string) {
	name, problem := toEnum(v, evictOrders)
	for i, n := range evictOrders {
		if n == name {
			return cacheOrders[i], ""
		}
	}
	return cache.LRU, problem
}

// A hook is a Lua function that is a policy of a provider.
type hook struct {
	name string // of the option
	p    *provider
	cb   *callback
}

// hook returns the function of an option, nil if there is none.
func (p *provider) hook(o *options, name string) *hook {
	fn := o.function(name)
	if fn == nil {
		return nil
	}
	return &hook{name, p, p.rt.newCallback(fn)}
}

// call calls the function with the arguments on L. No policy may let time pass.
func (h *hook) call(L *lua.LState, nargs, nret int) error {
	w := h.p.rt.world
	outer := w.hook
	w.hook = h.name
	err := h.cb.call(L, nargs, nret)
	w.hook = outer
	return err
}

// nonsense is the error of an answer that is not what is wanted.
func (h *hook) nonsense(v lua.LValue, want string) error {
	return h.errorf("returned %s: must be %s", given(v), want)
}

// errorf makes an error at the place where the function is defined.
func (h *hook) errorf(format string, args ...any) error {
	return h.p.rt.errorAt(h.cb.place(), EPOLICY, fmt.Sprintf(format, args...))
}

// policyError makes a report of an answer that the engine could not carry out.
func (rt *Runtime) policyError(e *engine.PolicyError) *Error {
	report := rt.errorAt(rt.placeOfPolicy(e), EPOLICY, e.Error())
	report.Cause = e
	return report
}

// placeOfPolicy returns where the function of a policy is defined.
func (rt *Runtime) placeOfPolicy(e *engine.PolicyError) place {
	for _, p := range rt.world.all {
		if p.Name() != e.Provider {
			continue
		}
		if cb := hookOf(p.Config(), e.Policy); cb != nil {
			return cb.place()
		}
	}
	return place{}
}

// hookOf returns the callback of a policy, nil if it is not written in Lua.
func hookOf(c *engine.ProviderConfig, name string) *callback {
	var policy any
	switch name {
	case "schedule":
		policy = c.Schedule
	case "round":
		policy = c.Round
	case "keep_alive":
		policy = c.KeepAlive
	case "admit":
		policy = c.Admit
	case "evict":
		policy = c.Evict
	case "source":
		policy = c.Source
	case "billing":
		policy = c.Billing
	case "on_start":
		policy = c.OnStart
	case "on_finish":
		policy = c.OnFinish
	case "on_image":
		policy = c.OnImage
	case "on_host_down":
		policy = c.OnHostDown
	case "on_host_up":
		policy = c.OnHostUp
	}
	if h, ok := policy.(interface{ callback() *callback }); ok {
		return h.callback()
	}
	return nil
}

func (h *hook) callback() *callback { return h.cb }

// An admitHook asks admit(request).
type admitHook struct{ *hook }

// Admit implements [engine.AdmitPolicy].
func (h *admitHook) Admit(r engine.Request) (ok bool, reason string, err error) {
	v := &h.p.views
	v.asked.ask(r, h.name)
	L := h.cb.begin()
	L.Push(v.request)
	err = h.call(L, 1, 2)
	v.asked.live = false
	if err != nil {
		return false, "", err
	}
	answer, why := L.Get(-2), L.Get(-1)
	h.cb.end(L)
	b, isBool := answer.(lua.LBool)
	if !isBool {
		return false, "", h.nonsense(answer, "true, or false and a reason")
	}
	if !b {
		reason, err = h.reason(why)
	}
	return bool(b), reason, err
}

// An evictHook asks evict(candidate).
type evictHook struct{ *hook }

// Rank implements [engine.EvictPolicy].
func (h *evictHook) Rank(c engine.Candidate) (float64, error) {
	v := &h.p.views
	v.ranked.candidate, v.ranked.live = c, true
	L := h.cb.begin()
	L.Push(v.candidate)
	err := h.call(L, 1, 1)
	v.ranked.live = false
	if err != nil {
		return 0, err
	}
	answer := L.Get(-1)
	h.cb.end(L)
	n, ok := answer.(lua.LNumber)
	if !ok || math.IsNaN(float64(n)) {
		return 0, h.nonsense(answer, "a number, the rank; the lowest goes first")
	}
	return float64(n), nil
}

// A sourceHook asks source(image, repositories).
type sourceHook struct{ *hook }

// Source implements [engine.SourcePolicy].
func (h *sourceHook) Source(image *engine.File, copies []*engine.Repository) (*engine.Repository, error) {
	rt := h.p.rt
	list := rt.root.CreateTable(len(copies), 0)
	for _, r := range copies {
		list.Append(rt.repositoryValue(r))
	}
	L := h.cb.begin()
	L.Push(rt.fileValue(image))
	L.Push(list)
	if err := h.call(L, 2, 1); err != nil {
		return nil, err
	}
	answer := L.Get(-1)
	h.cb.end(L)
	r, ok := rt.world.repositories.from(answer)
	if !ok {
		return nil, h.nonsense(answer, "one of the repositories")
	}
	if !r.Has(image) {
		return nil, h.errorf("returned repository %q, which does not store %q", r.Config.Name, image.Name)
	}
	return r.Repository, nil
}

// An observerHook tells on_start(record) or on_finish(record).
type observerHook struct{ *hook }

// Observe implements [engine.Observer].
func (h *observerHook) Observe(r *engine.Record) error {
	v := &h.p.views
	v.told.record, v.told.hook = r, h.name
	L := h.cb.begin()
	L.Push(v.record)
	err := h.call(L, 1, 0)
	v.told.record = nil
	if err == nil {
		h.cb.end(L)
	}
	return err
}

// A hostHook tells on_host_down(host) or on_host_up(host).
type hostHook struct{ *hook }

// ObserveHost implements [engine.HostObserver].
func (h *hostHook) ObserveHost(id engine.HostID) error {
	L := h.cb.begin()
	L.Push(h.p.host(id))
	err := h.call(L, 1, 0)
	if err == nil {
		h.cb.end(L)
	}
	return err
}
