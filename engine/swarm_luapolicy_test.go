package engine

// This file holds the policies of random scenarios in Lua. They decide as those of
// swarm_policy_test.go do, and draw the same numbers in the same order.

import "strconv"

// luaPolicies adds the policies of a provider to its options.
func (c *providerSpec) luaPolicies(t *luaTable) {
	keep := strconv.Itoa(c.KeepAlive)
	switch {
	case c.KeepAlive == -2:
		keep = luaKeepAlive
	case c.KeepAlive < 0:
		keep = "math.huge"
	}
	t.option("keep_alive", keep, true)
	t.option("round", luaRound, c.Schedule == "round")
	t.option("schedule", luaSchedules[c.Schedule], luaSchedules[c.Schedule] != "")
	t.option("admit", luaAdmit, c.Admit)
	t.option("evict", luaEvict, c.Evict)
	t.option("source", luaSource, c.Source)
	t.option("billing", luaBilling, c.Billing)
	t.option("on_start", "function() end", c.OnStart)
}

var luaSchedules = map[string]string{
	"best":   "coldmoon.schedule.best_fit",
	"worst":  "coldmoon.schedule.worst_fit",
	"least":  "coldmoon.schedule.least_loaded",
	"turns":  "coldmoon.schedule.round_robin",
	"random": "coldmoon.schedule.random",
	"image":  "coldmoon.schedule.image_first",

	"cold":    "function(request, cluster) return cluster:worst_fit(request) end",
	"compare": "function(request, cluster) return cluster:warm(request) or cluster:first_fit(request) end",

	"flaky": `function(request, cluster)
  local whim = math.random(10)
  if whim <= 2 then return nil end
  if whim == 3 then
    if math.random(100) <= 30 then return false, "a whim" end
    return nil
  end
  if whim <= 6 then return cluster:warm(request) end
  local host = math.random(cluster:size())
  if cluster:can_take(host, request) then return host end
end`,
}

const luaKeepAlive = `function()
  return ({ 0, 1, 4, 20, math.huge })[math.random(5)]
end`

const luaRound = `function(waiting, cluster)
  local needs = { "copying", "disk", "loading", "ram" }
  local plan = {}
  for _, request in ipairs(waiting) do
    local host = cluster:host(math.random(cluster:size()))
    local what = math.random(6)
    if what == 1 then
      table.insert(plan, { copy = request.image, host = host })
    elseif what == 2 then
      table.insert(plan, { load = request.image, host = host })
    elseif what == 3 or what == 4 then
      local container
      if what == 3 then container = cluster:warm(request) else container = host:warm(request) end
      if container then table.insert(plan, { request, container }) end
    else
      table.insert(plan, { request, host, needs = needs[math.random(5) - 1] })
    end
  end
  return plan
end`

const luaAdmit = `function()
  return math.random(100) <= 80, "too many"
end`

const luaEvict = `function(candidate)
  return candidate.uses % 2 + math.random(3) - 1
end`

const luaSource = `function(_, repositories)
  return repositories[math.random(#repositories)]
end`

const luaBilling = `function(use)
  return { { "requests", 0.2e-6 }, { "compute", use.duration * (use.ram + 1) * 1e-5 } }
end`
