package engine

// This file writes functions, workloads and processes of a random scenario in Lua;
// see swarm_lua_test.go. What the Go code finds out as it runs, such as whether
// a function can be invoked, is known when the script is written.

import (
	"fmt"
	"strconv"
	"strings"
)

// kind says what function f does.
func (f *functionSpec) kind() string {
	switch {
	case len(f.Actions) > 0:
		return "code"
	case len(f.Phases) > 0:
		return "phases"
	case f.Trace:
		return "trace"
	}
	return "duration"
}

// function declares and registers function i.
func (w *luaWriter) function(i int) {
	f := &w.sc.Functions[i]
	if !w.known[i] {
		w.say("\n-- %s is refused: it asks for more than any host has", w.sc.name("f", i))
		return
	}
	t := luaTable{"name = " + strconv.Quote(w.sc.name("f", i)), "image = " + w.location(f.Image)}
	t.option("code", w.location(max(0, f.Code-1)), f.Code > 0)
	switch f.kind() {
	case "code":
		t.option("run", w.handler(i), true)
	case "phases":
		t.table("phases", phases(f.Phases))
	case "trace":
		t.option("duration", `"trace"`, true)
	default:
		t.option("duration", strconv.Itoa(f.Duration), true)
	}
	limit := f.TimeLimit
	if limit == 0 && f.kind() == "code" {
		limit = handlerLimit
	}
	l := luaNumbers("time_limit ram disk ingress egress concurrency", limit, f.RAM, f.Disk, f.Ingress, f.Egress, f.Concurrency)
	l.option("keep_alive", strconv.Itoa(ownKeepAlive), f.OwnKeepAlive)
	limits := ""
	if len(l) > 0 {
		limits = ", " + l.String()
	}
	w.say("\np%d:register(coldmoon.func%v%s)", w.providerOf(i), t, limits)
}

func (w *luaWriter) location(file int) string { return fmt.Sprintf("i%d", file%len(w.sc.Files)) }

func phases(steps []action) luaTable {
	var t luaTable
	for _, a := range steps {
		op, _ := OpByName(a.Do)
		t = append(t, fmt.Sprintf("{ %q, %d }", op, a.N))
	}
	return t
}

// handler returns the code of function i.
func (w *luaWriter) handler(i int) string {
	f := &w.sc.Functions[i]
	lines := []string{"function(ctx)", "ctx.container.id = ctx.id"}
	if f.Stubborn {
		lines = append(lines, "-- the handler in Go does not stop when it is killed; one in Lua has no choice")
	}
	async := false
	for _, a := range f.Actions {
		if line := w.act(i, a, async); line != "" {
			lines = append(lines, line)
		}
		async = async || a.Do == "async" && w.callable(w.sc.callee(i, a), w.providerOf(i))
	}
	return strings.Join(append(lines, "return ctx.id"), "\n  ") + "\nend"
}

// act returns the line of Lua that function i does for an action, "" if nothing;
// async says that there is a handle.
func (w *luaWriter) act(i int, a action, async bool) string {
	callee := w.sc.callee(i, a)
	name, callable := w.sc.name("f", callee), w.callable(callee, w.providerOf(i))
	switch a.Do {
	case "sleep", "compute", "read", "download", "upload", "allocate":
		return fmt.Sprintf("ctx:%s(%d)", a.Do, a.N)
	case "write":
		if w.sc.Functions[i].Catch {
			return fmt.Sprintf("pcall(ctx.write, ctx, %d)", a.N)
		}
		return fmt.Sprintf("ctx:write(%d)", a.N)
	case "free":
		return fmt.Sprintf("pcall(ctx.free, ctx, %d)", a.N)
	case "fetch":
		return fmt.Sprintf("ctx:download(%s)", w.location(a.N))
	case "fail":
		return `error("planned")`
	case "random":
		return fmt.Sprintf("ctx:sleep(ctx.random(0, %d))", a.N)
	case "invoke":
		if callable {
			return fmt.Sprintf("pcall(ctx.invoke, ctx, %q)", name)
		}
	case "async":
		if callable {
			return fmt.Sprintf("local handle = ctx:invoke_async(%q)", name)
		}
	case "await":
		if async {
			return "handle:await()"
		}
	}
	return ""
}

// drive submits the arrivals of function i.
func (w *luaWriter) drive(i int) {
	var times, durations []string
	for _, a := range w.sc.arrivals(i) {
		times = append(times, strconv.Itoa(a.At))
		durations = append(durations, strconv.Itoa(a.Duration))
	}
	if !w.known[i] || len(times) == 0 {
		return
	}
	t := luaTable{"times = { " + strings.Join(times, ", ") + " }"}
	t.option("durations", "{ "+strings.Join(durations, ", ")+" }", w.sc.Functions[i].kind() == "trace")
	w.say("\np%d:drive(%q, coldmoon.workload.list%v)", w.providerOf(i), w.sc.name("f", i), t)
}

// processes starts the clients and those who take files away.
func (w *luaWriter) processes() {
	for k, c := range w.sc.Clients {
		fn := c.Fn % len(w.sc.Functions)
		p := w.providerOf(fn)
		call := fmt.Sprintf("p%d:invoke(%q, %d)", p, w.sc.name("f", fn), k)
		switch {
		case c.Times == 0:
			w.say("\ncoldmoon.spawn(function() end)")
		case !w.callable(fn, p):
			w.say("\ncoldmoon.spawn(function() coldmoon.sleep(%d) end)", c.Gap)
		case c.Times == 1:
			w.say(luaSingle, c.Gap, call)
		default:
			w.say(luaClient, c.Times, c.Gap, call)
		}
	}
	for _, r := range w.sc.Remove {
		f := r.File % len(w.sc.Files)
		var repos luaTable
		for _, c := range w.copies(f) {
			repos = append(repos, fmt.Sprintf("r%d", c))
		}
		w.say(luaRemover, r.At, repos, f, f)
	}
}

const luaSingle = `
coldmoon.spawn(function()
  coldmoon.sleep(%d)
  %s:await()
end)`

const luaClient = `
coldmoon.spawn(function()
  for n = 1, %d do
    coldmoon.sleep(%d)
    local handle = %s
    if n %% 2 == 0 then handle:await_accepted() end
    handle:await()
  end
end)`

const luaRemover = `
coldmoon.spawn(function()
  coldmoon.sleep(%d)
  for _, r in ipairs%v do
    if r:has(i%d.file) then r:remove(i%d.file) end
  end
end)`
