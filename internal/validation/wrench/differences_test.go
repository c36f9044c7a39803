package wrench

// This file tells differences on purpose from mistakes.

import (
	"math/bits"
	"path/filepath"
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

// TestDifferences shows each rule alone: coldmoon does what was calculated by hand
// (see TestWrenchByHand), and so does the model if it follows that rule, but not if
// it does as WRENCH does.
func TestDifferences(t *testing.T) {
	for name, rule := range map[string]rules{
		"difference-together":       together,
		"difference-images-first":   imagesFirst,
		"difference-killed-stops":   killedStops,
		"difference-fails-at-once":  failsAtOnce,
		"difference-no-idle-rounds": noIdleRounds,
		"difference-no-empty-loads": noEmptyLoads,
	} {
		w, err := readWrench(filepath.Join(wrenchByHand, name+".json"))
		require.NoError(t, err)
		theirs, _ := runModel(&w.Scenario, 0)
		require.NotEmpty(t, w.compare(theirs), name)
		ours, _ := runModel(&w.Scenario, rule)
		require.Empty(t, w.compare(ours), name)
	}
}
