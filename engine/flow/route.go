// This file keeps track of which flows cross which resources.

package flow

import (
	"fmt"
	"math"
)

// A routeID names a route of one Net; 0 is none.
type routeID uint32

// route is the flows with one path and one limit. They belong to one class,
// whose path is the tight resources of theirs.
type route struct {
	path         // all its resources
	class        classID
	hash         uint32  // of path and limit
	limit        float64 // of each flow; +Inf if there is none
	flows        FlowID  // head of the list of its flows; 0 if it is unused
	before, next routeID // on the list of its class; next links unused ones, too
}

// traffic is what crosses a resource.
type traffic struct {
	routes []member
	flows  int // number of flows of these
	slackness
}

// routeOf returns the route with the given path and limit, a new one if there
// is none.
func (n *Net) routeOf(path []ResourceID, limit float64) routeID {
	hash := hashOf(path, limit)
	i := n.routeTable.first(hash)
	for id := n.routeTable.at(&i, hash); id != 0; id = n.routeTable.after(&i, hash) {
		if r := &n.routes[id]; r.limit == limit && n.routePaths.equal(r.path, path) {
			return routeID(id)
		}
	}
	n.checkPath(path)
	id := n.freeRoute
	if id == 0 {
		id = routeID(len(n.routes))
		n.routes = append(n.routes, route{})
	} else {
		n.freeRoute = n.routes[id].next
	}
	n.tightenNew(path, limit)
	n.routes[id] = route{hash: hash, limit: limit, path: n.routePaths.alloc(len(path))}
	for i, r := range path {
		n.routePaths.of(n.routes[id].path)[i].resource = r
		n.routePaths.enlist(&n.traffic[r].routes, uint32(id), n.routes[id].path, i)
	}
	n.routeTable.add(hash, uint32(id))
	n.enter(id)
	return id
}

// removeRoute forgets a route without flows.
func (n *Net) removeRoute(id routeID) {
	r := &n.routes[id]
	for _, h := range n.routePaths.of(r.path) {
		n.routePaths.unlist(&n.traffic[h.resource].routes, h)
	}
	n.unlink(id)
	n.routeTable.remove(r.hash, uint32(id))
	n.routePaths.free(r.path)
	r.next = n.freeRoute
	n.freeRoute = id
}

// enter puts a route into its class.
func (n *Net) enter(id routeID) {
	r := &n.routes[id]
	n.tight = n.tight[:0]
	safe := math.Inf(1)
	for _, h := range n.routePaths.of(r.path) {
		if t := &n.traffic[h.resource]; t.tight {
			n.tight = append(n.tight, h.resource)
		} else {
			safe = min(safe, n.quota(h.resource))
		}
	}
	r.class = n.classOf(n.tight, r.limit)
	c := &n.classes[r.class]
	c.safe = min(c.safe, safe)
	r.before, r.next = 0, c.routes
	if c.routes != 0 {
		n.routes[c.routes].before = id
	}
	c.routes = id
}

// unlink takes a route off the list of its class.
func (n *Net) unlink(id routeID) {
	r := &n.routes[id]
	if r.next != 0 {
		n.routes[r.next].before = r.before
	}
	if r.before != 0 {
		n.routes[r.before].next = r.next
	} else {
		n.classes[r.class].routes = r.next
	}
}

// move puts a route into another class after some of its resources have become
// tight or slack.
func (n *Net) move(id routeID) {
	old := n.routes[id].class
	n.unlink(id)
	n.enter(id)
	to := n.routes[id].class
	if to == old {
		return // another move has put it there
	}
	for f := n.routes[id].flows; f != 0; f = n.flows[f].next {
		left := n.flows[f].target.sub(n.classes[old].servedAt(n.now))
		n.dequeue(f) // which may be the last of its class
		n.enqueue(to, f, n.classes[to].servedAt(n.now).add(left))
	}
}

// join adds a new flow to a route.
func (n *Net) join(id routeID, f FlowID, amount float64) {
	r := &n.routes[id]
	fl := &n.flows[f]
	fl.route, fl.before, fl.next = id, 0, r.flows
	if r.flows != 0 {
		n.flows[r.flows].before = f
	}
	r.flows = f
	n.enqueue(r.class, f, n.classes[r.class].servedAt(n.now).plus(amount, nanos))
	for _, h := range n.routePaths.of(r.path) {
		n.busier(h.resource)
	}
}

// leave takes a flow out of its route and its class.
func (n *Net) leave(f FlowID) {
	n.dequeue(f)
	fl := &n.flows[f]
	id := fl.route
	r := &n.routes[id]
	if fl.next != 0 {
		n.flows[fl.next].before = fl.before
	}
	if fl.before != 0 {
		n.flows[fl.before].next = fl.next
	} else {
		r.flows = fl.next
	}
	for _, h := range n.routePaths.of(r.path) {
		n.calmer(h.resource)
	}
	if r.flows == 0 {
		n.removeRoute(id)
	}
}

func (n *Net) checkPath(path []ResourceID) {
	if len(path) > math.MaxUint8 {
		panic(fmt.Sprintf("flow: Start across %d resources, want at most %d", len(path), math.MaxUint8))
	}
	for i, r := range path {
		n.checkResource(r)
		for _, other := range path[:i] {
			if r == other {
				panic(fmt.Sprintf("flow: Start with resource %d twice in the path %v", r, path))
			}
		}
	}
}
