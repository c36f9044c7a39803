package engine

// This file tests what is said of happenings, and above all why: each reason in
// a world where it is the right one.

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// listen returns what is said of a kind of happening while w runs to its end.
func (w *tiny) listen(kind string) (said []string) {
	w.t.Helper()
	w.SetWatch(func(h *Happening) {
		if h.Is(kind) {
			said = append(said, h.String())
		}
	})
	w.run()
	return said
}

// to sends cold starts to the hosts given by the serial number of the invocation,
// and lets those for which there is none wait.
type to map[uint64]HostID

func (s to) Schedule(r Request, _ *Cluster) (Decision, error) { return Decision{Host: s[r.ID()]}, nil }
func (s to) String() string                                   { return "a map" }

// A saying is a world, and what is said of a kind of happening in it.
type saying struct {
	config ProviderConfig
	build  func(w *tiny)
	kind   string
	want   []string
}

func checkSaid(t *testing.T, tests map[string]saying) {
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newTiny(t, tt.config)
			tt.build(w)
			require.Equal(t, tt.want, w.listen(tt.kind))
		})
	}
}

// asks is a world with the function f, which runs for so long, asked for at the
// given times.
func asks(seconds float64, l Limits, at ...float64) func(w *tiny) {
	return func(w *tiny) {
		w.fn("f", w.file("image", 0), seconds, l)
		w.ask("f", at...)
	}
}

// both is a world with the functions f and g, f asked for first.
func both(seconds float64, l Limits, f, g []float64) func(w *tiny) {
	return func(w *tiny) {
		w.fn("f", w.file("image f", 0), seconds, l)
		w.fn("g", w.file("image g", 0), seconds, l)
		w.ask("f", f...)
		w.ask("g", g...)
	}
}

// ram10 is a number of hosts of 10 bytes of RAM each.
func ram10(n int) []HostGroup { return []HostGroup{{Count: n, RAM: 10}} }

func TestWhyCold(t *testing.T) {
	const one, two = `invocation 1 of "f" starts cold in container 1 on host 1: `, `invocation 2 of "f" starts cold in container 2 on host 1: `
	const only = `; there is only this host`
	checkSaid(t, map[string]saying{
		"first":        {ProviderConfig{}, asks(1, Limits{}, 0), "cold_start", []string{"0s  " + one + `it is the first container of "f"` + only}},
		"busy":         {ProviderConfig{}, asks(5, Limits{}, 0, 1), "cold_start", []string{"0s  " + one + `it is the first container of "f"` + only, "1s  " + two + `its only container is busy` + only}},
		"expired":      {ProviderConfig{KeepAlive: FixedKeepAlive(secs(5))}, asks(1, Limits{}, 0, 10), "cold_start", []string{"0s  " + one + `it is the first container of "f"` + only, "10s  " + two + `container 1, the last one, expired 4s ago after a keep-alive of 5s` + only}},
		"not kept":     {ProviderConfig{KeepAlive: FixedKeepAlive(0)}, asks(1, Limits{}, 0, 10), "cold_start", []string{"0s  " + one + `it is the first container of "f"` + only, "10s  " + two + `container 1, the last one, ended 9s ago, and its keep-alive is 0s` + only}},
		"after a stop": {ProviderConfig{}, asks(5, Limits{TimeLimit: secs(2)}, 0, 10), "cold_start", []string{"0s  " + one + `it is the first container of "f"` + only, "10s  " + two + `container 1, the last one, was stopped 8s ago, when invocation 1 ended as timeout` + only}},
		"evicted": {ProviderConfig{Hosts: ram10(1)}, both(1, Limits{RAM: 10}, []float64{0, 5}, []float64{2}), "cold_start", []string{
			"0s  " + one + `it is the first container of "f"` + only,
			`2s  invocation 2 of "g" starts cold in container 2 on host 1: it is the first container of "g"; there is only this host, if idle containers make room`,
			`5s  invocation 3 of "f" starts cold in container 3 on host 1: container 1, the last one, was evicted 3s ago to make room for "g"; there is only this host, if idle containers make room`}},
		"on a full host": {ProviderConfig{Hosts: slots(2, 1), Schedule: to{1: 1, 2: 1, 3: 2}}, both(4, Limits{}, []float64{0, 6}, []float64{5}), "cold_start", []string{
			`0s  invocation 1 of "f" starts cold in container 1 on host 1: it is the first container of "f"; a map chose host 1 out of 2 that could take it`,
			`5s  invocation 2 of "g" starts cold in container 2 on host 1: it is the first container of "g"; a map chose host 1 out of 2 that could take it`,
			`6s  invocation 3 of "f" starts cold in container 3 on host 2: its only container is on a host without a free slot; a map chose host 2, the only one that could take it`}},
		"chosen": {ProviderConfig{Hosts: ram10(3), Schedule: to{1: 1, 2: 3}}, asks(1, Limits{RAM: 10}, 0, 5), "cold_start", []string{
			`0s  invocation 1 of "f" starts cold in container 1 on host 1: it is the first container of "f"; a map chose host 1 out of 3 that could take it`,
			`5s  invocation 2 of "f" starts cold in container 2 on host 3: a map chose a new container, although container 1 on host 1 is warm; a map chose host 3 out of 3 that could take it`}},
		"where there is no room to spare": {ProviderConfig{Hosts: ram10(2), Schedule: to{1: 1, 2: 1}}, both(1, Limits{RAM: 10}, []float64{0}, []float64{5}), "cold_start", []string{
			`0s  invocation 1 of "f" starts cold in container 1 on host 1: it is the first container of "f"; a map chose host 1 out of 2 that could take it`,
			`5s  invocation 2 of "g" starts cold in container 2 on host 1: it is the first container of "g"; a map chose host 1 out of 2 that could take it, where idle containers must make room, although 1 has room to spare`}},
	})
}

