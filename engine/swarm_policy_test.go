package engine

// This file holds the policies of random scenarios. The same ones in Lua are in
// swarm_luapolicy_test.go.

import (
	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// policies sets the policies of pc, which draw from d.
func (c *providerSpec) policies(pc *ProviderConfig, d *dice) {
	switch {
	case c.KeepAlive == -2:
		pc.KeepAlive = randomKeep{d}
	case c.KeepAlive < 0:
		pc.KeepAlive = FixedKeepAlive(sim.Never)
	default:
		pc.KeepAlive = FixedKeepAlive(ticks(c.KeepAlive))
	}
	switch c.Schedule {
	case "round":
		pc.Round = randomRound{d}
	case "flaky":
		pc.Schedule = flaky{d}
	default:
		pc.Schedule = map[string]SchedulePolicy{
			"best": WarmBestFit{}, "worst": WarmWorstFit{}, "least": WarmLeastLoaded{}, "turns": WarmRoundRobin{},
			"random": WarmRandom{}, "image": WarmImageFit{}, "cold": coldOnly{}, "compare": compareWarm{},
		}[c.Schedule]
	}
	if c.Admit {
		pc.Admit = randomAdmit{d}
	}
	if c.Evict {
		pc.Evict = randomRank{d}
	} else {
		pc.Order = cache.Order(c.Order % 5)
	}
	if c.Source {
		pc.Source = randomSource{d}
	}
	if c.Billing {
		pc.Billing = twoItems{}
	}
	if c.OnStart {
		pc.OnStart = nobody{}
	}
}

type randomKeep struct{ d *dice }

func (k randomKeep) KeepAlive(p *Provider, c ContainerID) (sim.Time, error) {
	if _, ok := p.Container(c); !ok {
		panic("asked about a container that is gone")
	}
	return []sim.Time{0, ticks(1), ticks(4), ticks(20), sim.Never}[k.d.IntN(5)], nil
}

// coldOnly never uses a warm container.
type coldOnly struct{}

func (coldOnly) Schedule(r Request, c *Cluster) (Decision, error) {
	return Decision{Host: c.WorstFit(r)}, nil
}

// flaky waits, rejects and chooses as it likes, but nothing impossible.
type flaky struct{ d *dice }

func (f flaky) Schedule(r Request, c *Cluster) (Decision, error) {
	switch f.d.IntN(10) {
	case 0, 1:
		return Decision{}, nil
	case 2:
		return Decision{Reject: f.d.chance(30), Reason: "a whim"}, nil
	case 3, 4, 5:
		return Decision{Container: c.Warm(r)}, nil
	}
	h := HostID(1 + f.d.IntN(c.Hosts()))
	if !c.CanTake(h, r) {
		return Decision{}, nil
	}
	return Decision{Host: h}, nil
}

// randomRound plans at random, also what cannot be done.
type randomRound struct{ d *dice }

func (r randomRound) Round(waiting []Request, c *Cluster, plan *Plan) error {
	p := c.Provider()
	for _, q := range waiting {
		h := HostID(1 + r.d.IntN(c.Hosts()))
		switch r.d.IntN(6) {
		case 0:
			plan.Copy(q.Image(), h)
		case 1:
			plan.Load(q.Image(), h)
		case 2:
			if w := c.Warm(q); w != 0 {
				plan.Reuse(q, w)
			}
		case 3:
			if w := p.WarmOn(h, q.Function()); w != 0 {
				plan.Reuse(q, w)
			}
		default:
			if p.ImageOn(h, q.Image()) >= NotThere {
				plan.Start(q, h, ImageState(r.d.IntN(5)))
			}
		}
	}
	return nil
}

type randomAdmit struct{ d *dice }

func (a randomAdmit) Admit(Request) (bool, string, error) { return a.d.chance(80), "too many", nil }

// randomRank gives few different ranks, so that there are ties.
type randomRank struct{ d *dice }

func (r randomRank) Rank(c Candidate) (float64, error) {
	return float64(int(c.Uses)%2 + r.d.IntN(3)), nil
}

type randomSource struct{ d *dice }

func (r randomSource) Source(_ *File, copies []*Repository) (*Repository, error) {
	return copies[r.d.IntN(len(copies))], nil
}

type twoItems struct{}

func (twoItems) Bill(u *Usage, b *Bill) error {
	if err := b.Add("requests", 0.2e-6); err != nil {
		return err
	}
	return b.Add("compute", u.Execution().Seconds()*float64(u.Limits.RAM+unit.Bytes(1))*1e-5)
}

type nobody struct{}

func (nobody) Observe(*Record) error { return nil }
