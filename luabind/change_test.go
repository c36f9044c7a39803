package luabind

// This file tests what scripts change in the middle of a run.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// changing declares a provider of two hosts of a slot each, and "f", which takes 4 s
// after a download of 1 s.
const changing = small + `
local c = cloud{ hosts = { count = 2, slots = 1, ram = "1GB", disk = { capacity = "1GB" } } }
c:register(func("f", { duration = 4 }))
local at = function(t, fn) coldmoon.spawn(function() coldmoon.sleep(t) fn() end) end
local asked = {}
local ask = function(t, fn) at(t, function() asked[#asked + 1] = c:invoke(fn or "f") end) end
local ends = function() coldmoon.run() local t = {}
	for _, h in ipairs(asked) do t[#t + 1] = h.status .. "@" .. (h.ended or "-") .. "/" .. (h.host or "-") end print(table.concat(t, " ")) end
`

func TestChanges(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"schedule": {`c.schedule = function() end ask(0) ask(0)
			at(6, function() c.schedule = coldmoon.schedule.best_fit end) ends() print(c.schedule == coldmoon.schedule.best_fit, c.round)`,
			"ok@11/1 ok@11/2\ntrue\tnil"},
		"schedule nil": {`c.schedule = function() end ask(0) at(6, function() c.schedule = nil end) ends() print(c.schedule)`, "ok@11/1\nnil"},
		"schedule from outside": {`c.schedule = function() end ask(0) coldmoon.run{ till = 6 }
			c.schedule = function(r, cluster) return cluster:host(2) end ends()`, "ok@11/2"},
		"round": {`ask(0) at(3, function() c.round = function(waiting, cluster) return { { waiting[1], 2 } } end end) ask(3.5) ends() print(c.round ~= nil, c.schedule)`, "ok@5/1 ok@7.5/2\ntrue\tnil"},
		"keep_alive": {`c:register(func("own", { duration = 4 }), { keep_alive = 9 }) ask(0) ask(0, "own")
			at(1, function() c.keep_alive = "2s" print(c.keep_alive) end) at(8, function() print(#c:containers("f"), #c:containers("own")) end) ends()`,
			"2s\n0\t1\nok@5/1 ok@5/2"},
		"keep_alive function": {`c.keep_alive = function(k) print(k.fn) return 1 end ask(0) ends() print(coldmoon.now())`, "f\nok@5/1\n6"},
		"admit": {`ask(0) ask(2) at(1, function() c.admit = function() return false, "closed" end end) at(3, function() c.admit = nil end) ask(9) ends() print(asked[2].error)`,
			"ok@5/1 rejected@2/- ok@13/1\nclosed"},
		"billing": {`ask(0) ask(0) at(1, function() c.billing = function() return 2 end end) ends() print(c:summary().billed_usd)`, "ok@5/1 ok@5/2\n4"},
		"evict":   {`c.evict = "size" print(c.evict) c.evict = function(k) return k.uses end print(type(c.evict)) c.evict = nil print(c.evict)`, "size\nfunction\nnil"},
		"source": {`local slow = coldmoon.repository{ name = "slow", bandwidth = "50MB/s" } slow:store(image.file)
			c.source = function(image, all) return slow end ask(0) ends()`, "ok@6/1"},
		"observers": {`local n = { start = 0, finish = 0, image = 0 }
			c.on_start = function(r) n.start = n.start + 1 end c.on_finish = function(r) n.finish = n.finish + 1 end c.on_image = function(m) n.image = n.image + 1 end
			ask(0) ask(20) at(10, function() c.on_start, c.on_finish, c.on_image = nil, nil, nil end) ends() print(n.start, n.finish, n.image)`, "ok@5/1 ok@24/1\n1\t1\t2"},
		"given at the start": {`local d = coldmoon.provider{ name = "d", hosts = {}, evict = "lfu", policy = { keep_alive = 5, admit = function() return true end } }
			print(d.evict, d.keep_alive, type(d.admit), d.schedule)`, "lfu\t5\tfunction\tnil"},

		"add_hosts":              {`ask(0) ask(0) ask(0) at(2, function() print(c:add_hosts{ count = 2, slots = 1 }) end) ends() print(c.cluster:size(), c.cluster:host(4).group)`, "3\t4\nok@5/1 ok@5/2 ok@6/3\n4\t2"},
		"add_hosts from outside": {`local h = c.cluster:host(1) print(c:add_hosts{ slots = 2 }) print(c.cluster:host(1) == h, c.cluster:host(3).slots)`, "3\t3\ntrue\t2"},

		"fail_host": {`ask(0) ask(0) at(3, function() c:fail_host(1) end) ask(4) at(8, function() c:recover_host(1) end) ask(9) ends()
			print(asked[1].error, c.cluster:host(1).failures)`, "crashed@3/1 ok@5/2 ok@9/2 ok@13/2\nhost 1 failed\t1"},
		"fail_host from outside": {`ask(0) coldmoon.run{ till = 2 } local h = c.cluster:host(1) c:fail_host(h) print(h.up, h.free_slots, h.containers, asked[1].status)
			c:recover_host(h) print(h.up, h.free_slots)`, "false\t0\t0\tcrashed\ntrue\t1"},
		"keep_disk": {`ask(0) at(10, function() c:fail_host(1, { keep_disk = true }) c:recover_host(1) print(c.cluster:host(1):has_image(image), c.cluster:with_image(image.file))
			c:fail_host(1) print(c.cluster:host(1):has_image(image), c.cluster:with_image(image.file)) end) ends()`, "true\thost 1\nfalse\tnil\nok@5/1"},
		"queries skip it": {`c:fail_host(1, { keep_disk = true }) local n = 0 for h in c.cluster:hosts() do n = n + h.id end
			c.schedule = function(r, k) print(n, k:size(), k:first_fit(r), k:best_fit(r), k:worst_fit(r), k:least_loaded(r), k:round_robin(r), k:random(r), k:can_take(1, r), k:free_ram()) return k:first_fit(r) end
			ask(0) ends()`, "2\t2\thost 2\thost 2\thost 2\thost 2\thost 2\thost 2\tfalse\t1000000000\nok@5/2"},
		"hooks": {`c.on_host_down = function(h) print("down", h.id, h.up, coldmoon.now()) end c.on_host_up = function(h) print("up", h.id, h.up, coldmoon.now()) end
			at(1, function() c:fail_host(2) end) at(2, function() c:recover_host(2) end) ends()`, "down\t2\tfalse\t1\nup\t2\ttrue\t2\n"},
		"hooks declared": {`local d = coldmoon.provider{ name = "d", hosts = {}, on_host_down = function(h) print("down", h) end } d:fail_host(1)`, "down\thost 1"},

		"bandwidth":      {`local r = hub at(0.5, function() r.bandwidth = "25MB/s" print(r.bandwidth) end) ask(0) ends()`, "25000000\nok@6.5/1"},
		"bandwidth none": {`hub.bandwidth = math.huge ask(0) ends() hub.bandwidth = "1MB/s" print(hub.bandwidth) hub.bandwidth = nil print(hub.bandwidth)`, "ok@4/1\n1000000\n+Inf"},
		"latency":        {`hub.latency = "2s" print(hub.latency) ask(0) ends()`, "2\nok@7/1"},
		"read":           {`hub.read = "50MB/s" print(hub.read) ask(0) ends()`, "50000000\nok@6/1"},
		"lan":            {`c.lan = { bandwidth = "100MB/s" } c.lan = { latency = 1 } print(c.lan.bandwidth, c.lan.latency) ask(0) ends()`, "100000000\t1\nok@7/1"},
		"storage":        {`c.storage = { write = "50MB/s" } c.storage = { read = "100MB/s" } print(c.storage.write, c.storage.read, c.storage.total) ask(0) ends()`, "50000000\t100000000\t+Inf\nok@7/1"},
		"network": {`local h = c.cluster:host(1) h.network = "100MB/s" h.latency = "1s" print(h.network, h.latency) ask(0) ends()
			h.network = nil h.latency = nil print(h.network, h.latency)`, "100000000\t1\nok@7/1\n+Inf\t0"},
		"disk": {`c.cluster:host(1).disk = { write = "50MB/s" } ask(0) ends()`, "ok@7/1"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want+"\n", output(t, changing+c.text)) })
	}
}

