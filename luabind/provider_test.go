package luabind

// This file tests the declaration of repositories, functions and providers, and
// what is asked of them outside of policies.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDeclarations(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"file":       {`local f = coldmoon.file{ name = "a", size = "4MB" } print(f.name, f.size)`, "a\t4000000"},
		"repository": {`print(hub.name, hub.bandwidth, hub.latency, hub.read, hub.active, hub)`, "hub\t100000000\t0\t+Inf\t0\trepository \"hub\""},
		"location":   {`print(image.repository == hub, image.name, image.size, image.file.name, image)`, "true\tpython\t100000000\tpython\thub/python"},
		"at and has": {`print(hub:at(image.file) == image, hub:has(image.file), hub:store(image.file) == image)`, "true\ttrue\ttrue"},
		"at stores":  {`local f = coldmoon.file{ name = "a", size = 1 } print(hub:has(f), hub:at(f).name, hub:has(f))`, "false\ta\ttrue"},
		"remove":     {`hub:remove(image.file) print(hub:has(image.file))`, "false"},
		"func":       {`local f = func("f", { duration = 1 }) print(f.name, f.image == image, f.code, f)`, "f\ttrue\tnil\tfunc \"f\""},
		"provider":   {`local c = cloud{} print(c.name, c, c.cluster)`, "cloud\tprovider \"cloud\"\tcluster of provider \"cloud\""},
		"functions": {`local c = cloud{} for _, n in ipairs{ "b", "a" } do c:register(func(n, { duration = 1 })) end
			print(table.concat(c:functions(), " "))`, "b a"},
		"invoke by function": {`local c, f = cloud{}, func("f", { duration = 1 }) c:register(f) print(c:invoke(f):await().status)`, "ok"},
		"phases": {`local c = cloud{ hosts = { speed = 2, disk = { read = 1e6, write = 2e6 } } }
			c:register(func("f", { phases = { { "sleep", "500ms" }, { "compute", 3 }, { "read", "2MB" }, { "write", 2e6 }, { "allocate", 5 }, { "free", 5 } } }), {})
			local h = c:invoke("f"):await() print(h.status, h.execution, h.ram_peak, h.cpu_seconds)`, "ok\t5\t5\t3"},
		"phases of distributions": {`local dist = require "coldmoon.dist" local c = cloud{}
			c:register(func("f", { phases = { { "sleep", dist.uniform(1, 2) } } })) local e = c:invoke("f"):await().execution print(e >= 1 and e < 2)`, "true"},
		"duration text":   {`local c = cloud{} c:register(func("f", { duration = "1m" })) print(c:invoke("f"):await().execution)`, "60"},
		"groups":          {`local c = cloud{ hosts = { { count = 2, slots = 1 }, { count = 3, slots = 2 } } } print(c.cluster:size(), c.cluster:host(3).group, c.cluster:host(3).slots)`, "5\t2\t2"},
		"one group":       {`local c = cloud{ hosts = { slots = 1 } } print(c.cluster:size())`, "1"},
		"unlimited":       {`local h = cloud{ hosts = {} }.cluster:host(1) print(h.slots, h.ram, h.free_ram, h.disk.capacity, h.free_disk, h.free_slots, h.cores, h.disk.free)`, "+Inf\t+Inf\t+Inf\t+Inf\t+Inf\t+Inf\t+Inf\t+Inf"},
		"huge":            {`local h = cloud{ hosts = { slots = math.huge, ram = math.huge, network = math.huge } }.cluster:host(1) print(h.slots, h.ram)`, "+Inf\t+Inf"},
		"all host fields": {`local h = cloud{ hosts = { slots = 3, cores = 2, speed = 1.5, ram = "1GB", network = "1Gbps", latency = "1ms", disk = { capacity = "1TB", read = 1, write = 2, total = 3 } } }.cluster:host(1) print(h.slots, h.cores, h.speed, h.ram, h.disk.capacity)`, "3\t2\t1.5\t1000000000\t1000000000000"},
		"all options": {`cloud{ storage = { capacity = "1TB", read = "1GB/s" }, lan = { bandwidth = "10Gbps", latency = "1ms" }, network = "fixed", cpu = "shared",
			overhead = { dispatch = 1, create = "1s", init = 1, warm = 1, teardown = 1 }, queue = { limit = 3, strict = true }, reuse = "lru", idle_holds_slot = true, evict = "lfu" } print("fine")`, "fine"},
		"queue limit": {`local c = cloud{ hosts = { slots = 1 }, queue = { limit = 1 } } c:register(func("f", { duration = 1 }))
			local a, b, d = c:invoke("f"), c:invoke("f"), c:invoke("f") coldmoon.run() print(a.status, b.status, d.status, d.error)`, "ok\tok\trejected\tqueue is full"},
		"queue limit 0": {`local c = cloud{ hosts = { slots = 1 }, queue = { limit = 0 } } c:register(func("f", { duration = 1 }))
			local a, b = c:invoke("f"), c:invoke("f") coldmoon.run() print(a.status, b.status)`, "ok\trejected"},
		"limits": {`local c = cloud{ hosts = { ram = "1GB" } } c:register(func("f", { duration = 9 }), { time_limit = "2s", ram = "1MB", disk = 5, concurrency = 2 })
			print(c:invoke("f"):await().status, c.cluster:containers())`, "timeout\t0"},
		"overhead of a function": {`local c = cloud{ overhead = { init = 5, create = 1 } } c:register(func("f", { duration = 1 }), { overhead = { init = 2 } })
			local p = c:invoke("f"):await().phases print(p.init, p.create)`, "2\t1"},
		"keep_alive of a function": {`local c = cloud{ keep_alive = 100 } c:register(func("f", { duration = 1 }), { keep_alive = 7 })
			local h = c:invoke("f"):await() coldmoon.run() print(coldmoon.now() - h.ended)`, "7"},
		"containers": {`local c = cloud{} c:register(func("f", { duration = 1 })) c:register(func("g", { duration = 1 })) c:invoke("f") c:invoke("g"):await()
			local all, g = c:containers(), c:containers("g") print(#all, #g, g[1].fn, g[1].host.id, g[1].uses, g[1].ready, g[1].active, g[1].start_time, g[1])`,
			"2\t1\tg\t1\t1\ttrue\t0\t1\tcontainer 2"},
		"phases of a handle": {`local c = cloud{ overhead = { dispatch = 1, create = 2, init = 3 } } c:register(func("f", { duration = 4 }))
			local h = c:invoke("f"):await() local t = {} for k, v in pairs(h.phases) do t[#t + 1] = k .. "=" .. v end print(table.concat(t, " "))`,
			"dispatch=1 queue=0 download=1 copy=0 load=0 create=2 clone=0 init=3 ingress=0 run=4 egress=0"},
		"all handle fields": {`local c = cloud{} c:register(func("f", { duration = 4 })) local h = c:invoke("f"):await()
			print(h.id, h.fn, h.provider, h.status, h.cold, h.container, h.host, h.submitted, h.started, h.finished, h.ended, h.latency, h.execution, h.cost, h.error, h.output)`,
			"1\tf\tcloud\tok\ttrue\t1\t1\t0\t1\t5\t5\t5\t4\t0\tnil\tnil"},
		"summary": {`local c = cloud{} c:register(func("f", { duration = 4 })) c:invoke("f") coldmoon.run()
			local s = c:summary() print(s.name, s.counts.ok, s.latency.p50, s.cold_start.count, s.functions[1].name, s.functions[1].invocations, s.bytes[1].path)`,
			"cloud\t1\t5\t1\tf\t1\tdownload"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want+"\n", output(t, small+c.text)) })
	}
}

func TestDeclarationErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"file":             {`coldmoon.file{ name = "" }`, "file: 2 problems\n  size: missing: it is required\n  name: \"\": must be a string that is not empty"},
		"image size":       {`coldmoon.image{ name = "a", size = "5XB" }`, "image: size: "},
		"repository twice": {`coldmoon.repository{ name = "hub" }`, `repository: repository "hub": there is already a repository of this name`},
		"repository name":  {`coldmoon.repository{}`, `repository: name: missing: it is required`},
		"bandwidth":        {`coldmoon.repository{ name = "x", bandwidth = 0 }`, `repository: bandwidth: 0: must be a positive number of bytes per second, or a string such as "10Gbps" or "100MB/s"`},
		"store what":       {`hub:store(image)`, `repository:store: file: a location: must be a file`},
		"at elsewhere":     {`local mirror = coldmoon.repository{ name = "mirror" } mirror:at(image.file)`, `repository:at: "python" is stored at "hub" and not at "mirror": call store to put a copy there`},
		"remove what":      {`hub:remove(coldmoon.file{ name = "a", size = 1 })`, `repository:remove: "a" is not stored at "hub"`},
		"func no image":    {`coldmoon.func{ name = "f", duration = 1 }`, `func: image: missing: it is required`},
		"func image file":  {`coldmoon.func{ name = "f", image = image.file, duration = 1 }`, `func: image: a file: must be a location`},
		"func no way":      {`func("f", {})`, `func: exactly one of run, duration and phases must be given, got 0`},
		"func two ways":    {`func("f", { duration = 1, run = print })`, `func: exactly one of run, duration and phases must be given, got 2`},
		"func misspelt":    {`func("f", { durations = 1 })`, "func: 2 problems\n  unknown option \"durations\" (did you mean \"duration\"?); valid options: name, image, code, run, duration, phases\n  exactly one of"},
		"func duration":    {`func("f", { duration = "x" })`, `func: duration: duration "x"`},
		"phases empty":     {`func("f", { phases = {} })`, `func: phases: must be a list of steps such as { "compute", 0.08 }`},
		"phases name":      {`func("f", { phases = { { "sleeep", 1 } } })`, `func: phases[1][1]: "sleeep": must be one of "sleep", "compute", "read", "write", "download", "upload", "allocate" and "free" (did you mean "sleep"?)`},
		"phases amount":    {`func("f", { phases = { { "sleep", -1 } } })`, `func: phases[1][2]: -1: must be a number of seconds, not negative, or a string such as "250ms", or a distribution`},
		"phases bytes":     {`func("f", { phases = { { "read", "x" } } })`, `func: phases[1][2]: size "x"`},
		"no hosts":         {`coldmoon.provider{ name = "x" }`, `provider: hosts: missing: it is required`},
		"names in a list":  {`cloud{ hosts = { { count = 1 }, slots = 3 } }`, `provider: hosts: a list of tables has no names beside them, got "slots"; put it into each of them`},
		"host option":      {`cloud{ hosts = { { count = 1 }, { ramm = 3 } } }`, `provider: hosts[2]: unknown option "ramm" (did you mean "ram"?); valid options: count, slots, cores, speed, ram, network, latency, disk`},
		"host disk":        {`cloud{ hosts = { disk = { capacity = 0 } } }`, `provider: hosts.disk.capacity: 0: must be positive; leave it out for no limit`},
		"host count":       {`cloud{ hosts = { count = 0 } }`, `provider: hosts.count: 0: must be a whole number from 1 to 2147483647`},
		"host slots":       {`cloud{ hosts = { slots = 1.5 } }`, `provider: hosts.slots: 1.5: must be a whole number from 1 to 2147483647`},
		"network":          {`cloud{ network = 1e9 }`, `provider: network: 1e+09: must be one of "fair" and "fixed"`},
		"reuse":            {`cloud{ reuse = "fifo" }`, `provider: reuse: "fifo": must be one of "mru", "lru", "oldest", "newest" and "random"`},
		"overhead":         {`cloud{ overhead = { create = -1 } }`, `provider: overhead.create: -1: must be a number of seconds, not negative, or a string such as "250ms", or a distribution`},
		"keep_alive":       {`cloud{ keep_alive = "soon" }`, `provider: keep_alive: duration "soon"`},
		"keep_alive table": {`cloud{ keep_alive = {} }`, `provider: keep_alive: a table: must be a number of seconds, not negative, a string such as "250ms", or math.huge, or a function`},
		"schedule":         {`cloud{ schedule = "first_fit" }`, `provider: schedule: "first_fit": must be a function`},
		"evict":            {`cloud{ evict = "lrru" }`, `provider: evict: "lrru": must be one of "lru", "fifo", "lfu", "size" and "greedy_dual" (did you mean "lru"?), or a function`},
		"policy twice":     {`cloud{ schedule = print, policy = { schedule = print } }`, `provider: policy.schedule: given twice: as an option of the provider and in its policy`},
		"policy misspelt":  {`cloud{ policy = { shedule = print } }`, `provider: policy: unknown option "shedule" (did you mean "schedule"?); valid options: schedule, round, keep_alive, admit, evict, source, billing, on_start, on_finish, on_image`},
		"provider twice":   {`cloud{} cloud{}`, `provider: provider "cloud": there is already a provider of this name`},
		"several": {`cloud{ hosts = { slots = -1, ram = "x" }, reuse = 3, quueue = {} }`,
			"provider: 4 problems\n  unknown option \"quueue\" (did you mean \"queue\"?); valid options: "},
		"register what":     {`cloud{}:register("f")`, `provider:register: function: "f": must be a function`},
		"register ram":      {`cloud{}:register(func("f", { duration = 1 }), { ram = "5GB" })`, `provider:register: "f": ram: 5GB: no host has that much; the largest has 4GB`},
		"register disk":     {`cloud{ hosts = { disk = { capacity = "1GB" } } }:register(func("f", { duration = 1 }), { disk = "1GB" })`, `provider:register: "f": disk: 1GB and the image "python" of 100MB need 1.1GB of a host's disk; the largest is 1GB`},
		"register twice":    {`local c, f = cloud{}, func("f", { duration = 1 }) c:register(f) c:register(f)`, `provider:register: "f": a function of this name is registered already`},
		"register limit":    {`cloud{}:register(func("f", { duration = 1 }), { timelimit = 3 })`, `provider:register: unknown option "timelimit" (did you mean "time_limit"?); valid options: time_limit, ram, disk, ingress, egress, concurrency, overhead, keep_alive`},
		"time limit 0":      {`cloud{}:register(func("f", { duration = 1 }), { time_limit = 0 })`, `provider:register: time_limit: 0: must be positive; leave it out for no limit`},
		"invoke what":       {`local c = cloud{} c:register(func("thumb", { duration = 1 })) c:invoke("thum")`, `provider:invoke: no function "thum" is registered at "cloud" (did you mean "thumb"?); registered: thumb`},
		"invoke none":       {`cloud{}:invoke("f")`, `provider:invoke: no function "f" is registered at "cloud"; there are none yet`},
		"invoke number":     {`cloud{}:invoke(3)`, `provider:invoke: function: 3: must be a function or its name`},
		"invoke with a dot": {`cloud{}.invoke("f")`, `provider:invoke: called without its object ("f"): call it with a colon, as in provider:invoke(…)`},
		"invoke from trace": {`local c = cloud{} c:register(func("f", { duration = "trace" })) c:invoke("f")`, `provider:invoke: function "f" takes its durations from a trace; it cannot be invoked by hand`},
		"drive what":        {`local c = cloud{} c:register(func("f", { duration = 1 })) c:drive("f", 40)`, `provider:drive: workload: 40: must be a workload, such as workload.poisson{ rate = 40 }`},
		"drive order":       {`cloud{}:drive(require "coldmoon.workload".poisson{ rate = 40 }, "f")`, `provider:drive: a function comes first: provider:drive(function, workload)`},
		"drive from trace": {`local c = cloud{} c:register(func("f", { duration = "trace" })) c:drive("f", require "coldmoon.workload".poisson{ rate = 40 })`,
			`provider:drive: function "f" takes its durations from a trace, and a workload of kind poisson has none`},
		"drive from list": {`local c = cloud{} c:register(func("f", { duration = "trace" })) c:drive("f", require "coldmoon.workload".list{ 1, 2 })`,
			`provider:drive: function "f" takes its durations from a trace, and the list has none: give it durations = { … }`},
		"drive twice as long": {`local c = cloud{} c:register(func("f", { duration = 3 })) c:drive("f", require "coldmoon.workload".list{ times = { 1 }, durations = { 2 } })`,
			`provider:drive: function "f" has a duration or a handler of its own, and the list has durations as well`},
		"drive from generator": {`local c = cloud{} c:register(func("f", { duration = "trace" }))
			c:drive("f", require "coldmoon.workload".generator{ next = function(i) if i < 3 then return i end end })`,
			"t.lua:15: provider:drive: the workload gives no duration for function \"f\", which takes its durations from a trace"},
		"drive inputs": {`local c = cloud{} c:register(func("f", { duration = 1 })) c:drive("f", require "coldmoon.workload".poisson{ rate = 40 }, 3)`, `provider:drive: inputs: 3: must be a function`},
		"host":         {`cloud{}.cluster:host(3)`, `cluster:host: host: 3: must be a host of this provider, or its number from 1 to 2`},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, small+c.text)
			require.NotNil(t, s.err)
			require.Equal(t, EOPT, s.err.Code)
			require.Equal(t, 104, s.err.Exit)
			require.Contains(t, s.err.Error(), "error[EOPT]: t.lua:")
			require.Contains(t, s.err.Error(), c.want)
		})
	}
}

