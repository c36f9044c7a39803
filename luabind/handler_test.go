package luabind

// This file tests handlers: what they can do, that they may block anywhere, and
// how they end.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// one declares a provider with the function f, which has the handler, and
// invokes it once.
func one(handler, limits string) string {
	return small + `
local c = cloud{ keep_alive = math.huge, hosts = { count = 1, slots = 100, cores = 2, speed = 2, ram = 64e9, network = 1e9,
  disk = { capacity = 100e9, read = 2e6, write = 1e6 } } }
c:register(func("f", { run = function(ctx, input) ` + handler + ` end }), ` + limits + `)
local h = c:invoke("f", "in")
coldmoon.run()
`
}

func TestHandlerCalls(t *testing.T) {
	for name, c := range map[string]struct{ handler, limits, print, want string }{
		"output":        {`return input .. "out"`, `{}`, `h.status, h.output, h.execution`, "ok\tinout\t0"},
		"no output":     {``, `{}`, `h.status, h.output`, "ok\tnil"},
		"sleep":         {`ctx:sleep(2) ctx:sleep("500ms")`, `{}`, `h.execution`, "2.5"},
		"compute":       {`ctx:compute(3)`, `{}`, `h.execution, h.cpu_seconds`, "1.5\t3"},
		"read":          {`ctx:read(4e6)`, `{}`, `h.execution`, "2"},
		"write":         {`ctx:write("4MB")`, `{}`, `h.execution, h.disk_peak`, "4\t4000000"},
		"download":      {`ctx:download(1e9)`, `{}`, `h.execution, h.ingress`, "1\t1000000000"},
		"download file": {`ctx:download(image)`, `{}`, `h.execution > 0, h.ingress`, "true\t100000000"},
		"upload":        {`ctx:upload(1e9)`, `{}`, `h.execution, h.egress`, "1\t1000000000"},
		"allocate":      {`ctx:allocate(1e6) ctx:allocate(2e6) ctx:free(3e6)`, `{ ram = 4e6 }`, `h.status, h.ram_peak`, "ok\t3000000"},
		"now":           {`ctx:sleep(1) return ctx:now() - coldmoon.now()`, `{}`, `h.output`, "0"},
		"fields":        {`return table.concat({ tostring(ctx.cold), ctx.id, ctx.fn, type(ctx.container) }, " ")`, `{}`, `h.output`, "true 1 f table"},
		"container": {`ctx.container.n = (ctx.container.n or 0) + 1 return ctx.container.n`, `{}`,
			`h.output, c:invoke("f"):await().output, c:invoke("f"):await().output`, "1\t2\t3"},
		"random":        {`return ctx.random() < 1 and ctx.random(3) <= 3 and ctx.random(5, 5)`, `{}`, `h.output`, "5"},
		"time limit":    {`ctx:sleep(10)`, `{ time_limit = 3 }`, `h.status, h.execution, h.error`, "timeout\t3\ttime limit of 3s reached"},
		"out of memory": {`ctx:allocate(5e6)`, `{ ram = 4e6 }`, `h.status, h.error`, "out_of_memory\tallocate: 5MB: 0B of 4MB are used"},
		"disk full":     {`ctx:write(5e6)`, `{ disk = 4e6 }`, `h.status, h.error`, "disk_full\twrite: 5MB: disk full: 0B of 4MB are used"},
		"disk full caught": {`local ok, e = pcall(ctx.write, ctx, 5e6) return e.status .. ": " .. e.message`, `{ disk = 4e6 }`,
			`h.status, h.output`, "ok\tdisk_full: write: 5MB: disk full: 0B of 4MB are used"},
		"disk full raised again": {`local ok, e = pcall(ctx.write, ctx, 5e6) error(e)`, `{ disk = 4e6 }`, `h.status`, "disk_full"},
		"free too much":          {`ctx:free(1)`, `{}`, `h.status, h.error`, "error\tfree: 1B: must be between 0 and what is allocated, 0B"},
		"error":                  {`error("boom")`, `{}`, `h.status, h.error, h.output`, "error\tt.lua:17: boom\tnil"},
		"error without place":    {`error("boom", 0)`, `{}`, `h.status, h.error`, "error\tboom"},
		"error of a table":       {`error{ message = "boom" }`, `{}`, `h.status, h.error`, "error\tboom"},
		"assert":                 {`assert(false, "boom")`, `{}`, `h.status, h.error`, "error\tboom"},
		"assert nothing":         {`assert(nil)`, `{}`, `h.status, h.error`, "error\tassertion failed!"},
		"ingress and egress":     {``, `{ ingress = 1e9, egress = 2e9 }`, `h.phases.ingress, h.phases.egress, h.ingress, h.egress`, "1\t2\t1000000000\t2000000000"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want+"\n", output(t, one(c.handler, c.limits)+"print("+c.print+")"))
		})
	}
}

