package luabind

// This file keeps what explains the latest invocations, so that one can be asked
// about after it has ended.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// kept invocations of each provider are remembered.
const keptInvocations = 10_000

// A history remembers the latest invocations of every provider.
type history struct {
	of map[*engine.Provider][]remembered // by serial number modulo keptInvocations
}

// A remembered invocation has what says why it went as it did.
type remembered struct {
	serial uint64
	said   []engine.Happening
	ended  bool
	record engine.Record // if it has ended
}

// keepsKinds are the kinds that say why an invocation went as it did.
var keepsKinds = []string{"queued", "cold_start", "warm_start", "ended", "rejected"}

// add remembers a happening if it explains an invocation.
func (h *history) add(x *engine.Happening) {
	if x.Invocation == 0 || !explains(x) {
		return
	}
	all := h.of[x.Provider]
	slot := int(x.Invocation % keptInvocations)
	for len(all) <= slot {
		all = append(all, remembered{})
	}
	h.of[x.Provider] = all
	r := &all[slot]
	if r.serial != x.Invocation {
		if r.serial > x.Invocation {
			return // it has lasted for so long that its place has been taken
		}
		*r = remembered{serial: x.Invocation, said: r.said[:0]}
	}
	r.said = append(r.said, *x)
	if x.Is("ended") {
		r.ended, r.record = true, x.Record()
	}
}

func explains(x *engine.Happening) bool {
	for _, kind := range keepsKinds {
		if x.Is(kind) {
			return true
		}
	}
	return false
}

// find returns what is remembered of an invocation, nil if nothing is.
func (h *history) find(p *engine.Provider, serial uint64) *remembered {
	if h == nil {
		return nil
	}
	all := h.of[p]
	if slot := int(serial % keptInvocations); slot < len(all) && all[slot].serial == serial {
		return &all[slot]
	}
	return nil
}

// keepHistory begins to keep a history.
func (h *hands) keepHistory() {
	if h.history == nil {
		h.history = &history{of: map[*engine.Provider][]remembered{}}
		h.listen(false)
	}
}

// keepHistory is coldmoon.keep_history().
func (rt *Runtime) keepHistory(L *lua.LState) int {
	a := rt.args(L)
	a.none(0)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	rt.hands.keepHistory()
	return 0
}
