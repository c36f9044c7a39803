--- How often is a function called that fails now and then, by a client that tries again?
---
--- The model has no retries of its own: the client is a process.

local coldmoon = require "coldmoon"
local measure  = require "measure"

local fail     = coldmoon.param("fail", 0.3, "share of the attempts that fail")
local attempts = coldmoon.param("attempts", 3, "how often the client tries")
local requests = coldmoon.param("requests", 5000, "how many")

local fn = coldmoon.func{
  name = "f", image = measure.image(),
  run = function(ctx)
    if ctx.random() < fail then error("out of luck", 0) end
  end,
}
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
cloud:register(fn)

local tried, succeeded = 0, 0
coldmoon.spawn(function()
  for _ = 1, requests do
    for _ = 1, attempts do
      tried = tried + 1
      if cloud:invoke(fn):await().status == "ok" then
        succeeded = succeeded + 1
        break
      end
    end
  end
end)
coldmoon.run()
measure.result("attempts", tried / requests)
measure.result("success", succeeded / requests)