// In each phase of its life a container says something else.
func TestWhyBusy(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: overhead(2, 1), KeepAlive: FixedKeepAlive(0)})
	asks(3, Limits{}, 0, 1, 2.5, 5.5, 6.5)(w)
	var why []string
	w.SetWatch(func(h *Happening) {
		if h.Is("cold_start") {
			why = append(why, Clock(h.At)+" "+h.Why())
		}
	})
	w.run()
	require.Equal(t, []string{
		`0s it is the first container of "f"`,
		"1s its only container is starting",
		"2.5s of its 2 containers 1 is busy and 1 is starting",
		"5.5s of its 3 containers 2 are busy and 1 is being torn down", // they end at 5, 6 and 7.5
		"6.5s of its 3 containers 1 is busy, 1 is starting and 1 is being torn down",
	}, why)
}

// Nobody knows why a container went while nobody watched.
func TestWhyColdUnwatched(t *testing.T) {
	for n, want := range map[int]string{1: "its only container so far is gone", 2: `of the 2 containers of "f" so far none is left`} {
		w := newTiny(t, ProviderConfig{KeepAlive: FixedKeepAlive(secs(1))})
		asks(1, Limits{}, make([]float64, n)...)(w)
		w.ask("f", 10)
		require.NoError(t, w.RunUntil(secs(5)))
		said := w.listen("cold_start")
		require.Len(t, said, 1)
		require.Contains(t, said[0], want)
	}
}

func TestWhyWarm(t *testing.T) {
	checkSaid(t, map[string]saying{
		"idle":   {ProviderConfig{}, asks(1, Limits{}, 0, 5.5), "warm_start", []string{`5.5s  invocation 2 of "f" starts warm in container 1 on host 1: the container was idle for 4.5s`}},
		"shared": {ProviderConfig{}, asks(5, Limits{Concurrency: 3}, 0, 1, 2), "warm_start", []string{`1s  invocation 2 of "f" starts warm in container 1 on host 1: the container serves 1 of 3 at once already`, `2s  invocation 3 of "f" starts warm in container 1 on host 1: the container serves 2 of 3 at once already`}},
	})
}

