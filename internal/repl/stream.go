package repl

// This file is where a session writes.

import (
	"io"
	"os"
	"sync"
)

// A stream is an output of the session. While an input is being evaluated it goes
// through the display of its progress.
type stream struct {
	file *os.File

	mu   sync.Mutex
	to   io.Writer
	last byte // written last; 0: nothing yet
	n    int64
}

// Write implements [io.Writer].
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p) > 0 {
		s.last = p[len(p)-1]
	}
	s.n += int64(len(p))
	return s.to.Write(p)
}

// written is the number of bytes written so far.
func (s *stream) written() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// turn sends what is written from now on to w.
func (s *stream) turn(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = w
}

// endLine ends a line that has been begun.
func (s *stream) endLine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != 0 && s.last != '\n' {
		io.WriteString(s.to, "\n")
		s.last = '\n'
	}
}

// A gate lets a runtime write to a stream until it is shut.
type gate struct {
	mu    sync.Mutex
	to    io.Writer
	isOff bool
}

// Write implements [io.Writer].
func (g *gate) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isOff {
		return len(p), nil
	}
	return g.to.Write(p)
}

// shut drops what is written from now on.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isOff = true
}
