package luabind

// This file makes schedules and keep-alive policies of Lua functions.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// schedule returns the schedule of a provider: nil if it is not given, the
// engine's own if the function is one of coldmoon.schedule.
func (p *provider) schedule(o *options) engine.SchedulePolicy {
	fn := o.function("schedule")
	if fn == nil {
		return nil
	}
	if twin := p.rt.scheduleTwin(fn); twin != nil {
		return twin
	}
	return &scheduleHook{fastHook{hook: hook{"schedule", p, p.rt.newCallback(fn)}}}
}

// A scheduleHook asks schedule(request, cluster).
type scheduleHook struct{ fastHook }

// String says which schedule it is, for people.
func (h *scheduleHook) String() string { return "the schedule" + h.cb.inBrackets() }

const wantPlace = "a host or its number, a container, nil to wait, or false and a reason to reject"

// Schedule implements [engine.SchedulePolicy].
func (h *scheduleHook) Schedule(r engine.Request, _ *engine.Cluster) (engine.Decision, error) {
	v := &h.p.views
	v.asked.ask(r, h.name)
	if place, _, ok := h.try(h.objects); ok {
		if d, ok := place.placed(); ok {
			v.asked.live = false
			return d, nil
		}
	}
	L := h.cb.begin()
	L.Push(v.request)
	L.Push(v.cluster)
	err := h.call(L, 2, 2)
	v.asked.live = false
	if err != nil {
		return engine.Decision{}, err
	}
	answer, reason := L.Get(-2), L.Get(-1)
	h.cb.end(L)
	return h.decision(answer, reason)
}

// objects are what the function is given.
func (h *scheduleHook) objects() []object { return []object{h.p.requestObject(), h.p.clusterObject()} }

func (h *scheduleHook) decision(answer, reason lua.LValue) (engine.Decision, error) {
	switch a := answer.(type) {
	case *lua.LNilType:
		return engine.Decision{}, nil
	case *lua.LUserData:
		switch x := a.Value.(type) {
		case *containerView:
			if x.p == h.p {
				if x.gone() {
					return engine.Decision{}, h.errorf("returned container %d, which is gone", x.serial)
				}
				return engine.Decision{Container: x.id}, nil
			}
			return engine.Decision{}, h.errorf("returned a container of another provider")
		case *hostView:
			if x.p == h.p {
				return engine.Decision{Host: x.id}, nil
			}
			return engine.Decision{}, h.errorf("returned a host of another provider")
		}
	case lua.LNumber:
		if n := float64(a); n == math.Trunc(n) && n >= 1 && n <= float64(h.p.Cluster().Hosts()) {
			return engine.Decision{Host: engine.HostID(n)}, nil
		}
		return engine.Decision{}, h.errorf("returned %s: hosts are numbered from 1 to %d", given(answer), h.p.Cluster().Hosts())
	case lua.LBool:
		if !bool(a) {
			text, err := h.reason(reason)
			return engine.Decision{Reject: true, Reason: text}, err
		}
	}
	return engine.Decision{}, h.nonsense(answer, wantPlace)
}

// reason returns why an invocation is rejected.
func (h *hook) reason(v lua.LValue) (string, error) {
	switch v := v.(type) {
	case *lua.LNilType:
		return "rejected by " + h.name, nil
	case lua.LString:
		return string(v), nil
	}
	return "", h.errorf("returned as the reason %s: must be a string", given(v))
}

// keepAlive returns the option keep_alive: nil if it is not given, a time, or
// what the function says.
func (p *provider) keepAlive(o *options) engine.KeepAlivePolicy {
	v := o.value("keep_alive")
	switch {
	case v == lua.LNil:
		return nil
	case v.Type() != lua.LTFunction:
		t := check(o, "keep_alive", sim.Never, orFunction(toTimeOrForever))
		return engine.FixedKeepAlive(t)
	}
	if t, ok := p.rt.keepAliveTwin(v.(*lua.LFunction)); ok {
		return engine.FixedKeepAlive(t)
	}
	return &keepAliveHook{fastHook: fastHook{hook: hook{"keep_alive", p, p.rt.newCallback(v.(*lua.LFunction))}}}
}

// orFunction makes a converter whose message says that a function is accepted
// as well.
func orFunction[T any](convert func(lua.LValue) (T, string)) func(lua.LValue) (T, string) {
	return func(v lua.LValue) (T, string) {
		x, problem := convert(v)
		if problem != "" {
			problem += ", or a function"
		}
		return x, problem
	}
}

// A keepAliveHook asks keep_alive(container).
type keepAliveHook struct {
	fastHook
	asked *containerView // that has become idle
}

// KeepAlive implements [engine.KeepAlivePolicy].
func (h *keepAliveHook) KeepAlive(_ *engine.Provider, c engine.ContainerID) (sim.Time, error) {
	view := h.p.container(c)
	h.asked = view.(*lua.LUserData).Value.(*containerView)
	if keep, _, ok := h.try(h.objects); ok && keep.kind == isNumber && keep.n >= 0 {
		return sim.Seconds(keep.n), nil
	}
	L := h.cb.begin()
	L.Push(view)
	if err := h.call(L, 1, 1); err != nil {
		return 0, err
	}
	v := L.Get(-1)
	h.cb.end(L)
	n, ok := v.(lua.LNumber)
	if !ok || !(n >= 0) {
		return 0, h.nonsense(v, "a number of seconds from 0 on, or math.huge")
	}
	return sim.Seconds(float64(n)), nil
}

// objects are what the function is given.
func (h *keepAliveHook) objects() []object {
	return []object{viewObject(h.p.rt.world.containers.own, func() *containerView { return h.asked })}
}
