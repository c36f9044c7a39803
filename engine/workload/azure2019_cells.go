package workload

// This file stores how often which function was invoked in which minute, about
// two bytes for each minute with an invocation.

import "encoding/binary"

// cells2019 holds the counts of a trace that are not 0.
//
// They are stored by minute, in which order they are replayed: kept by
// function, reading the next count of each of 48,000 functions missed the
// processor's caches and took a third of the time of a pass.
type cells2019 struct {
	// bytes[starts[m]:starts[m+1]] belongs to minute m: a sequence of pairs of
	// varints, the distance from the function before (at first, from function
	// 0) and the count.
	bytes  []byte
	starts [minutesPerDay + 2]int
}

// builder2019 makes a cells2019. Functions are added in ascending order.
type builder2019 struct {
	minutes [minutesPerDay + 1][]byte
	last    [minutesPerDay + 1]int // function added last, by minute
}

// add adds a count.
func (b *builder2019) add(minute, function int, count uint64) {
	cells := binary.AppendUvarint(b.minutes[minute], uint64(function-b.last[minute]))
	b.minutes[minute] = binary.AppendUvarint(cells, count)
	b.last[minute] = function
}

// cells returns what was added.
func (b *builder2019) cells() *cells2019 {
	c := &cells2019{}
	size := 0
	for _, cells := range b.minutes {
		size += len(cells)
	}
	c.bytes = make([]byte, 0, size)
	for m, cells := range b.minutes {
		c.starts[m] = len(c.bytes)
		c.bytes = append(c.bytes, cells...)
	}
	c.starts[minutesPerDay+1] = len(c.bytes)
	return c
}

// cell2019 reads one count of the cells of a minute, function the one before
// it, and returns the cells that follow it.
func cell2019(cells []byte, before int) (rest []byte, function int, count uint64) {
	distance, n := binary.Uvarint(cells)
	count, k := binary.Uvarint(cells[n:])
	return cells[n+k:], before + int(distance), count
}

// of returns the cells of a minute.
func (c *cells2019) of(m int) []byte { return c.bytes[c.starts[m]:c.starts[m+1]] }

// minute implements [minuteCounts].
func (c *cells2019) minute(m int, to []minuteCount) []minuteCount {
	function, count := 0, uint64(0)
	for cells := c.of(m); len(cells) > 0; {
		cells, function, count = cell2019(cells, function)
		to = append(to, minuteCount{int32(function), uint32(count)})
	}
	return to
}

// renumber returns the cells with function i called number[i] instead, and
// without those whose number is negative. Numbers ascend.
func (c *cells2019) renumber(number []int) *cells2019 {
	var b builder2019
	for m := range b.minutes {
		function, count := 0, uint64(0)
		for cells := c.of(m); len(cells) > 0; {
			cells, function, count = cell2019(cells, function)
			if number[function] >= 0 {
				b.add(m, number[function], count)
			}
		}
	}
	return b.cells()
}
