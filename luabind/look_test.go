package luabind

// This file tests what is shown of what there is at a provider.

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// looked is a world that can be worked out by hand. The image has 400 MB, which take
// 4 s at 100 MB/s from the repository to main storage and 3.2 s at 1 Gbps from there
// to each of the hosts. Six invocations come at 0 s; two hosts of two slots take four
// of them. A run takes 10 s.
const looked = `
hub = coldmoon.repository{ name = "hub", bandwidth = "100MB/s" }
app = coldmoon.image{ name = "app", size = "400MB" }
f = coldmoon.func{ name = "f", image = hub:store(app), duration = 10 }
cloud = coldmoon.provider{ name = "cloud", storage = { capacity = "1GB" },
  hosts = { count = 2, slots = 2, ram = "1GiB", network = "1Gbps", disk = { capacity = "10GB", write = "500MB/s" } } }
cloud:register(f, { ram = "256MiB", disk = "1GB", egress = "125MB" })
h = cloud:invoke("f")
for i = 2, 6 do cloud:invoke("f") end
`

var update = flag.Bool("update", false, "rewrite testdata/look.txt")

// TestLook types the inputs in testdata/look.txt and looks whether they print what
// stands there. A line that begins with "# " sets the width; every width begins a
// session.
func TestLook(t *testing.T) {
	file, err := filepath.Abs("testdata/look.txt") // sessions begin in other directories
	require.NoError(t, err)
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	var got strings.Builder
	var s *script
	width := 0
	for line := range strings.Lines(string(want)) {
		switch {
		case strings.HasPrefix(line, "# "):
			width = map[string]int{"# 80\n": 80, "# 40\n": 40}[line]
			s = newSession(t)
			s.rt.SetPrint(Print{Width: width, Depth: 4, Items: 20})
			require.Nil(t, s.eval(looked).Err)
			got.WriteString(line)
		case strings.HasPrefix(line, "> "):
			got.WriteString(line)
			text := s.printed(strings.TrimSpace(line[2:]))
			for _, l := range strings.Split(text, "\n") {
				require.LessOrEqual(t, columns(l), width, "%s%s", line, l)
			}
			got.WriteString(text)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got.String()), 0o666))
	}
	require.Equal(t, string(want), got.String(), "go test ./luabind -run TestLook -update rewrites it")
}

// printed evaluates an input and returns all that a session prints of it.
func (s *script) printed(src string) string {
	s.stdout.Reset()
	out := s.eval(src)
	text := s.stdout.String()
	for _, e := range out.Echo {
		text += e + "\n"
	}
	if out.Err != nil {
		for _, l := range wrap(out.Err.Message, s.rt.width(), 0, 2) {
			text += l + "\n"
		}
	}
	return text
}

