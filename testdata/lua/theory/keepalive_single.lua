--- What does a keep-alive save where at most one request runs at a time?
---
--- One slot and no queue, so that requests that find it taken are rejected. A cold start takes
--- longer than a warm one. Whatever the distributions, an accepted request is cold with
--- probability exp(-rate * T).

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate      = coldmoon.param("rate", 0.5, "requests a second")
local kind      = coldmoon.param("kind", "exp", "distribution of the time of a request")
local warm_time = coldmoon.param("warm_time", 1, "mean seconds of a warm request")
local cold_time = coldmoon.param("cold_time", 2, "mean seconds of a cold one")
local keep      = coldmoon.param("keep_alive", 1, "seconds")
local warm      = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds   = coldmoon.param("seconds", 20000, "seconds that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service(kind, warm_time),
}
local cloud = coldmoon.provider{
  name       = "cloud",
  hosts      = { count = 1, slots = 1 },
  queue      = { limit = 0 },
  overhead   = { init = measure.service(kind, cold_time - warm_time) },
  keep_alive = keep,
}
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = rate })

local w = measure.window(cloud, warm, warm + seconds)
local c = w.counts
measure.result("cold_of_accepted", c.cold_starts / (c.cold_starts + c.warm_starts))
measure.result("cold_of_all", c.cold_starts / c.submitted)
measure.result("rejected", c.rejected / c.submitted)
measure.result("running", w.use.slots)
measure.result("containers", w.use.containers_busy + w.use.containers_idle)
