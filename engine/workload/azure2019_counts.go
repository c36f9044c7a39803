package workload

// This file reads the invocations file of an Azure 2019 trace: by far the
// largest of the three, 1440 counts a function.

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
)

// mostPerMinute is the largest count that is accepted: it bounds the memory
// that one minute takes. The released data stay below a hundredth of it.
const mostPerMinute = 1 << 24

// mostFunctions is the number of functions that an arrival can be packed with.
const mostFunctions = 1 << 28

// Roles of a column that is not the count of a minute to be replayed. Those
// of texts are indices, from the end, into a row's texts.
const (
	roleSkipped = 0 // a minute that is not replayed
	roleOwner   = -1
	roleApp     = -2
	roleFunc    = -3
	roleTrigger = -4
)

// countRows reads the rows of an invocations file.
type countRows struct {
	*lines
	roles   []int32 // of each column: a minute from 1 on, or one of the roles
	texts   [5][]byte
	minutes [minutesPerDay + 1]uint32 // counts of the row, by minute
	first   int                       // first and last minute with a column
	last    int
	columns int    // minutes with a column that are replayed
	sum     uint32 // checksum of the row
}

// header reads the header line.
func (c *countRows) header(from, to int) error {
	fields, err := c.headerFields(',')
	if err != nil {
		return err
	}
	var seen [minutesPerDay + 1]bool
	texts := [...]string{"", "HashOwner", "HashApp", "HashFunction", "Trigger"}
	c.roles = make([]int32, len(fields))
	for i, name := range fields {
		if m, ok := parseCount(name, minutesPerDay); ok && m > 0 {
			if seen[m] {
				return c.badField(i, "minute %d has two columns", m)
			}
			seen[m] = true
			if int(m) >= from && int(m) <= to {
				c.roles[i] = int32(m)
			}
			continue
		}
		role := 0
		for r, text := range texts {
			if text != "" && string(name) == text {
				role, texts[r] = r, ""
			}
		}
		if role == 0 {
			return c.badField(i, "column %s: must be HashOwner, HashApp, HashFunction, Trigger or a minute from 1 to %d, each once", shown(name), minutesPerDay)
		}
		c.roles[i] = -int32(role)
	}
	for _, text := range texts {
		if text != "" {
			return c.bad("column %q is missing", text)
		}
	}
	return c.window(seen[:], from, to)
}

// window finds the minutes from..to that have a column.
func (c *countRows) window(seen []bool, from, to int) error {
	all := 0
	for m, s := range seen {
		if !s {
			continue
		}
		all++
		if m < from || m > to {
			continue
		}
		c.columns++
		c.last = m
		if c.first == 0 {
			c.first = m
		}
	}
	switch {
	case all == 0:
		return c.bad("no minute has a column, want at least one from 1 to %d", minutesPerDay)
	case c.columns == 0:
		return c.bad("no minute from %d to %d has a column", from, to)
	}
	return nil
}

// next reads the next row into texts and minutes. At the end, the error is
// io.EOF.
func (c *countRows) next() error {
	line, err := c.lines.next()
	if err != nil {
		return err
	}
	c.sum = crc32.Checksum(line, castagnoli)
	if !quoted(line) {
		return c.parse(line)
	}
	// Unquoted, the fields can be joined again, unless one has a comma.
	fields, err := c.split(line, ',')
	if err != nil {
		return err
	}
	for i, field := range fields {
		if bytes.IndexByte(field, ',') >= 0 {
			return c.badField(i, "%s: must not contain a comma", shown(field))
		}
	}
	return c.parse(bytes.Join(fields, []byte(",")))
}

