package engine

// This file finds warm containers: every function has a heap of the containers
// that can take an invocation, in reuse order.

// An availHeap is a binary heap of containers by key, the next one to be used
// at index 0. For [RandomReuse] it is only a set.
//
// Containers whose host is full are found out when they come to the top; they
// are parked at their host until it has a free slot again. So a question
// costs O(log n) for every container that it parks, and each is parked at most
// once until its host has given a slot back.
type availHeap struct {
	order ReuseOrder
	ids   []ContainerID
}

// reuseKey is the position of c in reuse order; the lowest key is used first.
func (o ReuseOrder) key(c *container) uint64 {
	switch o {
	case LeastRecentlyUsed:
		return c.used
	case OldestFirst:
		return c.serial
	case NewestFirst:
		return ^c.serial
	case RandomReuse:
		return 0
	}
	return ^c.used
}

// offer brings the heap of c's function up to date after c has changed.
func (p *Provider) offer(c ContainerID) {
	x := &p.containers[c]
	q := &p.fns[x.fn].avail
	if x.heapPos != 0 {
		p.heapRemove(q, c)
	}
	if x.phase != containerReady || x.retired || int(x.active) >= p.fns[x.fn].limits.Concurrency {
		x.parked = false
		return
	}
	if !x.parked {
		p.heapPush(q, c)
	}
}

// warm returns the container of reg that is next in reuse order and whose host
// has a slot for it, 0 if there is none.
func (p *Provider) warm(reg *registration) ContainerID {
	q := &reg.avail
	for len(q.ids) > 0 {
		c := q.ids[0]
		if q.order == RandomReuse && len(q.ids) > 1 {
			c = q.ids[p.policyRNG.IntN(len(q.ids))]
		}
		x := &p.containers[c]
		if p.canServe(x) {
			return c
		}
		p.heapRemove(q, c)
		x.parked = true
		h := &p.hosts[x.host]
		h.parked = append(h.parked, c)
	}
	return 0
}

// canServe reports whether the host of a ready container has a slot for one
// more invocation in it.
func (p *Provider) canServe(c *container) bool {
	h := &p.hosts[c.host]
	return h.hasFreeSlot() || p.config.IdleHoldsSlot && c.active == 0
}

// unpark offers the containers again that waited for a slot of h. The list may
// name containers that are gone, or others in their place; those are not
// parked, or on another host.
func (p *Provider) unpark(h *host) {
	for _, c := range h.parked {
		if x := &p.containers[c]; x.parked && x.host == h.id {
			x.parked = false
			p.heapPush(&p.fns[x.fn].avail, c)
		}
	}
	h.parked = h.parked[:0]
}

func (p *Provider) heapPush(q *availHeap, c ContainerID) {
	x := &p.containers[c]
	x.key = q.order.key(x)
	q.ids = append(q.ids, c)
	p.heapUp(q, len(q.ids)-1)
}

func (p *Provider) heapRemove(q *availHeap, c ContainerID) {
	i := int(p.containers[c].heapPos) - 1
	p.containers[c].heapPos = 0
	n := len(q.ids) - 1
	last := q.ids[n]
	q.ids = q.ids[:n]
	if i == n {
		return
	}
	q.ids[i] = last
	p.heapUp(q, i)
	p.heapDown(q, int(p.containers[last].heapPos)-1)
}

func (p *Provider) heapUp(q *availHeap, i int) {
	c := q.ids[i]
	key := p.containers[c].key
	for i > 0 {
		parent := (i - 1) / 2
		if p.containers[q.ids[parent]].key <= key {
			break
		}
		q.ids[i] = q.ids[parent]
		p.containers[q.ids[i]].heapPos = int32(i + 1)
		i = parent
	}
	q.ids[i] = c
	p.containers[c].heapPos = int32(i + 1)
}

func (p *Provider) heapDown(q *availHeap, i int) {
	c := q.ids[i]
	key := p.containers[c].key
	for {
		child := 2*i + 1
		if child >= len(q.ids) {
			break
		}
		if child+1 < len(q.ids) && p.containers[q.ids[child+1]].key < p.containers[q.ids[child]].key {
			child++
		}
		if key <= p.containers[q.ids[child]].key {
			break
		}
		q.ids[i] = q.ids[child]
		p.containers[q.ids[i]].heapPos = int32(i + 1)
		i = child
	}
	q.ids[i] = c
	p.containers[c].heapPos = int32(i + 1)
}
