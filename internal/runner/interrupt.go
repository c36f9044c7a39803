package runner

// This file stops a run on Ctrl-C: gently the first time, at once the second.

import (
	"os"
	"os/signal"
	"syscall"
)

// ExitInterrupted is the exit code of an interrupted run.
const ExitInterrupted = 105

// Watch returns a channel that the first SIGINT or SIGTERM closes; a second one
// ends the program. Stop gives the signals back.
func Watch() (happened <-chan struct{}, stop func()) {
	in := watch(func(os.Signal) {})
	return in.c, in.stop
}

// An interrupt waits for a signal that asks the program to stop.
type interrupt struct {
	c       chan struct{} // closed by the first signal
	signals chan os.Signal
}

// watch calls first when the first SIGINT or SIGTERM arrives, before that counts
// as having happened; the second signal ends the program.
func watch(first func(os.Signal)) *interrupt {
	in := &interrupt{c: make(chan struct{}), signals: make(chan os.Signal, 2)}
	signal.Notify(in.signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s, ok := <-in.signals
		if !ok {
			return
		}
		first(s)
		close(in.c)
		if _, ok := <-in.signals; ok {
			os.Exit(ExitInterrupted)
		}
	}()
	return in
}

// happened reports whether a signal has arrived.
func (in *interrupt) happened() bool {
	select {
	case <-in.c:
		return true
	default:
		return false
	}
}

// stop gives the signals back to whoever had them.
func (in *interrupt) stop() {
	signal.Stop(in.signals)
	close(in.signals)
}