// parse parses a row without quotation marks.
func (c *countRows) parse(line []byte) error {
	i := 0
	for column, role := range c.roles {
		if column > 0 {
			if i == len(line) {
				return c.bad("row has %d fields, the header has %d; is the file cut off?", column, len(c.roles))
			}
			i++ // the comma
		}
		if role < 0 {
			n := bytes.IndexByte(line[i:], ',')
			if n < 0 {
				n = len(line) - i
			}
			c.texts[-role] = line[i : i+n]
			i += n
			continue
		}
		count, begin := uint32(0), i
		for i < len(line) && line[i]-'0' <= 9 {
			count = count*10 + uint32(line[i]-'0')
			i++
		}
		if digits := i - begin; digits == 0 || digits > 8 || count > mostPerMinute || i < len(line) && line[i] != ',' {
			return c.badCount(column, line[begin:])
		}
		c.minutes[role] = count // of no matter if skipped: minute 0 is not read
	}
	if i < len(line) {
		return c.bad("row has %d fields, the header has %d", len(c.roles)+1+bytes.Count(line[i+1:], []byte(",")), len(c.roles))
	}
	return nil
}

// badCount returns the error about the count that rest begins with.
func (c *countRows) badCount(column int, rest []byte) error {
	cell, _, _ := bytes.Cut(rest, []byte(","))
	if len(cell) == 0 && len(cell) == len(rest) {
		return c.badField(column, "row ends in an empty count; is the file cut off?")
	}
	return c.badField(column, "count %s: must be a whole number from 0 to %d", shown(cell), mostPerMinute)
}

// invocations reads the invocations file: it makes the functions.
func (l *load2019) invocations() error {
	t := l.t
	file, err := openLines(t.path(invocationsFile), t.opt.Open)
	if err != nil {
		return err
	}
	defer file.close()
	rows := &countRows{lines: file}
	if err := rows.header(t.opt.From, t.opt.To); err != nil {
		return err
	}
	t.first, t.last = rows.first, rows.last
	l.counts = &counts2019{path: file.path, open: t.opt.Open, from: t.opt.From, to: t.opt.To, roles: rows.roles}
	for n := rows.last - rows.first + 1 - rows.columns; n > 0; n-- {
		l.fix.add(sparseMinutes, "%s: %d columns for the minutes %d to %d", file.path, rows.columns, rows.first, rows.last)
	}
	l.index = make(map[functionKey]int32)
	l.appIndex = make(map[appKey]int32)
	for {
		switch err := rows.next(); {
		case err == io.EOF:
			if len(t.functions) == 0 {
				return fmt.Errorf("%s: no functions, want at least one row after the header", file.path)
			}
			return nil
		case err != nil:
			return err
		}
		if err := l.addFunction(rows); err != nil {
			return err
		}
	}
}

// addFunction adds the function of the current row.
func (l *load2019) addFunction(rows *countRows) error {
	t := l.t
	owner, app, fn := rows.texts[-roleOwner], rows.texts[-roleApp], rows.texts[-roleFunc]
	if len(fn) == 0 {
		return rows.bad("HashFunction is empty")
	}
	if len(t.functions) == mostFunctions {
		return rows.bad("more than %d functions", mostFunctions)
	}
	a := l.addApp(owner, app)
	if _, ok := l.index[functionKey{a, string(fn)}]; ok {
		l.fix.add(duplicateFunction, "%s:%d", rows.path, rows.line)
		l.counts.rows = append(l.counts.rows, row2019{-1, rows.sum})
		return nil
	}
	f := TraceFunction{
		Owner: l.apps[a].owner, App: l.apps[a].app, AppIndex: a,
		Func: l.text.intern(fn), Trigger: l.text.intern(rows.texts[-roleTrigger]),
	}
	for m := rows.first; m <= rows.last; m++ {
		f.Invocations += uint64(rows.minutes[m])
	}
	l.counts.rows = append(l.counts.rows, row2019{int32(len(t.functions)), rows.sum})
	l.index[functionKey{a, f.Func}] = int32(len(t.functions))
	t.functions = append(t.functions, f)
	t.identities = append(t.identities, identity(f.Owner, f.App, f.Func))
	return nil
}
