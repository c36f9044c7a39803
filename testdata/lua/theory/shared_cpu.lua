--- How much slower do requests get that share the cores of a host?
---
--- Processor sharing: on one core the mean response is service / (1 - load) for every distribution
--- of the service time, and x / (1 - load) for requests of length x. On c cores, of which a request
--- uses at most one, the number of requests is distributed as in M/M/c, again for every
--- distribution.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 0.5, "requests a second")
local service = coldmoon.param("service", 1, "mean CPU seconds that a request takes")
local kind    = coldmoon.param("kind", "exp", 'distribution; "two": half of them 9 times as long')
local cores   = coldmoon.param("cores", 1, "cores of the host")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local cloud = coldmoon.provider{
  name = "cloud", cpu = "shared", hosts = { count = 1, cores = cores },
}
local image = measure.image()

local function drive(name, amount, share)
  local fn = coldmoon.func{ name = name, image = image, phases = { { "compute", amount } } }
  cloud:register(fn)
  cloud:drive(fn, workload.poisson{ rate = rate * share })
end

if kind == "two" then
  drive("short", service / 5, 0.5)
  drive("long", service * 9 / 5, 0.5)
else
  drive("f", measure.service(kind, service), 1)
end

local w = measure.window(cloud, warm, warm + seconds)
measure.result("response", w.mean.latency)
measure.result("present", w.use.slots)
if kind == "two" then
  measure.result("short", measure.function_latency(w, 1))
  measure.result("long", measure.function_latency(w, 2))
end
