package report

// This file puts providers side by side.

import (
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
)

// providersInShort shows one line per provider.
func (p *page) providersInShort(providers []engine.ProviderSummary) {
	var rows [][]string
	for i := range providers {
		s := &providers[i]
		rows = append(rows, []string{
			snip(s.Name, 12), human.Count(s.Counts.Submitted), human.Share(human.Ratio(s.Counts.OK, s.Counts.Submitted)), human.Share(s.ColdShare),
			human.Seconds(s.Latency.Mean), human.Seconds(s.Latency.P99), human.USD(s.Billed),
		})
	}
	p.table([]string{"provider", "invocations", "ok", "cold", "mean", "p99", "cost"}, rows)
}

// A measure is one row of the comparison.
type measure struct {
	name string
	of   func(*engine.ProviderSummary) string
}

var measures = []measure{
	{"hosts", func(s *engine.ProviderSummary) string { return human.Count(uint64(s.Hosts)) }},
	{"invocations", func(s *engine.ProviderSummary) string { return human.Count(s.Counts.Submitted) }},
	{"ok", func(s *engine.ProviderSummary) string {
		return human.Share(human.Ratio(s.Counts.OK, s.Counts.Submitted))
	}},
	{"rejected", func(s *engine.ProviderSummary) string {
		return human.Share(human.Ratio(s.Counts.Rejected, s.Counts.Submitted))
	}},
	{"cold starts", func(s *engine.ProviderSummary) string { return human.Share(s.ColdShare) }},
	{"cold start mean", func(s *engine.ProviderSummary) string { return human.Seconds(s.Cold.Mean) }},
	{"latency mean", func(s *engine.ProviderSummary) string { return human.Seconds(s.Latency.Mean) }},
	{"latency p50", func(s *engine.ProviderSummary) string { return human.Seconds(s.Latency.P50) }},
	{"latency p99", func(s *engine.ProviderSummary) string { return human.Seconds(s.Latency.P99) }},
	{"latency max", func(s *engine.ProviderSummary) string { return human.Seconds(s.Latency.Max) }},
	{"queueing mean", func(s *engine.ProviderSummary) string { return human.Seconds(s.Queueing.Mean) }},
	{"containers", func(s *engine.ProviderSummary) string { return human.Count(s.Counts.Containers) }},
	{"RAM mean", func(s *engine.ProviderSummary) string { return human.RAM(use(s, "ram").Mean) }},
	{"idle containers mean", func(s *engine.ProviderSummary) string { return human.Number(use(s, "containers_idle").Mean) }},
	{"downloaded", func(s *engine.ProviderSummary) string { return human.Data(moved(s, "download")) }},
	{"cost", func(s *engine.ProviderSummary) string { return human.USD(s.Billed) }},
	{"cost per million", func(s *engine.ProviderSummary) string {
		return human.USD(s.Billed / float64(max(1, s.Counts.Submitted)) * 1e6)
	}},
}

// use is the use of one resource; zero if the provider has no such.
func use(s *engine.ProviderSummary, name string) engine.ResourceUse {
	for _, u := range s.Use {
		if u.Name == name {
			return u
		}
	}
	return engine.ResourceUse{}
}

// moved is the number of bytes that moved over one path.
func moved(s *engine.ProviderSummary, path string) float64 {
	for _, t := range s.Bytes {
		if t.Path == path {
			return float64(t.Bytes)
		}
	}
	return 0
}

// comparison shows one column per provider, one row per measure, in as many
// tables as it takes to stay within the page. A measure that is the same nothing
// everywhere is left out.
func (p *page) comparison(providers []engine.ProviderSummary) {
	zero := engine.ProviderSummary{}
	names := []string{"comparison"}
	var shown []measure
	for _, m := range measures {
		nothing := m.of(&zero)
		if slices.ContainsFunc(providers, func(s engine.ProviderSummary) bool { return m.of(&s) != nothing }) {
			shown = append(shown, m)
			names = append(names, m.name)
		}
	}
	columns := [][]string{names}
	for i := range providers {
		column := []string{snip(providers[i].Name, 12)}
		for _, m := range shown {
			column = append(column, m.of(&providers[i]))
		}
		if width(columns)+width([][]string{column}) > Columns {
			p.turned(columns)
			columns = [][]string{names}
		}
		columns = append(columns, column)
	}
	p.turned(columns)
}

// width is how much room columns take, with the space before each.
func width(columns [][]string) int {
	sum := 0
	for _, c := range columns {
		widest := 0
		for _, cell := range c {
			widest = max(widest, text.StringWidth(cell))
		}
		sum += 2 + widest
	}
	return sum
}

// turned adds a table that is given by columns.
func (p *page) turned(columns [][]string) {
	rows := make([][]string, len(columns[0]))
	for _, c := range columns {
		for i, cell := range c {
			rows[i] = append(rows[i], cell)
		}
	}
	p.table(rows[0], rows[1:])
}

// Branches writes two simulations side by side, A and B, provider by provider.
func Branches(w io.Writer, a, b *engine.Summary, paint bool) error {
	p := &page{paint: paint}
	p.field("A", human.Seconds(a.Simulated)+", fingerprint "+a.Fingerprint)
	p.field("B", human.Seconds(b.Simulated)+", fingerprint "+b.Fingerprint)
	var columns []engine.ProviderSummary
	for i := range max(len(a.Providers), len(b.Providers)) {
		for _, side := range []struct {
			name string
			all  []engine.ProviderSummary
		}{{"A", a.Providers}, {"B", b.Providers}} {
			if i < len(side.all) {
				s := side.all[i]
				if s.Name = side.name + " " + s.Name; len(side.all) == 1 {
					s.Name = side.name
				}
				columns = append(columns, s)
			}
		}
	}
	if len(columns) > 0 {
		p.comparison(columns)
	}
	return p.writeTo(w)
}
