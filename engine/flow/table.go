// This file finds classes and routes by what they are.

package flow

import (
	"math"
	"math/bits"
)

// table finds numbers other than 0 by their hash: open addressing with linear
// probing. The caller tells apart those with the same hash.
type table struct {
	slots []slot // a power of two of them
	used  int
}

type slot struct{ hash, id uint32 }

func newTable() table { return table{slots: make([]slot, 16)} }

// first returns the slot at which to begin to look for a hash.
func (t *table) first(hash uint32) uint32 { return hash & uint32(len(t.slots)-1) }

// next returns the slot to look at after i.
func (t *table) next(i uint32) uint32 { return (i + 1) & uint32(len(t.slots)-1) }

// at returns the next number with the given hash from slot i on, and 0 if there
// is none. It moves i there.
func (t *table) at(i *uint32, hash uint32) uint32 {
	for ; t.slots[*i].id != 0; *i = t.next(*i) {
		if t.slots[*i].hash == hash {
			return t.slots[*i].id
		}
	}
	return 0
}

// after returns the number with the given hash that follows that in slot i.
func (t *table) after(i *uint32, hash uint32) uint32 {
	*i = t.next(*i)
	return t.at(i, hash)
}

// add adds a number that is not there.
func (t *table) add(hash, id uint32) {
	if t.used++; 2*t.used > len(t.slots) {
		old := t.slots
		t.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.id != 0 {
				t.put(s)
			}
		}
	}
	t.put(slot{hash, id})
}

func (t *table) put(s slot) {
	i := t.first(s.hash)
	for t.slots[i].id != 0 {
		i = t.next(i)
	}
	t.slots[i] = s
}

// remove removes a number that is there, and moves up those behind it that would
// not be found across the gap.
func (t *table) remove(hash, id uint32) {
	mask := uint32(len(t.slots) - 1)
	gap := t.first(hash)
	for t.slots[gap].id != id {
		gap = t.next(gap)
	}
	for i := t.next(gap); t.slots[i].id != 0; i = t.next(i) {
		if home := t.first(t.slots[i].hash); (i-home)&mask >= (i-gap)&mask {
			t.slots[gap] = t.slots[i]
			gap = i
		}
	}
	t.slots[gap] = slot{}
	t.used--
}

func hashOf(path []ResourceID, limit float64) uint32 {
	h := math.Float64bits(limit)
	for _, r := range path {
		h = bits.RotateLeft64(h*0x9E3779B97F4A7C15, 29) ^ uint64(r)
	}
	h *= 0x9E3779B97F4A7C15
	return uint32(h >> 32)
}
