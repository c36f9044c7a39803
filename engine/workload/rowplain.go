package workload

// This file reads plain rows, which nearly all are, in half of the time that
// rows.go takes: where they lie, without finding the end of the line and of
// each field first.
//
// A row is plain if it has no quotation mark, its function is known by its
// names as they are in the row, its numbers are decimals without sign and
// exponent, and it needs neither repair nor refusal. Any other is left as it is
// to rows.go, which knows all forms and all errors.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Kinds of a plainColumn.
const (
	plainAt       uint8 = iota // start or end
	plainDuration              // perhaps empty
	plainName                  // all names of a function, which are side by side
	plainOther
)

// A plainColumn is a column of a file, or several that are names.
type plainColumn struct {
	kind  uint8
	end   byte      // what follows it: the comma or a line feed
	comma byte      // between names
	empty bool      // whether it may be empty, for OwnDuration
	unit  uint64    // of times, in ns
	tens  [8]uint64 // unit / 10^i; 0 if that is no whole number, and for i = 0
	parts int       // number of names
	width int       // of the last names, if they tend to be equally long; else noWidth
	role  int       // which of the wanted columns it is
}

// plainColumns returns the columns of a file, nil if its names are not side by
// side.
func plainColumns(file *tableRows, format *rowFormat) (columns []*plainColumn) {
	roles := make([]int, file.width)
	for i := range roles {
		roles[i] = numColumns
	}
	for role, c := range file.columns {
		if c >= 0 && (role != endColumn || file.columns[startColumn] < 0) {
			roles[c] = role
		}
	}
	named := false
	for _, role := range roles {
		column := &plainColumn{kind: plainOther, end: file.comma, comma: file.comma, width: noWidth, role: role}
		switch role {
		case functionColumn, appColumn, ownerColumn:
			if n := len(columns); n > 0 && columns[n-1].kind == plainName {
				columns[n-1].parts++
				continue
			} else if named {
				return nil
			}
			column.kind, column.parts, named = plainName, 1, true
		case startColumn, endColumn:
			column.kind = plainAt
			column.setUnit(format.timeUnit)
		case durationColumn:
			column.kind, column.empty = plainDuration, file.columns[startColumn] >= 0
			column.setUnit(format.durationUnit)
		}
		columns = append(columns, column)
	}
	columns[len(columns)-1].end = '\n'
	return columns
}

// setUnit sets the unit of times.
func (c *plainColumn) setUnit(ns uint64) {
	c.unit, c.tens = ns, [8]uint64{}
	for i := 1; i < len(c.tens) && ns%10 == 0; i++ {
		ns /= 10
		c.tens[i] = ns
	}
}

// readPlain reads the next row if it is plain. If not, it changes nothing but
// *to. What it looks at may be behind what was read of the file; then the row
// seems to end there.
func (r *rowReader) readPlain(to *row) bool {
	l := r.lines
	w, n, times := (*[rowWindow]byte)(l.buf[l.from:]), 0, [2]uint64{plainDuration: ownTime}
	to.function = r.trace.known.nameless
	for _, c := range r.plain {
		if c.kind <= plainDuration {
			times[c.kind&1], n = c.readTime(w, n)
		} else if c.kind == plainName {
			to.function, n = c.readNames(&r.trace.known, w, n)
		} else {
			n = r.readOther(c, w, n)
		}
	}
	from := l.from + n
	if n <= 0 || n >= notPlain || from > l.to || l.line >= math.MaxInt32 {
		return false
	}
	start, duration := sim.Time(times[plainAt]), sim.Time(times[plainDuration])
	if r.fromEnd {
		start -= duration
	}
	if start < 0 || to.function < 0 || duration == 0 && r.format.repair {
		return false
	}
	if duration >= 0 {
		duration = max(duration, r.format.least)
	}
	l.from = from
	l.line++
	to.start, to.duration, to.line = start, duration, int32(l.line)
	return true
}

// behind returns where the column behind this one begins, if this one ends at
// n, and else notPlain.
func (c *plainColumn) behind(w *[rowWindow]byte, n int) int {
	if uint(n) < rowWindow && w[n] == c.end {
		return n + 1
	}
	return c.behindLine(w, n)
}

// behindLine is behind for a line that ends with CRLF.
func (c *plainColumn) behindLine(w *[rowWindow]byte, n int) int {
	if c.end == '\n' && uint(n) < rowWindow-1 && w[n] == '\r' && w[n+1] == '\n' {
		return n + 2
	}
	return notPlain
}

// readOther reads column c of w, at n, which is neither time nor name, and
// returns where the next one begins, notPlain if this one is not plain.
func (r *rowReader) readOther(c *plainColumn, w *[rowWindow]byte, n int) int {
	begin := n
	for ; n < rowWindow && w[n] != c.end; n++ {
		if x := w[n]; x == '\r' && c.end == '\n' {
			break
		} else if x == '"' || x == '\n' || x == '\r' {
			return notPlain
		}
	}
	if c.role == memoryColumn && r.collect {
		if r.memory = 0; n > begin {
			var ok bool
			if r.memory, ok = parseMemory(w[begin:n], r.format.memoryUnit); !ok {
				return notPlain
			}
		}
	}
	return c.behind(w, n)
}
