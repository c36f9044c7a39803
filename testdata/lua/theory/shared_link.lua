--- How much slower do transfers get that share a link?
---
--- Poisson transfers over a link that is shared fairly are processor sharing: their mean time is
--- size / bandwidth / (1 - load). Measured for what a handler downloads over the interface of its
--- host (any distribution of the size), and for the code file of every cold start, over the link
--- of the repository.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local load    = coldmoon.param("load", 0.5, "share of the time that the link is in use")
local link    = coldmoon.param("link", "interface", "what is shared",
  { choices = { "interface", "repository" } })
local kind    = coldmoon.param("kind", "exp", "distribution of the size, for the interface")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local bandwidth = 100*u.MB
local size      = 100*u.MB -- a second alone

local hub = coldmoon.repository{
  name = "hub", bandwidth = link == "repository" and bandwidth or nil,
}
local image = hub:store(coldmoon.image{ name = "image", size = 0 })

local cloud = coldmoon.provider{
  name       = "cloud",
  hosts      = { count = 1, network = link == "interface" and bandwidth or nil },
  keep_alive = 0, -- every start is cold and clones the code
}
local fn
if link == "repository" then
  fn = coldmoon.func{
    name = "f", image = image, duration = 0,
    code = hub:store(coldmoon.file{ name = "code", size = size }),
  }
else
  local amount = dist.scale(measure.service(kind, 1), size)
  fn = coldmoon.func{ name = "f", image = image, phases = { { "download", amount } } }
end
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = load * bandwidth / size })

local w = measure.window(cloud, warm, warm + seconds)
measure.result("response", w.mean.latency)
measure.result("present", w.use.slots)
