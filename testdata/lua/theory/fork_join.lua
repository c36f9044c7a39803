--- How long does a workflow take whose branches take random times?
---
--- A fan-out of n exponential branches ends with the slowest of them, a chain with the last one.
--- Containers start at once and are not limited.

local coldmoon = require "coldmoon"
local measure  = require "measure"

local shape     = coldmoon.param("shape", "fan", "of the workflow", { choices = { "fan", "chain" } })
local branches  = coldmoon.param("branches", 8, "functions that it calls")
local service   = coldmoon.param("service", 1, "mean seconds of each")
local workflows = coldmoon.param("workflows", 1000, "how many")

local image = measure.image()
local branch = coldmoon.func{ name = "branch", image = image, duration = measure.service("exp", service) }
local runs = {
  fan = function(ctx)
    local handles = {}
    for i = 1, branches do handles[i] = ctx:invoke_async("branch") end
    coldmoon.await_all(handles)
  end,
  chain = function(ctx)
    for _ = 1, branches do ctx:invoke("branch") end
  end,
}
local flow = coldmoon.func{ name = "flow", image = image, run = runs[shape] }
local cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1 } }
cloud:register(branch)
cloud:register(flow)

local sum, squares = 0, 0
coldmoon.spawn(function()
  for _ = 1, workflows do
    local t = cloud:invoke(flow):await().latency
    sum, squares = sum + t, squares + t * t
  end
end)
coldmoon.run()
local mean = sum / workflows
measure.result("makespan", mean)
measure.result("variance", (squares - workflows * mean * mean) / (workflows - 1))