// TestCrashedCallers: a handler that waits for one on a host that fails catches an error
// with the status, and goes on.
func TestCrashedCallers(t *testing.T) {
	require.Equal(t, "false\tcrashed\tinvoke f: crashed: host 2 failed\nok@5/1\n", output(t, changing+`
		c:register(func("caller", { run = function(ctx)
			print((function(ok, e) return ok, e.status, tostring(e) end)(pcall(ctx.invoke, ctx, "f")))
			ctx:sleep(2)
			return "went on"
		end }))
		ask(0, "caller") at(3, function() c:fail_host(2) end) ends()`))
	require.Equal(t, "0\ncrashed@3/1\n", output(t, changing+`
		local after = 0
		c:register(func("caller", { run = function(ctx)
			pcall(ctx.sleep, ctx, 9)
			after = after + 1
		end }))
		ask(0, "caller") at(3, function() c:fail_host(1) print(after) end) ends()`))
}

// TestHandlersChange: a handler changes what it runs on, and may end by it.
func TestHandlersChange(t *testing.T) {
	require.Equal(t, "false\t1.5\ntrue\tcrashed@1/1 ok@2/2\n", output(t, changing+`
		c:register(func("own", { run = function(ctx) c:fail_host(1) print("never") end }))
		c:register(func("other", { run = function(ctx) ctx:sleep(1) pcall(function() c.cluster:host(1).network = "1MB/s" end) c:recover_host(1) end }))
		ask(0, "own") ask(0, "other")
		at(1.5, function() print(c.cluster:host(1).up, coldmoon.now()) end)
		at(3, function() io.write(tostring(c.cluster:host(1).up), "\t") end) ends()`))
}

func TestChangeErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"schedule":        {`c.schedule = 5`, "provider: schedule: 5: must be a function"},
		"keep_alive":      {`c.keep_alive = -1`, "provider: keep_alive: -1: must"},
		"evict":           {`c.evict = "lur"`, `provider: evict: "lur": must be one of "lru", "fifo", "lfu", "size" and "greedy_dual" (did you mean "lru"?), or a function`},
		"on_finish":       {`c.on_finish = true`, "provider: on_finish: true: must be a function"},
		"lan":             {`c.lan = 5`, "provider: lan: 5: must be a table of options"},
		"lan option":      {`c.lan = { bandwith = 5 }`, `provider: lan: unknown option "bandwith" (did you mean "bandwidth"?); valid options: bandwidth, latency`},
		"lan rate":        {`c.lan = { bandwidth = "5" }`, `provider: lan.bandwidth: rate "5": missing unit`},
		"storage":         {`c.storage = { capacity = 5 }`, `provider: storage: unknown option "capacity"; valid options: read, write, total`},
		"name":            {`c.name = "x"`, `provider: its field "name" can't be set; what can be set: admit, billing, evict, keep_alive, lan, on_finish, on_host_down, on_host_up, on_image, on_start, round, schedule, source, storage`},
		"misspelt":        {`c.schedul = print`, `provider: its field "schedul" can't be set (did you mean "schedule"?); what can be set: admit,`},
		"no name":         {`c[1] = print`, `provider: its field 1 can't be set; what can be set: admit,`},
		"repository":      {`hub.bandwidth = 0`, `repository: bandwidth: 0: must be a positive number of bytes per second, or a string such as "10Gbps" or "100MB/s"`},
		"repository name": {`hub.name = "x"`, `repository: its field "name" can't be set; what can be set: bandwidth, latency, read`},
		"latency":         {`hub.latency = -1`, `repository: latency: -1: must`},
		"host":            {`c.cluster:host(1).slots = 5`, `host: its field "slots" can't be set; what can be set: disk, latency, network`},
		"host network":    {`c.cluster:host(1).network = "5XB"`, `host: network: rate "5XB": unknown unit`},
		"host disk":       {`c.cluster:host(1).disk = { size = 5 }`, `host: disk: unknown option "size"; valid options: read, write, total`},

		"no host":         {`c:fail_host(3)`, "provider:fail_host: host: 3: must be a host of this provider, or its number from 1 to 2"},
		"down already":    {`c:fail_host(1) c:fail_host(1)`, "provider:fail_host: host 1: is down already"},
		"up":              {`c:recover_host(1)`, "provider:recover_host: host 1: is up"},
		"fail option":     {`c:fail_host(1, { keep = true })`, `provider:fail_host: unknown option "keep"; valid options: keep_disk`},
		"keep_disk":       {`c:fail_host(1, { keep_disk = 1 })`, `provider:fail_host: keep_disk: 1: must be`},
		"add_hosts":       {`c:add_hosts{ count = 0 }`, `provider:add_hosts: count: 0: must be`},
		"add_hosts many":  {`c:add_hosts{ count = 2000000 }`, `provider:add_hosts: count: 2000000: must be from 0 to 1048576`},
		"add_hosts sum":   {`c:add_hosts{ count = 1048576 }`, `provider:add_hosts: count: 1048576: must be at least 1, and the provider have at most 1048576 hosts in all; it has 2`},
		"add_hosts group": {`c:add_hosts{ slots = 1, mem = 5 }`, `provider:add_hosts: unknown option "mem"; valid options: count,`},

		"in a policy":         {`c.schedule = function(r, k) c.schedule = nil end ask(0) ends()`, "provider: must not be called in schedule: policies decide and change nothing"},
		"in an observer":      {`c.on_finish = function() c:fail_host(1) end ask(0) ends()`, "provider:fail_host: must not be called in on_finish: policies decide and change nothing"},
		"in a hook":           {`c.on_host_down = function(h) c:recover_host(h) end c:fail_host(1)`, "provider:recover_host: must not be called in on_host_down: policies decide and change nothing"},
		"add in a policy":     {`c.admit = function() c:add_hosts{} return true end ask(0) ends()`, "provider:add_hosts: must not be called in admit"},
		"bandwidth, a policy": {`c.keep_alive = function() hub.bandwidth = 5 return 1 end ask(0) ends()`, "repository: must not be called in keep_alive"},

		"in a generator":       {`c:drive("f", require "coldmoon.workload".generator(function(i) if i > 2 then c:fail_host(1) end return i end)) ends()`, "provider:fail_host: must not be called here, while an event is handled: call it from coldmoon.spawn, or between runs"},
		"a hook fails outside": {`c.on_host_down = function() error("no") end c:fail_host(1)`, `on_host_down: at 0s: `},
		"a hook fails inside":  {`c.on_host_down = function() error("no") end at(2, function() c:fail_host(1) end) ends()`, `on_host_down: at 2s: `},
		"a host that is down":  {`c.schedule = function() return 1 end c:fail_host(1) ask(0) ends()`, "returned host 1, which is down"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, failure(t, changing+c.text), c.want)
		})
	}
}

