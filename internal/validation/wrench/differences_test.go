package wrench

// This file tells differences on purpose from mistakes.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// explain returns by which rules got differs from WRENCH, "" if that can't be said:
// the model must give WRENCH's outcome by WRENCH's rules, and got by coldmoon's.
func (w *wrenchFile) explain(got *outcome) string {
	sc := &w.Scenario
	if sc.Service.Scheduler != "fcfs" {
		return ""
	}
	if theirs, gaveUp := runModel(sc, rules{}); gaveUp != "" || len(w.compare(theirs)) > 0 {
		return ""
	}
	for mask := 1; mask < 16; mask++ {
		r := rules{Together: mask&1 != 0, ImagesFirst: mask&2 != 0, KilledStops: mask&4 != 0, FailsAtOnce: mask&8 != 0}
		if ours, _ := runModel(sc, r); len(compareOutcomes(got, ours)) == 0 {
			return r.String()
		}
	}
	return ""
}

// String names the rules.
func (r rules) String() string {
	var names []string
	for _, x := range []struct {
		set  bool
		name string
	}{
		{r.Together, "a container takes its room on disk and in RAM together or not at all"},
		{r.ImagesFirst, "images that nobody uses go before idle containers"},
		{r.KilledStops, "what a function transfers stops when it is killed"},
		{r.FailsAtOnce, "an image for which there is no room is not on its way"},
	} {
		if x.set {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, "; ")
}

// TestModelRecorded holds the model against WRENCH.
func TestModelRecorded(t *testing.T) {
	for _, path := range scenarios(t, wrenchRecorded) {
		w, err := readWrench(path)
		require.NoError(t, err)
		if w.beyond() != "" || w.Scenario.Service.Scheduler != "fcfs" {
			continue
		}
		got, gaveUp := runModel(&w.Scenario, rules{})
		require.Empty(t, gaveUp, path)
		assert.Empty(t, w.compare(got), path)
	}
}