// TestLookValues looks at the same with Lua.
func TestLookValues(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(looked).Err)
	for _, tt := range []struct{ src, want string }{
		{"run_until(2)", ""},
		{"#cloud.hosts, #cloud.containers, #cloud.functions, #cloud.queue, #cloud.invocations, #cloud.flows", "2 4 1 2 6 1"},
		{"cloud.hosts[1] == cloud.cluster:host(1), cloud.hosts == cloud.hosts", "true true"},
		{"cloud.hosts[2].id, cloud.containers[4].id, cloud.functions[1].name, cloud.functions.f.running", "2 4 f 4"},
		{"local n = 0 for i, h in ipairs(cloud.hosts) do n = n + 10 * i + h.id end return n", "33"},
		{"#cloud:containers(), #cloud:containers('f'), cloud:functions()[1]", "4 4 f"},
		{"local d = cloud.flows[1] return d.kind, d.file == app, d.from, d.to, d.bytes, d.remaining, d.rate, d.began, d.ends, d.set_out, d.fn, #d.invocations",
			`download true repository "hub" main storage 400000000 200000000 100000000 0 4 0 f 4`},
		{"local s = cloud.storage return s.capacity, s.used, s.free, s.pinned, s.read, s.write, s.total", "1000000000 400000000 600000000 400000000 math.huge math.huge math.huge"},
		{"local i = cloud.storage.images[1] return i.name, i.image == app, i.size, i.state, i.pinned, i.waiting, i.added, i.last_used", "app true 400000000 downloading true 4 0 0"},
		{"#cloud.storage.downloads, cloud.storage.downloads[1].to", "1 main storage"},
		{"local d = cloud.hosts[1].disk return d.capacity, d.used, d.free, d.containers, d.pinned, d.write, d.read", "10000000000 2400000000 7600000000 2000000000 400000000 500000000 math.huge"},
		{"cloud.hosts[1].disk == cloud.hosts[1].disk, cloud.hosts[1].free_disk == cloud.hosts[1].disk.free", "true true"},
		{"cloud.hosts[1].disk.images[1].state", "awaited"},
		{"local q = cloud.queue[1] return q.id, q.status, q.fn, cloud.queue[2].id", "5 queued f 6"},
		{"kept = cloud.queue[1] return cloud.invocations[1].id, cloud.invocations[6].status", "1 queued"},
		{"local r = cloud.functions.f return r.fn == f, r.ram, r.disk, r.egress, r.ingress, r.concurrency, r.time_limit, r.invocations, r.ok, r.cold, r.containers, r.warm, r.waiting, r.mean_latency, r.cost",
			"true 268435456 1000000000 125000000 0 1 math.huge 6 0 4 4 0 2 0 0"},
		{"cloud.hosts[1].disk = { write = '100MB/s' } cloud.storage = { read = '50MB/s' }", ""},
		{"cloud.hosts[1].disk.write, cloud.hosts[1].disk.read, cloud.storage.read, cloud.storage.write", "100000000 math.huge 50000000 math.huge"},
		{"run()", ""},
		{"kept.status, kept.id, #cloud.queue, #cloud.invocations, #cloud.flows", "queued 5 0 0 0"}, // a list is of its time
		{"cloud.functions.f.ok, cloud.functions.f.invocations", "6 6"},
	} {
		require.Equal(t, tt.want, s.echo(t, tt.src), tt.src)
	}
}

// TestUnlimitedLook: what has no limit is math.huge.
func TestUnlimitedLook(t *testing.T) {
	require.Equal(t, "true\ttrue\ttrue\ttrue\ttrue\n", output(t, small+`
		local c = cloud{ hosts = {} }
		local h, inf = c.hosts[1], math.huge
		print(c.cluster:free_ram() == inf, h.cores == inf, h.slots == inf, h.disk.capacity == inf, c.storage.free == inf)`))
}

// TestUnlimitedCard: of what has no limit, only what is used is shown.
func TestUnlimitedCard(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(`c = coldmoon.provider{ name = "c", hosts = {} }`).Err)
	require.Equal(t, "1 host\n  host  slots  RAM  disk  containers  idle  images  group\n     1      0   0B    0B           0     0       0      1", s.echo(t, "c.hosts"))
	require.Contains(t, s.echo(t, "c"), "  hosts        1, slots 0, RAM 0B, disk 0B\n  storage      0B, 0 images\n")
	require.Contains(t, s.echo(t, "c.hosts[1]"), "  cores       unlimited, speed 1\n  network     unlimited\n")
}

