package engine

// This file lets arrivals and processes drive a random scenario.

import (
	"cmp"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A listSource is a workload of given arrivals.
type listSource struct {
	workload.Source
	list []workload.Arrival
}

func (l *listSource) Next(a *workload.Arrival) bool {
	if len(l.list) == 0 {
		return false
	}
	*a, l.list = l.list[0], l.list[1:]
	return true
}

func (l *listSource) Err() error        { return nil }
func (l *listSource) Horizon() sim.Time { return sim.Never }
func (l *listSource) Expected() float64 { return float64(len(l.list)) }

// drive submits the arrivals, those of each function by a driver of its own: so a
// script can say it.
func (sc *scenario) drive(s *Simulation) {
	for i := range sc.Functions {
		p, src := at(s.providers, sc.Functions[i].Provider), &listSource{}
		for _, a := range sc.arrivals(i) {
			src.list = append(src.list, workload.Arrival{At: ticks(a.At), Duration: ticks(a.Duration)})
		}
		if id := p.FunctionID(sc.name("f", i)); id != 0 && len(src.list) > 0 {
			p.Drive(src, []FunctionID{id}, nil)
		}
	}
}

// arrivals returns those of function i in the order of their times.
func (sc *scenario) arrivals(i int) []arrivalSpec {
	var own []arrivalSpec
	for _, a := range sc.Arrivals {
		if a.Fn%len(sc.Functions) == i {
			own = append(own, a)
		}
	}
	slices.SortStableFunc(own, func(a, b arrivalSpec) int { return cmp.Compare(a.At, b.At) })
	return own
}

// spawn starts the client processes and those that take files away.
func (sc *scenario) spawn(s *Simulation, files []Location) {
	for k, c := range sc.Clients {
		s.Spawn(func(pr *Process) error {
			for n := range c.Times {
				if err := pr.Sleep(ticks(c.Gap)); err != nil {
					return err
				}
				p := at(s.providers, at(sc.Functions, c.Fn).Provider)
				name := sc.name("f", c.Fn%len(sc.Functions))
				if _, ok := sc.callable(p, name); !ok {
					return nil
				}
				h := must(p.Invoke(name, k))
				if n%2 == 1 {
					if err := pr.AwaitAccepted(h); err != nil {
						return err
					}
				}
				if err := pr.Await(h); err != nil {
					return err
				}
			}
			return nil
		})
	}
	sc.spawnChanges(s)
	for _, r := range sc.Remove {
		s.Spawn(func(pr *Process) error {
			err := pr.Sleep(ticks(r.At))
			f := at(files, r.File).File
			for _, repo := range slices.Clone(f.copies) {
				repo.Remove(f)
			}
			return err
		})
	}
}
