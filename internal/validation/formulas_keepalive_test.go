package validation

// This file holds closed forms of keeping containers alive.

import "math"

// zeroExp, zeroHyperExp and zeroWeibull are the share of cold starts and the
// idle seconds per request if requests take no time and containers are kept for
// keep: P(gap > keep) and E[min(gap, keep)].

func zeroExp(mean, keep float64) (cold, idle float64) {
	cold = math.Exp(-keep / mean)
	return cold, mean * (1 - cold)
}

func zeroHyperExp(p, first, second, keep float64) (cold, idle float64) {
	c1, i1 := zeroExp(first, keep)
	c2, i2 := zeroExp(second, keep)
	return p*c1 + (1-p)*c2, p*i1 + (1-p)*i2
}

// zeroWeibull integrates the survival function over [0, keep], by Simpson's
// rule after the substitution gap = scale * u^(1/shape), which takes away the
// infinite slope at 0.
func zeroWeibull(shape, scale, keep float64) (cold, idle float64) {
	const steps = 20_000
	top := math.Pow(keep/scale, shape)
	f := func(u float64) float64 { return math.Exp(-u) * scale / shape * math.Pow(u, 1/shape-1) }
	sum := f(0) + f(top)
	for i := 1; i < steps; i++ {
		weight := 2.0
		if i%2 == 1 {
			weight = 4
		}
		sum += weight * f(top*float64(i)/steps)
	}
	return math.Exp(-top), sum * top / steps / 3
}

// A containerResult is what is known of the containers of a function.
type containerResult struct {
	coldOfAccepted, coldOfAll, reject, running, idle, coldRate float64
}

func (r containerResult) containers() float64 { return r.running + r.idle }

// oneSlot solves a function of which one request runs at a time, others being
// rejected, with mean times of cold and warm requests of any distribution.
func oneSlot(lambda, warm, cold, keep float64) containerResult {
	c := math.Exp(-lambda * keep)
	s := c*cold + (1-c)*warm
	cycle := s + 1/lambda
	return containerResult{
		coldOfAccepted: c, coldOfAll: c / lambda / cycle, reject: s / cycle, running: s / cycle,
		idle: (1 - c) / lambda / cycle, coldRate: c / cycle,
	}
}

// unbounded is the share of cold starts if one container serves any number of
// requests at once and cold starts take no time; the container is there for
// the rest of the time.
func unbounded(lambda, service, keep float64) float64 { return math.Exp(-lambda * (service + keep)) }

// mostRecent solves a function with exponential service whose most recently
// used idle container goes first; at most slots requests run, 0 for any number.
//
// The n-th container is left when the number of running requests falls from n
// to n-1, and is needed again when it comes back to n for the first time.
// The start is cold if that takes longer than keep.
func mostRecent(lambda, service, keep float64, slots int) containerResult {
	a := lambda * service
	pi := busy(a, slots)
	var r containerResult
	for n := 1; n <= len(pi); n++ {
		if n == len(pi) && slots > 0 {
			r.reject = pi[n-1]
			break
		}
		cold, idle := firstPassage(n, lambda, service, keep)
		r.coldOfAll += pi[n-1] * cold
		r.idle += lambda * pi[n-1] * idle
		r.running += pi[n-1] * a
	}
	r.coldOfAccepted = r.coldOfAll / (1 - r.reject)
	r.coldRate = lambda * r.coldOfAll
	return r
}

// busy is the distribution of the number of running requests at an offered
// load of a: Poisson, cut off at slots.
func busy(a float64, slots int) []float64 {
	n := slots
	if n == 0 {
		n = int(a + 12*math.Sqrt(a) + 30)
	}
	pi := make([]float64, n+1)
	pi[0] = 1
	sum := 1.0
	for k := 1; k <= n; k++ {
		pi[k] = pi[k-1] * a / float64(k)
		sum += pi[k]
	}
	for k := range pi {
		pi[k] /= sum
	}
	return pi
}

// firstPassage returns P(tau > keep) and E[min(tau, keep)], where tau is how long
// M/M/inf takes to come from n-1 running requests to n.
//
// By uniformisation: the chain jumps at a rate q in which every state takes
// part, so that after a time keep it has made a Poisson number of jumps; alive[k]
// is the probability that n has not been reached by the k-th.
func firstPassage(n int, lambda, service, keep float64) (longer, mean float64) {
	q := lambda + float64(n-1)/service
	jumps := q * keep
	state, next := make([]float64, n), make([]float64, n)
	state[n-1] = 1
	alive := 1.0
	atMost := 0.0 // P(at most k jumps)
	for k := 0; float64(k) < jumps+12*math.Sqrt(jumps)+60; k++ {
		logFactorial, _ := math.Lgamma(float64(k + 1))
		weight := math.Exp(float64(k)*math.Log(jumps) - jumps - logFactorial)
		longer += weight * alive
		atMost += weight
		mean += (1 - atMost) * alive / q
		for i := range next {
			next[i] = 0
		}
		for i, p := range state {
			up, down := lambda/q, float64(i)/service/q
			next[i] += p * (1 - up - down)
			if i > 0 {
				next[i-1] += p * down
			}
			if i < n-1 {
				next[i+1] += p * up
			}
		}
		state, next = next, state
		alive = 0
		for _, p := range state {
			alive += p
		}
	}
	return longer, mean
}
