--- How much does a warm pool save on thumbnails?
---
--- One function, 40 requests a second for an hour, on 20 hosts. Varied: how long an
--- idle container is kept. Try `-p keep_alive=0`, and compare.

local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local keep = coldmoon.param("keep_alive", 600, "seconds a container stays warm")

local hub   = coldmoon.repository{ name = "hub", bandwidth = 1*u.Gbps, latency = 20*u.ms }
local image = coldmoon.image{ name = "python:3.12", size = 350*u.MB }
local code  = coldmoon.file{ name = "thumb.zip", size = 4*u.MB }
hub:store(image)
hub:store(code)

local thumb = coldmoon.func{
  name  = "thumbnail",
  image = hub:at(image),
  code  = hub:at(code),
  run   = function(ctx, input)
    ctx:read(input.bytes)
    ctx:compute(0.080)
    ctx:write(input.bytes / 10)
    return { ok = true }
  end,
}

local cloud = coldmoon.provider{
  name       = "cloud",
  storage    = { capacity = 2*u.TB, read = 2*u.GB, write = 1*u.GB },
  hosts      = { count = 20, slots = 16, cores = 16, ram = 64*u.GiB, network = 10*u.Gbps,
                 disk = { capacity = 200*u.GB, read = 2*u.GB, write = 1*u.GB } },
  overhead   = { dispatch = 5*u.ms, create = 120*u.ms, init = 80*u.ms, warm = 1*u.ms },
  keep_alive = keep,
  schedule   = function(request, cluster)
    return cluster:warm(request) or cluster:first_fit(request)
  end,
  billing    = function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end,
}
cloud:register(thumb, {
  time_limit = 30, ram = 512*u.MiB, disk = 512*u.MiB, ingress = 2*u.MB, egress = 200*u.KB,
})

cloud:drive("thumbnail", workload.poisson{ rate = 40, duration = 3600 }, function(_)
  return { bytes = 2*u.MB }
end)
local one = cloud:invoke("thumbnail", { bytes = 2*u.MB }) -- resolved once time has passed
coldmoon.run()

local s = cloud:summary()
print(string.format("containers are kept for %g s:", keep))
print(string.format("  %d of %d requests started cold, which is %.2f %%",
  s.counts.cold_starts, s.counts.submitted, 100 * s.cold_share))
print(string.format("  a request takes %.0f ms on average and %.0f ms at worst",
  1e3 * s.latency.mean, 1e3 * s.latency.max))
print(string.format("  the first one was %s, %s, took %.3f s and cost $%.9f",
  one.status, one.cold and "cold" or "warm", one.latency, one.cost))
print(string.format("  all of them cost $%.4f", s.billed_usd))
