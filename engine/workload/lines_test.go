package workload

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// files are the files that a test reads instead of those on disk.
type files map[string]string

func (f files) open(path string) (io.ReadCloser, error) {
	text, ok := f[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

func (f files) readDir(path string) ([]fs.DirEntry, error) {
	m := fstest.MapFS{}
	for name, text := range f {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m.ReadDir(path)
}

// readLines reads all lines of a reader.
func readLines(r io.Reader) ([]string, error) {
	l, err := openLines("f", func(string) (io.ReadCloser, error) { return io.NopCloser(r), nil })
	if err != nil {
		return nil, err
	}
	defer l.close()
	var all []string
	for {
		line, err := l.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, string(line))
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3*bufferSize)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"one line", "a\n", []string{"a"}},
		{"no line end", "a\nb", []string{"a", "b"}},
		{"CRLF", "a\r\nb\r\n", []string{"a", "b"}},
		{"CRLF without LF", "a\r\nb\r", []string{"a", "b"}},
		{"byte order mark", "\xef\xbb\xbfa\nb\n", []string{"a", "b"}},
		{"empty lines", "\n\na\n\r\n\nb\n\n", []string{"a", "b"}},
		{"one character", "a", []string{"a"}},
		{"longer than the buffer", "a\n" + long + "\nb", []string{"a", long, "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{
				strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text)), iotest.DataErrReader(strings.NewReader(tt.text)),
			} {
				got, err := readLines(r)
				require.NoError(t, err)
				require.Equal(t, tt.want, got)
			}
		})
	}
}

func TestLinesRefuse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "f: file is empty, want a header line"},
		{"UTF-16", "\xff\xfea\x00", "f: file is UTF-16, want UTF-8"},
		{"gzip", "\x1f\x8b\x08\x00", "f: file is compressed, unpack it first"},
		{"rar", "Rar!\x1a\x07", "f: file is compressed, unpack it first"},
		{"endless line", "a\n" + strings.Repeat("x", 2*maxLine), "f:2: line is longer than 1048576 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readLines(strings.NewReader(tt.text))
			require.EqualError(t, err, tt.want)
		})
	}
	broken := errors.New("broken disk")
	_, err := readLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "f: broken disk")
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		line string
		want []string
		err  string
	}{
		{`a,b,c`, []string{"a", "b", "c"}, ""},
		{`a,,`, []string{"a", "", ""}, ""},
		{`"a","b"`, []string{"a", "b"}, ""},
		{`"a,b",c`, []string{"a,b", "c"}, ""},
		{`"say ""hi""",c`, []string{`say "hi"`, "c"}, ""},
		{`x,"",c`, []string{"x", "", "c"}, ""},
		{`x,""""`, []string{"x", `"`}, ""},
		{`"a",`, []string{"a", ""}, ""},
		{`a,b"c`, nil, "f:1:2: quotation mark inside a field that does not begin with one"},
		{`a,"b`, nil, "f:1:2: quoted field does not end on its line"},
		{`"a"b,c`, nil, "f:1:1: text after the closing quotation mark"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			l := &lines{path: "f", line: 1}
			got, err := l.split([]byte(tt.line), ',')
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, texts(got))
		})
	}
}

// texts converts fields to strings.
func texts(fields [][]byte) []string {
	s := make([]string, len(fields))
	for i, f := range fields {
		s[i] = string(f)
	}
	return s
}

// FuzzSplit compares split with encoding/csv.
func FuzzSplit(f *testing.F) {
	for _, line := range []string{"a,b", `"a,b",c`, `"a""b"`, `a"b`, `"a`, `"a"b`, ",", `"",""`, ` "a"`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if line == "" || strings.ContainsAny(line, "\r\n") {
			t.Skip("not one line")
		}
		want, wantErr := csv.NewReader(strings.NewReader(line)).Read()
		got, err := new(lines).split([]byte(line), ',')
		if wantErr != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, texts(got))
	})
}
