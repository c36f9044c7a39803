--- What does a recorded load need: how many cold starts, how much memory, how much waiting?
---
--- Replays a trace in the format of the Azure Functions data set of 2019: every function
--- of the trace is registered with the memory of its application and takes the durations
--- that were recorded. The trace that comes with coldmoon is synthetic and small, two hours
--- of 40 applications; give the directory of the published one by -p dir=DIR. Or make a
--- synthetic day, by -p scale=0.01 one with a hundredth of the published load, for which the
--- cluster grows, too; scale=1 is 0.89 billion invocations of 17,360 applications.
---
--- Varied: the cluster, the keep-alive, the scheduler, and whether all functions have one
--- image or every application its own.

local coldmoon = require "coldmoon"
local schedule = require "coldmoon.schedule"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local dir    = coldmoon.param("dir", "traces/azure2019-small", "directory of the trace")
local day    = coldmoon.param("day", 0, "day of the trace, 1 to 14; 0: the first that is complete",
  { min = 0, max = 14 })
local scale  = coldmoon.param("scale", 0, "make a day with this share of the published load",
  { min = 0, max = 100 })
local seed   = coldmoon.param("trace_seed", 1, "seed of the day that is made", { min = 0 })
local made   = scale > 0
local hosts  = coldmoon.param("hosts", 4 + math.ceil(300 * scale), "number of hosts", { min = 1 })
local slots  = coldmoon.param("slots", made and 128 or 64, "invocations that a host serves at once",
  { min = 1 })
local ram    = coldmoon.param("ram", (made and 64 or 16) * u.GiB, "RAM of a host, such as 64GiB")
local keep   = coldmoon.param("keep_alive", 600, "seconds a container stays warm", { min = 0 })
local images = coldmoon.param("images", made and "one" or "app",
  "images: one for all functions, or one for each app",
  { choices = { "one", "app" } })
local place  = coldmoon.param("schedule", "first_fit", "scheduler, a name of coldmoon.schedule",
  { choices = { "first_fit", "best_fit", "worst_fit", "least_loaded", "round_robin", "random",
                "image_first" } })

local trace = made and workload.synthetic{ scale = scale, seed = seed }
  or workload.azure2019{ dir = dir, day = day > 0 and day or nil }

local hub   = coldmoon.repository{ name = "hub", bandwidth = 10*u.Gbps, latency = 20*u.ms }
local cloud = coldmoon.provider{
  name       = "azure",
  storage    = { read = 4*u.GB, write = 2*u.GB },
  lan        = { bandwidth = 40*u.Gbps },
  hosts      = { count = hosts, slots = slots, ram = ram, network = 10*u.Gbps,
                 disk = { capacity = 500*u.GB, read = 2*u.GB, write = 1*u.GB } },
  overhead   = { dispatch = 2*u.ms, create = 125*u.ms, init = 300*u.ms, warm = 1*u.ms },
  keep_alive = keep,
  schedule   = schedule[place],
}

-- The trace says nothing about images. Their size is an assumption.
local stored = {}
local function image_of(app)
  local key = images == "one" and "all" or app
  if not stored[key] then
    stored[key] = hub:store(coldmoon.image{ name = "image of " .. key, size = 150*u.MB })
  end
  return stored[key]
end

for _, f in ipairs(trace:functions()) do
  cloud:register(coldmoon.func{ name = f.name, image = image_of(f.app), duration = "trace" },
    { ram = f.memory, time_limit = 600 })
end
cloud:drive(trace)
coldmoon.run()

local function resource(summary, name)
  for _, r in ipairs(summary.use) do
    if r.name == name then return r end
  end
end

local r, s = trace:report(), cloud:summary()
local memory = resource(s, "ram")
local busy, idle = resource(s, "containers_busy"), resource(s, "containers_idle")
print(string.format("%d functions of %d apps, %d invocations", r.functions, r.apps, r.invocations))
for _, repair in ipairs(r.repairs) do
  print(string.format("  %s: %s, %d times", repair.rule, repair.action, repair.count))
end
print(string.format("cold starts     %.2f %% of the invocations; mean %.2f s, p99 %.2f s",
  100 * s.cold_share, s.cold_start.mean, s.cold_start.p99))
print(string.format("containers      %.1f busy and %.1f idle on average, at most %d idle",
  busy.mean, idle.mean, idle.max))
print(string.format("memory          %.1f GiB on average, at most %.1f GiB of %.0f GiB",
  memory.mean / u.GiB, memory.max / u.GiB, memory.capacity / u.GiB))
print(string.format("waiting         %.3f s in the queue on average, p99 %.3f s",
  s.queueing.mean, s.queueing.p99))

local seldom, always, once = 0, 0, 0
for _, f in ipairs(s.functions) do
  if f.invocations < 2 then
    seldom = seldom + 1
  elseif f.cold_starts == f.invocations then
    always = always + 1
  elseif f.cold_starts == 1 then
    once = once + 1
  end
end
print(string.format("functions       %d have several invocations; %d always cold, %d only at first",
  #s.functions - seldom, always, once))
