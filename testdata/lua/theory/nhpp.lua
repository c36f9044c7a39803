--- How many requests run at once if they come by day and not by night?
---
--- Arrivals at rate * (1 + amplitude * sin(2 pi t / period)), exponential service, no limit. The
--- mean number of running requests follows the rate, smaller in amplitude and later.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate      = coldmoon.param("rate", 5, "mean requests a second")
local amplitude = coldmoon.param("amplitude", 0.8, "of the rate")
local period    = coldmoon.param("period", 600, "seconds")
local service   = coldmoon.param("service", 2, "mean seconds that a request takes")
local warm      = coldmoon.param("warm", 1, "periods that are not measured")
local periods   = coldmoon.param("periods", 20, "periods that are measured")

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service("exp", service),
}
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
cloud:register(fn)
cloud:drive(fn, workload.sinusoidal{ rate = rate, amplitude = amplitude, period = period })

local per = 60 -- looks per period
local sum, sines, cosines = 0, 0, 0
coldmoon.spawn(function()
  coldmoon.sleep(warm * period)
  for i = 1, per * periods do
    coldmoon.sleep(period / per)
    local n, phase = cloud.cluster:running(), 2 * math.pi * i / per
    sum, sines, cosines = sum + n, sines + n * math.sin(phase), cosines + n * math.cos(phase)
  end
end)
coldmoon.run{ till = (warm + periods) * period }
local n = per * periods
measure.result("mean", sum / n)
measure.result("sine", 2 * sines / n)
measure.result("cosine", 2 * cosines / n)
