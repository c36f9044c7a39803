package validation

// This file holds shared CPUs and links against processor sharing.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

type sharingCase struct{ Lam, S float64 }

var sharingCases = []sharingCase{{0.3, 1}, {0.5, 1}, {0.8, 1}, {0.9, 1}}

// sharedKinds are the distributions for what is insensitive to them.
var sharedKinds = []string{"exp", "const", "hyperexp"}

func checkSharedCPU(t *testing.T, r *report) {
	r.group("Processor sharing on a CPU", `cpu = "shared": on one core (M/G/1-PS) a request of length x takes x/(1-ρ) on average. On c cores, of which a
request uses at most one, the mean response is that of Erlang C, for every distribution.`)
	for _, c := range some(sharingCases) {
		rho := c.Lam * c.S
		for _, kind := range slices.Concat(some(sharedKinds), []string{"two"}) {
			s := share(t, "theory/shared_cpu", params{"kind": kind}, 1, c.Lam, c.S)
			name := fmt.Sprintf("1 core, λ=%g S=%g %s: ", c.Lam, c.S, kind)
			r.random(name+"mean response", "M/G/1-PS", processorSharing(c.S, rho), s, "response")
			r.random(name+"mean present", "M/G/1-PS", rho/(1-rho), s, "present")
			if kind == "two" {
				r.random(name+"mean response, x=0.2", "M/G/1-PS", processorSharing(0.2*c.S, rho), s, "short")
				r.random(name+"mean response, x=1.8", "M/G/1-PS", processorSharing(1.8*c.S, rho), s, "long")
			}
		}
	}
	for _, c := range some(queueCases) {
		if c.C == 1 {
			continue
		}
		want := mmc(c.C, c.Lam, c.S)
		for _, kind := range []string{"const", "hyperexp"} {
			s := share(t, "theory/shared_cpu", params{"kind": kind, "cores": c.C}, c.C, c.Lam, c.S)
			name := fmt.Sprintf("%d cores, λ=%g S=%g %s: ", c.C, c.Lam, c.S, kind)
			r.random(name+"mean response", "M/G/c-PS", want.response, s, "response")
			r.random(name+"mean present", "M/G/c-PS", want.present, s, "present")
		}
	}
}

// share runs a script of processor sharing.
func share(t *testing.T, script string, p params, cores int, lambda, service float64) sample {
	return job{script: script, params: settled(p, cores, lambda, service, 6_000)}.replicate(t, replications)
}

func checkSharedLink(t *testing.T, r *report) {
	r.group("Processor sharing on a link", `Poisson transfers over a link: what handlers download over the interface of their host, and the code files of cold starts over
the link of a repository. A transfer alone takes a second.`)
	for _, c := range some(sharingCases) {
		rho := c.Lam * c.S
		for _, kind := range slices.Concat(some(sharedKinds), []string{"code"}) {
			p := settled(params{"link": "interface", "kind": kind}, 1, c.Lam, c.S, 6_000)
			delete(p, "rate")
			delete(p, "service")
			p["load"] = rho
			name := fmt.Sprintf("interface, ρ=%g %s: ", rho, kind)
			if kind == "code" {
				delete(p, "kind")
				p["link"] = "repository"
				name = fmt.Sprintf("repository, ρ=%g const: ", rho)
			}
			s := job{script: "theory/shared_link", params: p}.replicate(t, replications)
			r.random(name+"mean response", "M/G/1-PS", processorSharing(1, rho), s, "response")
			r.random(name+"mean present", "M/G/1-PS", rho/(1-rho), s, "present")
		}
	}
}

// A transferCase is some downloads over a link of 100 MB/s.
type transferCase struct {
	name          string
	starts, sizes []float64 // s, MB
}

var transferCases = []transferCase{
	{"1 alone", []float64{0}, []float64{250}},
	{"3 at once", []float64{0, 0, 0}, []float64{100, 100, 100}},
	{"7 at once", make([]float64, 7), []float64{50, 50, 50, 50, 50, 50, 50}},
	{"unequal", []float64{0, 0, 0}, []float64{100, 200, 400}},
	{"one after the other", []float64{0, 1, 2}, []float64{100, 100, 100}},
	{"staggered", []float64{0, 0.5, 1.25, 4}, []float64{200, 100, 50, 100}},
	{"staggered, first ends early", []float64{0, 0.25, 0.5, 0.75}, []float64{30, 300, 60, 90}},
}

func checkTransfers(t *testing.T, r *report) {
	r.group("Transfers", "Downloads of images over one link of 100 MB/s: the end of each, to the nanosecond.")
	for _, c := range transferCases {
		want := shareLink(c.starts, c.sizes, 100)
		p := params{"starts": commas(c.starts), "sizes": commas(c.sizes)}
		s := job{script: "theory/transfers", params: p}.replicate(t, 1)
		for i, end := range want {
			name := fmt.Sprintf("end_%d", i+1)
			r.add(row{fmt.Sprintf("%s: end of transfer %d", c.name, i+1), "fair shares", end, s[name][0], nanosecond})
		}
	}
	for _, k := range []int{2, 10} {
		p := params{"starts": commas(make([]float64, k)), "sizes": commas(make([]float64, k)), "same": true}
		p["sizes"] = "100" + p["sizes"].(string)[1:]
		s := job{script: "theory/transfers", params: p}.replicate(t, 1)
		name := fmt.Sprintf("%d requests for one image: ", k)
		r.exact(name+"downloads", "one transfer", 1, s, "download_transfers")
		r.exact(name+"bytes", "one transfer", 100e6, s, "download_bytes")
		require.Equal(t, 1.0, s[fmt.Sprintf("end_%d", k)][0])
		r.exact(name+"end of the last", "one transfer", 1, s, fmt.Sprintf("end_%d", k))
	}
}

// nanosecond is the resolution of simulated time. An end is rounded to it once.
const nanosecond = 1e-9

// commas joins numbers.
func commas(values []float64) string {
	text := ""
	for i, v := range values {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprint(v)
	}
	return text
}