func TestDrive(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"poisson": {`c:drive("f", workload.poisson{ rate = 10, duration = 100 }) coldmoon.run() print(c:summary().counts.ok)`, "994"},
		"inputs": {`local sum = 0 c:register(func("g", { run = function(ctx, input) sum = sum + input end }))
			c:drive("g", workload.constant{ rate = 1, count = 10 }, function(i) return i end) coldmoon.run() print(sum)`, "55"},
		"inputs of nil": {`c:register(func("g", { run = function(ctx, input) assert(input == nil) end }))
			c:drive("g", workload.constant{ rate = 1, count = 10 }, function() end) coldmoon.run() print(c:summary().counts.ok)`, "10"},
		"two":  {`c:drive("f", workload.constant{ rate = 1, count = 10 }) c:drive("f", workload.constant{ rate = 1, count = 5 }) coldmoon.run() print(c:summary().counts.ok)`, "15"},
		"late": {`coldmoon.sleep(5) c:drive("f", workload.constant{ rate = 1, count = 10 }) coldmoon.run() print(c:summary().counts.ok)`, "10"},
		"durations from a list": {`c:register(func("g", { duration = "trace" })) c:drive("g", workload.list{ times = { 1, 2 }, durations = { 3, 4 } })
			coldmoon.run() print(c:summary().execution.max)`, "4"},
		"generator": {`c:drive("f", workload.generator(function(i, last) if i <= 3 then return last + i end end)) coldmoon.run() print(c:summary().counts.ok)`, "3"},
		"generator blocks": {`c:drive("f", workload.generator(function(i, last) if i == 2 then coldmoon.sleep(1) end return last + i end))
			print(select(2, pcall(coldmoon.run)))`, "t.lua:16: sleep: must not be called inside the simulation, which is running already"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want+"\n", output(t, small+`local workload = require "coldmoon.workload" local c = cloud{ hosts = { slots = 100 } }
				c:register(func("f", { duration = 1 }))
				`+c.text))
		})
	}
}

