package workload

// This file repairs what is known to be odd in published traces. Each use of a
// rule is counted in the report of the trace; anything that no rule mentions
// is an error with its position.
//
// Azure 2019, rows:
//   - Of several rows with the same owner, application and function, or in the
//     memory file with the same owner and application, the first is kept.
//   - A function without a row of durations gets one average from the
//     published distribution, lognormal(−0.38, 2.36) seconds at most 600
//     ("Serverless in the Wild", ATC 2020, section 3.4), by its hash, and every
//     execution takes that long. With missing = "drop" the function is dropped.
//   - An application without a row of memory gets 170 MB, the published median
//     of the largest allocation (same, section 3.5). With missing = "drop" its
//     functions are dropped.
//
// Azure 2019, numbers:
//   - A percentile below 0 is 0. Percentiles that do not ascend are sorted.
//   - A Minimum that is missing, negative or above percentile 0 is percentile 0.
//   - A Maximum that is missing or not positive, or is below percentile 100, is
//     percentile 100.
//   - An Average that is not positive is the mean of the linear interpolation
//     of the percentiles.
//   - If AverageAllocatedMb is above AverageAllocatedMb_pct100, the latter is
//     raised to it. If neither is positive, the application is treated as
//     without a row.
//   - No execution is shorter than MinDuration; since this is an option, it is
//     not counted.
//
// Azure 2021:
//   - A duration that is not positive is MinDuration.
//   - A start before 0 is 0.
//
// Rows that are not in order of start beyond a window of rows are sorted in
// memory if the file is small, else refused.
//
// Notes are counted too, but nothing is changed: functions that are not
// invoked in the part that is replayed, rows that belong to no function,
// minutes that have no column, and functions whose Count in the durations file
// is not the sum of their minutes, which is usual.
//
// Not repaired but refused: a negative count of invocations, a text where a
// number belongs, a row with fewer or more fields than the header, a missing
// column. A file that was cut within a row is noticed by this unless the cut
// is within its last number.

