package validation

// This file holds the engine against SimFaaS, and the script that copies its
// rules against a closed form.

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

const simfaasRulesText = `
The script of the next section, with one running request at most: then no two instances are idle at once, and the closed
form of one slot holds, with a cold request that takes one draw of a process of its own.
`

func checkSimFaaSRules(t *testing.T, r *report) {
	for _, c := range some([]oneSlotCase{{0.5, 1, 2, 1}, {0.1, 2, 4, 10}, {0.9, 1.991, 2.244, 5}}) {
		want := oneSlot(c.Lam, c.Sw, c.Sc, c.T)
		p := params{
			"gap": 1 / c.Lam, "warm": c.Sw, "cold": c.Sc, "expire": c.T, "most": 1,
			"skip": math.Round(20 / c.Lam), "seconds": every(c.Lam, 10_000),
		}
		s := job{script: "simfaas/serverless", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g warm=%g cold=%g T=%g: ", c.Lam, c.Sw, c.Sc, c.T)
		r.random(name+"prob_cold", "renewal", want.coldOfAll, s, "prob_cold")
		r.random(name+"cold, of accepted", "renewal", want.coldOfAccepted, s, "prob_cold_accepted")
		r.random(name+"prob_reject", "renewal", want.reject, s, "prob_reject")
		r.random(name+"inst_running_count_avg", "renewal", want.running, s, "inst_running_count_avg")
		r.random(name+"inst_idle_count_avg", "renewal", want.idle, s, "inst_idle_count_avg")
	}
}

const simfaasText = `
Steady-state results of the ServerlessSimulator of [SimFaaS](https://github.com/pacslab/simfaas) (commit 5dd1623, Python) with
their standard errors over its seeds. The script copies its rules: the idle instance that was created last goes first, a
cold response is one draw of the cold process, and rejected requests count. The tolerance is 4 standard errors of the
difference: 4·√(se² + se²) of the replications of both programs. Its ParServerlessSimulator is not compared: the reference
results have none of its cases, and there requests join containers that are still starting, which coldmoon does not model.
`

// A simfaasCase is one case of the file of results.
type simfaasCase struct {
	Group, Simulator string
	Params           struct {
		Arrival, Cold, Warm struct {
			Kind string
			Mean float64
		}
		Expiration float64 `json:"expiration_threshold"`
		Most       int     `json:"maximum_concurrency"` // 0: 1000, its default
		MaxTime    float64 `json:"max_time"`
	}
	Skip   float64 `json:"skip_s"`
	Steady map[string]struct{ Mean, SE float64 }
}

func checkSimFaaS(t *testing.T, r *report) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	text, err := os.ReadFile(oracles + "simfaas/simfaas.json")
	require.NoError(t, err)
	var file struct{ Cases []simfaasCase }
	require.NoError(t, json.Unmarshal(text, &file))
	for _, c := range file.Cases {
		if c.Simulator != "ServerlessSimulator" {
			continue
		}
		for _, kind := range []string{c.Params.Arrival.Kind, c.Params.Cold.Kind, c.Params.Warm.Kind} {
			require.Equal(t, "exp", kind, "the script knows exponential processes only")
		}
		c.compare(t, r)
	}
}

// compare runs a case, with more seeds and shorter runs than its authors did.
func (c *simfaasCase) compare(t *testing.T, r *report) {
	p := params{
		"gap": c.Params.Arrival.Mean, "warm": c.Params.Warm.Mean, "cold": c.Params.Cold.Mean, "expire": c.Params.Expiration,
		"skip": c.Skip, "seconds": size(20_000),
	}
	if c.Params.Most > 0 {
		p["most"] = c.Params.Most
	}
	s := job{script: "simfaas/serverless", params: p}.replicate(t, replications)
	for _, name := range []string{"prob_cold", "prob_reject", "inst_count_avg", "inst_running_count_avg", "inst_idle_count_avg"} {
		theirs, ours := c.Steady[name], s.of(t, name)
		check := fmt.Sprintf("%s cold=%g T=%g: %s", c.Group, c.Params.Cold.Mean, c.Params.Expiration, name)
		r.close(check, "SimFaaS", theirs.Mean, estimate{ours.mean, math.Hypot(theirs.SE, ours.se)})
	}
}
