package engine

// This file tests hosts that fail and recover.

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// later carries out f at a time in seconds, on a process.
func (w *tiny) later(at float64, f func() error) {
	w.Spawn(func(pr *Process) error {
		if err := pr.Sleep(secs(at) - pr.Now()); err != nil {
			return err
		}
		return f()
	})
}

// fail lets a host fail at a time, and recover at another one unless that is 0.
func (w *tiny) fail(at float64, h HostID, keepDisk bool, recovers float64) {
	w.later(at, func() error { return w.p.FailHost(h, keepDisk) })
	if recovers > 0 {
		w.later(recovers, func() error { return w.p.RecoverHost(h) })
	}
}

// TestFailsInEveryPhase lets the host fail during one phase after the other of
// TestColdStartByHand. What is broken off counts as far as it got. The second
// invocation, at 60, finds the image in main storage, and on the host if it was
// there, complete, and the disk is kept; in RAM it is never.
func TestFailsInEveryPhase(t *testing.T) {
	for _, tt := range []struct {
		at     float64
		phases string
		kept   bool // the image is on the disk
		bytes  []Traffic
	}{
		{0.5, "", false, nil}, // not placed yet
		{6.5, "dispatch=1 queue=0 download=5.5", false, nil},
		{12.5, "dispatch=1 queue=0 download=11 copy=0.5", false, nil},
		{15, "dispatch=1 queue=0 download=11 copy=3", false, []Traffic{{"copy", 45, 1}}},
		{18.75, "dispatch=1 queue=0 download=11 copy=5.75 load=1", true, []Traffic{{"copy", 100, 1}, {"load", 8, 1}}},
		{20.75, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=1", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}}},
		{24.25, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=2.5", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}, {"clone", 10, 1}}},
		{28, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=1.75", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}, {"clone", 30, 1}}},
		{30.25, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}, {"clone", 30, 1}, {"ingress", 10, 1}}},
		{32, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1.5 run=1.25 egress=0", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}, {"clone", 30, 1}, {"ingress", 20, 1}}},
		{35.5, "dispatch=1 queue=0 download=11 copy=5.75 load=2 create=2 clone=4.5 init=3 ingress=1.5 run=4 egress=0.75", true, []Traffic{{"copy", 100, 1}, {"load", 16, 1}, {"clone", 30, 1}, {"ingress", 20, 1}, {"egress", 5, 1}}},
	} {
		for k := range 4 {
			mode, keep := NetworkMode(k%2), k/2 == 1
			t.Run(fmt.Sprintf("at %v, network %d, keep %v", tt.at, mode, keep), func(t *testing.T) {
				w := everyPhase(t, 1, mode)
				w.ask("f", 0, 60)
				w.fail(tt.at, 1, keep, 50)
				w.run()
				if tt.phases == "" {
					require.Equal(t, 50-1.0, (w.rec(0).Placed - w.rec(0).Dispatched).Seconds(), "it waits for the host")
					return
				}
				r := w.rec(0)
				require.Equal(t, Crashed, r.Status)
				require.Equal(t, "host 1 failed", r.Message)
				require.Equal(t, secs(tt.at), r.Ended)
				require.Equal(t, tt.phases, phasesOf(r))
				copied := "copy=5.75"
				if tt.kept && keep {
					copied = "copy=0"
				}
				require.Equal(t, "dispatch=1 queue=0 download=0 "+copied+" load=2 create=2 clone=4.5 init=3 ingress=1.5 run=4 egress=1", phasesOf(w.rec(1)))
				want := map[string]Traffic{"download": {"download", 100, 1}}
				second := []Traffic{{"load", 16, 1}, {"clone", 30, 1}, {"ingress", 20, 1}, {"egress", 10, 1}}
				if copied != "copy=0" {
					second = append(second, Traffic{"copy", 100, 1})
				}
				for _, b := range append(second, tt.bytes...) {
					want[b.Path] = Traffic{b.Path, want[b.Path].Bytes + b.Bytes, want[b.Path].Transfers + b.Transfers}
				}
				for _, b := range w.p.Summary().Bytes {
					require.Equal(t, want[b.Path], b)
					delete(want, b.Path)
				}
				require.Empty(t, want)
			})
		}
	}
}

// TestCrashes lets the only host fail at 5. What it serves ends then.
func TestCrashes(t *testing.T) {
	sleep := code(func(ctx *Context) error { return ctx.Sleep(secs(9)) })
	for _, tt := range []struct {
		name   string
		config ProviderConfig
		does   any
		limits Limits
		asks   []float64
		want   string
	}{
		{"a duration", ProviderConfig{}, 9.0, Limits{}, []float64{0, 5}, "cold!crashed@5 none!queued"},
		{"one that has ended", ProviderConfig{}, 4.0, Limits{}, []float64{0}, "cold@4"},
		{"code", ProviderConfig{}, sleep, Limits{}, []float64{0, 1}, "cold!crashed@5 cold!crashed@5"},
		{"phases", ProviderConfig{}, steps(OpCompute, 9.0), Limits{}, []float64{0}, "cold!crashed@5"},
		{"phases that move bytes", ProviderConfig{Hosts: []HostGroup{{Count: 1, Disk: Disk{Write: 10}}}}, steps(OpWrite, 90.0), Limits{}, []float64{0}, "cold!crashed@5"},
		{"shared CPU", ProviderConfig{CPU: SharedCPU}, code(func(ctx *Context) error { return ctx.Compute(9) }), Limits{}, []float64{0}, "cold!crashed@5"},
		{"several in a container", ProviderConfig{}, sleep, Limits{Concurrency: 3}, []float64{0, 1, 2, 3}, "cold!crashed@5 warm!crashed@5 warm!crashed@5 cold!crashed@5"},
		{"a time limit to come", ProviderConfig{}, 9.0, Limits{TimeLimit: secs(6)}, []float64{0}, "cold!crashed@5"},
		{"queued", ProviderConfig{Hosts: slots(1, 1)}, 9.0, Limits{}, []float64{0, 1}, "cold!crashed@5 none!queued"},
		{"an end that was not heard", ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(3)}}, 0.5, Limits{}, []float64{0, 2.5}, "cold!crashed@5 none!queued"},
		{"an idle container", ProviderConfig{}, 2.0, Limits{}, []float64{0, 6}, "cold@2 none!queued"},
		{"an idle container that holds its slot", ProviderConfig{IdleHoldsSlot: true, Hosts: slots(1, 1)}, 2.0, Limits{}, []float64{0, 6}, "cold@2 none!queued"},
		{"a container that is torn down", ProviderConfig{KeepAlive: FixedKeepAlive(0), Overhead: overhead(0, 9)}, 2.0, Limits{}, []float64{0}, "cold@2"},
		{"rounds", ProviderConfig{Round: startOn(1), Hosts: slots(1, 1)}, 9.0, Limits{}, []float64{0, 1}, "cold!crashed@5 none!queued"},
		{"strict queue", ProviderConfig{Queue: QueueConfig{Strict: true}, Hosts: slots(1, 1)}, 9.0, Limits{}, []float64{0, 1}, "cold!crashed@5 none!queued"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, tt.config)
			w.fn("f", w.file("image", 0), tt.does, tt.limits)
			w.ask("f", tt.asks...)
			w.fail(5, 1, false, 0)
			w.run()
			require.Equal(t, tt.want, w.ends())
		})
	}
}

