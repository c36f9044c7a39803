---@meta coldmoon.keepalive

--- How long idle containers are kept: for the option `keep_alive` of a provider or
--- of a registered function.
---@class coldmoon.keepalive
local keepalive = {}

--- Keeps every idle container for the same time.
---@param seconds coldmoon.Seconds
---@return fun(container: coldmoon.Container): number
function keepalive.fixed(seconds) end

--- Stops a container as soon as it is idle.
---@return number seconds 0
function keepalive.none() end

--- Keeps containers until their room is needed.
---@return number seconds math.huge
function keepalive.forever() end

--- What the hybrid histogram policy goes by, all optional: bin = 60 (seconds of
--- idle time per bin), range = 14400 (seconds that the histogram covers), tail =
--- 0.99 (share of the idle times that are to find a warm container), margin = 0.10
--- (by which containers are kept longer than that), minimum = 10 (idle times
--- before it is trusted), cv = 2 (coefficient of variation of the bins from
--- which it is).
---@alias coldmoon.Hybrid table<string, number>

--- The histogram of "Serverless in the Wild" (Shahrad et al., USENIX ATC 2020):
--- it learns the idle times of each function and keeps its containers until most
--- of them are over. Without pre-warming. Make one for each provider.
---@param options? coldmoon.Hybrid
---@return coldmoon.PolicyOptions hooks for the option `policy` of a provider
function keepalive.hybrid(options) end

return keepalive
