--- What does a platform that works as DSLab-FaaS says make of a trace?
---
--- 100 hosts of 4096 MB. An application is what is deployed, and all its functions share its
--- containers. A request goes to the first host that has an idle container of its application,
--- else a new container starts on the first host with room. Containers start in half a second and
--- are kept for ten minutes, from their last use (reset) or from the first time that they were
--- idle. The CPU is not a limit.
---
--- Which of several idle containers of a host goes first: DSLab keeps them in an index set, that is
--- an array into which containers are pushed at the end, of which the first is taken, and in which
--- the last one moves to the place of one that is removed.

local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local trace = coldmoon.param("trace", "trace.csv", "file with time_s, app, duration_s and memory_mb")
local reset = coldmoon.param("reset", false, "the keep-alive begins anew at every use")
local keep  = coldmoon.param("keep_alive", 600, "seconds")

local requests = workload.csv{
  file    = trace, memory_unit = "MB",
  columns = { time = "time_s", ["function"] = "app", duration = "duration_s", memory = "memory_mb" },
}

local hosts = 100
local apps = {} -- by name: one array of idle containers per host, and the highest host that has one
local wasted = 0 -- byte seconds that idle containers held

local function app_of(name)
  local app = apps[name]
  if not app then
    app = { hosts = 0 }
    apps[name] = app
  end
  return app
end

-- Takes the i-th element out of an index set.
local function swap_remove(set, i)
  set[i] = set[#set]
  set[#set] = nil
end

-- Takes those out of an index set that have expired, in the order in which they did.
local function purge(set)
  while true do
    local first
    for i = 1, #set do
      if set[i].container.gone and not (first and set[first].expires <= set[i].expires) then first = i end
    end
    if not first then return end
    local idle = set[first]
    wasted = wasted + idle.ram * (idle.expires - idle.since)
    swap_remove(set, first)
  end
end

local function schedule(request, cluster)
  local app = app_of(request.fn)
  for h = 1, app.hosts do
    local set = app[h]
    if set then
      purge(set)
      local idle = set[1]
      if idle then
        swap_remove(set, 1)
        wasted = wasted + idle.ram * (request.now - idle.since)
        return idle.container
      end
    end
  end
  return cluster:first_fit(request)
end

local ends = {} -- by container: the end of its keep-alive, if that is not reset

local function keep_alive(container)
  local now = container.last_used
  local expires = now + keep
  if not reset then
    ends[container] = ends[container] or expires
    expires = math.max(ends[container], now)
  end
  if expires > now then
    local app, h = app_of(container.fn), container.host.id
    app.hosts = math.max(app.hosts, h)
    app[h] = app[h] or {}
    purge(app[h])
    table.insert(app[h], { container = container, since = now, expires = expires, ram = container.ram })
  end
  return expires - now
end

local latencies, colds, served = {}, {}, {}

local function on_finish(record)
  latencies[#latencies + 1] = record.latency
  if record.cold then colds[record.fn] = (colds[record.fn] or 0) + 1 end
  served[record.host] = (served[record.host] or 0) + 1
end

local hub   = coldmoon.repository{ name = "hub" }
local image = hub:store(coldmoon.image{ name = "image", size = 0 })
local cloud = coldmoon.provider{
  name       = "cloud",
  hosts      = { count = hosts, ram = 4096 * u.MB },
  overhead   = { create = 0.5 },
  schedule   = schedule,
  keep_alive = keep_alive,
  on_finish  = on_finish,
}
for _, f in ipairs(requests:functions()) do
  local fn = coldmoon.func{ name = f.name, image = image, duration = "trace" }
  cloud:register(fn, { ram = f.memory })
end
cloud:drive(requests)
coldmoon.run()

for _, app in pairs(apps) do
  for h = 1, app.hosts do purge(app[h] or {}) end
end

-- The q-quantile, between two values as R's default.
local function quantile(q)
  local h = (#latencies - 1) * q + 1
  local i = math.floor(h)
  return latencies[i] + (h - i) * ((latencies[i + 1] or latencies[i]) - latencies[i])
end

local function result(name, value) print(string.format("%s %.17g", name, value)) end

table.sort(latencies)
local c = cloud:summary().counts
result("invocations", c.submitted)
result("finished", c.ok)
result("cold_starts", c.cold_starts)
result("evicted", c.containers_evicted)
result("wasted_memory_time_mb_s", wasted / u.MB)
result("mean", cloud:summary().latency.mean)
result("min", latencies[1])
result("max", latencies[#latencies])
for name, q in pairs{ p50 = 0.5, p90 = 0.9, p95 = 0.95, p99 = 0.99, p999 = 0.999 } do
  result(name, quantile(q))
end
for _, f in ipairs(requests:functions()) do result("app_" .. f.app, colds[f.name] or 0) end
for h = 1, hosts do result("host_" .. h, served[h] or 0) end
