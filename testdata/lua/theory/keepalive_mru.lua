--- How many containers does a keep-alive hold, and how many cold starts does it leave?
---
--- Poisson requests, exponential service, one request per container, cold starts that take no
--- time. Of several idle containers the most recently used one goes first, which makes the answer
--- exact: the n-th container is needed again when the number of running requests passes from n-1
--- to n for the first time since it was left.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 0.9, "requests a second")
local service = coldmoon.param("service", 2, "mean seconds that a request takes")
local keep    = coldmoon.param("keep_alive", 10, "seconds")
local slots   = coldmoon.param("slots", 0, "requests that may run at once; others are rejected; 0: any number")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service("exp", service),
}
local cloud = coldmoon.provider{
  name       = "cloud",
  hosts      = { count = 1, slots = slots > 0 and slots or nil },
  queue      = { limit = 0 },
  reuse      = "mru",
  keep_alive = keep,
}
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = rate })

local w = measure.window(cloud, warm, warm + seconds)
local c = w.counts
local containers = w.use.containers_busy + w.use.containers_idle
measure.result("cold_of_all", c.cold_starts / c.submitted)
measure.result("cold_of_accepted", c.cold_starts / (c.cold_starts + c.warm_starts))
measure.result("rejected", c.rejected / c.submitted)
measure.result("running", w.use.containers_busy)
measure.result("idle", w.use.containers_idle)
measure.result("containers", containers)
measure.result("cold_rate", c.cold_starts / w.seconds)
