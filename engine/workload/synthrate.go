package workload

// This file draws how often the applications of synthetic traces are invoked.

import (
	"math"
	"sort"
)

// dailyLevels is the distribution of the invocations of an application in a
// day: Data. Between two points the logarithm is linear in the probability.
var dailyLevels = [...]struct {
	probability float64 // of at most so many
	daily       float64
}{
	{0, 1}, {0.138667, 1}, {0.25, 3}, {0.50, 74}, {0.75, 584}, {0.90, 4504},
	{0.95, 20_132}, {0.99, 333_222}, {0.999, 5_334_114}, {1, 128_592_666},
}

// A dailyRate is the distribution of dailyLevels times a factor: interpolated,
// its mean would be 60,300, and the published one is 0.89e9 invocations of
// 17,360 applications. The factor of 0.85 makes it that.
type dailyRate struct{ factor float64 }

func newDailyRate() dailyRate {
	return dailyRate{fullInvocations / fullApps / dailyRate{1}.integral(0, 1)}
}

// at returns the quantile at u, which is in [0, 1].
func (d dailyRate) at(u float64) float64 {
	i := 1 + sort.Search(len(dailyLevels)-2, func(i int) bool { return u < dailyLevels[i+1].probability })
	a, b := dailyLevels[i-1], dailyLevels[i]
	within := (u - a.probability) / (b.probability - a.probability)
	return float64(d.factor * a.daily * exp(float64(within*log(b.daily/a.daily))))
}

// slice returns the mean between two probabilities, and the probability at
// which the distribution has that value.
func (d dailyRate) slice(from, to float64) (mean, u float64) {
	mean = d.integral(from, to) / (to - from)
	low, high := from, min(to, 1)
	if d.at(low) >= mean {
		return mean, (low + high) / 2 // it is the same everywhere between
	}
	for range 50 { // halved so often, nothing is left of them
		if u = (low + high) / 2; d.at(u) < mean {
			low = u
		} else {
			high = u
		}
	}
	return mean, u
}

// integral returns the integral of the quantiles between two probabilities.
func (d dailyRate) integral(from, to float64) float64 {
	sum := 0.0
	for i := 1; i < len(dailyLevels); i++ {
		a, b := dailyLevels[i-1], dailyLevels[i]
		low, high := max(from, a.probability), min(to, b.probability)
		if low >= high {
			continue
		}
		slope := log(b.daily/a.daily) / (b.probability - a.probability)
		if slope == 0 {
			sum += float64(a.daily * (high - low))
			continue
		}
		sum += float64(a.daily*(exp(float64(slope*(high-a.probability)))-exp(float64(slope*(low-a.probability))))) / slope
	}
	return float64(d.factor * sum)
}

// normalQuantile returns the standard normal number that is not exceeded with
// probability u, in (0, 1). Its error is below 1e-9 for u from 1e-6 to 1-1e-6.
func normalQuantile(u float64) float64 {
	low, high := -9.0, 9.0
	for range 60 { // halved so often, nothing is left of the interval
		if x := (low + high) / 2; normalCDF(x) < u {
			low = x
		} else {
			high = x
		}
	}
	return (low + high) / 2
}

// normalCDF returns the probability that a standard normal number is at most x,
// for x from -9 to 9, with an error below 1e-15.
func normalCDF(x float64) float64 {
	// The integral of the density from 0 on is the density at x times
	// x + x³/3 + x⁵/(3·5) + ..., which converges for all x (G. Marsaglia,
	// Evaluating the Normal Distribution, 2004).
	const inverseRoot2Pi = 0.3989422804014327
	square, term, sum := float64(x*x), x, 0.0
	for n := 3.0; sum+term != sum; n += 2 {
		sum += term
		term = float64(term*square) / n
	}
	density := float64(inverseRoot2Pi * exp(-square/2))
	return min(max(0.5+float64(density*sum), 0), math.Nextafter(1, 0))
}
