package luabind

// This file tests rounds, and what else shows where images are.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// rounds declares a provider that decides in rounds, with an image of which 50 MB
// go into RAM: download 1 s, copy 1 s, load 0.5 s. Two invocations of f wait.
func rounds(round, rest string) string {
	return `
local coldmoon = require "coldmoon"
local hub = coldmoon.repository{ name = "hub", bandwidth = 100e6 }
local image = coldmoon.image{ name = "python", size = 100e6, ram = 50e6 }
local f = coldmoon.func{ name = "f", image = hub:at(image), duration = 2 }
local log, other = {}, coldmoon.provider{ name = "other", hosts = { count = 1 } }
local c = coldmoon.provider{
  name = "cloud", lan = { bandwidth = 100e6 }, fetch = "arrival", keep_alive = 100,
  hosts = { count = 2, slots = 1, ram = 1e9, disk = { read = 100e6 } },
  round = ` + round + `,
}
c:register(f, { ram = 100e6, disk = 1 })
local a, b = c:invoke("f"), c:invoke("f")
` + rest
}

func TestRounds(t *testing.T) {
	for name, c := range map[string]struct{ round, rest, want string }{
		"start": {`function(w) return { { w[1], 2 } } end`, `coldmoon.run() print(a.host, a.placed, a.started, b.host, b.placed)`, "2\t1\t2.5\t2\t4.5"},
		"all at once": {`function(w, c) local s = {} for i, r in ipairs(w) do s[i] = { r, c:host(i) } end return s end`,
			`coldmoon.run() print(a.host, a.started, b.host, b.started)`, "1\t3.5\t2\t3.5"},
		"the second step for one": {`function(w) return { { w[1], 1 }, { w[2], 1 }, { w[2], 2 } } end`, `coldmoon.run() print(a.host, b.host)`, "1\t2"},
		"copy, load, start, reuse": {`function(w, c)
				local h, r = c:host(1), w[1]
				local at = h:image(r)
				print(c:now(), #w, at)
				if at == "absent" then return { { copy = image, host = h } } end
				if at == "disk" then return { { load = r.image, host = 1 } } end
				if at == "ram" then return { { r, h:warm(r) or h } } end
			end`, `coldmoon.run() print(a.host, a.placed, a.started, a.ended, b.cold, b.placed, b.ended)`,
			"1\t2\tabsent\n2\t2\tdisk\n2.5\t2\tram\n4.5\t1\tram\n1\t2.5\t2.5\t4.5\tfalse\t4.5\t6.5"},
		"needs": {`function(w) return { { w[1], 1, needs = "ram" }, { copy = image, host = 1 }, { load = image, host = 1 } } end`,
			`coldmoon.run() print(a.placed, a.started, b.placed)`, "2.5\t2.5\t4.5"},
		"location": {`function(w) return { { w[1], 1, needs = "disk" }, { copy = f.image, host = 1 } } end`, `coldmoon.run() print(a.placed, a.started)`, "2\t2.5"},
		"nothing":  {`function() end`, `coldmoon.run() print(a.status, b.status)`, "queued\tqueued"},
		"no steps": {`function() return {} end`, `coldmoon.run() print(a.status)`, "queued"},
		"requests": {`function(w, c) print(w[1].id, w[2].fn, w[1].image.ram, w[1].time_limit, tostring(w[1].waiting), c:can_take(1, w[2]), c:warm(w[1])) end`,
			`coldmoon.run()`, "1\tf\t50000000\t+Inf\ttrue\ttrue\tnil"},
		"requests are over": {`function(w) log[1] = w[1] end`, `coldmoon.run() print(select(2, pcall(function() return log[1].id end)).message)`, "this request was only valid during round; keep the fields that you need"},
		"idle containers": {`function(w, c)
				local h = c:host(1)
				local idle = h:idle_containers()
				print(c:now(), #idle, #h:idle_containers("f"), #h:idle_containers(f), idle[1] == h:warm("f"), h.image_ram, h.free_ram)
				return { { w[1], idle[1] or h } }
			end`, `coldmoon.run()`, "1\t0\t0\t0\ttrue\t0\t1000000000\n2\t0\t0\t0\ttrue\t50000000\t900000000\n2.5\t0\t0\t0\ttrue\t50000000\t900000000\n4.5\t1\t1\t1\ttrue\t50000000\t900000000"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want+"\n", output(t, rounds(c.round, c.rest))) })
	}
}

