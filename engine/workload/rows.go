package workload

// This file reads the rows of traces with one row per invocation: the Azure
// Functions trace of 2021 and any CSV file.

import (
	"encoding/binary"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// The columns of interest. A file need not have all of them.
const (
	startColumn = iota
	endColumn
	functionColumn
	appColumn
	ownerColumn
	triggerColumn
	durationColumn
	memoryColumn
	numColumns
)

// A rowFormat says what the columns of a file mean.
type rowFormat struct {
	path     string
	open     opener
	comma    byte
	names    [numColumns]string // of the columns; "" for none
	required []int              // columns that must exist; of start and end, one must

	timeUnit     uint64     // of starts and ends, in ns
	durationUnit uint64     // in ns
	memoryUnit   unit.Bytes // 0: cells say their own, as in "128MB"

	fromFirst bool     // time 0 is the first start, not the file's own 0
	repair    bool     // a start before 0 or a duration <= 0 is repaired, not refused
	least     sim.Time // no duration is shorter
}

// A row is one invocation.
type row struct {
	start    sim.Time // as in the file
	duration sim.Time // OwnDuration if not recorded
	function int32
	line     int32 // in the file
}

// A functionID identifies a function.
type functionID struct{ owner, app, fn string }

// A rowReader reads the rows of a file in the order of the file.
type rowReader struct {
	*tableRows
	trace   *rowTrace
	format  *rowFormat
	collect bool              // the trace gets new functions and repairs; else it has them all
	recent  [recentRows]int32 // functions of late, by recentSlot
}

// recentRows is the number of functions that are found without a map. Of a
// trace of 400 functions with names of 64 characters, that takes 12 ns instead
// of 50.
const recentRows = 1 << 12

// openRows opens the file and checks its header.
func openRows(t *rowTrace, collect bool) (*rowReader, error) {
	f := &t.format
	file, err := openTable(f.path, f.open, f.comma, f.names[:]...)
	if err != nil {
		return nil, err
	}
	if err := checkColumns(file, f); err != nil {
		file.close()
		return nil, err
	}
	return &rowReader{tableRows: file, trace: t, format: f, collect: collect}, nil
}

// checkColumns returns an error if a column is missing.
func checkColumns(file *tableRows, f *rowFormat) error {
	for _, c := range f.required {
		if file.columns[c] < 0 {
			return file.bad("column %q is missing", f.names[c])
		}
	}
	hasStart, hasEnd := file.columns[startColumn] >= 0, file.columns[endColumn] >= 0
	switch {
	case !hasStart && !hasEnd:
		return file.bad("column %q is missing", f.names[startColumn])
	case !hasStart && file.columns[durationColumn] < 0:
		return file.bad("column %q is missing; the start is computed from it and from %q", f.names[durationColumn], f.names[endColumn])
	}
	return nil
}

// read reads the next row. At the end, the error is io.EOF.
func (r *rowReader) read(to *row) error {
	if err := r.next(); err != nil {
		return err
	}
	if r.line > math.MaxInt32 {
		return r.bad("more than %d lines", math.MaxInt32)
	}
	to.line = int32(r.line)
	if err := r.readTimes(to); err != nil {
		return err
	}
	return r.readFunction(to)
}

// readFunction finds the function of the current row.
func (r *rowReader) readFunction(to *row) error {
	owner, app, fn := r.field(ownerColumn), r.field(appColumn), r.field(functionColumn)
	recent := &r.recent[recentSlot(owner, app, fn)]
	if functions := r.trace.functions; int(*recent) < len(functions) {
		if f := &functions[*recent]; f.Func == string(fn) && f.App == string(app) && f.Owner == string(owner) {
			to.function = *recent
			return nil
		}
	}
	f, ok := r.trace.byID[functionID{string(owner), string(app), string(fn)}]
	if !ok {
		if !r.collect {
			return r.bad("function %s was not there before; has the file changed?", shown(fn))
		}
		var err error
		if f, err = r.trace.addFunction(r); err != nil {
			return err
		}
	}
	*recent, to.function = f, f
	return nil
}

// recentSlot returns where a function is remembered: it depends on eight bytes
// at the end of each name, where names differ if they differ at all, nearly
// always.
func recentSlot(names ...[]byte) uint64 {
	hash := uint64(0)
	for _, b := range names {
		tail := uint64(len(b))
		if len(b) >= 8 {
			tail = binary.LittleEndian.Uint64(b[len(b)-8:])
		} else {
			for _, c := range b {
				tail = tail<<8 | uint64(c)
			}
		}
		hash = (hash ^ tail) * 0x9e3779b97f4a7c15
	}
	return hash >> 52
}

// readTimes reads start and duration of the current row.
func (r *rowReader) readTimes(to *row) error {
	spent, err := r.readDuration(to)
	if err != nil {
		return err
	}
	c := startColumn
	if r.columns[startColumn] < 0 {
		c = endColumn
	} else {
		spent = 0
	}
	at, ok := parseTime(r.field(c), r.format.timeUnit)
	if !ok || at-spent > at { // the difference overflows
		return r.badCell(c, "a time within 292 years of 0")
	}
	to.start = at - spent
	if to.start >= 0 || r.format.fromFirst {
		return nil
	}
	if !r.format.repair {
		return r.badCell(c, `a time that is not negative, unless origin is "first"`)
	}
	r.note(earlyStart, to.start)
	to.start = 0
	return nil
}

// readDuration reads the duration of the current row, which is OwnDuration if
// there is none, and returns the time from its start to its end.
func (r *rowReader) readDuration(to *row) (spent sim.Time, err error) {
	to.duration = OwnDuration
	cell := r.field(durationColumn)
	if len(cell) == 0 {
		if r.columns[startColumn] < 0 {
			return 0, r.badCell(durationColumn, "a time, for the start is computed from it")
		}
		return 0, nil
	}
	d, ok := parseTime(cell, r.format.durationUnit)
	if !ok || d < 0 && !r.format.repair {
		return 0, r.badCell(durationColumn, "a time that is not negative")
	}
	if d <= 0 && r.format.repair {
		r.note(shortDuration, d)
		d = 0
	}
	to.duration = max(d, r.format.least)
	return d, nil
}

// note counts a repair of the current row, on the first pass.
func (r *rowReader) note(rule rule, t sim.Time) {
	if r.collect {
		r.trace.fix.add(rule, "%s:%d: %v", r.path, r.line, t)
	}
}
