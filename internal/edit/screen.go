package edit

// This file draws frames on a terminal.

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A screen shows one frame after another in the same place.
type screen struct {
	out   io.Writer
	shown Frame // what is there; without lines: nothing
}

// draw shows f in the place of what is there. Lines that stay the same are not
// written again.
func (s *screen) draw(f Frame) {
	old := s.shown
	same := 0
	for same < len(f.Lines) && same < len(old.Lines) && f.Lines[same] == old.Lines[same] {
		same++
	}
	if same == len(f.Lines) && same == len(old.Lines) {
		if f.Row == old.Row && f.Col == old.Col {
			return
		}
	}
	// One line is written at least, so that the cursor ends in the last one.
	same = max(min(same, len(f.Lines)-1, len(old.Lines)-1), 0)
	var b strings.Builder
	b.WriteString("\x1b[?25l")
	b.WriteString(vertical(same - old.Row))
	b.WriteString("\r\x1b[J")
	b.WriteString(strings.Join(f.Lines[same:], "\r\n"))
	b.WriteString(vertical(f.Row - (len(f.Lines) - 1)))
	b.WriteString("\r")
	if f.Col > 0 {
		fmt.Fprintf(&b, "\x1b[%dC", f.Col)
	}
	b.WriteString("\x1b[?25h")
	io.WriteString(s.out, b.String())
	s.shown = Frame{slices.Clone(f.Lines), f.widths, f.Row, f.Col}
}

// vertical moves the cursor down, or up if rows is negative.
func vertical(rows int) string {
	switch {
	case rows < 0:
		return fmt.Sprintf("\x1b[%dA", -rows)
	case rows > 0:
		return fmt.Sprintf("\x1b[%dB", rows)
	}
	return ""
}

// finish shows f and leaves it there: what is written next goes below.
func (s *screen) finish(f Frame) {
	s.erase()
	io.WriteString(s.out, strings.Join(f.Lines, "\r\n")+"\r\n")
}

// erase takes away what is shown.
func (s *screen) erase() {
	if len(s.shown.Lines) > 0 {
		io.WriteString(s.out, vertical(-s.shown.Row)+"\r\x1b[J")
	}
	s.shown = Frame{}
}

// resized tells that the terminal has so many columns now. Terminals break lines
// anew that have become too long, so what is shown may take more rows.
func (s *screen) resized(width int) {
	row := 0
	for i := range min(s.shown.Row, len(s.shown.widths)) {
		row += max(1, (s.shown.widths[i]+width-1)/width)
	}
	row += s.shown.Col / width
	io.WriteString(s.out, vertical(-row)+"\r\x1b[J")
	s.shown = Frame{}
}
