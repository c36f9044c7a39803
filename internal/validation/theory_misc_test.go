package validation

// This file holds caches, bills, time limits and workflows against closed forms.

import (
	"fmt"
	"math"
	"testing"
)

type cacheCase struct {
	Items    int
	Zipf     float64
	Capacity int `json:"capacity_items"`
}

var cacheCases = []cacheCase{{10, 0.8, 1}, {10, 0.8, 3}, {10, 0.8, 5}, {8, 1, 4}, {20, 0.9, 3}}

func checkCaches(t *testing.T, r *report) {
	r.group("Image caches", `Images of one size, requested independently with Zipf probabilities: hit ratios of main storage and of the disk of a host, exact
(King 1971 for least recently used, Gelenbe 1973 for first in, first out).`)
	for _, c := range some(cacheCases) {
		p := zipf(c.Items, c.Zipf)
		for _, order := range []string{"lru", "fifo"} {
			all, first := lruHits(p, c.Capacity)
			source := "King"
			if order == "fifo" {
				all, first = fifoHits(p, c.Capacity)
				source = "Gelenbe"
			}
			for _, level := range []string{"storage", "host"} {
				s := c.run(t, order, level, 500, 4_000)
				name := fmt.Sprintf("%s, %s, %d of %d, zipf %g: ", level, order, c.Capacity, c.Items, c.Zipf)
				r.random(name+"hits", source, all, s, "hits")
				r.random(name+"hits of the first image", source, first, s, "hits_of_first")
			}
		}
	}
}

// run measures the hits of a cache.
func (c cacheCase) run(t *testing.T, order, level string, warm, requests float64) sample {
	p := params{
		"items": c.Items, "zipf": c.Zipf, "capacity": c.Capacity, "order": order, "level": level,
		"warm": warm, "seconds": size(requests),
	}
	return job{script: "theory/lru", params: p}.replicate(t, replications)
}

var largeCacheCases = []cacheCase{{1000, 0.8, 10}, {1000, 0.8, 50}, {1000, 0.8, 100}, {1000, 0.8, 300}}

func checkLargeCaches(t *testing.T, r *report) {
	r.group("Large image caches", "Main storage with many images, against Che's approximation, whose own error is far below the tolerance here.")
	for _, c := range some(largeCacheCases) {
		s := c.run(t, "lru", "storage", float64(300+12*c.Capacity), 5_000)
		name := fmt.Sprintf("storage, lru, %d of %d, zipf %g: hits", c.Capacity, c.Items, c.Zipf)
		r.random(name, "Che", cheHits(zipf(c.Items, c.Zipf), c.Capacity), s, "hits")
	}
}

func checkTimeToLive(t *testing.T, r *report) {
	r.group("Keep-alive of many functions", "A cache with a time to live that a hit resets: 20 functions, requests of no duration.")
	for _, keep := range some([]float64{1, 10, 100}) {
		hits, items := timeToLive(zipf(20, 0.8), 1, keep)
		p := params{"items": 20, "zipf": 0.8, "rate": 1.0, "keep_alive": keep, "warm": 10 * keep, "seconds": size(20_000)}
		s := job{script: "theory/ttl", params: p}.replicate(t, replications)
		name := fmt.Sprintf("T=%g: ", keep)
		r.random(name+"P(warm)", "TTL cache", hits, s, "hits")
		r.random(name+"mean containers", "TTL cache", items, s, "containers")
	}
}

type roundingCase struct{ S, G, M float64 }

var roundingCases = []roundingCase{
	{0.05, 0.1, 0}, {0.5, 0.1, 0}, {2, 0.1, 0}, {0.05, 0.001, 0}, {0.5, 1, 0}, {2, 1, 0},
	{0.05, 0.001, 0.1}, {0.5, 0.1, 1},
}

func checkRounding(t *testing.T, r *report) {
	r.group("Billed time", "Durations rounded up to a multiple of g, with a minimum of m: the mean billed time in seconds.")
	for _, c := range some(roundingCases) {
		p := params{"service": c.S, "granularity": c.G, "minimum": c.M, "requests": size(3_000)}
		s := job{script: "theory/rounding", params: p}.replicate(t, replications)
		name := fmt.Sprintf("exp %g s, g=%g m=%g: ", c.S, c.G, c.M)
		r.random(name+"billed", "geometric", rounded(c.S, c.G, c.M), s, "billed")
		r.random(name+"used", "mean", c.S, s, "used")
	}
	for _, k := range some([]float64{1, 3, 10}) {
		p := params{"kind": "uniform", "service": 0.1 * k, "granularity": 0.1, "requests": size(3_000)}
		s := job{script: "theory/rounding", params: p}.replicate(t, replications)
		name := fmt.Sprintf("uniform to %g s, g=0.1: billed", 0.1*k)
		if k == 1 { // always one step; the script divides the bill by the number of requests
			r.add(row{name, "g(k+1)/2", 0.1, s["billed"][0], 0.1 * rounding})
			continue
		}
		r.random(name, "g(k+1)/2", 0.1*(k+1)/2, s, "billed")
	}
}

