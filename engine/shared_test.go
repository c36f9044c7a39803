package engine

// This file tests containers that serve several invocations, and what becomes of
// a container whose invocation is killed.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// TestConcurrency asks for f, which takes 10 s and is created in 1 s, at the given
// times. The last column is the number of the container that each got.
func TestConcurrency(t *testing.T) {
	for _, tt := range []struct {
		name        string
		concurrency int
		host        HostGroup
		queue       QueueConfig
		ask         []float64
		want        string
		containers  []uint64
	}{
		{"one at a time", 1, HostGroup{}, QueueConfig{}, []float64{0, 2, 3}, "cold@11 cold@13 cold@14", []uint64{1, 2, 3}},
		{"two in one", 2, HostGroup{}, QueueConfig{}, []float64{0, 2, 3}, "cold@11 warm@12 cold@14", []uint64{1, 1, 2}},
		{"not while it starts", 2, HostGroup{}, QueueConfig{}, []float64{0, 0.5, 2}, "cold@11 cold@11.5 warm@12", []uint64{1, 2, 2}},
		{"waiting for one that starts", 2, HostGroup{RAM: 6}, QueueConfig{}, []float64{0, 0.5, 2}, "cold@11 warm@11 warm@21", []uint64{1, 1, 1}},
		{"each takes a slot", 2, HostGroup{Slots: 1}, QueueConfig{}, []float64{0, 2}, "cold@11 warm@21", []uint64{1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.host.Count = 1
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{tt.host}, Queue: tt.queue, Overhead: overhead(1, 0)})
			w.fn("f", w.file("image", 0), 10.0, Limits{Concurrency: tt.concurrency, RAM: 4})
			w.ask("f", tt.ask...)
			w.run()
			require.Equal(t, tt.want, w.ends())
			for k, want := range tt.containers {
				require.Equal(t, want, w.rec(k).Instance, "container of invocation %d", k)
			}
		})
	}
}

// TestOutOfMemoryTakesAll: the container goes, and all that run in it.
func TestOutOfMemoryTakesAll(t *testing.T) {
	for _, tt := range []struct {
		name string
		does any
	}{
		{"phases", steps(OpAllocate, 4.0, OpSleep, 10.0)},
		{"code", code(func(ctx *Context) error {
			if err := ctx.Allocate(4); err != nil {
				return err
			}
			return ctx.Sleep(secs(10))
		})},
		{"code that reads", code(func(ctx *Context) error {
			if err := ctx.Allocate(4); err != nil {
				return err
			}
			return ctx.Read(100)
		})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Read: 10}}}})
			w.fn("f", w.file("image", 0), tt.does, Limits{Concurrency: 3, RAM: 10})
			// The third would hold 12 of 10 bytes. The fourth finds no container.
			w.ask("f", 0, 1, 2, 3)
			w.run()
			require.Equal(t, "cold!out_of_memory@2 warm!out_of_memory@2 warm!out_of_memory@2 cold@13", w.ends())
			for k := range 3 {
				require.Equal(t, "allocate: 4B: 8B of 10B are used", w.rec(k).Message)
				require.EqualValues(t, []unit.Bytes{4, 4, 0}[k], w.rec(k).RAMPeak)
			}
		})
	}
}

// TestDiskIsShared: what invocations of one container have written counts
// together, and only until they end.
func TestDiskIsShared(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), steps(OpWrite, 6.0, OpSleep, 10.0), Limits{Concurrency: 3, Disk: 10})
	w.ask("f", 0, 1, 10)
	w.run()
	require.Equal(t, "cold@10 warm!disk_full@1 warm@20", w.ends())
	require.EqualValues(t, 1, w.p.instances)
}

// TestTimeoutDestroys: the container of a timeout takes nobody any more, but those
// that it serves go on.
func TestTimeoutDestroys(t *testing.T) {
	long := func(ctx *Context) error {
		if ctx.ID() == 1 {
			return ctx.Sleep(secs(100))
		}
		return ctx.Sleep(secs(4))
	}
	for _, tt := range []struct {
		name string
		keep bool
		want string
		used []uint64
	}{
		{"destroyed", false, "cold!timeout@5 warm@7 cold@9 warm@12", []uint64{1, 1, 2, 2}},
		{"kept", true, "cold!timeout@5 warm@7 warm@9 warm@12", []uint64{1, 1, 1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{KeepAfterTimeout: tt.keep})
			w.fn("f", w.file("image", 0), code(long), Limits{Concurrency: 2, TimeLimit: secs(5)})
			w.ask("f", 0, 3, 5, 8)
			w.run()
			require.Equal(t, tt.want, w.ends())
			for k, want := range tt.used {
				require.Equal(t, want, w.rec(k).Instance, "container of invocation %d", k)
			}
		})
	}
}

// TestKilledUnwinds: every blocking call of a killed handler, the one it is in
// and all later ones, returns ErrKilled, and its end is the one it was killed
// for, whatever it returns.
func TestKilledUnwinds(t *testing.T) {
	for _, tt := range []struct {
		name string
		does func(ctx *Context) error
		want Status
	}{
		{"asleep", func(ctx *Context) error { return ctx.Sleep(secs(100)) }, Timeout},
		{"computing", func(ctx *Context) error { return ctx.Compute(100) }, Timeout},
		{"reading", func(ctx *Context) error { return ctx.Read(1000) }, Timeout},
		{"uploading", func(ctx *Context) error { return ctx.Upload(1000) }, Timeout},
		{"waiting for another", func(ctx *Context) error { _, err := ctx.Invoke("endless", nil); return err }, Timeout},
		{"allocating", func(ctx *Context) error { _ = ctx.Sleep(secs(5)); return ctx.Allocate(100) }, OutOfMemory},
	} {
		for _, cpu := range []CPUMode{DedicatedCPU, SharedCPU} {
			t.Run(tt.name, func(t *testing.T) {
				w := newTiny(t, ProviderConfig{CPU: cpu, Hosts: []HostGroup{{
					Count: 1, Slots: 9, Cores: 1, Disk: Disk{Read: 10}, Network: Link{Bandwidth: 10},
				}}})
				var seen []error
				w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
					seen = append(seen, tt.does(ctx))
					require.True(t, ctx.Process().Killed())
					_, err := ctx.InvokeAsync("endless", nil)
					seen = append(seen, ctx.Sleep(1), ctx.Sleep(0), ctx.Compute(1), ctx.Read(1), ctx.Write(1), ctx.Allocate(1), ctx.Upload(1), err)
					return nil
				}), Limits{TimeLimit: secs(7), RAM: 10})
				w.fn("endless", w.file("image", 0), 1e3, Limits{})
				w.ask("f", 0)
				w.run()
				require.Equal(t, tt.want, w.rec(0).Status)
				require.Equal(t, map[Status]sim.Time{Timeout: secs(7), OutOfMemory: secs(5)}[tt.want], w.rec(0).Ended)
				require.Len(t, seen, 9)
				for k, err := range seen {
					require.ErrorIs(t, err, ErrKilled, "call %d", k)
				}
			})
		}
	}
}