func TestRoundErrors(t *testing.T) {
	const step = "must be { request, container or host }, { copy = image, host = host } or { load = image, host = host }"
	for name, c := range map[string]struct{ round, want string }{
		"no table":        {`function() return 5 end`, `returned 5: must be an array of steps, or nil`},
		"a step alone":    {`function(w) return { w[1], 1 } end`, `returned as step 1 a request: ` + step},
		"a copy alone":    {`function() return { copy = image, host = 1 } end`, `returned a table with the field "copy": must be an array of steps, or nil, each of which is a table`},
		"holes":           {`function(w) return { [1] = { w[1], 1 }, [3] = { w[2], 2 } } end`, `returned an array with holes: must be an array of steps, or nil`},
		"second step":     {`function(w) return { { w[1], 1 }, "x" } end`, `returned as step 2 "x": ` + step},
		"unknown field":   {`function(w) return { { copy = image, hots = 1 } } end`, `returned as step 1 a table with the unknown field "hots" (did you mean "host"?): ` + step},
		"third":           {`function(w) return { { w[1], 1, 2 } } end`, `returned as step 1 a table with the field 3: ` + step},
		"both":            {`function() return { { copy = image, load = image, host = 1 } } end`, `returned as step 1 a table with both copy and load: ` + step},
		"no image":        {`function() return { { copy = "python", host = 1 } } end`, `returned as step 1 the copy of "python": must be an image or its location`},
		"no host":         {`function() return { { load = image } } end`, `returned as step 1 nil as its host: must be a host; hosts are numbered from 1 to 2`},
		"host 3":          {`function() return { { load = image, host = 3 } } end`, `returned as step 1 3 as its host: must be a host; hosts are numbered from 1 to 2`},
		"host of another": {`function(w) return { { w[1], other.cluster:host(1) } } end`, `returned as step 1 a host of another provider`},
		"no place":        {`function(w) return { { w[1] } } end`, `returned as step 1 nil as its container or host: must be a container or host; hosts are numbered from 1 to 2`},
		"no request":      {`function(w) return { { 7, 1 } } end`, `returned as step 1 7 as its request: must be one of the requests that wait; a step is { request, container or host }, { copy = image, host = host } or { load = image, host = host }`},
		"empty step":      {`function(w) return { {} } end`, `returned as step 1 nil as its request: must be one of the requests that wait; a step is { request, container or host }, { copy = image, host = host } or { load = image, host = host }`},
		"named host":      {`function(w) return { { w[1], host = 1 } } end`, `returned as step 1 a request and host = 1: must be { request, host }`},
		"copy and more":   {`function(w) return { { w[1], 1, copy = image, host = 1 } } end`, `returned as step 1 a table with copy and more: must be { copy = image, host = host }`},
		"needs":           {`function(w) return { { w[1], 1, needs = "rom" } } end`, `returned as step 1 needs = "rom": must be one of "copying", "disk", "loading" and "ram" (did you mean "ram"?)`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, `error[EPOLICY]: t.lua:10: provider "cloud": round: at 1s: `+c.want, failure(t, rounds(c.round, `coldmoon.run()`)))
		})
	}
	require.Equal(t, `error[EOPT]: t.lua:7: provider: round: given with schedule: one of them decides`,
		failure(t, rounds(`function() end, schedule = function() end`, ``)))
	require.Equal(t, `error[ELUA]: t.lua:10: provider "cloud": round: at 1s: sleep: must not be called in round: policies must not block`,
		failure(t, rounds(`function() coldmoon.sleep(1) end`, `coldmoon.run()`)))
}

func TestRoundKeepsRequest(t *testing.T) {
	require.Equal(t, `error[EPOLICY]: t.lua:10: provider "cloud": round: at 2s: returned as step 1 a request as its request: `+
		`must be one of the requests that wait; a step is { request, container or host }, { copy = image, host = host } or { load = image, host = host }`,
		failure(t, rounds(`function(w) log[1] = log[1] or w[2] return { { #w == 2 and w[1] or log[1], 1 } } end`, `coldmoon.run()`)))
}

func TestProviderModes(t *testing.T) {
	for name, c := range map[string]struct{ options, want string }{
		"placement":     {``, "0\t0"},
		"arrival":       {`fetch = "arrival"`, "1\t1"},
		"parallel":      {`overhead = { dispatch = 3 }`, "3\t3"},
		"serial":        {`overhead = { dispatch = 3 }, control = "serial"`, "3\t6"},
		"not kept":      {`keep_after_timeout = false`, "0\t0"},
		"wrong fetch":   {`fetch = "later"`, `error[EOPT]: t.lua:12: provider: fetch: "later": must be one of "placement" and "arrival"`},
		"wrong control": {`control = 1`, `error[EOPT]: t.lua:12: provider: control: 1: must be one of "parallel" and "serial"`},
		"wrong keep":    {`keep_after_timeout = 1`, `error[EOPT]: t.lua:12: provider: keep_after_timeout: 1: must be true or false`},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, small+`
local c = cloud{ `+c.options+` }
c:register(func("f", { duration = 2 }))
local a, b = c:invoke("f"), c:invoke("f")
coldmoon.run() print(a.placed, b.placed)`)
			if s.err != nil {
				require.Equal(t, c.want, s.err.Error())
				return
			}
			require.Equal(t, c.want+"\n", s.stdout.String())
		})
	}
}

