--- What does a keep-alive cost and save if requests take no time?
---
--- One function, requests of no duration: a start is cold if the gap before it was longer than the
--- keep-alive T, and a container idles for min(gap, T) after each request.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local kind = coldmoon.param("kind", "exp", "distribution of the gaps",
  { choices = { "const", "exp", "hyperexp", "weibull" } })
local mean     = coldmoon.param("mean", 600, "seconds: mean (exp), value (const), scale (weibull)")
local shape    = coldmoon.param("shape", 0.5, "shape of weibull")
local p        = coldmoon.param("p", 0.7, "share of the first phase of hyperexp")
local first    = coldmoon.param("first", 30, "seconds: mean of the first phase")
local second   = coldmoon.param("second", 1200, "seconds: mean of the second phase")
local keep     = coldmoon.param("keep_alive", 600, "seconds")
local warm     = coldmoon.param("warm", 1e4, "seconds that are not measured")
local seconds  = coldmoon.param("seconds", 1e7, "seconds that are measured")

local gaps = {
  const    = function() return dist.constant(mean) end,
  exp      = function() return dist.exponential(mean) end,
  hyperexp = function() return dist.hyper_exponential({ p, 1 - p }, { first, second }) end,
  weibull  = function() return dist.weibull{ shape = shape, scale = mean } end,
}

local fn = coldmoon.func{ name = "f", image = measure.image(), duration = 0 }
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 }, keep_alive = keep }
cloud:register(fn)
cloud:drive(fn, workload.renewal{ iat = gaps[kind]() })

local w = measure.window(cloud, warm, warm + seconds)
local starts = w.counts.cold_starts + w.counts.warm_starts
measure.result("cold", w.counts.cold_starts / starts)
measure.result("idle", w.use.containers_idle * w.seconds / starts)
