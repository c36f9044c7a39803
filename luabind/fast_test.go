package luabind

// This file demands that programs answer what Lua answers.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A policyWriter writes random functions that could be policies.
type policyWriter struct {
	rng   *rand.Rand
	depth int
}

func (w *policyWriter) pick(of ...string) string { return of[w.rng.IntN(len(of))] }

// expression writes an expression.
func (w *policyWriter) expression() string {
	if w.depth > 4 {
		return w.leaf()
	}
	w.depth++
	defer func() { w.depth-- }()
	e := w.expression
	switch w.rng.IntN(12) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", e(), w.pick("+", "-", "*", "/", "%", "^"), e())
	case 2:
		return fmt.Sprintf("(%s %s %s)", e(), w.pick("==", "~=", "<", "<=", ">", ">="), e())
	case 3, 4:
		return fmt.Sprintf("(%s %s %s)", e(), w.pick("and", "or"), e())
	case 5:
		return w.pick("-", "not ") + "(" + e() + ")"
	case 6:
		return fmt.Sprintf("math.%s(%s)", w.pick("floor", "ceil", "abs", "sqrt", "exp", "log"), e())
	case 7:
		return fmt.Sprintf("%s(%s, %s)", w.pick("math.max", "math.min", "floor", "number"), e(), e())
	case 8, 9:
		return fmt.Sprintf("c:%s(%s)", w.pick("warm", "first_fit", "best_fit", "worst_fit", "least_loaded", "with_image",
			"idle", "running", "size", "waiting", "containers", "nonsense"), w.pick("r", "r", "r", "c", "nil", "1"))
	}
	return w.leaf()
}

// leaf writes an expression without parts.
func (w *policyWriter) leaf() string {
	if w.rng.IntN(3) > 0 {
		return w.pick("1", "2.5", "-3", "number", "r.ram", "r.id", "r.now", "r.time_limit", "sheet.rate", "sheet[2]", "local_")
	}
	return w.pick("1", "0", "-2.5", "1e300", "huge", "number", "nothing", "text", "truth", `"10"`, "nil", "true", "false", "local_", "other",
		"r.ram", "r.disk", "r.id", "r.now", "r.fn", "r.waiting", "r.time_limit", "r.nonsense", "c.nonsense", "r",
		"sheet.rate", "sheet.none", "sheet[1]", "sheet[2.5]", "sheet[number]", "sealed.GB", "odd.x", "odd[1]", "undefined", "#sheet", `"a" .. text`, "{}")
}

// block writes statements.
func (w *policyWriter) block() string {
	w.depth++
	defer func() { w.depth-- }()
	e := w.expression
	switch w.rng.IntN(9) {
	case 0:
		return fmt.Sprintf("local_ = %s other = local_", e())
	case 1:
		return fmt.Sprintf("if %s then %s else %s end", e(), w.block(), w.block())
	case 2:
		return fmt.Sprintf("for i = %s, %s%s do local_ = local_ + i %s end", e(), e(), w.pick("", ", -1", ", 0.5"), w.pick("", "break"))
	case 3:
		return fmt.Sprintf("local x, y = %s, %s local_, other = y, x", e(), e())
	case 4:
		return w.pick("while number < local_ do local_ = local_ - 1 end", "do local f = function() return local_ end end", "repeat other = number until true")
	case 5:
		return fmt.Sprintf("do return %s%s end", e(), w.pick("", ", "+e(), `, "reason"`))
	}
	return fmt.Sprintf("if %s then return %s end", e(), e())
}

// function writes a policy.
func (w *policyWriter) function() string {
	text := "function(r, c) local local_, other = 1, nil "
	for range w.rng.IntN(3) {
		text += w.block() + "\n"
	}
	return text + w.pick("return "+w.expression(), "return "+w.expression(), "return "+w.expression()+", text", "") + " end"
}

// comparing is a schedule that asks functions both ways and demands equal
// answers.
type comparing struct {
	t     testing.TB
	p     *provider
	hooks []*scheduleHook
	texts []string
	same  int // how often a program answered
}

// Schedule implements [engine.SchedulePolicy].
func (c *comparing) Schedule(r engine.Request, cluster *engine.Cluster) (engine.Decision, error) {
	for i, h := range c.hooks {
		c.p.views.asked.ask(r, "schedule")
		first, second, ok := h.try(h.objects)
		if !ok {
			continue
		}
		L := h.cb.begin()
		L.Push(c.p.views.request)
		L.Push(c.p.views.cluster)
		if err := h.call(L, 2, 2); err != nil {
			c.t.Fatalf("a program answers %v where Lua fails: %v\n%s", first, err, c.texts[i])
		}
		one, two := L.Get(-2), L.Get(-1)
		h.cb.end(L)
		if !c.equal(first, one) || !c.equal(second, two) {
			c.t.Fatalf("a program answers %v, %v where Lua answers %v, %v\n%s", first, second, one, two, c.texts[i])
		}
		c.same++
	}
	c.p.views.asked.live = false
	return engine.WarmFirstFit{}.Schedule(r, cluster)
}

// equal compares the answers.
func (c *comparing) equal(s scalar, v lua.LValue) bool {
	switch s.kind {
	case isHost:
		return v == c.p.host(engine.HostID(s.n))
	case isContainer:
		return v == c.p.container(engine.ContainerID(s.n))
	case isGiven:
		return v == []lua.LValue{c.p.views.request, c.p.views.cluster}[int(s.n)]
	case isNumber:
		n, ok := v.(lua.LNumber)
		return ok && math.Float64bits(float64(n)) == math.Float64bits(s.n) || ok && math.IsNaN(float64(n)) && math.IsNaN(s.n)
	case isOther:
		return s.v == v
	}
	return scalarOf(v).kind == s.kind
}

