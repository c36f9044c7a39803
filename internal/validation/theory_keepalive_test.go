package validation

// This file holds keeping containers alive against closed forms.

import (
	"fmt"
	"math"
	"testing"
)

// A zeroCase is a distribution of gaps and a keep-alive.
type zeroCase struct {
	IAT          string
	Mean, Value  float64
	P, Means     []float64
	Shape, Scale float64
	T            float64
}

var zeroCases = []zeroCase{
	{IAT: "exp", Mean: 60, T: 60}, {IAT: "exp", Mean: 60, T: 600}, {IAT: "exp", Mean: 60, T: 1200},
	{IAT: "exp", Mean: 600, T: 60}, {IAT: "exp", Mean: 600, T: 600}, {IAT: "exp", Mean: 600, T: 1200},
	{IAT: "exp", Mean: 3600, T: 60}, {IAT: "exp", Mean: 3600, T: 600}, {IAT: "exp", Mean: 3600, T: 1200},
	{IAT: "hyperexp", P: []float64{0.7, 0.3}, Means: []float64{30, 1200}, T: 60},
	{IAT: "weibull", Shape: 0.5, Scale: 300, T: 60},
	{IAT: "hyperexp", P: []float64{0.7, 0.3}, Means: []float64{30, 1200}, T: 600},
	{IAT: "weibull", Shape: 0.5, Scale: 300, T: 600},
	{IAT: "const", Value: 500, T: 600}, {IAT: "const", Value: 600, T: 600}, {IAT: "const", Value: 700, T: 600},
}

// solve returns the share of cold starts, the idle seconds per request, and the
// mean gap.
func (c zeroCase) solve() (cold, idle, gap float64) {
	switch c.IAT {
	case "exp":
		cold, idle = zeroExp(c.Mean, c.T)
		return cold, idle, c.Mean
	case "hyperexp":
		cold, idle = zeroHyperExp(c.P[0], c.Means[0], c.Means[1], c.T)
		return cold, idle, c.P[0]*c.Means[0] + c.P[1]*c.Means[1]
	case "weibull":
		cold, idle = zeroWeibull(c.Shape, c.Scale, c.T)
		return cold, idle, c.Scale * math.Gamma(1+1/c.Shape)
	}
	if c.Value > c.T { // a request that comes at the very end finds the container
		cold = 1
	}
	return cold, min(c.Value, c.T), c.Value
}

func checkZeroDuration(t *testing.T, r *report) {
	r.group("Keep-alive, requests of no duration", `One function with a keep-alive of T: P(cold) = P(gap > T), and a container idles for min(gap, T) after each request. A gap
of exactly T is warm.`)
	for _, c := range some(zeroCases) {
		cold, idle, gap := c.solve()
		p := params{"kind": c.IAT, "mean": max(c.Mean, c.Value, c.Scale), "keep_alive": c.T, "seconds": every(1/gap, 40_000)}
		name := fmt.Sprintf("%s %g, T=%g: ", c.IAT, max(c.Mean, c.Value), c.T)
		switch c.IAT {
		case "hyperexp":
			p["p"], p["first"], p["second"] = c.P[0], c.Means[0], c.Means[1]
			name = fmt.Sprintf("hyperexp %g×%g+%g×%g, T=%g: ", c.P[0], c.Means[0], c.P[1], c.Means[1], c.T)
		case "weibull":
			p["shape"] = c.Shape
			name = fmt.Sprintf("weibull shape %g scale %g, T=%g: ", c.Shape, c.Scale, c.T)
		case "const":
			p["warm"], p["seconds"] = c.Value*10, c.Value*1000
			s := job{script: "theory/keepalive_zero", params: p}.replicate(t, 1)
			r.exact(name+"P(cold)", "P(gap>T)", cold, s, "cold")
			r.add(row{name + "idle seconds per request", "E[min(gap,T)]", idle, s["idle"][0], idle * rounding})
			continue
		}
		p["warm"] = 10 * gap
		s := job{script: "theory/keepalive_zero", params: p}.replicate(t, replications)
		r.probability(name+"P(cold)", "P(gap>T)", cold, s, "cold")
		r.random(name+"idle seconds per request", "E[min(gap,T)]", idle, s, "idle")
	}
}

// rounding is the relative error of the few floating-point operations by which
// a script takes the difference of two time averages.
const rounding = 1e-12

type oneSlotCase struct{ Lam, Sw, Sc, T float64 }

var oneSlotCases = []oneSlotCase{{0.5, 1, 2, 1}, {0.5, 1, 2, 2}, {0.1, 2, 4, 10}, {0.01, 1, 3, 60}, {0.01, 1, 3, 600}}

func checkOneSlot(t *testing.T, r *report) {
	r.group("Keep-alive, one slot", "At most one request runs, others are rejected; a cold one takes longer. For every distribution of the service time.")
	for _, c := range some(oneSlotCases) {
		want := oneSlot(c.Lam, c.Sw, c.Sc, c.T)
		for _, kind := range some([]string{"exp", "const"}) {
			p := params{
				"rate": c.Lam, "kind": kind, "warm_time": c.Sw, "cold_time": c.Sc, "keep_alive": c.T,
				"warm": math.Round(20 / c.Lam), "seconds": every(c.Lam, 12_000),
			}
			s := job{script: "theory/keepalive_single", params: p}.replicate(t, replications)
			name := fmt.Sprintf("λ=%g Sw=%g Sc=%g T=%g %s: ", c.Lam, c.Sw, c.Sc, c.T, kind)
			r.random(name+"P(cold), of accepted", "renewal", want.coldOfAccepted, s, "cold_of_accepted")
			r.random(name+"P(cold), of all", "renewal", want.coldOfAll, s, "cold_of_all")
			r.random(name+"P(reject)", "renewal", want.reject, s, "rejected")
			r.random(name+"mean running", "renewal", want.running, s, "running")
			r.random(name+"mean containers", "renewal", want.containers(), s, "containers")
		}
	}
}

