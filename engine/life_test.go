package engine

// This file tests how invocations end.

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestEnds runs one invocation of a function. Its host reads and writes 10 bytes a
// second.
func TestEnds(t *testing.T) {
	boom := errors.New("boom")
	sleep := func(s float64) Code { return code(func(ctx *Context) error { return ctx.Sleep(secs(s)) }) }
	for _, tt := range []struct {
		name    string
		does    any
		limits  Limits
		want    string
		message string
	}{
		{"ok", 3.0, Limits{}, "cold@3", ""},
		{"ok, code", sleep(3), Limits{}, "cold@3", ""},
		{"ok, phases", steps(OpSleep, 1.0, OpRead, 20.0, OpCompute, 0.5), Limits{}, "cold@3.5", ""},
		{"raised", code(func(ctx *Context) error { _ = ctx.Sleep(secs(1)); return boom }), Limits{}, "cold!error@1", "boom"},
		{"negative duration", -3.0, Limits{}, "cold@0", ""},

		{"within the limit", 2.999999999, Limits{TimeLimit: secs(3)}, "cold@2.999999999", ""},
		{"at the limit, the limit wins", 3.0, Limits{TimeLimit: secs(3)}, "cold!timeout@3", "time limit of 3s reached"},
		{"at the limit, code", sleep(3), Limits{TimeLimit: secs(3)}, "cold!timeout@3", "time limit of 3s reached"},
		{"at the limit, phases", steps(OpSleep, 1.0, OpWrite, 20.0), Limits{TimeLimit: secs(3)}, "cold!timeout@3", "time limit of 3s reached"},
		{"within the limit, phases", steps(OpSleep, 1.0, OpWrite, 19.0), Limits{TimeLimit: secs(3)}, "cold@2.9", ""},
		{"beyond the limit", 1e300, Limits{TimeLimit: secs(3)}, "cold!timeout@3", "time limit of 3s reached"},

		{"out of memory", steps(OpAllocate, 6.0, OpSleep, 1.0, OpAllocate, 5.0), Limits{RAM: 10}, "cold!out_of_memory@1", "allocate: 5B: 6B of 10B are used"},
		{"freed in time", steps(OpAllocate, 6.0, OpFree, 1.0, OpAllocate, 5.0), Limits{RAM: 10}, "cold@0", ""},
		{"no limit of RAM", steps(OpAllocate, 1e15), Limits{}, "cold@0", ""},
		{"freed too much", steps(OpAllocate, 6.0, OpFree, 7.0), Limits{}, "cold!error@0", "free: 7B: must be between 0 and what is allocated, 6B"},

		{"disk full", steps(OpWrite, 6.0, OpWrite, 5.0), Limits{Disk: 10}, "cold!disk_full@0.6", "write: 5B: disk full: 6B of 10B are used"},
		{"disk just full", steps(OpWrite, 6.0, OpWrite, 4.0), Limits{Disk: 10}, "cold@1", ""},
		{"no limit of disk", steps(OpWrite, 60.0), Limits{}, "cold@6", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Read: 10, Write: 10}}}})
			w.fn("f", w.file("image", 0), tt.does, tt.limits)
			w.ask("f", 0)
			w.run()
			require.Equal(t, tt.want, w.ends())
			require.Equal(t, tt.message, w.rec(0).Message)
			require.Equal(t, w.asked[0].Status(), w.rec(0).Status)
		})
	}
}

// TestLimitTies: a time limit that is reached when a transfer arrives wins, also if
// the network was to be looked at then before the limit was set: a read of 100 B
// at 10 B/s from 0 on, and one of 50 B on another host from 5 on.
func TestLimitTies(t *testing.T) {
	for _, does := range []any{steps(OpRead, 50.0), code(func(ctx *Context) error { return ctx.Read(50) })} {
		w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 2, Slots: 1, Disk: Disk{Read: 10}}}})
		image := w.file("image", 0)
		w.fn("long", image, steps(OpRead, 100.0), Limits{})
		w.fn("limited", image, does, Limits{TimeLimit: secs(5)})
		w.ask("long", 0)
		w.ask("limited", 5)
		w.run()
		require.Equal(t, "cold@10 cold!timeout@10", w.ends())
		require.EqualValues(t, 150, w.p.traffic[pathRead].Bytes, "all of it has moved")
	}
}

// endless is a distribution whose draws are infinite, as a heavy tail's may be.
type endless struct{}

func (endless) Sample(*sim.RNG) float64 { return math.Inf(1) }
func (endless) Mean() float64           { return math.Inf(1) }
func (endless) String() string          { return "endless" }

// TestEndless: what never ends holds its place and nothing more; a time limit
// ends it.
func TestEndless(t *testing.T) {
	for _, tt := range []struct {
		name     string
		fn       Function
		limits   Limits
		overhead Overhead
		cpu      CPUMode
		want     string
	}{
		{"duration", Function{Duration: endless{}}, Limits{}, Overhead{}, 0, "cold!running"},
		{"duration with a limit", Function{Duration: endless{}}, Limits{TimeLimit: secs(3)}, Overhead{}, 0, "cold!timeout@4"},
		{"a limit that is never", Function{Duration: endless{}}, Limits{TimeLimit: sim.Never}, Overhead{}, 0, "cold!running"},
		{"sleep", Function{Phases: []Step{{OpSleep, endless{}}}}, Limits{TimeLimit: sim.Never}, Overhead{}, 0, "cold!running"},
		{"compute", Function{Phases: []Step{{OpCompute, endless{}}}}, Limits{}, Overhead{}, DedicatedCPU, "cold!running"},
		{"shared compute", Function{Phases: []Step{{OpCompute, endless{}}}}, Limits{TimeLimit: secs(3)}, Overhead{}, SharedCPU, "cold!timeout@4"},
		{"read", Function{Phases: []Step{{OpRead, endless{}}}}, Limits{TimeLimit: secs(3)}, Overhead{}, 0, "cold!timeout@4"},
		{"write", Function{Phases: []Step{{OpWrite, endless{}}}}, Limits{Disk: 5}, Overhead{}, 0, "cold!disk_full@1"},
		{"allocate", Function{Phases: []Step{{OpAllocate, endless{}}}}, Limits{RAM: 5}, Overhead{}, 0, "cold!out_of_memory@1"},
		{"dispatch", Function{Duration: always(1)}, Limits{}, Overhead{Dispatch: endless{}}, 0, "none!submitted"},
		{"create", Function{Duration: always(1)}, Limits{}, Overhead{Create: endless{}}, 0, "cold!starting"},
		{"init", Function{Duration: always(1)}, Limits{}, Overhead{Init: endless{}}, 0, "cold!starting"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{
				Hosts: []HostGroup{{Count: 1, Slots: 5, Cores: 2, Disk: Disk{Read: 10, Write: 10}}}, CPU: tt.cpu, Overhead: tt.overhead,
			})
			tt.fn.Name, tt.fn.Image = "f", w.file("image", 0)
			_, err := w.p.Register(&tt.fn, tt.limits)
			require.NoError(t, err)
			w.ask("f", 1) // not 0: the time since the start comes on top
			w.run()
			require.Equal(t, tt.want, w.ends())
		})
	}
}
