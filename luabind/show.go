package luabind

// This file binds the functions that show things: pp, plot and inspect.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var (
	showOptions = declareOptions("coldmoon.ShowOptions", "depth", "items")
	plotOptions = declareOptions("coldmoon.PlotOptions", "provider", "from", "to", "height", "width")
)

// lookFunctions are functions of the root module, which are globals of a session.
func (rt *Runtime) lookFunctions() methods {
	return methods{"inspect": rt.inspect, "plot": rt.plot, "pp": rt.pp}
}

// width is how many columns pp and plot fill.
func (rt *Runtime) width() int {
	if rt.limits.Width > 0 {
		return rt.limits.Width
	}
	return DefaultWidth
}

// pp is coldmoon.pp(value, options): it prints the value, the whole of it if the
// options do not say how much.
func (rt *Runtime) pp(L *lua.LState) int {
	p := rt.newPrinter(rt.width())
	p.depth, p.items, p.text = math.MaxInt32, math.MaxInt32, math.MaxInt32
	if L.Get(2) != lua.LNil {
		o := rt.options(L, 2, showOptions)
		p.depth = int(o.integer("depth", math.MaxInt32, 1, math.MaxInt32))
		p.items = int(o.integer("items", math.MaxInt32, 1, math.MaxInt32))
		if !o.ok() {
			return rt.poison(L)
		}
	}
	fmt.Fprintln(rt.opt.Stdout, p.top(L.Get(1)))
	return 0
}

// A quantity is what can be plotted.
type quantity struct {
	series string // of the engine
	rises  bool   // how much it rises, instead of what it is
	title  string
	write  func(v float64) string
}

var quantities = map[string]quantity{
	"cold_starts": {"containers", true, "cold starts", human.Number},
	"containers":  {"containers", false, "living containers", human.Number},
	"disk":        {"disk", false, "disk of the hosts in use", human.Data},
	"idle":        {"idle", false, "idle containers", human.Number},
	"queue":       {"queue", false, "invocations that wait", human.Number},
	"ram":         {"ram", false, "RAM of the hosts in containers", human.RAM},
	"running":     {"running", false, "invocations that hold a slot", human.Number},
	"starts":      {"running", true, "invocations that are placed", human.Number},
	"storage":     {"storage", false, "main storage in use", human.Data},
}

// Bounds of a plot.
const (
	leastPlot  = 20 // columns
	plotHeight = 10 // lines above 0, at most, if it is not given
)

// plot is coldmoon.plot(quantity, options).
func (rt *Runtime) plot(L *lua.LState) int {
	a := rt.args(L)
	what := argument(&a, 1, "quantity", func(v lua.LValue) (string, string) { return toEnum(v, sortedKeys(quantities)) })
	if !a.ok() {
		return rt.poison(L)
	}
	var o *options
	if L.Get(2) != lua.LNil {
		o = rt.options(L, 2, plotOptions)
	}
	p := rt.plotted(L, o)
	now := rt.world.sim.Now()
	from, to := sim.Time(0), now
	width, height := rt.width(), 0
	if o != nil {
		from, to = o.time("from", 0), o.time("to", now)
		width = int(o.integer("width", int64(width), leastPlot, 1000))
		height = int(o.integer("height", 0, 1, 1000))
		if to > now {
			o.bad("to", "%s: must not be after now, %s", given(o.value("to")), number(now.Seconds()))
		} else if from >= to && now > 0 {
			o.bad("from", "%s: must be before to", given(o.value("from")))
		}
		if !o.ok() {
			return rt.poison(L)
		}
	}
	fmt.Fprintln(rt.opt.Stdout, rt.draw(p, what, from, to, max(width, leastPlot), height))
	return 0
}

// plotted returns the provider of a plot: the one that is given, or the only one.
func (rt *Runtime) plotted(L *lua.LState, o *options) *provider {
	if o != nil {
		if p := rt.world.providers.option(o, "provider"); p != nil {
			return p
		}
	}
	switch all := rt.world.all; len(all) {
	case 0:
		rt.raise(L, EOPT, "there is no provider yet")
	case 1:
		return all[0]
	}
	if o == nil || !o.has("provider") {
		rt.raise(L, EOPT, "there are several providers: say which, as { provider = … }")
	}
	return rt.world.all[0] // the option was bad, which is noted
}

// draw returns the drawing, or why there is none.
func (rt *Runtime) draw(p *provider, what string, from, to sim.Time, width, height int) string {
	q := quantities[what]
	title := fmt.Sprintf("%s at %q", q.title, p.Name())
	switch {
	case rt.opt.Mode != Interactive:
		return fmt.Sprintf("no plot of %s: their course is kept only in a session, as of coldmoon repl", title)
	case to == 0:
		return fmt.Sprintf("no plot of %s: no time has passed yet", title)
	}
	const margin = 12 // for the numbers at the side
	values, rises := p.Series(q.series, from, to, width-margin)
	if q.rises {
		values = rises
		title += fmt.Sprintf(", per %s", span((to-from)/sim.Time(len(values))))
	}
	if most := round14(slices.Max(values)); height == 0 { // one line for each, if that is possible
		height = plotHeight
		if most >= 1 && most <= plotHeight && most == math.Trunc(most) {
			height = int(most)
		}
	}
	side := func(v float64) string { return fmt.Sprintf("%*s", margin-3, tight(q.write(v))) }
	graph := asciigraph.Plot(values,
		asciigraph.Height(height), asciigraph.LowerBound(0), asciigraph.YAxisValueFormatter(side))
	lines := strings.Split(graph, "\n")
	for k := range lines {
		lines[k] = cut(strings.TrimRight(lines[k], " "), width)
	}
	axis := pad("", margin, false) + moment(from)
	end := moment(to)
	axis += pad("", width-columns(axis)-columns(end), false) + end
	return strings.Join(append(append(wrap(title, width, 0, 2), lines...), cut(axis, width)), "\n")
}

// keepCourse keeps what can be plotted of a provider, in a session.
func (rt *Runtime) keepCourse(p *engine.Provider) {
	if rt.opt.Mode == Interactive {
		p.KeepSeries()
	}
}
