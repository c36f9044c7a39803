package workload

// This file holds the published numbers of the Azure Functions workload that
// synthetic traces are drawn from, and the assumptions where nothing is
// published.
//
// "ATC" is M. Shahrad et al., Serverless in the Wild, USENIX ATC 2020. "Data"
// are the 14 days released with it (AzureFunctionsDataset2019), as summarised
// in the distributions that ServerlessBench (Testcase11) computed from them.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

const (
	// Average duration of a function: lognormal, in seconds. ATC, section 3.4.
	averageMu    = -0.38
	averageSigma = 2.36
	longestMs    = 600_000 // default time limit of the platform

	// Invocations of an application in a day: a lognormal fitted to Data by
	// quantiles; the largest is 1.286e8.
	dailyMu    = 4.09
	dailySigma = 3.50
	mostDaily  = 1.3e8

	// Memory of an application, average, in MB: Burr. ATC, section 3.5. The
	// fit's tail is heavier than the data's, whose largest is 1460 MB.
	memoryC      = 11.652
	memoryK      = 0.221
	memoryLambda = 107.083
	leastMemory  = 30
	mostMemory   = 1536

	// Load follows the day above a constant baseline of about half of it.
	// ATC, section 3.3. The hour of the peak is an assumption.
	diurnalAmplitude = 0.5
	peakMinute       = 14 * 60

	// Spread of the durations of one function, and of the memory of one
	// application, about their averages: sigma of a lognormal. Assumptions:
	// nothing is published.
	durationSpread = 0.5
	memorySpread   = 0.1

	// Probability that an application belongs to the owner of the one before.
	// An assumption, from 428 owners of 476 applications in a sample of Data.
	sameOwner = 0.1
)

// functionsPerApp is the distribution of the number of functions of an
// application: Data, exact to 10, then selected points.
var functionsPerApp = [...]struct {
	functions   int
	probability float64 // of at most so many
}{
	{1, 0.503252}, {2, 0.723720}, {3, 0.819163}, {4, 0.870478}, {5, 0.905496},
	{6, 0.927183}, {7, 0.941830}, {8, 0.951454}, {9, 0.960489}, {10, 0.967455},
	{12, 0.976675}, {15, 0.984349}, {20, 0.990998}, {30, 0.996346}, {44, 0.998362},
	{105, 0.999774}, {298, 1},
}

// triggers is the share of functions with each trigger: Data, in percent. The
// share of invocations, which differs, is not modelled.
var triggers = [...]struct {
	name  string
	share float64
}{
	{"http", 43.3}, {"timer", 28.5}, {"queue", 15.1}, {"orchestration", 8.2},
	{"others", 5.7}, {"event", 2.6}, {"storage", 2.3},
}

// timerPeriods are the periods of timers, in minutes. A timer has the shortest
// one that does not make it faster than its share of its application's rate,
// an assumption that keeps that distribution. It fires at most once a minute,
// as 95 % of all do: ATC, section 3.2.
var timerPeriods = [...]int{1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 360, 720, 1440}

// durationLevels and memoryLevels are the quantiles of the standard normal at
// the percentiles of the two files; 3 stands for the extremes.
var (
	durationLevels = [7]float64{-3, -2.326, -0.674, 0, 0.674, 2.326, 3}
	memoryLevels   = [8]float64{-2.326, -1.645, -0.674, 0, 0.674, 1.645, 2.326, 3}
)

// A synthetic draws applications and functions.
type synthetic struct {
	scale   float64 // of all rates but those of timers
	minutes int
	wave    [minutesPerDay + 1]float64 // rate in each minute over the mean one
	memory  Dist                       // of an application, in MB
	spread  [7]float64                 // percentiles of durations over their average
}

// newSynthetic prepares the distributions.
func newSynthetic(minutes int, scale float64) *synthetic {
	s := &synthetic{scale: scale, minutes: minutes}
	for m := range s.wave {
		s.wave[m] = 1 + float64(diurnalAmplitude*sinTurns(float64(m-peakMinute)/minutesPerDay+0.25))
	}
	memory, err := Truncate(burr{memoryC, memoryK, memoryLambda}, leastMemory, mostMemory)
	if err != nil {
		panic("workload: memory of synthetic traces: " + err.Error())
	}
	s.memory = memory
	for i, z := range durationLevels {
		s.spread[i] = exp(durationSpread * z)
	}
	mean := meanOfPercentiles(&s.spread)
	for i := range s.spread {
		s.spread[i] /= mean
	}
	return s
}

