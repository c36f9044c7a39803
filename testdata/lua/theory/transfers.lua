--- When do image downloads end that share a link?
---
--- Requests at given times for images of given sizes, over one link that is shared fairly. Nothing
--- else takes time, so that a request ends when its image is there.

local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local measure  = require "measure"

local starts = coldmoon.param("starts", "0,0,0", "seconds at which the requests come")
local sizes  = coldmoon.param("sizes", "100,100,100", "MB of their images")
local same   = coldmoon.param("same", false, "all ask for one image, the first")

local function list(text)
  local values = {}
  for word in text:gmatch("[^,]+") do values[#values + 1] = tonumber(word) end
  return values
end

local hub = coldmoon.repository{ name = "hub", bandwidth = 100*u.MB }
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
local at, megabytes = list(starts), list(sizes)
local image
for i = 1, #at do
  if i == 1 or not same then
    image = hub:store(coldmoon.image{ name = "image " .. i, size = megabytes[i] * u.MB })
  end
  cloud:register(coldmoon.func{ name = "f" .. i, image = image, duration = 0 })
  coldmoon.spawn(function()
    coldmoon.sleep(at[i])
    measure.result("end_" .. i, cloud:invoke("f" .. i):await().ended)
  end)
end
coldmoon.run()
for _, t in ipairs(cloud:summary().bytes) do
  measure.result(t.path .. "_transfers", t.transfers)
  measure.result(t.path .. "_bytes", t.bytes)
end