// TestCrashBeforeTheStart: of a warm start that takes 2 s the host fails after 1 s. The
// handler has not started.
func TestCrashBeforeTheStart(t *testing.T) {
	for _, ingress := range []unit.Bytes{0, 1} { // with ingress the end of the overhead is an event of its own
		w := newTiny(t, ProviderConfig{Overhead: Overhead{Warm: always(2)}, KeepAfterTimeout: true})
		w.fn("f", w.file("image", 0), 3.0, Limits{Ingress: ingress, TimeLimit: secs(3)})
		w.ask("f", 0, 10)
		w.fail(11, 1, false, 0)
		w.run()
		r := w.rec(1)
		require.Equal(t, "cold!timeout@3 warm!crashed@11", w.ends())
		require.Equal(t, []sim.Time{sim.Never, sim.Never, sim.Never}, []sim.Time{r.Ready, r.Started, r.Finished})
		require.Equal(t, "dispatch=0 queue=0 warm=1", phasesOf(r))
		require.EqualValues(t, 1, w.p.execution.Count())
	}
}

// TestHandlersUnwind: a handler on a host that fails sees its call killed, and every
// later one; what it returns is for nobody. It has computed for 4 s at speed 2.
func TestHandlersUnwind(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Speed: 2}}})
	var seen []error
	w.fn("f", w.file("image", 0), Code(func(ctx *Context, _ any) (any, error) {
		seen = append(seen, ctx.Compute(100), ctx.Sleep(1), ctx.Write(1))
		return "too late", nil
	}), Limits{})
	w.ask("f", 1)
	w.fail(5, 1, true, 0)
	w.run()
	require.Equal(t, []error{ErrKilled, ErrKilled, ErrKilled}, seen)
	require.Equal(t, "cold!crashed@5", w.ends())
	require.Nil(t, w.asked[0].Output())
	require.Equal(t, 8.0, w.rec(0).CPU)
	require.EqualValues(t, 1, w.p.Summary().Counts.Crashed)
}

