package wrench

// This file holds the service of the model: requests, rounds, and what follows.

import "slices"

// nextRequest lets a client send its next request when it is time.
func (m *model) nextRequest(client int) {
	if len(m.clients[client]) == 0 {
		return
	}
	i := m.clients[client][0]
	m.clients[client] = m.clients[client][1:]
	m.after(max(0, i.at-m.now), 0, func() {
		if p := &m.sc.Platform.Compute; i.fn.size+i.fn.disk > p.Disk.Capacity || i.fn.ram+i.fn.ramOfFunc > p.RAM {
			i.Status = "rejected" // it was not registered
			m.nextRequest(client)
			return
		}
		i.Requested, i.Status = m.now, "waiting"
		m.tell(func() bool { return m.accept(i, client) })
	})
}

// accept handles a request, which takes time.
func (m *model) accept(i *minv, client int) bool {
	if d := m.sc.Service.Processing; d > 0 {
		m.busy = true
		m.after(d, 0, func() {
			m.busy = false
			m.admit(i, client)
			m.round()
		})
		return false
	}
	m.admit(i, client)
	return true
}

func (m *model) admit(i *minv, client int) {
	i.Submit, i.Answered = m.now, m.now
	m.nextRequest(client)
	image := i.fn.image
	switch m.head[image] {
	case "here":
		m.waiting = append(m.waiting, i)
		return
	case "coming":
	case "missing":
		m.tell(func() bool {
			i.Status, i.Notified = "failed", m.now
			return !m.follows(noIdleRounds)
		})
		return
	default:
		m.head[image] = "coming"
		began := m.now
		done := func() {
			m.head[image] = "here" // from now on, also if the service is told later
			m.tell(func() bool {
				m.moves = append(m.moves, move{"download", image, "", began, m.now})
				m.waiting = append(m.waiting, m.admitted[image]...)
				m.admitted[image] = nil
				return true
			})
		}
		if m.sc.instantDownloads() {
			m.after(0, 0, done)
		} else {
			m.start(i.fn.size, done, "repo.read", "wan", "head.write", "head.total")
		}
	}
	m.admitted[image] = append(m.admitted[image], i)
}

// A plannedNode is a node during a round.
type plannedNode struct {
	*mnode
	cores int
	idle  []*mcontainer
	moved map[string]bool
}

// round holds a round of the first-come-first-served scheduler.
func (m *model) round() {
	nodes := make([]*plannedNode, len(m.nodes))
	for k, n := range m.nodes {
		nodes[k] = &plannedNode{n, n.cores, slices.Clone(n.idle), map[string]bool{}}
	}
	var dispatches []func()
	var loads, copies []func()
	for _, i := range slices.Clone(m.waiting) {
		p, place, c := m.choose(nodes, i.fn)
		if p == nil {
			continue
		}
		p.cores--
		n, fn := p.mnode, i.fn
		switch place {
		case "idle", "ram":
			dispatches = append(dispatches, func() { m.dispatch(i, n, c) })
		case "disk":
			if !p.moved[fn.image] {
				p.moved[fn.image] = true
				loads = append(loads, func() { m.load(n, fn) })
			}
		case "absent":
			if !p.moved[fn.image] {
				p.moved[fn.image] = true
				copies = append(copies, func() { m.copyTo(n, fn) })
			}
		}
	}
	for _, list := range [][]func(){dispatches, loads, copies} {
		for _, do := range list {
			do()
		}
	}
}

// choose returns the first node with a planned core that is best off, how, and the
// idle container to use.
func (m *model) choose(nodes []*plannedNode, fn *mfunc) (*plannedNode, string, *mcontainer) {
	for _, p := range nodes {
		if p.cores > 0 {
			if k := slices.IndexFunc(p.idle, func(c *mcontainer) bool { return c.fn == fn }); k >= 0 {
				c := p.idle[k]
				p.idle = slices.Delete(p.idle, k, k+1)
				return p, "idle", c
			}
		}
	}
	for _, place := range []string{"ram", "loading", "disk", "copying", "absent"} {
		for _, p := range nodes {
			if p.cores > 0 && m.place(p.mnode, fn) == place {
				return p, place, nil
			}
		}
	}
	return nil, "", nil
}

