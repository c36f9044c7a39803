package workload

// This file reads the rows of traces with one row per invocation: the Azure
// Functions trace of 2021 and any CSV file.

import (
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
	collect bool       // the trace gets new functions, sizes and repairs; else it has them all
	memory  unit.Bytes // of the current row, 0 if not recorded; if collect
	plain   []*plainColumn
	fromEnd bool // starts are computed from ends
}

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
	r := &rowReader{tableRows: file, trace: t, format: f, collect: collect, plain: plainColumns(file, f), fromEnd: file.columns[startColumn] < 0}
	order := nameOrder(file)
	if collect {
		t.known = plainNames{order: order, nameless: -1}
	} else if order != t.known.order {
		r.plain = nil // the file has changed
	}
	return r, nil
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
	if r.readPlain(to) {
		return nil
	}
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
	if err := r.readFunction(to); err != nil || !r.collect {
		return err
	}
	return r.readMemory()
}

// readFunction finds the function of the current row.
func (r *rowReader) readFunction(to *row) (err error) {
	fn, app, owner := r.field(functionColumn), r.field(appColumn), r.field(ownerColumn)
	f, ok := r.trace.byID[functionID{string(owner), string(app), string(fn)}]
	switch {
	case ok:
	case !r.collect:
		return r.bad("function %s was not there before; has the file changed?", shown(fn))
	default:
		if f, err = r.trace.addFunction(r); err != nil {
			return err
		}
	}
	to.function = f
	return nil
}

// readMemory reads the memory of the current row.
func (r *rowReader) readMemory() error {
	r.memory = 0
	cell := r.field(memoryColumn)
	if len(cell) == 0 {
		return nil
	}
	memory, ok := parseMemory(cell, r.format.memoryUnit)
	if !ok {
		want := "a size that is not negative"
		if r.format.memoryUnit == 0 {
			want = `a size with its unit, such as "128MB"`
		}
		return r.badCell(memoryColumn, want)
	}
	r.memory = memory
	return nil
}

// parseMemory parses a size in the given unit or, if that is 0, with its own.
func parseMemory(cell []byte, in unit.Bytes) (unit.Bytes, bool) {
	if in == 0 {
		size, err := unit.ParseBytes(string(cell))
		return size, err == nil
	}
	x, ok := parseNumber(cell)
	size := math.Round(x * float64(in))
	if !ok || size < 0 || size >= math.MaxInt64 {
		return 0, false
	}
	return unit.Bytes(size), true
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
