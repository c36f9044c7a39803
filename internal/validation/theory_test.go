package validation

// This file holds the engine against queueing theory.

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

const theoryText = `
Closed forms, computed by the test itself. Probabilities under 0.001 and over 0.999 are not measured.

Not checked, because the model does not have it: pre-warming before a predicted request, retries of the provider's own
(those here are a client's), energy.
`

// checkTheory runs the checks of all closed forms.
func checkTheory(t *testing.T, r *report) {
	for _, check := range []func(*testing.T, *report){
		checkUnlimited, checkLoss, checkQueue, checkBoundedQueue, checkOneServer, checkSharedCPU, checkSharedLink,
		checkZeroDuration, checkOneSlot, checkUnbounded, checkMostRecent, checkNoExpiry,
		checkCaches, checkLargeCaches, checkTimeToLive,
		checkRounding, checkTimeLimit, checkRetries, checkForkJoin, checkWave, checkTransfers, checkFailures,
	} {
		check(t, r)
	}
}

// some returns the cases to run: with -short only the first one.
func some[T any](cases []T) []T {
	if testing.Short() {
		return cases[:1]
	}
	return cases
}

// size returns how much to simulate: with -short a tenth.
func size(n float64) float64 {
	if testing.Short() {
		return math.Ceil(n / 10)
	}
	return n
}

// every is the measured time in which that many requests come.
func every(rate, requests float64) float64 { return math.Round(size(requests) / rate) }

// services are the distributions for what holds for all of them.
var services = []string{"exp", "const", "erlang", "lognormal", "hyperexp"}

type unlimitedCase struct{ Lam, S float64 }

var unlimitedCases = []unlimitedCase{{0.9, 2}, {10, 2.016}}

func checkUnlimited(t *testing.T, r *report) {
	r.group("M/G/∞", "Nothing limits how many requests run: their number is Poisson for every distribution of the service time.")
	levels := []int{0, 1, 2, 5, 10, 20}
	for _, c := range some(unlimitedCases) {
		for _, kind := range some(services) {
			p := params{
				"rate": c.Lam, "service": c.S, "kind": kind, "warm": 200.0, "seconds": every(c.Lam, 10_000),
				"levels": strings.Trim(fmt.Sprint(levels), "[]"),
			}
			s := job{script: "theory/mg_inf", params: p}.replicate(t, replications)
			name := fmt.Sprintf("λ=%g S=%g %s: ", c.Lam, c.S, kind)
			a := c.Lam * c.S
			r.random(name+"mean N", "Poisson", a, s, "running")
			r.random(name+"variance of N", "Poisson", a, s, "variance")
			for _, n := range levels {
				r.probability(fmt.Sprintf("%sP(N≤%d)", name, n), "Poisson", poissonAtMost(n, a), s, fmt.Sprintf("at_most_%d", n))
			}
		}
	}
}

type lossCase struct {
	Lam, S float64
	C      int
}

var lossCases = []lossCase{
	{10, 2.016, 5}, {10, 2.016, 10}, {10, 2.016, 15}, {10, 2.016, 20}, {10, 2.016, 25},
	{1, 1, 1}, {5, 2, 12}, {0.9, 2, 4}, {1000, 2.016, 1000},
}

func checkLoss(t *testing.T, r *report) {
	r.group("Erlang B", "c slots and no queue (M/G/c/c): what is rejected depends on the mean service time only.")
	for _, c := range some(lossCases) {
		for _, kind := range some(services) {
			if c.C == 1000 && kind == "const" {
				continue // requests that came together leave together for thousands of rounds: no run is long enough
			}
			p := params{
				"rate": c.Lam, "service": c.S, "kind": kind, "slots": c.C, "places": 0,
				"warm": 30 * c.S, "seconds": every(c.Lam, 6_000),
			}
			s := job{script: "theory/queue", params: p}.replicate(t, replications)
			name := fmt.Sprintf("λ=%g S=%g c=%d %s: ", c.Lam, c.S, c.C, kind)
			a := c.Lam * c.S
			b := erlangB(c.C, a)
			r.random(name+"P(reject)", "Erlang B", b, s, "rejected")
			r.random(name+"mean running", "Erlang B", a*(1-b), s, "running")
		}
	}
}

type queueCase struct {
	Lam, S float64
	C      int
}

var queueCases = []queueCase{
	{0.5, 1, 1}, {0.9, 1, 1}, {1.6, 1, 2}, {3.2, 1, 4}, {7.2, 1, 8}, {14.4, 1, 16}, {0.9, 2, 3}, {57.6, 1, 64},
}

