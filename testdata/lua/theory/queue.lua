--- How long do requests wait for one of a few slots?
---
--- M/G/c with one queue, first in, first out, of unlimited or limited length. With exponential
--- service this is Erlang C (M/M/c) or M/M/c/K, with one slot Pollaczek-Khinchine, with no queue at
--- all Erlang B, which holds for every distribution of the service time.

local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local measure  = require "measure"

local rate    = coldmoon.param("rate", 3.2, "requests a second")
local service = coldmoon.param("service", 1, "mean seconds that a request takes")
local kind    = coldmoon.param("kind", "exp", "distribution of that time")
local slots   = coldmoon.param("slots", 4, "requests served at once")
local places  = coldmoon.param("places", -1, "requests that may wait; -1: any number")
local long    = coldmoon.param("long", 0, "a waiting time whose probability is measured; 0: none")
local longer  = coldmoon.param("longer", 0, "another one")
local warm    = coldmoon.param("warm", 1000, "seconds that are not measured")
local seconds = coldmoon.param("seconds", 20000, "seconds that are measured")

local arrived, waited, waited_long, waited_longer = 0, 0, 0, 0

local function count(record)
  local wait = record.started - record.submitted
  arrived = arrived + 1
  if wait > 0 then waited = waited + 1 end
  if wait > long then waited_long = waited_long + 1 end
  if wait > longer then waited_longer = waited_longer + 1 end
end

local fn = coldmoon.func{
  name = "f", image = measure.image(), duration = measure.service(kind, service),
}
local cloud = coldmoon.provider{
  name     = "cloud",
  hosts    = { count = 1, slots = slots },
  queue    = places >= 0 and { limit = places } or nil,
  on_start = long > 0 and count or nil,
}
cloud:register(fn)
cloud:drive(fn, workload.poisson{ rate = rate })

local w = measure.window(cloud, warm, warm + seconds, function()
  arrived, waited, waited_long, waited_longer = 0, 0, 0, 0
end)
measure.result("rejected", w.counts.rejected / w.counts.submitted)
measure.result("running", w.use.slots)
measure.result("queued", w.use.queue)
measure.result("present", w.use.slots + w.use.queue)
measure.result("wait", w.mean.queueing)
measure.result("response", w.mean.latency)
measure.result("throughput", w.counts.ok / seconds)
if long > 0 then
  measure.result("p_wait", waited / arrived)
  measure.result("p_long", waited_long / arrived)
  measure.result("p_longer", waited_longer / arrived)
end
