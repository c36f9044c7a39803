package workload

// This file reads the durations and memory files of an Azure 2019 trace and
// joins them with the functions.

import (
	"io"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// load2019 is what is needed only while a trace is read.
type load2019 struct {
	t      *Azure2019
	text   interner
	fix    repairs
	counts *counts2019

	apps     []app2019
	appIndex map[appKey]int32
	index    map[functionKey]int32 // into the functions
	rows     []durationRow         // by function
	has      []bool                // whether the function has one of those
}

// An appKey identifies an application.
type appKey struct{ owner, app string }

// A functionKey identifies a function: names are unique within an application.
type functionKey struct {
	app int32
	fn  string
}

// app2019 is an application.
type app2019 struct {
	owner, app      string
	memory, average unit.Bytes // 0: no record
	seen            bool       // in the memory file
}

// addApp returns the index of an application, which is added if it is new.
func (l *load2019) addApp(owner, app []byte) int32 {
	if a, ok := l.appIndex[appKey{string(owner), string(app)}]; ok {
		return a
	}
	a := int32(len(l.apps))
	l.apps = append(l.apps, app2019{owner: l.text.intern(owner), app: l.text.intern(app)})
	l.appIndex[appKey{l.apps[a].owner, l.apps[a].app}] = a
	return a
}

const (
	mostMs = 1e12 // largest duration accepted: 31 years
	mostMb = 1e9  // largest memory accepted: 1 PB
)

// durations reads the durations file.
func (l *load2019) durations() error {
	l.rows = make([]durationRow, len(l.t.functions))
	l.has = make([]bool, len(l.t.functions))
	file, err := openTable(l.t.path(durationsFile), l.t.opt.Open, ',',
		"HashOwner", "HashApp", "HashFunction", "Average", "Minimum", "Maximum",
		"percentile_Average_0", "percentile_Average_1", "percentile_Average_25", "percentile_Average_50",
		"percentile_Average_75", "percentile_Average_99", "percentile_Average_100", "Count")
	if err != nil {
		return err
	}
	defer file.close()
	if err := file.require(len(file.names)); err != nil {
		return err
	}
	for {
		switch err := file.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := l.addDurations(file); err != nil {
			return err
		}
	}
}

// addDurations adds the current row to its function.
func (l *load2019) addDurations(file *tableRows) error {
	var d durationRow
	var err error
	if d.average, err = file.number(3, mostMs); err != nil {
		return err
	}
	for i, v := range [...]*float64{&d.minimum, &d.maximum} {
		if *v = -1; len(file.field(4+i)) == 0 {
			continue
		}
		if *v, err = file.number(4+i, mostMs); err != nil {
			return err
		}
	}
	for i := range d.percentiles {
		if d.percentiles[i], err = file.number(6+i, mostMs); err != nil {
			return err
		}
	}
	count, ok := parseCount(file.field(13), math.MaxInt64)
	if !ok {
		return file.badCell(13, "a whole number that is not negative")
	}
	f, ok := l.find(file)
	switch {
	case !ok:
		l.fix.add(unusedDuration, "%s:%d", file.path, file.line)
	case l.has[f]:
		l.fix.add(duplicateDuration, "%s:%d", file.path, file.line)
	default:
		if sum := l.t.functions[f].Invocations; sum != count {
			l.fix.add(otherCount, "%s:%d: %d, the sum is %d", file.path, file.line, count, sum)
		}
		l.has[f] = true
		d.repair(&l.fix, file.lines)
		l.rows[f] = d
	}
	return nil
}

// find returns the index of the function of the current row.
func (l *load2019) find(file *tableRows) (int32, bool) {
	a, ok := l.appIndex[appKey{string(file.field(0)), string(file.field(1))}]
	if !ok {
		return 0, false
	}
	f, ok := l.index[functionKey{a, string(file.field(2))}]
	return f, ok
}

// memory reads the memory file.
func (l *load2019) memory() error {
	file, err := openTable(l.t.path(memoryFile), l.t.opt.Open, ',',
		"HashOwner", "HashApp", "AverageAllocatedMb", "AverageAllocatedMb_pct100", "HashFunction")
	if err != nil {
		return err
	}
	defer file.close()
	if err := file.require(4); err != nil {
		return err
	}
	if file.columns[4] >= 0 {
		return file.badField(file.columns[4], "column HashFunction: memory must be by application, not by function")
	}
	for {
		switch err := file.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := l.addMemory(file); err != nil {
			return err
		}
	}
}

// addMemory adds the current row to its application.
func (l *load2019) addMemory(file *tableRows) error {
	average, err := file.number(2, mostMb)
	if err != nil {
		return err
	}
	highest, err := file.number(3, mostMb)
	if err != nil {
		return err
	}
	a, ok := l.appIndex[appKey{string(file.field(0)), string(file.field(1))}]
	switch {
	case !ok:
		l.fix.add(unusedMemory, "%s:%d", file.path, file.line)
		return nil
	case l.apps[a].seen:
		l.fix.add(duplicateMemory, "%s:%d", file.path, file.line)
		return nil
	}
	app := &l.apps[a]
	app.seen = true
	if average > highest {
		l.fix.add(highMemory, "%s:%d: %v, percentile 100 is %v", file.path, file.line, average, highest)
		highest = average
	}
	if highest <= 0 {
		l.fix.add(noMemory, "%s:%d: %v", file.path, file.line, highest)
		return nil
	}
	app.memory = megabytes(highest)
	app.average = megabytes(max(average, 0))
	return nil
}

// megabytes converts MB, which the data set does not define, as powers of
// 1000.
func megabytes(mb float64) unit.Bytes {
	return unit.Bytes(math.Round(mb * float64(unit.MB)))
}
