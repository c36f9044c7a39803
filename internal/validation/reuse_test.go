package validation

// This file shows how much depends on the order in which idle containers are
// used.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const reuseText = `
The same requests (Poisson, 5 a second, exponential service of mean 1 s, cold starts that take no time) under the five orders
of reuse. The most recently used container first lets the others expire; the least recently used one first keeps all of them
alive, and saves nearly all cold starts at the price of more idle containers. Two simulators that do not agree on this order
cannot agree on cold starts.

Only the order mru has a closed form. The tables show all five as they were measured, with 4 standard errors; the test demands
that the orders differ in this direction by more than that: mru, newest, random, lru.
`

var reuseOrders = []string{"mru", "newest", "oldest", "random", "lru"}

func checkReuse(t *testing.T, r *report) {
	for _, keep := range some([]float64{1, 3, 10}) {
		p := params{"rate": 5.0, "service": 1.0, "keep_alive": keep, "warm": 100 + 10*keep, "seconds": size(3_000)}
		s := job{script: "theory/reuse", params: p}.replicate(t, replications)
		r.group(fmt.Sprintf("Keep-alive of %g s", keep), "What differs is the order of reuse only.")
		want := mostRecent(5, 1, keep, 0)
		r.random("mru: P(cold)", "first passage", want.coldOfAll, s, "mru_cold")
		r.random("mru: mean idle", "first passage", want.idle, s, "mru_idle")
		for _, order := range reuseOrders[1:] {
			r.exact(order+": requests that are not those of mru", "same arrivals", 0, s.minus("mru_requests", order+"_requests"), "difference")
			r.exact(order+": running that are not those of mru", "same service", 0, s.minus("mru_running", order+"_running"), "difference")
		}
		r.endTable()
		orderTable(t, r, s)
	}
}

// minus returns the differences of two results, seed by seed.
func (s sample) minus(a, b string) sample {
	var d []float64
	for i := range s[a] {
		d = append(d, s[a][i]-s[b][i])
	}
	return sample{"difference": d}
}

// orderTable shows the orders and demands that they differ as they must: the
// longer an order lets a container wait, the more cold starts.
func orderTable(t *testing.T, r *report, s sample) {
	least := s.of(t, "lru_cold")
	r.text.WriteString("| reuse | P(cold) | cold starts, times those of lru | mean idle containers |\n|---|--:|--:|--:|\n")
	for _, order := range reuseOrders {
		cold, idle := s.of(t, order+"_cold"), s.of(t, order+"_idle")
		line := fmt.Sprintf("| %s | %.5f ± %.5f | %.3g | %.3f ± %.3f |", order, cold.mean, 4*cold.se, cold.mean/least.mean, idle.mean, 4*idle.se)
		fmt.Fprintln(&r.text, line)
		if testing.Verbose() {
			t.Log(line)
		}
	}
	r.text.WriteString("\n")
	for _, pair := range [][2]string{{"mru", "newest"}, {"newest", "random"}, {"random", "lru"}} {
		more := s.minus(pair[0]+"_cold", pair[1]+"_cold").of(t, "difference")
		require.Greater(t, more.mean, 4*more.se, "%s has more cold starts than %s", pair[0], pair[1])
	}
}