// roundOf decides nothing.
type roundOf struct{}

func (roundOf) Round([]Request, *Cluster, *Plan) error { return nil }

func TestWhyWait(t *testing.T) {
	disk := []HostGroup{{Count: 1, Disk: Disk{Capacity: 100}}}
	image := func(w *tiny) {
		w.fn("f", w.file("image", 30), 5.0, Limits{Disk: 60})
		w.ask("f", 0, 1)
	}
	checkSaid(t, map[string]saying{
		"slot":     {ProviderConfig{Hosts: slots(1, 1)}, asks(5, Limits{}, 0, 1), "queued", []string{`1s  invocation 2 of "f" waits: the host has no free slot (1 of 1 are taken)`}},
		"slots":    {ProviderConfig{Hosts: slots(3, 2)}, asks(5, Limits{}, 0, 0, 0, 0, 0, 0, 1), "queued", []string{`1s  invocation 7 of "f" waits: none of the 3 hosts has a free slot (6 of 6 are taken)`}},
		"behind":   {ProviderConfig{Hosts: slots(1, 1)}, asks(5, Limits{}, 0, 1, 2, 3), "queued", []string{`1s  invocation 2 of "f" waits: the host has no free slot (1 of 1 are taken)`, `2s  invocation 3 of "f" waits: invocation 2 of "f" waits already`, `3s  invocation 4 of "f" waits: invocation 2 of "f" waits already`}},
		"strict":   {ProviderConfig{Hosts: slots(1, 1), Queue: QueueConfig{Strict: true}}, both(5, Limits{}, []float64{0, 1}, []float64{2}), "queued", []string{`1s  invocation 2 of "f" waits: the host has no free slot (1 of 1 are taken)`, `2s  invocation 3 of "g" waits: invocation 2 of "f" is before it in the strict queue`}},
		"RAM":      {ProviderConfig{Hosts: ram10(2)}, asks(5, Limits{RAM: 6}, 0, 0, 1), "queued", []string{`1s  invocation 3 of "f" waits: it needs 6B of RAM, and no host with a free slot can free more than 4B`}},
		"disk":     {ProviderConfig{Hosts: disk}, image, "queued", []string{`1s  invocation 2 of "f" waits: it needs 60B of disk, and no host with a free slot and the RAM can free more than 10B`}},
		"unplaced": {ProviderConfig{Hosts: slots(3, 1), Schedule: to{}}, asks(1, Limits{}, 0), "queued", []string{`0s  invocation 1 of "f" waits: a map said wait, although host 1 could take it`}},
		"warm":     {ProviderConfig{Schedule: to{1: 1}}, asks(1, Limits{}, 0, 5), "queued", []string{`5s  invocation 2 of "f" waits: a map said wait, although container 1 is warm`}},
		"round":    {ProviderConfig{Round: roundOf{}}, asks(1, Limits{}, 0), "queued", []string{`0s  invocation 1 of "f" waits: a round decides for all that wait`}},
	})
}

// Images are waited for, and wait themselves.
func TestWhyWaitForImage(t *testing.T) {
	c := ProviderConfig{Fetch: FetchOnArrival, Storage: Disk{Capacity: 100, Write: 10}}
	two := func(w *tiny) {
		w.fn("f", w.file("image f", 60), 1.0, Limits{})
		w.fn("g", w.file("image g", 60), 1.0, Limits{})
		w.fn("h", w.file("image h", 10), 1.0, Limits{})
		w.ask("f", 0)
		w.ask("g", 1)
		w.ask("h", 2)
	}
	checkSaid(t, map[string]saying{"images": {c, two, "queued", []string{
		`0s  invocation 1 of "f" waits: image "image f" is not at main storage yet`,
		`1s  invocation 2 of "g" waits: image "image g" is not at main storage yet`,
		`1s  the download of image "image g" waits: main storage can't free its 60B as long as other images are in use`,
		`2s  invocation 3 of "h" waits: image "image h" is not at main storage yet`,
		`2s  the download of image "image h" waits: other images wait for room before it`,
	}}})
}

