package engine

// This file guards the layout of what the path of an event touches.

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// What a warm start touches is in the first two cache lines of each struct, in the
// first of a host, and the elements of a slice of them begin at a cache line.
func TestLayout(t *testing.T) {
	var c container
	var h host
	var i invocation
	var r registration
	for name, end := range map[string]uintptr{
		"container.used":       unsafe.Offsetof(c.used) + unsafe.Sizeof(c.used),
		"container.uses":       unsafe.Offsetof(c.uses) + unsafe.Sizeof(c.uses),
		"container.lastUsed":   unsafe.Offsetof(c.lastUsed) + unsafe.Sizeof(c.lastUsed),
		"container.expires":    unsafe.Offsetof(c.expires) + unsafe.Sizeof(c.expires),
		"container.timer":      unsafe.Offsetof(c.timer) + unsafe.Sizeof(c.timer),
		"container.limitTimer": unsafe.Offsetof(c.limitTimer) + unsafe.Sizeof(c.limitTimer),
		"invocation.declared":  unsafe.Offsetof(i.declared) + unsafe.Sizeof(i.declared),
		"registration.latency": unsafe.Offsetof(r.latency) + unsafe.Sizeof(r.latency),
		"registration.keep":    unsafe.Offsetof(r.keep) + unsafe.Sizeof(r.keep),
		"limits.TimeLimit":     unsafe.Offsetof(r.limits) + unsafe.Offsetof(r.limits.TimeLimit) + unsafe.Sizeof(r.limits.TimeLimit),
		"limits.RAM":           unsafe.Offsetof(r.limits) + unsafe.Offsetof(r.limits.RAM) + unsafe.Sizeof(r.limits.RAM),
		"limits.Disk":          unsafe.Offsetof(r.limits) + unsafe.Offsetof(r.limits.Disk) + unsafe.Sizeof(r.limits.Disk),
	} {
		require.LessOrEqual(t, end, uintptr(128), name)
	}
	require.EqualValues(t, 64, unsafe.Offsetof(h.image1), "all of host that a warm start touches")
	require.EqualValues(t, 64, unsafe.Sizeof(h.image1))
	require.EqualValues(t, 32, unsafe.Offsetof(h.mem)%64, "its hot part is the end of a line")
	require.Zero(t, unsafe.Offsetof(h.disk)%64, "host.disk")
	for name, size := range map[string]uintptr{"container": unsafe.Sizeof(c), "host": unsafe.Sizeof(h), "invocation": unsafe.Sizeof(i)} {
		require.Zero(t, size%64, "%s: %d bytes", name, size)
	}
	require.LessOrEqual(t, unsafe.Sizeof(r), uintptr(384), "each is allocated by itself; the next larger sizes are no multiples of 128")
}
