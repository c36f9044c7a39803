package workload

// This file finds functions by their names as they are in a row.

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"strings"
)

// plainNames finds functions by the text of their names in a row, which are
// side by side: a table with open addressing, at most half full. Functions
// whose names have quotation marks or commas are not in it, nor those that are
// too far from their place, for names may be so much alike that they have equal
// hashes.
type plainNames struct {
	slots    []plainSlot // a power of two of them
	shift    uint        // of a hash, to get a slot
	count    int         // of the slots that are taken
	order    [3]int      // of the columns of the names
	nameless int32       // the only function of a file without names, -1 if it has names
}

// A plainSlot is a function in the table.
type plainSlot struct {
	text     string // "" if free
	function int32
}

// noNames is the order of a file without names.
var noNames = [3]int{-1, -1, -1}

// mostProbes is how many slots a function is looked for in.
const mostProbes = 8

// nameOrder returns where the columns of names are in a file: -1 for one that
// it has not, else how many of the others are before it.
func nameOrder(file *tableRows) (order [3]int) {
	names := file.columns[functionColumn : ownerColumn+1]
	for i, c := range names {
		if order[i] = -1; c >= 0 {
			for _, other := range names {
				if other >= 0 && other <= c {
					order[i]++
				}
			}
		}
	}
	return order
}

// hashNames returns a hash of a text of which b begins with n bytes: of the
// first eight of them, of eight in the middle and of the last eight. Texts of
// equal length differ there if they differ at all, nearly always.
func hashNames(b []byte, n int) uint64 {
	const prime1, prime2, prime3 = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93, 0xa0761d6478bd642f
	first := binary.LittleEndian.Uint64(b)
	if n <= 8 {
		return first << uint(64-8*n) * prime1
	}
	middle, last := binary.LittleEndian.Uint64(b[n/2-4:n/2+4]), binary.LittleEndian.Uint64(b[n-8:n])
	return (first*prime1+middle)*prime2 + last*prime3
}

const (
	noWidth    = math.MaxInt
	leastWidth = 16 // names as long as that tend to be equally long
)

// namesLength returns how long the names are that b begins with, -1 if they have no
// end.
func (c *plainColumn) namesLength(b []byte) int {
	n, end := 0, c.comma
	for part := 1; part <= c.parts; part++ {
		if part == c.parts {
			end = c.end
		}
		k := bytes.IndexByte(b[n:], end)
		if k < 0 {
			return -1
		}
		n += k + 1
	}
	if n--; n > 0 && end == '\n' && b[n-1] == '\r' {
		n--
	}
	if c.width = noWidth; n >= leastWidth {
		c.width = n
	}
	return n
}

// find returns the function whose names are the first n bytes of b, -1 if there
// is none. The names may seem longer than they are: no function is called so.
func (p *plainNames) find(b []byte, n int) int32 {
	if n <= 0 || len(b) < 8 || len(p.slots) == 0 {
		return -1
	}
	text := b[:n]
	i := hashNames(b, n) >> p.shift
	for range mostProbes {
		slot := &p.slots[i&uint64(len(p.slots)-1)]
		if len(slot.text) == n && slot.text == string(text) {
			return slot.function
		}
		if len(slot.text) == 0 {
			break
		}
		i++
	}
	return -1
}

// add adds a function.
func (p *plainNames) add(id functionID, function int32, comma byte) {
	names, text := [3]string{id.fn, id.app, id.owner}, ""
	for place := range names {
		for i, name := range names {
			if p.order[i] != place {
				continue
			}
			if strings.ContainsAny(name, "\"\r\n"+string(rune(comma))) {
				return
			}
			if place > 0 {
				text += string(rune(comma))
			}
			text += name
		}
	}
	if p.order == noNames {
		p.nameless = function
	}
	if text == "" {
		return
	}
	if p.count++; 2*p.count > len(p.slots) {
		p.grow()
	}
	p.insert(plainSlot{text, function})
}

// grow doubles the table.
func (p *plainNames) grow() {
	old := p.slots
	p.slots = make([]plainSlot, max(64, 2*len(old)))
	p.shift = uint(bits.LeadingZeros64(uint64(len(p.slots) - 1)))
	for _, slot := range old {
		if slot.text != "" {
			p.insert(slot)
		}
	}
}

// insert puts a function into the table.
func (p *plainNames) insert(slot plainSlot) {
	hash := hashNames(append([]byte(slot.text), make([]byte, 8)...), len(slot.text))
	for n := range uint64(mostProbes) {
		if to := &p.slots[(hash>>p.shift+n)&uint64(len(p.slots)-1)]; to.text == "" {
			*to = slot
			return
		}
	}
}
