package workload

// This file is the first pass over a trace with one row per invocation: it
// finds the functions and checks the order of the rows.

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// reorderWindow is how many rows a row may come too late. Rows of the 2021
// trace are in order of start; in order of end, this is enough for executions
// of 10 minutes at 27 a second.
const reorderWindow = 1 << 14

// mostSorted is how many rows are sorted in memory if that is not enough: they
// take 24 MB.
const mostSorted = 1 << 20

// A rowTrace is a trace with one row per invocation. It holds its functions
// and, only if the file is small and out of order, the rows.
type rowTrace struct {
	format    rowFormat
	functions []TraceFunction
	byID      map[functionID]int32
	known     plainNames // the functions again
	appIndex  map[appKey]int32
	text      interner
	fix       repairs
	report    Report

	rows    int
	window  int        // how many rows must be at hand to put them in order
	sorted  []row      // all rows in order; nil: stream the file
	origin  sim.Time   // time 0 of the simulation, in the time of the file
	last    sim.Time   // latest start, in the time of the file
	tallies []rowTally // by function, on the first pass
}

// openRowTrace opens a trace.
func openRowTrace(format rowFormat) (*rowTrace, error) {
	t := &rowTrace{format: format, byID: map[functionID]int32{}, appIndex: map[appKey]int32{}}
	in, err := openRows(t, true)
	if err != nil {
		return nil, err
	}
	defer in.close()
	return t, t.first(in)
}

// first makes the first pass.
func (t *rowTrace) first(in *rowReader) error {
	format := &t.format
	late, err := t.scan(in)
	if err != nil {
		return err
	}
	if t.rows == 0 {
		return fmt.Errorf("%s: no invocations, want at least one row after the header", format.path)
	}
	if late.line > 0 {
		if t.rows > mostSorted {
			return fmt.Errorf("%s:%d: row starts before one more than %d rows earlier, must be sorted by start", format.path, late.line, reorderWindow)
		}
		t.fix.add(unsortedRows, "%s:%d", format.path, late.line)
		if err := t.sort(); err != nil {
			return err
		}
	}
	t.finish()
	return nil
}

// scan reads all rows. It returns the first row that came too late for the
// reorder window, with line 0 if there is none.
func (t *rowTrace) scan(in *rowReader) (late row, err error) {
	first, window := sim.Never, newReorder(reorderWindow)
	t.last = math.MinInt64
	latest := t.last // start of the last row that left the window
	for {
		var r row
		if err := in.read(&r); err == io.EOF {
			break
		} else if err != nil {
			return row{}, err
		}
		t.observe(r, in.memory)
		first, t.last = min(first, r.start), max(t.last, r.start)
		if window.full() {
			latest = max(latest, window.pop().start)
		}
		if r.start < latest && late.line == 0 {
			late = r
		}
		t.window = max(t.window, 1+window.push(r))
	}
	if t.format.fromFirst {
		if t.rows > 0 && first < 0 && t.last > sim.Never+first {
			return row{}, fmt.Errorf("%s: times are more than 292 years apart", t.format.path)
		}
		t.origin = first
	}
	return late, nil
}

// addFunction adds the function of the current row of in.
func (t *rowTrace) addFunction(in *rowReader) (int32, error) {
	if in.columns[functionColumn] >= 0 && len(in.field(functionColumn)) == 0 {
		return 0, in.badCell(functionColumn, "a name")
	}
	id := functionID{
		t.text.intern(in.field(ownerColumn)), t.text.intern(in.field(appColumn)), t.text.intern(in.field(functionColumn)),
	}
	app, ok := t.appIndex[appKey{id.owner, id.app}]
	if !ok {
		app = int32(len(t.appIndex))
		t.appIndex[appKey{id.owner, id.app}] = app
	}
	n := len(t.functions)
	if n == math.MaxInt32 {
		return 0, in.bad("more than %d functions", n)
	}
	t.functions = append(t.functions, TraceFunction{
		Owner: id.owner, App: id.app, Func: id.fn, AppIndex: app,
		Trigger: t.text.intern(in.field(triggerColumn)),
	})
	t.tallies = append(t.tallies, rowTally{})
	t.byID[id] = int32(n)
	t.known.add(id, int32(n), in.comma)
	return int32(n), nil
}

// A rowTally is what the rows of a function add up to.
type rowTally struct {
	rows   uint64
	timed  uint64   // rows with a duration
	spent  float64  // sum of the durations in ns
	least  sim.Time // of the durations
	most   sim.Time
	memory unit.Bytes // the largest
}

// observe counts a row of the given memory.
func (t *rowTrace) observe(r row, memory unit.Bytes) {
	x := &t.tallies[r.function]
	t.rows++
	x.rows++
	x.memory = max(x.memory, memory)
	if r.duration == OwnDuration {
		return
	}
	if x.timed == 0 {
		x.least = r.duration
	}
	x.least, x.most = min(x.least, r.duration), max(x.most, r.duration)
	x.spent += float64(r.duration)
	x.timed++
}

// sort reads all rows again, into memory.
func (t *rowTrace) sort() error {
	in, err := openRows(t, false)
	if err != nil {
		return err
	}
	defer in.close()
	t.sorted = make([]row, 0, t.rows)
	for len(t.sorted) < t.rows {
		var r row
		if err := in.read(&r); err != nil {
			return fmt.Errorf("second reading: %w", err)
		}
		t.sorted = append(t.sorted, r)
	}
	slices.SortStableFunc(t.sorted, func(a, b row) int { return cmp.Compare(a.start, b.start) })
	return nil
}

// finish completes functions and report.
func (t *rowTrace) finish() {
	for i := range t.functions {
		f, x := &t.functions[i], &t.tallies[i]
		f.Invocations, f.Memory = x.rows, x.memory
		if x.timed > 0 {
			f.MinDuration, f.MaxDuration = x.least.Seconds(), x.most.Seconds()
			f.AverageDuration = x.spent / float64(x.timed) / 1e9
		}
	}
	t.tallies = nil
	nameFunctions(t.functions)
	t.text = interner{}
	t.report = Report{
		Source:      t.format.path,
		Functions:   len(t.functions),
		Apps:        len(t.appIndex),
		Invocations: uint64(t.rows),
		Repairs:     t.fix.list(),
	}
}

// Functions returns the functions in order of their first row.
func (t *rowTrace) Functions() []TraceFunction { return t.functions }

// Report tells what was read and what was repaired.
func (t *rowTrace) Report() *Report { return &t.report }
