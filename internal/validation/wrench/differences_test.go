package wrench

// This file tells differences on purpose from mistakes.

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
)

// explain returns by which rules got differs from WRENCH, "" if that can't be said:
// the model must give WRENCH's outcome by WRENCH's rules, and got by coldmoon's.
func (w *wrenchFile) explain(got *outcome) string {
	sc := &w.Scenario
	if sc.Service.Scheduler != "fcfs" {
		return ""
	}
	if theirs, gaveUp := runModel(sc, 0); gaveUp != "" || len(w.compare(theirs)) > 0 {
		return ""
	}
	for n := 1; n <= len(ruleNames); n++ {
		for r := range coldmoonRules + 1 {
			if bits.OnesCount(uint(r)) != n {
				continue
			}
			if ours, _ := runModel(sc, r); len(compareOutcomes(got, ours)) == 0 {
				return r.String()
			}
		}
	}
	return ""
}

// TestModelRecorded holds the model against WRENCH.
func TestModelRecorded(t *testing.T) {
	for _, path := range scenarios(t, wrenchRecorded) {
		w, err := readWrench(path)
		require.NoError(t, err)
		if w.beyond() != "" || w.Scenario.Service.Scheduler != "fcfs" {
			continue
		}
		got, gaveUp := runModel(&w.Scenario, 0)
		require.Empty(t, gaveUp, path)
		require.Empty(t, w.compare(got), path)
	}
}
