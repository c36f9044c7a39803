---@meta coldmoon.schedule

--- Schedules for the option `schedule` of a provider. Each takes a warm container
--- if there is one, and differs in the host on which it starts one otherwise.
---@class coldmoon.schedule
local schedule = {}

--- The first host, in the order of their numbers, that can start a container.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.first_fit(request, cluster) end

--- The host with the least free RAM that can start a container.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.best_fit(request, cluster) end

--- The host with the most free RAM.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.worst_fit(request, cluster) end

--- The host that serves the fewest invocations.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.least_loaded(request, cluster) end

--- The hosts in turn.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.round_robin(request, cluster) end

--- Any host that can start a container, each as likely as the others.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.random(request, cluster) end

--- The first host that has the image already, or else the first that can start a
--- container.
---@param request coldmoon.Request
---@param cluster coldmoon.Cluster
---@return coldmoon.Container|coldmoon.Host|nil
function schedule.image_first(request, cluster) end

return schedule
