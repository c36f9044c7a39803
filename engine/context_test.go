package engine

// This file tests what the code of a function and client processes can do.

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// TestContext looks at everything that a handler can see.
func TestContext(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	type sight struct {
		id        uint64
		cold      bool
		at        float64
		container uint64
		state     any
		input     any
	}
	var seen []sight
	var random []uint64
	f := &Function{Name: "f", Image: w.file("image", 0), Run: func(ctx *Context, input any) (any, error) {
		state := ctx.State()
		seen = append(seen, sight{ctx.ID(), ctx.Cold(), ctx.Now().Seconds(), w.p.ContainerSerial(ctx.Container()), *state, input})
		*state = fmt.Sprintf("left by %d", ctx.ID())
		random = append(random, ctx.Random().Uint64())
		require.Same(t, w.p, ctx.Provider())
		require.Equal(t, FunctionID(1), ctx.Function())
		require.Same(t, ctx, ctx.Process().Context())
		require.Same(t, ctx.Process(), w.Current())
		require.True(t, w.Running())
		return "out", ctx.Sleep(secs(2))
	}}
	_, err := w.p.Register(f, Limits{})
	require.NoError(t, err)
	first, err := w.p.Invoke("f", "in")
	require.NoError(t, err)
	w.ask("f", 1, 5)
	w.run()
	require.Equal(t, []sight{
		{1, true, 0, 1, nil, "in"},
		{2, true, 1, 2, nil, nil},
		{3, false, 5, 2, "left by 2", nil}, // the one that was used last
	}, seen)
	require.Equal(t, "out", first.Output())
	require.Len(t, map[uint64]bool{random[0]: true, random[1]: true, random[2]: true}, 3, "streams of their own")
	require.Nil(t, w.Current())
	require.False(t, w.Running())
}

// TestRandomIsTheInvocations: what the n-th invocation draws depends on no other.
func TestRandomIsTheInvocations(t *testing.T) {
	draw := func(before int) (drawn []uint64) {
		w := newTiny(t, ProviderConfig{})
		w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
			for range before {
				ctx.Random().Uint64()
				before = 0 // the first one only
			}
			drawn = append(drawn, ctx.Random().Uint64())
			return nil
		}), Limits{})
		w.ask("f", 0, 1)
		w.run()
		return drawn
	}
	a, b := draw(0), draw(5)
	require.NotEqual(t, a[0], b[0])
	require.Equal(t, a[1], b[1])
}

// TestInvokes: a handler that calls others, one after the other and at once.
func TestInvokes(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: Overhead{Dispatch: always(1)}})
	image := w.file("image", 0)
	var status []Status
	w.fn("one by one", image, code(func(ctx *Context) error {
		for _, name := range []string{"three", "fails", "three"} {
			h, err := ctx.Invoke(name, nil)
			if err != nil {
				return err
			}
			status = append(status, h.Status())
		}
		_, err := ctx.Invoke("unknown", nil)
		require.EqualError(t, err, `no function "unknown" is registered at "cloud"`)
		_, err = ctx.Invoke("traced", nil)
		require.EqualError(t, err, `function "traced" takes its durations from a trace; it cannot be invoked by hand`)
		return nil
	}), Limits{})
	w.fn("at once", image, code(func(ctx *Context) error {
		var all []*Handle
		for range 3 {
			h, err := ctx.InvokeAsync("three", nil)
			require.NoError(t, err)
			require.Equal(t, Submitted, h.Status())
			require.Nil(t, h.Output())
			all = append(all, h)
		}
		for _, h := range all {
			if err := ctx.Process().Await(h); err != nil {
				return err
			}
			require.True(t, h.Done())
		}
		return ctx.Process().Await(all[0]) // it has ended: at once
	}), Limits{})
	w.fn("three", image, 3.0, Limits{})
	w.fn("fails", image, code(func(*Context) error { return errors.New("no") }), Limits{})
	w.fn("traced", image, nil, Limits{})
	w.ask("one by one", 0)
	w.ask("at once", 100)
	w.run()
	require.Equal(t, []Status{OK, Error, OK}, status)
	// 1 s of its own, and 1 + 3, 1 and 1 + 3 s.
	require.Equal(t, "cold@10 cold@105", w.ends())
}

// TestCallersHoldTheirPlace: on one slot a caller waits for its callee for ever,
// unless a time limit ends it.
func TestCallersHoldTheirPlace(t *testing.T) {
	for _, tt := range []struct {
		limit float64
		want  string
	}{{0, "cold!running"}, {5, "cold!timeout@5"}} {
		w := newTiny(t, ProviderConfig{Hosts: slots(1, 1)})
		image := w.file("image", 0)
		w.fn("caller", image, code(func(ctx *Context) error { _, err := ctx.Invoke("callee", nil); return err }), Limits{TimeLimit: secs(tt.limit)})
		w.fn("callee", image, 1.0, Limits{})
		w.ask("caller", 0)
		w.run()
		require.Equal(t, tt.want, w.ends())
		w.Close()
	}
}

