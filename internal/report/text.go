package report

// This file lays out the summary of a run on a terminal.

import (
	"fmt"
	"io"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
)

// topFunctions is how many functions the full summary lists per provider.
const topFunctions = 5

// Full writes all there is to say about a run: the header, each provider, and
// a comparison if there are several. With paint it uses escape sequences.
func Full(w io.Writer, r *Run, paint bool) error {
	p := &page{paint: paint}
	p.header(r)
	for i := range r.Summary.Providers {
		p.provider(&r.Summary.Providers[i])
	}
	if len(r.Summary.Providers) > 1 {
		p.comparison(r.Summary.Providers)
	}
	p.footer(r)
	return p.writeTo(w)
}

// Compact writes the header in short and one line per provider.
func Compact(w io.Writer, r *Run, paint bool) error {
	p := &page{paint: paint}
	p.title(r, r.Summary.Seed)
	p.partial(r)
	p.field("simulated", simulated(r))
	p.providersInShort(r.Summary.Providers)
	p.footer(r)
	return p.writeTo(w)
}

// title names the run.
func (p *page) title(r *Run, seed uint64) {
	if r.Apart {
		p.line("")
	}
	title := r.Script
	if title == "-" {
		title = "standard input"
	}
	p.line("%s  %s", p.bold(snip(title, 50)), p.dim(fmt.Sprintf("seed %d", seed)))
}

// partial warns of a run that was interrupted.
func (p *page) partial(r *Run) {
	if r.Summary.Partial {
		p.line("%s", p.warn("PARTIAL: the run stopped early; all numbers are of the time up to then"))
	}
}

// header says what ran, for how long and how fast.
func (p *page) header(r *Run) {
	p.title(r, r.Summary.Seed)
	p.partial(r)
	p.list("parameters", parameters(r.Parameters, true))
	p.list("defaults", parameters(r.Parameters, false))
	p.field("simulated", simulated(r))
	p.field("events", amount(r.Summary.Events, r.Wall))
	p.field("invocations", amount(r.Summary.Invocations, r.Wall))
	if r.Memory > 0 {
		p.field("memory", human.RAM(float64(r.Memory)))
	}
	p.field("version", r.Version)
	for _, t := range r.Traces {
		p.trace(t)
	}
}

// simulated says how much time passed, and how fast.
func simulated(r *Run) string {
	s := human.Seconds(r.Summary.Simulated)
	if r.Wall <= 0 {
		return s
	}
	s += " in " + human.Wall(r.Wall)
	if pace := r.Summary.Simulated / r.Wall.Seconds(); pace > 0 {
		s += " (" + human.Number(pace) + " times real time)"
	}
	return s
}

// amount prints a number and how many that were a second of wall-clock time.
func amount(n uint64, in time.Duration) string {
	if in <= 0 || n == 0 {
		return human.Count(n)
	}
	return fmt.Sprintf("%s (%s/s)", human.Count(n), human.Scaled(float64(n)/in.Seconds()))
}

// parameters lists names and values of the parameters that were given, or of the
// others.
func parameters(ps []Parameter, given bool) []string {
	var items []string
	for _, p := range ps {
		if p.Given == given {
			items = append(items, snip(p.Name+"="+p.Text, Columns-indent-1))
		}
	}
	return items
}

// footer proves the run and says how to repeat it. The command is never
// wrapped, so that it can be copied.
func (p *page) footer(r *Run) {
	p.gap()
	p.field("fingerprint", r.Summary.Fingerprint)
	p.field("repeat with", r.Command())
}

// heading begins the part about one provider.
func (p *page) heading(provider string, hosts int) {
	p.gap()
	p.line("%s  %s", p.bold(snip(provider, 56)), p.dim(plural(uint64(hosts), "host")))
}

// provider describes one provider.
func (p *page) provider(s *engine.ProviderSummary) {
	p.heading(s.Name, s.Hosts)
	if s.Counts.Submitted == 0 {
		p.line("  no invocations")
		return
	}
	p.counts(&s.Counts, s.ColdShare)
	p.times(s)
	p.phases(s.Phases)
	p.uses(s.Use)
	p.traffic(s.Bytes)
	p.caches(s.Caches)
	p.bill(s)
	p.functions(s)
}

// counts shows how invocations ended and containers came and went.
func (p *page) counts(c *engine.Counts, coldShare float64) {
	var containers []string
	for _, e := range []struct {
		n    uint64
		what string
	}{{c.Containers, "created"}, {c.Expired, "expired"}, {c.Evicted, "evicted"}} {
		if e.n > 0 {
			containers = append(containers, human.Count(e.n)+" "+e.what)
		}
	}
	p.list("starts", []string{human.Count(c.Warm) + " warm", fmt.Sprintf("%s cold (%s)", human.Count(c.Cold), human.Share(coldShare))})
	p.list("containers", containers)

	var rows [][]string
	for _, e := range ends(c) {
		if e.n > 0 || e.name == "ok" {
			rows = append(rows, []string{e.name, human.Count(e.n), human.Share(human.Ratio(e.n, c.Submitted))})
		}
	}
	p.table([]string{"ended", "invocations", "share"}, rows)
}

// An end is how many invocations came to one end state.
type end struct {
	name string
	n    uint64
}

// ends lists the end states in their usual order, and what is still in flight.
func ends(c *engine.Counts) []end {
	return []end{
		{"ok", c.OK}, {"error", c.Error}, {"timeout", c.Timeout},
		{"out of memory", c.OutOfMemory}, {"disk full", c.DiskFull},
		{"rejected", c.Rejected}, {"crashed", c.Crashed}, {"cancelled", c.Cancelled},
		{"in flight", c.InFlight},
	}
}
