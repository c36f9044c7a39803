--- The scheduler of WRENCH that balances workloads, as a round.
---
--- The free slots are shared out among the functions in proportion to the sum of
--- the time limits of their waiting invocations. A function takes its slots on the
--- host with the most free ones, function by function, the one with the most slots
--- first. Within a function the last to come is the first to be served. Only RAM and
--- disk that is free counts, not what could be evicted. An invocation that comes up for
--- a host where its image is not in RAM is not tried elsewhere in that round.
local balancing = {}

-- The waiting invocations by function, in the order in which the functions come.
local function by_function(waiting)
  local functions, known, total = {}, {}, 0
  for _, request in ipairs(waiting) do
    local f = known[request.fn]
    if not f then
      f = { image = request.image, work = 0, waiting = {} }
      functions[#functions + 1], known[request.fn] = f, f
    end
    local work = request.time_limit < math.huge and request.time_limit or 0
    f.work, total = f.work + work, total + work
    f.waiting[#f.waiting + 1] = request
  end
  return functions, total
end

-- Gives every function its slots: h.plan of each host is a list of { f, slots }.
local function share(functions, total, hosts)
  local slots = 0
  for _, h in ipairs(hosts) do slots = slots + h.slots end
  for k, f in ipairs(functions) do
    f.order = k
    f.slots = math.min(math.ceil(f.work / total * slots), #f.waiting)
  end
  table.sort(functions, function(a, b)
    if a.slots ~= b.slots then return a.slots > b.slots end
    return a.order < b.order
  end)
  for _, f in ipairs(functions) do
    local left = f.slots
    while left > 0 do
      local best
      for _, h in ipairs(hosts) do
        if h.unplanned > 0 and (not best or h.unplanned > best.unplanned) then best = h end
      end
      if not best then return end
      local n = math.min(left, best.unplanned)
      best.plan[#best.plan + 1] = { f = f, slots = n }
      best.unplanned, left = best.unplanned - n, left - n
    end
  end
end

-- Starts invocations of f on h, at most so many.
local function start(steps, h, f, most)
  local idle = h.host:idle_containers(f.waiting[1])
  while most > 0 and h.slots > 0 and #f.waiting > 0 do
    local request = table.remove(f.waiting)
    local container = table.remove(idle, 1)
    local fits = h.ram >= request.ram and h.disk >= request.disk
    if h.host:image(f.image) == "ram" and (container or fits) then
      if container then
        steps[#steps + 1] = { request, container }
      else
        steps[#steps + 1] = { request, h.host, needs = "ram" }
        h.ram, h.disk = h.ram - request.ram, h.disk - request.disk
      end
      h.slots, most = h.slots - 1, most - 1
    end
  end
end

--- The option round of a provider.
function balancing.round(waiting, cluster)
  local functions, total = by_function(waiting)
  if total == 0 then return end
  local hosts = {}
  for host in cluster:hosts() do
    hosts[#hosts + 1] = {
      host = host, slots = host.free_slots, unplanned = host.free_slots,
      ram = host.free_ram - host.image_ram, disk = host.free_disk, plan = {},
    }
  end
  share(functions, total, hosts)
  local starts, loads, copies = {}, {}, {}
  for k = #hosts, 1, -1 do
    local h = hosts[k]
    for _, p in ipairs(h.plan) do
      local place = h.host:image(p.f.image)
      if place == "disk" then loads[#loads + 1] = { load = p.f.image, host = h.host } end
      if place == "absent" then copies[#copies + 1] = { copy = p.f.image, host = h.host } end
      if #p.f.waiting > 0 then start(starts, h, p.f, p.slots) end
    end
  end
  local steps = starts
  for _, step in ipairs(loads) do steps[#steps + 1] = step end
  for _, step in ipairs(copies) do steps[#steps + 1] = step end
  return steps
end

return balancing