// Two providers in one script see the same arrivals.
func TestCommonArrivals(t *testing.T) {
	out := output(t, small+`local workload = require "coldmoon.workload"
		for _, name in ipairs{ "a", "b" } do
		  local times = {}
		  local c = cloud{ name = name, hosts = { slots = 100 }, on_start = function(r) times[#times + 1] = r.submitted end }
		  c:register(func("f", { duration = 1 }))
		  c:drive("f", workload.poisson{ rate = 1, count = 5 })
		  coldmoon.spawn(function() coldmoon.sleep(1000) print(table.concat(times, " ")) end)
		end`)
	lines := strings.Split(out, "\n")
	require.Len(t, lines, 3)
	require.NotEmpty(t, lines[0])
	require.Equal(t, lines[0], lines[1])
}

const traceCSV = "time,function,duration\n0,a,1\n1,b,2\n2,a,3\n"

func TestDriveTrace(t *testing.T) {
	files := func(text string) map[string]string {
		return map[string]string{"trace.csv": traceCSV, "t.lua": small + `
			local trace = require "coldmoon.workload".csv{ file = "trace.csv", columns = { time = "time", ["function"] = "function", duration = "duration" } }
			local c = cloud{ hosts = { slots = 100 } }
			` + text}
	}
	s := newScript(t, files(`for _, f in ipairs(trace:functions()) do c:register(func(f.name, { duration = "trace" })) end
		c:drive(trace) coldmoon.run() local s = c:summary() print(s.counts.ok, s.execution.max, s.functions[1].invocations, s.functions[2].invocations)`)).run(t)
	require.Nil(t, s.err, "%v", s.err)
	require.Equal(t, "3\t3\t2\t1\n", s.stdout.String())
	s = newScript(t, files(`c:register(func("a", { duration = "trace" })) c:drive(trace)`)).run(t)
	require.Equal(t, `error[EOPT]: t.lua:17: provider:drive: 1 of the 2 functions of the trace are not registered at "cloud": b`, s.err.Error())
}

