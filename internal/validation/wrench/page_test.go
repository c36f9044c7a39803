package wrench

// This file writes the chapter of docs/validation.md about WRENCH.

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the chapter of docs/validation.md")

const page = "../../../docs/validation.md"

const chapterText = `## WRENCH

Scenarios of the serverless service of [WRENCH](https://wrench-project.org) (C++, over SimGrid), with policies in Lua that decide
as it does. Of every invocation are compared the times at which it was asked for, accepted, dispatched, started, ended and
told, its host, whether its container was warm, and how it ended; and when each image was downloaded, copied and loaded. A time
may differ by 1e-9 of it, the rounding of floats, and by 2e-9 s: the clock of coldmoon counts nanoseconds, and a time is a sum
of such steps. Of invocations of a function that end together it does not matter which is which.

The rows are scenarios: how much was compared, when the last invocation ended in seconds, and the largest difference of
all times of invocations. A scenario *by hand* has its calculation in its file. Random scenarios beyond these are compared with a
second implementation of the rules in Go, which reproduces every recorded run itself: ` + "`TestRandom`" + `.

| scenario | source | invocations | images moved | last end, expected | coldmoon | largest difference | outcome |
|---|---|--:|--:|--:|--:|--:|---|
`

// TestValidation compares the chapter with what is measured, or writes it.
func TestValidation(t *testing.T) {
	if _, err := os.Stat(wrenchRecorded); err != nil {
		t.Skip("the recorded runs of WRENCH are not here")
	}
	var b strings.Builder
	b.WriteString(chapterText)
	for _, from := range []struct{ dir, source string }{{wrenchRecorded, "WRENCH"}, {wrenchByHand, "by hand"}} {
		for _, path := range scenarios(t, from.dir) {
			w, err := readWrench(path)
			require.NoError(t, err)
			name := strings.TrimSuffix(filepath.Base(path), ".json")
			if reason := w.beyond(); reason != "" {
				fmt.Fprintf(&b, "| %s | %s | | | | | | not compared: %s |\n", name, from.source, reason)
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, from.source, w.row(w.Scenario.run(t)))
		}
	}
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, after, _ := strings.Cut(string(text), "\n## WRENCH\n") // the last chapter
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(strings.TrimRight(before, "\n")+"\n\n"+b.String()), 0o644))
		return
	}
	holds(t, "## WRENCH\n"+after, b.String())
}

// holds compares the chapter with what was measured. Scenarios that it does not have
// are for TestWrenchRecorded alone.
func holds(t *testing.T, chapter, measured string) {
	require.True(t, strings.HasPrefix(chapter, chapterText), "%s: the chapter about WRENCH does not begin as the test would write it; write it with -update", page)
	for _, line := range strings.Split(strings.TrimPrefix(measured, chapterText), "\n") {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if strings.Contains(chapter, "\n| "+name+" |") && !strings.Contains(chapter, "\n"+line+"\n") {
			t.Errorf("%s: %s is not what the test measured:\n%s\nwrite it with -update", page, name, line)
		}
	}
}

// row is a line of the table without its first columns.
func (w *wrenchFile) row(got *outcome) string {
	want := &outcome{invocations: w.Expected.Invocations, moves: w.moves()}
	counts := fmt.Sprintf("%d | %d | %.7g | %.7g", len(want.invocations), len(want.moves), want.lastEnd(), got.lastEnd())
	if len(w.compare(got)) == 0 {
		return fmt.Sprintf("%s | %.1g | the same", counts, largestDifference(got, want))
	}
	if why := w.explain(got); why != "" {
		return counts + " | | differs on purpose: " + why
	}
	return counts + " | | **differs**"
}

func (o *outcome) lastEnd() (last float64) {
	for _, i := range o.invocations {
		last = max(last, i.Notified)
	}
	return last
}

// largestDifference of two outcomes that are the same but for rounding and for which
// of equal invocations is which.
func largestDifference(got, want *outcome) (most float64) {
	a, b := slices.Clone(got.invocations), slices.Clone(want.invocations)
	if slices.ContainsFunc(b, func(i wrenchInvocation) bool { return differ(&a[i.ID], &i, true) != "" }) {
		order := func(a, b wrenchInvocation) int { return strings.Compare(a.sortKey(), b.sortKey()) }
		slices.SortStableFunc(a, order)
		slices.SortStableFunc(b, order)
	}
	for k := range a {
		if a[k].Status == "rejected" || a[k].Status == "never_requested" {
			continue
		}
		got, want := a[k].times(), b[k].times()
		for j := range got {
			if want[j] >= 0 {
				most = max(most, math.Abs(got[j]-want[j]))
			}
		}
	}
	return most
}

// times are those that are compared; -1 is one that was never reached.
func (i *wrenchInvocation) times() []float64 {
	return []float64{i.Requested, i.Submit, i.Answered, i.Dispatch, i.Start, i.End, i.Notified}
}
