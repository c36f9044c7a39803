package luabind

// This file reads options that are quantities of any unit, or distributions.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

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
	if strings.HasPrefix(problem, mustBe(v, "")) {
		problem = mustBe(v, want) // the converter does not know of distributions
	}
	if problem != "" {
		return nil, problem
	}
	d, err := workload.Constant(x)
	if err != nil {
		return nil, err.Error()
	}
	return d, ""
}
