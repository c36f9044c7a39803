package workload

// This file completes an Azure 2019 trace after its files were read: it fills
// in or drops what is missing, and names the functions.

import (
	"fmt"
	"math"
)

// join completes the trace.
func (l *load2019) join() error {
	t := l.t
	if t.modes.drop {
		if l.drop(); len(t.functions) == 0 {
			return fmt.Errorf("%s: no function of day %d has both durations and memory", t.opt.Dir, t.opt.Day)
		}
	}
	t.counts = l.counts
	l.fillMemory()
	t.points = make([][7]float64, len(t.functions))
	for i := range t.functions {
		l.complete(i)
	}
	nameFunctions(t.functions)
	l.report()
	return nil
}

// drop removes the functions without durations or memory.
func (l *load2019) drop() {
	t, kept := l.t, 0
	number := make([]int32, len(t.functions)) // new index of each function
	for i := range t.functions {
		f := &t.functions[i]
		number[i] = -1
		switch {
		case !l.has[i]:
			l.fix.add(droppedDuration, "%s", f.Func)
			continue
		case l.apps[f.AppIndex].memory == 0:
			l.fix.add(droppedMemory, "%s", f.Func)
			continue
		}
		t.functions[kept], t.identities[kept] = t.functions[i], t.identities[i]
		l.rows[kept], l.has[kept] = l.rows[i], true
		number[i] = int32(kept)
		kept++
	}
	t.functions, t.identities = t.functions[:kept], t.identities[:kept]
	l.counts.renumber(number)
	l.renumberApps()
}

// renumberApps numbers the applications that still have functions, in order of
// their first function.
func (l *load2019) renumberApps() {
	number := make([]int32, len(l.apps)) // new index + 1
	var apps []app2019
	for i := range l.t.functions {
		f := &l.t.functions[i]
		if number[f.AppIndex] == 0 {
			apps = append(apps, l.apps[f.AppIndex])
			number[f.AppIndex] = int32(len(apps))
		}
		f.AppIndex = number[f.AppIndex] - 1
	}
	l.apps = apps
}

// fillMemory gives a memory to every application that has none.
func (l *load2019) fillMemory() {
	for i := range l.apps {
		app := &l.apps[i]
		if app.memory == 0 {
			l.fix.add(missingMemory, "%s", app.app)
			app.memory, app.average = missingMemorySize, missingMemorySize
		}
	}
}

// complete fills in what function i has from the other two files.
func (l *load2019) complete(i int) {
	t := l.t
	f, row := &t.functions[i], &l.rows[i]
	if !l.has[i] {
		l.fix.add(missingDuration, "%s", f.Func)
		ms := drawnDuration(t.identities[i])
		row.average, row.minimum, row.maximum = ms, ms, ms
		row.percentiles = [7]float64{ms, ms, ms, ms, ms, ms, ms}
	}
	least := t.opt.MinDuration.Seconds()
	f.AverageDuration = max(row.average/1e3, least)
	f.MinDuration = max(row.minimum/1e3, least)
	f.MaxDuration = max(row.maximum/1e3, least)
	for q, ms := range row.percentiles {
		t.points[i][q] = math.Round(ms * 1e6)
	}
	app := &l.apps[f.AppIndex]
	f.Memory, f.AverageMemory = app.memory, app.average
	if f.Invocations == 0 {
		l.fix.add(idleFunction, "%s", f.Func)
	}
}

// report writes the report.
func (l *load2019) report() {
	t := l.t
	t.report = Report{
		Source:    fmt.Sprintf("%s, day %d, minutes %d to %d", t.opt.Dir, t.opt.Day, t.first, t.last),
		Functions: len(t.functions),
		Apps:      len(l.apps),
		Repairs:   l.fix.list(),
	}
	for i := range t.functions {
		t.report.Invocations += t.functions[i].Invocations
	}
}
