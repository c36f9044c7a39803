package workload

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDescribe(t *testing.T) {
	tr, err := tiny.open(Azure2019Options{})
	require.NoError(t, err)
	info, err := Describe(tr)
	require.NoError(t, err)
	require.Equal(t, &Info{
		Source: "dir, day 1, minutes 3 to 5", Functions: 3, Apps: 2, Owners: 1, Invocations: 13, Span: 3 * minute,
		Triggers:        []TriggerInfo{{"http", 1, 5}, {"queue", 1, 5}, {"timer", 1, 3}},
		Minutes:         MinuteInfo{Minutes: 3, Min: 3, Max: 6, Mean: 13.0 / 3},
		AverageDuration: quantilesOf([]float64{0.1, 0.007, 2}),
		Memory:          quantilesOf([]float64{150e6, 333e6}),
		Concurrency:     (5*0.1 + 3*0.007 + 5*2) / 180,
		Top:             []TopInfo{{0.01, 1, 5.0 / 13}, {0.05, 1, 5.0 / 13}, {0.1, 1, 5.0 / 13}},
		Report:          tr.Report(),
	}, info)
	require.Equal(t, "dir, day 1, minutes 3 to 5: 3 functions of 2 applications, 13 invocations in 3m0s", info.String())
}

// TestMinutesOfRows counts minutes with gaps between them.
func TestMinutesOfRows(t *testing.T) {
	for _, tt := range []struct {
		times []int // ms
		want  MinuteInfo
	}{
		{[]int{0}, MinuteInfo{1, 1, 1, 1}},
		{[]int{0, 1, 60_000}, MinuteInfo{2, 1, 2, 1.5}},
		{[]int{120_000}, MinuteInfo{3, 0, 1, 1.0 / 3}},
		{[]int{0, 1, 2, 86_400_000}, MinuteInfo{1441, 0, 3, 4.0 / 1441}},
	} {
		tr, err := OpenCSV(CSVOptions{File: "f", Unit: "ms", Open: rowsOf(tt.times).open})
		require.NoError(t, err)
		info, err := Describe(tr)
		require.NoError(t, err)
		require.Equal(t, tt.want, info.Minutes, "%v", tt.times)
	}
}

func TestQuantiles(t *testing.T) {
	require.Equal(t, Quantiles{}, quantilesOf(nil))
	require.Equal(t, Quantiles{1, 7, 7, 7, 7, 7, 7, 7, 7, 7}, quantilesOf([]float64{7}))
	v := make([]float64, 101)
	for i := range v {
		v[i] = float64(100 - i)
	}
	require.Equal(t, Quantiles{101, 50, 0, 5, 25, 50, 75, 95, 99, 100}, quantilesOf(v))
}
