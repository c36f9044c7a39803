package luabind

// This file tells what a script is going to simulate.

import (
	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A Plan is what a script has declared: plain data for `coldmoon inspect`.
type Plan struct {
	Seed         uint64           `json:"seed"`
	Repositories []PlanRepository `json:"repositories"`
	Providers    []PlanProvider   `json:"providers"`
}

// A PlanRepository is a repository of a plan. What is unlimited is left out.
type PlanRepository struct {
	Name      string  `json:"name"`
	Bandwidth float64 `json:"bandwidth,omitempty"` // bytes per second
	Latency   float64 `json:"latency,omitempty"`   // seconds
	Files     int     `json:"files"`
	Bytes     int64   `json:"bytes"`
}

// A PlanProvider is a provider of a plan.
type PlanProvider struct {
	Name      string         `json:"name"`
	Hosts     int            `json:"hosts"`
	Groups    []PlanHosts    `json:"groups"`
	Storage   int64          `json:"storage,omitempty"` // bytes
	Functions []PlanFunction `json:"functions"`
	Workloads []Workload     `json:"workloads"`
	Policies  []string       `json:"policies"` // the options that are Lua functions
}

// PlanHosts are equal hosts of a provider. What is unlimited is left out.
type PlanHosts struct {
	Count int     `json:"count"`
	Slots int     `json:"slots,omitempty"`
	Cores float64 `json:"cores,omitempty"`
	RAM   int64   `json:"ram,omitempty"`  // bytes
	Disk  int64   `json:"disk,omitempty"` // bytes
}

// A PlanFunction is a function registered at a provider.
type PlanFunction struct {
	Name        string  `json:"name"`
	Kind        string  `json:"kind"` // "handler", "duration", "phases" or "trace"
	Image       string  `json:"image"`
	ImageSize   int64   `json:"image_size"`           // bytes
	CodeSize    int64   `json:"code_size,omitempty"`  // bytes
	TimeLimit   float64 `json:"time_limit,omitempty"` // seconds
	RAM         int64   `json:"ram,omitempty"`        // bytes
	Disk        int64   `json:"disk,omitempty"`       // bytes
	Ingress     int64   `json:"ingress,omitempty"`    // bytes
	Egress      int64   `json:"egress,omitempty"`     // bytes
	Concurrency int     `json:"concurrency"`
}

// Plan returns what the script has declared so far.
func (rt *Runtime) Plan() Plan {
	plan := Plan{Seed: rt.opt.Seed, Repositories: []PlanRepository{}, Providers: []PlanProvider{}}
	for _, r := range rt.world.places {
		line := PlanRepository{Name: r.Config.Name, Bandwidth: r.Config.Bandwidth, Latency: r.Config.Latency.Seconds()}
		for _, f := range r.stored {
			line.Files++
			line.Bytes += int64(f.Size)
		}
		plan.Repositories = append(plan.Repositories, line)
	}
	for _, p := range rt.world.all {
		plan.Providers = append(plan.Providers, p.plan())
	}
	return plan
}

func (p *provider) plan() PlanProvider {
	c := p.Config()
	line := PlanProvider{
		Name: c.Name, Hosts: p.Cluster().Hosts(), Storage: int64(c.Storage.Capacity), Groups: []PlanHosts{},
		Functions: []PlanFunction{}, Workloads: p.workloads, Policies: []string{},
	}
	for _, g := range c.Hosts {
		line.Groups = append(line.Groups, PlanHosts{Count: g.Count, Slots: g.Slots, Cores: g.Cores, RAM: int64(g.RAM), Disk: int64(g.Disk.Capacity)})
	}
	for id := engine.FunctionID(1); int(id) <= p.Provider.Functions(); id++ {
		line.Functions = append(line.Functions, planFunction(p.Function(id)))
	}
	for _, name := range policyOptions.names {
		if hookOf(c, name) != nil {
			line.Policies = append(line.Policies, name)
		}
	}
	if line.Workloads == nil {
		line.Workloads = []Workload{}
	}
	return line
}

func planFunction(f *engine.Function, l *engine.Limits) PlanFunction {
	line := PlanFunction{
		Name: f.Name, Kind: "handler", Image: f.Image.File.Name, ImageSize: int64(f.Image.File.Size),
		RAM: int64(l.RAM), Disk: int64(l.Disk), Ingress: int64(l.Ingress), Egress: int64(l.Egress), Concurrency: l.Concurrency,
	}
	if l.TimeLimit > 0 && l.TimeLimit != sim.Never {
		line.TimeLimit = l.TimeLimit.Seconds()
	}
	if !f.Code.IsZero() {
		line.CodeSize = int64(f.Code.File.Size)
	}
	switch {
	case f.FromTrace:
		line.Kind = "trace"
	case f.Duration != nil:
		line.Kind = "duration"
	case len(f.Phases) > 0:
		line.Kind = "phases"
	}
	return line
}