func TestLookErrors(t *testing.T) {
	for src, want := range map[string]string{
		"cloud.hosts[3]":                        `no host 3; there are 2 hosts, numbered from 1`,
		"cloud.hosts[0]":                        `no host 0; there are 2 hosts, numbered from 1`,
		"cloud.hosts[1.5]":                      `a list of hosts has no field 1.5: its elements are numbered from 1`,
		"cloud.hosts.first":                     `a list of hosts has no field "first": its elements are numbered from 1`,
		"cloud.hosts[1] = 5":                    `is read-only`,
		"cloud.functions.g":                     `"g"`,
		"cloud.hosts()":                         `a list of hosts is no function: use it as list[i], #list or ipairs(list)`,
		"cloud.hosts[1].disk.size":              `disk has no field "size"; it has: capacity,`,
		"cloud.hosts[1].disk.free = 5":          `a disk is read-only: its field "free" can't be set`,
		"cloud.storage.image":                   `storage has no field "image" (did you mean "images"?)`,
		"cloud.quue":                            `provider has no field "quue" (did you mean "queue"?)`,
		"cloud.queue = {}":                      `provider: its field "queue" can't be set`,
		"pp(1, { dept = 5 })":                   `pp: unknown option "dept" (did you mean "depth"?)`,
		"pp(1, { items = 0 })":                  `pp: items: 0: must be`,
		"plot()":                                `plot: quantity: nil: must be one of "cold_starts"`,
		"plot('runing')":                        `plot: quantity: "runing": must be one of`,
		"plot('running', { hight = 5 })":        `plot: unknown option "hight" (did you mean "height"?)`,
		"plot('running', { width = 5 })":        `plot: width: 5: must be a whole number from 20 to 1000`,
		"plot('running', { from = 3, to = 2 })": `plot: from: 3: must be before to`,
		"plot('running', { to = 99 })":          `plot: to: 99: must not be after now, 2`,
		"plot('running', { provider = 5 })":     `plot: provider: 5: must be a provider`,
		"inspect(5)":                            `inspect: 5: must be an object of the API`,
		"inspect(cloud).hots":                   `engine.Provider has no field "hots" (did you mean "hosts"?)`,
		"inspect(cloud).hosts[99]":              `[]engine.host of 3 has no element 99; elements are numbered from 0 to 2, as in Go`,
		"inspect(cloud).hosts[1].ram = 5":       `a value of Go is read-only: its field "ram" can't be set`,
		"inspect(cloud).hosts[1] = 5":           `a value of Go is read-only: its field 1 can't be set`,
		"inspect(cloud)()":                      `attempt to call`,
		"inspect(cloud).Invoke":                 `engine.Provider has no field "Invoke"`,
		"#inspect(cloud)":                       `engine.Provider has no length`,
		"inspect(cloud).byName[5]":              `map[string]engine.FunctionID of 1 has no key 5: its keys are of type string`,
	} {
		s := newSession(t)
		require.Nil(t, s.eval(looked+"run_until(2)").Err)
		out := s.eval(src)
		require.NotNil(t, out.Err, src)
		require.Contains(t, out.Err.Error(), want, src)
	}
}

// TestDoing: everything takes a second, one thing after the other.
func TestDoing(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(`hub = coldmoon.repository{ name = "hub", bandwidth = 100e6 }
		image = hub:store(coldmoon.image{ name = "i", size = 100e6, ram = 100e6 })
		cloud = coldmoon.provider{ name = "cloud", hosts = { network = 100e6, slots = 1, disk = { read = 100e6 } }, overhead = { dispatch = 1, create = 1, init = 1, warm = 1 } }
		cloud:register(coldmoon.func{ name = "f", image = image, code = hub:store(coldmoon.file{ name = "c", size = 100e6 }), phases = { { "sleep", 1 } } }, { ingress = 100e6, egress = 100e6 })
		a, b = cloud:invoke("f"), cloud:invoke("f")`).Err)
	status := func(name string) string {
		_, after, _ := strings.Cut(s.echo(t, name), "\n  status     ")
		line, _, _ := strings.Cut(after, "\n")
		return line
	}
	for k, want := range []string{
		"submitted: being dispatched", "starting: waiting for its image", "starting: copying its image", "starting: loading its image",
		"starting: making its container", "starting: cloning its code", "starting: starting its runtime", "starting: taking in its ingress",
		"running", "starting: sending its egress", "ok",
	} {
		require.Nil(t, s.eval(fmt.Sprintf("run_until(%d.5)", k)).Err)
		require.Equal(t, want, status("a"), "at %d.5 s", k)
	}
	require.Equal(t, "starting: being handed over", status("b"))
}