// TestCallersOfCrashed: one that waits for an invocation on a host that fails is told
// and goes on, while one that waits on that host is gone and what it has called goes
// on. Both callers are on host 1 or 2, as the first two placed.
func TestCallersOfCrashed(t *testing.T) {
	for _, tt := range []struct {
		host HostID
		want string
	}{{1, "cold!crashed@5 [ok]"}, {2, "cold@5 [crashed]"}} {
		w := newTiny(t, ProviderConfig{Hosts: slots(2, 1)})
		image := w.file("image", 0)
		var callee *Handle
		w.fn("caller", image, code(func(ctx *Context) (err error) {
			if callee, err = ctx.InvokeAsync("callee", nil); err == nil {
				err = ctx.Process().Await(callee)
			}
			return err
		}), Limits{})
		w.fn("callee", image, 9.0, Limits{})
		w.ask("caller", 1)
		w.fail(5, tt.host, false, 0)
		w.run()
		require.Equal(t, tt.want, fmt.Sprint(w.ends(), " ", []Status{callee.Status()}))
	}
}

// TestFailedHostTakesNothing: host 1 of two with a slot each is down from 1 to 8. All go
// to host 2 meanwhile, also by queries; at 8 the one that waits goes to host 1.
func TestFailedHostTakesNothing(t *testing.T) {
	for name, schedule := range map[string]SchedulePolicy{
		"first": nil, "best": WarmBestFit{}, "worst": WarmWorstFit{}, "least": WarmLeastLoaded{}, "turns": WarmRoundRobin{}, "random": WarmRandom{}, "image": WarmImageFit{},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 2, Slots: 1, RAM: 10, Disk: Disk{Capacity: 100}}}, Schedule: schedule, KeepAlive: FixedKeepAlive(0)})
			w.fn("f", w.file("image", 10), 4.0, Limits{RAM: 4})
			w.fail(1, 1, true, 8)
			w.later(2, func() error {
				h, c := w.p.Host(1), w.p.Cluster()
				require.Equal(t, HostInfo{ID: 1, Group: 1, Slots: 1, RAM: 10, FreeRAM: 10, Disk: 100, FreeDisk: 100, Cores: 1, Speed: 1, Failures: 1}, h)
				require.EqualValues(t, 10, c.FreeRAM())
				require.Equal(t, 2, c.Hosts())
				return nil
			})
			w.ask("f", 2, 5, 6, 7.5)
			w.run()
			var hosts []HostID
			for k := range w.asked {
				hosts = append(hosts, w.rec(k).Host)
			}
			require.Equal(t, []HostID{2, 2, 1, 2}, hosts)
			require.Equal(t, "cold@6 cold@10 cold@12 cold@14", w.ends())
		})
	}
}

// TestDownloadsOfFailedHosts: main storage of 10 B has room for one image. The second
// waits for the first, which takes 10 s; its host fails at 5, so that nobody wants it
// any more. A third, on another host, comes after the first.
func TestDownloadsOfFailedHosts(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 1}, ProviderConfig{Storage: Disk{Capacity: 10}, Hosts: slots(3, 1)})
	for _, name := range []string{"a", "b", "c"} {
		w.fn(name, w.file(name, 10), 1.0, Limits{})
	}
	w.ask("a", 0)
	w.ask("b", 1)
	w.ask("c", 2)
	w.fail(5, 2, false, 0)
	w.run()
	require.Equal(t, "cold@11 cold!crashed@5 cold@21", w.ends())
	require.Equal(t, []Traffic{{"download", 20, 2}, {"copy", 20, 2}}, w.p.Summary().Bytes)
}

// ahead copies the image to host 1, loads it there, and never starts anything.
type aheadOnly struct{}

func (aheadOnly) Round(waiting []Request, _ *Cluster, plan *Plan) error {
	plan.Copy(waiting[0].Image(), 1)
	plan.Load(waiting[0].Image(), 1)
	return nil
}

