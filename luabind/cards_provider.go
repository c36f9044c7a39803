package luabind

// This file shows providers and their functions.

import (
	"fmt"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

func (rt *Runtime) openProviderCards() {
	w := rt.world
	shows(w.providers, func(p *provider, _ *printer) card { return p.card() })
	shows(w.clusters, func(c *clusterView, _ *printer) card {
		made := c.p.card()
		made.title = "cluster of " + made.title
		return made
	})
	shows(w.registrations, (*registration).card)
	lists(w.registrations, []string{
		"function", ">invocations", ">ok", ">cold", ">running", ">waiting", ">warm", ">mean latency", ">RAM", "image", ">cost",
	}, (*registration).cells)
	shows(w.functions, func(f *function, p *printer) card { return rt.functionCard(f, p) })
	briefs(w.functions, (*function).String)
}

// card shows what is there of a provider and what has happened.
func (p *provider) card() card {
	sum, now := p.Summary(), p.Simulation().Now()
	c := card{title: fmt.Sprintf("%v at %s", p, moment(now))}
	c.row("hosts", p.hostsLine())
	c.row("storage", diskLine(p.Disk(0), "image"))
	c.row("containers", p.containersLine())
	n := sum.Counts
	ended := n.Submitted - n.InFlight
	c.row("invocations", joined(count(n.Submitted), things(ended, "ended", "ended"), things(n.InFlight, "in flight", "in flight"),
		optional("%s cold", n.Cold, count), optional("%s not ok", ended-n.OK, count)))
	c.row("queue", joined(things(p.Cluster().Waiting(), "invocation", "invocations"), p.oldest()))
	c.row("transfers", p.transfersLine())
	c.row("functions", few(p.FunctionNames()))
	if n.Submitted > 0 && sum.Latency.Count > 0 {
		c.row("latency", fmt.Sprintf("mean %s, p99 %s", seconds(sum.Latency.Mean), seconds(sum.Latency.P99)))
	}
	if p.Config().Billing != nil {
		c.row("billed", human.USD(sum.Billed))
	}
	return c
}

// hostsLine sums up the hosts.
func (p *provider) hostsLine() string {
	var slots, running int
	var ramHeld, ramTotal, diskUsed, diskTotal unit.Bytes
	hosts := p.Cluster().Hosts()
	for id := engine.HostID(1); int(id) <= hosts; id++ {
		h := p.Host(id)
		slots, running = addUnlimited(slots, h.Slots, unlimitedSlots), running+h.Running
		ramHeld, ramTotal = ramHeld+h.RAM-h.FreeRAM, addUnlimited(ramTotal, h.RAM, mostBytes)
		diskUsed, diskTotal = diskUsed+h.Disk-h.FreeDisk, addUnlimited(diskTotal, h.Disk, mostBytes)
	}
	return joined(count(hosts),
		"slots "+outOf(count(running), slotCount(slots), " of "),
		"RAM "+outOf(ram(ramHeld), ram(ramTotal), " of "),
		"disk "+outOf(data(diskUsed), data(diskTotal), " of "))
}

// unlimitedSlots is more slots than a host can be declared with.
const unlimitedSlots = 1<<31 - 2

// addUnlimited adds two capacities, of which one above most is unlimited.
func addUnlimited[T int | unit.Bytes](sum, v, most T) T {
	if sum > most || v > most {
		return most + 1
	}
	return sum + v
}

// containersLine sums up the containers.
func (p *provider) containersLine() string {
	n := map[string]int{}
	for _, c := range p.living(0) {
		n[state(&c)]++
	}
	parts := []string{count(p.Cluster().Containers())}
	for _, s := range []string{"busy", "idle", "starting", "stopping"} {
		parts = append(parts, optional("%s "+s, n[s], count))
	}
	return joined(parts...)
}

// living returns the containers that live, on one host if it is not 0.
func (p *provider) living(h engine.HostID) []engine.ContainerInfo {
	var list []engine.ContainerInfo
	left := p.Cluster().Containers()
	for id := engine.ContainerID(1); left > 0; id++ {
		if c, ok := p.Container(id); ok {
			left--
			if h == 0 || c.Host == h {
				list = append(list, c)
			}
		}
	}
	return list
}

// oldest says since when the first invocation in the queue waits.
func (p *provider) oldest() string {
	queue := p.Queue()
	if len(queue) == 0 {
		return ""
	}
	return fmt.Sprintf("the first, %d, for %s", queue[0].ID, span(p.Simulation().Now()-queue[0].Dispatched))
}

// transfersLine sums up the transfers.
func (p *provider) transfersLine() string {
	list := p.Transfers()
	var all float64
	for i := range list {
		all += list[i].Rate
	}
	if len(list) == 0 {
		return "0"
	}
	if all == 0 {
		return count(len(list))
	}
	return joined(count(len(list)), rate(all)+" in all")
}

// card shows a function at a provider.
func (r *registration) card(_ *printer) card {
	f, limits := r.p.Function(r.id)
	info := r.p.Registration(r.id)
	c := card{title: fmt.Sprintf("%v at %q", r, r.p.Name())}
	c.row("image", imageLine(f.Image))
	c.row("code", codeLine(f.Code))
	c.row("limits", joined("RAM "+orNone(limits.RAM, ram), "disk "+orNone(limits.Disk, data), optional("time %s", limits.TimeLimit, span)))
	c.row("traffic", joined(optional("ingress %s", limits.Ingress, data), optional("egress %s", limits.Egress, data)))
	if limits.Concurrency > 1 {
		c.row("concurrency", things(limits.Concurrency, "invocation", "invocations")+" in a container")
	}
	if t, ok := limits.KeepAlive.(engine.FixedKeepAlive); ok {
		c.row("keep-alive", span(sim.Time(t)))
	} else {
		c.row("keep-alive", "as the policy says")
	}
	c.row("invocations", joined(count(info.Submitted), things(info.OK, "ok", "ok"), optional("%s cold", info.Cold, count),
		optional("%s running", info.Running, count), optional("%s waiting", info.Waiting, count)))
	c.row("containers", joined(count(info.Containers), optional("%s idle", info.Warm, count)))
	if info.MeanLatency > 0 {
		c.row("latency", "mean "+seconds(info.MeanLatency))
	}
	if info.USD != 0 {
		c.row("billed", human.USD(info.USD))
	}
	return c
}

// orNone writes a limit, of which 0 is none.
func orNone(b unit.Bytes, write func(unit.Bytes) string) string {
	if b == 0 {
		return "unlimited"
	}
	return write(b)
}

// cells is the line of a function in a list.
func (r *registration) cells() []string {
	f, limits := r.p.Function(r.id)
	info := r.p.Registration(r.id)
	latency := "-"
	if info.MeanLatency > 0 {
		latency = seconds(info.MeanLatency)
	}
	return []string{
		f.Name, count(info.Submitted), count(info.OK), count(info.Cold), count(info.Running), count(info.Waiting), count(info.Warm),
		latency, orNone(limits.RAM, ram), f.Image.File.Name, human.USD(info.USD),
	}
}

// functionCard shows a function and where it is registered.
func (rt *Runtime) functionCard(f *function, p *printer) card {
	c := card{title: f.String()}
	c.row("image", imageLine(f.Image))
	c.row("code", codeLine(f.Code))
	switch {
	case f.run != nil:
		c.row("does", rt.describeFunction(f.run))
	case f.FromTrace:
		c.row("does", "takes as long as the trace says")
	case f.Duration != nil:
		c.row("does", "takes "+durationLine(f.Duration))
	default:
		c.row("does", things(len(f.Phases), "phase", "phases"))
	}
	g := grid{columns: append([]string{"provider"}, rt.display(rt.world.registrations.meta).columns[1:]...)}
	for _, prov := range rt.world.all {
		if id := prov.FunctionID(f.Name); id != 0 {
			r := &registration{prov, id}
			if r.fn() == f {
				g.rows = append(g.rows, append([]string{prov.Name()}, r.cells()[1:]...))
			}
		}
	}
	if len(g.rows) == 0 {
		c.row("registered", "nowhere")
	}
	c.grids = append(c.grids, g)
	return c
}

// imageLine writes an image and where it is.
func imageLine(l engine.Location) string {
	return fmt.Sprintf("%s of %s at %s", l.File.Name, data(l.File.Size), l.Repository.Config.Name)
}

// codeLine writes a code file, if there is one.
func codeLine(l engine.Location) string {
	if l.IsZero() {
		return ""
	}
	return imageLine(l)
}

// durationLine writes a distribution of seconds.
func durationLine(d workload.Dist) string {
	if text := d.String(); !strings.HasPrefix(text, "constant(") {
		return text
	}
	return seconds(d.Mean())
}
