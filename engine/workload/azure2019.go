package workload

// This file opens traces in the format of the Azure Functions data set of 2019
// and describes them.

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

const (
	minute        = 60 * sim.Time(1e9)
	minutesPerDay = 1440
	lastDay       = 14 // the data set has two weeks
)

// Names of the files of a day.
const (
	invocationsFile = "invocations_per_function_md.anon.d%02d.csv"
	durationsFile   = "function_durations_percentiles.anon.d%02d.csv"
	memoryFile      = "app_memory_percentiles.anon.d%02d.csv"
)

// Azure2019Options says what to read and how to turn counts into arrivals.
type Azure2019Options struct {
	Dir string // directory with the three files of the day
	Day int    // 1 to 14; 0: the first day that has all three files

	// Arrivals places the invocations of a minute, of which the trace only
	// knows how many there were when they had ended:
	//
	//	"uniform"      at independent instants (default)
	//	"equidistant"  at equal distances from the beginning of the minute on
	//	"poisson"      as a Poisson process with the minute's mean rate, so that
	//	               the number varies too
	Arrivals string

	// Durations makes the duration of an execution from the percentiles
	// (0, 1, 25, 50, 75, 99, 100) of its function:
	//
	//	"piecewise"  linear interpolation between them (default)
	//	"step"       the next higher one
	//	"average"    always the average
	//	"none"       no duration: OwnDuration
	//
	// The percentiles are of averages over 30 s and so spread less than single
	// executions do.
	Durations string

	// Missing says what becomes of functions without durations or memory:
	// "fallback" (default) or "drop". See repair.go.
	Missing string

	From, To int // first and last minute of the day to replay, 1 to 1440; 0: all

	// Origin says what time 0 is: "window" (default), the beginning of the
	// first minute that is replayed, or "day", the beginning of the day.
	Origin string

	MinDuration sim.Time // no execution is shorter; 0: 1 ms

	Open    func(path string) (io.ReadCloser, error) // nil: os.Open
	ReadDir func(path string) ([]fs.DirEntry, error) // nil: os.ReadDir; only for Day 0
}

// modes2019 are the parsed words of the options.
type modes2019 struct {
	arrivals, durations uint8
	drop, dayOrigin     bool
}

const (
	uniformArrivals uint8 = iota
	equidistantArrivals
	poissonArrivals
)

const (
	piecewiseDurations uint8 = iota
	stepDurations
	averageDurations
	noDurations
)

// validate checks the options and sets defaults.
func (o *Azure2019Options) validate() (m modes2019, err error) {
	o.To = cmp.Or(o.To, minutesPerDay)
	o.From = cmp.Or(o.From, 1)
	o.MinDuration = cmp.Or(o.MinDuration, sim.Time(1e6))
	switch {
	case o.Day < 0 || o.Day > lastDay:
		return m, fmt.Errorf("day: %d: must be from 1 to %d, or 0 for the first complete one", o.Day, lastDay)
	case o.From < 1 || o.From > minutesPerDay:
		return m, fmt.Errorf("from: %d: must be a minute from 1 to %d", o.From, minutesPerDay)
	case o.To < o.From || o.To > minutesPerDay:
		return m, fmt.Errorf("to: %d: must be a minute from %d to %d", o.To, o.From, minutesPerDay)
	case o.MinDuration < 0:
		return m, fmt.Errorf("min_duration: %v: must not be negative", o.MinDuration)
	}
	var missing, origin uint8
	err = cmp.Or(
		word("arrivals", o.Arrivals, &m.arrivals, "uniform", "equidistant", "poisson"),
		word("durations", o.Durations, &m.durations, "piecewise", "step", "average", "none"),
		word("missing", o.Missing, &missing, "fallback", "drop"),
		word("origin", o.Origin, &origin, "window", "day"),
	)
	m.drop, m.dayOrigin = missing == 1, origin == 1
	return m, err
}

// word stores the index of the given word among those known; no word means the
// first.
func word(option, given string, index *uint8, known ...string) error {
	if given == "" {
		return nil
	}
	for i, k := range known {
		if given == k {
			*index = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("%s: %q: must be one of %q", option, given, known)
}

// Azure2019 is a day of the Azure Functions data set of 2019, or of any trace
// in its format.
type Azure2019 struct {
	opt Azure2019Options
	minuteTrace
}

// OpenAzure2019 reads the three files of a day.
func OpenAzure2019(opt Azure2019Options) (*Azure2019, error) {
	modes, err := opt.validate()
	if err != nil {
		return nil, err
	}
	if opt.Day == 0 {
		if opt.Day, err = firstCompleteDay(opt); err != nil {
			return nil, err
		}
	}
	l := load2019{t: &Azure2019{opt, minuteTrace{modes: modes, least: opt.MinDuration}}}
	for _, read := range [...]func() error{l.invocations, l.durations, l.memory} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	if err := l.join(); err != nil {
		return nil, err
	}
	return l.t, nil
}

// firstCompleteDay returns the first day of which the directory has all files.
func firstCompleteDay(opt Azure2019Options) (int, error) {
	readDir := opt.ReadDir
	if readDir == nil {
		readDir = os.ReadDir
	}
	entries, err := readDir(opt.Dir)
	if err != nil {
		return 0, err
	}
	names := make(map[string]bool, len(entries))
	for _, e := range entries {
		names[e.Name()] = true
	}
	lacking := ""
	for day := 1; day <= lastDay; day++ {
		have, want := 0, ""
		for _, format := range [...]string{invocationsFile, durationsFile, memoryFile} {
			if name := fmt.Sprintf(format, day); names[name] {
				have++
			} else {
				want = name
			}
		}
		if have == 3 {
			return day, nil
		}
		if have > 0 && lacking == "" {
			lacking = want
		}
	}
	if lacking != "" {
		return 0, fmt.Errorf("%s: no day has all three files, for example %s is missing", opt.Dir, lacking)
	}
	return 0, fmt.Errorf("%s: no trace here, want files such as %s", opt.Dir, fmt.Sprintf(invocationsFile, 1))
}

// path returns the path of one of the files of the day.
func (t *Azure2019) path(format string) string {
	return filepath.Join(t.opt.Dir, fmt.Sprintf(format, t.opt.Day))
}

// Day returns the day that was read, 1 to 14.
func (t *Azure2019) Day() int { return t.opt.Day }
