//go:build darwin || freebsd || netbsd || openbsd

package edit

// This file names the requests for the settings of a terminal on BSD and macOS.

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TIOCGETA
	setTermios = unix.TIOCSETA
)
