package report

// This file tells what a script is going to simulate.

import (
	"fmt"
	"io"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// PlanSchema is the version of what [PlanJSON] writes. It grows by one whenever
// a field is renamed, removed or changes its meaning.
const PlanSchema = 1

// A Plan is what a script has declared.
type Plan struct {
	Version    string
	Script     string // path as typed; "-" is standard input
	Parameters []luabind.ParamInfo
	Traces     []*workload.Report
	Plan       luabind.Plan
}

// mostRows is how many rows of a table of functions or workloads the text shows.
const mostRows = 20

// PlanText describes a plan on a terminal.
func PlanText(w io.Writer, x *Plan, paint bool) error {
	p := &page{paint: paint}
	p.title(&Run{Script: x.Script}, x.Plan.Seed)
	p.declared(x.Parameters)
	for _, t := range x.Traces {
		p.gap()
		p.trace(t)
	}
	p.repositories(x.Plan.Repositories)
	for _, provider := range x.Plan.Providers {
		p.planned(&provider)
	}
	return p.writeTo(w)
}

// declared shows the parameters.
func (p *page) declared(declared []luabind.ParamInfo) {
	head := []string{"parameter", "<type", "<value", "<meaning"}
	columns := [][]string{{head[0]}, {"type"}, {"value"}}
	var rows [][]string
	for _, d := range declared {
		value := Plain(d.Value)
		if d.Given {
			value += " (default " + Plain(d.Default) + ")"
		}
		row := []string{snip(d.Name, 20), d.Type, snip(value, 24), d.Doc}
		for i := range columns {
			columns[i] = append(columns[i], row[i])
		}
		rows = append(rows, row)
	}
	for _, r := range rows {
		r[3] = snip(r[3], Columns-2-width(columns))
	}
	p.table(head, rows)
}

// repositories shows where images come from.
func (p *page) repositories(repositories []luabind.PlanRepository) {
	var rows [][]string
	for _, r := range repositories {
		bandwidth := "unlimited"
		if r.Bandwidth > 0 {
			bandwidth = human.Data(r.Bandwidth) + "/s"
		}
		rows = append(rows, []string{snip(r.Name, 24), bandwidth, human.Seconds(r.Latency), human.Count(uint64(r.Files)), human.Data(float64(r.Bytes))})
	}
	p.table([]string{"repository", "bandwidth", "latency", "files", "size"}, rows)
}

// planned describes a provider.
func (p *page) planned(x *luabind.PlanProvider) {
	p.heading(x.Name, x.Hosts)
	label := "hosts"
	for _, g := range x.Groups {
		p.prose(label, hosts(g))
		label = ""
	}
	if x.Storage > 0 {
		p.field("storage", human.Data(float64(x.Storage)))
	}
	p.list("policies", append([]string{}, x.Policies...))
	p.registered(x.Functions)
	p.driven(x.Workloads)
}

// hosts words a group of equal hosts.
func hosts(g luabind.PlanHosts) string {
	parts := []string{}
	if g.Slots > 0 {
		parts = append(parts, plural(uint64(g.Slots), "slot"))
	}
	if g.Cores > 0 {
		parts = append(parts, human.Number(g.Cores)+" cores")
	}
	if g.RAM > 0 {
		parts = append(parts, human.RAM(float64(g.RAM))+" RAM")
	}
	if g.Disk > 0 {
		parts = append(parts, human.Data(float64(g.Disk))+" disk")
	}
	if len(parts) == 0 {
		parts = append(parts, "without limits")
	}
	return fmt.Sprintf("%s × %s", human.Count(uint64(g.Count)), strings.Join(parts, ", "))
}

// registered shows the functions of a provider.
func (p *page) registered(functions []luabind.PlanFunction) {
	var rows [][]string
	for _, f := range functions[:min(len(functions), mostRows)] {
		limit := "none"
		if f.TimeLimit > 0 {
			limit = human.Seconds(f.TimeLimit)
		}
		rows = append(rows, []string{
			snip(f.Name, 20), f.Kind, snip(f.Image, 14), human.Data(float64(f.ImageSize)),
			limit, human.RAM(float64(f.RAM)),
		})
	}
	p.table([]string{"function", "<runs", "<image", "size", "limit", "RAM"}, rows)
	p.more(len(functions))
}

// driven shows what drives a provider.
func (p *page) driven(workloads []luabind.Workload) {
	var rows [][]string
	for _, w := range workloads[:min(len(workloads), mostRows)] {
		what := plural(uint64(len(w.Functions)), "function")
		if len(w.Functions) == 1 {
			what = snip(w.Functions[0], 24)
		}
		expected, horizon := "unknown", "unknown"
		if w.Expected != nil {
			expected = human.Count(uint64(*w.Expected + 0.5))
		}
		if w.Horizon != nil {
			horizon = human.Seconds(*w.Horizon)
		}
		rows = append(rows, []string{w.Kind, what, expected, horizon})
	}
	p.table([]string{"workload", "<of", "invocations", "until"}, rows)
	p.more(len(workloads))
}

// more tells of rows that were left out of a table.
func (p *page) more(n int) {
	if n > mostRows {
		p.line("  and %s more", human.Count(uint64(n-mostRows)))
	}
}

// A planJSON is the JSON form of a plan.
type planJSON struct {
	Schema     int         `json:"schema"`
	Version    string      `json:"version"`
	Script     string      `json:"script"`
	Parameters []paramJSON `json:"parameters"` // in the order of their declaration
	Traces     []traceJSON `json:"traces"`
	luabind.Plan
}

type paramJSON struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Value   any    `json:"value"`
	Default any    `json:"default"`
	Given   bool   `json:"given"`
	Doc     string `json:"doc"`
	Path    string `json:"path"`
	Line    int    `json:"line"`
}

// PlanJSON writes a plan as one indented JSON document.
func PlanJSON(w io.Writer, x *Plan) error {
	j := planJSON{
		Schema: PlanSchema, Version: x.Version, Script: x.Script, Plan: x.Plan,
		Parameters: []paramJSON{}, Traces: []traceJSON{},
	}
	for _, d := range x.Parameters {
		j.Parameters = append(j.Parameters, paramJSON{
			d.Name, d.Type, jsonValue(d.Value), jsonValue(d.Default), d.Given, d.Doc, d.Path, d.Line,
		})
	}
	for _, t := range x.Traces {
		j.Traces = append(j.Traces, toTraceJSON(t))
	}
	return Indented(w, j)
}
