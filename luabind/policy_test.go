package luabind

// This file tests the policies that scripts write, and their errors.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// asked declares a provider with the policies, two functions, a handle to f at
// time 0 and one to g at 20, and runs.
func asked(policies string) string {
	return small + `
local log = {}
local function note(...) log[#log + 1] = table.concat({ ... }, " ") end
local c = cloud{ hosts = { count = 2, slots = 2, ram = 4e9, disk = { capacity = 1e9 } }, ` + policies + ` }
c_ = c
c:register(func("f", { duration = 2 }), { ram = "1GB", disk = 5 })
c:register(func("g", { duration = 1 }), { ram = "3GB" })
local f, g = c:invoke("f"), nil
coldmoon.spawn(function() coldmoon.sleep(20) g = c:invoke("g") end)
coldmoon.run{ till = 30 }
for _, line in ipairs(log) do print(line) end
`
}

func TestPolicies(t *testing.T) {
	for name, c := range map[string]struct{ policies, print, want string }{
		"schedule a host":                 {`schedule = function(r, c) return c:host(2) end`, `f.host, g.host`, "2\t2"},
		"schedule a number":               {`schedule = function() return 2 end`, `f.host, g.host`, "2\t2"},
		"schedule nil":                    {`schedule = function() end`, `f.status`, "queued"},
		"schedule false":                  {`schedule = function() return false, "not today" end`, `f.status, f.error`, "rejected\tnot today"},
		"schedule false without a reason": {`schedule = function() return false end`, `f.status, f.error`, "rejected\trejected by schedule"},
		"schedule in a policy":            {`policy = { schedule = function() return 2 end }`, `f.host`, "2"},
		"schedule sees the request": {`schedule = function(r, c) note(r.id, r.fn, r.ram, r.disk, r.image.name, r.submitted, r.now, tostring(r.waiting), r.concurrency) return c:first_fit(r) end`,
			``, "1 f 1000000000 5 python 0 0 false 1\n2 g 3000000000 0 python 20 20 false 1"},
		"schedule sees the same objects": {`schedule = function(r, c) note(tostring(not last_r or last_r == r)) last_r = r return c:first_fit(r) end`, ``, "true\ntrue"},
		"cluster queries": {`schedule = function(r, c)
				note(c:first_fit(r).id, c:best_fit(r).id, c:worst_fit(r).id, c:least_loaded(r).id, c:round_robin(r).id, tostring(c:warm(r)), tostring(c:with_image(r)))
				note(tostring(c:can_take(1, r)), tostring(c:can_take(c:host(2), r)), c:now(), c:waiting(), c:running(), c:containers(), c:idle(), c:free_ram(), c:size(), c:warm_count(r), c:warm_count("f"))
				return 1 end`, ``,
			"1 1 1 1 1 nil nil\ntrue true 0 0 0 0 0 8000000000 2 0 0\n1 1 2 1 2 nil host 1\ntrue true 20 0 0 1 1 7000000000 2 0 1"},
		"cluster hosts": {`schedule = function(r, c) for h in c:hosts() do note(h.id, h.slots, h.free_slots, h.ram, h.free_ram, h.disk.capacity, h.free_disk, h.running, h.containers, h.idle, h.cores, h.speed, h.group, tostring(h:has_image(r.image))) end return 1 end`, ``,
			"1 2 2 4000000000 4000000000 1000000000 1000000000 0 0 0 2 1 1 false\n2 2 2 4000000000 4000000000 1000000000 1000000000 0 0 0 2 1 1 false\n" +
				"1 2 2 4000000000 3000000000 1000000000 899999995 0 1 1 2 1 1 true\n2 2 2 4000000000 4000000000 1000000000 1000000000 0 0 0 2 1 1 false"},
		"cluster with an image": {`schedule = function(r, c) note(tostring(c:with_image(r.image))) return 2 end`, ``, "nil\nhost 2"},
		"cluster is cached":     {`schedule = function(r, c) note(tostring(c:host(1) == c:host(1)), tostring(c == last_c), tostring(c:first_fit(r) == c:host(1))) last_c = c return 1 end`, ``, "true false true\ntrue true true"},
		"warm container": {`keep_alive = 1000, schedule = function(r, c) local w = c:warm(r)
				if w then note(w.id, w.fn, w.host.id, w.ram, w.disk, w.uses, w.active, w.created, w.last_used, tostring(w.ready), w.start_time, tostring(w.gone)) end return w or 1 end`,
			`c:invoke("f"):await().cold, log[1]`, "false\t1 f 1 1000000000 5 1 0 0 3 true 1 false"},
		"keep_alive of a function": {`keep_alive = function(k) note(k.fn, k.uses, k.last_used) return 5 end`, `#c:containers()`, "f 1 3\ng 1 21\n0"},
		"keep_alive forever":       {`keep_alive = function(k) return math.huge end`, `#c:containers()`, "2"},
		"keep_alive 0":             {`keep_alive = function(k) return 0 end`, `c:summary().counts.containers_expired`, "2"},
		"admit":                    {`admit = function(r) note(r.fn) return r.fn == "g", "only g" end`, `f.status, f.error, g.status`, "f\ng\nrejected\tonly g\tok"},
		"billing a number":         {`billing = function(u) return u.duration / 1000 end`, `f.cost, c:summary().bill[1].item, c:summary().billed_usd`, "0.002\tinvocations\t0.003"},
		"billing items":            {`billing = function(u) return { { "a", 1 }, { "b", -0.25 } } end`, `f.cost, c:summary().bill[1].usd, c:summary().bill[2].item, c:summary().bill[2].usd`, "0.75\t2\tb\t-0.5"},
		"billing nothing":          {`billing = function(u) return {} end`, `f.cost`, "0"},
		"billing fields": {`overhead = { init = 4, create = 3 }, billing = function(u) note(u.fn, u.provider, u.status, tostring(u.cold), u.duration, u.init_duration, u.start_duration, u.latency, u.billed_from, u.billed_to,
				u.ram, u.ram_peak, u.disk, u.disk_peak, u.cpu_seconds, u.ingress, u.egress, u.gb_seconds, u.month, u.month_requests, u.month_gb_seconds, u.concurrency, u.id, u.ended) return 0 end`, ``,
			"f cloud ok true 2 4 8 10 8 10 1000000000 0 5 0 0 0 0 1.862645149230957 0 0 0 1 1 10\n" +
				"g cloud ok true 1 4 7 8 27 28 3000000000 0 0 0 0 0 0 2.7939677238464355 0 1 1.862645149230957 1 2 28"},
		"observers": {`on_start = function(r) note("start", r.id, r.status, tostring(r.latency)) end, on_finish = function(r) note("finish", r.id, r.status, r.latency, r.host) end`, ``,
			"start 1 running nil\nfinish 1 ok 3 1\nstart 2 running nil\nfinish 2 ok 1 1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := asked(c.policies)
			if c.print != "" {
				text += "print(" + c.print + ")"
			}
			require.Equal(t, c.want+"\n", output(t, `last_r, last_c = false, false `+text))
		})
	}
}

