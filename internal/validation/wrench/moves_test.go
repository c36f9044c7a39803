package wrench

// This file compares what was downloaded, copied and loaded, and when.

import (
	"fmt"
	"slices"
	"strings"
)

// moves returns the images that moved in WRENCH. A copy or load that failed, for
// which there was no room, is none.
func (w *wrenchFile) moves() []move {
	var all []move
	began := map[string]float64{}
	for _, e := range w.Expected.Events {
		at, what := e[0].(float64), e[1].(string)
		kind, stage, _ := strings.Cut(what, "_")
		switch {
		case what == "download_end":
			all = append(all, move{kind: kind, image: e[2].(string), began: -1, ended: at})
		case kind != "copy" && kind != "load" || stage == "failed":
		case stage == "start":
			began[fmt.Sprint(kind, e[2], e[3])] = at // an earlier one has failed
		default:
			all = append(all, move{kind, e[2].(string), e[3].(string), began[fmt.Sprint(kind, e[2], e[3])], at})
		}
	}
	return all
}

// compareMoves says in what the moves differ from those expected. Without hosts,
// it does not matter where to.
func compareMoves(got, want []move, hosts bool) (wrong []string) {
	order := func(a, b move) int {
		host := func(m move) string {
			if !hosts {
				return ""
			}
			return m.host
		}
		key := func(m move) string { return fmt.Sprintf("%s %s %s %020.6f", m.kind, m.image, host(m), m.ended) }
		return strings.Compare(key(a), key(b))
	}
	got, want = slices.Clone(got), slices.Clone(want)
	slices.SortStableFunc(got, order)
	slices.SortStableFunc(want, order)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return append(wrong, fmt.Sprintf("missing: %v", want[i]))
		case i >= len(want):
			return append(wrong, fmt.Sprintf("not expected: %v", got[i]))
		}
		g, w := got[i], want[i]
		sameStart := w.began < 0 || near(g.began, w.began)
		if g.kind != w.kind || g.image != w.image || hosts && g.host != w.host || !sameStart || !near(g.ended, w.ended) {
			return append(wrong, fmt.Sprintf("%v, want %v", g, w))
		}
	}
	return wrong
}