// TestDiskFullIsAnError that code can catch; the time of the write is not spent.
func TestDiskFullIsAnError(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Write: 1}}}})
	var caught error
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		if err := ctx.Write(6); err != nil {
			return err
		}
		caught = ctx.Write(5)
		return ctx.Write(4)
	}), Limits{Disk: 10})
	w.fn("wraps", w.p.fns[1].fn.Image, code(func(ctx *Context) error { return fmt.Errorf("saving: %w", ctx.Write(11)) }), Limits{Disk: 10})
	w.ask("f", 0)
	w.ask("wraps", 50)
	w.run()
	require.Equal(t, "cold@10 cold!disk_full@50", w.ends())
	require.ErrorIs(t, caught, ErrDiskFull)
	require.EqualError(t, caught, "write: 5B: disk full: 6B of 10B are used")
	require.EqualValues(t, 10, w.rec(0).DiskPeak)
	require.Equal(t, "saving: write: 11B: disk full: 0B of 10B are used", w.rec(1).Message)
}

// TestMistakesOfCode are errors, change nothing and take no time.
func TestMistakesOfCode(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Read: 1, Write: 1}}}})
	image := w.file("image", 0)
	lost := w.file("lost", 1)
	w.hub.Remove(lost.File)
	w.fn("f", image, code(func(ctx *Context) error {
		for k, err := range []error{
			ctx.Read(-1), ctx.Write(-1), ctx.Upload(-1), ctx.DownloadBytes(-1), ctx.Allocate(-1), ctx.Free(-1), ctx.Free(1),
			ctx.Compute(-1), ctx.Compute(math.Inf(1)), ctx.Compute(math.NaN()), ctx.Download(lost),
		} {
			require.Error(t, err, "call %d", k)
			require.NotErrorIs(t, err, ErrKilled)
		}
		require.NoError(t, ctx.Sleep(-1))
		require.NoError(t, ctx.Allocate(7))
		require.EqualError(t, ctx.Free(8), "free: 8B: must be between 0 and what is allocated, 7B")
		require.NoError(t, ctx.Free(7))
		require.EqualError(t, ctx.Download(lost), `download: repository "hub" does not store "lost"`)
		return nil
	}), Limits{Disk: 10, RAM: 10})
	w.ask("f", 0)
	w.run()
	require.Equal(t, "cold@0", w.ends())
	r := w.rec(0)
	require.EqualValues(t, []unit.Bytes{7, 0, 0, 0}, []unit.Bytes{r.RAMPeak, r.DiskPeak, r.Ingress, r.Egress})
	require.Zero(t, r.CPU)
}

// TestClients: processes outside of the provider.
func TestClients(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: Overhead{Dispatch: always(1)}})
	w.fn("f", w.file("image", 0), 3.0, Limits{})
	var log []string
	say := func(pr *Process, what string) { log = append(log, fmt.Sprintf("%v %s", pr.Now().Seconds(), what)) }
	w.Spawn(func(pr *Process) error {
		require.Nil(t, pr.Context())
		h, err := w.p.Invoke("f", nil)
		require.NoError(t, err)
		require.NoError(t, pr.AwaitAccepted(h))
		say(pr, "accepted")
		require.NoError(t, pr.AwaitAccepted(h))
		w.Spawn(func(pr *Process) error {
			err := pr.Await(h)
			say(pr, "the other one knows")
			return err
		})
		require.NoError(t, pr.Await(h))
		say(pr, "ended")
		require.NoError(t, pr.Sleep(secs(2)))
		say(pr, "slept")
		return nil
	})
	w.run()
	require.Equal(t, []string{"1 accepted", "4 ended", "4 the other one knows", "6 slept"}, log)
}

// TestClientErrors end the run; a handler's errors only if they are fatal.
func TestClientErrors(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.Spawn(func(pr *Process) error { _ = pr.Sleep(secs(2)); return errPlanned })
	require.ErrorIs(t, w.Run(), errPlanned)
	require.Equal(t, secs(2), w.Now())

	w = newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), code(func(*Context) error { return fmt.Errorf("line 3: %w", ErrFatal) }), Limits{})
	w.ask("f", 2)
	require.EqualError(t, w.Run(), "line 3: fatal")
}

// TestKilledMustReturn: code that ignores its end for ever is our caller's mistake.
func TestKilledMustReturn(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		for {
			_ = ctx.Sleep(secs(1))
		}
	}), Limits{TimeLimit: secs(3)})
	w.ask("f", 0)
	require.PanicsWithValue(t, "engine: a killed process goes on making blocking calls; it must return when one returns ErrKilled", func() { _ = w.Run() })
}

// TestClose unwinds what still waits, once.
func TestClose(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	unwound := 0
	wait := func(sleep func() error) error {
		defer func() { unwound++ }()
		err := sleep()
		require.ErrorIs(t, err, ErrKilled)
		return err
	}
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error { return wait(func() error { return ctx.Sleep(secs(100)) }) }), Limits{})
	w.Spawn(func(pr *Process) error { return wait(func() error { return pr.Sleep(secs(100)) }) })
	w.Spawn(func(pr *Process) error { return pr.Sleep(secs(1)) })
	w.ask("f", 0, 1)
	require.NoError(t, w.RunUntil(secs(10)))
	w.Close()
	require.Equal(t, 3, unwound)
	require.EqualError(t, w.Run(), "the simulation is closed")
	w.Close()
	require.Equal(t, 3, unwound)
}

// TestProcessesAreReused: one coroutine serves one handler after the other.
func TestProcessesAreReused(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		local := &ctx.Process().Local
		if *local == nil {
			*local = new(int)
		}
		*(*local).(*int)++
		return ctx.Sleep(secs(1))
	}), Limits{})
	w.p.Drive(listed(t, every(100, secs(2)), nil), []FunctionID{1}, nil)
	w.run()
	require.Len(t, w.processes, 1)
	require.Equal(t, 100, *w.processes[0].Local.(*int))
}
