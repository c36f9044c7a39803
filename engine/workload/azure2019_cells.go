package workload

// This file reads how often which function was invoked in which minute, two
// hours at a time. A file has a row for each function with all its minutes, but
// they are needed minute by minute. So the file is read again for every two
// hours, and nothing of others is held. For a day of the published load that is
// 4 ns an arrival; with one hour it would be 7.

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// windowMinutes is for how many minutes a file is read at once. Their counts
// take about two bytes for each function and minute with an invocation.
const windowMinutes = 120

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // processors have it

// counts2019 is what is kept of an invocations file to read it again.
type counts2019 struct {
	path     string
	open     opener
	from, to int     // minutes to be replayed
	roles    []int32 // of the columns
	rows     []row2019
}

// A row2019 is what is kept of a row of an invocations file.
type row2019 struct {
	function int32 // -1 if it is not replayed
	sum      uint32
}

// pass implements [minuteCounts].
func (c *counts2019) pass() minutePass { return &pass2019{counts: c} }

// read reads the file again and calls add for the row of each function, in
// ascending order. A file that has changed is an error.
func (c *counts2019) read(add func(function int, rows *countRows)) error {
	file, err := openLines(c.path, c.open)
	if err != nil {
		return err
	}
	defer file.close()
	rows := &countRows{lines: file}
	if err := rows.header(c.from, c.to); err != nil {
		return err
	}
	if !slices.Equal(rows.roles, c.roles) {
		return rows.bad("other columns than before; has the file changed?")
	}
	for _, row := range c.rows {
		switch err := rows.next(); {
		case err == io.EOF:
			return fmt.Errorf("%s:%d: fewer rows than before; has the file changed?", c.path, file.line)
		case err != nil:
			return err
		case rows.sum != row.sum:
			return rows.bad("not the row that was there before; has the file changed?")
		}
		if row.function >= 0 {
			add(int(row.function), rows)
		}
	}
	switch err := rows.next(); err {
	case io.EOF:
		return nil
	case nil:
		return rows.bad("more rows than before; has the file changed?")
	default:
		return err
	}
}

// renumber calls function i number[i] instead, and leaves out those whose
// number is negative. Numbers ascend.
func (c *counts2019) renumber(number []int32) {
	for i := range c.rows {
		if f := &c.rows[i].function; *f >= 0 {
			*f = number[*f]
		}
	}
}

// totals implements [minuteCounts].
func (c *counts2019) totals(first, last int) ([]uint64, error) {
	totals := make([]uint64, last-first+1)
	err := c.read(func(_ int, rows *countRows) {
		for i := range totals {
			totals[i] += uint64(rows.minutes[first+i])
		}
	})
	return totals, err
}

// A pass2019 reads the counts of one minute after the other.
type pass2019 struct {
	counts *counts2019
	first  int // minute of the first cells
	cells  [windowMinutes]cells2019
}

// cells2019 are the counts of a minute that are not 0: a sequence of pairs of
// varints, the distance from the function before (at first, from function 0)
// and the count.
type cells2019 struct {
	bytes []byte
	last  int // function added last
}

// add adds a count. Functions ascend.
func (c *cells2019) add(function int, count uint64) {
	c.bytes = binary.AppendUvarint(c.bytes, uint64(function-c.last))
	c.bytes = binary.AppendUvarint(c.bytes, count)
	c.last = function
}

// minute implements [minutePass].
func (p *pass2019) minute(m int, to []minuteCount) ([]minuteCount, error) {
	if p.first == 0 || m < p.first || m >= p.first+windowMinutes {
		if err := p.read(m); err != nil {
			return to, err
		}
	}
	function, cells := 0, p.cells[m-p.first].bytes
	for len(cells) > 0 {
		distance, n := binary.Uvarint(cells)
		count, k := binary.Uvarint(cells[n:])
		function, cells = function+int(distance), cells[n+k:]
		to = append(to, minuteCount{int32(function), uint32(count)})
	}
	return to, nil
}

// read reads the counts from a minute on.
func (p *pass2019) read(first int) error {
	p.first = first
	for i := range p.cells {
		p.cells[i] = cells2019{bytes: p.cells[i].bytes[:0]}
	}
	return p.counts.read(func(function int, rows *countRows) {
		for m := first; m < first+windowMinutes && m <= rows.last; m++ {
			if count := rows.minutes[m]; count > 0 {
				p.cells[m-first].add(function, uint64(count))
			}
		}
	})
}
