package report

// This file is the sheet of paper that the tables are written on.

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/coldmoon-sim/coldmoon/engine/human"
)

// Columns is the width that no line of a report exceeds, except lines that are
// meant to be copied as they are (commands and paths).
const Columns = 80

// A page collects lines of text. The zero value is an unpainted empty page.
type page struct {
	out   strings.Builder
	paint bool // whether escape sequences may be used
}

// line adds one formatted line.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n", args...)
}

// gap adds an empty line unless the page is empty or ends in one.
func (p *page) gap() {
	if s := p.out.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.out.WriteByte('\n')
	}
}

// field adds a line with a label; an empty value adds nothing.
func (p *page) field(label, value string) {
	if value != "" {
		p.line("  %s%s", p.dim(fmt.Sprintf("%-14s", label)), value)
	}
}

// list adds a labelled list, wrapped between items at the width of the page.
func (p *page) list(label string, items []string) {
	for i := range max(0, len(items)-1) {
		items[i] += ","
	}
	p.flow(label, items)
}

// prose adds a labelled text, wrapped between words at the width of the page. A
// longer word, such as a path, stays whole.
func (p *page) prose(label, text string) {
	p.flow(label, strings.Fields(human.Clean(text)))
}

// indent is where the text behind a label begins.
const indent = 16

// flow adds a labelled text of the given words.
func (p *page) flow(label string, words []string) {
	line := ""
	for _, item := range words {
		if line != "" && indent+text.StringWidth(line)+1+text.StringWidth(item) > Columns {
			p.field(label, line)
			label, line = "", ""
		}
		if line != "" {
			line += " "
		}
		line += item
	}
	p.field(label, line)
}

// table adds a table: a head of column names and rows of as many cells, the
// first column and those whose name begins with "<" flush left, the others flush
// right. No rows, no table.
func (p *page) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.gap()
	t := table.NewWriter()
	t.SetStyle(plain)
	columns, names := make([]table.ColumnConfig, len(head)), make([]string, len(head))
	for i := range head {
		name, left := strings.CutPrefix(head[i], "<")
		names[i], columns[i].Number = name, i+1
		if i > 0 && !left {
			columns[i].Align, columns[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.AppendHeader(p.cells(names, p.dim))
	t.SetColumnConfigs(columns)
	for _, r := range rows {
		t.AppendRow(p.cells(r, nil))
	}
	for l := range strings.Lines(t.Render()) {
		p.line("%s", strings.TrimRight(l, " \n"))
	}
}

// cells makes a row of a table out of strings, each passed through paint.
func (p *page) cells(s []string, paint func(string) string) table.Row {
	row := make(table.Row, len(s))
	for i, c := range s {
		if paint != nil && c != "" {
			c = paint(c)
		}
		row[i] = c
	}
	return row
}

// plain is a table without any lines: two spaces between columns.
var plain = table.Style{
	Name:   "plain",
	Box:    table.BoxStyle{PaddingLeft: "  "},
	Format: table.FormatOptions{Direction: text.Default},
}

// bold, dim and warn emphasise s where the page may be painted.
func (p *page) bold(s string) string { return p.style(s, "1") }
func (p *page) dim(s string) string  { return p.style(s, "2") }
func (p *page) warn(s string) string { return p.style(s, "33") }

func (p *page) style(s, code string) string {
	if !p.paint {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// writeTo writes the page to w.
func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.out.String())
	return err
}

// snip returns s in at most width columns, without characters that a terminal
// would obey.
func snip(s string, width int) string { return text.Snip(human.Clean(s), width, "…") }
