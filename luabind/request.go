package luabind

// This file binds requests and candidates: what a policy is asked about.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A requestView is the invocation that a policy is asked about. It stands for
// nothing when no policy of its provider runs.
type requestView struct {
	engine.Request
	p    *provider
	live bool
	hook string // the policy that was given it last
}

// ask lets the view stand for r, about which a policy is asked.
func (v *requestView) ask(r engine.Request, hook string) {
	v.Request, v.live, v.hook = r, true, hook
}

func (rt *Runtime) openRequests() {
	f := fields[*requestView]{
		"concurrency": func(v *requestView) lua.LValue { return lua.LNumber(v.Limits().Concurrency) },
		"disk":        func(v *requestView) lua.LValue { return luaBytes(v.Limits().Disk) },
		"fn":          func(v *requestView) lua.LValue { return lua.LString(v.Name()) },
		"id":          func(v *requestView) lua.LValue { return lua.LNumber(v.ID()) },
		"image":       func(v *requestView) lua.LValue { return rt.fileValue(v.Image()) },
		"now":         func(v *requestView) lua.LValue { return luaSeconds(v.Now()) },
		"ram":         func(v *requestView) lua.LValue { return luaBytes(v.Limits().RAM) },
		"submitted":   func(v *requestView) lua.LValue { return luaSeconds(v.Submitted()) },
		"time_limit":  func(v *requestView) lua.LValue { return timeOrHuge(v.Limits().TimeLimit) },
		"waiting":     func(v *requestView) lua.LValue { return lua.LBool(v.Waiting()) },
	}
	rt.world.requests = newClass(rt, "Request", nil, f)
	rt.world.requests.over = func(v *requestView) string {
		if v.live {
			return ""
		}
		return onlyDuring("request", v.hook)
	}
}

// A candidateView is what an evict policy is asked about.
type candidateView struct {
	p         *provider
	candidate engine.Candidate
	live      bool
}

func (rt *Runtime) openCandidates() {
	f := fields[*candidateView]{
		"container":  func(v *candidateView) lua.LValue { return v.p.container(v.candidate.Container) },
		"created":    func(v *candidateView) lua.LValue { return luaSeconds(v.candidate.Created) },
		"host":       func(v *candidateView) lua.LValue { return v.p.host(v.candidate.Host) },
		"image":      func(v *candidateView) lua.LValue { return rt.fileValue(v.candidate.Image) },
		"kind":       func(v *candidateView) lua.LValue { return lua.LString(v.candidate.Kind.String()) },
		"lacks_disk": func(v *candidateView) lua.LValue { return luaBytes(v.candidate.LacksDisk) },
		"lacks_ram":  func(v *candidateView) lua.LValue { return luaBytes(v.candidate.LacksRAM) },
		"loaded":     func(v *candidateView) lua.LValue { return timeOrNil(v.candidate.Loaded) },
		"ready":      func(v *candidateView) lua.LValue { return luaSeconds(v.candidate.Ready) },
		"last_used":  func(v *candidateView) lua.LValue { return luaSeconds(v.candidate.LastUsed) },
		"now":        func(v *candidateView) lua.LValue { return luaSeconds(rt.world.sim.Now()) },
		"ram":        func(v *candidateView) lua.LValue { return luaBytes(v.candidate.RAM) },
		"size":       func(v *candidateView) lua.LValue { return luaBytes(v.candidate.Size) },
		"uses":       func(v *candidateView) lua.LValue { return lua.LNumber(v.candidate.Uses) },
	}
	rt.world.candidates = newClass(rt, "Candidate", nil, f)
	rt.world.candidates.over = func(v *candidateView) string {
		if v.live {
			return ""
		}
		return onlyDuring("candidate", "evict")
	}
}
