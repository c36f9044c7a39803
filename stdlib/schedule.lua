--- Where an invocation runs: schedules for the option `schedule` of a provider.
---
--- Each takes a warm container if there is one, and differs in the host on
--- which it starts a container otherwise. None of them evicts an idle container
--- from a host while another host has room to spare.
---
---   local schedule = require "coldmoon.schedule"
---   coldmoon.provider{ …, schedule = schedule.best_fit }
---
--- A schedule is `function(request, cluster)`. It returns a host or a container,
--- nil to let the invocation wait, or false and a reason to reject it. To make
--- your own, copy one of these and edit it.

local schedule = {}

--- The first host, in the order of their numbers, that can start a container.
function schedule.first_fit(request, cluster)
  return cluster:warm(request) or cluster:first_fit(request)
end

--- The host with the least free RAM that can start a container: it fills hosts
--- up and leaves room for large functions on others.
function schedule.best_fit(request, cluster)
  return cluster:warm(request) or cluster:best_fit(request)
end

--- The host with the most free RAM: it spreads containers over the hosts.
function schedule.worst_fit(request, cluster)
  return cluster:warm(request) or cluster:worst_fit(request)
end

--- The host that serves the fewest invocations.
function schedule.least_loaded(request, cluster)
  return cluster:warm(request) or cluster:least_loaded(request)
end

--- The hosts in turn.
function schedule.round_robin(request, cluster)
  return cluster:warm(request) or cluster:round_robin(request)
end

--- Any host that can start a container, each as likely as the others.
function schedule.random(request, cluster)
  return cluster:warm(request) or cluster:random(request)
end

--- The first host that has the image on its disk already, or else the first host
--- that can start a container: it saves copying the image.
function schedule.image_first(request, cluster)
  return cluster:warm(request) or cluster:with_image(request) or cluster:first_fit(request)
end

return schedule
