package workload

// This file opens traces in CSV files of the user.

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// CSVColumns names the columns of a file. A column with an empty name is the
// one with the canonical name given here, if the file has it; one that is
// named must exist.
type CSVColumns struct {
	Time     string // "time": when an invocation arrives
	End      string // "end": when it ends, if there is no time of arrival but a duration
	Function string // "function": its function; without it the file is one function
	App      string // "app": the application of the function
	Owner    string // "owner": who deployed it
	Trigger  string // "trigger": what invokes it; that of the first row counts
	Duration string // "duration": how long it takes; an empty cell: the function's own
	Memory   string // "memory": what its container needs; the largest counts
}

// CSVOptions says what to read.
type CSVOptions struct {
	File    string
	Columns CSVColumns
	Comma   byte // between the fields; 0: a comma

	Unit         string // of time and end: "s" (default), "ms", "us" or "ns"
	DurationUnit string // of duration; default: that of time
	MemoryUnit   string // of memory: "B", "KB", "KiB", "MB", ...; default: each cell has one

	// Origin says what time 0 is: "file" (default), time 0 of the file, or
	// "first", the first arrival.
	Origin string

	Open func(path string) (io.ReadCloser, error) // nil: os.Open
}

// CSV is a trace from a file with a header line and one row per invocation, in
// order of time or nearly so.
type CSV struct{ *rowTrace }

// OpenCSV reads the file once, to find its functions. Each source then reads
// it again.
func OpenCSV(opt CSVOptions) (*CSV, error) {
	format, err := opt.format()
	if err != nil {
		return nil, err
	}
	t, err := openRowTrace(format)
	if err != nil {
		return nil, err
	}
	if len(t.functions) == 1 && t.functions[0].Func == "" {
		base := filepath.Base(opt.File)
		t.functions[0].Func = strings.TrimSuffix(base, filepath.Ext(base))
		nameFunctions(t.functions)
	}
	return &CSV{t}, nil
}

// format translates the options.
func (o *CSVOptions) format() (rowFormat, error) {
	f := rowFormat{path: o.File, open: o.Open, comma: ','}
	switch {
	case o.Comma == '"' || o.Comma == '\n' || o.Comma == '\r' || o.Comma == '.' || o.Comma >= '0' && o.Comma <= '9' || o.Comma >= 0x80:
		return f, fmt.Errorf("comma: %q: must be a character such as ',' ';' or a tab", o.Comma)
	case o.Comma != 0:
		f.comma = o.Comma
	}
	c := &o.Columns
	for i, column := range [numColumns]struct{ given, canonical string }{
		startColumn: {c.Time, "time"}, endColumn: {c.End, "end"},
		functionColumn: {c.Function, "function"}, appColumn: {c.App, "app"},
		ownerColumn: {c.Owner, "owner"}, triggerColumn: {c.Trigger, "trigger"},
		durationColumn: {c.Duration, "duration"}, memoryColumn: {c.Memory, "memory"},
	} {
		f.names[i] = column.canonical
		if column.given != "" {
			f.names[i] = column.given
			f.required = append(f.required, i)
		}
	}
	return f, o.units(&f)
}

// units translates the units and the origin.
func (o *CSVOptions) units(f *rowFormat) error {
	ns := [...]uint64{1e9, 1e6, 1e3, 1}
	var time, duration, origin uint8
	if err := word("unit", o.Unit, &time, "s", "ms", "us", "ns"); err != nil {
		return err
	}
	duration = time
	if err := word("duration_unit", o.DurationUnit, &duration, "s", "ms", "us", "ns"); err != nil {
		return err
	}
	if err := word("origin", o.Origin, &origin, "file", "first"); err != nil {
		return err
	}
	f.timeUnit, f.durationUnit, f.fromFirst = ns[time], ns[duration], origin == 1
	if o.MemoryUnit == "" {
		return nil
	}
	known := []string{"B", "KB", "KiB", "MB", "MiB", "GB", "GiB"}
	i := slices.Index(known, o.MemoryUnit)
	if i < 0 {
		return fmt.Errorf("memory_unit: %q: must be one of %q", o.MemoryUnit, known)
	}
	f.memoryUnit = [...]unit.Bytes{1, unit.KB, unit.KiB, unit.MB, unit.MiB, unit.GB, unit.GiB}[i]
	return nil
}
