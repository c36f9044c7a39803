package luabind

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// small declares an image at a repository, and makers of functions and
// providers, for scripts that are about something else.
const small = `
local coldmoon = require "coldmoon"
local hub = coldmoon.repository{ name = "hub", bandwidth = 100e6 }
local image = hub:store(coldmoon.image{ name = "python", size = 100e6 })
local function func(name, t)
  t.name, t.image = name, image
  return coldmoon.func(t)
end
local function cloud(t)
  t.name = t.name or "cloud"
  t.hosts = t.hosts or { count = 2, slots = 4, ram = 4e9 }
  return coldmoon.provider(t)
end
`

func TestDesignExample(t *testing.T) {
	out := output(t, `
local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local keep = coldmoon.param("keep_alive", 600, "seconds a container stays warm")

local hub   = coldmoon.repository{ name = "hub", bandwidth = 1*u.Gbps, latency = 20*u.ms }
local image = coldmoon.image{ name = "python:3.12", size = 350*u.MB }
hub:store(image)

local thumb = coldmoon.func{
  name  = "thumbnail",
  image = hub:at(image),
  code  = hub:at(coldmoon.file{ name = "thumb.zip", size = 4*u.MB }),
  run   = function(ctx, input)
    ctx:read(input.bytes)
    ctx:compute(0.080)
    ctx:write(input.bytes / 10)
    return { ok = true }
  end,
}

local cloud = coldmoon.provider{
  name       = "cloud",
  storage    = { capacity = 2*u.TB, read = 2*u.GB, write = 1*u.GB },
  hosts      = { count = 20, slots = 16, cores = 16, ram = 64*u.GiB, network = 10*u.Gbps,
                 disk = { capacity = 200*u.GB, read = 2*u.GB, write = 1*u.GB } },
  overhead   = { dispatch = 5*u.ms, create = 120*u.ms, init = 80*u.ms, warm = 1*u.ms },
  keep_alive = keep,
  schedule   = function(request, cluster) return cluster:warm(request) or cluster:first_fit(request) end,
  billing    = function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end,
}
cloud:register(thumb, { time_limit = 30, ram = 512*u.MiB, disk = 512*u.MiB, ingress = 2*u.MB, egress = 200*u.KB })

cloud:drive("thumbnail", workload.poisson{ rate = 40, duration = 60 }, function(i) return { bytes = 2*u.MB } end)

local one = cloud:invoke("thumbnail", { bytes = 2*u.MB })   -- a handle; resolved once simulated time has passed
coldmoon.run()
print(one.status, one.cold, one.output.ok, one.latency > 3, one.cost > 0)
print(cloud:summary().counts.ok, coldmoon.summary().providers[1].counts.cold_starts)
`)
	require.Equal(t, "ok\ttrue\ttrue\ttrue\ttrue\n2346\t320\n", out)
}

