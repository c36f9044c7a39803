package report

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// info is what is known of a small trace.
func info() *workload.Info {
	q := workload.Quantiles{Count: 3, Mean: 4, Min: 1, P5: 1, P25: 2, P50: 3, P75: 5, P95: 9, P99: 10, Max: 11}
	return &workload.Info{
		Source: "traces/day, day 1", Functions: 40, Apps: 13, Owners: 12, Invocations: 1414, Span: sim.Seconds(3600),
		Triggers: []workload.TriggerInfo{{Name: "http", Functions: 30, Invocations: 400}, {Name: "", Functions: 10, Invocations: 1014}},
		Minutes:  workload.MinuteInfo{Minutes: 60, Min: 3, Max: 99, Mean: 23.57}, AverageDuration: q, Memory: q, Concurrency: 1.234,
		Top: []workload.TopInfo{{Share: 0.01, Functions: 1, Invocations: 0.5}},
		Report: &workload.Report{Source: "traces/day, day 1", Functions: 40, Apps: 13, Invocations: 1414, Repairs: []workload.Repair{
			{Rule: "Average not positive", Action: "mean of the percentiles taken", Count: 13, Example: "a.csv:7: 0"},
			{Rule: "function without invocations", Action: "kept", Count: 1, Note: true},
		}},
	}
}

func TestTrace(t *testing.T) {
	var text, doc strings.Builder
	require.NoError(t, TraceText(&text, info(), false))
	golden(t, "trace.txt", text.String())
	require.NoError(t, TraceJSON(&doc, info()))
	golden(t, "trace.json", doc.String())
	require.True(t, json.Valid([]byte(doc.String())))

	// A trace about which nothing but times is known.
	text.Reset()
	require.NoError(t, TraceText(&text, &workload.Info{Source: "a.csv", Functions: 1, Apps: 1, Triggers: make([]workload.TriggerInfo, 1), Report: &workload.Report{}}, false))
	require.NotContains(t, text.String(), "trigger")
	require.NoError(t, TraceJSON(io.Discard, &workload.Info{Report: &workload.Report{}}))
}
