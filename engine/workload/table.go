package workload

// This file reads tables: text files with a header line and few columns.

import (
	"fmt"
	"math"
)

// A tableRows reads the rows of a file with few columns.
type tableRows struct {
	*lines
	comma   byte
	width   int      // fields of a row
	columns []int    // of the wanted columns, -1: missing
	names   []string // of the wanted columns
	row     [][]byte // fields of the current row
}

// openTable opens a file and finds the columns called names in its header.
// Other columns are ignored.
func openTable(path string, open opener, comma byte, names ...string) (*tableRows, error) {
	file, err := openLines(path, open)
	if err != nil {
		return nil, err
	}
	t := &tableRows{lines: file, comma: comma, names: names, columns: make([]int, len(names))}
	if err := t.header(); err != nil {
		file.close()
		return nil, err
	}
	return t, nil
}

// header reads the header line.
func (t *tableRows) header() error {
	fields, err := t.headerFields(t.comma)
	if err != nil {
		return err
	}
	t.width = len(fields)
	for i, name := range t.names {
		t.columns[i] = -1
		for c, field := range fields {
			if name == "" || string(field) != name {
				continue
			}
			if t.columns[i] >= 0 {
				return t.badField(c, "column %q occurs twice", name)
			}
			t.columns[i] = c
		}
	}
	return nil
}

// require returns an error if one of the first n wanted columns is missing.
func (t *tableRows) require(n int) error {
	for i, c := range t.columns[:n] {
		if c < 0 {
			return t.bad("column %q is missing", t.names[i])
		}
	}
	return nil
}

// next reads the next row. At the end, the error is io.EOF.
func (t *tableRows) next() error {
	line, err := t.lines.next()
	if err != nil {
		return err
	}
	if t.row, err = t.split(line, t.comma); err != nil {
		return err
	}
	if n := len(t.row); n < t.width {
		return t.bad("row has %d fields, the header has %d; is the file cut off?", n, t.width)
	} else if n > t.width {
		return t.bad("row has %d fields, the header has %d", n, t.width)
	}
	return nil
}

// field returns the field in wanted column i, nil if that is missing.
func (t *tableRows) field(i int) []byte {
	if c := t.columns[i]; c >= 0 {
		return t.row[c]
	}
	return nil
}

// number returns the number in wanted column i, whose size must be at most
// most.
func (t *tableRows) number(i int, most float64) (float64, error) {
	x, ok := parseNumber(t.field(i))
	if !ok || math.Abs(x) > most {
		return 0, t.badCell(i, fmt.Sprintf("a number of at most %g", most))
	}
	return x, nil
}

// badCell returns an error about the field in wanted column i.
func (t *tableRows) badCell(i int, want string) error {
	return t.badField(t.columns[i], "%s %s: must be %s", t.names[i], shown(t.field(i)), want)
}
