package luabind

// This file tells scripts of images that have moved.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A moveView is what on_image is given. It is empty when that does not run.
type moveView struct {
	p    *provider
	move *engine.ImageMove
}

func (rt *Runtime) openMoves() {
	f := fields[*moveView]{
		"began": func(v *moveView) lua.LValue { return luaSeconds(v.move.Began) },
		"bytes": func(v *moveView) lua.LValue { return luaBytes(v.move.Bytes()) },
		"ended": func(v *moveView) lua.LValue { return luaSeconds(v.move.Ended) },
		"host":  func(v *moveView) lua.LValue { return v.p.host(v.move.Host) },
		"image": func(v *moveView) lua.LValue { return rt.fileValue(v.move.Image) },
		"kind":  func(v *moveView) lua.LValue { return lua.LString(v.move.Kind.String()) },
	}
	rt.world.moves = newClass(rt, "ImageMove", nil, f)
	rt.world.moves.over = func(v *moveView) string {
		if v.move != nil {
			return ""
		}
		return onlyDuring("image move", "on_image")
	}
}

// An imageHook tells on_image(move).
type imageHook struct{ *hook }

// ObserveImage implements [engine.ImageObserver].
func (h *imageHook) ObserveImage(m *engine.ImageMove) error {
	v := &h.p.views
	v.moved.move = m
	L := h.cb.begin()
	L.Push(v.move)
	err := h.call(L, 1, 0)
	v.moved.move = nil
	if err == nil {
		h.cb.end(L)
	}
	return err
}
