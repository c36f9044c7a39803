--- What does a workflow of functions take and cost, and who pays for the waiting?
---
--- An order comes in. `checkout` checks it, charges the card (which fails now and then and
--- is tried again), makes the pictures of all items at once, waits for them, and writes the
--- invoice. The chain is plain Lua: a call that returns, a fan-out, a fan-in and a pcall.
--- Callers hold their container while they wait, and are billed for it.
---
--- Varied: the number of items, and how often the card fails.

local coldmoon = require "coldmoon"
local u        = require "coldmoon.units"
local workload = require "coldmoon.workload"

local minutes  = coldmoon.param("minutes", 30, "simulated minutes", { min = 1 })
local items    = coldmoon.param("items", 5, "pictures in an order", { min = 1 })
local failures = coldmoon.param("failures", 0.1, "share of charges that fail", { min = 0, max = 1 })
local attempts = coldmoon.param("attempts", 3, "how often a charge is tried", { min = 1 })

local hub   = coldmoon.repository{ name = "hub", bandwidth = 1*u.Gbps, latency = 20*u.ms }
local image = hub:store(coldmoon.image{ name = "shop", size = 180*u.MB })

local function func(name, run)
  return coldmoon.func{ name = name, image = image, run = run }
end

local check = func("check", function(ctx)
  ctx:compute(0.010)
end)

local charge = func("charge", function(ctx, order)
  ctx:sleep(0.150) -- the bank
  if ctx.random() < failures then error("card of order " .. order.id .. " was declined", 0) end
  return { receipt = order.id }
end)

local picture = func("picture", function(ctx)
  ctx:read(3*u.MB)
  ctx:compute(0.100 + 0.200 * ctx.random())
  ctx:write(300*u.KB)
  return { bytes = 300*u.KB }
end)

local invoice = func("invoice", function(ctx, order)
  ctx:compute(0.030)
  ctx:upload(order.bytes)
end)

local checkout = func("checkout", function(ctx, order)
  ctx:invoke("check", order)

  local paid, problem
  for _ = 1, attempts do
    paid, problem = pcall(ctx.invoke, ctx, "charge", order)
    if paid then break end
    ctx:sleep(1) -- back off
  end
  if not paid then error(problem, 0) end

  local handles = {}
  for i = 1, items do handles[i] = ctx:invoke_async("picture", { item = i }) end
  local bytes = 0
  for _, h in ipairs(coldmoon.await_all(handles)) do
    if h.status ~= "ok" then error("picture: " .. h.error, 0) end
    bytes = bytes + h.output.bytes
  end

  ctx:invoke("invoice", { bytes = bytes })
  return { pictures = #handles }
end)

local shop = coldmoon.provider{
  name     = "shop",
  storage  = { capacity = 100*u.GB, read = 2*u.GB, write = 1*u.GB },
  hosts    = { count = 4, slots = 32, ram = 32*u.GiB, network = 10*u.Gbps,
               disk = { capacity = 100*u.GB, read = 1*u.GB, write = 500*u.MB } },
  overhead = { dispatch = 3*u.ms, create = 125*u.ms, init = 150*u.ms, warm = 1*u.ms },
  billing  = function(use)
    return { { "requests", 0.20e-6 }, { "compute", use.gb_seconds * 0.0000166667 } }
  end,
}
for _, fn in ipairs{ check, charge, picture, invoice, checkout } do
  shop:register(fn, { time_limit = 60, ram = 512*u.MiB, disk = 256*u.MiB })
end
shop:drive(checkout, workload.poisson{ rate = 0.5, duration = minutes * u.min }, function(i)
  return { id = i }
end)

-- Two orders by hand: the first finds everything cold, the second, a while later, warm.
local first = shop:invoke(checkout, { id = "first" })
local later
coldmoon.spawn(function()
  coldmoon.sleep(60)
  later = shop:invoke(checkout, { id = "later" }):await()
end)
coldmoon.run()

print("an order of " .. items .. " pictures")
for _, o in ipairs{ { "cold", first }, { "warm", later } } do
  local why = o[2].error and " (" .. o[2].error .. ")" or ""
  print(string.format("  %s: %s after %.3f s, of which the handler ran %.3f s%s",
    o[1], o[2].status, o[2].latency, o[2].execution, why))
end

local s = shop:summary()
print("\nfunction    invocations       ok    latency         cost   cost of all")
for _, f in ipairs(s.functions) do
  print(string.format("%-10s %12d %6.2f %% %8.3f s %12s %11.1f %%",
    f.name, f.invocations, 100 * f.ok / f.invocations, f.mean_latency,
    string.format("$%.6f", f.usd), 100 * f.usd / s.billed_usd))
end
local c = s.functions[#s.functions]
print(string.format("\n%d of %d orders failed at last", c.invocations - c.ok, c.invocations))
print(string.format("an order costs $%.8f, %.0f %% of it for checkout, which mostly waits",
  s.billed_usd / c.invocations, 100 * c.usd / s.billed_usd))
