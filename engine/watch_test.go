package engine

// This file tests that watching changes nothing, and that what a watcher is told
// agrees with what is counted.

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// watchedScenarios is how many random scenarios are run with a watcher.
const watchedScenarios = 300

// A tellTale counts what a watcher is told.
type tellTale struct {
	n    [len(happeningNames)]uint64 // by kind
	ends [Cancelled + 1]uint64       // by status
	last sim.Time
	open map[string]bool // invocations that have arrived and not ended
	err  error
}

func (x *tellTale) tell(h *Happening) {
	x.n[h.Kind]++
	_ = h.String()
	key := h.who()
	switch {
	case h.At < x.last:
		x.err = fmt.Errorf("%v: told after %v", h, x.last)
	case h.Invocation != 0 && h.Kind != hapArrival && !x.open[key]:
		x.err = fmt.Errorf("%v: has ended, or not arrived", h)
	case h.Kind == hapArrival:
		x.open[key] = true
	case h.Kind == hapEnded || h.Kind == hapRejected:
		x.ends[h.Status]++
		delete(x.open, key)
	}
	x.last = h.At
}

// agrees compares what was told with what is counted.
func (x *tellTale) agrees(s *Simulation) error {
	var c Counts
	var traffic [pathNone]Traffic
	var evictions uint64
	for _, p := range s.providers {
		n := p.counts
		c.Cold, c.Warm, c.Expired, c.Evicted, c.Containers = c.Cold+n.Cold, c.Warm+n.Warm, c.Expired+n.Expired, c.Evicted+n.Evicted, c.Containers+n.Containers
		c.OK, c.Error, c.Timeout, c.OutOfMemory = c.OK+n.OK, c.Error+n.Error, c.Timeout+n.Timeout, c.OutOfMemory+n.OutOfMemory
		c.DiskFull, c.Rejected, c.Crashed, c.Cancelled = c.DiskFull+n.DiskFull, c.Rejected+n.Rejected, c.Crashed+n.Crashed, c.Cancelled+n.Cancelled
		for k := range traffic {
			traffic[k].Transfers += p.traffic[k].Transfers
		}
		evictions += p.storageCache.Evictions + p.hostCache.Evictions + p.ramCache.Evictions
	}
	for what, pair := range map[string][2]uint64{
		"cold starts": {x.n[hapColdStart], c.Cold}, "warm starts": {x.n[hapWarmStart], c.Warm}, "containers": {x.n[hapColdStart], c.Containers},
		"expired": {x.n[hapExpired], c.Expired}, "evicted": {x.n[hapEvicted], c.Evicted}, "evicted images": {x.n[hapImageEvicted], evictions},
		"downloads": {x.n[hapDownloaded], traffic[pathDownload].Transfers}, "copies": {x.n[hapCopied], traffic[pathCopy].Transfers},
		"loads": {x.n[hapLoaded], traffic[pathLoad].Transfers},
		"ok":    {x.ends[OK], c.OK}, "error": {x.ends[Error], c.Error}, "timeout": {x.ends[Timeout], c.Timeout}, "out of memory": {x.ends[OutOfMemory], c.OutOfMemory},
		"disk full": {x.ends[DiskFull], c.DiskFull}, "rejected": {x.ends[Rejected], c.Rejected}, "crashed": {x.ends[Crashed], c.Crashed}, "cancelled": {x.ends[Cancelled], c.Cancelled},
	} {
		broken := x.n[hapHostDown] > 0 && (what == "copies" || what == "loads") // off by a failure, and counted
		if pair[0] != pair[1] && !(broken && pair[0] < pair[1]) {
			return fmt.Errorf("%s: told of %d, counted %d", what, pair[0], pair[1])
		}
	}
	return x.err
}

// pastsAgree compares what a watcher remembers with the containers.
func pastsAgree(s *Simulation) error {
	for reg, x := range s.watch.pasts {
		var now fnPast
		for _, p := range s.providers {
			for k := range p.containers {
				if c := &p.containers[k]; c.phase != containerGone && p.fns[c.fn] == reg {
					now.count(c.phase, 1)
				}
			}
		}
		if x.alive != now.alive || x.starting != now.starting || x.stopping != now.stopping {
			return fmt.Errorf("of %q: remembers %+v, but there are %+v", reg.fn.Name, *x, now)
		}
	}
	return nil
}

// watched runs a scenario with a watcher, event by event, with all checks.
func (sc *scenario) watched(x *tellTale) (s *Simulation, err error) {
	w := &watch{}
	s = sc.build(w)
	defer s.Close()
	x.open = map[string]bool{}
	s.SetWatch(x.tell)
	for s.kernel.Pending() > 0 && s.kernel.Err() == nil {
		if err := sc.stepChecked(s, w); err != nil {
			return s, err
		}
		if err := pastsAgree(s); err != nil {
			return s, fmt.Errorf("at %v: %w", s.Now(), err)
		}
	}
	if s.kernel.Err() != nil {
		return s, s.kernel.Err()
	}
	return s, x.agrees(s)
}

// TestSwarmWatched: the run is the same whether it is watched or not.
func TestSwarmWatched(t *testing.T) {
	var all [len(happeningNames)]uint64
	for i := range watchedScenarios {
		sc := drawScenario(*swarmSeed + uint64(i))
		if i%3 == 0 {
			sc.drawChanges()
		}
		plain, err := sc.run(false, sim.Never)
		require.NoError(t, err)
		x := &tellTale{}
		s, err := sc.watched(x)
		require.NoError(t, err, "seed %d", sc.Seed)
		require.Equal(t, plain.Fingerprint(), s.Fingerprint(), "seed %d", sc.Seed)
		require.Equal(t, string(must(json.Marshal(plain.Summary()))), string(must(json.Marshal(s.Summary()))), "seed %d", sc.Seed)
		for k, n := range x.n {
			all[k] += n
		}
	}
	for k, n := range all {
		require.NotZero(t, n, "no scenario has told of %v", HappeningKind(k))
	}
}

// TestSwarmRunWhile: event by event, with stops and going on, is the same run as
// one in one go.
func TestSwarmRunWhile(t *testing.T) {
	for i := range watchedScenarios {
		sc := drawScenario(*swarmSeed + uint64(i))
		plain, err := sc.run(false, sim.Never)
		require.NoError(t, err)
		s := sc.build(&watch{})
		for asked := 0; s.kernel.Pending() > 0; asked++ {
			if asked%3 == 0 {
				_, err = s.Step()
			} else {
				n := 0
				err = s.RunWhile(sim.Never, func() bool { n++; return n < 5 })
			}
			require.NoError(t, err)
		}
		s.Close()
		require.Equal(t, plain.Fingerprint(), s.Fingerprint(), "seed %d", sc.Seed)
		require.Equal(t, plain.Events(), s.Events(), "seed %d", sc.Seed)
		require.Equal(t, plain.Now(), s.Now(), "seed %d", sc.Seed)
	}
}
