--- How long should an idle container be kept?
---
--- A long keep-alive saves cold starts and holds memory. Twelve functions, from one
--- that is asked for every second to one that is asked for every hour, run at providers
--- that differ in nothing but the keep-alive, on the same arrivals. Printed: what each
--- keep-alive costs in cold starts, in waiting and in memory.
---
--- Varied: keep_alive, from none to half an hour. The defaults are of the order of what
--- platforms do: Huawei 1 minute, AWS about 5, Azure 2019 10 to 20 (see docs/guide.md).

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local hours = coldmoon.param("hours", 12, "simulated hours", { min = 0.1 })
local price = coldmoon.param("ram_price", 0.005, "dollars that the provider pays for a GiB-hour",
  { min = 0 })

local times = { 0, 60, 300, 600, 1200, 1800 }

-- The mean time between two requests of function i, seconds: 1 s to 1 h, evenly in logarithm.
local function gap(i)
  return 3600 ^ ((i - 1) / 11)
end

-- build declares one provider with everything of its own, so that no two of them share a link.
local function build(seconds)
  local hub   = coldmoon.repository{ name = "hub " .. seconds, bandwidth = 1*u.Gbps }
  local image = hub:store(coldmoon.image{ name = "runtime", size = 200*u.MB })
  local cloud = coldmoon.provider{
    name       = string.format("keep %g s", seconds),
    storage    = { capacity = 1*u.TB, read = 2*u.GB, write = 1*u.GB },
    hosts      = { count = 4, slots = 64, ram = 64*u.GiB, network = 10*u.Gbps,
                   disk = { capacity = 200*u.GB, read = 2*u.GB, write = 1*u.GB } },
    overhead   = { create = 125*u.ms, warm = 1*u.ms,
                   init = dist.lognormal{ median = 0.25, p99 = 1.2 } },
    keep_alive = seconds,
  }
  for i = 1, 12 do
    local fn = coldmoon.func{
      name = string.format("every %d s", gap(i)), image = image,
      duration = dist.lognormal{ median = 0.2, p99 = 2 },
    }
    cloud:register(fn, { ram = 256*u.MiB, time_limit = 60 })
    cloud:drive(fn, workload.poisson{ rate = 1 / gap(i), duration = hours * u.h })
  end
  return cloud
end

-- use returns the time average of a resource.
local function use(summary, name)
  for _, r in ipairs(summary.use) do
    if r.name == name then return r.mean end
  end
end

local clouds = {}
for i, seconds in ipairs(times) do clouds[i] = build(seconds) end
coldmoon.run()

print("keep-alive    cold starts   mean latency        p99   RAM held   RAM cost")
for i, cloud in ipairs(clouds) do
  local s = cloud:summary()
  local gib_hours = use(s, "ram") / u.GiB * coldmoon.now() / u.h
  local dollars = string.format("$%.4f", gib_hours * price)
  print(string.format("%8g s %7d %5.1f %% %11.3f s %8.3f s %6.1f GiBh %9s",
    times[i], s.counts.cold_starts, 100 * s.cold_share, s.latency.mean, s.latency.p99, gib_hours,
    dollars))
end

print("\ncold starts by how often a function is asked for")
local line = string.format("%-14s", "function")
for _, seconds in ipairs(times) do line = line .. string.format("%9g s", seconds) end
print(line)
for f = 1, 12 do
  line = ""
  for i, cloud in ipairs(clouds) do
    local fn = cloud:summary().functions[f]
    if i == 1 then line = string.format("%-14s", fn.name) end
    if fn.invocations > 0 then
      line = line .. string.format("%9.1f %%", 100 * fn.cold_starts / fn.invocations)
    else
      line = line .. string.format("%11s", "not asked")
    end
  end
  print(line)
end
