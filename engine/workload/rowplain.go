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
	"encoding/binary"
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
	end   byte   // what follows it: the comma or a line feed
	comma byte   // between names
	empty bool   // whether it may be empty, for OwnDuration
	unit  uint64 // of times, in ns
	parts int    // number of names
	width int    // of the last names, if they tend to be equally long; else noWidth
	role  int    // which of the wanted columns it is
}

// plainColumns returns the columns of a file, nil if its names are not side by
// side.
func plainColumns(file *tableRows, format *rowFormat) (columns []plainColumn) {
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
		column := plainColumn{kind: plainOther, end: file.comma, comma: file.comma, width: noWidth, unit: format.timeUnit, role: role}
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
		case durationColumn:
			column.kind, column.unit, column.empty = plainDuration, format.durationUnit, file.columns[startColumn] >= 0
		}
		columns = append(columns, column)
	}
	columns[len(columns)-1].end = '\n'
	return columns
}

// readPlain reads the next row if it is plain. If not, it changes nothing but
// *to. Most times are read here: a call would cost as much again.
func (r *rowReader) readPlain(to *row) bool {
	times, b := [2]uint64{plainDuration: ownTime}, r.buf[r.from:r.to]
	for c := range r.plain {
		column, n := &r.plain[c], 0
		if column.kind > plainDuration {
			n = r.readOther(b, column, to)
		} else if len(b) < longestPlain {
			return false
		} else {
			w := (*[longestPlain]byte)(b)
			v := binary.LittleEndian.Uint64(w[:8]) ^ zeros
			n = leadingDigits(v)
			t := eightValues(v<<(uint(-8*n)&63)) * column.unit
			if uint(n-1) >= 7 { // none or eight digits
				t, n = plainLong(b, column)
			}
			if uint(n) < 16 && w[n] == '.' {
				v = binary.LittleEndian.Uint64(w[n+1:n+9]) ^ zeros
				digits := leadingDigits(v)
				fraction := eightValues(v&(1<<(uint(8*digits)&63)-1)) * 10
				if column.unit != 1e9 || uint(digits-1) >= 7 {
					fraction, digits = plainFraction(b[n+1:], column.unit)
				}
				t += fraction
				n += 1 + digits
			}
			times[column.kind] = t
		}
		if uint(n) >= uint(len(b)) {
			return false
		}
		if b[n] != column.end {
			if n++; column.end != '\n' || b[n-1] != '\r' || n == len(b) || b[n] != '\n' {
				return false
			}
		}
		b = b[n+1:]
	}
	return r.takePlain(to, r.to-len(b), times)
}

// takePlain completes a row, whose times were read, and goes on at i, behind it.
func (r *rowReader) takePlain(to *row, i int, times [2]uint64) bool {
	to.start, to.duration = sim.Time(times[plainAt]), sim.Time(times[plainDuration])
	if r.columns[startColumn] < 0 {
		to.start -= to.duration
	}
	if to.start < 0 || to.duration == 0 && r.format.repair || r.line >= math.MaxInt32 || len(r.plain) == 0 {
		return false
	}
	if r.nameless {
		if to.function = r.trace.known.nameless; to.function < 0 {
			return false
		}
	}
	if to.duration >= 0 {
		to.duration = max(to.duration, r.format.least)
	}
	r.from = i
	r.line++
	to.line = int32(r.line)
	return true
}

// readOther returns the length of the column that b begins with, which is no
// time, -1 if it is not plain.
func (r *rowReader) readOther(b []byte, c *plainColumn, to *row) int {
	n := 0
	if c.kind == plainName {
		if n = c.width; n >= len(b) || b[n] != c.end {
			n = c.namesLength(b)
		}
		if to.function = r.trace.known.find(b, n); to.function < 0 {
			return -1
		}
		return n
	}
	for ; n < len(b) && b[n] != c.end; n++ {
		if x := b[n]; x == '\r' && c.end == '\n' {
			break
		} else if x == '"' || x == '\n' || x == '\r' {
			return -1
		}
	}
	if c.role == memoryColumn && r.collect {
		if r.memory = 0; n > 0 {
			var ok bool
			if r.memory, ok = parseMemory(b[:n], r.format.memoryUnit); !ok {
				return -1
			}
		}
	}
	return n
}
