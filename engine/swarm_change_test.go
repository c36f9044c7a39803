package engine

// This file changes random scenarios while they run.

import (
	"errors"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A changeSpec changes something of a provider; N says what to.
type changeSpec struct {
	At, Provider int
	Do           string
	N            int
}

var changeWords = []string{
	"fail", "fail", "fail", "recover", "recover", "recover", "add", "schedule", "schedule", "broken schedule", "round",
	"keep_alive", "broken keep_alive", "admit", "evict", "broken evict", "source", "billing", "observers", "repository", "lan", "network", "storage", "disk",
}

// drawChanges adds changes to a scenario, and handlers that let hosts fail or fail
// fatally. It draws from a stream of its own.
func (sc *scenario) drawChanges() {
	d := &dice{sim.NewStream(sc.Seed, "swarm changes")}
	for range 1 + d.upTo(10) {
		sc.Changes = append(sc.Changes, changeSpec{d.upTo(d.of(10, 40)), d.IntN(len(sc.Providers)), d.word(changeWords...), d.upTo(60)})
	}
	sc.eachFunction(func(f *functionSpec) {
		if len(f.Actions) > 0 && d.chance(15) {
			f.Actions = append(f.Actions, action{d.word("crash", "fatal"), d.upTo(7)})
		}
	})
}

// spawnChanges starts a process for every change.
func (sc *scenario) spawnChanges(s *Simulation) {
	for _, c := range sc.Changes {
		p := at(s.providers, c.Provider)
		d := &dice{s.Stream("swarm changes/" + c.Do)}
		s.Spawn(func(pr *Process) error {
			if err := pr.Sleep(ticks(c.At)); err != nil {
				return err
			}
			err := c.carryOut(s, p, d)
			if errors.Is(err, ErrKilled) {
				return err
			}
			return nil // a host that is down cannot fail
		})
	}
}

func (c changeSpec) carryOut(s *Simulation, p *Provider, d *dice) error {
	host := HostID(1 + c.N%(len(p.hosts)-1))
	rate := []float64{0, 1, 5, 10, 50}[c.N%5]
	link := Link{rate, ticks(c.N % 2)}
	speed := DiskSpeed{rate, []float64{0, 5, 20}[c.N%3], []float64{0, 10}[c.N%2]}
	switch c.Do {
	case "fail":
		return p.FailHost(host, c.N%2 == 0)
	case "recover":
		return p.RecoverHost(host)
	case "add":
		_, _, err := p.AddHosts(HostGroup{
			Count: 1 + c.N%2, Slots: c.N % 4, RAM: unit.Bytes(c.N % 3 * 4), Disk: Disk{Capacity: unit.Bytes(c.N % 4 * 20)}, Network: Link{Bandwidth: rate},
		})
		return err
	case "repository":
		if c.N%3 == 0 {
			return at(s.repos[1:], c.N).SetRead(rate)
		}
		return at(s.repos[1:], c.N).SetLink(link)
	case "lan":
		return p.SetLAN(link)
	case "network":
		return p.SetNetwork(host, link)
	case "storage":
		return p.SetStorageSpeed(speed)
	case "disk":
		return p.SetDiskSpeed(host, speed)
	}
	return c.set(p, d)
}

// set replaces a policy.
func (c changeSpec) set(p *Provider, d *dice) error {
	switch c.Do {
	case "schedule":
		return p.SetSchedule([]SchedulePolicy{nil, WarmFirstFit{}, WarmBestFit{}, flaky{d}, WarmRandom{}, compareWarm{}}[c.N%6])
	case "broken schedule":
		return p.SetSchedule(broken{d})
	case "round":
		return p.SetRound([]RoundPolicy{nil, randomRound{d}, broken{d}}[c.N%3])
	case "keep_alive":
		return p.SetKeepAlive([]KeepAlivePolicy{nil, FixedKeepAlive(0), FixedKeepAlive(ticks(3)), randomKeep{d}}[c.N%4])
	case "broken keep_alive":
		return p.SetKeepAlive(broken{d})
	case "admit":
		return p.SetAdmit([]AdmitPolicy{nil, randomAdmit{d}, broken{d}}[c.N%3])
	case "evict":
		return p.SetEvict(cache.Order(c.N%5), []EvictPolicy{nil, nil, randomRank{d}}[c.N%3])
	case "broken evict":
		return p.SetEvict(cache.LRU, broken{d})
	case "source":
		return p.SetSource([]SourcePolicy{nil, randomSource{d}, broken{d}}[c.N%3])
	case "billing":
		return p.SetBilling([]BillingPolicy{nil, twoItems{}, broken{d}}[c.N%3])
	case "observers":
		_ = p.SetOnHostDown([]HostObserver{nil, broken{d}}[c.N%2])
		_ = p.SetOnHostUp([]HostObserver{nil, broken{d}}[c.N%2])
		return p.SetOnStart([]Observer{nil, nobody{}, broken{d}}[c.N%3])
	}
	return nil
}

// broken fails half of the time, or answers with what cannot be carried out.
type broken struct{ d *dice }

var errBroken = errors.New("broken")

func (b broken) fails() error {
	if b.d.chance(50) {
		return errBroken
	}
	return nil
}

func (b broken) Schedule(r Request, c *Cluster) (Decision, error) {
	if b.d.chance(20) {
		return Decision{Host: HostID(b.d.upTo(c.Hosts() + 1))}, nil
	}
	return Decision{Host: c.WorstFit(r)}, b.fails()
}

func (b broken) Round(waiting []Request, c *Cluster, plan *Plan) error {
	for _, q := range waiting {
		plan.Start(q, HostID(b.d.upTo(c.Hosts()+1)), NotThere)
	}
	return b.fails()
}

func (b broken) KeepAlive(*Provider, ContainerID) (sim.Time, error) { return ticks(1), b.fails() }
func (b broken) Admit(Request) (bool, string, error)                { return true, "", b.fails() }
func (b broken) Rank(c Candidate) (float64, error)                  { return float64(c.Uses), b.fails() }
func (b broken) Observe(*Record) error                              { return b.fails() }
func (b broken) ObserveHost(HostID) error                           { return b.fails() }

func (b broken) Source(_ *File, copies []*Repository) (*Repository, error) {
	return copies[len(copies)-1], b.fails()
}

func (b broken) Bill(_ *Usage, bill *Bill) error {
	if err := bill.Add("requests", 1); err != nil {
		return err
	}
	if err := bill.Add("another", 2); err != nil {
		return err
	}
	return b.fails()
}
