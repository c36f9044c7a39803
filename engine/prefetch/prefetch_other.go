//go:build !amd64 && !arm64

package prefetch

// This file is for processors that are not asked.

import "unsafe"

// Line does nothing.
func Line(unsafe.Pointer) {}

// Pair does nothing.
func Pair(unsafe.Pointer) {}
