package workload

import (
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// replay reads a fuzzed trace that was opened and checks what must hold for
// any trace.
func replay(t *testing.T, tr Trace) {
	report := tr.Report()
	require.Len(t, tr.Functions(), report.Functions)
	sum, names := uint64(0), map[string]bool{}
	for _, f := range tr.Functions() {
		require.False(t, names[f.Name], "two functions are called %q", f.Name)
		names[f.Name] = true
		sum += f.Invocations
		require.True(t, f.AverageDuration >= 0 && f.Memory >= 0 && int(f.AppIndex) < report.Apps, "%+v", f)
	}
	require.Equal(t, report.Invocations, sum)
	if sum > 100_000 {
		return // true, but slow
	}
	info, err := Describe(tr)
	require.NoError(t, err)
	require.GreaterOrEqual(t, info.Minutes.Max, info.Minutes.Min)
	counts := make([]uint64, report.Functions)
	for _, a := range drain(t, tr.Source(sim.RNG{})) {
		counts[a.Function]++
	}
	for i, f := range tr.Functions() {
		require.Equal(t, f.Invocations, counts[i])
	}
}

// FuzzAzure2019 opens any three files.
func FuzzAzure2019(f *testing.F) {
	good := tiny.files()
	f.Add(good[inv], good[dur], good[mem], false)
	f.Add(good[inv], good[dur], "HashOwner,HashApp,AverageAllocatedMb,AverageAllocatedMb_pct100\n", true)
	f.Add("\xef\xbb\xbf7,HashOwner,HashApp,HashFunction,Trigger,1440\r\n1,\"a\",b,c,d,2", good[dur], good[mem], false)
	f.Add("HashOwner,HashApp,HashFunction,Trigger,1\na,b,c,d,16777217\n", good[dur], good[mem], false)
	f.Fuzz(func(t *testing.T, invocations, durations, memory string, drop bool) {
		missing := ""
		if drop {
			missing = "drop"
		}
		tr, err := OpenAzure2019(Azure2019Options{Dir: "dir", Day: 1, Missing: missing, Open: files{inv: invocations, dur: durations, mem: memory}.open})
		if err == nil {
			replay(t, tr)
		}
	})
}

// FuzzAzure2021 opens any file.
func FuzzAzure2021(f *testing.F) {
	f.Add("app,func,end_timestamp,duration\na,b,0.07949090003967285,0.078\na,c,57.15786004066467,57.154\n")
	f.Add("app,func,end_timestamp,duration\na,b,1,2\na,b,1,-2\n")
	f.Add("duration,end_timestamp,func,app\n1e-3,\"2\",b,a\n")
	f.Fuzz(func(t *testing.T, text string) {
		if tr, err := OpenAzure2021(Azure2021Options{File: "f", Open: files{"f": text}.open}); err == nil && tr.last < 1e15 {
			replay(t, tr)
		}
	})
}

// FuzzCSV opens any file.
func FuzzCSV(f *testing.F) {
	f.Add("time,function,duration,memory\n1,a,2,128MB\n3,b,,1.5GiB\n", true)
	f.Add("end,duration\n-1,5\n", true)
	f.Add("time,owner,app,trigger\n5,\"o,o\",\"a\"\"b\",x\n4,,,\n", false)
	f.Fuzz(func(t *testing.T, text string, first bool) {
		origin := ""
		if first {
			origin = "first"
		}
		if tr, err := OpenCSV(CSVOptions{File: "f", Origin: origin, Open: files{"f": text}.open}); err == nil {
			replay(t, tr)
		}
	})
}