// TestCheckChanges: a check goes on after what cannot be set.
func TestCheckChanges(t *testing.T) {
	s := runScript(t, changing+`c.schedule = 5
c.lan = { bandwidth = -1 }
c:fail_host(1, { keep = true })
hub.latency = "x"
local first, last = c:add_hosts{ count = 0 }
c:fail_host(first)
c.cluster:host(1).network = coldmoon.image{}
coldmoon.run()`, inMode(Check))
	require.Len(t, s.rt.Problems(), 6)
}

// TestForgivenHooks: a policy in Lua that fails once ends the run; forgiven, the run goes
// on to its end, and the policy is asked again.
func TestForgivenHooks(t *testing.T) {
	const text = changing + `
local failed = false
local function once(...) if not failed then failed = true error("no luck") end return ... end
local mirror = coldmoon.repository{ name = "mirror" } mirror:store(image.file)
c:register(func("h", { run = function(ctx) ctx:sleep(1) end }))
ask(0) ask(0) ask(1) ask(9, "h")
`
	for hook, c := range map[string]struct {
		text string
		ok   int
	}{
		"schedule":     {`c.schedule = function(r, k) return once(k:warm(r) or k:first_fit(r)) end`, 4},
		"round":        {`c.round = function(w, k) return once{ { w[1], 1 } } end`, 4},
		"admit":        {`c.admit = function() return once(true) end`, 3},
		"keep_alive":   {`c.keep_alive = function() return once(5) end`, 4},
		"source":       {`c.source = function(i, all) return once(all[2]) end`, 4},
		"billing":      {`c.billing = function(u) return once(1) end`, 4},
		"on_start":     {`c.on_start = function() once() end`, 4},
		"on_finish":    {`c.on_finish = function() once() end`, 4},
		"on_image":     {`c.on_image = function() once() end`, 4},
		"on_host_down": {`c.on_host_down = function() once() end at(20, function() c:fail_host(1) end)`, 4},
		"on_host_up":   {`c.on_host_up = function() once() end at(20, function() c:fail_host(1) c:recover_host(1) end)`, 4},
		"evict":        {`local d = cloud{ name = "d", hosts = { slots = 1, ram = 1 } } for i = 1, 2 do d:register(func("f" .. i, { duration = 1 }), { ram = 1 }) end d.evict = function() return once(1) end at(1, function() d:invoke("f1") end) at(5, function() d:invoke("f2") end)`, 6},
		"handler":      {`c:register(func("bad", { run = function(ctx) ctx:sleep(1) local x = nil + 1 end })) ask(0, "bad")`, 4},
		"process":      {`at(3, function() once() end)`, 4},
		"inputs":       {`c:drive("f", require "coldmoon.workload".list{ times = { 30, 31 } }, function(i) return once(i) end)`, 5},
	} {
		t.Run(hook, func(t *testing.T) {
			s := newScript(t, map[string]string{"t.lua": text + c.text}).run(t)
			require.NotNil(t, s.err)
			world, n := s.rt.world.sim, 0
			for ; world.Forgive() != nil; n++ {
				_ = world.Run()
			}
			require.Equal(t, 1, n)
			ok := uint64(0)
			for _, p := range world.Summary().Providers {
				ok += p.Counts.OK
				require.Zero(t, p.Counts.InFlight)
			}
			require.EqualValues(t, c.ok, ok)
		})
	}
}
