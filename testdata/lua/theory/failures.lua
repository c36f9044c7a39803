--- How many requests find the only host down, and how many does it take with it when it fails?
---
--- The host is up and down for exponential times. Nothing waits: a request that finds it down is
--- rejected.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local up      = coldmoon.param("up", 1000, "mean seconds until the host fails")
local down    = coldmoon.param("down", 100, "mean seconds until it recovers")
local service = coldmoon.param("service", 10, "mean seconds that a request takes, exponential")
local rate    = coldmoon.param("rate", 1, "requests a second")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service("exp", service),
}
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 }, queue = { limit = 0 } }
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = rate })

local function exponential(mean) return -mean * math.log(1 - math.random()) end

coldmoon.spawn(function()
  while true do
    coldmoon.sleep(exponential(up))
    cloud:fail_host(1)
    coldmoon.sleep(exponential(down))
    cloud:recover_host(1)
  end
end)

local w = measure.window(cloud, warm, warm + seconds)
local served = w.counts.ok + w.counts.crashed
measure.result("available", served / (served + w.counts.rejected))
measure.result("killed", w.counts.crashed / served)
measure.result("running", w.use.slots)
