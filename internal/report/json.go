package report

// This file writes the summary of a run for programs.

import (
	"encoding/json"
	"io"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// A document is the JSON form of a run: the engine's summary, and what it is a
// summary of. It is versioned by the summary's own schema number.
type document struct {
	*engine.Summary
	Version    string         `json:"version"`
	Script     string         `json:"script"`
	Parameters map[string]any `json:"parameters"` // every declared one, given or not; infinite ones as "+Inf" or "-Inf"
	Traces     []traceJSON    `json:"traces"`
}

// JSON writes the run as one indented JSON document ending in a newline. It
// depends on nothing but version, script, parameters, seed and traces.
func JSON(w io.Writer, r *Run) error {
	d := document{
		Summary: complete(r.Summary), Version: r.Version, Script: r.Script,
		Parameters: map[string]any{}, Traces: []traceJSON{},
	}
	for _, p := range r.Parameters {
		d.Parameters[p.Name] = jsonValue(p.Value)
	}
	for _, t := range r.Traces {
		d.Traces = append(d.Traces, toTraceJSON(t))
	}
	return Indented(w, d)
}

// complete returns a copy of s in which no list is nil, so that each is a list in
// JSON too.
func complete(s *engine.Summary) *engine.Summary {
	c := *s
	c.Providers = append([]engine.ProviderSummary{}, s.Providers...)
	for i := range c.Providers {
		p := &c.Providers[i]
		p.Phases = append([]engine.Phase{}, p.Phases...)
		p.Use = append([]engine.ResourceUse{}, p.Use...)
		p.Bytes = append([]engine.Traffic{}, p.Bytes...)
		p.Caches = append([]engine.CacheSummary{}, p.Caches...)
		p.Bill = append([]engine.BillItem{}, p.Bill...)
		p.Functions = append([]engine.FunctionSummary{}, p.Functions...)
	}
	return &c
}

// jsonValue is v as JSON can hold it: numbers that it lacks become texts.
func jsonValue(v any) any {
	if x, ok := v.(float64); ok && (math.IsInf(x, 0) || math.IsNaN(x)) {
		return Plain(v)
	}
	return v
}

// Indented writes v as indented JSON ending in a newline, with characters such
// as "<" as they are.
func Indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
