package luabind

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// small declares an image at a repository, and makers of functions and
// providers, for scripts that are about something else.
const small = `
local coldmoon = require "coldmoon"
local hub = coldmoon.repository{ name = "hub", bandwidth = 100e6 }
local image = hub:store(coldmoon.image{ name = "python", size = 100e6 })
local function func(name, t)
  t.name, t.image = name, image
  return coldmoon.func(t)
end
local function cloud(t)
  t.name = t.name or "cloud"
  t.hosts = t.hosts or { count = 2, slots = 4, ram = 4e9 }
  return coldmoon.provider(t)
end
`

func TestDesignExample(t *testing.T) {
	out := output(t, `
local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local keep = coldmoon.param("keep_alive", 600, "seconds a container stays warm")

local hub   = coldmoon.repository{ name = "hub", bandwidth = 1*u.Gbps, latency = 20*u.ms }
local image = coldmoon.image{ name = "python:3.12", size = 350*u.MB }
hub:store(image)

local thumb = coldmoon.func{
  name  = "thumbnail",
  image = hub:at(image),
  code  = hub:at(coldmoon.file{ name = "thumb.zip", size = 4*u.MB }),
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
  schedule   = function(request, cluster) return cluster:warm(request) or cluster:first_fit(request) end,
  billing    = function(use) return 0.20e-6 + use.gb_seconds * 0.0000166667 end,
}
cloud:register(thumb, { time_limit = 30, ram = 512*u.MiB, disk = 512*u.MiB, ingress = 2*u.MB, egress = 200*u.KB })

cloud:drive("thumbnail", workload.poisson{ rate = 40, duration = 60 }, function(i) return { bytes = 2*u.MB } end)

local one = cloud:invoke("thumbnail", { bytes = 2*u.MB })   -- a handle; resolved once simulated time has passed
coldmoon.run()
print(one.status, one.cold, one.output.ok, one.latency > 3, one.cost > 0)
print(cloud:summary().counts.ok, coldmoon.summary().providers[1].counts.cold_starts)
`)
	require.Equal(t, "ok\ttrue\ttrue\ttrue\ttrue\n2346\t320\n", out)
}
