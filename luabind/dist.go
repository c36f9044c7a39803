package luabind

// This file binds workload.Dist, the probability distributions. The Lua
// signatures are in stdlib/meta/dist.lua.

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A constructor makes a distribution of a table of options, or of positional
// arguments, which are taken for the first options of the set.
type constructor struct {
	set        optionSet
	positional int // how many arguments it may have without a table
	build      func(o *options) (workload.Dist, error)
}

var constructors = map[string]constructor{
	"burr":              {declareOptions("coldmoon.BurrOptions", "c", "k", "lambda"), 3, buildBurr},
	"choice":            {declareOptions("coldmoon.ChoiceOptions", "values", "weights"), 2, buildChoice},
	"constant":          {declareOptions("coldmoon.ConstantOptions", "value"), 1, buildConstant},
	"empirical":         {declareOptions("coldmoon.EmpiricalOptions", "p", "v"), 2, buildEmpirical},
	"erlang":            {declareOptions("coldmoon.ErlangOptions", "k", "mean"), 2, buildErlang},
	"exponential":       {declareOptions("coldmoon.ExponentialOptions", "mean", "rate"), 1, buildExponential},
	"gamma":             {declareOptions("coldmoon.GammaOptions", "shape", "scale", "mean", "cv"), 2, buildGamma},
	"hyper_exponential": {declareOptions("coldmoon.HyperExponentialOptions", "p", "means"), 2, buildHyperExponential},
	"lognormal": {declareOptions("coldmoon.LognormalOptions", "mu", "sigma", "mean", "sd", "cv", "median", "p95", "p99"),
		2, buildLognormal},
	"normal":   {declareOptions("coldmoon.NormalOptions", "mean", "sd"), 2, buildNormal},
	"pareto":   {declareOptions("coldmoon.ParetoOptions", "xm", "alpha"), 2, buildPareto},
	"scale":    {declareOptions("coldmoon.ScaleOptions", "dist", "by"), 2, buildScale},
	"shift":    {declareOptions("coldmoon.ShiftOptions", "dist", "by"), 2, buildShift},
	"truncate": {declareOptions("coldmoon.TruncateOptions", "dist", "lo", "hi"), 3, buildTruncate},
	"uniform":  {declareOptions("coldmoon.UniformOptions", "lo", "hi"), 2, buildUniform},
	"weibull":  {declareOptions("coldmoon.WeibullOptions", "shape", "scale"), 2, buildWeibull},
}

// openDist makes the module coldmoon.dist.
func (rt *Runtime) openDist() lua.LValue {
	m := methods{}
	for name, c := range constructors {
		m[name] = func(L *lua.LState) int { return rt.construct(L, c) }
	}
	return rt.newModule("dist", m, nil)
}

func (rt *Runtime) openDistClass() {
	rt.classes.dist = newClass[workload.Dist](rt, "Distribution", methods{
		"mean":   rt.distMean,
		"sample": rt.distSample,
	}, nil)
}

// distMean is d:mean().
func (rt *Runtime) distMean(L *lua.LState) int {
	L.Push(lua.LNumber(rt.classes.dist.self(L).Mean()))
	return 1
}

// distSample is d:sample(): it draws from the stream of math.random.
func (rt *Runtime) distSample(L *lua.LState) int {
	L.Push(lua.LNumber(rt.classes.dist.self(L).Sample(&rt.random)))
	return 1
}

// construct calls a constructor.
func (rt *Runtime) construct(L *lua.LState, c constructor) int {
	if t, ok := L.Get(1).(*lua.LTable); !ok || t.Len() > 0 { // a list is an argument, not options
		if !rt.nameArguments(L, c) {
			return rt.poison(L)
		}
	}
	o := rt.options(L, 1, c.set)
	if o.verdict.fine() {
		d, err := c.build(o)
		if o.verdict.fine() && err == nil {
			L.Push(rt.classes.dist.wrap(d))
			return 1
		}
		if o.verdict.fine() {
			o.verdict.note("%s", err)
		}
	}
	o.ok()
	return rt.poison(L)
}

// nameArguments replaces positional arguments by a table of options. It returns
// false if there are too many.
func (rt *Runtime) nameArguments(L *lua.LState, c constructor) bool {
	top := L.GetTop()
	t := L.CreateTable(0, top)
	for i := 1; i <= top; i++ {
		v := L.Get(i)
		if i > c.positional {
			rt.refuse(L, "argument %d: %s: is one too many", i, given(v))
			return false
		}
		if v != lua.LNil {
			t.RawSetString(c.set.names[i-1], v)
		}
	}
	L.SetTop(0)
	L.Push(t)
	return true
}