func TestKeepAfterTimeout(t *testing.T) {
	for keep, want := range map[string]string{"false": "timeout\tok\ttrue\n", "true": "timeout\tok\tfalse\n"} {
		require.Equal(t, want, output(t, small+`
local c = cloud{ keep_after_timeout = `+keep+` }
c:register(func("f", { run = function(ctx, n) ctx:sleep(n) end }), { time_limit = 5 })
local a = c:invoke("f", 9):await()
local b = c:invoke("f", 1):await()
print(a.status, b.status, b.cold)`))
	}
}

func TestAwaitAccepted(t *testing.T) {
	require.Equal(t, "3\t3\tqueued\n6\t6\n6\tok\n3\trejected\n", output(t, small+`
local c = cloud{ overhead = { dispatch = 3 }, control = "serial", hosts = { count = 1, slots = 1, ram = 4e9 } }
c:register(func("f", { duration = 10 }))
local first = c:invoke("f"):await_accepted()
local early = c:invoke("f")
coldmoon.spawn(function()
  local h = early:await_accepted()
  print(coldmoon.now(), h.dispatched)
  print(coldmoon.now(), first:await_accepted() == first and "ok")
end)
print(coldmoon.now(), first.dispatched, "queued")
coldmoon.run()
local full = cloud{ name = "full", admit = function() return false end }
full:register(func("g", { duration = 1 }))
print(3, full:invoke("g"):await_accepted().status)`))
}

func TestOnImage(t *testing.T) {
	const script = small + `
local python = hub:store(coldmoon.image{ name = "loaded", size = 100e6, ram = "50MB" })
local kept
local c = cloud{ lan = { bandwidth = 50e6, latency = 1 }, hosts = { count = 1, disk = { read = 100e6 } }, on_image = function(m)
  kept = m
  print(m.kind, m.image.name, m.host and m.host.id, m.bytes, m.began, m.ended)
end }
c:register(coldmoon.func{ name = "f", image = python, duration = 1 })
c:invoke("f"):await()
print(select(2, pcall(function() return kept.kind end)).message)`
	require.Equal(t, "download\tloaded\tnil\t100000000\t0\t1\ncopy\tloaded\t1\t100000000\t1\t4\nload\tloaded\t1\t50000000\t4\t4.5\nthis image move was only valid during on_image; keep the fields that you need\n", output(t, script))
	require.Regexp(t, `^error\[ELUA\]: t.lua:\d+: provider "cloud": on_image: at 1s: file has no field "nothing"`,
		failure(t, small+`
local c = cloud{ on_image = function(m) m.image.nothing() end }
c:register(func("f", { duration = 1 }))
c:invoke("f"):await()`))
}

func TestImageRAM(t *testing.T) {
	require.Equal(t, "50000000\t0\n", output(t, small+`print(coldmoon.image{ name = "i", size = 1, ram = "50MB" }.ram, image.file.ram)`))
	require.Equal(t, `error[EOPT]: t.lua:14: image: ram: -1: must be a number of bytes, not negative, at most 2^53, or a string such as "64GiB"`,
		failure(t, small+`coldmoon.image{ name = "i", size = 1, ram = -1 }`))
	require.Equal(t, `error[EOPT]: t.lua:14: file: unknown option "ram"; valid options: name, size`,
		failure(t, small+`coldmoon.file{ name = "i", size = 1, ram = 5 }`))
}

// TestCandidates shows what an evict policy is told of images in RAM, of when
// images moved, and of what is lacking.
func TestCandidates(t *testing.T) {
	require.Equal(t, "container\t600000000\t0\t650000000\t2.5\tnil\n"+
		"loaded_image\t50000000\t0\t0\t2.5\tnil\n", output(t, small+`
local big = hub:store(coldmoon.image{ name = "big", size = 100e6, ram = "50MB" })
local c = cloud{ hosts = { count = 1, ram = 1e9, disk = { read = 100e6 } }, lan = { bandwidth = 100e6 }, evict = function(k)
  print(k.kind, k.ram, k.lacks_disk, k.lacks_ram, k.ready, k.loaded)
  return 0
end }
c:register(coldmoon.func{ name = "f", image = big, duration = 1 }, { ram = 600e6 })
c:register(func("g", { duration = 1 }), { ram = 1e9 })
c:invoke("f"):await()
c:invoke("g"):await()`))
}