// no admits nobody.
type no struct{}

func (no) Admit(Request) (bool, string, error) { return false, "not today", nil }

func TestWhyRejected(t *testing.T) {
	checkSaid(t, map[string]saying{
		"admit": {ProviderConfig{Admit: no{}}, asks(1, Limits{}, 2), "rejected", []string{`2s  invocation 1 of "f" is rejected: not today`}},
		"queue": {ProviderConfig{Hosts: slots(1, 1), Queue: QueueConfig{Bounded: true, Limit: 0}}, asks(5, Limits{}, 0, 2), "ended", []string{`2s  invocation 2 of "f" is rejected: queue is full`, `5s  invocation 1 of "f" ends as ok, 5s after it was submitted`}},
	})
}

// TestEvictions: who goes, and for whom.
func TestEvictions(t *testing.T) {
	three := func(w *tiny) {
		w.fn("f", w.file("image f", 60), 1.0, Limits{RAM: 6})
		w.fn("g", w.file("image g", 60), 1.0, Limits{RAM: 6})
		w.ask("f", 0)
		w.ask("g", 10)
	}
	c := ProviderConfig{Storage: Disk{Capacity: 100}, Hosts: []HostGroup{{Count: 1, RAM: 10, Disk: Disk{Capacity: 100}}}, Order: cache.LRU}
	checkSaid(t, map[string]saying{
		"container": {c, three, "evicted", []string{`10s  container 1 of "f" on host 1 is evicted: to make room for a container of "g", which lacks 2B of RAM and 20B of disk`}},
		"images": {c, three, "image_evicted", []string{
			`10s  image "image f" is evicted from the disk of host 1: to make room for a container of "g"`,
			`10s  image "image f" is evicted from main storage: to make room for image "image g"`}},
	})
}

// TestSaidEnds: what becomes of invocations and of their containers.
func TestSaidEnds(t *testing.T) {
	forever := ProviderConfig{KeepAlive: FixedKeepAlive(sim.Never)}
	const gone = `5s  container 1 of "f" on host 1 `
	checkSaid(t, map[string]saying{
		"ok":            {ProviderConfig{}, asks(5, Limits{}, 0), "ended", []string{`5s  invocation 1 of "f" ends as ok, 5s after it was submitted`}},
		"timeout":       {ProviderConfig{}, asks(9, Limits{TimeLimit: secs(5)}, 0), "ended", []string{`5s  invocation 1 of "f" ends as timeout, 5s after it was submitted, time limit of 5s reached`}},
		"timeout runs":  {ProviderConfig{}, asks(9, Limits{TimeLimit: secs(5)}, 0), "finished", []string{`5s  invocation 1 of "f" has run for 5s, time limit of 5s reached`}},
		"timeout stops": {ProviderConfig{}, asks(9, Limits{TimeLimit: secs(5)}, 0), "stopped", []string{gone + `is gone`}},
		"forever":       {forever, asks(5, Limits{}, 0), "idle", []string{gone + `is idle: it is kept until it is evicted`}},
		"not kept":      {ProviderConfig{KeepAlive: FixedKeepAlive(0)}, asks(5, Limits{}, 0), "expired", []string{gone + `expires: it is not kept, its keep-alive is 0s`}},
	})
}

