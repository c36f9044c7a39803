package luabind

// This file says what the parameters of policies are to programs.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// noMethod is of objects without methods.
func noMethod(string) func([]scalar) scalar { return nil }

// viewObject is a view of which scripts read fields. Current returns the one
// that the policy is given.
func viewObject[T any](own fields[T], current func() T) object {
	return object{
		field: func(name string) func() lua.LValue {
			get, ok := own[name]
			if !ok {
				return nil
			}
			return func() lua.LValue { return get(current()) }
		},
		method: noMethod,
	}
}

// requestObject is the request that a policy of p is asked about.
func (p *provider) requestObject() object {
	return viewObject(p.rt.world.requests.own, func() *requestView { return p.views.asked })
}

// clusterObject is the cluster of p, asked about the request that is parameter 1
// of the policy. Questions whose answer depends on how often they are asked are
// left to Lua.
func (p *provider) clusterObject() object {
	c := p.Cluster()
	counts := map[string]func() int{
		"containers": c.Containers, "idle": c.Idle, "running": c.Running, "size": c.Hosts, "waiting": c.Waiting,
	}
	hosts := map[string]func(engine.Request) engine.HostID{
		"best_fit": c.BestFit, "first_fit": c.FirstFit, "least_loaded": c.LeastLoaded,
		"with_image": c.WithImage, "worst_fit": c.WorstFit,
	}
	return object{
		field: func(string) func() lua.LValue { return nil },
		method: func(name string) func([]scalar) scalar {
			if count := counts[name]; count != nil {
				return func([]scalar) scalar { return number64(float64(count())) }
			}
			if name == "warm" && p.Config().Reuse != engine.RandomReuse {
				return p.aboutRequest(func(r engine.Request) scalar { return answerOf(isContainer, uint32(c.Warm(r))) })
			}
			if host := hosts[name]; host != nil {
				return p.aboutRequest(func(r engine.Request) scalar { return answerOf(isHost, uint32(host(r))) })
			}
			return nil
		},
	}
}

// aboutRequest makes a method whose argument is parameter 1.
func (p *provider) aboutRequest(ask func(engine.Request) scalar) func([]scalar) scalar {
	return func(args []scalar) scalar {
		if len(args) < 2 || args[1].kind != isGiven || args[1].n != 0 {
			return scalar{kind: isUnknown}
		}
		return ask(p.views.asked.Request)
	}
}

// answerOf is a host or container; nil if there is none.
func answerOf(kind scalarKind, id uint32) scalar {
	if id == 0 {
		return scalar{}
	}
	return scalar{kind: kind, n: float64(id)}
}

// A fastHook is a hook with its program, which is made when it is first asked:
// a hook is made before its provider.
type fastHook struct {
	hook
	program *program
	tried   bool
}

// try runs the program; ok is false if Lua has to be asked.
func (h *fastHook) try(objects func() []object) (first, second scalar, ok bool) {
	if !h.tried {
		h.tried = true
		h.program = h.p.rt.newProgram(h.cb.fn, objects()...)
	}
	return h.program.run()
}

// placed returns the decision of a schedule for what its program has returned.
func (s *scalar) placed() (d engine.Decision, ok bool) {
	switch s.kind {
	case isNil:
		return engine.Decision{}, true
	case isHost:
		return engine.Decision{Host: engine.HostID(s.n)}, true
	case isContainer:
		return engine.Decision{Container: engine.ContainerID(s.n)}, true
	}
	return engine.Decision{}, false
}
