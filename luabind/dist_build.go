package luabind

// This file makes the distributions of coldmoon.dist of their options.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

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