type unboundedCase struct{ Lam, S, T float64 }

var unboundedCases = []unboundedCase{{0.01, 2, 60}, {0.005, 10, 300}, {0.1, 1, 10}, {0.9, 2, 1}}

func checkUnbounded(t *testing.T, r *report) {
	r.group("Keep-alive, one container for all", "A container serves any number of requests at once: P(cold) = exp(-λ(S+T)), for every distribution of the service time.")
	for _, c := range some(unboundedCases) {
		want := unbounded(c.Lam, c.S, c.T)
		for _, kind := range some(services) {
			p := params{
				"rate": c.Lam, "service": c.S, "kind": kind, "keep_alive": c.T,
				"warm": math.Round(20/c.Lam + 20*c.S), "seconds": every(c.Lam, 10_000),
			}
			s := job{script: "theory/keepalive_unbounded", params: p}.replicate(t, replications)
			name := fmt.Sprintf("λ=%g S=%g T=%g %s: ", c.Lam, c.S, c.T, kind)
			r.random(name+"P(cold)", "M/G/∞ busy period", want, s, "cold")
			r.random(name+"mean containers", "M/G/∞ busy period", 1-want, s, "containers")
		}
	}
}

type mostRecentCase struct {
	Lam, S, T float64
	Max       int `json:"max_running"` // 0: any number
}

var mostRecentCases = []mostRecentCase{
	{0.9, 2, 1, 0}, {0.9, 2, 5, 0}, {0.9, 2, 10, 0}, {0.9, 2, 60, 0}, {0.9, 2, 600, 0}, {0.1, 2, 60, 0}, {0.01, 2, 600, 0},
	{5, 1, 10, 0}, {5, 1, 60, 0}, {10, 2.016, 60, 0}, {10, 2.016, 600, 0},
	{0.9, 2, 10, 3}, {5, 1, 10, 6}, {10, 2.016, 10, 25},
}

func checkMostRecent(t *testing.T, r *report) {
	r.group("Keep-alive, most recently used first", `reuse = "mru", exponential service, cold starts that take no time, with and without a limit of running requests.
Exact, by the time that M/M/∞ takes from n-1 to n for the first time.`)
	for _, c := range some(mostRecentCases) {
		want := mostRecent(c.Lam, c.S, c.T, c.Max)
		// at least some ten cold starts in each replication
		requests := max(20_000, min(10/want.coldOfAll, 100_000))
		p := params{
			"rate": c.Lam, "service": c.S, "keep_alive": c.T, "slots": c.Max,
			"warm": math.Round(5*c.T + 20*c.S + 20/c.Lam), "seconds": every(c.Lam, requests),
		}
		s := job{script: "theory/keepalive_mru", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g S=%g T=%g: ", c.Lam, c.S, c.T)
		if c.Max > 0 {
			name = fmt.Sprintf("λ=%g S=%g T=%g, at most %d: ", c.Lam, c.S, c.T, c.Max)
			r.random(name+"P(cold), of accepted", "first passage", want.coldOfAccepted, s, "cold_of_accepted")
			r.random(name+"P(reject)", "first passage", want.reject, s, "rejected")
		}
		r.random(name+"P(cold)", "first passage", want.coldOfAll, s, "cold_of_all")
		r.random(name+"mean running", "first passage", want.running, s, "running")
		r.random(name+"mean idle", "first passage", want.idle, s, "idle")
		r.random(name+"mean containers", "first passage", want.containers(), s, "containers")
		r.random(name+"cold starts a second", "first passage", want.coldRate, s, "cold_rate")
	}
}

func checkNoExpiry(t *testing.T, r *report) {
	r.group("No expiry", `Containers that are kept for ever and start at once: there are as many cold starts as requests ever ran at once. Containers
that are not kept: every start is cold.`)
	for _, load := range []string{"poisson", "sinusoidal", "renewal", "bursts"} {
		for _, reuse := range []string{"mru", "lru", "oldest", "newest", "random"} {
			s := job{script: "theory/no_expiry", params: params{"load": load, "reuse": reuse, "seconds": size(10_000)}}.replicate(t, 1)
			r.exact(fmt.Sprintf("%s, %s: cold starts", load, reuse), "most running at once", s["most_running"][0], s, "cold_starts")
		}
		s := job{script: "theory/no_expiry", params: params{"load": load, "keep": false, "seconds": size(10_000)}}.replicate(t, 1)
		r.exact(load+", not kept: cold starts", "all starts", s["starts"][0], s, "cold_starts")
		r.exact(load+", not kept: mean containers", "mean running", s["running"][0], s, "busy")
		r.exact(load+", not kept: mean idle", "none", 0, s, "idle")
	}
}
