package validation

// This file holds the formulas of this package against numbers that were
// computed elsewhere, and sees to it that all of them are simulated.

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

const formulasText = `
The formulas that the section *Theory* is computed with, against the same quantities computed by another program. Every case
of it is simulated above, but those with pre-warming.
`

// agreement is the relative difference that two programs may have that compute
// the same formula in floating point.
const agreement = 1e-9

// A block is the part of the file about one formula.
type block struct {
	Cases, Large, MinCharge []json.RawMessage
}

// A ledger keeps the largest relative difference.
type ledger struct {
	t     *testing.T
	worst float64
	n     int
}

// hold compares two numbers.
func (l *ledger) hold(want, got float64) {
	l.n++
	d := math.Abs(got - want)
	if want != 0 {
		d /= math.Abs(want)
	}
	if d > math.Abs(l.worst) {
		l.worst = d
	}
}

// eachCase decodes the cases of a block and compares them.
func eachCase[T any](l *ledger, cases []json.RawMessage, compare func(c T)) {
	l.t.Helper()
	require.NotEmpty(l.t, cases)
	for _, text := range some(cases) {
		var c T
		require.NoError(l.t, json.Unmarshal(text, &c))
		compare(c)
	}
}

func checkFormulas(t *testing.T, r *report) {
	text, err := os.ReadFile(oracles + "theory/analytic.json")
	require.NoError(t, err)
	var raw map[string]struct {
		Cases, Large []json.RawMessage
		MinCharge    []json.RawMessage `json:"min_charge"`
	}
	require.NoError(t, json.Unmarshal(text, &raw))
	r.text.WriteString("| formula | block | numbers | relative difference |\n|---|---|--:|---|\n")
	for _, f := range []struct {
		block, title string
		compare      func(l *ledger, b block)
	}{
		{"mg_inf", "M/G/∞", holdUnlimited}, {"erlang_B", "Erlang B", holdLoss}, {"erlang_C", "Erlang C", holdQueue},
		{"mmck", "M/M/c/K", holdBounded}, {"pollaczek_khinchine", "Pollaczek–Khinchine", holdOneServer},
		{"mg1_ps", "processor sharing", holdSharing}, {"keepalive_zero_duration", "keep-alive, no duration", holdZero},
		{"keepalive_single_slot_loss", "keep-alive, one slot", holdOneSlot},
		{"keepalive_infinite_concurrency", "keep-alive, one container for all", holdUnbounded},
		{"keepalive_mru_exact", "keep-alive, most recently used first", holdMostRecent},
		{"lru_cache_irm", "King, Gelenbe, Che", holdCaches}, {"billing_granularity", "billed time", holdRounding},
		{"timeout", "time limit", holdTimeLimit}, {"retries", "retries", holdRetries},
		{"fork_join", "fan-out", holdForkJoin}, {"nhpp", "sinusoidal arrivals", holdWave},
		{"failures", "failures of hosts", holdFailures},
	} {
		b := raw[f.block]
		l := &ledger{t: t}
		f.compare(l, block{b.Cases, b.Large, b.MinCharge})
		require.Less(t, l.worst, agreement, f.block)
		fmt.Fprintf(&r.text, "| %s | %s | %d | less than %g |\n", f.title, f.block, l.n, agreement)
		r.count(0, false)
	}
}

func holdUnlimited(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		unlimitedCase
		EN  float64   `json:"E_N"`
		PLE []float64 `json:"p_le"`
		K   []int
	}) {
		require.Contains(l.t, unlimitedCases, c.unlimitedCase)
		l.hold(c.EN, c.Lam*c.S)
		for i, k := range c.K {
			l.hold(c.PLE[i], poissonAtMost(k, c.EN))
		}
	})
}

func holdLoss(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		lossCase
		Reject  float64 `json:"p_reject"`
		Running float64 `json:"E_running"`
	}) {
		require.Contains(l.t, lossCases, c.lossCase)
		p := erlangB(c.C, c.Lam*c.S)
		l.hold(c.Reject, p)
		l.hold(c.Running, c.Lam*c.S*(1-p))
	})
}

func holdQueue(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		queueCase
		PWait float64 `json:"p_wait"`
		Wq    float64 `json:"E_Wq"`
		T     float64 `json:"E_T"`
		Lq    float64 `json:"E_Lq"`
		N     float64 `json:"E_N"`
		P95   float64 `json:"Wq_p95"`
		P99   float64 `json:"Wq_p99"`
	}) {
		require.Contains(l.t, queueCases, c.queueCase)
		r := mmc(c.C, c.Lam, c.S)
		l.hold(c.PWait, r.pWait)
		l.hold(c.Wq, r.wait)
		l.hold(c.T, r.response)
		l.hold(c.Lq, r.queued)
		l.hold(c.N, r.present)
		l.hold(c.P95, r.quantile(c.C, c.Lam, c.S, 0.95))
		l.hold(c.P99, r.quantile(c.C, c.Lam, c.S, 0.99))
	})
}

func holdBounded(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		boundedCase
		Reject     float64 `json:"p_reject"`
		N          float64 `json:"E_N"`
		Lq         float64 `json:"E_Lq"`
		T          float64 `json:"E_T_accepted"`
		Wq         float64 `json:"E_Wq_accepted"`
		Throughput float64
	}) {
		require.Contains(l.t, boundedCases, c.boundedCase)
		r := mmck(c.C, c.K, c.Lam, c.S)
		l.hold(c.Reject, r.reject)
		l.hold(c.N, r.present)
		l.hold(c.Lq, r.queued)
		l.hold(c.T, r.response)
		l.hold(c.Wq, r.wait)
		l.hold(c.Throughput, r.throughput)
	})
}

func holdOneServer(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		oneServerCase
		Wq float64 `json:"E_Wq"`
		T  float64 `json:"E_T"`
	}) {
		require.Contains(l.t, oneServerCases, c.oneServerCase)
		wait := pollaczekKhinchine(c.Lam, c.S, c.Scv)
		l.hold(c.Wq, wait)
		l.hold(c.T, wait+c.S)
	})
}

func holdSharing(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		sharingCase
		T float64 `json:"E_T"`
	}) {
		require.Contains(l.t, sharingCases, c.sharingCase)
		l.hold(c.T, processorSharing(c.S, c.Lam*c.S))
	})
}

func holdCaches(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		cacheCase
		LRU   float64 `json:"lru_hit_exact"`
		Che   float64 `json:"lru_hit_che"`
		First float64 `json:"p_item1_in_cache"`
		FIFO  float64 `json:"fifo_or_random_hit_exact"`
	}) {
		require.Contains(l.t, cacheCases, c.cacheCase)
		p := zipf(c.Items, c.Zipf)
		all, first := lruHits(p, c.Capacity)
		fifo, _ := fifoHits(p, c.Capacity)
		l.hold(c.LRU, all)
		l.hold(c.First, first)
		l.hold(c.FIFO, fifo)
		l.hold(c.Che, cheHits(p, c.Capacity))
	})
	eachCase(l, b.Large, func(c struct {
		cacheCase
		Che float64 `json:"lru_hit_che"`
	}) {
		require.Contains(l.t, largeCacheCases, c.cacheCase)
		l.hold(c.Che, cheHits(zipf(c.Items, c.Zipf), c.Capacity))
	})
}