// TestUnlimitedDown: a host that is down has nothing free.
func TestUnlimitedDown(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(`c = coldmoon.provider{ name = "c", hosts = { { ram = 5 }, {} } }`).Err)
	require.Equal(t, "math.huge", s.echo(t, "c.cluster:free_ram()"))
	require.Equal(t, "5", s.echo(t, "c:fail_host(2) or c.cluster:free_ram()"))
	require.Equal(t, "math.huge", s.echo(t, "c:recover_host(2) or c.cluster:free_ram()"))
}

// TestInspectLua: values of Lua that the program keeps are not handed out, as they could be
// changed, but for those that can't.
func TestInspectLua(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(`hub = coldmoon.repository{ name = "hub" }
		cloud = coldmoon.provider{ name = "cloud", hosts = {}, schedule = function() return 1 end }
		cloud:register(coldmoon.func{ name = "f", image = hub:store(coldmoon.image{ name = "i", size = 1 }), run = function(ctx, x) return x end })
		function ask(x) return inspect(cloud:invoke("f", x):await()).output end`).Err)
	for src, want := range map[string]string{
		"ask(5)": "5", "ask('x')": "x", "ask(true)": "true", "ask()": "nil",
		"ask({ 1 })": "*lua.LTable", "ask(print)": "*lua.LFunction", "ask(cloud)": "*lua.LUserData",
		"inspect(cloud).config.Schedule.hook.cb.fn": "*lua.LFunction",
	} {
		require.Equal(t, want, s.echo(t, src), src)
	}
}

// TestInspectAll opens all that can be reached in a few steps from a provider with
// policies, and prints one of each type.
func TestInspectAll(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(looked+`cloud.schedule = function(r, c) return c:first_fit(r) end cloud.billing = function() return 0 end cloud:invoke("f") run_until(2)`).Err)
	require.Equal(t, "true", s.echo(t, `(function()
		local seen, n = {}, 0
		local function open(x, depth)
			if type(x) ~= "userdata" or depth > 4 then return end
			n = n + 1
			if seen[tostring(x)] then return end
			seen[tostring(x)] = true
			pp(x, { depth = 2, items = 3 })
			for i = 0, tostring(x):find(" of ") and math.min(#x, 3) - 1 or -1 do
				local ok, v = pcall(function() return x[i] end) -- a map has other keys
				if ok then open(v, depth + 1) end
			end
			local _, e = pcall(function() return x.no_such_field end)
			for name in (tostring(e):match("it has: (.*)") or ""):gmatch("[%w_]+") do open(x[name], depth + 1) end
		end
		open(inspect(cloud), 0)
		open(inspect(), 0)
		return n > 200
	end)()`))
	require.Contains(t, s.stdout.String(), "\ncache.Cache {\n")
	require.NotContains(t, s.stdout.String(), "0x", "addresses")
}

// TestGone: a container that is gone can still be printed.
func TestGone(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(looked+"run_until(2) c = cloud.containers[1] run()").Err)
	require.Equal(t, `container 1 of "cloud", which is gone`, s.echo(t, "c"))
	require.Equal(t, "container  state\n        1  gone", s.echo(t, "{ c }"))
	require.Contains(t, s.printed("inspect(c)"), "inspect: container 1 is gone")
	require.Equal(t, "no containers", s.echo(t, "cloud.containers"))
}