// relaxation is about the time after which a queue has forgotten its past:
// that of M/M/1 at the same load, c times as fast.
func relaxation(c int, lambda, service float64) float64 {
	root := 1 - math.Sqrt(lambda*service/float64(c))
	return service / float64(c) / (root * root)
}

// settled returns the parameters with a warm-up of some relaxation times.
func settled(p params, c int, lambda, service, requests float64) params {
	p["rate"], p["service"] = lambda, service
	p["warm"] = math.Round(12*relaxation(c, lambda, service) + 20*service)
	p["seconds"] = every(lambda, requests)
	return p
}

func checkQueue(t *testing.T, r *report) {
	r.group("Erlang C", "c slots, one queue, first in, first out (M/M/c). The quantiles of the wait are checked by the share of waits that exceed them.")
	for _, c := range some(queueCases) {
		want := mmc(c.C, c.Lam, c.S)
		p95, p99 := want.quantile(c.C, c.Lam, c.S, 0.95), want.quantile(c.C, c.Lam, c.S, 0.99)
		p := settled(params{"slots": c.C, "long": p95, "longer": p99}, c.C, c.Lam, c.S, 20_000)
		s := job{script: "theory/queue", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g S=%g c=%d: ", c.Lam, c.S, c.C)
		r.random(name+"P(wait)", "Erlang C", want.pWait, s, "p_wait")
		r.random(name+"mean wait", "Erlang C", want.wait, s, "wait")
		r.random(name+"mean response", "Erlang C", want.response, s, "response")
		r.random(name+"mean queued", "Erlang C", want.queued, s, "queued")
		r.random(name+"mean present", "Erlang C", want.present, s, "present")
		r.random(fmt.Sprintf("%sP(wait>%.4g)", name, p95), "Erlang C", 0.05, s, "p_long")
		r.random(fmt.Sprintf("%sP(wait>%.4g)", name, p99), "Erlang C", 0.01, s, "p_longer")
	}
}

type boundedCase struct {
	Lam, S float64
	C, K   int
}

var boundedCases = []boundedCase{{0.9, 1, 1, 5}, {3.6, 1, 4, 10}, {5, 1, 4, 10}, {7.2, 1, 8, 8}, {10, 1, 8, 20}}

func checkBoundedQueue(t *testing.T, r *report) {
	r.group("M/M/c/K", "c slots and a queue of K-c places.")
	for _, c := range some(boundedCases) {
		want := mmck(c.C, c.K, c.Lam, c.S)
		p := params{
			"rate": c.Lam, "service": c.S, "slots": c.C, "places": c.K - c.C, "warm": 300.0, "seconds": every(c.Lam, 20_000),
		}
		s := job{script: "theory/queue", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g S=%g c=%d K=%d: ", c.Lam, c.S, c.C, c.K)
		r.random(name+"P(reject)", "M/M/c/K", want.reject, s, "rejected")
		r.random(name+"mean present", "M/M/c/K", want.present, s, "present")
		r.random(name+"mean response", "M/M/c/K", want.response, s, "response")
		r.random(name+"throughput", "M/M/c/K", want.throughput, s, "throughput")
		if c.K == c.C {
			r.exact(name+"mean queued", "M/M/c/K", 0, s, "queued")
			r.exact(name+"mean wait", "M/M/c/K", 0, s, "wait")
			continue
		}
		r.random(name+"mean queued", "M/M/c/K", want.queued, s, "queued")
		r.random(name+"mean wait", "M/M/c/K", want.wait, s, "wait")
	}
}

type oneServerCase struct{ Lam, S, Scv float64 }

var oneServerCases = []oneServerCase{{0.5, 1, 0}, {0.5, 1, 1}, {0.5, 1, 4}, {0.8, 1, 0}, {0.8, 1, 1}, {0.8, 1, 4}}

func checkOneServer(t *testing.T, r *report) {
	r.group("Pollaczek–Khinchine", "One slot and a queue (M/G/1): the wait grows with the squared coefficient of variation (scv) of the service time.")
	kinds := map[float64]string{0: "const", 1: "exp", 4: "hyperexp"}
	for _, c := range some(oneServerCases) {
		want := pollaczekKhinchine(c.Lam, c.S, c.Scv)
		p := settled(params{"slots": 1, "kind": kinds[c.Scv]}, 1, c.Lam, c.S, 40_000)
		p["warm"] = 2 * p["warm"].(float64) // the tail of scv 4 is forgotten later
		s := job{script: "theory/queue", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g S=%g scv=%g: ", c.Lam, c.S, c.Scv)
		r.random(name+"mean wait", "Pollaczek–Khinchine", want, s, "wait")
		r.random(name+"mean response", "Pollaczek–Khinchine", want+c.S, s, "response")
	}
}
