--- What invocations cost: price sheets, and billing functions for the option
--- `billing` of a provider.
---
---   local billing = require "coldmoon.billing"
---   coldmoon.provider{ …, billing = billing.aws_lambda{ arch = "arm", free_tier = true } }
---
--- A billing function is `function(usage)`, called when an invocation that had
--- a container ends. It returns dollars, or items such as
--- `{ { "compute", 0.01 }, { "requests", 2e-7 } }`. What the functions here return
--- is one table that the next call fills anew.
---
--- Prices are in US dollars without tax or discount, those of list prices. A free
--- grant and the tiers of a price count from the beginning of every month of
--- 30 days of simulated time, over all that one billing function has billed.

local options = require "coldmoon._options"

local huge = math.huge

local MiB, GiB = 2 ^ 20, 2 ^ 30

local billing = {}

--- The price sheets. A price with tiers is a list of { up_to, rate }: each unit of
--- a month up to the running total up_to costs rate dollars.
billing.prices = {
  aws_lambda = {
    source = "https://aws.amazon.com/lambda/pricing/ (us-east-1)",
    date = "2026-08",
    x86 = { { 6e9, 0.0000166667 }, { 15e9, 0.000015 }, { huge, 0.0000133334 } }, -- per GB-second
    arm = { { 7.5e9, 0.0000133334 }, { 18.75e9, 0.0000120001 }, { huge, 0.0000106667 } },
    request = 0.20e-6,
    storage = 0.0000000309, -- per GB-second of ephemeral storage above 512 MB
    free_gb_seconds = 400e3,
    free_requests = 1e6,
  },
  google_functions_gen1 = {
    source = "https://cloud.google.com/functions/pricing-1stgen (tier 1)",
    date = "2026-09",
    gb_second = 0.0000025,
    ghz_second = 0.00001,
    request = 0.40e-6,
    egress = 0.12, -- per GB
    free_gb_seconds = 400e3,
    free_ghz_seconds = 200e3,
    free_requests = 2e6,
    free_egress = 5, -- GB
    -- MB of memory and the GHz that come with it
    sizes = { { 128, 0.2 }, { 256, 0.4 }, { 512, 0.8 }, { 1024, 1.4 }, { 2048, 2.4 }, { 4096, 4.8 }, { 8192, 4.8 } },
  },
  cloud_run = {
    source = "https://cloud.google.com/run/pricing (request-based)",
    date = "2026-09",
    tier1 = { vcpu_second = 0.000024, gib_second = 0.0000025 },
    tier2 = { vcpu_second = 0.0000336, gib_second = 0.0000035 },
    request = 0.40e-6,
    free_vcpu_seconds = 180e3,
    free_gib_seconds = 360e3,
    free_requests = 2e6,
  },
  azure_consumption = {
    source = "https://azure.microsoft.com/pricing/details/functions/ (Consumption)",
    date = "2026-09",
    gb_second = 0.000016,
    request = 0.20e-6,
    free_gb_seconds = 400e3,
    free_requests = 1e6,
  },
  azure_flex = {
    source = "https://azure.microsoft.com/pricing/details/functions/ (Flex Consumption, on demand)",
    date = "2026-09",
    gb_second = 0.000026,
    request = 0.40e-6,
    free_gb_seconds = 100e3,
    free_requests = 250e3,
    sizes = { 512, 2048, 4096 }, -- MB of an instance
  },
  ibm_code_engine = {
    source = "https://cloud.ibm.com/docs/codeengine?topic=codeengine-pricing; prices from a study of 2025",
    date = "2025",
    vcpu_second = 0.00003431,
    gb_second = 0.00000356,
    request = 0.538e-6,
    free_vcpu_seconds = 100e3,
    free_gb_seconds = 200e3,
    free_requests = 100e3,
  },
  cloudflare_workers = {
    source = "https://developers.cloudflare.com/workers/platform/pricing/ (Paid, Standard)",
    date = "2026-09",
    subscription = 5, -- a month
    request = 0.30e-6,
    cpu_ms = 0.02e-6,
    free_requests = 10e6, -- included in the subscription
    free_cpu_ms = 30e6,
  },
  huawei_functiongraph = {
    source = "https://support.huaweicloud.com/functiongraph/",
    date = "2024-09",
    gb_second = 0.00001667,
    request = 0.20e-6,
    free_gb_seconds = 400e3,
    free_requests = 1e6,
  },
}