// TestStory is the whole life of an invocation with all that there is, and of its
// container.
func TestStory(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10, Latency: secs(0.5)}, ProviderConfig{
		Hosts:     []HostGroup{{Count: 1, Network: Link{Bandwidth: 10}, Disk: Disk{Read: 10}}},
		Overhead:  Overhead{Dispatch: always(1), Create: always(2), Init: always(3), Warm: always(1), Teardown: always(4)},
		KeepAlive: FixedKeepAlive(secs(700)), LAN: Link{Latency: secs(0.25)},
	})
	image, zip := w.file("image", 100), w.file("zip", 20)
	image.File.RAM = 30
	_, err := w.p.Register(&Function{Name: "f", Image: image, Code: zip, Run: code(func(ctx *Context) error {
		if err := ctx.Read(50); err != nil {
			return err
		}
		return ctx.Compute(2)
	})}, Limits{Ingress: 10, Egress: 30})
	require.NoError(t, err)
	_, err = w.p.Invoke("f", nil)
	require.NoError(t, err)
	var said []string
	w.SetWatch(func(h *Happening) { said = append(said, h.String()) })
	w.run()
	require.Equal(t, []string{
		`0s  invocation 1 of "f" arrives: accepting it takes 1s`,
		`1s  invocation 1 of "f" starts cold in container 1 on host 1: it is the first container of "f"; there is only this host`,
		`1s  image "image" is on its way to main storage: 100B from "hub"`,
		`1.5s  the download of image "image" flows after a latency of 500ms`,
		`11.5s  image "image" is at main storage: it took 10.5s`,
		`11.5s  image "image" is on its way from main storage to the disk of host 1: 100B`,
		`11.75s  the copy of image "image" flows after a latency of 250ms`,
		`21.75s  image "image" is on the disk of host 1: it took 10.3s`,
		`21.75s  image "image" is on its way from the disk of host 1 into its RAM: 30B`,
		`24.75s  image "image" is in the RAM of host 1: it took 3s`,
		`26.75s  container 1 of "f" on host 1 is made: it took 2s; its code file of 20B is on its way from "hub"`,
		`27.25s  the clone of the code file into container 1 of "f" flows after a latency of 500ms`,
		`29.25s  container 1 of "f" on host 1 has its code file: it took 2.5s; its runtime starts, which takes 3s`,
		`32.25s  container 1 of "f" on host 1 is ready: its cold start took 31.3s`,
		`32.25s  invocation 1 of "f" receives its ingress: 10B`,
		`33.25s  invocation 1 of "f" runs in container 1 on host 1, 33.3s after it was submitted`,
		`38.25s  invocation 1 of "f" goes on: it read 50B in 5s`,
		`40.25s  invocation 1 of "f" goes on: it computed for 2s`,
		`40.25s  invocation 1 of "f" has run for 7s; its egress of 30B is on its way`,
		`43.25s  invocation 1 of "f" ends as ok, 43.3s after it was submitted`,
		`43.25s  container 1 of "f" on host 1 is idle: it is kept for 11m40s, until 12m23.25s`,
		`12m23.25s  container 1 of "f" on host 1 expires: it was not used for 11m40s`,
		`12m27.25s  container 1 of "f" on host 1 is gone: it took 4s`,
	}, said)
}

// TestProcesses: what processes waited for.
func TestResumed(t *testing.T) {
	w := newTiny(t, ProviderConfig{Overhead: Overhead{Warm: always(1)}, KeepAlive: FixedKeepAlive(sim.Never)})
	w.fn("g", w.file("image", 0), 2.0, Limits{})
	w.fn("p", w.file("image", 0), steps(OpSleep, 1.0, OpRead, 5.0), Limits{})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error {
		_, err := ctx.Invoke("g", nil)
		return err
	}), Limits{})
	w.Spawn(func(pr *Process) error {
		if err := pr.Sleep(secs(3)); err != nil {
			return err
		}
		h, err := w.p.Invoke("p", nil)
		if err != nil {
			return err
		}
		return pr.Await(h)
	})
	_, err := w.p.Invoke("f", nil)
	require.NoError(t, err)
	require.Equal(t, []string{
		`0s  a client process goes on: it begins`,
		`2s  invocation 1 of "f" goes on: invocation 2 of "g" is what it waited for`,
		`3s  a client process goes on: it slept for 3s`,
		`4s  invocation 3 of "p" goes on: phase 1 of 2, sleep, is over`,
		`4s  invocation 3 of "p" goes on: phase 2 of 2, read, is over`,
		`4s  a client process goes on: invocation 3 of "p" is what it waited for`,
	}, w.listen("resumed"))

	_, err = w.p.Invoke("g", nil)
	require.NoError(t, err)
	require.Equal(t, []string{`4s  invocation 4 of "g" runs in container 2 on host 1, from 5s on, when the warm overhead is over`}, w.listen("running"))
}

