package runner

// This file keeps what a script prints from being written into the bar.

import (
	"bytes"
	"io"
	"os"
	"slices"

	"github.com/mattn/go-isatty"
)

// A LineWriter writes to a stream. While a bar is on the screen and the stream
// is a terminal, lines go above the bar, and the beginning of an unfinished
// line is held back.
type LineWriter struct {
	m   *Meter
	to  io.Writer
	tty bool

	// Guarded by m.screen.
	held []byte
	last byte // written last; 0 if nothing was
}

// Wrap returns a writer to w that does not tear the bar.
func (m *Meter) Wrap(w io.Writer) *LineWriter {
	f, ok := w.(*os.File)
	l := &LineWriter{m: m, to: w, tty: ok && isatty.IsTerminal(f.Fd())}
	m.screen.Lock()
	defer m.screen.Unlock()
	m.writers = append(m.writers, l)
	return l
}

// Write implements [io.Writer].
func (l *LineWriter) Write(p []byte) (int, error) {
	l.m.screen.Lock()
	defer l.m.screen.Unlock()
	if len(p) > 0 {
		l.last = p[len(p)-1]
	}
	if l.m.bar == nil || !l.tty {
		return l.to.Write(p)
	}
	end := bytes.LastIndexByte(p, '\n') + 1
	if end > 0 {
		lines := slices.Concat([]byte{'\r'}, l.held, p[:end]) // behind an echoed key
		if _, err := l.m.bar.p.Write(lines); err != nil {
			return 0, err
		}
		l.held = l.held[:0]
	}
	l.held = append(l.held, p[end:]...)
	return len(p), nil
}

// release writes what was held back; the caller holds m.screen.
func (l *LineWriter) release() {
	if len(l.held) > 0 {
		l.to.Write(l.held) // nobody is left to hear of an error
	}
	l.held = nil
}

// Finish ends an unfinished line, and reports whether anything was written.
func (l *LineWriter) Finish() bool {
	if l.last != 0 && l.last != '\n' {
		io.WriteString(l, "\n")
	}
	return l.last != 0
}
