package workload

// This file defines the sums and mixtures of exponential distributions:
// gamma, Erlang and hyper-exponential.

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

type gamma struct{ shape, scale float64 }

// Gamma returns the gamma distribution with the given shape > 0 and
// scale > 0. Its mean is shape·scale, its coefficient of variation
// 1/sqrt(shape).
func Gamma(shape, scale float64) (Dist, error) {
	if err := cmp.Or(positive("shape", shape), positive("scale", scale)); err != nil {
		return nil, err
	}
	return gamma{shape, scale}, nil
}

// Sample uses the method of Marsaglia and Tsang, A Simple Method for
// Generating Gamma Variables (2000), and their boost for a shape below 1.
func (d gamma) Sample(r *sim.RNG) float64 {
	shape, factor := d.shape, d.scale
	if shape < 1 {
		factor *= exp(-r.Exp() / shape) // u^(1/shape)
		shape++
	}
	a := shape - 1.0/3
	c := 1 / math.Sqrt(9*a)
	for {
		x := r.Norm()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * float64(v*v))
		// log u = −E; accept if log u < x²/2 + a(1 − v + log v)
		if -r.Exp() < float64(0.5*float64(x*x))+float64(a*(1-v+log(v))) {
			return float64(factor * float64(a*v))
		}
	}
}

func (d gamma) Mean() float64 { return d.shape * d.scale }
func (d gamma) String() string {
	return "gamma(" + num(d.shape) + ", " + num(d.scale) + ")"
}

type erlang struct {
	k    int
	mean float64
}

// Erlang returns the distribution of the sum of k >= 1 exponential times,
// with the given mean > 0 of the sum.
func Erlang(k int, mean float64) (Dist, error) {
	if k < 1 {
		return nil, fmt.Errorf("k: %d: must be at least 1", k)
	}
	if err := positive("mean", mean); err != nil {
		return nil, err
	}
	return erlang{k, mean}, nil
}

func (d erlang) Sample(r *sim.RNG) float64 {
	const few = 4 // up to here the sum is faster than the gamma method
	if d.k > few {
		return gamma{float64(d.k), d.mean / float64(d.k)}.Sample(r)
	}
	sum := 0.0
	for range d.k {
		sum += r.Exp()
	}
	return float64(sum * (d.mean / float64(d.k)))
}

func (d erlang) Mean() float64  { return d.mean }
func (d erlang) String() string { return fmt.Sprintf("erlang(%d, %s)", d.k, num(d.mean)) }

type hyperExponential struct {
	cum   []float64 // cum[i] is the probability of the branches up to i
	means []float64
	mean  float64
}

// HyperExponential returns a mixture of exponential distributions: branch i
// has the mean means[i] > 0 and is taken with probability p[i]. The
// probabilities must sum to 1.
func HyperExponential(p, means []float64) (Dist, error) {
	if len(p) == 0 || len(p) != len(means) {
		return nil, fmt.Errorf("means: %d numbers: must be as many as there are probabilities, which are %d", len(means), len(p))
	}
	cum, err := cumulate("p", p)
	if err != nil {
		return nil, err
	}
	if sum := total(p); math.Abs(sum-1) > 1e-9 {
		return nil, fmt.Errorf("p: sum of %v: must be 1", sum)
	}
	d := hyperExponential{cum: cum, means: append([]float64(nil), means...)}
	for i, m := range means {
		if err := positive(fmt.Sprintf("means[%d]", i+1), m); err != nil {
			return nil, err
		}
		d.mean += p[i] * m
	}
	return d, nil
}

func (d hyperExponential) Sample(r *sim.RNG) float64 {
	return float64(d.means[branch(d.cum, r.Float64())] * r.Exp())
}
func (d hyperExponential) Mean() float64 { return d.mean }
func (d hyperExponential) String() string {
	return "hyper_exponential(" + list(d.means) + ")"
}

// cumulate returns the running sums of the weights, scaled so that the last
// is 1. A weight must not be negative and one must be positive.
func cumulate(option string, weights []float64) ([]float64, error) {
	for i, w := range weights {
		if err := nonNegative(fmt.Sprintf("%s[%d]", option, i+1), w); err != nil {
			return nil, err
		}
	}
	sum := total(weights)
	if err := positive("sum of "+option, sum); err != nil {
		return nil, err
	}
	cum, running := make([]float64, len(weights)), 0.0
	for i, w := range weights {
		running += w
		cum[i] = running / sum
	}
	// Rounding must not leave a gap below 1, nor open one for a last branch
	// of weight 0.
	for i := len(cum) - 1; i >= 0 && (i == len(cum)-1 || weights[i+1] == 0); i-- {
		cum[i] = 1
	}
	return cum, nil
}

// total returns the sum of v.
func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

// branch returns the first i with u < cum[i], for u in [0, 1).
func branch(cum []float64, u float64) int {
	lo, hi := 0, len(cum)-1
	for lo < hi {
		if mid := (lo + hi) / 2; u < cum[mid] {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// list formats up to four numbers, and says how many more there are.
func list(v []float64) string {
	const most = 4
	var b strings.Builder
	for i, x := range v {
		if i == most {
			fmt.Fprintf(&b, ", %d more", len(v)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(num(x))
	}
	return b.String()
}
