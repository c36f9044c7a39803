package luabind

// This file explains an invocation in words, and draws its phases.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// asked is the invocation that a call is about: its account as it is now, and what
// is remembered of it, nil if nothing is. Ok is false if the call has been refused.
func (rt *Runtime) askedAbout(L *lua.LState) (r engine.Record, past *remembered, ok bool) {
	v := L.Get(1)
	if rt.opt.Mode == Check && isPoison(v) {
		return r, nil, false
	}
	rt.looks(L)
	if h, is := rt.world.handles.from(v); is {
		r = h.Record()
	} else if view, is := rt.world.records.from(v); is && view.record != nil {
		r = *view.record
	} else if n, is := v.(lua.LNumber); is {
		return rt.askedByNumber(L, n)
	} else {
		rt.refuse(L, "invocation: %s", mustBe(v, "a handle, a record or the number of an invocation"))
		return r, nil, false
	}
	return r, rt.hands.history.find(r.Provider, r.ID), true
}

// askedByNumber finds an invocation by its number, and by its provider if there are
// several.
func (rt *Runtime) askedByNumber(L *lua.LState, n lua.LNumber) (r engine.Record, past *remembered, ok bool) {
	all := rt.world.all
	p, named := rt.world.providers.from(L.Get(2))
	switch {
	case L.Get(2) != lua.LNil && !named:
		rt.refuse(L, "provider: %s", mustBe(L.Get(2), "a provider"))
		return r, nil, false
	case !named && len(all) != 1:
		rt.refuse(L, "provider: must be given, since there are %d", len(all))
		return r, nil, false
	case !named:
		p = all[0]
	}
	serial, problem := toInteger(n, 1, int64(p.Submitted()))
	if problem != "" {
		rt.refuse(L, "invocation: %s: %q has had %d", given(n), p.Name(), p.Submitted())
		return r, nil, false
	}
	past = rt.hands.history.find(p.Provider, uint64(serial))
	if r, ok = p.Present(uint64(serial)); ok {
		return r, past, true
	}
	if past == nil || !past.ended {
		rt.refuse(L, "invocation: %d: %s", serial, rt.forgotten())
		return r, nil, false
	}
	return past.record, past, true
}

// forgotten says why nothing is known of an invocation that has ended.
func (rt *Runtime) forgotten() string {
	if rt.hands.history == nil {
		return "has ended, and no history is kept; call coldmoon.keep_history() before the run, or ask with its handle"
	}
	return fmt.Sprintf("is too long ago; only the latest %d of a provider are remembered", keptInvocations)
}

// why is coldmoon.why(invocation, provider).
func (rt *Runtime) why(L *lua.LState) int {
	r, past, ok := rt.askedAbout(L)
	switch {
	case !ok:
		return rt.poison(L)
	case past == nil:
		return rt.refuse(L, "invocation: %d: %s", r.ID, rt.forgotten())
	}
	lines := []string{headline(&r)}
	add := func(about, text string) {
		for i, line := range wrap(text, lineColumns-10, 0, 2) {
			if i > 0 {
				about = ""
			}
			lines = append(lines, fmt.Sprintf("  %-7s %s", about, line))
		}
	}
	for i := range past.said {
		explain(&past.said[i], add)
	}
	if r.Status.Ended() && r.Latency() > 0 {
		add("time", longPhases(&r))
	}
	L.Push(lua.LString(strings.Join(lines, "\n")))
	return 1
}

// explain adds the reasons that a happening gives.
func explain(x *engine.Happening, add func(about, text string)) {
	at := "at " + engine.Clock(x.At)
	why := x.WhyThen()
	switch x.Kind.String() {
	case "queued":
		add("waited", at+": "+why)
	case "cold_start":
		add("cold", at+": "+why)
		if where := x.Where(); where != "" {
			add("host", at+": "+where)
		}
	case "warm_start":
		add("warm", fmt.Sprintf("%s in container %d on host %d: %s", at, x.Container, x.Host, why))
	case "rejected":
		add("ended", at+" as rejected: "+why)
	case "ended":
		add("ended", fmt.Sprintf("%s as %v, %s", at, x.Status, why))
	}
}

// headline says in short what became of an invocation, or how far it is.
func headline(r *engine.Record) string {
	text := fmt.Sprintf("invocation %d of %q", r.ID, nameOfFunction(r))
	switch {
	case r.Cold:
		text += ", cold"
	case r.Placed != sim.Never:
		text += ", warm"
	}
	if r.Status.Ended() {
		return fmt.Sprintf("%s: %v after %s", text, r.Status, engine.Span(r.Latency()))
	}
	return fmt.Sprintf("%s: %v, for %s so far", text, r.Status, engine.Span(r.Latency()))
}

// longPhases names the phases that took a hundredth of the latency at least.
func longPhases(r *engine.Record) string {
	var parts []string
	for _, p := range r.Phases() {
		if p.Took > 0 && p.Took >= r.Latency()/100 {
			parts = append(parts, p.Name+" "+engine.Span(p.Took))
		}
	}
	return strings.Join(parts, ", ")
}

// The columns of a timeline: names, times, and the bars.
const (
	timelineColumns = 72
	barColumns      = timelineColumns - 2 - 8 - 1 - 9 - 2
)

// timeline is coldmoon.timeline(invocation, provider).
func (rt *Runtime) timeline(L *lua.LState) int {
	r, _, ok := rt.askedAbout(L)
	if !ok {
		return rt.poison(L)
	}
	phases := r.PhasesNow()
	var whole, begins sim.Time
	for _, p := range phases {
		whole += p.Took
	}
	lines := []string{headline(&r)}
	for i, p := range phases {
		if now := i == len(phases)-1 && !r.Status.Ended(); p.Took > 0 || now {
			lines = append(lines, fmt.Sprintf("  %-8s %9s  %s", p.Name, engine.Span(p.Took), bar(begins, p.Took, whole, now)))
		}
		begins += p.Took
	}
	from, to := engine.Clock(r.Submitted), engine.Clock(r.Submitted+whole)
	lines = append(lines, fmt.Sprintf("%*s%*s", timelineColumns-barColumns+len(from), from, barColumns-len(from), to))
	L.Push(lua.LString(strings.Join(lines, "\n")))
	return 1
}

// bar draws a phase; one that is not over ends in dots.
func bar(begins, took, whole sim.Time, open bool) string {
	column := func(t sim.Time) int {
		if whole == 0 {
			return 0
		}
		return int(float64(t) / float64(whole) * barColumns)
	}
	from := min(column(begins), barColumns-1)
	n := column(begins+took) - from
	text := strings.Repeat(" ", from)
	switch {
	case open:
		return text + strings.Repeat("█", max(0, n-1)) + "…"
	case n == 0:
		return text + "▏"
	}
	return text + strings.Repeat("█", n)
}