// A pair of options of which one says where a distribution lies and the other
// how it spreads.
type pair struct{ where, spread string }

// pairOf returns the pair of options that is given. It notes a problem if none
// of the pairs is, or more than one.
func pairOf(o *options, pairs ...pair) (found pair) {
	set, matches := 0, 0
	for _, name := range o.set.names {
		if o.has(name) {
			set++
		}
	}
	wanted := ""
	for i, p := range pairs {
		if o.has(p.where) && o.has(p.spread) {
			matches, found = matches+1, p
		}
		switch {
		case i == len(pairs)-1 && i > 0:
			wanted += " or "
		case i > 0:
			wanted += ", "
		}
		wanted += p.where + " and " + p.spread
	}
	if matches != 1 || set != 2 {
		o.verdict.note("give either %s", wanted)
	}
	return found
}

func buildBurr(o *options) (workload.Dist, error) {
	o.required("c", "k", "lambda")
	return workload.Burr(o.positive("c", 1), o.positive("k", 1), o.quantity("lambda", 1))
}

func buildChoice(o *options) (workload.Dist, error) {
	o.required("values")
	return workload.Choice(o.quantities("values"), o.numbers("weights"))
}

func buildConstant(o *options) (workload.Dist, error) {
	o.required("value")
	return workload.Constant(o.quantity("value", 0))
}

func buildEmpirical(o *options) (workload.Dist, error) {
	o.required("p", "v")
	return workload.Empirical(o.numbers("p"), o.quantities("v"))
}

func buildErlang(o *options) (workload.Dist, error) {
	o.required("k", "mean")
	return workload.Erlang(int(o.integer("k", 1, 1, 1<<30)), o.quantity("mean", 1))
}

func buildExponential(o *options) (workload.Dist, error) {
	if o.has("mean") == o.has("rate") {
		o.verdict.note("give either mean or rate")
	}
	if o.has("rate") {
		return workload.Exponential(1 / o.positive("rate", 1))
	}
	return workload.Exponential(o.quantity("mean", 1))
}

func buildGamma(o *options) (workload.Dist, error) {
	if p := pairOf(o, pair{"shape", "scale"}, pair{"mean", "cv"}, pair{"mean", "shape"}); p.where == "shape" {
		return workload.Gamma(o.positive("shape", 1), o.quantity("scale", 1))
	}
	shape := o.positive("shape", 1)
	if o.has("cv") {
		cv := o.positive("cv", 1)
		shape = 1 / (cv * cv)
	}
	return workload.Gamma(shape, o.quantity("mean", 1)/shape)
}

func buildHyperExponential(o *options) (workload.Dist, error) {
	o.required("p", "means")
	return workload.HyperExponential(o.numbers("p"), o.quantities("means"))
}

// Standard normal quantiles, of which p95 and p99 are so many sigma above the
// logarithm of the median.
const (
	z95 = 1.6448536269514722
	z99 = 2.3263478740408408
)

func buildLognormal(o *options) (workload.Dist, error) {
	p := pairOf(o, pair{"mu", "sigma"}, pair{"mean", "sd"}, pair{"mean", "cv"},
		pair{"median", "sigma"}, pair{"median", "p95"}, pair{"median", "p99"})
	switch {
	case p.where == "mu":
		return workload.Lognormal(o.number("mu", 0), o.number("sigma", 1))
	case p.spread == "sd":
		return workload.LognormalMean(o.quantity("mean", 1), o.quantity("sd", 1))
	case p.spread == "cv":
		mean := o.quantity("mean", 1)
		return workload.LognormalMean(mean, mean*o.nonNegative("cv", 1))
	}
	median := o.quantity("median", 1)
	if !(median > 0) {
		o.bad("median", "%s: must be a positive number", number(median))
		return nil, nil
	}
	z := z95
	switch p.spread {
	case "sigma":
		return workload.Lognormal(math.Log(median), o.number("sigma", 1))
	case "p99":
		z = z99
	case "":
		return nil, nil
	}
	high := o.quantity(p.spread, median)
	if high < median {
		o.bad(p.spread, "%s: must not be less than the median, which is %s", number(high), number(median))
		return nil, nil
	}
	return workload.Lognormal(math.Log(median), math.Log(high/median)/z)
}

