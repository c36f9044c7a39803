--- How much more is billed than was used if durations are rounded up?
---
--- One dollar for a GiB and second, functions of 1 GiB: the bill in dollars is the billed time.

local coldmoon = require "coldmoon"
local billing  = require "coldmoon.billing"
local dist     = require "coldmoon.dist"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local kind        = coldmoon.param("kind", "exp", "distribution of the duration; uniform: from 0")
local service     = coldmoon.param("service", 0.5, "seconds: mean (exp) or upper end (uniform)")
local granularity = coldmoon.param("granularity", 0.1, "seconds to whose multiple is rounded")
local minimum     = coldmoon.param("minimum", 0, "seconds that are billed at least")
local requests    = coldmoon.param("requests", 20000, "how many")

local duration = kind == "exp" and dist.exponential(service) or dist.uniform(0, service)
local fn = coldmoon.func{ name = "f", image = measure.image(), duration = duration }
local cloud = coldmoon.provider{
  name    = "cloud",
  hosts   = { count = 1 },
  billing = billing.flat{ gb_second = 1, granularity = granularity, minimum = minimum },
}
cloud:register(fn, { ram = 1*u.GiB })
cloud:drive(fn, workload.poisson{ rate = 1 / service, count = requests })
coldmoon.run()

local s = cloud:summary()
measure.result("billed", s.billed_usd / s.counts.ok)
measure.result("used", s.execution.mean)