// TestKeptTooLong: what a policy was given can't be read after it.
func TestKeptTooLong(t *testing.T) {
	for name, c := range map[string]struct{ options, field, want string }{
		"on_finish": {"on_finish = function(r) kept = r end", "latency", "this record was only valid during on_finish; keep the fields that you need"},
		"on_start":  {"on_start = function(r) kept = r end", "id", "this record was only valid during on_start; keep the fields that you need"},
		"schedule":  {"schedule = function(r, c) kept = r return c:warm(r) or c:first_fit(r) end", "ram", "this request was only valid during schedule; keep the fields that you need"},
		"admit":     {"admit = function(r) kept = r return true end", "fn", "this request was only valid during admit; keep the fields that you need"},
		"round":     {"round = function(w, c) kept = w[1] return { { w[1], c:host(1) } } end", "id", "this request was only valid during round; keep the fields that you need"},
		"on_image":  {"on_image = function(m) kept = m end", "bytes", "this image move was only valid during on_image; keep the fields that you need"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			require.Nil(t, s.eval(`hub = coldmoon.repository{ name = "hub" } kept = false
				cloud = coldmoon.provider{ name = "cloud", hosts = { slots = 1 }, `+c.options+` }
				cloud:register(coldmoon.func{ name = "f", image = hub:store(coldmoon.image{ name = "i", size = 5 }), duration = 1 })
				cloud:invoke("f") run_until(2)`).Err)
			out := s.eval("kept." + c.field)
			require.NotNil(t, out.Err)
			require.Contains(t, out.Err.Error(), c.want)
			require.Equal(t, c.want, s.echo(t, "kept")) // and it can be printed
		})
	}
}

// TestCandidateKept: the same of a candidate for eviction. Main storage has room for one
// of two images.
func TestCandidateKept(t *testing.T) {
	s := newSession(t)
	require.Nil(t, s.eval(`hub = coldmoon.repository{ name = "hub" }
		cloud = coldmoon.provider{ name = "cloud", hosts = {}, storage = { capacity = 7 }, evict = function(c) kept = c return c.uses end }
		for _, n in ipairs{ "a", "b" } do
			cloud:register(coldmoon.func{ name = n, image = hub:store(coldmoon.image{ name = n, size = 5 }), duration = 1 })
		end
		cloud:invoke("a") run_until(2) cloud:invoke("b") run_until(3)`).Err)
	const over = "this candidate was only valid during evict; keep the fields that you need"
	require.Contains(t, s.eval("kept.size").Err.Error(), over)
	require.Equal(t, over, s.echo(t, "kept"))
}

// TestPlotSeveral: a plot is of one provider.
func TestPlotSeveral(t *testing.T) {
	s := newSession(t)
	require.Equal(t, "plot: there is no provider yet\n", s.printed("plot('idle')"))
	require.Nil(t, s.eval(`a = coldmoon.provider{ name = "a", hosts = {} } b = coldmoon.provider{ name = "b", hosts = {} }`).Err)
	require.Contains(t, s.printed("plot('idle')"), "there are several providers: say which, as { provider = … }")
	require.Equal(t, "no plot of idle containers at \"b\": no time has passed yet\n", s.printed("plot('idle', { provider = b })"))
	require.Equal(t, "no plot of idle containers at \"cloud\": their course is kept only in a session,", output(t,
		small+`cloud{} coldmoon.run{ till = 5 } coldmoon.plot("idle")`)[:len("no plot of idle containers at \"cloud\": their course is kept only in a session,")])
}

// TestLookChangesNothing: a session in which all is looked at has the fingerprint of one
// in which nothing is, and of a run without the course of its quantities.
func TestLookChangesNothing(t *testing.T) {
	blind, seeing := newSession(t), newSession(t)
	for _, s := range []*script{blind, seeing} {
		require.Nil(t, s.eval(looked).Err)
		for range 9 {
			require.Nil(t, s.eval("run_for(2)").Err)
			if s == seeing {
				require.Nil(t, s.eval(`pp(cloud) pp(cloud.hosts) pp(cloud.flows) pp(cloud.queue) pp(cloud.storage) plot("running") pp(inspect(cloud)) pp(cloud.hosts[1].disk)`).Err)
			}
		}
		require.Nil(t, s.eval("run()").Err)
	}
	require.Equal(t, blind.rt.Fingerprint(), seeing.rt.Fingerprint())
	require.Equal(t, blind.echo(t, "now()"), seeing.echo(t, "now()"))
	plain := newScript(t, map[string]string{"t.lua": "local coldmoon = require 'coldmoon'\nlocal hub, app, f, cloud, h\n" + looked}).run(t)
	require.Nil(t, plain.err)
	require.Equal(t, plain.rt.Fingerprint(), seeing.rt.Fingerprint())
}