// TestMovesAheadAreBrokenOff: an image of 20 B arrives at 2 and is copied ahead to host
// 1 until 4; another invocation at 4 has its 8 B loaded until 12. The host fails
// during either; nothing of it stays but what is complete, and nothing moves to it
// while it is down.
func TestMovesAheadAreBrokenOff(t *testing.T) {
	for _, tt := range []struct {
		at   float64
		keep bool
		want []Traffic
		has  bool
	}{
		{3, true, []Traffic{{"download", 20, 1}, {"copy", 10, 1}}, false},
		{6, false, []Traffic{{"download", 20, 1}, {"copy", 20, 1}, {"load", 2, 1}}, false},
		{6, true, []Traffic{{"download", 20, 1}, {"copy", 20, 1}, {"load", 2, 1}}, true},
		{20, true, []Traffic{{"download", 20, 1}, {"copy", 20, 1}, {"load", 8, 1}}, true},
	} {
		w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
			Round: aheadOnly{}, Fetch: FetchOnArrival, LAN: Link{Bandwidth: 10}, Hosts: []HostGroup{{Count: 1, RAM: 10, Disk: Disk{Capacity: 30, Read: 1}}},
		})
		image := w.file("image", 20)
		image.File.RAM = 8
		w.fn("f", image, 3.0, Limits{})
		w.ask("f", 0, 4, 30)
		w.fail(tt.at, 1, tt.keep, 0)
		w.run()
		require.Equal(t, tt.want, w.p.Summary().Bytes, "failed at %v", tt.at)
		require.Equal(t, tt.has, w.p.HostHasImage(1, image.File))
	}
}

// TestFailingFromInside: a client that lets a host fail goes on when it has, at the
// same time; a handler that lets its own fail does not.
func TestFailingFromInside(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(2, 1)})
	image := w.file("image", 0)
	var log []string
	w.fn("own", image, code(func(ctx *Context) error {
		err := ctx.Provider().FailHost(1, false)
		log = append(log, fmt.Sprint("own: ", err))
		return err
	}), Limits{})
	w.fn("other", image, code(func(ctx *Context) error {
		err := ctx.Provider().FailHost(2, false)
		log = append(log, fmt.Sprint("other: ", err, " ", w.p.Host(2).Up, " ", ctx.Now()))
		return err
	}), Limits{})
	w.ask("own", 1)
	w.later(3, func() error {
		log = append(log, fmt.Sprint("up: ", w.p.RecoverHost(1), " ", w.p.Host(1).Up, " ", w.Now()))
		return nil
	})
	w.ask("other", 4)
	w.run()
	require.Equal(t, []string{"own: killed", "up: <nil> true 3s", "other: <nil> false 4s"}, log)
	require.Equal(t, "cold!crashed@1 cold@4", w.ends())
}

// TestFailingFromOutside: between events a change happens at once.
func TestFailingFromOutside(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error { return ctx.Sleep(secs(9)) }), Limits{})
	w.ask("f", 0, 3)
	require.NoError(t, w.RunUntil(secs(2)))
	require.NoError(t, w.p.FailHost(1, false))
	require.False(t, w.p.Host(1).Up)
	require.Equal(t, Crashed, w.asked[0].Status())
	check(t, w.Simulation)
	require.NoError(t, w.RunUntil(secs(5)))
	require.NoError(t, w.p.RecoverHost(1))
	w.run()
	require.Equal(t, "cold!crashed@2 cold@14", w.ends())
}

// hostWatcher notes which hosts fail and recover, and who has ended by then.
type hostWatcher struct {
	w   *tiny
	to  *[]string
	how string
}

func (o hostWatcher) ObserveHost(h HostID) error {
	*o.to = append(*o.to, fmt.Sprintf("%s %d at %v: %d crashed", o.how, h, o.w.Now(), o.w.p.counts.Crashed))
	return nil
}

func TestHostObservers(t *testing.T) {
	var seen []string
	w := newTiny(t, ProviderConfig{Hosts: slots(2, 1)})
	require.NoError(t, w.p.SetOnHostDown(hostWatcher{w, &seen, "down"}))
	require.NoError(t, w.p.SetOnHostUp(hostWatcher{w, &seen, "up"}))
	w.fn("f", w.file("image", 0), 9.0, Limits{})
	w.ask("f", 0, 0)
	w.fail(2, 2, false, 4)
	w.run()
	require.Equal(t, []string{"down 2 at 2s: 1 crashed", "up 2 at 4s: 1 crashed"}, seen)
}

