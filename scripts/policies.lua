--- What do policies of one's own look like, and what does each of them change?
---
--- All four decisions of a provider, written in this file: where to run (schedule), how
--- long to keep (keep_alive), what makes way (evict), whom to let in (admit). Nine
--- functions have a steady load; the tenth comes in crowds and pushes the others' idle
--- containers out. The same requests run at a provider with the defaults, at one for each
--- policy, and at one with all of them.
---
--- Varied: the policies. Copy one of them and change it: that is all it takes.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local minutes = coldmoon.param("minutes", 30, "simulated minutes", { min = 1 })
local limit   = coldmoon.param("limit", 40, "requests of one function in a second", { min = 1 })

--- Spreads containers over the hosts, but never evicts those of others while a container of the
--- same function runs: the request waits until that is free. The observers count what runs.
local function patient()
  local running = {}
  return {
    on_start  = function(record) running[record.fn] = (running[record.fn] or 0) + 1 end,
    on_finish = function(record)
      if record.started then running[record.fn] = running[record.fn] - 1 end
    end,
    schedule  = function(request, cluster)
      local warm = cluster:warm(request)
      if warm then return warm end
      local host = cluster:worst_fit(request)
      local evicts = host and host.free_ram < request.ram
      if evicts and (running[request.fn] or 0) > 0 then return nil end
      return host
    end,
  }
end

--- Keeps a container for five times the mean time between the requests that it has served, at
--- least a minute, at most 20.
local function keep_alive(container)
  if container.uses < 2 then return 300 end
  local gap = (container.last_used - container.created) / (container.uses - 1)
  return math.min(math.max(5 * gap, 60), 1200)
end

--- A container of the function that has the most idle ones goes first, so that every function
--- keeps one as long as possible. Ties go to the one that is idle longest. Of images, the one with
--- the fewest uses goes first.
local function thin_out(candidate, cluster)
  if candidate.kind ~= "container" then return candidate.uses end
  return -cluster:warm_count(candidate.container.fn)
end

--- A bucket of tokens for each function: it fills by `limit` tokens a second, up to `limit`, and a
--- request takes one.
local function bucket()
  local buckets = {}
  return function(request)
    local b = buckets[request.fn]
    if not b then
      b = { tokens = limit, at = 0 }
      buckets[request.fn] = b
    end
    b.tokens = math.min(limit, b.tokens + (request.now - b.at) * limit)
    b.at = request.now
    if b.tokens < 1 then
      return false, "more than " .. limit .. " requests a second"
    end
    b.tokens = b.tokens - 1
    return true
  end
end

local function build(name, policy)
  local hub = coldmoon.repository{ name = "hub of " .. name, bandwidth = 1*u.Gbps }
  local cloud
  if policy.evict then
    policy.evict = function(candidate) return thin_out(candidate, cloud.cluster) end
  end
  cloud = coldmoon.provider{
    name     = name,
    storage  = { capacity = 10*u.GB, read = 2*u.GB, write = 1*u.GB },
    hosts    = { count = 6, slots = 32, ram = 6*u.GiB, network = 10*u.Gbps,
                 disk = { capacity = 6*u.GB, read = 1*u.GB, write = 500*u.MB } },
    overhead = { create = 125*u.ms, init = 200*u.ms, warm = 1*u.ms },
    policy   = policy,
  }
  for i = 1, 10 do
    local image = hub:store(coldmoon.image{ name = "image " .. i, size = (100 + 60 * i) * u.MB })
    local fn = coldmoon.func{
      name = "function " .. i, image = image, duration = dist.lognormal{ median = 0.3, p99 = 3 },
    }
    cloud:register(fn, { ram = 256*u.MiB, disk = 64*u.MiB, time_limit = 60 })
    if i < 10 then
      cloud:drive(fn, workload.poisson{ rate = 20 / i ^ 2, duration = minutes * u.min })
    else
      cloud:drive(fn, workload.bursts{
        size = 120, every = 300, gap = 1*u.ms, start = 60, duration = minutes * u.min,
      })
    end
  end
  return cloud
end

local all = patient()
all.keep_alive, all.evict, all.admit = keep_alive, thin_out, bucket()

local clouds = {
  build("defaults", {}),
  build("schedule", patient()),
  build("keep_alive", { keep_alive = keep_alive }),
  build("evict", { evict = thin_out }),
  build("admit", { admit = bucket() }),
  build("all four", all),
}
coldmoon.run()

local function ram(summary)
  for _, r in ipairs(summary.use) do
    if r.name == "ram" then return r.mean end
  end
end

print("own policy    steady: cold    latency    crowd: cold    latency   rejected    RAM held")
for _, cloud in ipairs(clouds) do
  local s = cloud:summary()
  local n, cold, sum = 0, 0, 0
  for i = 1, 9 do
    local f = s.functions[i]
    n, cold, sum = n + f.invocations, cold + f.cold_starts, sum + f.invocations * f.mean_latency
  end
  local crowd = s.functions[10]
  print(string.format("%-10s %15d %8.3f s %14d %8.3f s %10d %7.1f GiB",
    s.name, cold, sum / n, crowd.cold_starts, crowd.mean_latency, s.counts.rejected,
    ram(s) / u.GiB))
end
