--- Which price model is cheapest for which function?
---
--- The same requests run at providers that differ in nothing but the bill: two published
--- price sheets, and a model of our own that charges for CPU and memory while a container
--- is in use and nothing for requests. The functions run from small and fast to large and
--- slow. Rounding, minimum times and the price of a request decide who wins where.
---
--- Varied: the price model. There are no free grants, so that prices are those of one more
--- request. What a price sheet contains: billing.prices, in stdlib/billing.lua.

local coldmoon = require "coldmoon"
local billing  = require "coldmoon.billing"
local dist     = require "coldmoon.dist"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local minutes = coldmoon.param("minutes", 60, "simulated minutes", { min = 1 })
local rate    = coldmoon.param("rate", 2, "requests a second of each function", { min = 0.01 })

-- by_use charges 40 dollars a month for a core and 4 for a GiB, by the nanosecond, and nothing
-- for a request.
local function by_use(use)
  local month = 30 * u.d
  return {
    { "cpu", use.cpu_seconds * 40 / month },
    { "memory", use.gb_seconds * 4 / month },
  }
end

local models = {
  { "AWS Lambda",        billing.aws_lambda{} },
  { "Azure Consumption", billing.azure_consumption{} },
  { "own, by use",       by_use },
}

-- name, RAM in MiB, seconds of CPU, seconds of waiting for others
local functions = {
  { "router",    128, 0.003, 0 },
  { "lookup",    256, 0.010, 0.040 },
  { "thumbnail", 512, 0.250, 0.050 },
  { "report",   1024, 1.500, 0.500 },
  { "crawler",   256, 0.100, 4.900 },
}

local function build(name, model)
  local hub   = coldmoon.repository{ name = "hub of " .. name }
  local image = hub:store(coldmoon.image{ name = "runtime", size = 100*u.MB })
  local cloud = coldmoon.provider{
    name     = name,
    hosts    = { count = 10, slots = 32, ram = 64*u.GiB },
    overhead = { create = 100*u.ms, init = 150*u.ms, warm = 1*u.ms },
    billing  = model,
  }
  for _, f in ipairs(functions) do
    local fn = coldmoon.func{
      name = f[1], image = image,
      phases = {
        { "compute", dist.lognormal{ mean = f[3], cv = 0.3 } },
        { "sleep", f[4] > 0 and dist.exponential{ mean = f[4] } or 0 },
      },
    }
    cloud:register(fn, { ram = f[2] * u.MiB, time_limit = 300 })
    cloud:drive(fn, workload.poisson{ rate = rate, duration = minutes * u.min })
  end
  return cloud
end

local clouds = {}
for i, m in ipairs(models) do clouds[i] = build(m[1], m[2]) end
coldmoon.run()

print("dollars for a million requests")
local head = string.format("%-24s", "function")
for _, m in ipairs(models) do head = head .. string.format("%20s", m[1]) end
print(head)
for i, f in ipairs(functions) do
  local line = string.format("%-10s %4d MiB %5.3f s", f[1], f[2], f[3] + f[4])
  for _, cloud in ipairs(clouds) do
    local fn = cloud:summary().functions[i]
    line = line .. string.format("%20.3f", fn.usd / fn.invocations * 1e6)
  end
  print(line)
end
for i, m in ipairs(models) do
  local items = {}
  for _, b in ipairs(clouds[i]:summary().bill) do
    items[#items + 1] = string.format("%s $%.4f", b.item, b.usd)
  end
  print(string.format("%s: $%.4f in all (%s)",
    m[1], clouds[i]:summary().billed_usd, table.concat(items, ", ")))
end
