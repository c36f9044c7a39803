package workload

import (
	"slices"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/stretchr/testify/require"
)

// TestRepairs makes one thing odd at a time. The rows replace those of tiny
// that begin alike, or are appended; a row of only "-" and a beginning removes.
func TestRepairs(t *testing.T) {
	type f = TraceFunction
	for _, tt := range []struct {
		name  string
		file  string
		row   string
		rule  rule
		check func(t *testing.T, a *f) // a is function A-f, or nil if dropped
		opt   Azure2019Options
	}{
		{"duplicate function", "i", "+A f queue 9 9 9", duplicateFunction, func(t *testing.T, a *f) { require.Equal(t, uint64(5), a.Invocations) }, Azure2019Options{}},
		{"duplicate durations", "d", "+A f 5 5 5 5 5 5 5 5 5 5", duplicateDuration, func(t *testing.T, a *f) { require.Equal(t, 0.1, a.AverageDuration) }, Azure2019Options{}},
		{"duplicate memory", "m", "+A 9 9", duplicateMemory, func(t *testing.T, a *f) { require.Equal(t, 150*unit.MB, a.Memory) }, Azure2019Options{}},
		{"no durations", "d", "-A f", missingDuration, func(t *testing.T, a *f) { require.True(t, a.AverageDuration > 0 && a.AverageDuration == a.MaxDuration) }, Azure2019Options{}},
		{"no memory", "m", "-A", missingMemory, func(t *testing.T, a *f) { require.Equal(t, 170*unit.MB, a.Memory) }, Azure2019Options{}},
		{"no durations, drop", "d", "-A f", droppedDuration, func(t *testing.T, a *f) { require.Nil(t, a) }, Azure2019Options{Missing: "drop"}},
		{"no memory, drop", "m", "-B", droppedMemory, func(t *testing.T, a *f) { require.NotNil(t, a) }, Azure2019Options{Missing: "drop"}},
		{"negative percentile", "d", "A f 100 0 300 -50 60 90 100 110 200 250", negativePercentile, func(t *testing.T, a *f) { require.Equal(t, 0.001, a.MinDuration) }, Azure2019Options{}},
		{"percentiles descend", "d", "A f 100 50 300 50 60 110 100 90 200 250", unorderedPercentiles, func(t *testing.T, a *f) { require.Equal(t, 0.1, a.AverageDuration) }, Azure2019Options{}},
		{"Minimum missing", "d", "A f 100 _ 300 50 60 90 100 110 200 250", badMinimum, func(t *testing.T, a *f) { require.Equal(t, 0.05, a.MinDuration) }, Azure2019Options{}},
		{"Minimum too high", "d", "A f 100 70 300 50 60 90 100 110 200 250", badMinimum, func(t *testing.T, a *f) { require.Equal(t, 0.05, a.MinDuration) }, Azure2019Options{}},
		{"Maximum 0", "d", "A f 100 50 0 50 60 90 100 110 200 250", badMaximum, func(t *testing.T, a *f) { require.Equal(t, 0.25, a.MaxDuration) }, Azure2019Options{}},
		{"Maximum missing", "d", "A f 100 50 _ 50 60 90 100 110 200 250", badMaximum, func(t *testing.T, a *f) { require.Equal(t, 0.25, a.MaxDuration) }, Azure2019Options{}},
		{"Maximum too low", "d", "A f 100 50 99 50 60 90 100 110 200 250", lowMaximum, func(t *testing.T, a *f) { require.Equal(t, 0.25, a.MaxDuration) }, Azure2019Options{}},
		{"Average negative", "d", "A f -41690 50 300 100 100 100 100 100 100 100", badAverage, func(t *testing.T, a *f) { require.InDelta(t, 0.1, a.AverageDuration, 1e-12) }, Azure2019Options{}},
		{"all zero", "d", "A f 0 0 0 0 0 0 0 0 0 0", badAverage, func(t *testing.T, a *f) { require.Equal(t, 0.001, a.AverageDuration) }, Azure2019Options{}},
		{"average memory above the largest", "m", "A 200 150", highMemory, func(t *testing.T, a *f) { require.Equal(t, 200*unit.MB, a.Memory) }, Azure2019Options{}},
		{"memory 0", "m", "A 0 0", noMemory, func(t *testing.T, a *f) { require.Equal(t, 170*unit.MB, a.Memory) }, Azure2019Options{}},
		{"memory 0, drop", "m", "A 0 0", noMemory, func(t *testing.T, a *f) { require.Nil(t, a) }, Azure2019Options{Missing: "drop"}},
		{"no invocations", "i", "A f http 0 0 0", idleFunction, func(t *testing.T, a *f) { require.Zero(t, a.Invocations) }, Azure2019Options{}},
		{"durations of nothing", "d", "+C f 5 5 5 5 5 5 5 5 5 5", unusedDuration, func(t *testing.T, a *f) {}, Azure2019Options{}},
		{"memory of nothing", "m", "+C 5 5", unusedMemory, func(t *testing.T, a *f) {}, Azure2019Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := tiny
			for name, rows := range map[string]*[]string{"i": &d.invocations, "d": &d.durations, "m": &d.memory} {
				if name == tt.file {
					*rows = edit(*rows, tt.row)
				}
			}
			tr, err := d.open(tt.opt)
			require.NoError(t, err)
			require.Equal(t, 1, repaired(tr.Report())[rules[tt.rule].Rule], "%v", tr.Report().Repairs)
			var a *f
			if i := slices.IndexFunc(tr.Functions(), func(x f) bool { return x.App == "A" && x.Func == "f" }); i >= 0 {
				a = &tr.Functions()[i]
			}
			tt.check(t, a)
			drain(t, tr.Source(stream(t)))
		})
	}
}

