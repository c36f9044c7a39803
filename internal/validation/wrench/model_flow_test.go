package wrench

// This file shares bandwidth max-min fairly, by progressive filling.

import (
	"math"
	"slices"
)

// A flow moves bytes over resources.
type flow struct {
	left, rate float64
	over       []string
	done       func()
	owner      *mcontainer // for which a function moves them; nil if none does
}

// start starts a flow; resources without a capacity are no obstacle.
func (m *model) start(bytes float64, done func(), over ...string) *flow {
	f := &flow{left: bytes, done: done}
	for _, r := range over {
		if m.capacity[r] > 0 {
			f.over = append(f.over, r)
		}
	}
	m.flows = append(m.flows, f)
	m.share()
	return f
}

func (m *model) endFlow(f *flow) {
	m.flows = slices.DeleteFunc(m.flows, func(x *flow) bool { return x == f })
	m.share()
}

// endFlows ends f and all flows that end with it: that all have ended can be seen
// before the service handles the first of their messages.
func (m *model) endFlows(f *flow) {
	f.left = 0
	for _, x := range slices.Clone(m.flows) {
		if x.left == 0 {
			m.endFlow(x)
			x.done()
		}
	}
}

// share sets all rates.
func (m *model) share() {
	left := map[string]float64{}
	for r, c := range m.capacity {
		left[r] = c
	}
	open := slices.Clone(m.flows)
	for _, f := range open {
		f.rate = math.Inf(1)
	}
	for len(open) > 0 {
		users := map[string]float64{}
		for _, f := range open {
			for _, r := range f.over {
				users[r]++
			}
		}
		least := math.Inf(1)
		for r, n := range users {
			least = min(least, left[r]/n)
		}
		if math.IsInf(least, 1) {
			return
		}
		full := map[string]bool{}
		for r, n := range users {
			full[r] = left[r]/n <= least*(1+1e-12)
		}
		open = slices.DeleteFunc(open, func(f *flow) bool {
			if !slices.ContainsFunc(f.over, func(r string) bool { return full[r] }) {
				return false
			}
			f.rate = least
			for _, r := range f.over {
				left[r] -= least
			}
			return true
		})
	}
}

// nextFlow returns the flow that ends first, and when.
func (m *model) nextFlow() (first *flow, end float64) {
	end = math.Inf(1)
	for _, f := range m.flows {
		at := m.now
		if f.left > 0 && !math.IsInf(f.rate, 1) {
			at += f.left / f.rate
		}
		if at < end {
			first, end = f, at
		}
	}
	return first, end
}

// flow lets all flows go on until t.
func (m *model) flow(t float64) {
	for _, f := range m.flows {
		if f.left -= f.rate * (t - m.now); f.left < f.rate*0.5e-9 {
			f.left = 0
		}
	}
	m.now = t
}
