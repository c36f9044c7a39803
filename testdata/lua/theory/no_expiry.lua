--- How many containers are ever started if none is stopped?
---
--- As many as requests ever ran at once, exactly, for every workload and every order of reuse, if
--- cold starts take no time. And if none is kept, every start is cold.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local load    = coldmoon.param("load", "poisson", "the workload")
local reuse   = coldmoon.param("reuse", "mru", "which of several idle containers goes first")
local keep    = coldmoon.param("keep", true, "keep containers for ever, or not at all")
local seconds = coldmoon.param("seconds", 10000, "simulated seconds")

local loads = {
  poisson    = { workload.poisson{ rate = 5 }, dist.lognormal{ mean = 2, cv = 2 } },
  sinusoidal = { workload.sinusoidal{ rate = 5, amplitude = 0.9, period = 600 }, dist.exponential(2) },
  renewal    = { workload.renewal{ iat = dist.weibull{ shape = 0.5, scale = 0.2 } }, dist.erlang{ k = 2, mean = 3 } },
  -- many requests at one instant, and some that come just when others end
  bursts     = { workload.bursts{ size = 7, every = 10 }, 10 },
}
local arrivals, duration = unpack(loads[load])

local fn = coldmoon.func{ name = "f", image = measure.image(), duration = duration }
local cloud = coldmoon.provider{
  name = "cloud", hosts = { count = 3 }, reuse = reuse, keep_alive = keep and math.huge or 0,
}
cloud:register(fn)
cloud:drive(fn, arrivals)
coldmoon.run{ till = seconds }

local s = cloud:summary()
measure.result("cold_starts", s.counts.cold_starts)
measure.result("starts", s.counts.cold_starts + s.counts.warm_starts)
measure.result("most_running", measure.use(s, "slots").max)
measure.result("running", measure.use(s, "slots").mean)
measure.result("busy", measure.use(s, "containers_busy").mean)
measure.result("idle", measure.use(s, "containers_idle").mean)
