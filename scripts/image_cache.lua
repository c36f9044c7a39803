--- How large must main storage and the hosts' disks be to hold the images that matter?
---
--- Forty images of very different popularity, and containers that are not kept long, so
--- that there are many cold starts. First main storage grows while the hosts' disks are
--- small; then the hosts' disks grow while main storage holds everything. A hit at a host
--- saves the copy, a hit at main storage the download. Main storage sees only what the
--- hosts miss: as long as it is smaller than their disks together, it is of little use.
---
--- Varied: the capacity of main storage, the capacity of the hosts' disks, and by -p evict
--- the order in which images make way.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"
local schedule = require "coldmoon.schedule"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local hours = coldmoon.param("hours", 2, "simulated hours", { min = 0.1 })
local rate  = coldmoon.param("rate", 1, "requests a second, over all functions", { min = 0.01 })
local evict = coldmoon.param("evict", "lru", "order of eviction",
  { choices = { "lru", "fifo", "lfu", "size", "greedy_dual" } })

local count = 40

-- size returns the size of image i: from 100 to 1000 MB, in an order that has nothing to do with
-- popularity.
local function size(i)
  return (100 + (i * 37 % count) * 900 / (count - 1)) * u.MB
end

local all = 0
for i = 1, count do all = all + size(i) end

-- harmonic is the sum of 1/i, what makes the shares of Zipf's law add up to 1.
local harmonic = 0
for i = 1, count do harmonic = harmonic + 1 / i end

local function build(name, storage, disk)
  local hub = coldmoon.repository{ name = "hub of " .. name, bandwidth = 10*u.Gbps }
  local cloud = coldmoon.provider{
    name       = name,
    storage    = { capacity = storage, read = 2*u.GB, write = 1*u.GB },
    lan        = { bandwidth = 10*u.Gbps },
    hosts      = { count = 4, slots = 32, ram = 64*u.GiB, network = 10*u.Gbps,
                   disk = { capacity = disk, read = 1*u.GB, write = 500*u.MB } },
    overhead   = { create = 100*u.ms, init = 100*u.ms },
    keep_alive = 10,
    evict      = evict,
    schedule   = schedule.image_first,
  }
  for i = 1, count do
    local image = hub:store(coldmoon.image{ name = "image " .. i, size = size(i) })
    local fn = coldmoon.func{
      name = "function " .. i, image = image, duration = dist.exponential{ mean = 0.3 },
    }
    cloud:register(fn, { ram = 256*u.MiB, time_limit = 60 })
    cloud:drive(fn, workload.poisson{ rate = rate / i / harmonic, duration = hours * u.h })
  end
  return cloud
end

local shares = { 0.1, 0.2, 0.4, 0.7, 1 }
local stores, disks = {}, {}
for i, share in ipairs(shares) do
  stores[i] = build(string.format("storage %g", share), share * all, 3*u.GB)
  disks[i] = build(string.format("disk %g", share), all, share * all)
end
coldmoon.run()

-- cache returns the account of one of the caches.
local function cache(summary, name)
  for _, c in ipairs(summary.caches) do
    if c.name == name then return c end
  end
end

-- moved returns the bytes that went over one path.
local function moved(summary, path)
  for _, t in ipairs(summary.bytes) do
    if t.path == path then return t.bytes end
  end
  return 0
end

local function show(clouds, name, path)
  local what = name == "storage" and "main storage" or "a host's disk"
  print(what .. "   hit ratio   joined   evictions   " .. path .. "   mean cold start")
  for i, cloud in ipairs(clouds) do
    local s = cloud:summary()
    local c = cache(s, name)
    print(string.format("%" .. #what - 3 .. ".1f GB %9.1f %% %8d %11d %5.0f GB %15.2f s",
      shares[i] * all / u.GB, 100 * c.hit_ratio, c.joined, c.evictions, moved(s, path) / u.GB,
      s.cold_start.mean))
  end
end

print(string.format("%d images of %.1f GB in all; they make way in the order %q",
  count, all / u.GB, evict))
show(stores, "storage", "download")
print("")
show(disks, "hosts", "copy")
