package workload

// This file describes a trace in numbers, for people who ask what is in it.

import (
	"fmt"
	"slices"
	"sort"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// Info describes a trace.
type Info struct {
	Source      string
	Functions   int
	Apps        int
	Owners      int // 0 if not recorded
	Invocations uint64
	Span        sim.Time // from time 0 to the end of the trace

	Triggers []TriggerInfo // by number of functions, most first; then by name
	Minutes  MinuteInfo

	AverageDuration Quantiles // of the functions with a recorded one, in seconds
	Memory          Quantiles // of the applications with a recorded one, in bytes

	// Concurrency is the mean number of executions under way: the sum of
	// invocations × average duration, over the span.
	Concurrency float64

	// Top says how much of the invocations the busiest functions make.
	Top []TopInfo

	Report *Report
}

// TriggerInfo is the share of a trigger.
type TriggerInfo struct {
	Name        string // "" if not recorded
	Functions   int
	Invocations uint64
}

// MinuteInfo tells how many invocations there are in a minute. Minutes are
// counted from time 0; one that is cut off at the end counts as any other.
type MinuteInfo struct {
	Minutes  int
	Min, Max uint64
	Mean     float64
}

// Quantiles are quantiles of Count numbers, by linear interpolation; all 0 if
// there is none.
type Quantiles struct {
	Count                                       int
	Mean, Min, P5, P25, P50, P75, P95, P99, Max float64
}

// TopInfo is the share of the invocations that the busiest functions make.
type TopInfo struct {
	Share       float64 // of the functions, such as 0.01
	Functions   int     // how many these are, at least 1
	Invocations float64 // share of the invocations
}

// perMinute is implemented by traces that know their arrivals by minute.
type perMinute interface{ minuteTotals() ([]uint64, error) }

// Describe describes a trace. One in a file is read once more.
func Describe(t Trace) (*Info, error) {
	report, functions := t.Report(), t.Functions()
	info := &Info{
		Source:      report.Source,
		Functions:   len(functions),
		Apps:        report.Apps,
		Invocations: report.Invocations,
		Report:      report,
	}
	source := t.Source(sim.RNG{})
	info.Span = source.Horizon()
	if known, ok := t.(perMinute); ok {
		totals, err := known.minuteTotals()
		if err != nil {
			return nil, err
		}
		for _, n := range totals {
			info.Minutes.add(n)
		}
	} else if err := info.Minutes.count(source); err != nil {
		return nil, err
	}
	if info.Minutes.Minutes > 0 {
		info.Minutes.Mean = float64(info.Invocations) / float64(info.Minutes.Minutes)
	}
	info.describeOwners(functions)
	info.describeTriggers(functions)
	info.describeNumbers(functions)
	info.describeTop(functions)
	return info, nil
}

// add adds a minute with n invocations.
func (m *MinuteInfo) add(n uint64) {
	if m.Minutes == 0 {
		m.Min = n
	}
	m.Minutes++
	m.Min, m.Max = min(m.Min, n), max(m.Max, n)
}

// count adds the minutes of a source.
func (m *MinuteInfo) count(s Source) error {
	var a Arrival
	n, last := uint64(0), 0
	for s.Next(&a) {
		if at := int(a.At / minute); at > last {
			m.add(n)
			if between := at - last - 1; between > 0 {
				m.Minutes, m.Min = m.Minutes+between, 0
			}
			n, last = 0, at
		}
		n++
	}
	m.add(n)
	return s.Err()
}

// describeOwners counts the owners.
func (x *Info) describeOwners(functions []TraceFunction) {
	seen := make(map[string]bool)
	for i := range functions {
		if o := functions[i].Owner; o != "" {
			seen[o] = true
		}
	}
	x.Owners = len(seen)
}

// describeTriggers adds up the functions by trigger.
func (x *Info) describeTriggers(functions []TraceFunction) {
	index := make(map[string]int)
	for i := range functions {
		f := &functions[i]
		n, ok := index[f.Trigger]
		if !ok {
			n = len(x.Triggers)
			index[f.Trigger] = n
			x.Triggers = append(x.Triggers, TriggerInfo{Name: f.Trigger})
		}
		x.Triggers[n].Functions++
		x.Triggers[n].Invocations += f.Invocations
	}
	sort.Slice(x.Triggers, func(i, j int) bool {
		a, b := &x.Triggers[i], &x.Triggers[j]
		if a.Functions != b.Functions {
			return a.Functions > b.Functions
		}
		return a.Name < b.Name
	})
}

// describeNumbers computes quantiles and concurrency.
func (x *Info) describeNumbers(functions []TraceFunction) {
	var durations []float64
	memory := make([]unit.Bytes, x.Apps)
	work := 0.0
	for i := range functions {
		f := &functions[i]
		if f.AverageDuration > 0 {
			durations = append(durations, f.AverageDuration)
			work += float64(f.Invocations) * f.AverageDuration
		}
		memory[f.AppIndex] = max(memory[f.AppIndex], f.Memory)
	}
	var recorded []float64
	for _, m := range memory {
		if m > 0 {
			recorded = append(recorded, float64(m))
		}
	}
	x.AverageDuration, x.Memory = quantilesOf(durations), quantilesOf(recorded)
	if x.Span > 0 {
		x.Concurrency = work / x.Span.Seconds()
	}
}

// describeTop computes the shares of the busiest 1, 5 and 10 % of functions.
func (x *Info) describeTop(functions []TraceFunction) {
	counts := make([]uint64, len(functions))
	for i := range functions {
		counts[i] = functions[i].Invocations
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	for _, percent := range [...]int{1, 5, 10} {
		top := TopInfo{Share: float64(percent) / 100, Functions: min(len(counts), max(1, len(counts)*percent/100))}
		sum := uint64(0)
		for _, n := range counts[:top.Functions] {
			sum += n
		}
		if x.Invocations > 0 {
			top.Invocations = float64(sum) / float64(x.Invocations)
		}
		x.Top = append(x.Top, top)
	}
}

// quantilesOf computes quantiles of v, which it sorts.
func quantilesOf(v []float64) Quantiles {
	if len(v) == 0 {
		return Quantiles{}
	}
	slices.Sort(v)
	at := func(q float64) float64 {
		x := q * float64(len(v)-1)
		i := min(int(x), len(v)-1)
		j := min(i+1, len(v)-1)
		return v[i] + (v[j]-v[i])*(x-float64(i))
	}
	return Quantiles{
		Count: len(v), Mean: total(v) / float64(len(v)), Min: v[0],
		P5: at(0.05), P25: at(0.25), P50: at(0.5), P75: at(0.75), P95: at(0.95), P99: at(0.99), Max: v[len(v)-1],
	}
}

// String returns one line: what, how many and for how long.
func (x *Info) String() string {
	return fmt.Sprintf("%s: %d functions of %d applications, %d invocations in %v", x.Source, x.Functions, x.Apps, x.Invocations, x.Span)
}
