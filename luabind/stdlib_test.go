package luabind

// This file tests the modules of the standard library that hold policies.

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// scenario returns a random script whose provider has the schedule of that name
// from the module, and whatever else a scenario may have.
func scenario(rng *rand.Rand, module, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, small+`local workload, dist = require "coldmoon.workload", require "coldmoon.dist"
local schedule = require %q
local c = cloud{ schedule = schedule.%s, keep_alive = %d, reuse = %q, overhead = { create = 0.5, init = dist.exponential(0.5), teardown = %d },
  hosts = { { count = %d, slots = %d, ram = "4GB", disk = { capacity = "500MB" } }, { count = %d, slots = 4, ram = "2GB" } } }
`, module, name, rng.IntN(20), []string{"mru", "lru", "oldest", "random"}[rng.IntN(4)], rng.IntN(2), 1+rng.IntN(4), 1+rng.IntN(8), 1+rng.IntN(5))
	for i := range 2 + rng.IntN(4) {
		fmt.Fprintf(&b, `local im = hub:store(coldmoon.image{ name = "image%d", size = %d })
c:register(coldmoon.func{ name = "f%d", image = im, duration = dist.exponential(%d) }, { ram = "%dMB", disk = "%dMB", concurrency = %d })
c:drive("f%d", workload.poisson{ rate = %g, duration = 200 })
`, i, 50e6+rng.IntN(100)*1e6, i, 1+rng.IntN(5), 128<<rng.IntN(4), rng.IntN(50), 1+rng.IntN(2), i, 0.1+rng.Float64())
	}
	return b.String()
}

// The schedules of the standard library and their twins in the engine decide the
// same.
func TestScheduleTwins(t *testing.T) {
	text, ok := stdlib.Source("schedule")
	require.True(t, ok)
	for _, name := range sortedKeys(scheduleTwins) {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(12) {
				var prints []string
				for _, module := range []string{"coldmoon.schedule", "copy"} {
					rng := rand.New(rand.NewPCG(seed, 1))
					s := newScript(t, map[string]string{"t.lua": scenario(rng, module, name), "copy.lua": string(text)}).run(t)
					require.Nil(t, s.err, "%v", s.err)
					_, isLua := s.rt.world.all[0].Config().Schedule.(*scheduleHook)
					require.Equal(t, module == "copy", isLua)
					prints = append(prints, s.rt.Summary().Fingerprint)
					require.Greater(t, s.rt.Summary().Invocations, uint64(50))
				}
				require.Equal(t, prints[0], prints[1], "seed %d", seed)
			}
		})
	}
}

func TestEveryScheduleHasATwin(t *testing.T) {
	s := runScript(t, `for name in pairs(require "coldmoon.schedule") do print(name) end`)
	require.Len(t, strings.Fields(s.stdout.String()), len(scheduleTwins))
}

func TestKeepAliveTwins(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want engine.KeepAlivePolicy
	}{
		"fixed":   {`keepalive.fixed(7)`, engine.FixedKeepAlive(7e9)},
		"text":    {`keepalive.fixed("1m")`, engine.FixedKeepAlive(60e9)},
		"none":    {`keepalive.none`, engine.FixedKeepAlive(0)},
		"forever": {`keepalive.forever`, engine.FixedKeepAlive(1<<63 - 1)},
		"number":  {`3`, engine.FixedKeepAlive(3e9)},
		"copy":    {`(function(seconds) return function() return seconds end end)(7)`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := runScript(t, small+`local keepalive = require "coldmoon.keepalive"
				local c = cloud{ keep_alive = `+c.text+` } c:register(func("f", { duration = 1 })) c:invoke("f")`)
			require.Nil(t, s.err, "%v", s.err)
			if policy := s.rt.world.all[0].Config().KeepAlive; c.want != nil {
				require.Equal(t, c.want, policy)
			} else {
				require.IsType(t, &keepAliveHook{}, policy)
			}
		})
	}
	require.Contains(t, failure(t, `require "coldmoon.keepalive".fixed(-1)`), `units.seconds: `)
}