// TestCannotFail: mistakes change nothing.
func TestCannotFail(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: slots(2, 1)})
	before := w.Fingerprint()
	require.EqualError(t, w.p.FailHost(0, false), "host 0: there is none; hosts are numbered 1 to 2")
	require.EqualError(t, w.p.FailHost(3, false), "host 3: there is none; hosts are numbered 1 to 2")
	require.EqualError(t, w.p.RecoverHost(3), "host 3: there is none; hosts are numbered 1 to 2")
	require.EqualError(t, w.p.RecoverHost(2), "host 2: is up")
	require.Equal(t, before, w.Fingerprint())
	require.NoError(t, w.p.FailHost(2, false))
	require.EqualError(t, w.p.FailHost(2, true), "host 2: is down already")
	require.NotEqual(t, before, w.Fingerprint())

	// A schedule that chooses it is told so.
	require.NoError(t, w.p.SetSchedule(onHost(2)))
	w.fn("f", w.file("image", 0), 9.0, Limits{})
	w.ask("f", 1)
	require.EqualError(t, w.Run(), `provider "cloud": schedule: at 1s: invocation 1 of "f": returned host 2, which is down`)
}

// onHost chooses a host, whatever it is.
type onHost HostID

func (h onHost) Schedule(Request, *Cluster) (Decision, error) { return Decision{Host: HostID(h)}, nil }

// meddler is a policy that changes something.
type meddler struct{ w *tiny }

func (m meddler) Admit(Request) (bool, string, error) { return true, "", m.w.p.FailHost(1, false) }

func TestPoliciesChangeNothing(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	require.NoError(t, w.p.SetAdmit(meddler{w}))
	w.fn("f", w.file("image", 0), 9.0, Limits{})
	src := listed(t, []sim.Time{0}, nil)
	w.p.Drive(src, []FunctionID{1}, nil)
	require.PanicsWithValue(t, "engine: host changed inside of an event: policies change nothing", func() { _ = w.Run() })
}

// TestRegisterWhileDown: a function that only a host that is down could serve is
// registered, and waits.
func TestRegisterWhileDown(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 5}, {Count: 1, RAM: 50}}})
	require.NoError(t, w.p.FailHost(2, false))
	w.fn("f", w.file("image", 0), 1.0, Limits{RAM: 20})
	w.ask("f", 0)
	w.later(7, func() error { return w.p.RecoverHost(2) })
	w.run()
	require.Equal(t, "cold@8", w.ends())
	require.False(t, errors.Is(w.kernel.Err(), ErrKilled))
}

// TestFailsBeforeTold: a copy of 20 B arrives at 4, while the control plane is busy with
// a request until 5; the host fails in between. It has the image all the same, for the
// one that comes after it has recovered.
func TestFailsBeforeTold(t *testing.T) {
	for _, ram := range []unit.Bytes{0, 20} { // with RAM, the load arrives at 4
		c := ProviderConfig{
			Control: SerialControl, Overhead: Overhead{Dispatch: always(2)},
			Hosts: []HostGroup{{Count: 1, Disk: Disk{Write: 10}}},
		}
		if ram > 0 {
			c.Hosts[0].Disk = Disk{Read: 10}
		}
		w := newTiny(t, c)
		image := w.file("image", 20)
		image.File.RAM = ram
		w.fn("f", image, 1.0, Limits{})
		w.ask("f", 0, 3, 20)
		w.fail(4.5, 1, true, 10)
		w.run()
		require.Equal(t, Crashed, w.rec(0).Status)
		require.Equal(t, secs(10), w.rec(1).Placed)
		want := "cold!crashed@4.5 cold@11 warm@23"
		if ram > 0 {
			want = "cold!crashed@4.5 cold@13 warm@23"
		}
		require.Equal(t, want, w.ends())
		require.EqualValues(t, 1, w.p.traffic[pathCopy].Transfers)
	}
}

// TestCrashedHasNoOutput: the handler has returned, its egress is under way.
func TestCrashedHasNoOutput(t *testing.T) {
	w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, Network: Link{Bandwidth: 1}}}})
	w.fn("f", w.file("image", 0), Code(func(*Context, any) (any, error) { return "done", nil }), Limits{Egress: 10})
	w.ask("f", 0)
	w.fail(5, 1, false, 0)
	w.run()
	require.Equal(t, "cold!crashed@5", w.ends())
	require.Nil(t, w.asked[0].Output())
}
