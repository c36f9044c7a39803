package workload

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// rowsRead is what there is to know of a trace of rows.
type rowsRead struct {
	functions   []TraceFunction
	report      Report
	rows        []row
	first, next string // errors of the passes
	plain       int    // rows that were read as plain ones, on the second pass
}

// readRows makes both passes over a file, with plain rows read as such or in
// the general way.
func readRows(t testing.TB, format rowFormat, plain bool) (got rowsRead) {
	tr := &rowTrace{format: format, byID: map[functionID]int32{}, appIndex: map[appKey]int32{}}
	open := func(collect bool) *rowReader {
		in, err := openRows(tr, collect)
		if err != nil {
			got.first = err.Error()
			return nil
		}
		if !plain {
			in.plain = nil
		}
		return in
	}
	in := open(true)
	if in == nil {
		return got
	}
	defer in.close()
	if err := tr.first(in); err != nil {
		got.first = err.Error()
		return got
	}
	in = open(false)
	defer in.close()
	got.functions, got.report = tr.functions, tr.report
	for {
		var r row
		if in.readPlain(&r) {
			got.plain++
		} else if err := in.read(&r); err != nil {
			got.next = err.Error()
			return got
		}
		got.rows = append(got.rows, r)
	}
}

// requireAlike reads a file in both ways, demands that they agree, and returns
// how many rows were plain.
func requireAlike(t testing.TB, format rowFormat) int {
	want, got := readRows(t, format, false), readRows(t, format, true)
	plain := got.plain
	require.Zero(t, want.plain)
	got.plain = 0
	require.Equal(t, want, got)
	return plain
}

// azureFormat is the format of a file of 2021.
func azureFormat(text string) rowFormat {
	f := rowFormat{
		path: "f", open: files{"f": text}.open, comma: ',', required: []int{appColumn, functionColumn, endColumn, durationColumn},
		timeUnit: 1e9, durationUnit: 1e9, repair: true, least: ms,
	}
	f.names = [numColumns]string{appColumn: "app", functionColumn: "func", endColumn: "end_timestamp", durationColumn: "duration"}
	return f
}

// csvFormat is the format of a CSV file.
func csvFormat(t testing.TB, text string, opt CSVOptions) rowFormat {
	opt.File, opt.Open = "f", files{"f": text}.open
	f, err := opt.format()
	require.NoError(t, err)
	return f
}

// TestPlainRows compares rows that are read as plain ones with the same rows
// read in the general way, and counts the former: without them reading takes
// twice as long.
func TestPlainRows(t *testing.T) {
	const hash = "5f3a9c0b7d1e42864c8e0a2b6d9f13575f3a9c0b7d1e42864c8e0a2b6d9f1357"
	for _, tt := range []struct {
		name, header, row string // the row with a number in it
		opt               CSVOptions
		plain             bool // all but a few rows are plain
	}{
		{"azure", "app,func,end_timestamp,duration", hash + ",%[1]d" + hash + ",12%[1]d.07949090003967285,0.0780001", CSVOptions{}, true},
		{"short names", "time,app,function,duration", "12%d.5,a,f,1", CSVOptions{}, true},
		{"names of many lengths", "time,app,function,duration", "%[1]d,app %[1]d,function with a name %[1]d,1.25", CSVOptions{}, true},
		{"names at the end", "time,duration,owner,function", "12%[1]d.5,1.5,%[1]d,f", CSVOptions{}, true},
		{"CRLF", "time,duration,function\r", "12%[1]d.5,1.5,f%[1]d\r", CSVOptions{}, true},
		{"CRLF after a number", "function,time,duration\r", "f%[1]d,12%[1]d.5,1.5\r", CSVOptions{}, true},
		{"no names", "time,duration", "%d,3", CSVOptions{}, true},
		{"times only", "time", "%d.123", CSVOptions{}, true},
		{"no duration", "time,duration,function", "%[1]d.5,,f%[1]d", CSVOptions{}, true},
		{"end", "end,duration,app", "3%[1]d.000000001,%[1]d.5,a", CSVOptions{}, true},
		{"start and end", "end,time,duration", "nothing,%d,5", CSVOptions{}, true},
		{"other columns", "id,time,function,trigger,memory,note", "%[1]d-x,%[1]d,f%[1]d,http,%[1]dMB,some text", CSVOptions{}, true},
		{"memory in MB", "time,function,memory", "%[1]d,f,%[1]d", CSVOptions{MemoryUnit: "MB"}, true},
		{"milliseconds", "time,function,duration", "1767225600%[1]d.123456499,f,5.1234564999", CSVOptions{Unit: "ms"}, true},
		{"milliseconds rounded up", "time,function,duration", "1767225600%[1]d.1234565,f,5.0000005000", CSVOptions{Unit: "ms"}, true},
		{"microseconds", "time,function,duration", "1767225600%[1]d.1235,f,5.0004999999999999", CSVOptions{Unit: "us"}, true},
		{"nanoseconds", "time,function,duration", "%[1]d.5,f,%[1]d.4999999999999999999", CSVOptions{Unit: "ns"}, true},
		{"semicolons", "function;time", "a,b;%d", CSVOptions{Comma: ';'}, true},
		{"first", "time,function", "%d,f", CSVOptions{Origin: "first"}, true},

		{"quoted", "time,function", "%d,\"f\"", CSVOptions{}, false},
		{"names apart", "app,time,function", "a,%d,f", CSVOptions{}, false},
		{"negative", "time,function", "-%d,f", CSVOptions{Origin: "first"}, false},
		{"exponent", "time,function", "%de1,f", CSVOptions{}, false},
		{"no digit behind the point", "time,function", "%d.,f", CSVOptions{}, false},
		{"16 digits", "time,function", "1234567890123%d,f", CSVOptions{Unit: "ns"}, false},
		{"name with a comma", "function,time", "\"a,b\",%d", CSVOptions{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const n = 300
			text := tt.header + "\n"
			for i := range n {
				text += fmt.Sprintf(tt.row, 100+i) + "\n"
			}
			format := csvFormat(t, text, tt.opt)
			if tt.name == "azure" {
				format = azureFormat(text)
			}
			plain := requireAlike(t, format)
			if tt.plain {
				require.Greater(t, plain, n-50)
			} else {
				require.Zero(t, plain)
			}
		})
	}
}