// edit changes rows as TestRepairs says.
func edit(rows []string, row string) []string {
	if strings.HasPrefix(row, "+") {
		return append(slices.Clone(rows), row[1:])
	}
	var edited []string
	key := strings.Join(strings.Fields(strings.TrimPrefix(row, "-"))[:1], " ")
	if f := strings.Fields(row); len(f) > 3 || strings.HasPrefix(row, "-") && len(f) == 2 {
		key = strings.TrimPrefix(strings.Join(f[:2], " "), "-")
	}
	for _, r := range rows {
		switch {
		case !strings.HasPrefix(r, key+" "):
			edited = append(edited, r)
		case !strings.HasPrefix(row, "-"):
			edited = append(edited, row)
		}
	}
	return edited
}

// TestDropRenumbers checks functions, applications and counts after drops.
func TestDropRenumbers(t *testing.T) {
	d := tiny
	d.durations = d.durations[1:] // without A f
	tr, err := d.open(Azure2019Options{Missing: "drop"})
	require.NoError(t, err)
	require.Equal(t, 2, tr.Report().Functions)
	require.Equal(t, uint64(8), tr.Report().Invocations)
	require.Equal(t, map[int][]int{0: {1, 0}, 1: {1, 5}, 2: {1, 0}}, countsIn(drain(t, tr.Source(stream(t))), 2))

	d.memory = d.memory[1:] // without A
	tr, err = d.open(Azure2019Options{Missing: "drop"})
	require.NoError(t, err)
	require.Equal(t, int32(0), tr.Functions()[0].AppIndex)
	require.Equal(t, 1, tr.Report().Apps)
	require.Equal(t, []Repair{
		{Rule: "function without durations", Action: "dropped", Count: 1, Example: "f"},
		{Rule: "function without memory", Action: "dropped", Count: 1, Example: "g"},
	}, slices.DeleteFunc(tr.Report().Repairs, func(x Repair) bool { return x.Note }))

	d.memory = nil
	_, err = d.open(Azure2019Options{Missing: "drop"})
	require.EqualError(t, err, "dir: no function of day 1 has both durations and memory")
}

// TestRulesAreNamed checks that every rule can be reported.
func TestRulesAreNamed(t *testing.T) {
	for r := range numRules {
		require.NotEmpty(t, rules[r].Rule, "rule %d", r)
		require.NotEmpty(t, rules[r].Action, "rule %d", r)
	}
}
