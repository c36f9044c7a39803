package runner

// This file draws the progress bar.

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/coldmoon-sim/coldmoon/engine/human"
)

// A bar is the last line of the terminal while a run goes on.
type bar struct {
	p *mpb.Progress
	b *mpb.Bar
}

// newBar puts up a bar that asks m for its state every time it is drawn.
func newBar(m *Meter) *bar {
	p := mpb.New(mpb.WithOutput(m.out), mpb.WithRefreshRate(barPeriod), mpb.WithAutoRefresh())
	fill := func(w io.Writer, stat decor.Statistics) error {
		// The terminal may have echoed a key, hence \r; a full line would make
		// some terminals wrap.
		_, err := io.WriteString(w, "\r"+m.state().drawn(stat.AvailableWidth-1))
		return err
	}
	b, err := p.Add(0, mpb.BarFillerFunc(fill), mpb.BarFillerTrim())
	if err != nil {
		panic("runner: bar added after the end: " + err.Error())
	}
	return &bar{p, b}
}

// remove takes the bar off the screen, behind all that was printed above it.
func (b *bar) remove() {
	b.b.Abort(true)
	b.p.Wait()
}

// drawn is the state with a gauge, in at most width columns: what does not fit
// is left out, the gauge first.
func (s state) drawn(width int) string {
	if s.doing != "" {
		return fit(width, s.line())
	}
	now, rate := fmt.Sprintf("%9s", human.Seconds(s.now.Seconds())), fmt.Sprintf("%8s", s.rate())
	if math.IsNaN(s.share) {
		return fit(width, now+" simulated", human.Scaled(float64(s.invocations))+" invocations", rate)
	}
	percent, left := fmt.Sprintf("%4s", s.percent()), s.timeLeft()
	line := fit(width, now, percent, rate, left)
	if room := width - len(line) - len("  []"); room >= leastGauge {
		line = fit(width, now, gauge(s.share, min(room, mostGauge)), percent, rate, left)
	}
	return line
}

// The width of a gauge within its brackets.
const (
	leastGauge = 8
	mostGauge  = 30
)

// gauge draws how much is done.
func gauge(share float64, width int) string {
	full := int(share * float64(width))
	line := strings.Repeat("=", full)
	if full < width {
		line += ">"
	}
	return fmt.Sprintf("[%-*s]", width, line)
}

// fit joins the first parts that fit in width columns.
func fit(width int, parts ...string) string {
	line := ""
	for i, p := range parts {
		if i > 0 {
			p = "  " + p
		}
		if utf8.RuneCountInString(line+p) > width {
			break
		}
		line += p
	}
	return line
}