// functions draws the number of functions of an application.
func (s *synthetic) functions(r *sim.RNG) int {
	u, before, low := r.Float64(), 0, 0.0
	for _, p := range functionsPerApp {
		if u < p.probability {
			// between selected points all numbers are equally likely
			within := (u - low) / (p.probability - low)
			return before + 1 + int(float64(p.functions-before)*within)
		}
		before, low = p.functions, p.probability
	}
	panic("workload: functionsPerApp does not end with probability 1")
}

// trigger draws the trigger of a function.
func (s *synthetic) trigger(r *sim.RNG) string {
	sum := 0.0
	for _, t := range triggers {
		sum += t.share
	}
	u := r.Float64() * sum
	for _, t := range triggers {
		if u -= t.share; u < 0 {
			return t.name
		}
	}
	return triggers[0].name // rounding only
}

// perMinute draws the mean number of invocations of an application in a
// minute, before it is scaled.
func (s *synthetic) perMinute(r *sim.RNG) float64 {
	return min(lognormal{dailyMu, dailySigma}.Sample(r), mostDaily) / minutesPerDay
}

// fill draws the counts of a function that is not a timer, whose mean number
// of invocations in a minute is rate. A function without any would have no row
// in the data, so one of them gets one: the distribution of dailyMu is of
// applications with at least one.
func (s *synthetic) fill(counts []uint32, rate float64, r *sim.RNG) {
	some := false
	for m := 1; m <= s.minutes; m++ {
		counts[m] = uint32(min(poissonCount(float64(float64(rate*s.scale)*s.wave[m]), r), mostPerMinute))
		some = some || counts[m] > 0
	}
	if !some {
		counts[1+r.IntN(s.minutes)] = 1
	}
}

// fillTimer draws the counts of a timer with that rate: one each period, from
// a random minute on. One that does not fire in a window would have no row.
func (s *synthetic) fillTimer(counts []uint32, rate float64, r *sim.RNG) {
	period := timerPeriods[len(timerPeriods)-1]
	for _, p := range timerPeriods {
		if float64(p)*rate >= 1 {
			period = p
			break
		}
	}
	clear(counts)
	for m := 1 + r.IntN(min(period, s.minutes)); m <= s.minutes; m += period {
		counts[m] = 1
	}
}

// poissonCount draws a number with a Poisson distribution.
func poissonCount(mean float64, r *sim.RNG) uint64 {
	const few = 10
	if mean >= few {
		return poissonMany(mean, r)
	}
	n, sum := uint64(0), r.Exp()
	for sum < mean {
		n++
		sum += r.Exp()
	}
	return n
}

// poissonMany is poissonCount for mean >= 10: W. Hörmann, The transformed
// rejection method for generating Poisson random variables (1993), PTRS.
func poissonMany(mean float64, r *sim.RNG) uint64 {
	root := math.Sqrt(mean)
	b := 0.931 + float64(2.53*root)
	a := -0.059 + float64(0.02483*b)
	inverse := 1.1239 + 1.1328/(b-3.4)
	accept := 0.9277 - 3.6224/(b-2)
	for {
		u, v := r.Float64()-0.5, r.OpenFloat64()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= accept {
			return uint64(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		left := log(float64(v*inverse) / (a/float64(us*us) + b))
		if left <= float64(k*log(mean))-mean-logFactorial(k) {
			return uint64(k)
		}
	}
}

// logFactorial returns log(k!) for a whole k >= 0.
func logFactorial(k float64) float64 {
	const (
		exact      = 10
		halfLog2Pi = 0.9189385332046727
	)
	if k < exact {
		product := 1.0
		for i := 2.0; i <= k; i++ {
			product *= i
		}
		return log(product)
	}
	// Stirling's series; the next term is below 1e-8
	return float64((k+0.5)*log(k)) - k + halfLog2Pi + 1/(12*k) - 1/(360*float64(k*float64(k*k)))
}
