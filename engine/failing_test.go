package engine

// This file holds policies that fail.

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// failing fails whatever it is asked.
type failing struct{ err error }

func (f failing) Admit(Request) (bool, string, error)                { return true, "", f.err }
func (f failing) Bill(*Usage, *Bill) error                           { return f.err }
func (f failing) Observe(*Record) error                              { return f.err }
func (f failing) KeepAlive(*Provider, ContainerID) (sim.Time, error) { return 0, f.err }
func (f failing) Round([]Request, *Cluster, *Plan) error             { return f.err }
func (f failing) Rank(Candidate) (float64, error)                    { return 0, f.err }
func (f failing) Source(*File, []*Repository) (*Repository, error)   { return nil, f.err }
func (f failing) Schedule(Request, *Cluster) (d Decision, err error) { return d, f.err }

// startOn is a round that starts everything on one host.
type startOn HostID

func (h startOn) Round(waiting []Request, _ *Cluster, plan *Plan) error {
	for _, r := range waiting {
		plan.Start(r, HostID(h), NotThere)
	}
	return nil
}
