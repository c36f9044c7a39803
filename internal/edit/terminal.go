package edit

// This file is what a terminal does with the events of an editor.

import (
	"errors"
	"io"
)

// ErrDropped is returned for a block that was given up with Ctrl-C.
var ErrDropped = errors.New("dropped")

// errGone is returned when the terminal is gone.
var errGone = io.ErrUnexpectedEOF

// press passes a key to the editor; done is true if that ends the block.
func (t *Terminal) press(e *Editor, k Key) (done bool, err error) {
	switch e.Press(k) {
	case Accepted:
		t.leave(e)
		return true, nil
	case Dropped:
		t.leave(e)
		return true, ErrDropped
	case Ended:
		t.leave(e)
		return true, io.EOF
	case Cleared:
		io.WriteString(t.screen.out, "\x1b[H\x1b[2J")
		t.screen.shown = Frame{}
	case Suspend:
		t.leave(e)
		return false, t.suspend()
	}
	return false, nil
}

// leave leaves the block on the screen as it is.
func (t *Terminal) leave(e *Editor) {
	width, _ := t.Size()
	t.screen.finish(e.Final(width))
}