// TestPlainRefuses reads rows that are wrong among plain ones.
func TestPlainRefuses(t *testing.T) {
	good := strings.Repeat("a,f,12.5,1.5\n", 20)
	for _, bad := range []string{
		"a,f,12.5,1.5,", "a,f,12.5,1.5,1", "a,f,12.5", "a,f,12.5x,1.5", "a,f,12..5,1.5", "a,f,1 2,1.5", "a,f,12.5, 1.5", "a,f,,1.5", "a,f,12.5,",
		"a,f,12.5,-1.5", "a,f,12.5,0", "a,f,1,2", "a,f,99999999999,1.5", "a,f,9223372036.9,1.5", "a,f,12.5,1e3", "a,,12.5,1.5", ",f,12.5,1.5",
		"a,f\"f,12.5,1.5", "\"a\",f,12.5,1.5", "a,g,12.5,1.5", "a,f,12.5,1.5\r\r", "\r", "", "a\r,f,12.5,1.5", "a,f,0x12,1.5", "a,f,12.5,1.5\"", "a,f,12:5,1.5",
		"a,f,12/5,1.5", "a,f,1234567:.5,1.5", "a,f,12345678:.5,1.5", "a,f,12.1234567x,1.5", "a,f,12.12345678x,1.5", "a,f,12.1234567890123456x,1.5",
	} {
		requireAlike(t, azureFormat("app,func,end_timestamp,duration\n"+good+bad+"\n"+good))
		requireAlike(t, csvFormat(t, "app,function,time,duration\n"+good+bad+"\n"+good, CSVOptions{}))
		requireAlike(t, csvFormat(t, "app,function,time,duration\n"+good+bad, CSVOptions{Origin: "first"}))
	}
	const header = "app,function,time,memory\n"
	good = strings.Repeat("a,f,12.5,1MB\n", 20)
	for _, bad := range []string{"a,f,12.5,1", "a,f,12.5,", "a,f,12.5,\"1MB\"", "a,f,12.5,-1MB", "a,f,12.5,1M\rB"} {
		requireAlike(t, csvFormat(t, header+good+bad+"\n"+good, CSVOptions{}))
	}
}

