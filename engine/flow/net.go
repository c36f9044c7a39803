// Package flow shares resources among transfers that run at the same time,
// max-min fairly.
//
// A resource has a capacity in units per second: a disk, a link, the cores of
// a host. A flow crosses several resources at once, has an amount to
// transfer, and may have a rate limit of its own. At any moment the rates are
// the only ones at which no flow can get more without taking from another
// that has no more than itself. Nothing happens between two changes of the
// set of flows, so the package computes when the next flow ends instead of
// stepping through time.
//
// It knows neither what is transferred nor the event queue: the caller asks
// [Net.Next] when something happens next, and comes back then.
//
// How it is fast: most resources limit nobody and are not looked at (see
// slackness). Flows that cross the same others, with the same limit, form a
// class and have the same rate, so rates are found per class, and a class knows
// the ends of its flows from the service that each of them receives (see
// class). A change only marks classes; the next question about the future finds
// the rates of those that it concerns, once for all changes of an instant (see
// solve). BenchmarkStartFinish has BenchmarkTextbook beside it.
package flow

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A ResourceID names a resource of one Net, from 1; 0 is none.
type ResourceID uint32

// A FlowID names an active flow of one Net; 0 is none. The ID of a flow that
// was finished or cancelled is used again.
type FlowID uint32

// maxAmount keeps amounts finite when they are multiplied by nanos.
const maxAmount = 1e290

// Net is a set of resources and the flows that cross them.
//
// Time never goes backwards: now may not be before that of an earlier call.
// If it is after the end of flows that were not fetched with Finish, these
// have ended at their time all the same.
//
// Invariants, checked by check in tests:
//
//	every class has at least one flow, and its queue is a heap
//	a resource lists exactly the classes whose path has it, and the routes
//	a route is in the class with its limit and the tight resources of its path
//	no flow across a slack resource is faster than its quota (see slackness)
//	after solve, every class has its limit, or a bottleneck (see solve)
//	the end of a class is that of the first flow in its queue
type Net struct {
	now sim.Time // of the last change

	resources []resource // by ResourceID
	flows     []flow     // by FlowID
	freeFlow  FlowID     // head of the list of unused flows, linked through at
	started   uint64     // flows so far
	active    int

	traffic    []traffic // by ResourceID
	routes     []route
	freeRoute  routeID // head of the list of unused routes
	routeTable table
	routePaths paths

	classes    []class
	freeClass  classID // head of the list of unused classes, linked through hops
	classTable table
	paths      paths // of classes

	marked   []classID    // classes that a change concerns; some may be gone
	loosened []ResourceID // resources that have more to give to those they limit
	review   []ResourceID // tight resources that flows have left

	ends  ends
	ended []FlowID // flows that Finish has not returned yet, the next one last

	solver
}

// resource fills one cache line. Its load is kept while its capacity is finite
// and it has several classes; otherwise it is not needed.
type resource struct {
	capacity float64
	members  []member // the classes that cross it
	load     sum      // of what its classes have taken
	left     float64  // solver: number of flows across it that wait for a rate
	limited  int32    // number of classes whose bottleneck it is
	loosened bool     // it is in Net.loosened
}

// shared reports whether several classes compete for r.
func (r *resource) shared() bool {
	return len(r.members) > 1 && r.capacity <= math.MaxFloat64
}

// flow is a transfer. A flow that has ended is in no class.
type flow struct {
	target       service // what a flow of its class has received when this one ends
	order        uint64  // of starting
	tag          uint64
	end          sim.Time // once it has ended
	class        classID
	at           uint32 // index in the queue of its class
	route        routeID
	before, next FlowID // on the list of its route
}

// NewNet returns a net without resources at time 0.
func NewNet() *Net {
	return &Net{
		resources:  make([]resource, 1),
		traffic:    make([]traffic, 1),
		flows:      make([]flow, 1),
		routes:     make([]route, 1),
		routeTable: newTable(),
		classes:    make([]class, 1),
		classTable: newTable(),
	}
}

// AddResource adds a resource of the given capacity in units per second; see
// [Net.SetCapacity].
func (n *Net) AddResource(capacity float64) ResourceID {
	checkCapacity(capacity)
	n.resources = append(n.resources, resource{capacity: capacity})
	n.traffic = append(n.traffic, traffic{})
	return ResourceID(len(n.resources) - 1)
}

// SetCapacity changes the capacity of r. Flows across a resource of capacity
// 0 stand still; a resource of capacity +Inf slows nothing.
func (n *Net) SetCapacity(now sim.Time, r ResourceID, capacity float64) {
	checkCapacity(capacity)
	n.checkResource(r)
	n.advance(now)
	res := &n.resources[r]
	if res.capacity == capacity {
		return
	}
	res.capacity, res.load = capacity, sum{}
	n.lowerQuota(r)
	for _, m := range res.members {
		res.load.add(n.classes[m.id].taken)
		n.mark(classID(m.id))
	}
}

