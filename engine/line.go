package engine

// This file holds an index of small integers in their own order.

// A line is the members 0…n-1 in their order. It finds the next one that offers
// enough: above every fan members, or nodes of a level, is a node with the largest
// of what they offer.
//
// It is flat where a [tree] has to follow links, and a change stops where it no
// longer matters: with 10,000 hosts that takes a third of the time
// (BenchmarkCold/round_robin).
//
// Invariant, checked by check in tests: a node is the largest of those below it, for
// each of the two offers.
type line struct {
	levels [][]offers // of members, of nodes above them, ...; the last has at most fan
}

// fan is how many nodes are below one: as many as fill four cache lines.
const fan = 16

// grow makes room for n members.
func (l *line) grow(n int) {
	for k := 0; k == 0 || n > 1; k++ { // until one node would do
		if k == len(l.levels) {
			l.levels = append(l.levels, nil)
			l.fill(k, n)
		}
		for len(l.levels[k]) < n {
			l.levels[k] = append(l.levels[k], nothing)
		}
		n = (n + fan - 1) / fan
	}
}

// fill makes a new level above those that there are.
func (l *line) fill(k, n int) {
	for i := 0; k > 0 && i < n; i++ {
		l.levels[k] = append(l.levels[k], l.most(k-1, i))
	}
}

// most is the largest of what is below node i of the level above level k.
func (l *line) most(k, i int) offers {
	level := l.levels[k]
	m := nothing
	for _, v := range level[min(i*fan, len(level)):min((i+1)*fan, len(level))] {
		m = offers{max(m.first, v.first), max(m.second, v.second)}
	}
	return m
}

// set says what member m offers.
func (l *line) set(m uint32, v offers) {
	i := int(m)
	for k := range l.levels {
		was := l.levels[k][i]
		if was == v {
			return
		}
		l.levels[k][i] = v
		i /= fan
		if k+1 == len(l.levels) {
			return
		}
		above := l.levels[k+1][i]
		if was.first == above.first && v.first < was.first || was.second == above.second && v.second < was.second {
			v = l.most(k, i) // it may have been the only one that offered so much
		} else {
			v = offers{max(v.first, above.first), max(v.second, above.second)}
		}
	}
}

// first returns the first member after the given one whose offer of the given kind
// is at least need and which ok takes; 0 if there is none.
func (l *line) first(after uint32, kind int, need int64, ok chooser) uint32 {
	i, k := int(after)+1, 0
	for i < len(l.levels[k]) {
		if l.levels[k][i].of(kind) >= need {
			if k > 0 {
				k, i = k-1, i*fan
				continue
			}
			if ok.takes(uint32(i)) {
				return uint32(i)
			}
		}
		i++
		for i%fan == 0 && k+1 < len(l.levels) {
			k, i = k+1, i/fan
		}
	}
	return 0
}
