package luabind

// This file lets time pass for the main chunk: at once, event by event, or until
// a breakpoint; and says what has happened.

import (
	"fmt"
	"io"
	"maps"
	"strings"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// hands hold what a script needs to take time into its own hands.
type hands struct {
	rt        *Runtime
	listening bool               // told is filled
	told      []engine.Happening // what the present event has told
	history   *history           // nil if none is kept

	breaks    []*breakpoint // in the order of their declaration
	lastBreak int           // number of the latest one
	stopped   *breakpoint   // that stopped the latest run; nil if none did
	because   []engine.Happening
	shown     bool  // the present event has been printed
	failed    error // of a breakpoint's function
	spoken    bool  // step or next have said in words what they return, since the present input began

	watches   []*watchpoint
	lastWatch int
}

func (rt *Runtime) openHands() {
	rt.hands = &hands{rt: rt}
	if rt.opt.Mode == Interactive {
		rt.hands.keepHistory()
	}
}

// handsFunctions are the functions of the root module that are also globals of a
// session.
func (rt *Runtime) handsFunctions() methods {
	return methods{
		"break_at":     rt.breakAt,
		"break_when":   rt.breakWhen,
		"breaks":       rt.listBreaks,
		"keep_history": rt.keepHistory,
		"next":         rt.nextHappening,
		"run_for":      rt.runFor,
		"run_until":    rt.runUntil,
		"step":         rt.step,
		"timeline":     rt.timeline,
		"unbreak":      rt.unbreak,
		"unwatch":      rt.unwatch,
		"watch":        rt.watchValue,
		"why":          rt.why,
	}
}

// bindHands makes these functions, and those that look, globals of a session. There next is Lua's own too,
// which is never given a string first.
func (rt *Runtime) bindHands() {
	all := rt.handsFunctions()
	maps.Copy(all, rt.lookFunctions())
	all["next"], all["now"], all["run"] = rt.nextOfBoth, rt.nowSeconds, rt.runWorld
	for _, name := range sortedKeys(all) {
		f := rt.root.NewFunction(all[name])
		rt.names[f], rt.full[f] = name, "coldmoon."+name
		rt.session.bind(rt, name, f)
	}
}

// nextOfBoth is the global next of a session.
func (rt *Runtime) nextOfBoth(L *lua.LState) int {
	if _, ok := L.Get(1).(lua.LString); ok {
		return rt.nextHappening(L)
	}
	n := L.GetTop()
	L.Push(rt.next)
	for i := 1; i <= n; i++ {
		L.Push(L.Get(i))
	}
	L.Call(n, lua.MultRet)
	return L.GetTop() - n
}

// listen lets the simulation tell what happens while somebody wants to know.
func (h *hands) listen(on bool) {
	h.listening, h.told = on, h.told[:0]
	if on || h.history != nil {
		h.rt.world.sim.SetWatch(h.tell)
	} else {
		h.rt.world.sim.SetWatch(nil)
	}
}

// tell takes up what has happened.
func (h *hands) tell(x *engine.Happening) {
	if h.history != nil {
		h.history.add(x)
	}
	if h.listening {
		h.told = append(h.told, *x)
	}
}

// run lets the simulation run up to and including time t, or until a breakpoint,
// or until more, if it is not nil, says no: it is asked after every event that had
// an effect. All stops are at the borders of events.
func (h *hands) run(t sim.Time, more func() bool) error {
	w := h.rt.world
	h.failed = nil
	at := h.due(t)
	if at != nil {
		t = at.at
	}
	w.until = t
	defer func() { w.until = sim.Never }()
	if !h.hasConditions() && more == nil {
		if err := w.sim.RunUntil(t); err != nil {
			return err
		}
	} else if err := h.runByEvents(t, more); err != nil {
		return err
	}
	if at != nil && w.sim.Now() == t && h.stopped == nil && !w.sim.Interrupted() {
		if next, ok := w.sim.Next(); !ok || next > t {
			h.hit(at)
		}
	}
	return nil
}

// runByEvents is run event by event.
func (h *hands) runByEvents(t sim.Time, more func() bool) error {
	h.listen(true)
	defer h.listen(false)
	err := h.rt.world.sim.RunWhile(t, func() bool {
		h.shown = false
		goOn := more == nil || more()
		if !h.check() {
			goOn = false
		}
		if h.shown {
			h.because = nil
		}
		h.told = h.told[:0]
		return goOn
	})
	if err == nil {
		err = h.failed
	}
	return err
}

// after says what there is to say after a stop of the main chunk's time.
func (h *hands) after() {
	if b := h.stopped; b != nil {
		h.say("stopped by breakpoint %d%s", b.id, b.when())
		h.show(h.because)
		h.because = nil
	}
	h.showWatches()
}

// say prints a line.
func (h *hands) say(format string, args ...any) {
	fmt.Fprintf(h.rt.opt.Stdout, format+"\n", args...)
}

// Of what has happened, the time takes so many columns, and a line so many in all:
// fewer where the session is narrower, down to the least.
const (
	timeColumns  = 12
	lineColumns  = 80
	leastColumns = 40
)

// show prints what one event has told, the time in front of the first line.
func (h *hands) show(told []engine.Happening) {
	h.shown = true
	if len(told) == 0 {
		return
	}
	at := engine.Clock(told[0].At)
	width := max(timeColumns-1, utf8.RuneCountInString(at))
	columns := lineColumns
	if w := h.rt.limits.Width; w > 0 {
		columns = max(min(columns, w), leastColumns)
	}
	var b strings.Builder
	for i := range told {
		for _, line := range wrap(told[i].Text(), columns-timeColumns, 0, 2) {
			fmt.Fprintf(&b, "%-*s %s\n", width, at, line)
			at = ""
		}
	}
	io.WriteString(h.rt.opt.Stdout, b.String())
}

// step is coldmoon.step(n): it runs n events of which there is something to say,
// prints that and returns how many there were.
func (rt *Runtime) step(L *lua.LState) int {
	a := rt.args(L)
	n := int64(1)
	if L.Get(1) != lua.LNil {
		n = a.integer(1, "n", 1, 1<<53)
	}
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.takeTime(L)
	h, done := rt.hands, int64(0)
	rt.advance(L, func() error {
		return h.run(sim.Never, func() bool {
			h.show(h.told)
			if len(h.told) > 0 {
				done++
			}
			return done < n
		})
	})
	if done < n && h.stopped == nil {
		h.say("nothing is left to happen")
	}
	h.spoken = true
	L.Push(lua.LNumber(done))
	return 1
}

// nextHappening is coldmoon.next(kind): it runs to the next happening of that kind,
// prints its event and returns its fields; nil if there is none.
func (rt *Runtime) nextHappening(L *lua.LState) int {
	a := rt.args(L)
	kind := a.happening(1, "kind")
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.takeTime(L)
	h := rt.hands
	found := lua.LValue(lua.LNil)
	rt.advance(L, func() error {
		return h.run(sim.Never, func() bool {
			for i := range h.told {
				if h.told[i].Is(kind) {
					h.show(h.told)
					found = rt.event(&h.told[i])
					return false
				}
			}
			return true
		})
	})
	if found == lua.LNil && h.stopped == nil {
		h.say("no %s any more: nothing is left to happen", kind)
	}
	h.spoken = true
	L.Push(found)
	return 1
}

// happening returns the name of a kind of happening.
func (a *args) happening(n int, name string) string {
	return argument(a, n, name, func(v lua.LValue) (string, string) {
		names := engine.HappeningNames()
		return toEnum(v, names)
	})
}

// runUntil is coldmoon.run_until(seconds).
func (rt *Runtime) runUntil(L *lua.LState) int {
	a := rt.args(L)
	t := a.time(1, "seconds")
	a.none(1)
	if now := rt.world.sim.Now(); a.verdict == nil && t < now {
		a.bad("seconds", fmt.Sprintf("%s: must not be before now, %s", given(L.Get(1)), number(now.Seconds())))
	}
	if !a.ok() {
		return rt.poison(L)
	}
	rt.takeTime(L)
	rt.advanceUntil(L, t)
	return 0
}

// runFor is coldmoon.run_for(seconds).
func (rt *Runtime) runFor(L *lua.LState) int {
	a := rt.args(L)
	d := a.time(1, "seconds")
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	rt.takeTime(L)
	now := rt.world.sim.Now()
	rt.advanceUntil(L, now+min(d, sim.Never-now))
	return 0
}

// takeTime prepares for a call by which the script lets time pass as it likes: the
// program does not run the rest when the script has ended.
func (rt *Runtime) takeTime(L *lua.LState) {
	rt.simulates(L)
	rt.world.ran = true
}

// event returns the fields of a happening as a table.
func (rt *Runtime) event(x *engine.Happening) *lua.LTable {
	t := rt.root.CreateTable(0, 12)
	set := func(name string, v lua.LValue) {
		if v != lua.LNil {
			t.RawSetString(name, v)
		}
	}
	set("at", luaSeconds(x.At))
	set("kind", lua.LString(x.Kind.String()))
	if x.Provider != nil {
		set("provider", lua.LString(x.Provider.Name()))
	}
	set("fn", textOrNil(x.FunctionName()))
	set("invocation", numberOrNil(x.Invocation))
	set("container", numberOrNil(x.Container))
	set("host", numberOrNil(uint64(x.Host)))
	if x.Image != nil {
		set("image", lua.LString(x.Image.Name))
	}
	if x.Invocation != 0 {
		set("status", lua.LString(x.Status.String()))
	}
	set("why", textOrNil(x.Why()))
	set("where", textOrNil(x.Where()))
	set("text", lua.LString(x.Text()))
	return t
}
