package engine

// This file finds warm containers: every function keeps the containers that
// can take an invocation, in reuse order.

// An availSet is the containers of one function that can take an invocation.
//
// For [MostRecentlyUsed] and [LeastRecentlyUsed] it is a list from the latest
// use to the earliest, in which a container that was just used goes to the front
// at once; the other orders need a heap, for [RandomReuse] just a set.
//
// Containers whose host is full are found out when they come to be next; they
// are parked at their host until it has a free slot again. So a question costs
// O(log n) at most for every container that it parks, and each is parked at
// most once until its host has given a slot back.
type availSet struct {
	head, tail ContainerID // of the list
	order      ReuseOrder
	heap       *[]availEntry // nil for a list
}

func newAvailSet(o ReuseOrder) availSet {
	if o == MostRecentlyUsed || o == LeastRecentlyUsed {
		return availSet{order: o}
	}
	return availSet{order: o, heap: new([]availEntry)}
}

// An availEntry is a container in the heap, lowest key first.
type availEntry struct {
	key uint64
	id  ContainerID
}

// listed reports whether the set is a list.
func (q *availSet) listed() bool { return q.heap == nil }

// empty reports whether there is no container.
func (q *availSet) empty() bool { return q.head == 0 && len(q.entries()) == 0 }

// entries returns the heap, nil for a list.
func (q *availSet) entries() []availEntry {
	if q.listed() {
		return nil
	}
	return *q.heap
}

// heapKey is the position of c in the heap.
func (q *availSet) heapKey(c *container) uint64 {
	switch q.order {
	case OldestFirst:
		return c.serial
	case NewestFirst:
		return ^c.serial
	}
	return 0
}

// offer brings the set of c's function up to date after c has changed.
func (p *Provider) offer(c ContainerID) {
	x := &p.containers[c]
	reg := p.fns[x.fn]
	if x.offered {
		p.withdraw(&reg.avail, c)
	}
	if x.phase != containerReady || x.retired || x.active >= reg.concurrency {
		x.parked = false
		return
	}
	if !x.parked {
		p.insert(&reg.avail, c)
	}
}

// insert puts c into the set.
func (p *Provider) insert(q *availSet, c ContainerID) {
	x := &p.containers[c]
	x.offered = true
	if q.listed() {
		p.listInsert(q, c)
		return
	}
	*q.heap = append(*q.heap, availEntry{q.heapKey(x), c})
	p.heapUp(*q.heap, len(*q.heap)-1)
}

// withdraw takes c out of the set.
func (p *Provider) withdraw(q *availSet, c ContainerID) {
	p.containers[c].offered = false
	if q.listed() {
		p.listRemove(q, c)
	} else {
		p.heapRemove(q, c)
	}
}

// next returns the container that is to be used next, 0 if there is none.
func (p *Provider) next(q *availSet) ContainerID {
	switch {
	case q.order == LeastRecentlyUsed:
		return q.tail
	case q.listed():
		return q.head
	case len(*q.heap) == 0:
		return 0
	case q.order == RandomReuse && len(*q.heap) > 1:
		return (*q.heap)[p.policyRNG.IntN(len(*q.heap))].id
	}
	return (*q.heap)[0].id
}

// warm returns the container of reg that is next in reuse order and whose host
// has a slot for it, 0 if there is none.
func (p *Provider) warm(reg *registration) ContainerID {
	q := &reg.avail
	for {
		c := p.next(q)
		if c == 0 {
			return 0
		}
		x := &p.containers[c]
		if p.canServe(x) {
			return c
		}
		p.withdraw(q, c)
		x.parked = true
		h := &p.hosts[x.host]
		h.parked, h.someParked = append(h.parked, c), true
	}
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
	h.someParked = false
	for _, c := range h.parked {
		if x := &p.containers[c]; x.parked && x.host == h.id {
			x.parked = false
			p.insert(&p.fns[x.fn].avail, c)
		}
	}
	h.parked = h.parked[:0]
}

// listInsert files c by its latest use. It was nearly always used last of all.
func (p *Provider) listInsert(q *availSet, c ContainerID) {
	x := &p.containers[c]
	var before ContainerID
	after := q.head
	for after != 0 && p.containers[after].used > x.used {
		before, after = after, p.containers[after].nextAvail
	}
	x.prevAvail, x.nextAvail = before, after
	if before != 0 {
		p.containers[before].nextAvail = c
	} else {
		q.head = c
	}
	if after != 0 {
		p.containers[after].prevAvail = c
	} else {
		q.tail = c
	}
}

func (p *Provider) listRemove(q *availSet, c ContainerID) {
	x := &p.containers[c]
	if x.prevAvail != 0 {
		p.containers[x.prevAvail].nextAvail = x.nextAvail
	} else {
		q.head = x.nextAvail
	}
	if x.nextAvail != 0 {
		p.containers[x.nextAvail].prevAvail = x.prevAvail
	} else {
		q.tail = x.prevAvail
	}
	x.prevAvail, x.nextAvail = 0, 0
}

func (p *Provider) heapRemove(q *availSet, c ContainerID) {
	i := int(p.containers[c].heapPos)
	n := len(*q.heap) - 1
	h := (*q.heap)[:n]
	last := (*q.heap)[n]
	*q.heap = h
	if i == n {
		return
	}
	h[i] = last
	p.heapUp(h, i)
	p.heapDown(h, int(p.containers[last.id].heapPos))
}

func (p *Provider) heapUp(h []availEntry, i int) {
	e := h[i]
	for i > 0 {
		parent := (i - 1) / 2
		if h[parent].key <= e.key {
			break
		}
		p.heapPlace(h, i, h[parent])
		i = parent
	}
	p.heapPlace(h, i, e)
}

func (p *Provider) heapDown(h []availEntry, i int) {
	e := h[i]
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].key < h[child].key {
			child++
		}
		if e.key <= h[child].key {
			break
		}
		p.heapPlace(h, i, h[child])
		i = child
	}
	p.heapPlace(h, i, e)
}

func (p *Provider) heapPlace(h []availEntry, i int, e availEntry) {
	h[i] = e
	p.containers[e.id].heapPos = int32(i)
}
