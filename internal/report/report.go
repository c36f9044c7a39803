package report

// This file says what a report is about.

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A Run is one finished or interrupted run. Summary is required; any other
// field may be left out.
type Run struct {
	Version    string             // of coldmoon
	Script     string             // path as typed; "-" is standard input
	Parameters []Parameter        // in the order of their declaration
	AllowRead  []string           // directories the script was allowed to read besides its own
	Summary    *engine.Summary    // never nil
	Traces     []*workload.Report // opened by the script, in order
	Wall       time.Duration      // spent running
	Memory     uint64             // bytes taken from the system at most; 0 if unknown
	Apart      bool               // leave an empty line before the text: something else stands above
}

// A Parameter is one declared parameter and the value that the run used.
type Parameter struct {
	Name  string
	Value any    // a number, a string or a bool
	Text  string // the value as one would type it behind -p
	Given bool   // on the command line
}

// Plain prints the value of a parameter as one would type it: numbers without
// exponent unless they are huge or tiny.
func Plain(v any) string {
	x, ok := v.(float64)
	if !ok {
		return fmt.Sprint(v)
	}
	if abs := math.Abs(x); abs != 0 && (abs < 1e-6 || abs >= 1e15) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// Command is the shell command that repeats the run. It names only what the
// result depends on.
func (r *Run) Command() string {
	var b strings.Builder
	script := r.Script
	if script != "-" && strings.HasPrefix(script, "-") {
		script = "./" + script
	}
	b.WriteString("coldmoon run " + Quote(script) + " --seed " + strconv.FormatUint(r.Summary.Seed, 10))
	for _, p := range r.Parameters {
		if p.Given {
			b.WriteString(" -p " + Quote(p.Name+"="+p.Text))
		}
	}
	for _, dir := range r.AllowRead {
		b.WriteString(" --allow-read " + Quote(dir))
	}
	if script == "-" {
		b.WriteString(" < SCRIPT")
	}
	return b.String()
}

// Quote writes s as one word of a POSIX shell, or of bash if it has characters
// that a terminal would obey.
func Quote(s string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%_+=:,./-", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !safe(r) }) {
		return s
	}
	if human.Clean(s) != s {
		q := strconv.Quote(s)
		return "$'" + strings.ReplaceAll(q[1:len(q)-1], "'", `\'`) + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
