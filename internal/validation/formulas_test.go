package validation

// This file holds the closed forms of queueing theory that the engine is held
// against.

import "math"

// erlangB is the probability that a request finds all c servers busy and is
// lost, at an offered load of a: M/G/c/c, for every distribution of the service
// time (Sevastyanov 1957).
func erlangB(c int, a float64) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// erlangC is the probability that a request has to wait in M/M/c.
func erlangC(c int, a float64) float64 {
	b := erlangB(c, a)
	rho := a / float64(c)
	return b / (1 - rho + rho*b)
}

// A queueResult is what is known of a queue.
type queueResult struct {
	reject, wait, response, queued, present, throughput float64
	pWait                                               float64
}

// mmc solves M/M/c with an unlimited queue.
func mmc(c int, lambda, service float64) queueResult {
	a := lambda * service
	p := erlangC(c, a)
	wait := p * service / (float64(c) - a)
	return queueResult{
		wait: wait, response: wait + service, queued: lambda * wait, present: lambda*wait + a, throughput: lambda, pWait: p,
	}
}

// quantile is the waiting time that a share of 1-q exceeds in M/M/c.
func (r queueResult) quantile(c int, lambda, service, q float64) float64 {
	return math.Log(r.pWait/(1-q)) * service / (float64(c) - lambda*service)
}

// mmck solves M/M/c with room for k requests, those that are served included.
func mmck(c, k int, lambda, service float64) queueResult {
	a := lambda * service
	p := make([]float64, k+1)
	p[0] = 1
	sum := 1.0
	for n := 1; n <= k; n++ {
		p[n] = p[n-1] * a / float64(min(n, c))
		sum += p[n]
	}
	var r queueResult
	for n := range p {
		p[n] /= sum
		r.present += float64(n) * p[n]
		r.queued += float64(max(n-c, 0)) * p[n]
	}
	r.reject = p[k]
	r.throughput = lambda * (1 - p[k])
	r.response = r.present / r.throughput
	r.wait = r.queued / r.throughput
	return r
}

// pollaczekKhinchine is the mean wait in M/G/1, first in, first out, with the
// squared coefficient of variation scv of the service time.
func pollaczekKhinchine(lambda, service, scv float64) float64 {
	rho := lambda * service
	return rho * service * (1 + scv) / (2 * (1 - rho))
}

// processorSharing is the mean response of a request of length x in M/G/1
// processor sharing at a load of rho (Kleinrock 1967).
func processorSharing(x, rho float64) float64 { return x / (1 - rho) }

// poissonAtMost is P(N <= n) of a Poisson variable with mean a.
func poissonAtMost(n int, a float64) float64 {
	p, sum := math.Exp(-a), 0.0
	for k := 0; k <= n; k++ {
		sum += p
		p *= a / float64(k+1)
	}
	return sum
}

// timeLimit is the share of exponential durations that reach a limit, and the
// mean of what is left of them.
func timeLimit(service, limit float64) (share, mean float64) {
	share = math.Exp(-limit / service)
	return share, service * (1 - share)
}

// rounded is the mean of an exponential duration rounded up to a multiple of
// step, but at least least, a multiple of step.
func rounded(service, step, least float64) float64 {
	return least + math.Exp(-least/service)*step/(1-math.Exp(-step/service))
}

// retried is how often a client calls that gives up after most attempts, each
// of which fails with probability q, and how often it succeeds.
func retried(q float64, most int) (attempts, success float64) {
	all := math.Pow(q, float64(most))
	return (1 - all) / (1 - q), 1 - all
}

// slowest is the mean and the variance of the largest of n exponential times.
func slowest(n int, service float64) (mean, variance float64) {
	for k := 1; k <= n; k++ {
		mean += service / float64(k)
		variance += service * service / float64(k*k)
	}
	return mean, variance
}

// wave is the mean number of running requests if they arrive at the rate
// rate*(1+amplitude*sin(w*t)), with exponential service and no limit (Eick,
// Massey and Whitt 1993): mean + swing*sin(w*(t-lag)).
func wave(rate, amplitude, period, service float64) (mean, swing, lag float64) {
	w := 2 * math.Pi / period
	mean = rate * service
	swing = mean * amplitude / math.Sqrt(1+w*service*w*service)
	return mean, swing, math.Atan(w*service) / w
}

// shareLink returns when transfers of the given sizes end that start at the
// given times, in order, and share a link fairly: the end of the next one is
// computed again after every start and end.
func shareLink(starts, sizes []float64, bandwidth float64) []float64 {
	left := append([]float64(nil), sizes...)
	ends := make([]float64, len(sizes))
	now, begun := 0.0, 0
	active := map[int]bool{}
	for begun < len(starts) || len(active) > 0 {
		next, first := math.Inf(1), -1
		for i := range active {
			if t := now + left[i]*float64(len(active))/bandwidth; t < next {
				next, first = t, i
			}
		}
		if begun < len(starts) && starts[begun] <= next {
			next, first = starts[begun], -1
		}
		for i := range active {
			left[i] -= (next - now) * bandwidth / float64(len(active))
		}
		now = next
		if first >= 0 {
			ends[first] = now
			delete(active, first)
			continue
		}
		active[begun] = true
		begun++
	}
	return ends
}
