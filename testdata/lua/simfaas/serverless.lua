--- What do cold starts come to on a platform that works as SimFaaS says?
---
--- The rules of its ServerlessSimulator: a request goes to the idle instance that was created last,
--- else to a new one, and never waits. The response of a cold request is one draw of the cold
--- process, the start of the instance included. An instance ends when it has been idle for the
--- expiration threshold. A request that arrives while as many as allowed are running is rejected,
--- and counts as a request.
---
--- In one point coldmoon decides otherwise: a request that comes just when an instance expires
--- finds it. That does not happen with continuous distributions.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local workload = require "coldmoon.workload"

local gap     = coldmoon.param("gap", 1 / 0.9, "mean seconds between requests")
local warm    = coldmoon.param("warm", 1.991, "mean seconds of the warm process")
local cold    = coldmoon.param("cold", 2.244, "mean seconds of the cold process")
local expire  = coldmoon.param("expire", 600, "seconds: the expiration threshold")
local most    = coldmoon.param("most", 1000, "requests that may run at once")
local skip    = coldmoon.param("skip", 5000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 95000, "seconds that are measured")

local hub   = coldmoon.repository{ name = "hub" }
local image = hub:store(coldmoon.image{ name = "image", size = 0 })

local processes = { [true] = dist.exponential(cold), [false] = dist.exponential(warm) }
local fn = coldmoon.func{
  name = "f", image = image,
  run  = function(ctx) ctx:sleep(processes[ctx.cold]:sample()) end,
}
local cloud = coldmoon.provider{
  name       = "cloud",
  hosts      = { count = 1, slots = most },
  queue      = { limit = 0 },
  reuse      = "newest",
  keep_alive = expire,
}
cloud:register(fn)
cloud:drive(fn, workload.renewal{ iat = dist.exponential(gap) })

-- The number of running and idle instances, as a sum over time.
local function so_far()
  local s, now, sums = cloud:summary(), coldmoon.now(), {}
  for _, r in ipairs(s.use) do sums[r.name] = r.mean * now end
  return s.counts, sums
end

coldmoon.run{ till = skip }
local c1, u1 = so_far()
coldmoon.run{ till = skip + seconds }
local c2, u2 = so_far()

local function result(name, value) print(string.format("%s %.17g", name, value)) end

local running = (u2.containers_busy - u1.containers_busy) / seconds
local idle    = (u2.containers_idle - u1.containers_idle) / seconds
local all     = c2.submitted - c1.submitted
local colds   = c2.cold_starts - c1.cold_starts
result("prob_cold", colds / all)
result("prob_cold_accepted", colds / (colds + c2.warm_starts - c1.warm_starts))
result("prob_reject", (c2.rejected - c1.rejected) / all)
result("inst_count_avg", running + idle)
result("inst_running_count_avg", running)
result("inst_idle_count_avg", idle)
