// This file holds the engine against DSLab-FaaS on a trace.

package validation

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

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
		s := job{
			script: "dslab/faas", params: params{"trace": trace, "reset": c.reset}, read: []string{filepath.Dir(trace)},
		}.replicate(t, 1)
		want.compare(r, c.name, s)
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
