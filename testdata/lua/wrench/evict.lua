--- What goes first when a host of WRENCH needs room. Each function is an option
--- evict of a provider.
---
--- An image counts as used when it has arrived, and on disk also when it has been
--- loaded into RAM; containers that start from it do not count.
local evict = {}

local function last_moved(image)
  return math.max(image.ready, image.loaded or 0)
end

--- The container that has been idle longest goes first.
function evict.longest_idle(candidate)
  if candidate.kind == "container" then return candidate.last_used end
  return last_moved(candidate)
end

-- More than any size in bytes.
local huge = 2 ^ 52

--- The smallest container that makes enough room goes first; if none does, the
--- largest.
function evict.fewest(candidate)
  if candidate.kind ~= "container" then return last_moved(candidate) end
  local c = candidate
  local size = c.lacks_ram > 0 and c.ram or c.size
  if c.ram >= c.lacks_ram and c.size >= c.lacks_disk then return size end
  return huge - size
end

return evict
