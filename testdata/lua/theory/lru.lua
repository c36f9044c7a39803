--- How often is an image found in a cache of a few, if requests are independent?
---
--- The independent reference model: each request is for image i with probability proportional to
--- i^-zipf, because the requests for each image are a Poisson process of its own. Measured for main
--- storage and for the disk of a host.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local items    = coldmoon.param("items", 10, "images")
local zipf     = coldmoon.param("zipf", 0.8, "exponent of their popularity")
local capacity = coldmoon.param("capacity", 3, "images that fit into the cache")
local order    = coldmoon.param("order", "lru", "which of them goes first")
local level    = coldmoon.param("level", "storage", "which cache", { choices = { "storage", "host" } })
local warm     = coldmoon.param("warm", 1000, "seconds that are not measured, a request each")
local seconds  = coldmoon.param("seconds", 10000, "seconds that are measured")

local size  = 1000
local at    = { [level] = true }
local tiny  = 1e-6 -- what a miss takes: nearly never does another request come meanwhile
local count = at.storage and 200 or 1

--- A random host that does not have the image, so that main storage is asked for it. The disk of a
--- host holds one image, and there are too many hosts for all of them to hold the same one.
local function without_image(request, cluster)
  local image = request.image
  while true do
    local host = cluster:random(request)
    if not host:has_image(image) then return host end
  end
end

local hub = coldmoon.repository{ name = "hub", latency = at.storage and tiny or 0 }
local cloud = coldmoon.provider{
  name       = "cloud",
  storage    = { capacity = at.storage and capacity * size or nil },
  lan        = { latency = at.host and tiny or 0 },
  hosts      = { count = count, disk = { capacity = at.host and capacity * size or size } },
  keep_alive = 0,
  evict      = order,
  schedule   = at.storage and without_image or nil,
}

local all = 0
for i = 1, items do all = all + i ^ -zipf end
for i = 1, items do
  local image = hub:store(coldmoon.image{ name = "image " .. i, size = size })
  local fn = coldmoon.func{ name = "f" .. i, image = image, duration = 0 }
  cloud:register(fn)
  cloud:drive(fn, workload.poisson{ rate = i ^ -zipf / all })
end

local w = measure.window(cloud, warm, warm + seconds)
local cache = at.storage and "storage" or "hosts"
local a, b = measure.cache(w.first, cache), measure.cache(w.last, cache)
measure.result("hits", (b.hits - a.hits) / (b.hits + b.misses - a.hits - a.misses))
measure.result("hits_of_first", 1 - measure.function_latency(w, 1) / tiny)