import (
	"fmt"
	"slices"
	"sort"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A Repair tells how often a rule was used.
type Repair struct {
	Rule    string // what was found
	Action  string // what was done about it
	Count   uint64 // how often
	Example string // the first case, with its position if it has one
	Note    bool   // nothing was changed
}

// A rule is one of the rules of this file.
type rule int

const (
	duplicateFunction rule = iota
	duplicateDuration
	duplicateMemory
	missingDuration
	missingMemory
	droppedDuration
	droppedMemory
	negativePercentile
	unorderedPercentiles
	badMinimum
	badMaximum
	lowMaximum
	badAverage
	highMemory
	noMemory
	shortDuration
	earlyStart
	unsortedRows
	idleFunction
	unusedDuration
	unusedMemory
	sparseMinutes
	otherCount
	numRules
)

// rules says what each rule is called in a report.
var rules = [numRules]Repair{
	duplicateFunction:    {Rule: "duplicate function row", Action: "first kept"},
	duplicateDuration:    {Rule: "duplicate duration row", Action: "first kept"},
	duplicateMemory:      {Rule: "duplicate memory row", Action: "first kept"},
	missingDuration:      {Rule: "function without durations", Action: "drawn from lognormal(-0.38, 2.36) s"},
	missingMemory:        {Rule: "application without memory", Action: "170MB taken"},
	droppedDuration:      {Rule: "function without durations", Action: "dropped"},
	droppedMemory:        {Rule: "function without memory", Action: "dropped"},
	negativePercentile:   {Rule: "negative percentile of durations", Action: "0 taken"},
	unorderedPercentiles: {Rule: "percentiles of durations not ascending", Action: "sorted"},
	badMinimum:           {Rule: "Minimum missing, negative or above percentile 0", Action: "percentile 0 taken"},
	badMaximum:           {Rule: "Maximum missing or not positive", Action: "percentile 100 taken"},
	lowMaximum:           {Rule: "Maximum below percentile 100", Action: "percentile 100 taken"},
	badAverage:           {Rule: "Average not positive", Action: "mean of the percentiles taken"},
	highMemory:           {Rule: "average memory above percentile 100", Action: "percentile 100 raised"},
	noMemory:             {Rule: "memory not positive", Action: "treated as missing"},
	shortDuration:        {Rule: "duration not positive", Action: "shortest duration taken"},
	earlyStart:           {Rule: "start before 0", Action: "0 taken"},
	unsortedRows:         {Rule: "rows not in order of start", Action: "sorted in memory"},
	idleFunction:         {Rule: "function without invocations", Action: "kept", Note: true},
	unusedDuration:       {Rule: "duration row of no function", Action: "ignored", Note: true},
	unusedMemory:         {Rule: "memory row of no function", Action: "ignored", Note: true},
	sparseMinutes:        {Rule: "minute without a column", Action: "no invocations assumed", Note: true},
	otherCount:           {Rule: "Count is not the sum of the minutes", Action: "Count ignored", Note: true},
}

// repairs counts the uses of the rules.
type repairs [numRules]Repair

// add counts one use of r. The first one is kept as the example.
func (x *repairs) add(r rule, format string, args ...any) {
	if x[r].Count == 0 {
		x[r] = rules[r]
		x[r].Example = fmt.Sprintf(format, args...)
	}
	x[r].Count++
}

// list returns the rules that were used.
func (x *repairs) list() []Repair {
	var used []Repair
	for _, r := range x {
		if r.Count > 0 {
			used = append(used, r)
		}
	}
	return used
}

// quantiles2019 are the probabilities of the percentile columns.
var quantiles2019 = [7]float64{0, 0.01, 0.25, 0.50, 0.75, 0.99, 1}

// A durationRow is a row of the Azure 2019 durations file, in ms.
type durationRow struct {
	average, minimum, maximum float64 // minimum and maximum are negative if missing
	percentiles               [7]float64
}

// repair applies the rules to the current row of a file.
func (d *durationRow) repair(x *repairs, file *lines) {
	p := &d.percentiles
	for i, v := range p {
		if v < 0 {
			x.add(negativePercentile, "%s:%d: %v", file.path, file.line, v)
			p[i] = 0
		}
	}
	if !sort.Float64sAreSorted(p[:]) {
		x.add(unorderedPercentiles, "%s:%d: %v", file.path, file.line, *p)
		slices.Sort(p[:])
	}
	if d.minimum < 0 || d.minimum > p[0] {
		x.add(badMinimum, "%s:%d: %v", file.path, file.line, d.minimum)
		d.minimum = p[0]
	}
	if d.maximum <= 0 {
		x.add(badMaximum, "%s:%d: %v", file.path, file.line, d.maximum)
		d.maximum = p[6]
	}
	if d.maximum < p[6] {
		x.add(lowMaximum, "%s:%d: %v, percentile 100 is %v", file.path, file.line, d.maximum, p[6])
		d.maximum = p[6]
	}
	if d.average <= 0 {
		x.add(badAverage, "%s:%d: %v", file.path, file.line, d.average)
		d.average = meanOfPercentiles(p)
	}
}

// meanOfPercentiles returns the mean of the linear interpolation of p.
func meanOfPercentiles(p *[7]float64) float64 {
	mean := 0.0
	for i := 1; i < len(p); i++ {
		mean += float64((quantiles2019[i] - quantiles2019[i-1]) * (p[i]/2 + p[i-1]/2))
	}
	return mean
}

// missingMemorySize is what an application without a record gets: 50 % of the
// applications allocate at most 170 MB (ATC 2020, section 3.5).
const missingMemorySize = 170 * unit.MB

// drawnDuration returns the average duration, in ms, of the function with the
// given identity that has no record.
func drawnDuration(identity uint64) float64 {
	const limit = 600e3 // the default time limit of the platform
	r := sim.NewStream(0, "workload.missing").At(identity)
	seconds := lognormal{averageMu, averageSigma}.Sample(&r)
	return min(float64(seconds*1e3), limit)
}
