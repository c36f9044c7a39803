package report

// This file holds the tables about one provider.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
)

// times shows the distributions.
func (p *page) times(s *engine.ProviderSummary) {
	var rows [][]string
	for _, d := range []struct {
		name string
		of   engine.Distribution
	}{{"latency", s.Latency}, {"queueing", s.Queueing}, {"execution", s.Execution}, {"cold start", s.Cold}} {
		if d.of.Count > 0 {
			rows = append(rows, []string{
				d.name, human.Seconds(d.of.Mean), human.Seconds(d.of.P50), human.Seconds(d.of.P90), human.Seconds(d.of.P95),
				human.Seconds(d.of.P99), human.Seconds(d.of.P999), human.Seconds(d.of.Max),
			})
		}
	}
	p.table([]string{"time", "mean", "p50", "p90", "p95", "p99", "p99.9", "max"}, rows)
}

// phases shows what cold starts are made of.
func (p *page) phases(phases []engine.Phase) {
	var rows [][]string
	for _, f := range phases {
		if f.Max > 0 {
			rows = append(rows, []string{f.Name, human.Seconds(f.Mean), human.Seconds(f.Max), human.Share(f.Share)})
		}
	}
	p.table([]string{"cold start phase", "mean", "max", "share"}, rows)
}

// uses shows resources over simulated time.
func (p *page) uses(uses []engine.ResourceUse) {
	var rows [][]string
	for _, u := range uses {
		if u.Max == 0 {
			continue
		}
		print := human.Scaled
		switch {
		case u.Name == "ram":
			print = human.RAM
		case u.Unit == "bytes":
			print = human.Data
		}
		capacity, used := "", ""
		if u.Capacity > 0 {
			capacity, used = print(u.Capacity), human.Share(u.Mean/u.Capacity)
		}
		rows = append(rows, []string{label(u.Name), print(u.Mean), print(u.Max), capacity, used})
	}
	p.table([]string{"use", "mean", "max", "capacity", "mean use"}, rows)
}

// label turns a name of the JSON form into words.
func label(s string) string { return strings.ReplaceAll(s, "_", " ") }

// traffic shows the bytes moved over every path that saw any.
func (p *page) traffic(traffic []engine.Traffic) {
	var rows [][]string
	for _, t := range traffic {
		if t.Transfers > 0 || t.Bytes > 0 {
			rows = append(rows, []string{label(t.Path), human.Data(float64(t.Bytes)), human.Count(t.Transfers)})
		}
	}
	p.table([]string{"moved", "bytes", "transfers"}, rows)
}

// caches shows every cache that was asked for anything.
func (p *page) caches(caches []engine.CacheSummary) {
	var rows [][]string
	for _, c := range caches {
		if c.Hits+c.Joined+c.Misses > 0 {
			rows = append(rows, []string{
				snip(c.Name, 12), human.Count(c.Hits), human.Count(c.Joined), human.Count(c.Misses), human.Share(c.HitRatio), human.Count(c.Evictions),
			})
		}
	}
	p.table([]string{"image cache", "hits", "joined", "misses", "hit ratio", "evictions"}, rows)
}

// bill shows what the invocations cost.
func (p *page) bill(s *engine.ProviderSummary) {
	if len(s.Bill) == 0 {
		return
	}
	perMillion := func(usd float64) string {
		if s.Counts.Submitted == 0 {
			return ""
		}
		return human.USD(usd / float64(s.Counts.Submitted) * 1e6)
	}
	var rows [][]string
	for _, b := range s.Bill {
		rows = append(rows, []string{snip(b.Item, 24), human.USD(b.USD), perMillion(b.USD)})
	}
	if len(s.Bill) > 1 {
		rows = append(rows, []string{"total", human.USD(s.Billed), perMillion(s.Billed)})
	}
	p.table([]string{"bill", "cost", "per million"}, rows)
}

// functions shows those with most invocations; ties go to the one registered
// first. Costs are left out where nothing is billed.
func (p *page) functions(s *engine.ProviderSummary) {
	if len(s.Functions) < 2 {
		return // all there is to say is said of the provider
	}
	top := slices.Clone(s.Functions)
	slices.SortStableFunc(top, func(a, b engine.FunctionSummary) int { return cmp.Compare(b.Invocations, a.Invocations) })
	top = top[:min(len(top), topFunctions)]
	head := []string{"function", "invocations", "ok", "cold", "latency", "cost"}
	if len(top) < len(s.Functions) {
		head[0] = "busiest of " + human.Count(uint64(len(s.Functions)))
	}
	columns := len(head)
	if len(s.Bill) == 0 {
		columns--
	}
	var rows [][]string
	for _, f := range top {
		row := []string{
			snip(f.Name, 20), human.Count(f.Invocations), human.Share(human.Ratio(f.OK, f.Invocations)),
			human.Share(human.Ratio(f.Cold, f.Invocations)), human.Seconds(f.MeanLatency), human.USD(f.USD),
		}
		rows = append(rows, row[:columns])
	}
	p.table(head[:columns], rows)
}
