package validation

// This file holds the engine against DSLab-FaaS on a trace, and the script that
// copies its rules against five requests worked out by hand.

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const dslabRulesText = `
The script of the next section on five requests, worked out by hand. Three containers of 100 MB are idle from 3.5, 6.5 and
10.5 s on, in this order. The request at 20 s takes the first of the set, into whose place the last one moves; it is the one
that the request at 30 s takes.
`

// fewRequests are the requests of dslabRulesText.
const fewRequests = `time_s,app,function,duration_s,memory_mb
0,1,1,10,100
1,1,1,5,100
2,1,1,1,100
20,1,1,1,100
30,1,1,1,100
`

func checkDSLabRules(t *testing.T, r *report) {
	trace := filepath.Join(t.TempDir(), "trace.csv")
	require.NoError(t, os.WriteFile(trace, []byte(fewRequests), 0o600))
	for _, c := range []struct {
		name   string
		reset  bool
		wasted float64 // MB·s
	}{
		// third: 3.5 to 20, 21 to 603.5; second: 6.5 to 606.5; first: 10.5 to 30, 31 to 610.5
		{"", false, 100 * (16.5 + 582.5 + 600 + 19.5 + 579.5)},
		// third: 3.5 to 20, 21 to 621; second: 6.5 to 606.5; first: 10.5 to 30, 31 to 631
		{"reset: ", true, 100 * (16.5 + 600 + 600 + 19.5 + 600)},
	} {
		s := runDSLab(t, trace, c.reset)
		r.exact(c.name+"cold starts", "by hand", 3, s, "cold_starts")
		r.exact(c.name+"wasted memory time, MB·s", "by hand", c.wasted, s, "wasted_memory_time_mb_s")
		r.exact(c.name+"response, mean", "by hand", (10.5+5.5+1.5+1+1)/5, s, "mean")
	}
}

// runDSLab runs the script on a trace.
func runDSLab(t *testing.T, trace string, reset bool) sample {
	p := params{"trace": trace, "reset": reset}
	return job{script: "dslab/faas", params: p, read: []string{filepath.Dir(trace)}}.replicate(t, 1)
}

const dslabText = `
[DSLab-FaaS](https://github.com/osukhoroslov/dslab) (Rust) on a trace of 100,000 invocations of 200 applications in a day: 100
hosts of 4096 MB, half a second for a cold start, a keep-alive of 600 s that runs from the first time that a container is
idle, or from its last use (*reset*). The script copies its rules in Lua, also the order in which it goes through the idle
containers of a host. Both programs are deterministic here, so the counts must be equal; sums of floating-point numbers may
differ by one part in a million.
`

// A dslabResult is the part of a file of results that is compared.
type dslabResult struct {
	Oracle struct {
		Invocations, Finished float64
		ColdStarts            float64            `json:"cold_starts"`
		Wasted                float64            `json:"wasted_memory_time_mb_s"`
		Response              map[string]float64 `json:"response_time"`
		AppColdStarts         []float64          `json:"app_cold_starts"`
		HostInvocations       []float64          `json:"host_invocations"`
	}
}

func checkDSLab(t *testing.T, r *report) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	trace := unpack(t, "dslab/trace-100k.csv.xz")
	for _, c := range []struct {
		file  string
		name  string
		reset bool
	}{{"100k-ignored-ka600", "", false}, {"100k-ignored-ka600-reset", "reset: ", true}} {
		text, err := os.ReadFile(oracles + "dslab/" + c.file + ".json")
		require.NoError(t, err)
		var want dslabResult
		require.NoError(t, json.Unmarshal(text, &want))
		want.compare(r, c.name, runDSLab(t, trace, c.reset))
	}
}

// compare records what the script printed.
func (d *dslabResult) compare(r *report, name string, s sample) {
	const source = "DSLab-FaaS"
	o := &d.Oracle
	r.exact(name+"invocations", source, o.Invocations, s, "invocations")
	r.exact(name+"finished", source, o.Finished, s, "finished")
	r.exact(name+"cold starts", source, o.ColdStarts, s, "cold_starts")
	r.exact(name+"applications with other cold starts", source, 0, s.differences("app_%d", 0, o.AppColdStarts), "differ")
	r.exact(name+"hosts with other invocations", source, 0, s.differences("host_%d", 1, o.HostInvocations), "differ")
	r.add(row{name + "wasted memory time, MB·s", source, o.Wasted, s["wasted_memory_time_mb_s"][0], 1e-6 * o.Wasted})
	for _, q := range []string{"mean", "min", "p50", "p90", "p95", "p99", "p999", "max"} {
		r.add(row{name + "response, " + q, source, o.Response[q], s[q][0], 1e-6 * o.Response[q]})
	}
}

// differences counts how many results differ from a list of them, whose names
// are numbered from first.
func (s sample) differences(name string, first int, want []float64) sample {
	n := 0.0
	for i, x := range want {
		if got := s[fmt.Sprintf(name, first+i)]; len(got) != 1 || got[0] != x {
			n++
		}
	}
	return sample{"differ": {n}}
}

// unpack writes a compressed oracle to a file and returns its name.
func unpack(t *testing.T, file string) string {
	t.Helper()
	xz, err := exec.LookPath("xz")
	if err != nil {
		t.Skip("the program xz is not there: cannot unpack the trace")
	}
	text, err := exec.Command(xz, "-dc", oracles+file).Output()
	require.NoError(t, err)
	name := filepath.Join(t.TempDir(), "trace.csv")
	require.NoError(t, os.WriteFile(name, text, 0o600))
	return name
}