func TestHandlerFaults(t *testing.T) {
	for name, c := range map[string]struct{ handler, want string }{
		"index nil":      {`local x = nil return x.y`, `attempt to index a nil value with key 'y'`},
		"call nil":       {`local x = nil x()`, `attempt to call 'x', which is not a function`},
		"arithmetic":     {`return 1 + {}`, `cannot perform add operation between number and table`},
		"global":         {`return inputt`, `undefined variable "inputt"`},
		"stack overflow": {`local function r() return 1 + r() end r()`, `stack overflow`},
		"method":         {`ctx:slep(1)`, `ctx has no field "slep" (did you mean "sleep"?); it has: allocate, compute, download, free, invoke, invoke_async, log, now, read, sleep, upload, write, cold, container, fn, id, random`},
		"wrong type":     {`ctx:sleep({})`, `ctx:sleep: seconds: a table: must be a number of seconds, not negative, or a string such as "250ms"`},
		"negative":       {`ctx:read(-1)`, `ctx:read: bytes: -1: must be a number of bytes, not negative, at most 2^53, or a string such as "64GiB"`},
		"no colon":       {`ctx.sleep(1)`, `ctx:sleep: called without its object (1): call it with a colon, as in ctx:sleep(…)`},
		"no function":    {`ctx:invoke("g")`, `ctx:invoke: no function "g" is registered at "cloud"; registered: f`},
		"bad random":     {`ctx.random(3, 2)`, `ctx.random: n: 2: must be at least 3`},
		"assignment":     {`ctx.cold = 1`, `a ctx is read-only: its field "cold" can't be set`},
		"caught fault":   {`local ok, e = pcall(function() local x = nil return x.y end) error(e, 0)`, `attempt to index a nil value with key 'y'`},
		"run":            {`coldmoon.run()`, `run: must not be called inside the simulation, which is running already`},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, one(c.handler, "{}"))
			require.NotNil(t, s.err)
			require.Equal(t, 107, s.err.Exit)
			require.Equal(t, `error[ELUA]: t.lua:17: `+c.want+` (handler of "f", invocation 1, at 1m41s)`, s.err.Error())
			require.NotEmpty(t, s.err.Frame)
			require.NotEmpty(t, s.err.Trace)
		})
	}
}