func buildNormal(o *options) (workload.Dist, error) {
	o.required("mean", "sd")
	return workload.Normal(o.quantity("mean", 0), o.quantity("sd", 1))
}

func buildPareto(o *options) (workload.Dist, error) {
	o.required("xm", "alpha")
	return workload.Pareto(o.quantity("xm", 1), o.positive("alpha", 1))
}

func buildScale(o *options) (workload.Dist, error) {
	o.required("dist", "by")
	d, by := o.dist("dist"), o.positive("by", 1)
	if !o.verdict.fine() {
		return nil, nil
	}
	return workload.Scale(d, by)
}

func buildShift(o *options) (workload.Dist, error) {
	o.required("dist", "by")
	d, by := o.dist("dist"), o.quantity("by", 0)
	if !o.verdict.fine() {
		return nil, nil
	}
	return workload.Shift(d, by)
}

func buildTruncate(o *options) (workload.Dist, error) {
	o.required("dist")
	if !o.has("lo") && !o.has("hi") {
		o.verdict.note("give lo, hi or both")
	}
	d := o.dist("dist")
	lo, hi := math.Inf(-1), math.Inf(1)
	if o.has("lo") {
		lo = o.quantity("lo", 0)
	}
	if o.has("hi") {
		hi = o.quantity("hi", 0)
	}
	if !o.verdict.fine() {
		return nil, nil
	}
	return workload.Truncate(d, lo, hi)
}

func buildUniform(o *options) (workload.Dist, error) {
	o.required("lo", "hi")
	return workload.Uniform(o.quantity("lo", 0), o.quantity("hi", 1))
}

func buildWeibull(o *options) (workload.Dist, error) {
	o.required("shape", "scale")
	return workload.Weibull(o.positive("shape", 1), o.quantity("scale", 1))
}

// toQuantity accepts a number, or a string with any unit.
func toQuantity(v lua.LValue) (float64, string) {
	s, ok := v.(lua.LString)
	if !ok {
		return toNumber(v)
	}
	if x, err := unit.ParseDuration(string(s)); err == nil {
		return x, ""
	}
	if x, err := unit.ParseBytes(string(s)); err == nil {
		return float64(x), ""
	}
	if x, err := unit.ParseRate(string(s)); err == nil {
		return x, ""
	}
	return 0, mustBe(v, `a finite number, or a string with a unit, such as "250ms" or "64GiB"`)
}

// quantity returns a number in seconds, bytes or whatever the options mean.
func (o *options) quantity(name string, def float64) float64 { return check(o, name, def, toQuantity) }

// quantities returns an array of what quantity returns, nil if there is none.
func (o *options) quantities(name string) []float64 { return o.list(name, toQuantity) }

// dist returns a distribution, given as such or as a number, which is a
// constant one. It is nil if there is none.
func (o *options) dist(name string) workload.Dist {
	return o.distOf(name, toNumber, "a number or a distribution")
}

// distSeconds is dist for times: a constant is a number of seconds or "250ms".
func (o *options) distSeconds(name string) workload.Dist {
	return o.distOf(name, toSeconds, `a number of seconds, not negative, a string such as "250ms", or a distribution`)
}

// distBytes is dist for sizes: a constant is a number of bytes or "64GiB".
func (o *options) distBytes(name string) workload.Dist {
	toSize := func(v lua.LValue) (float64, string) {
		b, problem := toBytes(v)
		return float64(b), problem
	}
	return o.distOf(name, toSize, `a number of bytes, not negative, a string such as "64GiB", or a distribution`)
}

func (o *options) distOf(name string, convert func(lua.LValue) (float64, string), want string) workload.Dist {
	v, ok := o.get(name)
	if !ok {
		return nil
	}
	d, problem := o.rt.toDist(v, convert, want)
	if problem != "" {
		o.bad(name, "%s", problem)
	}
	return d
}

// toDist converts a distribution or what convert takes for a constant.
func (rt *Runtime) toDist(v lua.LValue, convert func(lua.LValue) (float64, string), want string) (workload.Dist, string) {
	if d, ok := rt.classes.dist.from(v); ok {
		return d, ""
	}
	x, problem := convert(v)
	if problem != "" {
		if _, ok := v.(lua.LString); ok {
			return nil, problem
		}
		return nil, mustBe(v, want)
	}
	d, err := workload.Constant(x)
	if err != nil {
		return nil, err.Error()
	}
	return d, ""
}
