package workload

// This file defines the distributions that are given by points: a choice among
// values and an empirical distribution by its quantiles.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

type choice struct {
	cum    []float64 // cum[i] is the probability of the values up to i
	values []float64
	mean   float64
}

// Choice returns the distribution that gives values[i] with a probability in
// proportion to weights[i] >= 0. No weights at all means equal ones.
func Choice(values, weights []float64) (Dist, error) {
	if len(values) == 0 {
		return nil, fmt.Errorf("values: none: must be at least one number")
	}
	if len(weights) == 0 {
		weights = make([]float64, len(values))
		for i := range weights {
			weights[i] = 1
		}
	}
	if len(weights) != len(values) {
		return nil, fmt.Errorf("weights: %d numbers: must be as many as there are values, which are %d", len(weights), len(values))
	}
	cum, err := cumulate("weights", weights)
	if err != nil {
		return nil, err
	}
	d := choice{cum: cum, values: append([]float64(nil), values...)}
	sum := total(weights)
	for i, v := range values {
		if err := finite(fmt.Sprintf("values[%d]", i+1), v); err != nil {
			return nil, err
		}
		d.mean += v * (weights[i] / sum)
	}
	if len(values) == 1 {
		return constant{values[0]}, nil
	}
	return d, nil
}

func (d choice) Sample(r *sim.RNG) float64 { return d.values[branch(d.cum, r.Float64())] }
func (d choice) Mean() float64             { return d.mean }
func (d choice) String() string            { return "choice(" + list(d.values) + ")" }

type empirical struct {
	p, v []float64
	mean float64
}

// Empirical returns the distribution whose quantile at p[i] is v[i], with
// linear interpolation between these points. The probabilities must ascend
// strictly from 0 to 1, the values must not descend.
func Empirical(p, v []float64) (Dist, error) {
	if len(p) < 2 || len(p) != len(v) {
		return nil, fmt.Errorf("v: %d numbers: must be as many as there are probabilities, which are %d and must be at least 2", len(v), len(p))
	}
	if p[0] != 0 || p[len(p)-1] != 1 {
		return nil, fmt.Errorf("p: from %v to %v: must be from 0 to 1", p[0], p[len(p)-1])
	}
	d := empirical{append([]float64(nil), p...), append([]float64(nil), v...), 0}
	for i := range v {
		if err := finite(fmt.Sprintf("v[%d]", i+1), v[i]); err != nil {
			return nil, err
		}
		if i == 0 {
			continue
		}
		if !(p[i] > p[i-1]) {
			return nil, fmt.Errorf("p[%d]: %v: must be greater than the one before, %v", i+1, p[i], p[i-1])
		}
		if v[i] < v[i-1] {
			return nil, fmt.Errorf("v[%d]: %v: must not be less than the one before, %v", i+1, v[i], v[i-1])
		}
		d.mean += (p[i] - p[i-1]) * (v[i]/2 + v[i-1]/2)
	}
	return d, nil
}

func (d empirical) Sample(r *sim.RNG) float64 {
	u := r.Float64()
	i := branch(d.p, u) // p[i-1] <= u < p[i], and i > 0 because p[0] is 0
	t := (u - d.p[i-1]) / (d.p[i] - d.p[i-1])
	return float64((1-t)*d.v[i-1]) + float64(t*d.v[i])
}
func (d empirical) Mean() float64  { return d.mean }
func (d empirical) String() string { return "empirical(" + list(d.v) + ")" }