// place says where the image of fn is.
func (m *model) place(n *mnode, fn *mfunc) string {
	switch {
	case m.inRAM(n, fn):
		return "ram"
	case n.loading[fn.image]:
		return "loading"
	case n.disk.find(fn.image) != nil:
		return "disk"
	case n.copying[fn.image]:
		return "copying"
	}
	return "absent"
}

// inRAM reports whether all is in RAM that a container of fn needs.
func (m *model) inRAM(n *mnode, fn *mfunc) bool {
	if fn.ram == 0 && m.follows(noEmptyLoads) {
		return n.disk.find(fn.image) != nil
	}
	return n.ram.find(fn.image) != nil
}

// copyTo and load start an actor that moves an image, if there is room when it runs.

func (m *model) copyTo(n *mnode, fn *mfunc) {
	began := m.now
	n.copying[fn.image] = true
	m.actors = append(m.actors, func() {
		f := n.disk.create("copy of "+fn.image, fn.size)
		if f == nil {
			m.failed(n.copying, fn.image)
			return
		}
		f.open++
		m.start(fn.size, func() {
			f.open--
			f.name = fn.image
			n.disk.touch(f)
			m.tell(func() bool {
				delete(n.copying, fn.image)
				m.moves = append(m.moves, move{"copy", fn.image, n.name, began, m.now})
				return true
			})
		}, "head.read", "head.total", "lan", n.name+".lan", n.name+".write", n.name+".total")
	})
}

// failed tells the service that an image is not on its way after all.
func (m *model) failed(moving map[string]bool, image string) {
	if m.follows(failsAtOnce) {
		delete(moving, image)
		return
	}
	m.tell(func() bool { delete(moving, image); return false })
}

func (m *model) load(n *mnode, fn *mfunc) {
	began := m.now
	n.loading[fn.image] = true
	m.actors = append(m.actors, func() {
		image := n.disk.find(fn.image)
		if image == nil && m.follows(together) {
			m.failed(n.loading, fn.image)
			return
		}
		room := n.ram.create("load of "+fn.image, fn.ram)
		if room == nil || image == nil {
			if room != nil {
				n.ram.remove(room)
			}
			m.failed(n.loading, fn.image)
			return
		}
		room.open++
		image.open++
		m.start(fn.ram, func() {
			room.open--
			image.open--
			room.name = fn.image
			n.ram.touch(room)
			n.disk.touch(image)
			m.tell(func() bool {
				delete(n.loading, fn.image)
				m.moves = append(m.moves, move{"load", fn.image, n.name, began, m.now})
				return true
			})
		}, n.name+".read", n.name+".total")
	})
}

// dispatch starts an invocation, if it still can be.
func (m *model) dispatch(i *minv, n *mnode, c *mcontainer) {
	if c != nil && !slices.Contains(n.idle, c) {
		m.gaveUp = "WRENCH aborts: an idle container that it planned to use was evicted in the same round"
		return
	}
	if n.cores < 1 || n.disk.find(i.fn.image) == nil || !m.inRAM(n, i.fn) {
		return
	}
	startup := 0.0
	i.Warm = c != nil
	if c == nil {
		if c = m.spawn(n, i.fn); c == nil {
			return
		}
		startup = m.sc.Service.Startup
	} else {
		n.idle = slices.DeleteFunc(n.idle, func(x *mcontainer) bool { return x == c })
		c.sequence++
	}
	m.waiting = slices.DeleteFunc(m.waiting, func(x *minv) bool { return x == i })
	n.cores--
	i.container, i.Host, i.Dispatch, i.Status = c, n.name, m.now, "starting"
	m.after(startup, 0, func() { m.begin(i) })
}
