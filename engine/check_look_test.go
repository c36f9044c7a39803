package engine

// This file checks what is seen by looking at a provider. That looking changes
// nothing is shown by the swarm, which runs with and without it.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// looks checks what is seen of p against what it counts.
func (c *checker) looks() {
	p := c.p
	flying, queue := p.InFlight(), p.Queue()
	sum := p.Summary()
	c.that(uint64(len(flying)) == sum.Counts.InFlight, "%d invocations are seen in flight of %d", len(flying), sum.Counts.InFlight)
	c.that(len(queue) == p.waiting, "%d invocations are seen in the queue of %d", len(queue), p.waiting)
	var ids = map[uint64]bool{}
	for k := range flying {
		r := &flying[k]
		ids[r.ID] = true
		c.that(k == 0 || flying[k-1].ID < r.ID, "invocations in flight are not in order")
		c.that(!r.Status.Ended(), "an invocation in flight is %v", r.Status)
		running := r.Started != sim.Never && r.Finished == sim.Never
		c.that(running == (r.Status == Running), "an invocation that is %v started at %v and finished at %v", r.Status, r.Started, r.Finished)
	}
	for k := range queue {
		c.that(queue[k].Status == Queued && ids[queue[k].ID], "an invocation in the queue is %v", queue[k].Status)
	}
	c.lookTransfers(ids)
	for h := range p.hosts {
		c.lookDisk(HostID(h))
	}
	c.lookFunctions(len(queue))
}

// lookTransfers checks the transfers that are seen; ids are the invocations that
// may wait for them.
func (c *checker) lookTransfers(ids map[uint64]bool) {
	moving := map[trafficPath]int{}
	for i := range c.s.transfers {
		if x := &c.s.transfers[i]; x.kind != xferNone && x.prov == c.p {
			moving[x.path]++
		}
	}
	list := c.p.Transfers()
	for _, t := range list {
		for path, name := range pathNames {
			if name == t.Kind {
				moving[trafficPath(path)]--
			}
		}
		c.that(t.From != t.To, "a %s from %v to itself", t.Kind, t.From)
		c.that(t.Left >= 0 && t.Left <= t.Bytes, "%v of %v bytes are left", t.Left, t.Bytes)
		c.that(t.Rate >= 0 && (t.Began != sim.Never || t.Rate == 0), "a rate of %v since %v", t.Rate, t.Began)
		c.that(t.Ends >= c.s.Now(), "a transfer ends at %v", t.Ends)
		c.that((t.Ends == sim.Never) == (t.Rate == 0) || t.Left/t.Rate > 1e9, "a transfer at rate %v ends at %v", t.Rate, t.Ends)
		c.that(!math.IsNaN(t.Left) && !math.IsNaN(t.Rate), "not a number")
		for _, id := range t.Invocations {
			c.that(ids[id], "invocation %d waits for a %s, but is not in flight", id, t.Kind)
		}
		needed := t.Kind != "download" && t.Kind != "copy" && t.Kind != "load" // these may be for a round
		c.that(!needed || len(t.Invocations) == 1 && t.Function != 0, "a %s is for the invocations %v", t.Kind, t.Invocations)
	}
	for path, n := range moving {
		c.that(path == pathNone || n == 0, "%d transfers of kind %s are not seen", n, pathNames[min(path, pathNone-1)])
	}
}

// lookDisk checks a disk that is seen, of main storage if h is 0.
func (c *checker) lookDisk(h HostID) {
	d := c.p.Disk(h)
	c.that(d.Used+d.Free == d.Capacity, "a disk of %v with %v used and %v free", d.Capacity, d.Used, d.Free)
	used, pinned, waiting := d.Containers, unit.Bytes(0), 0
	for _, im := range c.p.Images(h) {
		if im.State == "waiting" {
			waiting++
			continue
		}
		used += im.Image.Size
		if im.Pins > 0 {
			pinned += im.Image.Size
		}
	}
	c.that(used == d.Used, "%v are seen on a disk of which %v are used", used, d.Used)
	c.that(pinned == d.Pinned, "%v are seen pinned on a disk of which %v are", pinned, d.Pinned)
	c.that(h != 0 && waiting == 0 || h == 0 && waiting == len(c.p.storage.queue), "%d images wait for room", waiting)
}

// lookFunctions checks that what is seen of functions adds up.
func (c *checker) lookFunctions(queued int) {
	var containers, running, waiting, idle int
	for f := range c.p.fns[1:] {
		r := c.p.Registration(FunctionID(f + 1))
		containers, running, waiting, idle = containers+r.Containers, running+r.Running, waiting+r.Waiting, idle+r.Warm
	}
	k := &c.p.cluster
	c.that(containers == k.Containers() && running == k.Running() && waiting == queued && idle == k.Idle(),
		"functions have %d containers, %d idle, %d running and %d waiting", containers, idle, running, waiting)
}

// that demands that something holds.
func (c *checker) that(holds bool, format string, args ...any) {
	if !holds {
		c.fail(format, args...)
	}
}
