package validation

// This file records checks and writes them down as docs/validation.md.

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A row is one check.
type row struct {
	check, source string
	expected, got float64
	tolerance     float64 // 0: they must be equal
}

// ok reports whether the check holds.
func (r row) ok() bool { return math.Abs(r.got-r.expected) <= r.tolerance }

// String is the row as a line of a table.
func (r row) String() string {
	tolerance, difference := "exact", "0"
	if r.tolerance > 0 {
		tolerance = fmt.Sprintf("%.2g", r.tolerance)
	}
	if d := r.got - r.expected; d != 0 {
		difference = fmt.Sprintf("%+.2g", d)
	}
	return fmt.Sprintf("| %s | %s | %.7g | %.7g | %s | %s |", r.check, r.source, r.expected, r.got, difference, tolerance)
}

const tableHead = `| check | source | expected | coldmoon | difference | tolerance |
|---|---|--:|--:|--:|--:|
`

// A report collects the checks of one section.
type report struct {
	t      *testing.T
	text   strings.Builder
	open   bool // a table has been begun
	rows   int
	groups []group
}

// A group is a part of a section.
type group struct {
	title  string
	random int     // checks of random numbers
	exact  int     // other checks
	worst  float64 // of the random ones: the largest difference, in standard errors
}

// group begins a part of the section with a title and a text of its own.
func (r *report) group(title, text string) {
	r.endTable()
	fmt.Fprintf(&r.text, "### %s\n\n%s\n\n", title, text)
	r.groups = append(r.groups, group{title: title})
}

// count notes that a check was made.
func (r *report) count(deviation float64, random bool) {
	r.rows++
	if len(r.groups) == 0 {
		return
	}
	g := &r.groups[len(r.groups)-1]
	if random {
		g.random++
		g.worst = max(g.worst, deviation)
	} else {
		g.exact++
	}
}

// overview says how many checks there were, and how close.
func (r *report) overview() string {
	text := fmt.Sprintf("%d checks.\n\n", r.rows)
	if len(r.groups) == 0 {
		return text
	}
	text += "| part | random checks | largest difference, standard errors | other checks |\n|---|--:|--:|--:|\n"
	for _, g := range r.groups {
		text += fmt.Sprintf("| %s | %d | %.1f | %d |\n", g.title, g.random, g.worst, g.exact)
	}
	return text + "\n"
}

func (r *report) endTable() {
	if r.open {
		r.text.WriteString("\n")
		r.open = false
	}
}

// add records a check that is not random.
func (r *report) add(x row) {
	r.t.Helper()
	r.line(x)
	r.count(0, false)
}

// line writes a check down and fails the test if it does not hold.
func (r *report) line(x row) {
	r.t.Helper()
	if !r.open {
		r.text.WriteString(tableHead)
		r.open = true
	}
	fmt.Fprintln(&r.text, x)
	if testing.Verbose() {
		r.t.Log(x)
	}
	if !x.ok() {
		r.t.Errorf("%s: %s: expected %.9g, got %.9g: off by %.3g, tolerance %.3g",
			x.source, x.check, x.expected, x.got, x.got-x.expected, x.tolerance)
	}
}

// random records a check whose tolerance is 4 standard errors of the
// replications.
func (r *report) random(check, source string, expected float64, s sample, name string) {
	r.t.Helper()
	r.close(check, source, expected, s.of(r.t, name))
}

// close records a check whose tolerance is 4 standard errors.
func (r *report) close(check, source string, expected float64, got estimate) {
	r.t.Helper()
	r.line(row{check, source, expected, got.mean, 4 * got.se})
	if got.se == 0 {
		r.count(0, false)
		return
	}
	r.count(math.Abs(got.mean-expected)/got.se, true)
}

// probability is random for a probability that is neither too rare nor too
// common to be measured: from a thousandth to all but a thousandth.
func (r *report) probability(check, source string, expected float64, s sample, name string) {
	r.t.Helper()
	if expected >= 0.001 && expected <= 0.999 {
		r.random(check, source, expected, s, name)
	}
}

// exact records a check of numbers that must be equal in every replication.
func (r *report) exact(check, source string, expected float64, s sample, name string) {
	r.t.Helper()
	require.NotEmpty(r.t, s[name], "the script prints no %q", name)
	got := s[name][0]
	for _, x := range s[name] {
		if x != expected {
			got = x
		}
	}
	r.add(row{check, source, expected, got, 0})
}
