--- Which scheduler starts containers where their image is, and does it pay?
---
--- Every scheduler gets a cluster of its own and the same requests, instant for instant
--- and duration for duration, so that differences are the schedulers' own. The functions
--- have eight images; a host that does not have the image must copy it first.
---
--- Varied: the scheduler. Five come with coldmoon, the sixth is written below.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local schedule = require "coldmoon.schedule"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local minutes = coldmoon.param("minutes", 30, "simulated minutes", { min = 1 })
local hosts   = coldmoon.param("hosts", 12, "hosts of each cluster", { min = 1 })
local rate    = coldmoon.param("rate", 8, "requests a second, over all functions", { min = 0.1 })
local keep    = coldmoon.param("keep_alive", 60, "seconds a container stays warm", { min = 0 })

-- of_two draws two hosts that can take the request and prefers the one that has the image, or
-- else the one that runs less: the power of two choices, with a liking for images.
local function of_two(request, cluster)
  local warm = cluster:warm(request)
  if warm then return warm end
  local a, b = cluster:random(request), cluster:random(request)
  if not a then return nil end
  local image = request.image
  if a:has_image(image) ~= b:has_image(image) then
    return a:has_image(image) and a or b
  end
  return b.running < a.running and b or a
end

local contestants = {
  { "first fit",    schedule.first_fit },
  { "least loaded", schedule.least_loaded },
  { "round robin",  schedule.round_robin },
  { "random",       schedule.random },
  { "image first",  schedule.image_first },
  { "of two",       of_two },
}

-- build declares a cluster under one scheduler. Its repository is its own: clusters that are
-- compared must not compete for a link.
local function build(name, policy)
  local hub = coldmoon.repository{ name = "hub of " .. name, bandwidth = 2*u.Gbps }
  local images = {}
  for i = 1, 8 do
    images[i] = hub:store(coldmoon.image{ name = "image " .. i, size = 100 * i * u.MB })
  end
  local cluster = coldmoon.provider{
    name       = name,
    storage    = { capacity = 1*u.TB, read = 2*u.GB, write = 1*u.GB },
    lan        = { bandwidth = 10*u.Gbps },
    hosts      = { count = hosts, slots = 8, ram = 16*u.GiB, network = 10*u.Gbps,
                   disk = { capacity = 4*u.GB, read = 1*u.GB, write = 500*u.MB } },
    overhead   = { dispatch = 2*u.ms, create = 125*u.ms, init = 150*u.ms, warm = 1*u.ms },
    keep_alive = keep,
    schedule   = policy,
  }
  for i = 1, 24 do
    local fn = coldmoon.func{
      name = "function " .. i, image = images[(i - 1) % 8 + 1],
      duration = dist.lognormal{ mean = 0.5, cv = 1.5 },
    }
    cluster:register(fn, { ram = 512*u.MiB, disk = 128*u.MiB, time_limit = 60 })
    -- the i-th function has a share of 1/i of the requests, as Zipf's law has it
    cluster:drive(fn, workload.poisson{ rate = rate / i / 3.776, duration = minutes * u.min })
  end
  return cluster
end

local clusters = {}
for i, c in ipairs(contestants) do clusters[i] = build(c[1], c[2]) end
coldmoon.run()

-- copied returns the bytes of images that were copied to hosts.
local function copied(summary)
  for _, t in ipairs(summary.bytes) do
    if t.path == "copy" then return t.bytes end
  end
  return 0
end

print("scheduler         cold   cold start: mean      p99   latency: mean      p99   images copied")
for i, c in ipairs(contestants) do
  local s = clusters[i]:summary()
  print(string.format("%-14s %5.2f %% %15.3f s %6.3f s %13.3f s %6.3f s %12.1f GB",
    c[1], 100 * s.cold_share, s.cold_start.mean, s.cold_start.p99, s.latency.mean, s.latency.p99,
    copied(s) / u.GB))
end
