package report

// This file describes traces: in short as part of a run, at length for the
// command trace info.

import (
	"cmp"
	"fmt"
	"io"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// trace adds what a run read, and how often it was repaired.
func (p *page) trace(t *workload.Report) {
	p.field("trace", snip(t.Source, Columns-16))
	p.field("", fmt.Sprintf("%s, %s", plural(uint64(t.Functions), "function"), plural(t.Invocations, "invocation")))
	p.repairs(t.Repairs, false)
}

// repairs lists the repairs, and the mere notes too if asked for.
func (p *page) repairs(repairs []workload.Repair, notes bool) {
	label := "repaired"
	for _, r := range repairs {
		if !r.Note {
			p.prose(label, repair(r))
			label = ""
		}
	}
	label = "noted"
	for _, r := range repairs {
		if r.Note && notes {
			p.prose(label, repair(r))
			label = ""
		}
	}
}

// repair words how often a rule was used, and the first case.
func repair(r workload.Repair) string {
	s := fmt.Sprintf("%s × %s: %s", human.Count(r.Count), r.Rule, r.Action)
	if r.Example != "" {
		s += "; first: " + r.Example
	}
	return s
}

// plural prints a number of things.
func plural(n uint64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return human.Count(n) + " " + thing
}

// TraceText describes a trace at length.
func TraceText(w io.Writer, x *workload.Info, paint bool) error {
	p := &page{paint: paint}
	p.line("%s", p.bold(snip(x.Source, Columns)))
	who := plural(uint64(x.Functions), "function") + " of " + plural(uint64(x.Apps), "application")
	if x.Owners > 0 {
		who += " of " + plural(uint64(x.Owners), "owner")
	}
	p.field("functions", who)
	p.field("invocations", human.Count(x.Invocations)+" in "+human.Seconds(x.Span.Seconds()))
	p.field("a minute", fmt.Sprintf("%s at least, %s on average, %s at most",
		human.Count(x.Minutes.Min), human.Number(x.Minutes.Mean), human.Count(x.Minutes.Max)))
	if x.Concurrency > 0 {
		p.field("running", human.Number(x.Concurrency)+" on average")
	}
	p.repairs(x.Report.Repairs, true)
	p.triggers(x)
	p.quantiles(x)
	p.skew(x)
	return p.writeTo(w)
}

// triggers shows what invokes the functions.
func (p *page) triggers(x *workload.Info) {
	if len(x.Triggers) == 1 && x.Triggers[0].Name == "" {
		return // not recorded
	}
	var rows [][]string
	for _, t := range x.Triggers {
		rows = append(rows, []string{
			snip(cmp.Or(t.Name, "(none)"), 24), human.Count(uint64(t.Functions)), human.Share(human.Ratio(uint64(t.Functions), uint64(x.Functions))),
			human.Count(t.Invocations), human.Share(human.Ratio(t.Invocations, x.Invocations)),
		})
	}
	p.table([]string{"trigger", "functions", "share", "invocations", "share"}, rows)
}

// quantiles shows how durations and memory are distributed.
func (p *page) quantiles(x *workload.Info) {
	var rows [][]string
	for _, q := range []struct {
		name  string
		of    workload.Quantiles
		print func(float64) string
	}{{"duration", x.AverageDuration, human.Seconds}, {"memory", x.Memory, human.Data}} {
		if q.of.Count > 0 {
			rows = append(rows, []string{
				q.name, q.print(q.of.Mean), q.print(q.of.P5), q.print(q.of.P25), q.print(q.of.P50),
				q.print(q.of.P75), q.print(q.of.P95), q.print(q.of.P99),
			})
		}
	}
	p.table([]string{"averages", "mean", "p5", "p25", "p50", "p75", "p95", "p99"}, rows)
}

// skew shows how much of the load the busiest functions make.
func (p *page) skew(x *workload.Info) {
	var rows [][]string
	for _, t := range x.Top {
		rows = append(rows, []string{human.Number(t.Share*100) + " %", human.Count(uint64(t.Functions)), human.Share(t.Invocations)})
	}
	p.table([]string{"busiest", "functions", "of invocations"}, rows)
}
