--- How many requests run at once if nothing limits them?
---
--- M/G/inf: the number is Poisson with mean rate * service, whatever the distribution of the
--- service time.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 0.9, "requests a second")
local service = coldmoon.param("service", 2, "mean seconds that a request takes")
local kind    = coldmoon.param("kind", "exp", "distribution of that time")
local levels  = coldmoon.param("levels", "0,1,2,5,10", "numbers n for which P(N <= n) is measured")
local warm    = coldmoon.param("warm", 100, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service(kind, service),
}
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = rate })

-- Looks at the number of running requests so seldom that it has nearly forgotten the last time.
local samples, sum, squares, at_most = 0, 0, 0, {}
coldmoon.spawn(function()
  coldmoon.sleep(warm)
  while true do
    coldmoon.sleep(3 * service)
    local n = cloud.cluster:running()
    samples, sum, squares = samples + 1, sum + n, squares + n * n
    at_most[n] = (at_most[n] or 0) + 1
  end
end)

local w = measure.window(cloud, warm, warm + seconds)
measure.result("running", w.use.slots)
measure.result("variance", squares / samples - (sum / samples) ^ 2)
for level in levels:gmatch("%d+") do
  local n = 0
  for k, times in pairs(at_most) do
    if k <= tonumber(level) then n = n + times end
  end
  measure.result("at_most_" .. level, n / samples)
end
