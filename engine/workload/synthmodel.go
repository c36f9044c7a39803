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

	// Applications that are invoked more often have shorter durations. This is
	// the correlation of a Gaussian copula between the two, our own estimate
	// from two published samples of Data: functions of the invitro project, of
	// which rank correlation (Spearman) is −0.337 for 500 functions over 8 h and
	// −0.354 for 250 over 150 min, that is −0.351 and −0.368 for the normal
	// numbers behind the ranks, with standard errors of 0.04 and 0.06. Both
	// published marginals stay as they are. Durations weighted by invocations
	// have the mean 0.50 s in the first sample and 0.57 s in the second, the
	// functions' own mean being 6.5 s and 11.9 s; a full day here has 0.5 s and
	// 8 s (TestPopularity). Without the copula it would be 8 s for both, and
	// 80,000 executions at once instead of 5,000.
	popularityCorrelation = -0.35

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
	{60, 0.999309}, {105, 0.999774}, {168, 0.999942}, {298, 1},
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
// as 95 % of all do (ATC, section 3.2), so that functions that are invoked more
// often are no timers.
var timerPeriods = [...]int{1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 360, 720, 1440}

// durationLevels and memoryLevels are the quantiles of the standard normal at
// the percentiles of the two files; 3 stands for the extremes.
var (
	durationLevels = [7]float64{-3, -2.326, -0.674, 0, 0.674, 2.326, 3}
	memoryLevels   = [8]float64{-2.326, -1.645, -0.674, 0, 0.674, 1.645, 2.326, 3}
)

// slowShare is the share of functions with at most one invocation a minute that
// the distributions above make. With it the share of timers among all functions
// is the published one.
const slowShare = 0.91

// A synthetic draws applications and functions.
type synthetic struct {
	factor      float64 // of all rates but those of timers
	correlation float64 // of how often an application is invoked and durations
	minutes     int
	wave        [minutesPerDay + 1]float64 // rate in each minute over the mean one
	daily       dailyRate                  // of an application
	memory      Dist                       // of an application, in MB
	spread      [7]float64                 // percentiles of durations over their average
}

// newSynthetic prepares the distributions.
func newSynthetic(minutes int, factor float64, independent bool) *synthetic {
	s := &synthetic{factor: factor, correlation: popularityCorrelation, minutes: minutes, daily: newDailyRate()}
	if independent {
		s.correlation = 0
	}
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

// function draws a function with the given mean number of invocations in a
// minute, of an application whose rate has the rank of a standard normal number.
func (s *synthetic) function(rate, popularity float64, r sim.RNG) synthFunction {
	f := synthFunction{name: hash(&r)}
	rest := math.Sqrt(1 - float64(s.correlation*s.correlation))
	z := float64(s.correlation*popularity) + float64(rest*r.Norm())
	f.averageMs = min(float64(exp(averageMu+float64(averageSigma*z))*1e3), longestMs)
	f.trigger = s.trigger(rate, &r)
	if f.trigger == "timer" {
		f.load.period = timerPeriod(rate)
		f.load.first = uint16(1 + r.IntN(min(int(f.load.period), s.minutes)))
	} else {
		f.load.rate = float64(rate * s.factor)
	}
	f.load.rng = r
	return f
}

// trigger draws the trigger of a function with the given rate per minute. Only
// functions of at most one invocation a minute are timers, all the more often.
func (s *synthetic) trigger(rate float64, r *sim.RNG) string {
	sum, timers := 0.0, 0.0
	for _, t := range triggers {
		if sum += t.share; t.name == "timer" {
			timers = t.share
		}
	}
	if u := r.Float64(); rate <= 1 && u*sum*slowShare < timers {
		return "timer"
	}
	u := r.Float64() * (sum - timers)
	for _, t := range triggers {
		if t.name == "timer" {
			continue
		}
		if u -= t.share; u < 0 {
			return t.name
		}
	}
	return triggers[0].name // rounding only
}

// timerPeriod returns the period of a timer that fires rate times a minute, or
// nearly so.
func timerPeriod(rate float64) uint16 {
	for _, p := range timerPeriods {
		if float64(p)*rate >= 1 {
			return uint16(p)
		}
	}
	return uint16(timerPeriods[len(timerPeriods)-1])
}

// durations returns the average duration in ms and its percentiles, as they are
// recorded.
func (s *synthetic) durations(averageMs float64) (average float64, p [7]float64) {
	for i, factor := range s.spread {
		p[i] = min(whole(float64(averageMs*factor)), longestMs)
	}
	return whole(averageMs), p
}

// memory returns the average memory of an application in MB and its
// percentiles, as they are recorded.
func (a *synthApp) memory() (average float64, p [len(memoryLevels)]float64) {
	for i, z := range memoryLevels {
		p[i] = whole(float64(a.memoryMb * exp(memorySpread*z)))
	}
	return whole(a.memoryMb), p
}

// whole rounds x to a whole number, at least 1.
func whole(x float64) float64 { return max(1, math.Round(x)) }