-- Rounds x >= 0 up to a multiple of step.
local function ceil_to(x, step)
  local over = x % step
  if over > 0 then
    return x - over + step
  end
  return x
end

-- Seconds rounded up to a multiple of step milliseconds, at least least
-- milliseconds. Simulated time is a whole number of nanoseconds, and rounding
-- to it first keeps 0.251 s at 251 ms.
local function round_up(seconds, step, least)
  local ns = seconds * 1e9 + 0.5
  ns = ns - ns % 1
  if ns < least * 1e6 then
    ns = least * 1e6
  end
  return ceil_to(ns, step * 1e6) / 1e9
end

-- A price with tiers of one rate, of which the first free units are free.
local function after(free, rate)
  return { { free, 0 }, { huge, rate } }
end

-- The price of quantity more units of a month in which used were used before.
local function price(tiers, used, quantity)
  local usd = 0
  for i = 1, #tiers do
    local up_to, rate = tiers[i][1], tiers[i][2]
    if used + quantity <= up_to then
      return usd + quantity * rate
    elseif used < up_to then
      usd = usd + (up_to - used) * rate
      quantity = quantity - (up_to - used)
      used = up_to
    end
  end
  return usd
end

-- A running total of the units of a month, and what more of them cost.
local function meter(tiers)
  local used, month = 0, 0
  return function(usage, quantity)
    if usage.month ~= month then
      used, month = 0, usage.month
    end
    local usd = price(tiers, used, quantity)
    used = used + quantity
    return usd
  end
end

-- The first free units and the tiers that follow.
local function with_grant(free, tiers)
  if free == 0 then
    return tiers
  end
  local list = { { free, 0 } }
  for i = 1, #tiers do
    list[i + 1] = tiers[i]
  end
  return list
end

-- The free grant, if there is one.
local function grant(free_tier, quantity)
  return free_tier and quantity or 0
end

-- Bytes in MB of 2^20, rounded up to a multiple of step, between least and most.
local function megabytes(bytes, step, least, most)
  local mb = ceil_to(bytes / MiB, step)
  if mb < least then
    return least
  elseif mb > most then
    return most
  end
  return mb
end

--- AWS Lambda: GB-seconds of the memory limit, rounded up to 1 ms, requests, and
--- ephemeral storage above 512 MB (the disk limit).
---
--- arch: "x86" or "arm". init: since "2025-08" the init phase of a cold start is
--- billed; "before", it was free for managed runtimes.
function billing.aws_lambda(given)
  local sheet = billing.prices.aws_lambda
  local o = options("billing.aws_lambda", given, { arch = { "x86", "arm" }, init = { "2025-08", "before" }, free_tier = false })
  local compute = meter(with_grant(grant(o.free_tier, sheet.free_gb_seconds), sheet[o.arch]))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local init_billed = o.init ~= "before"
  local items = { { "compute", 0 }, { "requests", 0 }, { "storage", 0 } }
  return function(usage)
    local seconds = usage.duration
    if init_billed then
      seconds = seconds + usage.init_duration
    end
    seconds = round_up(seconds, 1, 0)
    items[1][2] = compute(usage, seconds * megabytes(usage.ram, 1, 128, 10240) / 1024)
    items[2][2] = price(requests, usage.month_requests, 1)
    local above = usage.disk / GiB - 0.5
    items[3][2] = above > 0 and above * seconds * sheet.storage or 0
    return items
  end
