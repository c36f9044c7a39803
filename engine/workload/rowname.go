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

// hashNames returns a hash of a text: of the first eight of its bytes, of eight in
// the middle and of the last eight. Texts of equal length differ there if they
// differ at all, nearly always.
func hashNames(text []byte) uint64 {
	n := len(text)
	if n < 8 {
		return hashShort(text)
	}
	last, middle := binary.LittleEndian.Uint64(text[n-8:]), binary.LittleEndian.Uint64(text[n/2-4:])
	hi, lo := bits.Mul64(binary.LittleEndian.Uint64(text)*0x9e3779b97f4a7c15+middle, last^0xd6e8feb86659fd93)
	return hi ^ lo
}

// hashShort is hashNames for less than eight bytes.
func hashShort(text []byte) uint64 {
	v := uint64(0)
	for _, x := range text {
		v = v<<8 | uint64(x)
	}
	hi, lo := bits.Mul64(v^0xd6e8feb86659fd93, 0x9e3779b97f4a7c15)
	return hi ^ lo
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

// readNames returns the function whose names are column c of w, at n, and where
// the next column begins; -1 or notPlain if the names are not plain. The names may
// seem longer than they are: no function is called so.
func (c *plainColumn) readNames(known *plainNames, w *[rowWindow]byte, n int) (function int32, next int) {
	if n >= rowWindow {
		return -1, notPlain
	}
	text := w[n:]
	k := c.width
	if k >= len(text) || text[k] != c.end {
		if k = c.namesLength(text); k <= 0 {
			return -1, notPlain
		}
		return known.find(text[:k], hashNames(text[:k])), c.behind(w, n+k)
	}
	text = text[:k]
	hash := hashNames(text)
	if i := hash & uint64(len(known.slots)-1); i < uint64(len(known.slots)) {
		if slot := &known.slots[i]; slot.text == string(text) {
			return slot.function, n + k + 1
		}
	}
	return known.find(text, hash), n + k + 1
}

// find returns the function of the names in text, whose hash is given, -1 if
// there is none.
func (p *plainNames) find(text []byte, hash uint64) int32 {
	if len(p.slots) == 0 {
		return -1
	}
	for n := range uint64(mostProbes) {
		slot := &p.slots[(hash+n)&uint64(len(p.slots)-1)]
		if slot.text == string(text) {
			return slot.function
		}
		if slot.text == "" {
			break
		}
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
	for _, slot := range old {
		if slot.text != "" {
			p.insert(slot)
		}
	}
}

// insert puts a function into the table.
func (p *plainNames) insert(slot plainSlot) {
	hash := hashNames([]byte(slot.text))
	for n := range uint64(mostProbes) {
		if to := &p.slots[(hash+n)&uint64(len(p.slots)-1)]; to.text == "" {
			*to = slot
			return
		}
	}
}
