package luabind

// This file changes bandwidths and latencies.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// subOption reads the value of a field that is a table of options.
func (rt *Runtime) subOption(L *lua.LState, name string, v lua.LValue, set optionSet) *options {
	o := &options{rt: rt, L: L, path: name + ".", set: set, verdict: &verdict{}}
	o.open(v, name)
	return o
}

// rateOr returns a bandwidth; one that is not given stays as it is.
func (o *options) rateOr(name string, now float64) float64 {
	if !o.has(name) {
		return now
	}
	return o.rateOrUnlimited(name)
}

// speed returns the bandwidths of a disk; what is not given stays as it is.
func (o *options) speed(now engine.DiskSpeed) engine.DiskSpeed {
	return engine.DiskSpeed{Read: o.rateOr("read", now.Read), Write: o.rateOr("write", now.Write), Total: o.rateOr("total", now.Total)}
}

// linkTable returns what can be set as a table.
func (rt *Runtime) linkTable(l engine.Link) lua.LValue {
	t := rt.root.CreateTable(0, 2)
	t.RawSetString("bandwidth", luaRate(l.Bandwidth))
	t.RawSetString("latency", luaSeconds(l.Latency))
	return t
}

// hostSetters are the fields of hosts that can be set.
func (rt *Runtime) hostSetters() setters[*hostView] {
	return setters[*hostView]{
		"disk": func(L *lua.LState, h *hostView, v lua.LValue) {
			o := rt.subOption(L, "disk", v, speedOptions)
			to := o.speed(h.p.Host(h.id).DiskSpeed)
			if o.ok() {
				rt.change(L, func() error { return h.p.SetDiskSpeed(h.id, to) })
			}
		},
		"latency": func(L *lua.LState, h *hostView, v lua.LValue) {
			o := rt.option(L, "latency", v, hostOptions)
			l := engine.Link{Bandwidth: h.p.Host(h.id).Network.Bandwidth, Latency: o.time("latency", 0)}
			if o.ok() {
				rt.change(L, func() error { return h.p.SetNetwork(h.id, l) })
			}
		},
		"network": func(L *lua.LState, h *hostView, v lua.LValue) {
			o := rt.option(L, "network", v, hostOptions)
			l := engine.Link{Bandwidth: o.rateOrUnlimited("network"), Latency: h.p.Host(h.id).Network.Latency}
			if o.ok() {
				rt.change(L, func() error { return h.p.SetNetwork(h.id, l) })
			}
		},
	}
}

// repositorySetters are the fields of repositories that can be set.
func (rt *Runtime) repositorySetters() setters[*repository] {
	return setters[*repository]{
		"bandwidth": func(L *lua.LState, r *repository, v lua.LValue) {
			o := rt.option(L, "bandwidth", v, repositoryOptions)
			l := engine.Link{Bandwidth: o.rateOrUnlimited("bandwidth"), Latency: r.Config.Latency}
			if o.ok() {
				rt.change(L, func() error { return r.SetLink(l) })
			}
		},
		"latency": func(L *lua.LState, r *repository, v lua.LValue) {
			o := rt.option(L, "latency", v, repositoryOptions)
			l := engine.Link{Bandwidth: r.Config.Bandwidth, Latency: o.time("latency", 0)}
			if o.ok() {
				rt.change(L, func() error { return r.SetLink(l) })
			}
		},
		"read": func(L *lua.LState, r *repository, v lua.LValue) {
			o := rt.option(L, "read", v, repositoryOptions)
			rate := o.rateOrUnlimited("read")
			if o.ok() {
				rt.change(L, func() error { return r.SetRead(rate) })
			}
		},
	}
}
