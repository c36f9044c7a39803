package edit

// This file names the requests for the settings of a terminal on Linux.

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
)