func TestEvictPolicy(t *testing.T) {
	out := output(t, small+`
local other = hub:store(coldmoon.image{ name = "node", size = 50e6 })
local c = cloud{ hosts = { count = 1, slots = 2, ram = 4e9, disk = { capacity = 160e6 } }, storage = { capacity = 120e6 },
  evict = function(x)
    print(x.kind, x.container and x.container.fn, x.host and x.host.id, x.image.name, x.size, x.ram, x.uses, x.last_used, x.created, x.now)
    return x.last_used
  end }
c:register(func("f", { duration = 2 }), { ram = "3GB", disk = 20e6 })
c:register(coldmoon.func{ name = "g", image = other, duration = 1 }, { ram = "3GB" })
c:invoke("f"):await()
c:invoke("g"):await()
`)
	require.Equal(t, `container	f	1	python	20000000	3000000000	1	3	0	3
image	nil	nil	python	100000000	0	1	1	0	3
`, out)
}

func TestSourcePolicy(t *testing.T) {
	text := func(source string) string {
		return small + `
local mirror = coldmoon.repository{ name = "mirror", bandwidth = 50e6 }
mirror:store(image.file)
local c = cloud{ source = function(image, repositories) ` + source + ` end }
c:register(func("f", { duration = 0 }))
print(c:invoke("f"):await().latency)`
	}
	require.Equal(t, "python\thub\tmirror\n2\n", output(t, text(`print(image.name, repositories[1].name, repositories[2].name) return repositories[2]`)))
	require.Equal(t, "1\n", output(t, text(`return hub`)))
	require.Contains(t, failure(t, text(`return 3`)), `error[EPOLICY]: t.lua:17: provider "cloud": source: at 0s: invocation 1 of "f": returned 3: must be one of the repositories`)
	require.Contains(t, failure(t, text(`return coldmoon.repository{ name = "x" }`)), `repository: must not be called in source: policies decide and change nothing`)
}

