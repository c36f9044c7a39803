package runner

// This file shows how far a run is: a bar on a terminal, or a line every two
// seconds anywhere else.

import (
	"io"
	"math"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// A Mode is a way to show progress.
type Mode string

// The modes. Auto is Bar on a terminal that can move its cursor, and Log elsewhere.
const (
	Auto Mode = "auto"
	Bar  Mode = "bar"
	Log  Mode = "log"
	None Mode = "none"
)

const (
	barDelay  = 400 * time.Millisecond // a shorter run shows no bar
	barPeriod = 120 * time.Millisecond
	logPeriod = 2 * time.Second // also the delay of the first line
)

// A Meter holds the state of a run for those who show it. The simulation sets
// it, another goroutine reads it.
type Meter struct {
	out   *os.File
	doing string        // what goes on before the first event
	done  chan struct{} // closed by Stop
	idle  sync.WaitGroup

	mu      sync.Mutex
	now     luabind.Progress
	begun   time.Time // when the first event was reported; zero before
	started time.Time

	screen  sync.Mutex // held while writing; never taken while holding mu
	bar     *bar       // nil while there is none on the screen
	writers []*LineWriter
	stderr  io.Writer // out, above the bar
}

// NewMeter starts to show progress on out. Until the first event that is what is
// being done, such as "loading".
func NewMeter(mode Mode, out *os.File, doing string) *Meter {
	m := &Meter{out: out, doing: doing, done: make(chan struct{}), started: time.Now()}
	m.stderr = m.Wrap(out)
	if mode == Auto {
		mode = Log
		if isatty.IsTerminal(out.Fd()) && os.Getenv("TERM") != "dumb" {
			mode = Bar
		}
	}
	switch mode {
	case Bar:
		m.idle.Go(m.showBar)
	case Log:
		m.idle.Go(m.showLog)
	}
	return m
}

// Stop ends the display; a bar disappears. It may be called again.
func (m *Meter) Stop() {
	select {
	case <-m.done:
		return
	default:
	}
	close(m.done)
	m.idle.Wait()
	m.screen.Lock()
	defer m.screen.Unlock()
	if m.bar == nil {
		return
	}
	m.bar.remove()
	m.bar = nil
	for _, w := range m.writers {
		w.release()
	}
}

// Set notes how far the simulation is.
func (m *Meter) Set(p luabind.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.begun.IsZero() {
		m.begun = time.Now()
	}
	m.now = p
}

// showBar puts up a bar if the run is not over soon.
func (m *Meter) showBar() {
	select {
	case <-m.done:
	case <-time.After(barDelay):
		m.screen.Lock()
		defer m.screen.Unlock()
		m.bar = newBar(m)
	}
}

// showLog writes a line now and then.
func (m *Meter) showLog() {
	tick := time.NewTicker(logPeriod)
	defer tick.Stop()
	for {
		select {
		case <-m.done:
			return
		case <-tick.C:
			m.say("coldmoon: " + m.state().line())
		}
	}
}

// say writes one line to the error stream, above the bar if there is one.
func (m *Meter) say(line string) {
	if line != "" {
		io.WriteString(m.stderr, line+"\n")
	}
}

// state is how far the run is now.
func (m *Meter) state() state {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := state{now: m.now.Now, invocations: m.now.Invocations, share: share(m.now), left: math.NaN()}
	if m.begun.IsZero() {
		s.doing = m.doing
		s.elapsed = time.Since(m.started)
		return s
	}
	s.elapsed = time.Since(m.begun)
	if s.share > 0 {
		s.left = s.elapsed.Seconds() / s.share * (1 - s.share)
	}
	return s
}

// share estimates how much of the work is done, NaN if nobody knows. The
// number of invocations is the better measure where it is known in advance: a
// trace is rarely the same all day.
func share(p luabind.Progress) float64 {
	switch {
	case p.Expected > 0 && !math.IsInf(p.Expected, 0):
		return min(float64(p.Invocations)/p.Expected, 1)
	case p.Horizon > 0 && p.Horizon != sim.Never:
		return min(p.Now.Seconds()/p.Horizon.Seconds(), 1)
	}
	return math.NaN()
}