func TestPlan(t *testing.T) {
	text := small + `local workload = require "coldmoon.workload" local c = cloud{ hosts = { count = 3, slots = 4, ram = "8GB" }, billing = function() return 1 end }
		c:register(func("f", { duration = 1 }), { time_limit = 5, ram = "1GB" }) c:register(func("g", { run = print }))
		c:drive("f", workload.poisson{ rate = 10, duration = 100 }) c:drive("g", workload.poisson{ rate = 10 })
		local h = c:invoke("f")
		coldmoon.run()
		error("not here")`
	s := runScript(t, text, inMode(Inspect))
	require.Nil(t, s.err, "%v", s.err)
	plan := s.rt.Plan()
	p := plan.Providers[0]
	n, horizon := 1000.0, 100.0
	require.Equal(t, []PlanRepository{{Name: "hub", Bandwidth: 100e6, Files: 1, Bytes: 100e6}}, plan.Repositories)
	require.Equal(t, []PlanHosts{{Count: 3, Slots: 4, RAM: 8e9}}, p.Groups)
	require.Equal(t, []PlanFunction{
		{Name: "f", Kind: "duration", Image: "python", ImageSize: 100e6, TimeLimit: 5, RAM: 1e9, Concurrency: 1},
		{Name: "g", Kind: "handler", Image: "python", ImageSize: 100e6, Concurrency: 1},
	}, p.Functions)
	require.Equal(t, []Workload{{"poisson", []string{"f"}, &n, &horizon}, {"poisson", []string{"g"}, nil, nil}}, p.Workloads)
	require.Equal(t, []string{"billing"}, p.Policies)
	require.Zero(t, s.rt.Summary().Events)
}

// The mode Check reports everything that is wrong, and does not simulate.
func TestCheckMode(t *testing.T) {
	s := runScript(t, small+`
local c = cloud{ reuse = "x" }
c:register(func("f", { duration = -1 }), { ramm = 3 })
c:register(func("g", { duration = 1 }))
local h = c:invoke("g")
h:await()
local d = cloud{ name = "d" }
d:invoke("nothing")
coldmoon.run()
print("not here")`, inMode(Check))
	var lines []string
	for _, p := range s.rt.Problems() {
		line, _, _ := strings.Cut(p.Error(), ": must be")
		lines = append(lines, line)
	}
	require.Equal(t, []string{
		`error[EOPT]: t.lua:12: provider: reuse: "x"`,
		`error[EOPT]: t.lua:7: func: duration: -1`,
		`error[EOPT]: t.lua:21: provider:invoke: no function "nothing" is registered at "d"; there are none yet`,
	}, lines)
	require.Empty(t, s.stdout.String())
}