func TestPolicyErrors(t *testing.T) {
	const about = `provider "cloud": `
	for name, c := range map[string]struct{ policies, code, want string }{
		"schedule a string":       {`schedule = function() return "x" end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned "x": must be a host or its number, a container, nil to wait, or false and a reason to reject`},
		"schedule true":           {`schedule = function() return true end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned true: must be a host`},
		"schedule the request":    {`schedule = function(r) return r end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned a request: must be a host`},
		"schedule no host":        {`schedule = function() return 3 end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned 3: hosts are numbered from 1 to 2`},
		"schedule host 0":         {`schedule = function() return 0 end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned 0: hosts are numbered from 1 to 2`},
		"schedule half a host":    {`schedule = function() return 1.5 end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned 1.5: hosts are numbered from 1 to 2`},
		"schedule reason":         {`schedule = function() return false, {} end`, EPOLICY, `schedule: at 0s: invocation 1 of "f": returned as the reason a table: must be a string`},
		"schedule a gone one":     {`keep_alive = 1, schedule = function(r, c) if r.fn == "g" then return old end return 1 end, on_finish = function() old = c_:containers()[1] end`, EPOLICY, `schedule: at 20s: invocation 2 of "g": returned container 1, which is gone`},
		"schedule another's":      {`schedule = function(r, c) if r.fn == "g" then return c_:containers()[1] end return 1 end`, EPOLICY, `schedule: at 20s: invocation 2 of "g": returned container 1 of "f", want one of "g"`},
		"schedule fault":          {`schedule = function(r, c) return c:warm(r) or c.first_host end`, ELUA, `schedule: at 0s: invocation 1 of "f": cluster has no field "first_host"`},
		"schedule typo":           {`schedule = function(r, c) return c:warn(r) end`, ELUA, `schedule: at 0s: invocation 1 of "f": cluster has no field "warn" (did you mean "warm"?); it has: best_fit, `},
		"schedule nil index":      {`schedule = function(r, c) local x = nil return x.y end`, ELUA, `schedule: at 0s: invocation 1 of "f": attempt to index a nil value with key 'y'`},
		"schedule error":          {`schedule = function(r, c) error("boom") end`, ELUA, `schedule: at 0s: invocation 1 of "f": boom`},
		"schedule wrong argument": {`schedule = function(r, c) return c:warm("f") end`, ELUA, `schedule: at 0s: invocation 1 of "f": cluster:warm: request: "f": must be the request that the policy was given`},
		"schedule sleeps":         {`schedule = function() coldmoon.sleep(1) end`, ELUA, `schedule: at 0s: invocation 1 of "f": sleep: must not be called in schedule: policies must not block`},
		"schedule runs":           {`schedule = function() coldmoon.run() end`, ELUA, `schedule: at 0s: invocation 1 of "f": run: must not be called in schedule: policies must not block`},
		"schedule awaits":         {`schedule = function() c_:invoke("f"):await() end`, ELUA, `schedule: at 0s: invocation 1 of "f": provider:invoke: must not be called in schedule: policies decide and change nothing`},
		"schedule spawns":         {`schedule = function() coldmoon.spawn(print) end`, ELUA, `schedule: at 0s: invocation 1 of "f": spawn: must not be called in schedule: policies decide and change nothing`},
		"schedule keeps requests": {`schedule = function(r, c) if kept then return c:first_fit(kept) end kept = r return 1 end, on_finish = function(r) c_.cluster:first_fit(kept) end`, ELUA, `on_finish: at 3s: invocation 1 of "f": cluster:first_fit: request: is over: it can be asked about only while the policy that it was given to runs`},
		"keep_alive":              {`keep_alive = function() return -1 end`, EPOLICY, `keep_alive: at 3s: invocation 1 of "f": returned -1: must be a number of seconds from 0 on, or math.huge`},
		"keep_alive nil":          {`keep_alive = function() end`, EPOLICY, `keep_alive: at 3s: invocation 1 of "f": returned nil: must be a number of seconds`},
		"keep_alive nan":          {`keep_alive = function() return 0/0 end`, EPOLICY, `keep_alive: at 3s: invocation 1 of "f": returned nan: must be a number of seconds`},
		"admit nil":               {`admit = function() end`, EPOLICY, `admit: at 0s: invocation 1 of "f": returned nil: must be true, or false and a reason`},
		"admit reason":            {`admit = function() return false, 3 end`, EPOLICY, `admit: at 0s: invocation 1 of "f": returned as the reason 3: must be a string`},
		"billing nan":             {`billing = function() return 0/0 end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned nan: `},
		"billing huge":            {`billing = function() return math.huge end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned math.huge: `},
		"billing nil":             {`billing = function() end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned nil: must be a number of dollars, or items such as { { "compute", 0.01 }, { "requests", 2e-7 } }`},
		"billing by name":         {`billing = function() return { compute = 1 } end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned a table with the field "compute": must be an array of items such as { "compute", 0.01 }, whose order is that of the bill`},
		"billing item":            {`billing = function() return { 3 } end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned as item 1 3: must be an item such as { "compute", 0.01 }`},
		"billing item parts":      {`billing = function() return { { "a", 1 }, { 3 } } end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned as item 2 { 3, nil }: must be a name and a number of dollars`},
		"billing item nan":        {`billing = function() return { { "a", 1 }, { "b", 0/0 } } end`, EPOLICY, `billing: at 3s: invocation 1 of "f": returned as item 2 nan: `},
		"billing typo":            {`billing = function(u) return u.gb_second end`, ELUA, `billing: at 3s: invocation 1 of "f": usage has no field "gb_second" (did you mean "gb_seconds"?); it has: billed_from, `},
		"billing assigns":         {`billing = function(u) u.x = 1 return 1 end`, ELUA, `billing: at 3s: invocation 1 of "f": a usage is read-only: its field "x" can't be set`},
		"on_start":                {`on_start = function(r) error("boom") end`, ELUA, `on_start: at 1s: invocation 1 of "f": boom`},
		"on_finish typo":          {`on_finish = function(r) return r.latancy end`, ELUA, `on_finish: at 3s: invocation 1 of "f": record has no field "latancy" (did you mean "latency"?); it has: `},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, `c_, old, kept = false, false, false `+asked(c.policies))
			require.NotNil(t, s.err)
			require.Equal(t, c.code, s.err.Code)
			require.Equal(t, 107, s.err.Exit)
			require.Contains(t, s.err.Error(), `error[`+c.code+`]: t.lua:17: `+about+c.want)
			require.NotEmpty(t, s.err.Frame)
		})
	}
}
