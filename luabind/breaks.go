package luabind

// This file binds breakpoints: where a run of the main chunk stops.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A breakpoint stops a run: at a time, once, or whenever a function says so of
// something that has happened.
type breakpoint struct {
	id   int
	at   sim.Time
	cond *callback // nil: at decides
	hits int
}

// when says of a breakpoint which one it is.
func (b *breakpoint) when() string {
	if b.cond == nil {
		return ", at " + number(b.at.Seconds()) + " s"
	}
	return b.cond.inBrackets()
}

func (h *hands) hasConditions() bool {
	for _, b := range h.breaks {
		if b.cond != nil {
			return true
		}
	}
	return false
}

// due returns the first breakpoint at a time up to t, nil if there is none.
func (h *hands) due(t sim.Time) (first *breakpoint) {
	for _, b := range h.breaks {
		if b.cond == nil && b.at <= t && (first == nil || b.at < first.at) {
			first = b
		}
	}
	return first
}

// hit notes that b stops the run. One at a time has had its time.
func (h *hands) hit(b *breakpoint) {
	b.hits++
	h.stopped = b
	if b.cond == nil {
		h.remove(b.id)
	}
}

func (h *hands) remove(id int) bool {
	for i, b := range h.breaks {
		if b.id == id {
			h.breaks = append(h.breaks[:i:i], h.breaks[i+1:]...)
			return true
		}
	}
	return false
}

// breakHook is what a breakpoint's function is called in errors.
const breakHook = "break_when"

// check asks the breakpoints about what the latest event has told; false stops the
// run. All are asked about everything, so that their state does not depend on each
// other.
func (h *hands) check() bool {
	w := h.rt.world
	for i := range h.told {
		var event *lua.LTable
		for _, b := range h.breaks {
			if b.cond == nil {
				continue
			}
			if event == nil {
				event = h.rt.event(&h.told[i])
			}
			L := b.cond.begin()
			L.Push(event)
			w.hook = breakHook
			err := b.cond.call(L, 1, 1)
			w.hook = ""
			if err != nil {
				h.failed = err
				return false
			}
			stop := lua.LVAsBool(L.Get(-1))
			b.cond.end(L)
			if stop && h.stopped != b {
				b.hits++
				if h.stopped == nil {
					h.stopped = b
					h.because = append(h.because[:0], h.told[i])
				}
			}
		}
	}
	return h.stopped == nil
}

// breakWhen is coldmoon.break_when(function).
func (rt *Runtime) breakWhen(L *lua.LState) int {
	a := rt.args(L)
	fn := a.function(1, "function")
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	return rt.addBreak(L, &breakpoint{cond: rt.newCallback(fn)})
}

// breakAt is coldmoon.break_at(seconds).
func (rt *Runtime) breakAt(L *lua.LState) int {
	a := rt.args(L)
	t := a.time(1, "seconds")
	a.none(1)
	if now := rt.world.sim.Now(); a.verdict == nil && t <= now && now > 0 {
		a.bad("seconds", fmt.Sprintf("%s: must be after now, %s", given(L.Get(1)), number(now.Seconds())))
	}
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	return rt.addBreak(L, &breakpoint{at: t})
}

func (rt *Runtime) addBreak(L *lua.LState, b *breakpoint) int {
	h := rt.hands
	h.lastBreak++
	b.id = h.lastBreak
	h.breaks = append(h.breaks, b)
	L.Push(lua.LNumber(b.id))
	return 1
}

// listBreaks is coldmoon.breaks().
func (rt *Runtime) listBreaks(L *lua.LState) int {
	rt.looks(L)
	list := rt.root.NewTable()
	for _, b := range rt.hands.breaks {
		t := rt.root.NewTable()
		t.RawSetString("id", lua.LNumber(b.id))
		if b.cond == nil {
			t.RawSetString("at", luaSeconds(b.at))
		} else {
			t.RawSetString("where", lua.LString(strings.TrimSuffix(b.cond.place().String(), ": ")))
			t.RawSetString("hits", lua.LNumber(b.hits))
		}
		list.Append(t)
	}
	L.Push(list)
	return 1
}

// unbreak is coldmoon.unbreak(id): it removes a breakpoint, or all of them.
func (rt *Runtime) unbreak(L *lua.LState) int {
	h := rt.hands
	if L.GetTop() == 0 {
		rt.outside(L)
		h.breaks = nil
		return 0
	}
	a := rt.args(L)
	id := a.integer(1, "id", 1, 1<<53)
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.outside(L)
	if !h.remove(int(id)) {
		return rt.refuse(L, "id: %d: there is no such breakpoint", id)
	}
	return 0
}

// outside raises an error inside the simulation and in policies: only the main
// chunk decides where runs stop.
func (rt *Runtime) outside(L *lua.LState) {
	w := rt.world
	switch {
	case w.hook != "":
		rt.raise(L, ELUA, "must not be called in %s", w.hook)
	case w.running:
		rt.raise(L, ELUA, "must not be called inside the simulation")
	}
}

// looks is outside for what changes nothing: a breakpoint's function may call it.
func (rt *Runtime) looks(L *lua.LState) {
	if h := rt.world.hook; h != breakHook && h != watchHook {
		rt.outside(L)
	}
}
