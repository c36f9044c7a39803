--- What does a keep-alive save if one container serves any number of requests at once?
---
--- The container dies when it has been idle for T, so a start is cold with probability
--- exp(-rate * (service + T)), for every distribution of the service time.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 0.01, "requests a second")
local service = coldmoon.param("service", 2, "mean seconds that a request takes")
local kind    = coldmoon.param("kind", "exp", "distribution of that time")
local keep    = coldmoon.param("keep_alive", 60, "seconds")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 1e6, "seconds that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service(kind, service),
}
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 }, keep_alive = keep }
cloud:register(fn, { concurrency = 2 ^ 20 })
cloud:drive(fn, workload.poisson{ rate = rate })

local w = measure.window(cloud, warm, warm + seconds)
local c = w.counts
measure.result("cold", c.cold_starts / (c.cold_starts + c.warm_starts))
measure.result("containers", w.use.containers_busy + w.use.containers_idle)
