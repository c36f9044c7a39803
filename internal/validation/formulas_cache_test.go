package validation

// This file holds closed forms of caches under the independent reference model.

import "math"

// zipf returns n probabilities proportional to i^-s.
func zipf(n int, s float64) []float64 {
	p := make([]float64, n)
	sum := 0.0
	for i := range p {
		p[i] = math.Pow(float64(i+1), -s)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// lruHits is the exact hit ratio of a least-recently-used cache of c of the
// items, and the share of the requests for the first item that hit (King 1971).
// It goes through all orders of c items that the cache can be in.
func lruHits(p []float64, c int) (all, first float64) {
	used := make([]bool, len(p))
	var visit func(depth int, probability, held float64)
	visit = func(depth int, probability, held float64) {
		if depth == c {
			all += probability * held
			if used[0] {
				first += probability
			}
			return
		}
		for i, pi := range p {
			if !used[i] {
				used[i] = true
				visit(depth+1, probability*pi/(1-held), held+pi)
				used[i] = false
			}
		}
	}
	visit(0, 1, 0)
	return all, first
}

// fifoHits is the same of a first-in-first-out cache, and of one that evicts at
// random: a set of c items is in the cache with a probability proportional to
// the product of theirs (Gelenbe 1973).
func fifoHits(p []float64, c int) (all, first float64) {
	whole := elementary(p, c)
	for i := range p {
		others := append(append([]float64(nil), p[:i]...), p[i+1:]...)
		in := p[i] * elementary(others, c-1) / whole
		all += p[i] * in
		if i == 0 {
			first = in
		}
	}
	return all, first
}

// elementary is the sum over all sets of c of the numbers of their product.
func elementary(p []float64, c int) float64 {
	e := make([]float64, c+1)
	e[0] = 1
	for _, x := range p {
		for k := c; k > 0; k-- {
			e[k] += e[k-1] * x
		}
	}
	return e[c]
}

// cheHits approximates lruHits for many items: item i is in the cache with
// probability 1-exp(-p_i*t), where t makes c of them expected (Che 2002).
func cheHits(p []float64, c int) float64 {
	held := func(t float64) float64 {
		sum := 0.0
		for _, x := range p {
			sum -= math.Expm1(-x * t)
		}
		return sum
	}
	low, high := 0.0, 1.0
	for held(high) < float64(c) {
		high *= 2
	}
	for range 200 {
		if mid := (low + high) / 2; held(mid) < float64(c) {
			low = mid
		} else {
			high = mid
		}
	}
	hits := 0.0
	for _, x := range p {
		hits -= x * math.Expm1(-x*low)
	}
	return hits
}

// timeToLive is the hit ratio of a cache in which an item stays for keep after its
// last use, and the mean number of items in it.
func timeToLive(p []float64, rate, keep float64) (hits, items float64) {
	for _, x := range p {
		in := -math.Expm1(-x * rate * keep)
		hits += x * in
		items += in
	}
	return hits, items
}
