package workload

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// longDay is a trace of two functions over the given minutes: one that is
// invoked in every minute, and one in every seventh.
func longDay(minutes int) day {
	d := tiny
	columns, busy, rare := "", "A f http", "B f queue"
	for m := 1; m <= minutes; m++ {
		columns += fmt.Sprintf(" %d", m)
		busy += fmt.Sprintf(" %d", 1+m%3)
		rare += fmt.Sprintf(" %d", max(0, m%7-5))
	}
	d.minutes, d.invocations = strings.TrimSpace(columns), []string{busy, rare}
	return d
}

// held returns how many bytes a source of counts holds.
func held(s *minuteSource) (bytes int) {
	for i := range s.pass.(*pass2019).cells {
		bytes += cap(s.pass.(*pass2019).cells[i].bytes)
	}
	return bytes
}

// TestHoldsAWindow checks that what is held does not grow with the day, and that
// all of the day is replayed.
func TestHoldsAWindow(t *testing.T) {
	most := map[int]int{}
	for _, minutes := range []int{windowMinutes, 2 * windowMinutes, 1440} {
		tr, err := longDay(minutes).open(Azure2019Options{})
		require.NoError(t, err)
		require.Len(t, tr.counts.(*counts2019).rows, 2)
		s := tr.Source(stream(t)).(*minuteSource)
		all := drainHeld(t, s, func() { most[minutes] = max(most[minutes], held(s)) })
		counts := countsIn(all, 2)
		require.Len(t, counts, minutes)
		for m, n := range counts {
			require.Equal(t, []int{1 + (m+1)%3, max(0, (m+1)%7-5)}, n, "minute %d", m+1)
		}
	}
	require.NotZero(t, most[windowMinutes])
	require.Equal(t, most[windowMinutes], most[2*windowMinutes])
	require.Equal(t, most[windowMinutes], most[1440])
}

// drainHeld reads all arrivals and calls look after each.
func drainHeld(t *testing.T, s Source, look func()) (all []Arrival) {
	var a Arrival
	for s.Next(&a) {
		all = append(all, a)
		look()
	}
	require.NoError(t, s.Err())
	return all
}

// TestAzure2019Changes changes the invocations file while it is replayed.
func TestAzure2019Changes(t *testing.T) {
	const changed = "; has the file changed?"
	for _, tt := range []struct {
		name   string
		change func(text string) string
		want   string
	}{
		{"a count", func(s string) string { return strings.Replace(s, "http,2", "http,3", 1) }, inv + ":2: not the row that was there before" + changed},
		{"a name", func(s string) string { return strings.Replace(s, "B,f", "B,g", 1) }, inv + ":3: not the row that was there before" + changed},
		{"a row more", func(s string) string { return s + s[strings.Index(s, "\n")+1:] }, inv + ":4: more rows than before" + changed},
		{"a row less", func(s string) string { return s[:strings.LastIndex(s[:len(s)-1], "\n")+1] }, inv + ":2: fewer rows than before" + changed},
		{"a column", func(s string) string { return strings.Replace(s, ",7,", ",1440,", 1) }, inv + ":1: other columns than before" + changed},
		{"no number", func(s string) string { return strings.Replace(s, "http,2", "http,x", 1) }, inv + `:2:5: count "x": must be a whole number from 0 to 16777216`},
		{"gone", nil, "open " + inv + ": file does not exist"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := longDay(windowMinutes + 40).files()
			tr, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Open: f.open})
			require.NoError(t, err)
			s := tr.Source(stream(t))
			var a Arrival
			for range 50 {
				require.True(t, s.Next(&a))
			}
			if tt.change == nil {
				delete(f, inv)
			} else {
				f[inv] = tt.change(f[inv])
			}
			for s.Next(&a) {
			}
			require.EqualError(t, s.Err(), tt.want)
			require.Equal(t, sim.Time(windowMinutes-1), a.At/minute, "what was read is replayed")
			require.False(t, s.Next(&a))
			_, err = Describe(tr)
			require.EqualError(t, err, tt.want)
		})
	}
}
