--- What the scripts of this directory share: distributions by name, measuring after a warm-up,
--- and printing results, one `name value` a line.

local coldmoon = require "coldmoon"
local dist     = require "coldmoon.dist"

local measure = {}

-- Two phases with equal loads whose squared coefficient of variation is 4.
local function hyperexp(mean)
  local p = (1 + math.sqrt(3 / 5)) / 2
  return dist.hyper_exponential({ p, 1 - p }, { mean / (2 * p), mean / (2 * (1 - p)) })
end

local services = {
  const     = dist.constant,
  erlang    = function(mean) return dist.erlang{ k = 3, mean = mean } end,
  exp       = dist.exponential,
  hyperexp  = hyperexp,
  lognormal = function(mean) return dist.lognormal{ mean = mean, cv = 1.5 } end,
}

--- Returns the distribution of that name and mean: "const", "erlang", "exp", "hyperexp" (squared
--- coefficient of variation 4) or "lognormal".
function measure.service(name, mean)
  return services[name](mean)
end

--- Returns an image of no size in a repository of its own: containers that start at once.
function measure.image()
  local hub = coldmoon.repository{ name = "hub" }
  return hub:store(coldmoon.image{ name = "image", size = 0 })
end

--- Returns the resource of that name of a summary.
function measure.use(summary, name)
  for _, r in ipairs(summary.use) do
    if r.name == name then return r end
  end
end

--- Returns the cache of that name of a summary.
function measure.cache(summary, name)
  for _, c in ipairs(summary.caches) do
    if c.name == name then return c end
  end
end

-- A distribution of a summary as a sum and a count.
local function total(d)
  return d.mean * d.count, d.count
end

--- Simulates until `to` and returns what happened at the provider since `from`, when it was warm:
---   counts[name]       how often
---   mean[name]         of "latency", "queueing", "execution" and "cold_start", in seconds
---   use[name]          time averages
---   seconds            how long that was
--- `between`, if given, is called at `from`.
function measure.window(provider, from, to, between)
  coldmoon.run{ till = from }
  local a = provider:summary()
  if between then between() end
  coldmoon.run{ till = to }
  local b = provider:summary()
  local w = { counts = {}, mean = {}, use = {}, seconds = to - from, first = a, last = b }
  for name, n in pairs(b.counts) do
    w.counts[name] = n - a.counts[name]
  end
  for _, name in ipairs{ "latency", "queueing", "execution", "cold_start" } do
    local sum_a, n_a = total(a[name])
    local sum_b, n_b = total(b[name])
    w.mean[name] = (sum_b - sum_a) / (n_b - n_a)
  end
  for i, r in ipairs(b.use) do
    w.use[r.name] = (r.mean * to - a.use[i].mean * from) / (to - from)
  end
  return w
end

--- Returns the mean latency, since the beginning of a window, of the i-th function.
function measure.function_latency(w, i)
  local a, b = w.first.functions[i], w.last.functions[i]
  return (b.mean_latency * b.ok - a.mean_latency * a.ok) / (b.ok - a.ok)
end

--- Prints a result.
function measure.result(name, value)
  print(string.format("%s %.17g", name, value))
end

return measure
