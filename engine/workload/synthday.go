package workload

// This file makes the applications and functions of a synthetic day, one
// application after the other. What is made of them, files or arrivals, is in
// synth.go and synthetic.go.

import (
	"cmp"
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// SyntheticOptions says what a synthetic day is like. One of Scale, Apps and
// Functions says how large it is.
type SyntheticOptions struct {
	// Scale is the size as a share of the published data: 1 is a day of 17,360
	// applications with about 47,600 functions and 0.89 billion invocations.
	// The rates of n applications are then the means of n equal slices of the
	// published distribution, so that there is always as much load as that. If
	// they were drawn, a few that are very busy, or not there, would make of it
	// what they like: the busiest in a thousand make two thirds of the load.
	Scale     float64
	Apps      int // number of applications, whose rates are drawn
	Functions int // number of functions, of applications whose rates are drawn

	Minutes int     // from midnight on, 1 to 1440; 0: 1440
	Seed    uint64  // of all random numbers
	Rate    float64 // factor of the rates of all functions but timers; 0: 1

	// Independent makes durations independent of how often a function is
	// invoked. Else applications that are invoked often have shorter ones, see
	// popularityCorrelation.
	Independent bool
}

// The size of the published data: ATC and Data.
const (
	fullApps        = 17_360
	fullInvocations = 0.89e9 // in a day
)

const mostSynthetic = 10_000_000 // functions or applications

// validate checks the options and sets defaults.
func (o *SyntheticOptions) validate() error {
	o.Minutes = cmp.Or(o.Minutes, minutesPerDay)
	o.Rate = cmp.Or(o.Rate, 1)
	sizes := 0
	for _, given := range [...]bool{o.Scale != 0, o.Apps != 0, o.Functions != 0} {
		if given {
			sizes++
		}
	}
	switch {
	case sizes != 1:
		return fmt.Errorf("scale, apps, functions: %d of them given: must be one", sizes)
	case !(o.Scale >= 0 && o.Scale <= 100):
		return fmt.Errorf("scale: %v: must be a positive number, at most 100", o.Scale)
	case o.Apps < 0 || o.Apps > mostSynthetic:
		return fmt.Errorf("apps: %d: must be from 1 to %d", o.Apps, mostSynthetic)
	case o.Functions < 0 || o.Functions > mostSynthetic:
		return fmt.Errorf("functions: %d: must be from 1 to %d", o.Functions, mostSynthetic)
	case o.Minutes < 1 || o.Minutes > minutesPerDay:
		return fmt.Errorf("minutes: %d: must be from 1 to %d", o.Minutes, minutesPerDay)
	case !(o.Rate > 0 && o.Rate <= 1e6):
		return fmt.Errorf("rate: %v: must be a positive number, at most 1e6", o.Rate)
	}
	return nil
}

// A synthDay makes the applications of a day.
type synthDay struct {
	opt   SyntheticOptions
	model *synthetic
	all   sim.RNG
	apps  int     // how many there will be; 0: as many as the functions need
	ranks []int32 // of the applications, from the most seldom invoked; nil: drawn

	app             synthApp // made last
	made, functions int      // how many applications and functions were made
}

// A synthApp is an application.
type synthApp struct {
	owner, name string
	memoryMb    float64 // on average
	functions   []synthFunction
}

// A synthFunction is a function.
type synthFunction struct {
	name, trigger string
	averageMs     float64 // of its durations
	load          synthLoad
}

// newSynthDay begins a day; the options must have been validated.
func newSynthDay(opt SyntheticOptions) *synthDay {
	d := &synthDay{
		opt: opt, apps: opt.Apps, all: sim.NewStream(opt.Seed, "workload.generate"),
		model: newSynthetic(opt.Minutes, opt.Rate, opt.Independent),
	}
	if opt.Scale == 0 {
		return d
	}
	d.apps = max(1, int(math.Round(float64(opt.Scale*fullApps))))
	d.ranks = make([]int32, d.apps)
	r := sim.NewStream(opt.Seed, "workload.generate.ranks")
	for i := range d.ranks { // a shuffle from the inside out
		j := r.IntN(i + 1)
		d.ranks[i], d.ranks[j] = d.ranks[j], int32(i)
	}
	return d
}

// next makes the next application. It returns false if there is none.
func (d *synthDay) next() bool {
	if d.share() >= 1 {
		return false
	}
	r := d.all.At(uint64(d.made)) // so that a day of more applications begins alike
	app := &d.app
	if app.owner == "" || r.Float64() >= sameOwner {
		app.owner = hash(&r)
	}
	app.name = hash(&r)
	n := d.model.functions(&r)
	if d.apps == 0 {
		n = min(n, d.opt.Functions-d.functions)
	}
	daily, popularity := d.popularity(&r)
	harmonic := 0.0 // the rates within an application follow Zipf's law, an assumption
	for k := 1; k <= n; k++ {
		harmonic += 1 / float64(k)
	}
	app.functions = app.functions[:0]
	for k := 1; k <= n; k++ {
		each := r.At(uint64(k))
		rate := daily / minutesPerDay / (float64(k) * harmonic)
		app.functions = append(app.functions, d.model.function(rate, popularity, each))
	}
	app.memoryMb = d.model.memory.Sample(&r)
	d.made++
	d.functions += n
	return true
}

// popularity returns the mean number of invocations of the next application in
// a day, and the standard normal number that has its rank.
func (d *synthDay) popularity(r *sim.RNG) (daily, normal float64) {
	u := r.OpenFloat64()
	if d.ranks == nil {
		return d.model.daily.at(u), normalQuantile(u)
	}
	n := float64(d.apps)
	from := float64(d.ranks[d.made]) / n
	daily, u = d.model.daily.slice(from, from+1/n)
	return daily, normalQuantile(u)
}

// share returns the share of the day that was made.
func (d *synthDay) share() float64 {
	if d.apps > 0 {
		return float64(d.made) / float64(d.apps)
	}
	return float64(d.functions) / float64(d.opt.Functions)
}

// hash draws 64 hexadecimal digits.
func hash(r *sim.RNG) string {
	return fmt.Sprintf("%016x%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
}
