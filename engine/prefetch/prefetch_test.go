package prefetch

import (
	"testing"
	"unsafe"
)

// Any address will do: also one without memory behind it.
func TestAnyAddress(t *testing.T) {
	var x [64]byte
	Line(unsafe.Pointer(&x))
	Pair(unsafe.Pointer(&x))
	Line(nil)
	Pair(nil)
}
