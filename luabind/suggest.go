package luabind

// This file finds what somebody who misspelled a name meant.

import (
	"fmt"
	"strings"
)

// suggest returns the name nearest to the misspelled one, "" if none is near.
// Of equally near names it returns the first. At most a third of the letters
// may be wrong, where two swapped neighbours count as one, as does the case of
// a letter.
func suggest(name string, names []string) string {
	best, least := "", max(1, (len(name)+1)/3)+1
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least && d < len(n) {
			best, least = n, d
		}
	}
	return best
}

// didYouMean returns ` (did you mean "x"?)`, or "" if no name is near.
func didYouMean(name string, names []string) string {
	if s := suggest(name, names); s != "" {
		return fmt.Sprintf(" (did you mean %q?)", s)
	}
	return ""
}

// distance returns how many letters must be inserted, deleted, replaced or
// swapped with their neighbour to make b of a.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			d := last[j]
			if a[i] != b[j] {
				d = 1 + min(last[j], last[j+1], row[j])
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
