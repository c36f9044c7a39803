--- How often is a container warm, if each of many functions keeps one for a fixed time after every
--- use?
---
--- A cache with a time to live that a hit resets: function i, asked for at rate p_i * rate, is warm
--- with probability 1 - exp(-p_i * rate * T).

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local items   = coldmoon.param("items", 20, "functions")
local zipf    = coldmoon.param("zipf", 0.8, "exponent of their popularity")
local rate    = coldmoon.param("rate", 1, "requests a second, over all functions")
local keep    = coldmoon.param("keep_alive", 10, "seconds")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local image = measure.image()
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 }, keep_alive = keep }
local all = 0
for i = 1, items do all = all + i ^ -zipf end
for i = 1, items do
  local fn = coldmoon.func{ name = "f" .. i, image = image, duration = 0 }
  cloud:register(fn)
  cloud:drive(fn, workload.poisson{ rate = rate * i ^ -zipf / all })
end

local w = measure.window(cloud, warm, warm + seconds)
local c = w.counts
measure.result("hits", c.warm_starts / (c.cold_starts + c.warm_starts))
measure.result("containers", w.use.containers_idle)
