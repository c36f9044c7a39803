--- How long idle containers are kept: for the option `keep_alive` of a provider
--- or of a registered function.
---
---   local keepalive = require "coldmoon.keepalive"
---   coldmoon.provider{ …, keep_alive = keepalive.fixed(600) }
---   coldmoon.provider{ …, policy = keepalive.hybrid{} }
---
--- A keep-alive policy is `function(container)`, called when a container becomes
--- idle. It returns seconds: 0 stops the container now, math.huge keeps it until
--- its room is needed.

local units = require "coldmoon.units"
local options = require "coldmoon._options"

local keepalive = {}

--- Keeps every idle container for the same time. The option `keep_alive = 600`
--- does the same.
function keepalive.fixed(seconds)
  seconds = units.seconds(seconds)
  return function()
    return seconds
  end
end

--- Stops a container as soon as it is idle: every start is cold.
function keepalive.none()
  return 0
end

--- Keeps containers until their room is needed.
function keepalive.forever()
  return math.huge
end

-- What is known of one function. Bin b counts the idle times from (b-1)*bin to
-- b*bin seconds.
local function new_histogram()
  return {
    counts = {},
    total = 0, -- idle times within the range
    beyond = 0, -- idle times out of the range
    squares = 0, -- sum of the squares of the counts
    tail = 0, -- the bin at which the tail percentile is reached
    upto = 0, -- idle times in the bins up to that one
    last_end = nil, -- when its latest invocation ended
  }
end

-- Adds an idle time in bin b and moves the tail to where share of the idle
-- times are in the bins up to it.
local function add(h, b, share)
  local counts = h.counts
  local n = counts[b] or 0
  counts[b] = n + 1
  h.squares = h.squares + 2 * n + 1
  h.total = h.total + 1
  if b <= h.tail then
    h.upto = h.upto + 1
  end
  local need = share * h.total
  while h.upto < need do
    h.tail = h.tail + 1
    h.upto = h.upto + (counts[h.tail] or 0)
  end
  while h.upto - (counts[h.tail] or 0) >= need do
    h.upto = h.upto - (counts[h.tail] or 0)
    h.tail = h.tail - 1
  end
end

--- The histogram of "Serverless in the Wild" (Shahrad et al., USENIX ATC 2020,
--- section 4.2): it counts the idle times of each function in bins of a minute
--- and keeps containers until 99 % of them, and a margin, are over. While the
--- histogram says little, containers are kept for its whole range.
---
--- The paper also stops a container early and warms a new one up before the 5th
--- percentile, and predicts the idle times of functions that are beyond the
--- range by a time series. Neither is done here.
---
--- It returns a table of hooks, for the option `policy` of a provider. The
--- state is in the table: make one for each provider.
function keepalive.hybrid(given)
  local o = options("keepalive.hybrid", given, {
    bin = 60, -- seconds of idle time per bin
    range = 4 * 3600, -- seconds; longer idle times are not in the histogram
    tail = 0.99, -- share of the idle times that are to find a warm container
    margin = 0.10, -- by which the keep-alive is longer than that
    minimum = 10, -- idle times that are needed before the histogram is trusted
    cv = 2, -- coefficient of variation of its bins from which it says something
  })
  local bins = math.ceil(o.range / o.bin)
  local histograms = {}

  local function of(fn)
    local h = histograms[fn]
    if not h then
      h = new_histogram()
      histograms[fn] = h
    end
    return h
  end

  -- Whether the idle times gather in some of the bins, and most are in the range.
  local function says_something(h)
    if h.total < o.minimum or h.beyond > h.total then
      return false
    end
    local mean = h.total / bins
    local variance = h.squares / bins - mean * mean
    return math.sqrt(math.max(variance, 0)) >= o.cv * mean
  end

  local hooks = {}

  function hooks.on_start(record)
    local h = of(record.fn)
    local last_end = h.last_end
    if not last_end or record.submitted < last_end then
      return -- the first invocation, or one that came while another ran
    end
    local b = math.floor((record.submitted - last_end) / o.bin) + 1
    if b > bins then
      h.beyond = h.beyond + 1
    else
      add(h, b, o.tail)
    end
  end

  function hooks.keep_alive(container)
    local h = of(container.fn)
    h.last_end = container.last_used
    if not says_something(h) then
      return o.range
    end
    return h.tail * o.bin * (1 + o.margin)
  end

  return hooks
end

return keepalive