// TestHappeningIs: kinds, statuses and what counts as an end.
func TestHappeningIs(t *testing.T) {
	end := &Happening{Kind: hapEnded, Status: Timeout}
	refusal := &Happening{Kind: hapRejected, Status: Rejected}
	arrival := &Happening{Kind: hapArrival, Status: OK}
	for name, want := range map[string][3]bool{
		"ended": {true, true, false}, "timeout": {true, false, false}, "rejected": {false, true, false}, "ok": {false, false, false}, "arrival": {false, false, true},
	} {
		require.Equal(t, want, [3]bool{end.Is(name), refusal.Is(name), arrival.Is(name)}, name)
	}
	names := HappeningNames()
	for _, name := range []string{"cold_start", "rejected", "out_of_memory", "crashed", "host_down"} {
		require.Contains(t, names, name)
	}
	slices.Sort(names)
	require.Len(t, slices.Compact(names), len(happeningNames)+int(Cancelled-OK))
}

// TestSeveralProviders: then each is named.
func TestSeveralProviders(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	asks(1, Limits{}, 0)(w)
	_, err := w.NewProvider(ProviderConfig{Name: "edge", Hosts: slots(1, 1)})
	require.NoError(t, err)
	require.Equal(t, []string{`0s  invocation 1 of "f" at "cloud" starts cold in container 1 on host 1: it is the first container of "f"; there is only this host`}, w.listen("cold_start"))
}

// TestChanged: what is done from outside, and to hosts.
func TestChanged(t *testing.T) {
	w := newTiny(t, ProviderConfig{})
	var said []string
	w.SetWatch(func(h *Happening) { said = append(said, h.String()) })
	w.watch.changed(w.p, hapChanged, 0, "keep_alive is 10s")
	w.watch.changed(w.p, hapHostDown, 1, "by hand")
	w.watch.changed(w.p, hapHostUp, 1, "")
	require.Equal(t, []string{"0s  changed: keep_alive is 10s", "0s  host 1 is down: by hand", "0s  host 1 is up again"}, said)
}

// TestSpans: three digits of spans, microseconds of instants.
func TestSpans(t *testing.T) {
	for _, tt := range []struct {
		t           string
		span, clock string
	}{
		{"0.000000123", "123ns", "0s"}, {"0.0012345678", "1.23ms", "1.235ms"}, {"13.093087654", "13.1s", "13.093088s"},
		{"600", "10m", "10m"}, {"3605.4", "1h0m5s", "1h0m5.4s"}, {"7200", "2h", "2h"}, {"999.96", "16m40s", "16m39.96s"},
	} {
		seconds := must(unit.ParseDuration(tt.t + "s"))
		require.Equal(t, tt.span, Span(secs(seconds)))
		require.Equal(t, tt.clock, Clock(secs(seconds)))
	}
}

// TestWhyHostsDown: hosts that are down have no slots to give.
func TestWhyHostsDown(t *testing.T) {
	for _, tt := range []struct {
		hosts, down int
		want        string
	}{
		{1, 1, "the host is down"},
		{2, 2, "all 2 hosts are down"},
		{3, 1, "none of the 3 hosts has a free slot (2 of 2 are taken, and 1 is down)"},
		{4, 2, "none of the 4 hosts has a free slot (2 of 2 are taken, and 2 are down)"},
	} {
		w := newTiny(t, ProviderConfig{Hosts: slots(tt.hosts, 1)})
		for h := range tt.down {
			require.NoError(t, w.p.FailHost(HostID(tt.hosts-h), false))
		}
		asks(5, Limits{}, make([]float64, tt.hosts-tt.down+1)...)(w)
		said := w.listen("queued")
		require.Len(t, said, 1)
		require.Contains(t, said[0], " waits: "+tt.want)
	}
}
