package report

// This file holds the JSON form of traces.

import (
	"io"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// TraceSchema is the version of what [TraceJSON] writes. It grows by one
// whenever a field is renamed, removed or changes its meaning.
const TraceSchema = 1

// traceJSON is a trace that a run read.
type traceJSON struct {
	Source      string       `json:"source"`
	Functions   int          `json:"functions"`
	Apps        int          `json:"apps"`
	Invocations uint64       `json:"invocations"`
	Repairs     []repairJSON `json:"repairs"` // notes included
}

type repairJSON struct {
	Rule    string `json:"rule"`
	Action  string `json:"action"`
	Count   uint64 `json:"count"`
	Example string `json:"example"`
	Note    bool   `json:"note"` // nothing was changed
}

func toTraceJSON(t *workload.Report) traceJSON {
	j := traceJSON{Source: t.Source, Functions: t.Functions, Apps: t.Apps, Invocations: t.Invocations, Repairs: []repairJSON{}}
	for _, r := range t.Repairs {
		j.Repairs = append(j.Repairs, repairJSON(r))
	}
	return j
}

// infoJSON is all about a trace. Seconds and bytes; shares in [0, 1].
type infoJSON struct {
	Schema int `json:"schema"`
	traceJSON
	Owners      int           `json:"owners"` // 0: not recorded
	Span        float64       `json:"span_seconds"`
	Concurrency float64       `json:"mean_concurrency"`
	Minutes     minutesJSON   `json:"per_minute"`
	Triggers    []triggerJSON `json:"triggers"` // most functions first; "": not recorded
	Durations   quantilesJSON `json:"average_duration"`
	Memory      quantilesJSON `json:"memory"`
	Top         []topJSON     `json:"busiest"`
}

type minutesJSON struct {
	Minutes int     `json:"minutes"`
	Min     uint64  `json:"min"`
	Mean    float64 `json:"mean"`
	Max     uint64  `json:"max"`
}

type triggerJSON struct {
	Name        string `json:"name"`
	Functions   int    `json:"functions"`
	Invocations uint64 `json:"invocations"`
}

type quantilesJSON struct {
	Count int     `json:"count"`
	Mean  float64 `json:"mean"`
	Min   float64 `json:"min"`
	P5    float64 `json:"p5"`
	P25   float64 `json:"p25"`
	P50   float64 `json:"p50"`
	P75   float64 `json:"p75"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

type topJSON struct {
	Share       float64 `json:"share_of_functions"`
	Functions   int     `json:"functions"`
	Invocations float64 `json:"share_of_invocations"`
}

// TraceJSON writes all about a trace as one indented JSON document.
func TraceJSON(w io.Writer, x *workload.Info) error {
	j := infoJSON{
		Triggers: []triggerJSON{}, Top: []topJSON{},
		Schema: TraceSchema, traceJSON: toTraceJSON(x.Report),
		Owners: x.Owners, Span: x.Span.Seconds(), Concurrency: x.Concurrency,
		Minutes:   minutesJSON{x.Minutes.Minutes, x.Minutes.Min, x.Minutes.Mean, x.Minutes.Max},
		Durations: quantilesJSON(x.AverageDuration), Memory: quantilesJSON(x.Memory),
	}
	for _, t := range x.Triggers {
		j.Triggers = append(j.Triggers, triggerJSON(t))
	}
	for _, t := range x.Top {
		j.Top = append(j.Top, topJSON(t))
	}
	return Indented(w, j)
}
