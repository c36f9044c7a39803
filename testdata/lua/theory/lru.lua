--- How often is an image found in a cache of a few, if requests are independent?
---
--- The independent reference model: each request is for image i with probability proportional to
--- i^-zipf. Measured for main storage and for the disk of a host. Images have one size; a request
--- whose image is not there waits for a latency, which tells hits from misses.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local measure  = require "measure"

local items    = coldmoon.param("items", 10, "images")
local zipf     = coldmoon.param("zipf", 0.8, "exponent of their popularity")
local capacity = coldmoon.param("capacity", 3, "images that fit into the cache")
local order    = coldmoon.param("order", "lru", "which of them goes first")
local level    = coldmoon.param("level", "storage", "which cache", { choices = { "storage", "host" } })
local warm     = coldmoon.param("warm", 1000, "requests that are not measured")
local requests = coldmoon.param("requests", 10000, "requests that are measured")

local size  = 1000
local late  = 0.001
local place = { storage = level == "storage", host = level == "host" }

local hub = coldmoon.repository{ name = "hub", latency = place.storage and late or 0 }
local cloud = coldmoon.provider{
  name       = "cloud",
  storage    = { capacity = place.storage and capacity * size or nil },
  lan        = { latency = place.host and late or 0 },
  hosts      = { count = 1, disk = { capacity = place.host and capacity * size or size } },
  keep_alive = 0,
  evict      = order,
}

local values, weights = {}, {}
for i = 1, items do
  local image = hub:store(coldmoon.image{ name = "image " .. i, size = size })
  cloud:register(coldmoon.func{ name = "item " .. i, image = image, duration = 0 })
  values[i], weights[i] = i, i ^ -zipf
end
local popularity = dist.choice(values, weights)

-- A container that needs the whole disk of the host, so that the image that is there has to go:
-- every request for an image then asks main storage for it.
local nothing = hub:store(coldmoon.image{ name = "nothing", size = 0 })
cloud:register(coldmoon.func{ name = "flush", image = nothing, duration = 0 }, { disk = size })

coldmoon.spawn(function()
  local hits, of_first, hits_of_first = 0, 0, 0
  for n = 1 - warm, requests do
    local i = popularity:sample()
    local hit = cloud:invoke("item " .. i):await().latency == 0
    if n > 0 then
      if hit then hits = hits + 1 end
      if i == 1 then
        of_first = of_first + 1
        if hit then hits_of_first = hits_of_first + 1 end
      end
    end
    if place.storage then cloud:invoke("flush"):await() end
  end
  measure.result("hits", hits / requests)
  measure.result("hits_of_first", hits_of_first / of_first)
end)
coldmoon.run()
