package workload

// This file defines what a distribution is and the simplest ones.

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A Dist is a probability distribution of a quantity whose unit is the
// caller's business, such as seconds. It is immutable, so one value can serve
// any number of streams.
type Dist interface {
	// Sample draws a number from r. It never returns NaN, but may return +Inf
	// where the tail is so heavy that a float64 does not reach it.
	Sample(r *sim.RNG) float64
	// Mean returns the expectation, +Inf if there is none.
	Mean() float64
	// String names the distribution and its parameters.
	String() string
}

// positive, nonNegative and finite return an error about an option that is
// not what their name says. None accepts an infinity.

func positive(option string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("%s: %v: must be a positive number", option, v)
	}
	return nil
}

func nonNegative(option string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("%s: %v: must be a number that is not negative", option, v)
	}
	return nil
}

func finite(option string, v float64) error {
	if v != v || math.IsInf(v, 0) {
		return fmt.Errorf("%s: %v: must be a finite number", option, v)
	}
	return nil
}

// num formats a parameter in the shortest form that reads back.
func num(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

type constant struct{ v float64 }

// Constant returns the distribution that always gives v.
func Constant(v float64) (Dist, error) {
	if err := finite("value", v); err != nil {
		return nil, err
	}
	return constant{v}, nil
}

func (d constant) Sample(*sim.RNG) float64 { return d.v }
func (d constant) Mean() float64           { return d.v }
func (d constant) String() string          { return "constant(" + num(d.v) + ")" }

// IsConstant reports whether d always gives the same number, and which.
func IsConstant(d Dist) (float64, bool) {
	c, ok := d.(constant)
	return c.v, ok
}

type uniform struct{ lo, hi float64 }

// Uniform returns the uniform distribution from lo to hi. If they are equal,
// it is constant.
func Uniform(lo, hi float64) (Dist, error) {
	if err := cmp.Or(finite("lo", lo), finite("hi", hi), ordered(lo, hi)); err != nil {
		return nil, err
	}
	if lo == hi {
		return constant{lo}, nil
	}
	return uniform{lo, hi}, nil
}

// ordered returns an error if hi is less than lo.
func ordered(lo, hi float64) error {
	if hi < lo {
		return fmt.Errorf("hi: %v: must not be less than lo, which is %v", hi, lo)
	}
	return nil
}

func (d uniform) Sample(r *sim.RNG) float64 {
	u := r.Float64()
	// Not lo + u(hi-lo): the difference may overflow.
	return float64((1-u)*d.lo) + float64(u*d.hi)
}
func (d uniform) Mean() float64  { return d.lo/2 + d.hi/2 }
func (d uniform) String() string { return "uniform(" + num(d.lo) + ", " + num(d.hi) + ")" }

type normal struct{ mean, sd float64 }

// Normal returns the normal distribution with the given mean >= 0 and standard
// deviation sd >= 0 before it is truncated: negative numbers are drawn again.
// Its Mean is therefore greater than mean, noticeably so if sd > mean/2.
func Normal(mean, sd float64) (Dist, error) {
	if err := cmp.Or(nonNegative("mean", mean), nonNegative("sd", sd)); err != nil {
		return nil, err
	}
	if sd == 0 {
		return constant{mean}, nil
	}
	return normal{mean, sd}, nil
}

func (d normal) Sample(r *sim.RNG) float64 {
	for { // at least half of the draws are accepted, for mean >= 0
		if x := d.mean + float64(d.sd*r.Norm()); x >= 0 {
			return x
		}
	}
}

func (d normal) Mean() float64 {
	a := d.mean / d.sd
	density := math.Exp(-a*a/2) / math.Sqrt(2*math.Pi)
	accepted := math.Erfc(-a/math.Sqrt2) / 2
	return d.mean + d.sd*density/accepted
}

func (d normal) String() string { return "normal(" + num(d.mean) + ", " + num(d.sd) + ")" }
