package wrench

// This file runs the bodies of functions in the model.

import "slices"

// begin starts the body of i.
func (m *model) begin(i *minv) {
	i.Start, i.Status, i.written = m.now, "running", map[string]float64{}
	if limit := i.fn.limit; limit > 0 {
		m.after(limit, -1, func() {
			if i.over {
				return
			}
			if f := i.flow; f != nil {
				if m.follows(killedStops) {
					m.endFlow(f)
				} else {
					f.done, f.owner = func() {}, i.container
				}
			}
			m.finish(i, "failed")
		})
	}
	m.do(i, 0)
}

// do does step k of the body.
func (m *model) do(i *minv, k int) {
	if i.over {
		return
	}
	if i.flow = nil; k == len(i.ops) {
		m.finish(i, "success")
		return
	}
	op, next := &i.ops[k], func() { m.do(i, k+1) }
	node := i.container.node.name
	switch op.Op {
	case "sleep":
		m.after(op.Seconds, 0, next)
	case "compute":
		m.after(op.Flops/m.sc.Platform.Compute.Speed, 0, next)
	case "write":
		used := op.Bytes
		for _, size := range i.written {
			used += size
		}
		if used > i.fn.disk {
			m.finish(i, "failed")
			return
		}
		i.written[op.File] = op.Bytes
		i.flow = m.start(op.Bytes, next, node+".write", node+".total")
	case "read":
		i.flow = m.start(i.written[op.File], next, node+".read", node+".total")
	case "fetch":
		i.flow = m.start(op.Bytes, next, "repo.read", "wan", node+".lan")
	case "fail":
		m.finish(i, "failed")
	}
}

// finish ends the body and tells the service.
func (m *model) finish(i *minv, status string) {
	i.over, i.End = true, m.now
	m.tell(func() bool {
		i.Status, i.Notified = status, m.now
		c := i.container
		c.node.cores++
		c.node.idle = append(c.node.idle, c)
		keep := m.sc.Service.Idle
		if keep <= 0 {
			m.shutdown(c)
			return true
		}
		c.sequence++
		sequence := c.sequence
		m.after(keep, 1, func() {
			m.tell(func() bool {
				if c.sequence == sequence && slices.Contains(c.node.idle, c) {
					m.shutdown(c)
					return true
				}
				return !m.follows(noIdleRounds)
			})
		})
		return true
	})
}