// The hybrid policy learns that a function is called every 10 minutes, and keeps
// one that is called at random for the whole range.
func TestHybridKeepAlive(t *testing.T) {
	require.Equal(t, "1\t0\t660\n", output(t, small+`
local keepalive, workload = require "coldmoon.keepalive", require "coldmoon.workload"
local c = cloud{ policy = keepalive.hybrid{} }
c:register(func("f", { duration = 1 }))
c:drive("f", workload.constant{ period = 600, count = 100 })
local last
coldmoon.spawn(function() coldmoon.sleep(60000) last = c:containers()[1] end)
coldmoon.run()
local s = c:summary().counts
print(s.cold_starts, s.containers_evicted, math.floor(coldmoon.now() - 60001 + 0.5))`))
	require.Equal(t, "14400\n", output(t, small+`
local c = cloud{ policy = require "coldmoon.keepalive".hybrid{} }
c:register(func("f", { duration = 1 }))
local h = c:invoke("f"):await()
coldmoon.run() print(coldmoon.now() - h.ended)`))
	require.Equal(t, `error[EOPT]: t.lua:1: keepalive.hybrid: unknown option "tial" (did you mean "tail"?); valid options: bin, range, tail, margin, minimum, cv`,
		failure(t, `require "coldmoon.keepalive".hybrid{ tial = 1 }`))
}

// bill calls the billing function that text makes for n usages, and returns the
// sums by item. The usages are plain tables; use overrides the defaults.
func bill(t *testing.T, text, use string, n int) map[string]float64 {
	t.Helper()
	out := output(t, `local billing = require "coldmoon.billing"
local price = `+text+`
local sums, names = {}, {}
for i = 0, `+fmt.Sprint(n-1)+` do
  local u = { duration = 1, init_duration = 0, start_duration = 0, ram = 128 * 2^20, ram_peak = 0, disk = 0, egress = 0, cpu_seconds = 0, month = 0, month_requests = i }
  for k, v in pairs(`+use+`) do u[k] = v end
  for _, item in ipairs(price(u)) do
    if not sums[item[1]] then names[#names + 1] = item[1] end
    sums[item[1]] = (sums[item[1]] or 0) + item[2]
  end
end
for i, name in ipairs(names) do names[i] = string.format("%q:%.12g", name, sums[name]) end
print("{" .. table.concat(names, ",") .. "}")`)
	var sums map[string]float64
	require.NoError(t, json.Unmarshal([]byte(out), &sums))
	return sums
}

