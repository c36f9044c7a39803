// This file copies a Net, for looking at it.

package flow

import "slices"

// Copy returns a net of its own in the same state. To ask n for a rate or for
// what remains of a flow finds the rates and ends flows, which may be before
// all changes of the instant are known and then leads to other roundings: who
// only looks asks a copy.
func (n *Net) Copy() *Net {
	c := *n
	c.resources = slices.Clone(n.resources)
	for i := range c.resources {
		c.resources[i].members = slices.Clone(c.resources[i].members)
	}
	c.flows = slices.Clone(n.flows)
	c.classes = slices.Clone(n.classes)
	for i := range c.classes {
		c.classes[i].queue = slices.Clone(c.classes[i].queue)
	}
	c.traffic = slices.Clone(n.traffic)
	for i := range c.traffic {
		c.traffic[i].routes = slices.Clone(n.traffic[i].routes)
	}
	c.routes = slices.Clone(n.routes)
	c.routeTable.slots, c.classTable.slots = slices.Clone(n.routeTable.slots), slices.Clone(n.classTable.slots)
	c.routePaths.hops, c.paths.hops = slices.Clone(n.routePaths.hops), slices.Clone(n.paths.hops)
	c.marked, c.loosened, c.review = slices.Clone(n.marked), slices.Clone(n.loosened), slices.Clone(n.review)
	c.ends = n.ends.copy()
	c.ended = slices.Clone(n.ended)
	c.solver = solver{solves: n.solves}
	return &c
}

func (e *ends) copy() ends {
	c := ends{at: slices.Clone(e.at)}
	for _, level := range e.levels {
		c.levels = append(c.levels, slices.Clone(level))
	}
	return c
}
