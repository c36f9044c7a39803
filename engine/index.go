package engine

// This file finds hosts: by number, by free RAM, by load, by image.

import "math/bits"

// A hostOrder is one of the orders in which hosts can be searched.
type hostOrder int

const (
	byFreeRAM hostOrder = iota // least first
	byUsedRAM                  // least used last: most free RAM first
	byLoad                     // fewest invocations first
	byNumber
	hostOrders
)

// free and could are the two ways in which a host offers RAM: what no container
// holds, and what it would have if all idle containers were evicted.
const (
	free = iota
	could
)

// A hostIndex answers for the best host in O(log hosts). Each order has a tree, or a
// line, that is built when it is first asked for. Changes only mark a host: the
// warm path, which asks nothing, pays next to nothing. What it changes most, what
// busy containers hold, has a mark of its own.
type hostIndex struct {
	trees  [byNumber]tree
	line   line // by number
	built  [hostOrders]bool
	dirty  []HostID
	lent   []HostID   // of which it may not know what they offer in the second way
	images [][]uint64 // by FileID: the hosts that store it, a bit each
	ask    question
}

// A question is what a search looks for: a host that can take reg.
type question struct {
	p    *Provider
	reg  *registration
	kind int
}

// takes implements chooser: RAM alone does not make a host fit.
func (q *question) takes(m uint32) bool {
	h := &q.p.hosts[m]
	if q.kind == free {
		return q.p.fitsFree(h, q.reg)
	}
	return q.p.fits(h, q.reg)
}

// grow takes in the hosts from the given one on, which are new.
func (x *hostIndex) grow(hosts []host, from HostID) {
	for i := range x.trees {
		x.trees[i].grow(len(hosts))
	}
	x.line.grow(len(hosts))
	for _, h := range hosts[from:] {
		x.dirty = append(x.dirty, h.id)
	}
}

// touch notes that the index must look at h again.
func (p *Provider) touch(h *host) {
	if !h.dirty {
		h.dirty = true
		p.index.dirty = append(p.index.dirty, h.id)
	}
}

// touchBusy notes that what busy containers hold of h has changed. That matters to
// those who would evict idle ones, which is not asked for as long as there is room.
func (p *Provider) touchBusy(h *host) {
	if !h.lent {
		h.lent = true
		p.index.lent = append(p.index.lent, h.id)
	}
}

// touchSlots notes that h has one more busy slot, or is about to have one less: that
// matters if others are lacking, or if hosts are ranked by it.
func (p *Provider) touchSlots(h *host) {
	if !h.hasFreeSlot() || p.index.built[byLoad] {
		p.touch(h)
	}
}

// refresh brings the trees up to date, and order among them, as far as a question
// of the given kind goes.
func (x *hostIndex) refresh(p *Provider, order hostOrder, kind int) {
	if !x.built[order] {
		x.built[order] = true
		for i := range p.hosts[1:] {
			x.put(order, &p.hosts[i+1])
		}
	}
	for _, id := range x.dirty {
		h := &p.hosts[id]
		h.dirty = false
		x.file(h)
	}
	x.dirty = x.dirty[:0]
	if kind == free {
		return
	}
	for _, id := range x.lent {
		h := &p.hosts[id]
		h.lent = false
		x.file(h)
	}
	x.lent = x.lent[:0]
}

// file puts h where it belongs now.
func (x *hostIndex) file(h *host) {
	for o := range hostOrders {
		if x.built[o] {
			x.put(o, h)
		}
	}
}

// put files h under its present key and values.
func (x *hostIndex) put(order hostOrder, h *host) {
	value := nothing
	if h.hasFreeSlot() {
		value.first = int64(h.ram - h.ramUsed)
	}
	if h.couldFreeSlot() {
		value.second = int64(h.ram - h.ramBusy)
	}
	var key uint64
	switch order {
	case byFreeRAM:
		key = uint64(h.ram - h.ramUsed)
	case byUsedRAM:
		key = uint64(unlimited) - uint64(h.ram-h.ramUsed)
	case byLoad:
		key = uint64(h.busySlots)
	case byNumber:
		x.line.set(uint32(h.id), value)
		return
	}
	x.trees[order].set(uint32(h.id), key, value)
}

// best returns the first host in the given order that can take reg, one with
// room to spare before one that would have to evict idle containers; 0 if there
// is none.
func (x *hostIndex) best(p *Provider, order hostOrder, reg *registration) HostID {
	for kind := free; kind <= could; kind++ {
		x.refresh(p, order, kind)
		if m := x.first(p, order, reg, kind, 0); m != 0 {
			return m
		}
	}
	return 0
}

// around returns the next host by number after the given one that can take reg,
// going round once.
func (x *hostIndex) around(p *Provider, reg *registration, after HostID) HostID {
	for kind := free; kind <= could; kind++ {
		x.refresh(p, byNumber, kind)
		if m := x.first(p, byNumber, reg, kind, after); m != 0 {
			return m
		}
		if m := x.first(p, byNumber, reg, kind, 0); m != 0 {
			return m
		}
	}
	return 0
}

func (x *hostIndex) first(p *Provider, order hostOrder, reg *registration, kind int, after HostID) HostID {
	x.ask = question{p, reg, kind}
	if order == byNumber {
		return HostID(x.line.first(uint32(after), kind, int64(reg.limits.RAM), &x.ask))
	}
	return HostID(x.trees[order].first(0, uint32(after), kind, int64(reg.limits.RAM), &x.ask))
}

// setImage notes that host h stores f, or no longer does.
func (x *hostIndex) setImage(f FileID, h HostID, stores bool) {
	for len(x.images) <= int(f) {
		x.images = append(x.images, nil)
	}
	word := int(h / 64)
	for len(x.images[f]) <= word {
		x.images[f] = append(x.images[f], 0)
	}
	if stores {
		x.images[f][word] |= 1 << (h % 64)
	} else {
		x.images[f][word] &^= 1 << (h % 64)
	}
}

// withImage returns the lowest-numbered host that stores the image of reg and
// can take it. It looks at 64 hosts at once.
func (p *Provider) withImage(reg *registration) HostID {
	f := reg.image.file.ID
	if int(f) >= len(p.index.images) {
		return 0
	}
	for kind := free; kind <= could; kind++ {
		q := question{p, reg, kind}
		for i, word := range p.index.images[f] {
			for ; word != 0; word &= word - 1 {
				h := uint32(i*64 + bits.TrailingZeros64(word))
				if q.takes(h) {
					return HostID(h)
				}
			}
		}
	}
	return 0
}
