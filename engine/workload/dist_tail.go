package workload

// This file defines the distributions of waiting times and of heavy tails that
// have a closed inverse, or nearly so.

import (
	"cmp"
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

type exponential struct{ mean float64 }

// Exponential returns the exponential distribution with the given mean > 0.
func Exponential(mean float64) (Dist, error) {
	if err := positive("mean", mean); err != nil {
		return nil, err
	}
	return exponential{mean}, nil
}

func (d exponential) Sample(r *sim.RNG) float64 { return float64(d.mean * r.Exp()) }
func (d exponential) Mean() float64             { return d.mean }
func (d exponential) String() string            { return "exponential(" + num(d.mean) + ")" }

type lognormal struct{ mu, sigma float64 }

// Lognormal returns the distribution of e^x for a normal x with mean mu and
// standard deviation sigma >= 0. Its median is e^mu.
func Lognormal(mu, sigma float64) (Dist, error) {
	if err := cmp.Or(finite("mu", mu), nonNegative("sigma", sigma)); err != nil {
		return nil, err
	}
	if mu > 700 {
		return nil, fmt.Errorf("mu: %v: must be at most 700, it is the logarithm of the median", mu)
	}
	if sigma == 0 {
		return constant{exp(mu)}, nil
	}
	return lognormal{mu, sigma}, nil
}

// LognormalMean returns the lognormal distribution with the given mean > 0 and
// standard deviation sd >= 0 of the numbers themselves.
func LognormalMean(mean, sd float64) (Dist, error) {
	if err := cmp.Or(positive("mean", mean), nonNegative("sd", sd)); err != nil {
		return nil, err
	}
	if sd == 0 {
		return constant{mean}, nil
	}
	cv := sd / mean
	if math.IsInf(cv*cv, 1) {
		return nil, fmt.Errorf("sd: %v: must be less than 1e154 times the mean", sd)
	}
	variance := log(1 + float64(cv*cv))
	return Lognormal(log(mean)-variance/2, math.Sqrt(variance))
}

func (d lognormal) Sample(r *sim.RNG) float64 { return exp(d.mu + float64(d.sigma*r.Norm())) }
func (d lognormal) Mean() float64             { return math.Exp(d.mu + d.sigma*d.sigma/2) }
func (d lognormal) String() string {
	return "lognormal(" + num(d.mu) + ", " + num(d.sigma) + ")"
}

type weibull struct{ shape, scale float64 }

// Weibull returns the Weibull distribution with the given shape > 0 and
// scale > 0. Shape 1 is exponential; less has a heavier tail.
func Weibull(shape, scale float64) (Dist, error) {
	if err := cmp.Or(positive("shape", shape), positive("scale", scale)); err != nil {
		return nil, err
	}
	return weibull{shape, scale}, nil
}

func (d weibull) Sample(r *sim.RNG) float64 { return float64(d.scale * pow(r.Exp(), 1/d.shape)) }
func (d weibull) Mean() float64             { return d.scale * math.Gamma(1+1/d.shape) }
func (d weibull) String() string {
	return "weibull(" + num(d.shape) + ", " + num(d.scale) + ")"
}

type pareto struct{ xm, alpha float64 }

// Pareto returns the Pareto distribution with the least value xm > 0 and tail
// index alpha > 0. Its mean is infinite if alpha <= 1.
func Pareto(xm, alpha float64) (Dist, error) {
	if err := cmp.Or(positive("xm", xm), positive("alpha", alpha)); err != nil {
		return nil, err
	}
	return pareto{xm, alpha}, nil
}

func (d pareto) Sample(r *sim.RNG) float64 { return float64(d.xm * exp(r.Exp()/d.alpha)) }
func (d pareto) Mean() float64 {
	if d.alpha <= 1 {
		return math.Inf(1)
	}
	return d.alpha * d.xm / (d.alpha - 1)
}
func (d pareto) String() string { return "pareto(" + num(d.xm) + ", " + num(d.alpha) + ")" }

type burr struct{ c, k, lambda float64 }

// Burr returns the Burr distribution of type XII, F(x) = 1 − (1+(x/lambda)^c)^−k,
// with c, k and lambda > 0. Its mean is infinite if c·k <= 1.
func Burr(c, k, lambda float64) (Dist, error) {
	if err := cmp.Or(positive("c", c), positive("k", k), positive("lambda", lambda)); err != nil {
		return nil, err
	}
	return burr{c, k, lambda}, nil
}

func (d burr) Sample(r *sim.RNG) float64 {
	// (1-u)^(-1/k) is e^(E/k) for an exponential E, and e^x − 1 is as good as
	// e^x for large x, which saves an infinity minus one.
	x := r.Exp() / d.k
	if x > 50 {
		return float64(d.lambda * exp(x/d.c))
	}
	return float64(d.lambda * pow(exp(x)-1, 1/d.c))
}

func (d burr) Mean() float64 {
	if d.c*d.k <= 1 {
		return math.Inf(1)
	}
	// lambda·k·B(k − 1/c, 1 + 1/c)
	a, _ := math.Lgamma(d.k - 1/d.c)
	b, _ := math.Lgamma(1 + 1/d.c)
	ab, _ := math.Lgamma(d.k + 1)
	return d.lambda * d.k * math.Exp(a+b-ab)
}

func (d burr) String() string {
	return "burr(" + num(d.c) + ", " + num(d.k) + ", " + num(d.lambda) + ")"
}
