package repl

// This file stops what is being evaluated on Ctrl-C, and shows how far it is.

import (
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// forceTime is how long an input may go on after the second Ctrl-C.
const forceTime = time.Second

// A stopper passes on Ctrl-C, as a signal or as a key.
type stopper struct {
	signals  chan os.Signal
	terminal bool

	mu    sync.Mutex
	press func() // what Ctrl-C does; nil: nothing is being evaluated
	meter *runner.Meter
	leave func() // gives the terminal back
}

func newStopper(terminal bool) *stopper {
	st := &stopper{signals: make(chan os.Signal, 4), terminal: terminal}
	signal.Notify(st.signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go st.listen()
	return st
}

// listen waits for signals. Those that ask the program to end are obeyed at once.
func (st *stopper) listen() {
	for sig := range st.signals {
		busy := st.pressed()
		if sig != os.Interrupt || !busy && !st.terminal {
			st.mu.Lock()
			if st.leave != nil {
				st.leave()
			}
			os.Exit(exitInterrupted)
		}
	}
}

// pressed does what Ctrl-C does; false: nothing is being evaluated.
func (st *stopper) pressed() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.press == nil {
		return false
	}
	st.press()
	return true
}

// set says what Ctrl-C does from now on, and where progress is shown.
func (st *stopper) set(press func(), m *runner.Meter) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.press, st.meter = press, m
}

// progress shows how far a simulation is.
func (st *stopper) progress(p luabind.Progress) {
	st.mu.Lock()
	m := st.meter
	st.mu.Unlock()
	if m != nil {
		m.Set(p)
	}
}

// close gives the signals back.
func (st *stopper) close() {
	signal.Stop(st.signals)
	close(st.signals)
}

// during calls f, which evaluates something in rt, and stops it on Ctrl-C: gently the
// first time, at once the second. It returns false if even that was in vain; f still
// runs then. What f prints goes above the bar that shows progress.
func (s *session) during(rt *luabind.Runtime, doing string, f func()) bool {
	meter := s.watch(doing)
	presses := make(chan struct{}, 8)
	press := func() {
		select {
		case presses <- struct{}{}:
		default:
		}
	}
	s.stop.set(press, meter)
	if s.term != nil {
		s.term.Busy(press)
	}
	defer s.unwatch(meter)
	done := make(chan any, 1)
	go func() {
		defer func() { done <- wrapped(recover()) }()
		f()
	}()
	count := 0
	s.pressed = false
	var late <-chan time.Time
	for {
		select {
		case r := <-done:
			if r != nil {
				panic(r)
			}
			return true
		case <-presses:
			rt.Interrupt()
			s.pressed = true
			if count++; count == 2 {
				late = time.After(forceTime)
			}
		case <-late:
			return false
		}
	}
}

// wrapped keeps the stack of a panic that is raised again elsewhere.
func wrapped(r any) any {
	if r == nil {
		return nil
	}
	return fmt.Sprintf("%v\n%s", r, debug.Stack())
}

// watch puts up a bar that appears if what is being done takes long.
func (s *session) watch(doing string) *runner.Meter {
	mode := s.progress
	if mode == "" {
		if mode = runner.Auto; !s.opt.Terminal {
			return nil
		}
	}
	m := runner.NewMeter(mode, s.opt.Stderr, doing)
	s.stdout.turn(m.Wrap(s.opt.Stdout))
	s.stderr.turn(m.Wrap(s.opt.Stderr))
	return m
}

// unwatch takes the bar away.
func (s *session) unwatch(m *runner.Meter) {
	if s.term != nil {
		s.term.Busy(nil)
	}
	s.stop.set(nil, nil)
	if m != nil {
		m.Stop()
	}
	s.stdout.turn(s.opt.Stdout)
	s.stderr.turn(s.opt.Stderr)
	if s.opt.Terminal {
		s.stdout.endLine()
	}
}
