package workload

// This file reads text files line by line and splits lines into fields,
// without an allocation per line.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	bufferSize = 256 << 10 // bytes read at a time
	maxLine    = 1 << 20   // longest line accepted; 1440 counts need some 10 kB
	rowWindow  = 4096      // bytes behind the last one read that may be looked at, too
)

// An opener opens a file for reading, as os.Open does.
type opener func(path string) (io.ReadCloser, error)

// osOpen is the opener that is used if the caller gives none.
func osOpen(path string) (io.ReadCloser, error) { return os.Open(path) }

// A lines reads the lines of one file.
type lines struct {
	path string
	file io.ReadCloser
	buf  []byte // buf[from:to] is read, but not yet returned; to+rowWindow <= len(buf)
	from int
	to   int
	eof  bool
	line int // number of the line that next returned last, from 1

	fields [][]byte // result of split, reused
}

// openLines opens path. A file that is empty, compressed or not UTF-8 is
// refused; a byte order mark is skipped.
func openLines(path string, open opener) (*lines, error) {
	if open == nil {
		open = osOpen
	}
	file, err := open(path)
	if err != nil {
		return nil, err
	}
	l := &lines{path: path, file: file, buf: make([]byte, bufferSize+rowWindow)}
	if err := l.begin(); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// begin looks at the first bytes of the file.
func (l *lines) begin() error {
	for l.to < 4 && !l.eof {
		if err := l.more(); err != nil {
			return err
		}
	}
	head := l.buf[:l.to]
	switch {
	case len(head) == 0:
		return fmt.Errorf("%s: file is empty, want a header line", l.path)
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		l.from = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return fmt.Errorf("%s: file is UTF-16, want UTF-8", l.path)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("\xfd7zX")),
		bytes.HasPrefix(head, []byte("BZh")), bytes.HasPrefix(head, []byte("Rar!")),
		bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return fmt.Errorf("%s: file is compressed, unpack it first", l.path)
	}
	return nil
}

// close closes the file. It may be called more than once.
func (l *lines) close() {
	if l.file != nil {
		l.file.Close() // nothing was written: an error here loses nothing
		l.file = nil
	}
}

// next returns the next line that is not empty, without its line end (LF or
// CRLF; the last line needs none). The slice is valid until the next call and
// may be overwritten by the caller. At the end, the error is io.EOF.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.raw()
		if err != nil {
			return nil, err
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if len(line) > 0 {
			return line, nil
		}
	}
}

// raw returns the next line without its LF.
func (l *lines) raw() ([]byte, error) {
	searched := l.from
	for {
		if i := bytes.IndexByte(l.buf[searched:l.to], '\n'); i >= 0 {
			line := l.buf[l.from : searched+i]
			l.from = searched + i + 1
			l.line++
			return line, nil
		}
		if l.eof {
			if l.from == l.to {
				return nil, io.EOF
			}
			line := l.buf[l.from:l.to]
			l.from = l.to
			l.line++
			return line, nil
		}
		searched = l.to - l.from // more moves the rest to the front
		if err := l.more(); err != nil {
			return nil, err
		}
	}
}

// more reads more bytes behind those that are not yet returned.
func (l *lines) more() error {
	l.to = copy(l.buf, l.buf[l.from:l.to])
	l.from = 0
	if l.to >= maxLine {
		return fmt.Errorf("%s:%d: line is longer than %d bytes", l.path, l.line+1, maxLine)
	}
	if l.to == len(l.buf)-rowWindow {
		l.buf = append(l.buf, make([]byte, l.to)...)
	}
	n, err := l.file.Read(l.buf[l.to : len(l.buf)-rowWindow])
	l.to += n
	switch {
	case errors.Is(err, io.EOF):
		l.eof = true
	case err != nil:
		return fmt.Errorf("%s: %w", l.path, err)
	}
	return nil
}

// headerFields returns the names in the header line, without blanks around
// them.
func (l *lines) headerFields(comma byte) ([][]byte, error) {
	line, err := l.next()
	if err == io.EOF {
		return nil, fmt.Errorf("%s: file has only empty lines, want a header line", l.path)
	}
	if err != nil {
		return nil, err
	}
	fields, err := l.split(line, comma)
	for i := range fields {
		fields[i] = bytes.TrimSpace(fields[i])
	}
	return fields, err
}

// quoted reports whether line has a quotation mark somewhere.
func quoted(line []byte) bool { return bytes.IndexByte(line, '"') >= 0 }

// split splits a line at comma. A field may be quoted as in RFC 4180 but not
// contain a line end. The fields are valid until the next call of next or
// split; they are parts of line, which is overwritten where it has quotes.
func (l *lines) split(line []byte, comma byte) ([][]byte, error) {
	l.fields = l.fields[:0]
	if quoted(line) {
		return l.splitQuoted(line, comma)
	}
	for {
		i := bytes.IndexByte(line, comma)
		if i < 0 {
			l.fields = append(l.fields, line)
			return l.fields, nil
		}
		l.fields = append(l.fields, line[:i])
		line = line[i+1:]
	}
}

// splitQuoted is split for a line that has a quotation mark somewhere.
func (l *lines) splitQuoted(line []byte, comma byte) ([][]byte, error) {
	for {
		var field []byte
		n := 0 // length of the field in line
		if len(line) > 0 && line[0] == '"' {
			field, n = unquote(line)
		} else {
			if n = bytes.IndexByte(line, comma); n < 0 {
				n = len(line)
			}
			field = line[:n]
			if bytes.IndexByte(field, '"') >= 0 {
				return nil, l.badField(len(l.fields), "quotation mark inside a field that does not begin with one")
			}
		}
		if n < 0 {
			return nil, l.badField(len(l.fields), "quoted field does not end on its line")
		}
		l.fields = append(l.fields, field)
		if n == len(line) {
			return l.fields, nil
		}
		if line[n] != comma {
			return nil, l.badField(len(l.fields)-1, "text after the closing quotation mark")
		}
		line = line[n+1:]
	}
}

// unquote returns the content of the quoted field that line begins with,
// unescaped in place, and its length with the quotation marks; -1 if it does
// not end.
func unquote(line []byte) (field []byte, n int) {
	to := 1
	for i := 1; i < len(line); i++ {
		if line[i] == '"' {
			if i+1 == len(line) || line[i+1] != '"' {
				return line[1:to], i + 1
			}
			i++
		}
		line[to] = line[i]
		to++
	}
	return nil, -1
}

// bad returns an error about the current line.
func (l *lines) bad(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", l.path, l.line, fmt.Sprintf(format, args...))
}

// badField returns an error about field i, from 0, of the current line.
func (l *lines) badField(i int, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", l.path, l.line, i+1, fmt.Sprintf(format, args...))
}

// shown returns text of a file as it is quoted in an error: cut if long.
func shown(b []byte) string {
	const most = 40
	if len(b) > most {
		return fmt.Sprintf("%q...", b[:most])
	}
	return fmt.Sprintf("%q", b)
}