type limitCase struct{ S, L float64 }

var limitCases = []limitCase{{1, 2}, {10, 30}, {100, 60}}

func checkTimeLimit(t *testing.T, r *report) {
	r.group("Time limit", "Exponential durations and a limit of L, for the three ways to write a function.")
	for _, c := range some(limitCases) {
		share, mean := timeLimit(c.S, c.L)
		for _, how := range []string{"duration", "phases", "handler"} {
			p := params{"service": c.S, "limit": c.L, "how": how, "requests": size(3_000)}
			s := job{script: "theory/timeout", params: p}.replicate(t, replications)
			name := fmt.Sprintf("S=%g L=%g, %s: ", c.S, c.L, how)
			r.random(name+"P(timeout)", "exp(-L/S)", share, s, "timeouts")
			r.random(name+"mean execution", "S(1-exp(-L/S))", mean, s, "execution")
		}
	}
}

type retryCase struct {
	Q float64
	R int
}

var retryCases = []retryCase{{0.1, 3}, {0.3, 3}, {0.5, 2}, {0.05, 5}}

func checkRetries(t *testing.T, r *report) {
	r.group("Retries of a client", "A client process calls a function that fails with probability q, at most r times.")
	for _, c := range some(retryCases) {
		attempts, success := retried(c.Q, c.R)
		p := params{"fail": c.Q, "attempts": c.R, "requests": size(2_000)}
		s := job{script: "theory/retries", params: p}.replicate(t, replications)
		name := fmt.Sprintf("q=%g r=%d: ", c.Q, c.R)
		r.random(name+"attempts", "geometric", attempts, s, "attempts")
		r.probability(name+"P(success)", "geometric", success, s, "success")
	}
}

type forkCase struct {
	N int
	S float64
}

var forkCases = []forkCase{{2, 1}, {4, 1}, {8, 1}, {16, 1}, {100, 1}}

func checkForkJoin(t *testing.T, r *report) {
	r.group("Workflows", "A fan-out of n exponential branches ends with the slowest; a chain takes the sum.")
	for _, c := range some(forkCases) {
		mean, variance := slowest(c.N, c.S)
		workflows := size(math.Max(150, 4_000/float64(c.N)))
		s := job{script: "theory/fork_join", params: params{"branches": c.N, "service": c.S, "workflows": workflows}}.replicate(t, replications)
		name := fmt.Sprintf("fan-out, n=%d S=%g: ", c.N, c.S)
		r.random(name+"mean makespan", "S·H(n)", mean, s, "makespan")
		r.random(name+"variance of it", "S²·Σ1/k²", variance, s, "variance")
	}
	for _, n := range some([]int{3, 10}) {
		p := params{"shape": "chain", "branches": n, "workflows": size(4_000 / float64(n))}
		s := job{script: "theory/fork_join", params: p}.replicate(t, replications)
		name := fmt.Sprintf("chain, k=%d S=1: ", n)
		r.random(name+"mean makespan", "k·S", float64(n), s, "makespan")
		r.random(name+"variance of it", "k·S²", float64(n), s, "variance")
	}
}

type waveCase struct{ Lam0, A, P, S float64 }

var waveCases = []waveCase{{5, 0.8, 600, 2}, {5, 0.8, 60, 20}}

func checkWave(t *testing.T, r *report) {
	r.group("Sinusoidal arrivals", `Rate λ(1+A·sin(2πt/P)), exponential service, no limit: the mean number of running requests is a sine of the same period, with a
smaller amplitude B and a lag. Checked are its mean and its two components: B·cos(lag) and -B·sin(lag).`)
	for _, c := range some(waveCases) {
		mean, swing, lag := wave(c.Lam0, c.A, c.P, c.S)
		angle := 2 * math.Pi * lag / c.P
		p := params{
			"rate": c.Lam0, "amplitude": c.A, "period": c.P, "service": c.S,
			"warm": math.Ceil(20 * c.S / c.P), "periods": math.Ceil(size(15_000) / (c.Lam0 * c.P)),
		}
		s := job{script: "theory/nhpp", params: p}.replicate(t, replications)
		name := fmt.Sprintf("λ=%g A=%g P=%g S=%g: ", c.Lam0, c.A, c.P, c.S)
		r.random(name+"mean running", "Eick–Massey–Whitt", mean, s, "mean")
		r.random(name+"sine", "Eick–Massey–Whitt", swing*math.Cos(angle), s, "sine")
		r.random(name+"cosine", "Eick–Massey–Whitt", -swing*math.Sin(angle), s, "cosine")
	}
}