func TestWorld(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"now":             {`coldmoon.sleep(2) print(coldmoon.now())`, "2\n"},
		"sleep text":      {`coldmoon.sleep("250ms") print(coldmoon.now())`, "0.25\n"},
		"run until":       {`coldmoon.run{ till = 5 } print(coldmoon.now()) coldmoon.run() print(coldmoon.now())`, "5\n5\n"},
		"until in steps":  {`coldmoon.run{ till = "1m" } coldmoon.run{ till = 61 } print(coldmoon.now())`, "61\n"},
		"spawn":           {`coldmoon.spawn(function(a, b) coldmoon.sleep(3) print(a, b, coldmoon.now()) end, 1, nil) print("first")`, "first\n1\tnil\t3\n"},
		"spawn order":     {`for i = 1, 3 do coldmoon.spawn(function() print(i) end) end`, "1\n2\n3\n"},
		"spawn in spawn":  {`coldmoon.spawn(function() coldmoon.sleep(1) coldmoon.spawn(function() print(coldmoon.now()) end) end)`, "1\n"},
		"no run":          {`cloud{}`, ""},
		"empty run":       {`coldmoon.run() print(coldmoon.summary().events)`, "0\n"},
		"coroutine sleep": {`coroutine.wrap(function() coldmoon.sleep(1) print(coldmoon.now()) end)()`, "1\n"},
		"summary":         {`cloud{} local s = coldmoon.summary() print(s.schema, s.seed, #s.providers, s.providers[1].name, s.partial)`, "1\t1\t1\tcloud\tfalse\n"},
		"await": {`local c = cloud{ overhead = { create = 1 } } c:register(func("f", { duration = 2 }))
			local h = c:invoke("f") print(h.status, h.done, h.latency, h.ended)
			print(h:await() == h, h.status, h.done, h.latency, coldmoon.now())`, "submitted\tfalse\tnil\tnil\ntrue\tok\ttrue\t4\t4\n"},
		"await in a process": {`local c = cloud{} c:register(func("f", { duration = 2 }))
			coldmoon.spawn(function() coldmoon.sleep(3) local r = c:invoke("f"):await() print(r.status, r.latency, coldmoon.now()) end)`, "ok\t3\t6\n"},
		"await_all": {`local c = cloud{} c:register(func("f", { duration = 2 })) c:register(func("g", { duration = 5 }))
			local list = { c:invoke("g"), c:invoke("f") }
			print(coldmoon.await_all(list) == list, list[1].ended, list[2].ended, coldmoon.now())`, "true\t6\t3\t6\n"},
		"await_all of none": {`print(#coldmoon.await_all{}, coldmoon.now())`, "0\t0\n"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, output(t, small+c.text)) })
	}
}

func TestWorldErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"sleep negative": {`coldmoon.sleep(-1)`, `error[EOPT]: t.lua:14: sleep: seconds: -1: must be a number of seconds, not negative, or a string such as "250ms"`},
		"till past":      {`coldmoon.run{ till = 5 } coldmoon.run{ till = 4 }`, `error[EOPT]: t.lua:14: run: till: 4: must not be before now, 5`},
		"till misspelt":  {`coldmoon.run{ tilll = 5 }`, `error[EOPT]: t.lua:14: run: unknown option "tilll" (did you mean "till"?); valid options: till`},
		"spawn no":       {`coldmoon.spawn(3)`, `error[EOPT]: t.lua:14: spawn: function: 3: must be a function`},
		"await_all no":   {`coldmoon.await_all{ 3 }`, `error[EOPT]: t.lua:14: await_all: handles[1]: 3: must be a handle`},
		"run in a process": {`coldmoon.spawn(function() coldmoon.run() end)`,
			`error[ELUA]: t.lua:14: run: must not be called inside the simulation, which is running already`},
		"error in a process": {`coldmoon.spawn(function() coldmoon.sleep(1) error("boom") end)`, `error[ELUA]: t.lua:14: boom`},
		"fault in a process": {`coldmoon.spawn(function() coldmoon.sleep(1) local x = nil; x.y = 1 end)`,
			`error[ELUA]: t.lua:14: attempt to index a nil value with key 'y'`},
		"bad argument in a process": {`coldmoon.spawn(function() coldmoon.sleep("x") end)`,
			`error[ELUA]: t.lua:14: sleep: seconds: duration "x": want a number and a unit, such as "1h30m"`},
		"never ends": {`local c = cloud{ schedule = function() return nil end } c:register(func("f", { duration = 2 })) c:invoke("f"):await()`,
			`error[ELUA]: t.lua:14: handle:await: invocation 1 of "f" will never end: it is queued, and nothing is left to happen`},
		"abort in a process": {`coldmoon.spawn(function() pcall(function() coldmoon.abort("enough") end) end) coldmoon.run() print("not here")`,
			`error[EABORT]: t.lua:14: aborted: enough`},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, small+c.text)
			require.NotNil(t, s.err)
			require.Equal(t, c.want, s.err.Error())
			require.Empty(t, s.stdout.String())
		})
	}
}