func TestHandlerBlocksAnywhere(t *testing.T) {
	for name, handler := range map[string]string{
		"plain":               `ctx:sleep(1)`,
		"pcall":               `assert(pcall(function() ctx:sleep(1) end))`,
		"nested pcall":        `assert(pcall(pcall, function() ctx:sleep(1) end))`,
		"xpcall":              `assert(xpcall(function() ctx:sleep(1) end, debug.traceback))`,
		"iterator":            `for _ in function(_, i) if not i then ctx:sleep(1) return 1 end end do end`,
		"__index":             `local x = setmetatable({}, { __index = function() ctx:sleep(1) return 2 end }).y`,
		"__add":               `local x = setmetatable({}, { __add = function() ctx:sleep(1) return 2 end }) + 1`,
		"__lt":                `local mt = { __lt = function() ctx:sleep(1) return true end } local x = setmetatable({}, mt) < setmetatable({}, mt)`,
		"__concat":            `local x = setmetatable({}, { __concat = function() ctx:sleep(1) return "" end }) .. ""`,
		"__call":              `setmetatable({}, { __call = function() ctx:sleep(1) end })()`,
		"__tostring":          `tostring(setmetatable({}, { __tostring = function() ctx:sleep(1) return "" end }))`,
		"sort":                `local n = 0 table.sort({ 1, 2 }, function(a, b) n = n + 1 if n == 1 then ctx:sleep(1) end return a < b end)`,
		"gsub":                `("x"):gsub("x", function() ctx:sleep(1) end)`,
		"coroutine":           `local co = coroutine.create(function() ctx:sleep(1) end) assert(coroutine.resume(co))`,
		"wrap":                `coroutine.wrap(function() ctx:sleep(1) end)()`,
		"coroutine and yield": `local f = coroutine.wrap(function() ctx:sleep(0.5) coroutine.yield() ctx:sleep(0.5) end) f() f()`,
		"pcall in coroutine":  `coroutine.wrap(function() assert(pcall(function() ctx:sleep(1) end)) end)()`,
		"coroutine in pcall":  `assert(pcall(function() coroutine.wrap(function() ctx:sleep(1) end)() end))`,
		"upvalue":             `local n = 0 pcall(function() n = n + 1 ctx:sleep(1) n = n + 1 error("x") end) assert(n == 2)`,
		"deep recursion":      `local function r(n) if n == 0 then ctx:sleep(1) return 0 end return 1 + r(n - 1) end assert(r(1000) == 1000)`,
		"require":             `ctx:sleep(1) require "coldmoon.units"`,
		"coldmoon.sleep":      `coldmoon.sleep(1)`,
	} {
		t.Run(name, func(t *testing.T) {
			text := one(handler+` return "done"`, "{}")
			require.Equal(t, "ok\tdone\t1\n", output(t, text+`print(h.status, h.output, h.execution)`))
			// The same on a hundred processes at once, which take turns.
			many := strings.Replace(text, "coldmoon.run()", `local all = {} for i = 1, 99 do all[i] = c:invoke("f") end coldmoon.run()`, 1)
			require.Equal(t, "100\n", output(t, many+`print(c:summary().counts.ok)`))
		})
	}
}

// A killed handler unwinds whatever it does.
func TestHandlerKill(t *testing.T) {
	for name, handler := range map[string]string{
		"plain":         `ctx:sleep(10) print("not here")`,
		"pcall":         `pcall(function() ctx:sleep(10) end) print("not here")`,
		"pcall loop":    `while true do pcall(function() ctx:sleep(10) end) end`,
		"xpcall loop":   `while true do xpcall(function() ctx:sleep(10) end, function() print("not here") end) end`,
		"direct pcall":  `while true do pcall(ctx.sleep, ctx, 10) end`,
		"resume":        `while true do coroutine.resume(coroutine.create(function() ctx:sleep(10) end)) print("not here") end`,
		"wrap":          `while true do pcall(coroutine.wrap(function() ctx:sleep(10) end)) print("not here") end`,
		"metamethod":    `local t = setmetatable({}, { __index = function() ctx:sleep(10) end }) while true do pcall(function() return t.x end) end`,
		"nested":        `pcall(function() pcall(function() pcall(function() ctx:sleep(10) end) print("no") end) print("no") end) print("not here")`,
		"awaiting":      `pcall(function() ctx:invoke("slow") end) print("not here")`,
		"computing":     `pcall(ctx.compute, ctx, 100) print("not here")`,
		"reading":       `pcall(ctx.read, ctx, 100e6) print("not here")`,
		"out of memory": `pcall(ctx.allocate, ctx, 10e9) print("not here")`,
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(one(handler, "{ time_limit = 3, ram = 1e6 }"), `local h =`,
				`c:register(func("slow", { duration = 100 })) local h =`, 1)
			want := "timeout\t3\n"
			if name == "out of memory" {
				want = "out_of_memory\t0\n"
			}
			require.Equal(t, want, output(t, text+`print(h.status, h.execution)`))
		})
	}
}

