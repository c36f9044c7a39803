package workload

// This file replays a synthetic day without writing it.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A Synthetic is a synthetic day as a trace: the one that [Generate] writes
// with the same options, replayed with the defaults of [OpenAzure2019]. It
// keeps 200 bytes for each function and what it is called, and draws the
// counts of a minute when that is reached.
type Synthetic struct{ minuteTrace }

// NewSynthetic makes a synthetic day. It draws all counts once, to know how
// often each function is invoked: a second for the full size.
func NewSynthetic(opt SyntheticOptions) (*Synthetic, error) {
	if err := opt.validate(); err != nil {
		return nil, err
	}
	day := newSynthDay(opt)
	loads := &synthCounts{wave: &day.model.wave}
	t := &Synthetic{minuteTrace{counts: loads, least: sim.Time(1e6), first: 1, last: opt.Minutes}}
	counts := make([]uint32, opt.Minutes+1)
	for day.next() {
		for i := range day.app.functions {
			f := &day.app.functions[i]
			n := f.load.total(counts, day.model.wave[:])
			loads.of = append(loads.of, f.load)
			t.add(day, f, n)
		}
	}
	nameFunctions(t.functions)
	t.report.Source = "synthetic, " + opt.size() + fmt.Sprintf(", seed %d, minutes 1 to %d", opt.Seed, opt.Minutes)
	t.report.Functions, t.report.Apps = day.functions, day.made
	return t, nil
}

// size says how large the day is.
func (o *SyntheticOptions) size() string {
	switch {
	case o.Scale > 0:
		return "scale " + num(o.Scale)
	case o.Apps > 0:
		return fmt.Sprintf("%d applications", o.Apps)
	}
	return fmt.Sprintf("%d functions", o.Functions)
}

// add adds a function of the present application with n invocations.
func (t *Synthetic) add(day *synthDay, f *synthFunction, n uint64) {
	app := &day.app
	average, p := day.model.durations(f.averageMs)
	memory, percentiles := app.memory()
	t.functions = append(t.functions, TraceFunction{
		Owner: app.owner, App: app.name, Func: f.name, Trigger: f.trigger, AppIndex: int32(day.made - 1),
		Memory: megabytes(percentiles[len(percentiles)-1]), AverageMemory: megabytes(memory),
		AverageDuration: average / 1e3, MinDuration: p[0] / 1e3, MaxDuration: p[6] / 1e3,
		Invocations: n,
	})
	for i := range p {
		p[i] *= 1e6
	}
	t.points = append(t.points, p)
	t.identities = append(t.identities, identity(app.owner, app.name, f.name))
	t.report.Invocations += n
}

// synthCounts draws the counts of all functions.
type synthCounts struct {
	of   []synthLoad // by function
	wave *[minutesPerDay + 1]float64
}

// pass implements [minuteCounts].
func (c *synthCounts) pass() minutePass { return c }

// totals implements [minuteCounts].
func (c *synthCounts) totals(first, last int) ([]uint64, error) {
	totals := make([]uint64, last-first+1)
	for i := range totals {
		for f := range c.of {
			totals[i] += uint64(c.of[f].draw(first+i, c.wave[first+i]))
		}
	}
	return totals, nil
}

// minute implements [minutePass].
func (c *synthCounts) minute(m int, to []minuteCount) ([]minuteCount, error) {
	for i := range c.of {
		if n := c.of[i].draw(m, c.wave[m]); n > 0 {
			to = append(to, minuteCount{int32(i), n})
		}
	}
	return to, nil
}
