package workload

// This file defines distributions made from others: truncated, shifted and
// scaled.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

type truncated struct {
	d      Dist
	lo, hi float64
	mean   float64
}

// Truncate returns d conditioned on lo <= x <= hi, by drawing again what lies
// outside. Its Mean is estimated from samples of a fixed stream. It is an error
// if less than about one in a hundred numbers lies inside, for then the draws
// would be slow.
func Truncate(d Dist, lo, hi float64) (Dist, error) {
	const (
		draws = 1 << 16
		least = draws / 100
	)
	if lo != lo || hi != hi {
		return nil, fmt.Errorf("lo, hi: %v, %v: must be numbers", lo, hi)
	}
	if err := ordered(lo, hi); err != nil {
		return nil, err
	}
	if v, ok := IsConstant(d); ok && lo <= v && v <= hi {
		return d, nil
	}
	stream := sim.NewStream(0, "workload.truncate")
	inside, sum := 0, 0.0
	for range draws {
		if x := d.Sample(&stream); lo <= x && x <= hi {
			inside++
			sum += x
		}
	}
	if inside < least {
		return nil, fmt.Errorf("lo, hi: %v, %v: only %d of %d numbers of %v lie between, must be at least 1 %%", lo, hi, inside, draws, d)
	}
	return truncated{d, lo, hi, sum / float64(inside)}, nil
}

func (d truncated) Sample(r *sim.RNG) float64 {
	for {
		if x := d.d.Sample(r); d.lo <= x && x <= d.hi {
			return x
		}
	}
}
func (d truncated) Mean() float64 { return d.mean }
func (d truncated) String() string {
	return "truncate(" + d.d.String() + ", " + num(d.lo) + ", " + num(d.hi) + ")"
}

type linear struct {
	d        Dist
	factor   float64
	constant float64
}

// Shift returns the distribution of x + by for an x of d.
func Shift(d Dist, by float64) (Dist, error) {
	if err := finite("by", by); err != nil {
		return nil, err
	}
	return affine(d, 1, by), nil
}

// Scale returns the distribution of x·by for an x of d, with by > 0.
func Scale(d Dist, by float64) (Dist, error) {
	if err := positive("by", by); err != nil {
		return nil, err
	}
	return affine(d, by, 0), nil
}

// affine returns the distribution of x·factor + constant for an x of d.
func affine(d Dist, factor, add float64) Dist {
	if v, ok := IsConstant(d); ok {
		return constant{float64(v*factor) + add}
	}
	return linear{d, factor, add}
}

func (d linear) Sample(r *sim.RNG) float64 {
	return float64(d.d.Sample(r)*d.factor) + d.constant
}
func (d linear) Mean() float64 { return d.d.Mean()*d.factor + d.constant }
func (d linear) String() string {
	switch {
	case d.constant == 0:
		return "scale(" + d.d.String() + ", " + num(d.factor) + ")"
	case d.factor == 1:
		return "shift(" + d.d.String() + ", " + num(d.constant) + ")"
	}
	panic("workload: linear distribution both scaled and shifted")
}