func TestHandlerInvoke(t *testing.T) {
	text := small + `
local c = cloud{ hosts = { slots = 10, ram = 64e9 } }
c:register(func("add", { run = function(ctx, t) ctx:sleep(t.for_seconds or 0) return t[1] + t[2] end }), { time_limit = 5 })
c:register(func("fail", { run = function() error("no luck", 0) end }))
c:register(func("f", { run = function(ctx, input)
  local sum = ctx:invoke("add", { 1, 2, for_seconds = 1 })
  local ok, e = pcall(ctx.invoke, ctx, "fail")
  local late, why = pcall(ctx.invoke, ctx, "add", { 1, 2, for_seconds = 9 })
  local handles = {}
  for i = 1, 3 do handles[i] = ctx:invoke_async("add", { i, i, for_seconds = i }) end
  local from = ctx:now()
  coldmoon.await_all(handles)
  return { sum, e.status, e.message, tostring(e), why.status, handles[3].output, ctx:now() - from >= 3, handles[1]:await().status }
end }))
c:register(func("careless", { run = function(ctx) ctx:invoke("fail") end }))
local h, careless = c:invoke("f"), c:invoke("careless")
coldmoon.run()
for _, v in ipairs(h.output) do print(v) end
print(careless.status, careless.error)
`
	require.Equal(t, `3
error
invoke fail: error: no luck
invoke fail: error: no luck
timeout
6
true
ok
error	invoke fail: error: no luck
`, output(t, text))
}

func TestStrayContext(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"method after the end": {`first = first or ctx if input == 2 then first:sleep(1) end`, `ctx:sleep: this ctx is of an invocation that has ended`},
		"field elsewhere":      {`first = ctx coldmoon.spawn(function() coldmoon.sleep(1) print(first.id) end)`, `ctx.id: there is no invocation that runs here`},
		"another's":            {`if input == 2 then other:sleep(1) end other = ctx ctx:sleep(5)`, `ctx:sleep: this ctx is of another invocation than the one that runs`},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, small+`local first, other local c = cloud{} c:register(func("f", { run = function(ctx, input) `+c.text+` end }))
				c:invoke("f", 1) coldmoon.sleep(2) c:invoke("f", 2)`)
			require.NotNil(t, s.err)
			require.Contains(t, s.err.Error(), `error[ELUA]: t.lua:14: `+c.want)
		})
	}
}

// Ten thousand processes wait at once.
func TestManyAwait(t *testing.T) {
	require.Equal(t, "10000\t10001\n", output(t, small+`
local c = cloud{ hosts = { slots = 20000, ram = 64e9 } }
c:register(func("slow", { duration = 10000 }))
local h, done = c:invoke("slow"), 0
for i = 1, 10000 do coldmoon.spawn(function() h:await() done = done + 1 end) end
coldmoon.run{ till = 10001 }
print(done, coldmoon.now())`))
}

// A function that invokes itself, a thousand deep.
func TestRecursiveInvoke(t *testing.T) {
	require.Equal(t, "ok\t1000\t0\n", output(t, small+`
local c = cloud{ hosts = { slots = 20000, ram = 64e9 } }
c:register(func("f", { run = function(ctx, n) if n == 0 then return 0 end return 1 + ctx:invoke("f", n - 1) end }))
local h = c:invoke("f", 1000)
coldmoon.run()
print(h.status, h.output, c:summary().counts.in_flight)`))
}

func TestContextLog(t *testing.T) {
	s := runScript(t, one(`ctx:sleep(1) ctx:log("got", input, 3)`, "{}"))
	require.Nil(t, s.err)
	require.Equal(t, "[1m42s] f 1: got\tin\t3\n", s.stderr.String())
}