// compareFunctions runs a simulation in which the functions are asked for every
// invocation, and returns how many answers came from programs.
func compareFunctions(t testing.TB, texts []string) int {
	s := newScript(t, map[string]string{"t.lua": small + `
local workload, schedule, sealed = require "coldmoon.workload", require "coldmoon.schedule", require "coldmoon.units"
local number, nothing, text, truth, huge, floor = 3, nil, "ten", true, math.huge, math.floor
local sheet, odd = { 5, 6, rate = 0.25 }, setmetatable({}, { __index = function(_, k) return k end })
undefined = nil
local c = cloud{ keep_alive = 2, schedule = schedule.first_fit }
c:register(func("f", { duration = 0.7 }), { ram = 1e9, time_limit = 5 })
c:register(func("g", { duration = 0.2 }), { ram = 5e8, disk = 1e6 })
c:drive("f", workload.poisson{ rate = 6, count = 20 })
c:drive("g", workload.poisson{ rate = 6, count = 20 })
compare(c, {` + strings.Join(texts, ",\n") + `})
`})
	c := &comparing{t: t, texts: texts}
	s.bind("compare", func(L *lua.LState) int {
		c.p = s.rt.world.providers.self(L)
		L.CheckTable(2).ForEach(func(_, fn lua.LValue) {
			c.hooks = append(c.hooks, &scheduleHook{fastHook{hook: hook{"schedule", c.p, s.rt.newCallback(fn.(*lua.LFunction))}}})
		})
		require.NoError(t, c.p.SetSchedule(c))
		return 0
	})
	s.run(t)
	require.Nil(t, s.err, "%v", s.err)
	return c.same
}

// Random functions are answered as Lua answers them, and many of them by
// programs.
func TestProgramsAreLua(t *testing.T) {
	for seed := range uint64(20) {
		w := &policyWriter{rng: rand.New(rand.NewPCG(seed, 0))}
		var texts []string
		for range 40 {
			texts = append(texts, w.function())
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			require.Greater(t, compareFunctions(t, texts), 200, "programs give up nearly always")
		})
	}
}

// FuzzProgram does the same for functions of the fuzzer's seed.
func FuzzProgram(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		w := &policyWriter{rng: rand.New(rand.NewPCG(seed, 1))}
		var texts []string
		for range 20 {
			texts = append(texts, w.function())
		}
		compareFunctions(t, texts)
	})
}

// What is typical runs as a program; what changes something does not.
func TestProgramsByHand(t *testing.T) {
	for text, want := range map[string]bool{
		`function(r, c) return c:warm(r) or c:first_fit(r) end`:                                                                           true,
		`function(r, c) if c:idle() > 2 then return nil end return c:best_fit(r) end`:                                                     true,
		`function(r, c) local w = c:warm(r) if w then return w end if r.ram > 4e9 then return false, "big" end return c:worst_fit(r) end`: true,
		`function(r, c) return c:round_robin(r) end`:                                                                                      false,
		`function(r, c) sheet.rate = sheet.rate + 1 return c:first_fit(r) end`:                                                            false,
		`function(r, c) for h in c:hosts() do return h end end`:                                                                           false,
		`function(r, c) while true do if c:size() > 99 then return nil end number = 1 end end`:                                            false,
		// Corners of arithmetic, of results that are not there, of loops.
		`function(r, c) return (r.id - 20.5) % 3, (r.id - 20) % -3 end`:                    true,
		`function(r, c) return (r.id - r.id) * -1, -(r.id - r.id) end`:                     true,
		`function(r, c) local a, b = c:size() return b, a end`:                             true,
		`function(r, c) local n = 0 for i = 5, -2, -0.5 do n = n * 2 + i end return n end`: true,
		`function(r, c) local x for i = 1, 0 do x = i end return x, number ~= 3 end`:       true,
		`function(r, c) return math.max(r.id, 7, number), math.min(r.now, -r.now) end`:     true,
		`function(r, c) return text == "ten" and sealed.GB, r.fn == text end`:              true,
		`function(r, c) return text < "u" end`:                                             false,
		`function(r, c) return c:first_fit(r).id end`:                                      false,
	} {
		same := compareFunctions(t, []string{text})
		require.Equal(t, want, same > 0, "%s", text)
	}
}

// A program that goes on for long gives up, so that Lua can be interrupted.
func TestProgramEnds(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": `f = function() while true do end end`}).run(t)
	fn := s.rt.root.G.Global.RawGetString("f").(*lua.LFunction)
	_, _, ok := s.rt.newProgram(fn).run()
	require.False(t, ok)
}

// What a program brings to a schedule and to a bill.
func BenchmarkProgram(b *testing.B) {
	for _, c := range []struct{ name, options string }{
		{"schedule", `schedule = function(r, c) return c:warm(r) or c:first_fit(r) end`},
		{"billing", `billing = function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end`},
	} {
		b.Run(c.name+"/program", func(b *testing.B) { benchRun(b, `duration = 0.1`, c.options) })
		b.Run(c.name+"/lua", func(b *testing.B) {
			benchRun(b, `duration = 0.1`, c.options, func(rt *Runtime) { rt.noPrograms = true })
		})
	}
}
