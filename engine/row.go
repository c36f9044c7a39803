package engine

// This file holds an index of small integers by number, which are never removed.

// fan is how many members, or groups, make a group: as many as fill a cache line.
const fan = 4

// A row is what the members 0…n-1 have to offer, in order of number. It answers
// "the first member that offers at least so much" in O(log n). A change goes up
// only as far as it makes a difference, which is seldom far: for orders by number
// that makes it faster than a [tree].
//
// Invariant, checked by check in tests: an entry of a level is the most of the
// group of entries that it stands for on the level before, of each of the two.
type row struct {
	levels [][]offers // of the members, of groups of them, and so on up to one group
}

// grow makes room for n members; new ones offer nothing.
func (r *row) grow(n int) {
	var level []offers
	if len(r.levels) > 0 {
		level = r.levels[0]
	}
	r.levels = nil
	for {
		for len(level) < n || len(level)%fan != 0 {
			level = append(level, nothing)
		}
		r.levels = append(r.levels, level)
		if n = len(level) / fan; n <= 1 {
			return
		}
		groups := make([]offers, n)
		for i := range groups {
			groups[i] = mostOf(level, i*fan)
		}
		level = groups
	}
}

// mostOf returns the most of the group of entry i of a level.
func mostOf(level []offers, i int) offers {
	group := (*[fan]offers)(level[i&^(fan-1):])
	return offers{
		max(group[0].first, group[1].first, group[2].first, group[3].first),
		max(group[0].second, group[1].second, group[2].second, group[3].second),
	}
}

// set changes what m offers.
func (r *row) set(m uint32, value offers) {
	i := int(m)
	for _, level := range r.levels {
		if level[i] == value {
			return
		}
		level[i] = value
		value = mostOf(level, i)
		i /= fan
	}
}

// first returns the first member after the given one that offers at least need, of
// the given kind, and which ok takes; 0 if there is none.
func (r *row) first(after uint32, kind int, need int64, ok chooser) uint32 {
	for i := r.next(int(after)+1, kind, need); i > 0; i = r.next(i+1, kind, need) {
		if ok.takes(uint32(i)) {
			return uint32(i)
		}
	}
	return 0
}

// next returns the first member from i on that offers at least need, 0 if there is
// none: up to the first group that has one, and down to it.
func (r *row) next(i, kind int, need int64) int {
	for k, level := range r.levels {
		for ; i < len(level) && (i%fan != 0 || k == len(r.levels)-1); i++ {
			if level[i].of(kind) >= need {
				return r.down(k, i, kind, need)
			}
		}
		i /= fan
	}
	return 0
}

// down returns the first member below entry i of level k that offers so much; there
// is one.
func (r *row) down(k, i, kind int, need int64) int {
	for ; k > 0; k-- {
		for i *= fan; r.levels[k-1][i].of(kind) < need; i++ {
		}
	}
	return i
}