// Calculated by hand from the prices: what one invocation costs, or several.
func TestBilling(t *testing.T) {
	const gb = `ram = 2^30`
	for name, c := range map[string]struct {
		text, use string
		n         int
		want      map[string]float64
	}{
		"aws":                 {`billing.aws_lambda{}`, `{ ` + gb + ` }`, 1, map[string]float64{"compute": 0.0000166667, "requests": 0.2e-6, "storage": 0}},
		"aws arm":             {`billing.aws_lambda{ arch = "arm" }`, `{ ` + gb + ` }`, 1, map[string]float64{"compute": 0.0000133334, "requests": 0.2e-6, "storage": 0}},
		"aws rounds up":       {`billing.aws_lambda{}`, `{ ` + gb + `, duration = 0.0500001 }`, 1, map[string]float64{"compute": 0.051 * 0.0000166667, "requests": 0.2e-6, "storage": 0}},
		"aws does not":        {`billing.aws_lambda{}`, `{ ` + gb + `, duration = 0.251 }`, 1, map[string]float64{"compute": 0.251 * 0.0000166667, "requests": 0.2e-6, "storage": 0}},
		"aws init":            {`billing.aws_lambda{}`, `{ ` + gb + `, duration = 0.25006, init_duration = 0.10077 }`, 1, map[string]float64{"compute": 0.351 * 0.0000166667, "requests": 0.2e-6, "storage": 0}},
		"aws init before":     {`billing.aws_lambda{ init = "before" }`, `{ ` + gb + `, duration = 0.25006, init_duration = 0.10077 }`, 1, map[string]float64{"compute": 0.251 * 0.0000166667, "requests": 0.2e-6, "storage": 0}},
		"aws storage":         {`billing.aws_lambda{}`, `{ ` + gb + `, disk = 2.5 * 2^30 }`, 1, map[string]float64{"compute": 0.0000166667, "requests": 0.2e-6, "storage": 2 * 0.0000000309}},
		"aws least memory":    {`billing.aws_lambda{}`, `{ ram = 1 }`, 8, map[string]float64{"compute": 0.0000166667, "requests": 8 * 0.2e-6, "storage": 0}},
		"aws free":            {`billing.aws_lambda{ free_tier = true }`, `{ ` + gb + `, duration = 399999 }`, 2, map[string]float64{"compute": 399998 * 0.0000166667, "requests": 0, "storage": 0}},
		"aws new month":       {`billing.aws_lambda{ free_tier = true }`, `{ ` + gb + `, duration = 400000, month = i }`, 2, map[string]float64{"compute": 0, "requests": 0, "storage": 0}},
		"google":              {`billing.google_functions_gen1{}`, `{ ram = 256 * 2^20, duration = 0.24, egress = 1e9 }`, 1, map[string]float64{"memory": 0.075 * 0.0000025, "cpu": 0.12 * 0.00001, "requests": 0.4e-6, "egress": 0.12}},
		"google next size":    {`billing.google_functions_gen1{}`, `{ ram = 129 * 2^20, duration = 0.1 }`, 1, map[string]float64{"memory": 0.025 * 0.0000025, "cpu": 0.04 * 0.00001, "requests": 0.4e-6, "egress": 0}},
		"cloud run":           {`billing.cloud_run{ vcpu = 2 }`, `{ ` + gb + `, duration = 0.31, init_duration = 0.1 }`, 1, map[string]float64{"cpu": 0.000024, "memory": 0.5 * 0.0000025, "requests": 0.4e-6}},
		"cloud run tier 2":    {`billing.cloud_run{ tier = "tier2" }`, `{ ` + gb + `, duration = 100 }`, 1, map[string]float64{"cpu": 0.00336, "memory": 0.00035, "requests": 0.4e-6}},
		"azure":               {`billing.azure_consumption{}`, `{ ram = 512 * 2^20 }`, 1, map[string]float64{"compute": 0.5 * 0.000016, "requests": 0.2e-6}},
		"azure used":          {`billing.azure_consumption{}`, `{ ram = 512 * 2^20, ram_peak = 160 * 2^20 }`, 1, map[string]float64{"compute": 0.25 * 0.000016, "requests": 0.2e-6}},
		"azure least":         {`billing.azure_consumption{}`, `{ ram = 1, duration = 0.001 }`, 1, map[string]float64{"compute": 0.1 * 0.125 * 0.000016, "requests": 0.2e-6}},
		"azure flex":          {`billing.azure_flex{}`, `{ ram = 600 * 2^20, duration = 1.01 }`, 1, map[string]float64{"compute": 1.1 * 2 * 0.000026, "requests": 0.4e-6}},
		"azure flex least":    {`billing.azure_flex{}`, `{ ram = 1, duration = 0.01 }`, 1, map[string]float64{"compute": 0.5 * 0.000026, "requests": 0.4e-6}},
		"ibm":                 {`billing.ibm_code_engine{ vcpu = 0.5 }`, `{ ram = 2 * 2^30, duration = 5, start_duration = 1 }`, 600, map[string]float64{"cpu": 1800 * 0.00003431, "memory": 7200 * 0.00000356, "requests": 600 * 0.538e-6}},
		"cloudflare":          {`billing.cloudflare_workers{}`, `{ cpu_seconds = 20000 }`, 2, map[string]float64{"subscription": 5, "requests": 0, "cpu": 10e6 * 0.02e-6}},
		"huawei":              {`billing.huawei_functiongraph{}`, `{ ` + gb + ` }`, 1, map[string]float64{"compute": 0.00001667, "requests": 0.2e-6}},
		"flat":                {`billing.flat{ request = 0.5, gb_second = 2 }`, `{ ` + gb + `, duration = 0.25 }`, 2, map[string]float64{"compute": 1, "requests": 1}},
		"flat granular":       {`billing.flat{ gb_second = 2, granularity = 0.1 }`, `{ ` + gb + `, duration = 0.25 }`, 1, map[string]float64{"compute": 0.6, "requests": 0}},
		"flat minimum":        {`billing.flat{ gb_second = 2, minimum = 1 }`, `{ ` + gb + `, duration = 0.25 }`, 1, map[string]float64{"compute": 2, "requests": 0}},
		"flat granular least": {`billing.flat{ gb_second = 2, granularity = 0.1, minimum = 0.35 }`, `{ ` + gb + `, duration = 0.25 }`, 1, map[string]float64{"compute": 0.8, "requests": 0}},
	} {
		t.Run(name, func(t *testing.T) {
			got := bill(t, c.text, c.use, c.n)
			require.Len(t, got, len(c.want))
			for item, usd := range c.want {
				require.InDelta(t, usd, got[item], 1e-11, item)
			}
		})
	}
}

