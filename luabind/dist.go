package luabind

// This file binds workload.Dist, the probability distributions. The Lua
// signatures are in stdlib/meta/dist.lua.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A constructor makes a distribution of a table of options, or of positional
// arguments, which are taken for the first options of the set.
//
// What build returns counts only if it notes no problem.
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
	d, err := c.build(o)
	if err != nil && o.verdict.fine() {
		o.verdict.note("%s", err)
	}
	if !o.ok() {
		return rt.poison(L)
	}
	L.Push(rt.classes.dist.wrap(d))
	return 1
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
