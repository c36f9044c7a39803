package wrench

// This file writes a scenario as a Lua script.

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A luaWriter writes a script, line by line.
type luaWriter struct{ strings.Builder }

func (b *luaWriter) line(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }

// num writes a number so that Lua reads the same one.
func num(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// script returns the scenario as a script that prints what happens; see
// readOutcome.
func (sc *wrenchScenario) script() []byte {
	b := &luaWriter{}
	b.line("--- %s: %s", sc.Name, sc.Description)
	b.line(`local coldmoon = require "coldmoon"`)
	b.line(`local evict = require "evict"`)
	b.line(`local schedule = require %q`, map[string]string{"fcfs": "fcfs", "wb": "workload_balancing"}[sc.Service.Scheduler])
	b.line("")
	sc.images(b)
	sc.provider(b)
	sc.functions(b)
	sc.clients(b)
	b.line("coldmoon.run()")
	b.line("for i = 1, %d do report(i) end", len(sc.Invocations))
	return []byte(b.String())
}

func (sc *wrenchScenario) images(b *luaWriter) {
	b.line(`local repo = coldmoon.repository{ name = "repo", bandwidth = %s, read = %s }`, num(sc.wan()), num(sc.Platform.Repo.Disk.Read))
	if sc.instantDownloads() { // but what functions fetch takes time
		b.line(`local instant = coldmoon.repository{ name = "instant" }`)
	}
	b.line("local images = {")
	for _, im := range sc.Images {
		b.line("  [%q] = %s:store(coldmoon.image{ name = %q, size = %s, ram = %s }),", im.Name, sc.imageSource(), im.Name, num(im.Disk), num(im.RAM))
	}
	b.line("}\n")
}

// imageSource is the repository of the images.
func (sc *wrenchScenario) imageSource() string {
	if sc.instantDownloads() {
		return "instant"
	}
	return "repo"
}

// instantDownloads reports whether downloads take no time.
func (sc *wrenchScenario) instantDownloads() bool {
	return sc.Service.Downloads != nil && !*sc.Service.Downloads
}

func (d *wrenchDisk) lua() string {
	return fmt.Sprintf("{ capacity = %s, read = %s, write = %s, total = %s }",
		num(d.Capacity), num(d.Read), num(d.Write), num(math.Max(d.Read, d.Write)))
}

func (sc *wrenchScenario) provider(b *luaWriter) {
	p, s := &sc.Platform, &sc.Service
	own, shared := sc.lan()
	b.line("local cloud = coldmoon.provider{")
	b.line(`  name = "cloud",`)
	if sc.instantDownloads() {
		b.line("  storage = { capacity = %s, read = %s },", num(p.Head.Disk.Capacity), num(p.Head.Disk.Read))
	} else {
		b.line("  storage = %s,", p.Head.Disk.lua())
	}
	network := ""
	if own > 0 {
		network = fmt.Sprintf("network = %s, ", num(own))
	}
	b.line("  hosts = { count = %d, slots = %d, ram = %s, %sdisk = %s },", p.Compute.Count, p.Compute.Cores, num(p.Compute.RAM), network, p.Compute.Disk.lua())
	if shared > 0 {
		b.line("  lan = { bandwidth = %s },", num(shared))
	}
	b.line("  overhead = { dispatch = %s, create = %s },", num(s.Processing), num(s.Startup))
	if s.Processing > 0 {
		b.line(`  control = "serial",`)
	}
	b.line("  keep_alive = %s,", num(s.Idle))
	b.line("  keep_after_timeout = true,")
	b.line(`  fetch = "arrival",`)
	b.line("  round = schedule.round,")
	b.line("  evict = evict.%s,", map[string]string{"RAM": "fewest"}[s.Evict]+map[bool]string{true: "longest_idle"}[s.Evict != "RAM"])
	b.line(`  on_image = function(move)`)
	b.line(`    print("moved", move.kind, move.image.name, move.host and move.host.id or 0, ("%%.17g"):format(move.began), ("%%.17g"):format(move.ended))`)
	b.line("  end,")
	b.line("}\n")
}

func (sc *wrenchScenario) functions(b *luaWriter) {
	b.line("local refused = {} -- functions that fit on no host")
	b.line("local function register(fn, limits)")
	b.line("  local ok, problem = pcall(cloud.register, cloud, fn, limits)")
	b.line("  refused[fn.name] = not ok and problem.code == \"EOPT\"")
	b.line("end")
	for _, f := range sc.Functions {
		limit := ""
		if f.TimeLimit > 0 {
			limit = fmt.Sprintf("time_limit = %s, ", num(f.TimeLimit))
		}
		b.line("register(coldmoon.func{ name = %q, image = images[%q], run = function(ctx, body)", f.Name, f.Image)
		b.line("  if body then return body(ctx) end")
		sc.body(b, "  ", f.Body, f.Name)
		b.line("end }, { %sram = %s, disk = %s })", limit, num(f.RAMLimit), num(f.DiskLimit))
	}
	for _, im := range sc.Images {
		if im.Missing {
			b.line("%s:remove(images[%q].file)", sc.imageSource(), im.Name)
		}
	}
	b.line("")
}

// body writes the steps of a function. One that may write nothing fails in WRENCH
// if it does; to coldmoon its disk limit of 0 is no limit.
func (sc *wrenchScenario) body(b *luaWriter, indent string, ops []wrenchOp, function string) {
	writes := !slices.ContainsFunc(sc.Functions, func(f wrenchFunction) bool { return f.Name == function && f.DiskLimit == 0 })
	sizes := map[string]float64{}
	for _, op := range ops {
		switch op.Op {
		case "sleep":
			b.line("%sctx:sleep(%s)", indent, num(op.Seconds))
		case "compute":
			b.line("%sctx:compute(%s)", indent, num(op.Flops/sc.Platform.Compute.Speed))
		case "write":
			if !writes && op.Bytes > 0 {
				b.line(`%serror("it has no disk")`, indent)
				continue
			}
			sizes[op.File] = op.Bytes
			b.line("%sctx:write(%s)", indent, num(op.Bytes))
		case "read":
			b.line("%sctx:read(%s)", indent, num(sizes[op.File]))
		case "fetch":
			b.line("%sctx:download(repo:store(coldmoon.file{ name = %q, size = %s }))", indent, op.File, num(op.Bytes))
		case "fail":
			b.line(`%serror("it fails")`, indent)
		}
	}
}

// clients writes the processes that invoke. Each waits for the answer to a request
// before it goes on to the next one.
func (sc *wrenchScenario) clients(b *luaWriter) {
	b.line("local handles, asked = {}, {}")
	b.line("local function request(i, at, name, body)")
	b.line("  if at > coldmoon.now() then coldmoon.sleep(at - coldmoon.now()) end")
	b.line("  asked[i] = true")
	b.line("  if not refused[name] then handles[i] = cloud:invoke(name, body):await_accepted() end")
	b.line("end")
	for client := range sc.mostClient() + 1 {
		b.line("coldmoon.spawn(function()")
		for i, inv := range sc.Invocations {
			if inv.Client != client {
				continue
			}
			if inv.Body == nil {
				b.line("  request(%d, %s, %q)", i+1, num(inv.At), inv.Function)
				continue
			}
			b.line("  request(%d, %s, %q, function(ctx)", i+1, num(inv.At), inv.Function)
			sc.body(b, "    ", inv.Body, inv.Function)
			b.line("  end)")
		}
		b.line("end)")
	}
	b.line("")
	b.line("local function time(t) return t and (\"%%.17g\"):format(t) or \"-1\" end")
	b.line("local function report(i)")
	b.line("  local h = handles[i]")
	b.line(`  if not h then print("invocation", i - 1, asked[i] and "rejected" or "never_requested") return end`)
	b.line(`  print("invocation", i - 1, h.status, h.host or 0, h.cold, time(h.submitted), time(h.dispatched), time(h.placed),`)
	b.line(`    time(h.started), time(h.finished), time(h.ended), h.fn)`)
	b.line("end")
}

func (sc *wrenchScenario) mostClient() int {
	most := 0
	for _, inv := range sc.Invocations {
		most = max(most, inv.Client)
	}
	return most
}