func TestBillingOptions(t *testing.T) {
	for text, want := range map[string]string{
		`aws_lambda{ arch = "mips" }`: `billing.aws_lambda: arch: "mips": must be one of "x86" and "arm"`,
		`aws_lambda{ free = true }`:   `billing.aws_lambda: unknown option "free"; valid options: arch, init, free_tier`,
		`cloud_run{ vcpu = -1 }`:      `billing.cloud_run: vcpu: -1: must be a number that is not negative`,
		`flat(3)`:                     `billing.flat: argument 1: 3: must be a table of options`,
		`cloudflare_workers{ a = 1 }`: `billing.cloudflare_workers: unknown option "a"; valid options: `,
	} {
		require.Equal(t, `error[EOPT]: t.lua:1: `+want, failure(t, `require "coldmoon.billing".`+text))
	}
}

// A vector is one of the published price examples.
type vector struct {
	ID    string
	Total float64 `json:"total_usd"`
}

// Every vector is billed as a few invocations that make up its quantities: the
// requests of a month are counted by the simulation, so that a vector of
// millions of requests is their price times what one invocation stands for.
func TestBillingVectors(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/billing_vectors.json")
	if err != nil {
		t.Skip("the published price examples are not here")
	}
	var vectors []vector
	require.NoError(t, json.Unmarshal(data, &vectors))
	totals := map[string]float64{}
	for _, v := range vectors {
		totals[v.ID] = v.Total
	}
	for id, c := range map[string]struct {
		text, use string
		n         int     // invocations billed
		requests  float64 // that each of them stands for
	}{
		"aws-1":                    {`billing.aws_lambda{ free_tier = true }`, `{ ram = 1536 * 2^20, duration = 0.12 * 1e6, month_requests = i * 1e6 }`, 3, 1e6},
		"aws-tiers-x86":            {`billing.aws_lambda{}`, `{ ram = 2^30, duration = 1e9 }`, 30, 0.5e9},
		"aws-small":                {`billing.aws_lambda{}`, `{ duration = 0.35 * 1e4 }`, 10, 1e4},
		"gcf1-infracost":           {`billing.google_functions_gen1{}`, `{ ram = 256 * 2^20, duration = 0.3 * 1e6, egress = 10e9 }`, 10, 1e6},
		"cloudrun-infracost-tier2": {`billing.cloud_run{ tier = "tier2" }`, `{ ram = 2^29, duration = 18e4 }`, 10, 5e4},
		"azure-1":                  {`billing.azure_consumption{ free_tier = true }`, `{ ram = 512 * 2^20, duration = 1e6, month_requests = i * 1e6 }`, 3, 1e6},
		"cf-1":                     {`billing.cloudflare_workers{}`, `{ cpu_seconds = 7e3, month_requests = i * 1e6 }`, 15, 1e6},
		"cf-4":                     {`billing.cloudflare_workers{}`, `{ cpu_seconds = 7e3, month_requests = i * 1e6 }`, 100, 1e6},
	} {
		t.Run(id, func(t *testing.T) {
			total := 0.0
			for item, usd := range bill(t, c.text, c.use, c.n) {
				if item == "requests" {
					usd *= c.requests
				}
				total += usd
			}
			require.Contains(t, totals, id)
			require.InDelta(t, totals[id], total, 0.0101, "the page rounds every line to cents")
		})
	}
}
