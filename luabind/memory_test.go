package luabind

// This file measures what a handler takes that waits.

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// A handler that blocks takes at most 10 KB: its Go stack, its Lua stack, and the
// invocation and the container that it runs in.
func TestBlockedHandlerMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("stacks are larger under the race detector, with which the short tests are run")
	}
	const handlers = 20_000
	s := newScript(t, map[string]string{"t.lua": small + `
local workload = require "coldmoon.workload"
local c = cloud{ hosts = { count = 100 }, keep_alive = 600 }
c:register(func("f", { run = function(ctx) ctx:sleep(1000) end }), { ram = "1MB" })
c:drive("f", workload.poisson{ rate = 1000, count = 20000 })
coldmoon.run{ till = 500 }
`})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s.run(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Nil(t, s.err)
	require.EqualValues(t, handlers, s.rt.Summary().Providers[0].Counts.InFlight)
	each := (int64(after.HeapAlloc) - int64(before.HeapAlloc) + int64(after.StackInuse) - int64(before.StackInuse)) / handlers
	require.Less(t, each, int64(10_000))
	t.Logf("%d bytes each", each)
}