// Capacity returns the capacity of r.
func (n *Net) Capacity(r ResourceID) float64 {
	n.checkResource(r)
	return n.resources[r].capacity
}

// Start begins a flow of amount units across all resources of path at once
// and returns its ID. The limit is its largest rate in units per second, 0 if
// there is none. The tag is the caller's, see [Net.Finish]. The path is
// copied; it has at most 255 resources, none of them twice, and may be empty
// only if there is a limit.
//
// A flow of 0 units, or without anything to slow it, ends at once.
func (n *Net) Start(now sim.Time, amount, limit float64, tag uint64, path []ResourceID) FlowID {
	if !(amount >= 0 && amount <= maxAmount) {
		panic(fmt.Sprintf("flow: Start of %v units, want 0 to %v", amount, maxAmount))
	}
	if !(limit >= 0) {
		panic(fmt.Sprintf("flow: Start with limit %v, want 0 for none or more", limit))
	}
	if limit == 0 && len(path) == 0 {
		panic("flow: Start without limit and path")
	}
	if limit == 0 {
		limit = math.Inf(1)
	}
	n.advance(now)
	if amount == 0 {
		n.checkPath(path)
		f := n.newFlow(tag)
		n.flows[f].end = now
		n.pushEnded(f)
		return f
	}
	route := n.routeOf(path, limit)
	f := n.newFlow(tag)
	n.join(route, f, amount)
	return f
}

// Cancel ends f before its time and returns what remained of its amount, 0 if
// it has ended but was not fetched with Finish.
func (n *Net) Cancel(now sim.Time, f FlowID) (remaining float64) {
	remaining = n.Remaining(now, f)
	if n.flows[f].class == 0 {
		n.dropEnded(f)
	} else {
		n.leave(f)
	}
	n.release(f)
	return remaining
}

// Remaining returns what remains of the amount of f at now.
func (n *Net) Remaining(now sim.Time, f FlowID) float64 {
	n.checkFlow(f)
	n.advance(now)
	fl := &n.flows[f]
	if fl.class == 0 {
		return 0
	}
	c := &n.classes[fl.class]
	return max(fl.target.minus(c.servedAt(now)), 0) / nanos
}

// Rate returns the current rate of f in units per second: 0 if it stands
// still or has ended, +Inf if nothing slows it.
func (n *Net) Rate(f FlowID) float64 {
	n.checkFlow(f)
	n.solve()
	return n.classes[n.flows[f].class].rate // class 0 has rate 0
}

// Tag returns the tag that f was started with.
func (n *Net) Tag(f FlowID) uint64 {
	n.checkFlow(f)
	return n.flows[f].tag
}

// Active returns the number of flows that were started and neither cancelled
// nor returned by Finish.
func (n *Net) Active() int { return n.active }

// Next returns when the earliest flow ends, or [sim.Never] if none does
// unless something changes. While flows that have ended wait for Finish it
// returns the time of the last change.
func (n *Net) Next() sim.Time {
	if len(n.ended) > 0 {
		return n.now
	}
	n.solve()
	return n.ends.earliest()
}

// Finish returns a flow that has ended at or before now and forgets it, or
// reports that there is none. The earliest end comes first; flows that end at
// the same nanosecond come in the order in which they were started.
func (n *Net) Finish(now sim.Time) (f FlowID, tag uint64, ok bool) {
	n.advance(now)
	n.collect()
	last := len(n.ended) - 1
	if last < 0 {
		return 0, 0, false
	}
	f = n.ended[last]
	n.ended = n.ended[:last]
	tag = n.flows[f].tag
	n.release(f)
	return f, tag, true
}

func (n *Net) newFlow(tag uint64) FlowID {
	id := n.freeFlow
	if id == 0 {
		id = FlowID(len(n.flows))
		n.flows = append(n.flows, flow{})
	} else {
		n.freeFlow = FlowID(n.flows[id].at)
	}
	n.started++
	n.active++
	n.flows[id] = flow{order: n.started, tag: tag}
	return id
}

// release makes the ID of f, which is in no queue, available again.
func (n *Net) release(f FlowID) {
	n.flows[f] = flow{at: uint32(n.freeFlow)}
	n.freeFlow = f
	n.active--
}

func (n *Net) checkFlow(f FlowID) {
	if int(f) >= len(n.flows) || n.flows[f].order == 0 {
		panic(fmt.Sprintf("flow: no flow %d is active", f))
	}
}

func (n *Net) checkResource(r ResourceID) {
	if r == 0 || int(r) >= len(n.resources) {
		panic(fmt.Sprintf("flow: no resource %d; resources are numbered 1 to %d", r, len(n.resources)-1))
	}
}

func checkCapacity(capacity float64) {
	if !(capacity >= 0) {
		panic(fmt.Sprintf("flow: capacity %v, want 0 or more units per second", capacity))
	}
}
