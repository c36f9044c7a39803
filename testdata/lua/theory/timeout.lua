--- How many requests does a time limit cut off, and what is left of their time?

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local service  = coldmoon.param("service", 10, "mean seconds of a request, exponential")
local limit    = coldmoon.param("limit", 30, "seconds that it may take")
local how      = coldmoon.param("how", "duration", "how the function is written",
  { choices = { "duration", "handler", "phases" } })
local requests = coldmoon.param("requests", 20000, "how many")

local time = measure.service("exp", service)
local ways = {
  duration = { duration = time },
  phases   = { phases = { { "sleep", time } } },
  handler  = { run = function(ctx) ctx:sleep(-service * math.log(1 - ctx.random())) end },
}
local way = ways[how]
way.name, way.image = "f", measure.image()
local fn = coldmoon.func(way)
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
cloud:register(fn, { time_limit = limit })
cloud:drive(fn, workload.poisson{ rate = 1 / service, count = requests })
coldmoon.run()

local s = cloud:summary()
measure.result("timeouts", s.counts.timeout / requests)
measure.result("execution", s.execution.mean)
