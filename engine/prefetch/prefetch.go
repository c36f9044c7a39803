//go:build amd64 || arm64

package prefetch

// This file declares what is written in assembly language.

import "unsafe"

// Line asks for the cache line of 64 bytes in which p points.
//
//go:noescape
func Line(p unsafe.Pointer)

// Pair asks for the cache line in which p points and for the one after it. That one
// need not exist.
//
//go:noescape
func Pair(p unsafe.Pointer)
