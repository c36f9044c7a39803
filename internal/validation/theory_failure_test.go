package validation

// This file holds failures of hosts against closed forms.

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// A failureCase is a host that is up and down for exponential times with these means,
// and the mean time of the requests that it serves, all in seconds.
type failureCase struct{ Up, Down, S float64 }

var failureCases = []failureCase{{1000, 100, 10}, {100, 10, 10}, {10, 10, 10}}

// available is the share of time in which the host is up.
func (c failureCase) available() float64 { return c.Up / (c.Up + c.Down) }

// killed is the share of the requests that are running when it fails.
func (c failureCase) killed() float64 { return (c.S / c.Up) / (1 + c.S/c.Up) }

func checkFailures(t *testing.T, r *report) {
	r.group("Failures of a host", `One host is up and down for exponential times of mean U and D; one request a second, exponential of mean S, is rejected if it
finds the host down.`)
	for _, c := range some(failureCases) {
		p := params{"up": c.Up, "down": c.Down, "service": c.S, "warm": 10 * (c.Up + c.Down), "seconds": size(100*c.Up + 5_000)}
		s := job{script: "theory/failures", params: p}.replicate(t, replications)
		name := fmt.Sprintf("U=%g D=%g S=%g: ", c.Up, c.Down, c.S)
		r.random(name+"P(served)", "U/(U+D)", c.available(), s, "available")
		r.random(name+"P(killed), of those served", "(S/U)/(1+S/U)", c.killed(), s, "killed")
		r.random(name+"mean running", "Little", c.available()*c.S*(1-c.killed()), s, "running")
	}
}

// holdFailures: the file has the two formulas in one case each.
func holdFailures(l *ledger, b block) {
	require.Len(l.t, b.Cases, 2)
	var up struct{ MTTF, MTTR, A float64 }
	var hit struct {
		F      float64
		S      float64
		Killed float64 `json:"p_killed"`
	}
	require.NoError(l.t, json.Unmarshal(b.Cases[0], &up))
	require.NoError(l.t, json.Unmarshal(b.Cases[1], &hit))
	c := failureCase{up.MTTF, up.MTTR, hit.S}
	require.Contains(l.t, failureCases, c)
	require.Equal(l.t, 1/hit.F, c.Up) // the rate of failures is that of the first case
	l.hold(up.A, c.available())
	l.hold(hit.Killed, c.killed())
}
