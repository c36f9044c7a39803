package engine

// This file writes a random scenario as a Lua script, of which the run is the
// same; TestSwarmLua in swarm_script_test.go demands it. What is code in the script
// is written by swarm_luacode_test.go and swarm_luapolicy_test.go.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
)

// A luaWriter writes the script of a scenario.
type luaWriter struct {
	strings.Builder
	sc    *scenario
	known []bool // by function: its provider does not refuse it
}

// script returns the scenario as a Lua script that begins with a comment.
func (sc *scenario) script(comment string) string {
	w := &luaWriter{sc: sc, known: sc.known()}
	for line := range strings.Lines(comment) {
		w.say("%s", strings.TrimSpace("--- "+line))
	}
	w.say("local coldmoon = require \"coldmoon\"\n")
	if sc.Seed != 1 {
		w.say("assert(coldmoon.summary().seed == %d, \"run this with --seed %d\")\n", sc.Seed, sc.Seed)
	}
	for i, r := range sc.Repos {
		t := luaTable{fmt.Sprintf("name = \"r%d\"", i)}
		t = append(t, luaNumbers("bandwidth latency read", r.Bandwidth, r.Latency, r.Read)...)
		w.say("local r%d = coldmoon.repository%v", i, t)
	}
	for i := range sc.Files {
		w.file(i)
	}
	for i := range sc.Providers {
		w.say("\nlocal p%d = coldmoon.provider%v", i, w.provider(i))
	}
	for i := range sc.Functions {
		if sc.Backwards {
			i = len(sc.Functions) - 1 - i
		}
		w.function(i)
	}
	for i := range sc.Functions {
		w.drive(i)
	}
	w.processes()
	return w.String()
}

func (w *luaWriter) say(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// known tells which functions their providers accept; all, if that can't be found
// out.
func (sc *scenario) known() (known []bool) {
	known = make([]bool, len(sc.Functions))
	watched := &watch{}
	defer func() {
		if recover() != nil {
			known = slices.Repeat([]bool{true}, len(sc.Functions))
		}
		watched.s.Close()
	}()
	s := sc.build(watched)
	for i, f := range sc.Functions {
		known[i] = at(s.providers, f.Provider).FunctionID(sc.name("f", i)) != 0
	}
	return known
}

// callable reports whether function i can be invoked by hand at provider p.
func (w *luaWriter) callable(i, p int) bool {
	if i >= len(w.sc.Functions) || !w.known[i] || w.providerOf(i) != p {
		return false
	}
	return w.sc.Functions[i].kind() != "trace"
}

func (w *luaWriter) providerOf(function int) int {
	return w.sc.Functions[function].Provider % len(w.sc.Providers)
}

// file declares file i and stores it; its variable is its location.
func (w *luaWriter) file(i int) {
	f := w.sc.Files[i]
	t := luaTable{fmt.Sprintf("name = \"i%d\", size = %d", i, f.Size)}
	t = append(t, luaNumbers("ram", f.RAM)...)
	for n, r := range w.copies(i) {
		if n == 0 {
			w.say("local i%d = r%d:store(coldmoon.image%v)", i, r, t)
		} else {
			w.say("r%d:store(i%d.file)", r, i)
		}
	}
}

// copies are the repositories that store file i; the first is that of its
// location.
func (w *luaWriter) copies(i int) []int {
	var repos []int
	for _, r := range w.sc.Files[i].Repos {
		if r %= len(w.sc.Repos); !slices.Contains(repos, r) {
			repos = append(repos, r)
		}
	}
	if len(repos) == 0 {
		return []int{0}
	}
	return repos
}

// provider returns the options of provider i.
func (w *luaWriter) provider(i int) luaTable {
	c := &w.sc.Providers[i]
	t := luaTable{"name = " + strconv.Quote(w.sc.name("p", i))}
	var groups luaTable
	for _, h := range c.Hosts {
		if h.Count > 0 {
			groups = append(groups, h.lua().String())
		}
	}
	if len(groups) == 1 {
		t.option("hosts", groups[0], true)
	}
	t.option("hosts", groups.String(), len(groups) > 1)
	t.table("storage", c.Storage.lua())
	t.table("lan", luaNumbers("bandwidth latency", c.LAN, c.LANLatency))
	t.option("network", `"fixed"`, c.Fixed)
	t.option("cpu", `"shared"`, c.Shared)
	t.option("fetch", `"arrival"`, c.OnArrival)
	t.option("control", `"serial"`, c.Serial)
	t.option("idle_holds_slot", "true", c.IdleHoldsSlot)
	t.option("keep_after_timeout", "true", c.KeepAfterTimeout)
	var queue luaTable
	queue.option("limit", strconv.Itoa(c.Limit), c.Bounded)
	queue.option("strict", "true", c.Strict)
	t.table("queue", queue)
	t.table("overhead", c.luaOverhead())
	reuse := []string{"mru", "lru", "oldest", "newest", "random"}[c.Reuse%5]
	t.option("reuse", strconv.Quote(reuse), c.Reuse%5 != 0)
	order := cache.Order(c.Order % 5)
	t.option("evict", strconv.Quote(order.String()), !c.Evict && order != cache.LRU)
	c.luaPolicies(&t)
	return t
}

func (d diskSpec) lua() luaTable {
	return luaNumbers("capacity read write total", d.Capacity, d.Read, d.Write, d.Total)
}

func (h hostSpec) lua() luaTable {
	t := luaNumbers("count slots cores speed ram network latency", h.Count, h.Slots, h.Cores, h.Speed, h.RAM, h.NIC, h.NICLatency)
	t.table("disk", h.Disk.lua())
	return t
}

func (c *providerSpec) luaOverhead() luaTable {
	o := c.Overhead
	t := luaNumbers("dispatch create init warm teardown", o.Dispatch, o.Create, o.Init, o.Warm, o.Teardown)
	if c.Fuzzy {
		for i, field := range t {
			name, n, _ := strings.Cut(field, " = ")
			t[i] = fmt.Sprintf("%s = coldmoon.dist.uniform(-1, %s)", name, n)
		}
	}
	return t
}

// A luaTable holds the fields of a table.
type luaTable []string

// luaNumbers are the fields of these names, which are separated by blanks, without
// those that are zero.
func luaNumbers(names string, values ...int) luaTable {
	var t luaTable
	for i, name := range strings.Fields(names) {
		t.option(name, strconv.Itoa(values[i]), values[i] != 0)
	}
	return t
}

// option adds a field if it is given.
func (t *luaTable) option(name, value string, given bool) {
	if given {
		*t = append(*t, name+" = "+value)
	}
}

// table adds a field that is a table if that is not empty.
func (t *luaTable) table(name string, x luaTable) { t.option(name, x.String(), len(x) > 0) }

// String returns the table, in one line if it is short.
func (t luaTable) String() string {
	line := "{ " + strings.Join(t, ", ") + " }"
	if len(line) <= 92 && !strings.Contains(line, "\n") {
		return line
	}
	return "{\n  " + strings.ReplaceAll(strings.Join(t, ",\n"), "\n", "\n  ") + ",\n}"
}
