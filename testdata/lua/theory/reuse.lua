--- How much depends on which of several idle containers takes the next request?
---
--- The same requests at five providers that differ in the order of reuse only. Cold starts take no
--- time, so that the providers have the same number of running requests at any moment.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 5, "requests a second")
local service = coldmoon.param("service", 1, "mean seconds that a request takes")
local keep    = coldmoon.param("keep_alive", 10, "seconds")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local orders = { "mru", "lru", "oldest", "newest", "random" }

local image = measure.image()
local fn = coldmoon.func{ name = "f", image = image, duration = measure.service("exp", service) }
local clouds, first = {}, {}
for i, order in ipairs(orders) do
  clouds[i] = coldmoon.provider{
    name = order, hosts = { count = 1 }, reuse = order, keep_alive = keep,
  }
  clouds[i]:register(fn)
  clouds[i]:drive(fn, workload.poisson{ rate = rate })
end

coldmoon.run{ till = warm }
for i, cloud in ipairs(clouds) do first[i] = cloud:summary() end
coldmoon.run{ till = warm + seconds }

for i, order in ipairs(orders) do
  local a, b = first[i], clouds[i]:summary()
  local requests = b.counts.submitted - a.counts.submitted
  local function mean(name)
    local to = warm + seconds
    return (measure.use(b, name).mean * to - measure.use(a, name).mean * warm) / seconds
  end
  measure.result(order .. "_requests", requests)
  measure.result(order .. "_cold", (b.counts.cold_starts - a.counts.cold_starts) / requests)
  measure.result(order .. "_running", mean("slots"))
  measure.result(order .. "_idle", mean("containers_idle"))
end
