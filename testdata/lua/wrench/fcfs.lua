--- First come, first served: the greedy scheduler of WRENCH, as a round.
---
--- Every waiting invocation, in order, goes to the first host that has a free slot
--- and the most of what it needs: an idle container of its function, or else its
--- image in RAM, on its way to RAM, on disk, or on its way to disk. It takes up the
--- slot for the rest of the round even if it can't start yet because its image has
--- to be moved first. Nobody looks at the space on the host: what does not fit is
--- not carried out, and is asked for again in the next round.
local fcfs = {}

-- Where an image can be on a host, the best first.
local places = { "ram", "loading", "disk", "copying", "absent" }

-- The first host with a free slot and an idle container for the request, and that
-- container, which leaves the list.
local function warm(request, hosts)
  for _, h in ipairs(hosts) do
    if h.slots > 0 then
      h.idle[request.fn] = h.idle[request.fn] or h.host:idle_containers(request)
      local container = table.remove(h.idle[request.fn], 1)
      if container then return h, container end
    end
  end
end

-- The first host with a free slot where the image is in the best place, and that
-- place.
local function cold(image, hosts)
  for _, place in ipairs(places) do
    for _, h in ipairs(hosts) do
      if h.slots > 0 and h.host:image(image) == place then return h, place end
    end
  end
end

--- The option round of a provider.
function fcfs.round(waiting, cluster)
  local hosts = {}
  for host in cluster:hosts() do
    hosts[#hosts + 1] = { host = host, slots = host.free_slots, idle = {}, moved = {} }
  end
  local starts, loads, copies = {}, {}, {}
  for _, request in ipairs(waiting) do
    local image = request.image
    local h, container = warm(request, hosts)
    if h then
      starts[#starts + 1] = { request, container }
    else
      local place
      h, place = cold(image, hosts)
      if place == "ram" then
        starts[#starts + 1] = { request, h.host, needs = "ram" }
      elseif place == "disk" and not h.moved[image] then
        loads[#loads + 1] = { load = image, host = h.host }
        h.moved[image] = true
      elseif place == "absent" and not h.moved[image] then
        copies[#copies + 1] = { copy = image, host = h.host }
        h.moved[image] = true
      end
    end
    if h then h.slots = h.slots - 1 end
  end
  -- First the starts: what they use can't be evicted by what comes after them.
  local steps = starts
  for _, step in ipairs(loads) do steps[#steps + 1] = step end
  for _, step in ipairs(copies) do steps[#steps + 1] = step end
  return steps
end

return fcfs