end

--- Google Cloud Run functions, 1st generation: GB-seconds and GHz-seconds of the
--- smallest size that holds the memory limit, rounded up to 100 ms, requests, and
--- egress.
function billing.google_functions_gen1(given)
  local sheet = billing.prices.google_functions_gen1
  local o = options("billing.google_functions_gen1", given, { free_tier = false })
  local memory = meter(after(grant(o.free_tier, sheet.free_gb_seconds), sheet.gb_second))
  local cpu = meter(after(grant(o.free_tier, sheet.free_ghz_seconds), sheet.ghz_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local egress = meter(after(grant(o.free_tier, sheet.free_egress), sheet.egress))
  local items = { { "memory", 0 }, { "cpu", 0 }, { "requests", 0 }, { "egress", 0 } }
  return function(usage)
    local seconds = round_up(usage.duration, 100, 0)
    local i, sizes, mb = 1, sheet.sizes, usage.ram / MiB
    while i < #sizes and sizes[i][1] < mb do
      i = i + 1
    end
    items[1][2] = memory(usage, seconds * sizes[i][1] / 1024)
    items[2][2] = cpu(usage, seconds * sizes[i][2])
    items[3][2] = price(requests, usage.month_requests, 1)
    items[4][2] = egress(usage, usage.egress / 1e9)
    return items
  end
end

--- Google Cloud Run, request-based: vCPU-seconds and GiB-seconds of the time
--- that a container starts or serves, rounded up to 100 ms, and requests.
---
--- vcpu: vCPUs of a container. tier: of the region's prices. Cloud Run bills the
--- time of a container once however many requests it serves; here every
--- invocation is billed, so concurrency above 1 costs too much.
function billing.cloud_run(given)
  local sheet = billing.prices.cloud_run
  local o = options("billing.cloud_run", given, { vcpu = 1, tier = { "tier1", "tier2" }, free_tier = false })
  local rate, vcpu = sheet[o.tier], o.vcpu
  local cpu = meter(after(grant(o.free_tier, sheet.free_vcpu_seconds), rate.vcpu_second))
  local memory = meter(after(grant(o.free_tier, sheet.free_gib_seconds), rate.gib_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local items = { { "cpu", 0 }, { "memory", 0 }, { "requests", 0 } }
  return function(usage)
    local seconds = round_up(usage.duration + usage.init_duration, 100, 0)
    items[1][2] = cpu(usage, seconds * vcpu)
    items[2][2] = memory(usage, seconds * usage.ram / GiB)
    items[3][2] = price(requests, usage.month_requests, 1)
    return items
  end
end

--- Azure Functions, Consumption plan: GB-seconds of the memory used, rounded up to
--- 128 MB, and of the time, rounded up to 1 ms, at least 100 ms; and executions.
---
--- The memory used is what the handler allocated at most, or the RAM limit if it
--- allocated nothing.
function billing.azure_consumption(given)
  local sheet = billing.prices.azure_consumption
  local o = options("billing.azure_consumption", given, { free_tier = false })
  local compute = meter(after(grant(o.free_tier, sheet.free_gb_seconds), sheet.gb_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local items = { { "compute", 0 }, { "requests", 0 } }
  return function(usage)
    local memory = usage.ram_peak
    if memory == 0 then
      memory = usage.ram
    end
    items[1][2] = compute(usage, round_up(usage.duration, 1, 100) * megabytes(memory, 128, 128, 1536) / 1024)
    items[2][2] = price(requests, usage.month_requests, 1)
    return items
  end
end

--- Azure Functions, Flex Consumption plan, on demand: GB-seconds of the smallest
--- instance that holds the RAM limit, at least 1 s and rounded up to 100 ms; and
--- executions.
function billing.azure_flex(given)
  local sheet = billing.prices.azure_flex
  local o = options("billing.azure_flex", given, { free_tier = false })
  local compute = meter(after(grant(o.free_tier, sheet.free_gb_seconds), sheet.gb_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local items = { { "compute", 0 }, { "requests", 0 } }
  return function(usage)
    local i, sizes, mb = 1, sheet.sizes, usage.ram / MiB
    while i < #sizes and sizes[i] < mb do
      i = i + 1
    end
    items[1][2] = compute(usage, round_up(usage.duration, 100, 1000) * sizes[i] / 1024)
    items[2][2] = price(requests, usage.month_requests, 1)
    return items
  end
end

--- IBM Cloud Code Engine: vCPU-seconds and GB-seconds from the beginning of the
--- start, the pull of the image included, to the end; and requests.
---
--- vcpu: vCPUs of a container.
function billing.ibm_code_engine(given)
  local sheet = billing.prices.ibm_code_engine
  local o = options("billing.ibm_code_engine", given, { vcpu = 1, free_tier = false })
  local vcpu = o.vcpu
  local cpu = meter(after(grant(o.free_tier, sheet.free_vcpu_seconds), sheet.vcpu_second))
  local memory = meter(after(grant(o.free_tier, sheet.free_gb_seconds), sheet.gb_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local items = { { "cpu", 0 }, { "memory", 0 }, { "requests", 0 } }
  return function(usage)
    local seconds = usage.duration + usage.start_duration
    items[1][2] = cpu(usage, seconds * vcpu)
    items[2][2] = memory(usage, seconds * usage.ram / GiB)
    items[3][2] = price(requests, usage.month_requests, 1)
    return items
  end
end

--- Cloudflare Workers, Paid plan: a monthly subscription, due with the first
--- invocation of a month, requests, and CPU time. Waiting costs nothing.
function billing.cloudflare_workers(given)
  local sheet = billing.prices.cloudflare_workers
  options("billing.cloudflare_workers", given, {})
  local cpu = meter(after(sheet.free_cpu_ms, sheet.cpu_ms))
  local requests = after(sheet.free_requests, sheet.request)
  local items = { { "subscription", 0 }, { "requests", 0 }, { "cpu", 0 } }
  return function(usage)
    items[1][2] = usage.month_requests == 0 and sheet.subscription or 0
    items[2][2] = price(requests, usage.month_requests, 1)
    items[3][2] = cpu(usage, usage.cpu_seconds * 1e3)
    return items
  end
end

--- Huawei Cloud FunctionGraph: GB-seconds of the memory limit, rounded up to 1 ms,
--- and requests.
function billing.huawei_functiongraph(given)
  local sheet = billing.prices.huawei_functiongraph
  local o = options("billing.huawei_functiongraph", given, { free_tier = false })
  local compute = meter(after(grant(o.free_tier, sheet.free_gb_seconds), sheet.gb_second))
  local requests = after(grant(o.free_tier, sheet.free_requests), sheet.request)
  local items = { { "compute", 0 }, { "requests", 0 } }
  return function(usage)
    items[1][2] = compute(usage, round_up(usage.duration, 1, 0) * usage.ram / GiB)
    items[2][2] = price(requests, usage.month_requests, 1)
    return items
  end
end

--- A price of your own: request dollars for each invocation and gb_second dollars
--- for each GiB of the RAM limit and second. The time is rounded up to a multiple
--- of granularity seconds (0: not at all) and is at least minimum seconds.
function billing.flat(given)
  local o = options("billing.flat", given, { request = 0, gb_second = 0, granularity = 0, minimum = 0 })
  local request, gb_second = o.request, o.gb_second
  local step, least = o.granularity * 1e3, o.minimum * 1e3
  local items = { { "compute", 0 }, { "requests", request } }
  return function(usage)
    local seconds = usage.duration
    if step > 0 then
      seconds = round_up(seconds, step, least)
    elseif seconds < least / 1e3 then
      seconds = least / 1e3
    end
    items[1][2] = seconds * usage.ram / GiB * gb_second
    return items
  end
end

return billing
