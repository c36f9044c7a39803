//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package edit

// This file stands for the terminal where there is none to take over: those who
// ask for one read plain lines instead.

import (
	"errors"
	"os"
)

// A Terminal reads keys and draws frames.
type Terminal struct{ screen screen }

// Open fails.
func Open(in, out *os.File) (*Terminal, error) {
	return nil, errors.New("no line editor on this system")
}

// Close, Without, Busy, Size, Block and suspend are never called.
func (t *Terminal) Close()                          {}
func (t *Terminal) Without(f func()) error          { return nil }
func (t *Terminal) Busy(f func())                   {}
func (t *Terminal) Size() (width, height int)       { return 80, 24 }
func (t *Terminal) Block(e *Editor) (string, error) { return "", errGone }
func (t *Terminal) suspend() error                  { return nil }