// TestPlainFileChanges changes the columns of a file between its passes so
// that its rows still seem to be plain.
func TestPlainFileChanges(t *testing.T) {
	rows := strings.Repeat("a,b,12.5,1.5\n", 20)
	f := files{"f": "app,function,time,duration\n" + rows}
	tr, err := OpenCSV(CSVOptions{File: "f", Open: f.open})
	require.NoError(t, err)
	for header, want := range map[string]string{
		"function,app,time,duration": `f:2: function "a" was not there before; has the file changed?`,
		"x,y,time,duration":          `f:2: function "" was not there before; has the file changed?`,
		"x,function,time,duration":   `f:2: function "b" was not there before; has the file changed?`,
	} {
		f["f"] = header + "\n" + rows
		s := tr.Source(sim.RNG{})
		require.False(t, s.Next(new(Arrival)))
		require.EqualError(t, s.Err(), want)
	}
	f = files{"f": "time\n" + strings.Repeat("1\n", 50)}
	tr, err = OpenCSV(CSVOptions{File: "f", Open: f.open})
	require.NoError(t, err)
	f["f"] = "time,function\n" + strings.Repeat("1,f\n", 50)
	s := tr.Source(sim.RNG{})
	require.False(t, s.Next(new(Arrival)))
	require.EqualError(t, s.Err(), `f:2: function "f" was not there before; has the file changed?`)
}

// TestPlainCutOff reads files that take several reads and end within a row: what
// is behind it in memory is left of rows before and must not complete it.
func TestPlainCutOff(t *testing.T) {
	row := "app,function,1234.5,0.25\n"
	text := strings.Repeat(row, 2*bufferSize/len(row)+100)
	for cut := range len(row) {
		requireAlike(t, csvFormat(t, "app,function,time,duration\n"+text[:len(text)-cut], CSVOptions{}))
	}
}

// TestEmptyName reads rows of an application without a name among others.
func TestEmptyName(t *testing.T) {
	text := "app,time\n"
	for i := range 100 {
		text += fmt.Sprintf("%s,%d.000000\n", []string{"", "a", "b"}[i%3], i)
	}
	require.Greater(t, requireAlike(t, csvFormat(t, text, CSVOptions{})), 50)
}

// FuzzPlainRows compares reading plain rows with the general way, for any
// text. The rows come several times, for those at the end of a file are never
// plain.
func FuzzPlainRows(f *testing.F) {
	f.Add("app,func,end_timestamp,duration", "a,b,0.07949090003967285,0.078\na,c,57.15786004066467,57.154\n", byte(','), byte(0), false)
	f.Add("time,function,duration,memory", "1,a,2,128MB\n3,b,,1.5GiB\r\n", byte(','), byte(1), true)
	f.Add("end;duration;x", "12345678.1;5.123456789;xx\n", byte(';'), byte(2), true)
	f.Fuzz(func(t *testing.T, header, rows string, comma, unit byte, first bool) {
		text := header + "\n" + strings.Repeat(rows+"\n", 4) + strings.Repeat("\n", 40)
		requireAlike(t, azureFormat(text))
		opt := CSVOptions{Comma: comma, Unit: [...]string{"s", "ms", "us", "ns"}[unit%4]}
		if first {
			opt.Origin = "first"
		}
		if _, err := opt.format(); err == nil {
			requireAlike(t, csvFormat(t, text, opt))
		}
	})
}

// FuzzPlainTime compares a number in a plain row with parseTime.
func FuzzPlainTime(f *testing.F) {
	for _, s := range []string{
		"0", "7", "1234567", "12345678", "123456789012345", "1234567890123456", "0.1", "0.1234567", "0.12345678", "0.123456789", "0.1234567895",
		"0.12345678949999999999", "9223372036.854775807", "9223372035.9", "9223372036854775807", "1.2.3", "5.", ".5", "1e3", "-1", "12:3", "12/3", "1 ", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, ",\n\r\"") || len(s) > 1000 {
			t.Skip("not one field")
		}
		l := &lines{buf: []byte(s + "," + s + "\n" + strings.Repeat("5", rowWindow))}
		l.to = len(l.buf) - rowWindow
		for _, unit := range []uint64{1, 1e3, 1e6, 1e9} {
			l.from, l.line = 0, 0
			at, duration := &plainColumn{kind: plainAt, end: ','}, &plainColumn{kind: plainDuration, end: '\n', empty: true}
			at.setUnit(unit)
			duration.setUnit(unit)
			r := &rowReader{
				tableRows: &tableRows{lines: l, columns: make([]int, numColumns)}, trace: &rowTrace{}, format: &rowFormat{},
				plain: []*plainColumn{at, duration},
			}
			var got row
			if !r.readPlain(&got) {
				continue
			}
			want, ok := parseTime([]byte(s), unit)
			require.True(t, ok, "%q", s)
			require.Equal(t, row{start: want, duration: want, line: 1}, got, "%q", s)
			require.Equal(t, 2*len(s)+2, l.from)
		}
	})
}
