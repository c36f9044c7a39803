package stdlib

// This file lays out a page of documentation in lines that are not too long.

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A page is a text that is being made.
type page struct {
	b     strings.Builder
	width int
}

// section begins a section.
func (p *page) section(title string) { p.b.WriteString("\n" + title + ":\n") }

// wrapped writes text in lines that begin with an indent.
func (p *page) wrapped(indent, text string) {
	line := "" // a word that is too long has its line to itself
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(indent+line+" "+word) > p.width {
			p.b.WriteString(indent + line + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		p.b.WriteString(indent + line + "\n")
	}
}

// text writes paragraphs. Indented ones stay as they are.
func (p *page) text(text string) {
	if text == "" {
		return
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		p.b.WriteByte('\n')
		if strings.HasPrefix(paragraph, "    ") {
			p.b.WriteString("  " + strings.ReplaceAll(paragraph[4:], "\n    ", "\n  ") + "\n")
			continue
		}
		p.wrapped("", paragraph)
	}
}

// entry writes a name with its type, and the text below.
func (p *page) entry(name, typ, text string) {
	if typ != "" {
		name += ": " + TypeText(typ)
	}
	p.wrapped("  ", name)
	p.wrapped("      ", text)
}

func (p *page) params(title string, params []DocParam) {
	if len(params) == 0 {
		return
	}
	p.section(title)
	for _, q := range params {
		name := q.Name
		if q.Optional {
			name = "[" + name + "]"
		}
		p.entry(name, q.Type, q.Text)
	}
}

// results writes what a function returns, if there is more to say than the type.
func (p *page) results(list []DocParam) {
	said := false
	for _, r := range list {
		said = said || r.Text != ""
	}
	if !said {
		return
	}
	p.section("Returns")
	for _, r := range list {
		p.wrapped("  ", TypeText(r.Type)+" "+r.Text)
	}
}

// options writes a table of options.
func (p *page) options(title string, doc *Doc) {
	p.section(title)
	for _, m := range doc.Members {
		name := m.Name
		if m.Optional {
			name = "[" + name + "]"
		}
		p.entry(name, m.Type, m.Text)
	}
}

// members writes what a module or a class has.
func (p *page) members(doc *Doc) {
	var fields, functions [][2]string
	for _, m := range doc.Members {
		switch m.Kind {
		case DocField:
			fields = append(fields, [2]string{m.Name + ": " + TypeText(m.Type), m.Text})
		default:
			functions = append(functions, [2]string{m.Signature(), m.Brief()})
		}
	}
	p.table("Fields", fields)
	word := "Functions"
	if doc.Kind == DocClass {
		word = "Methods"
	}
	p.table(word, functions)
}

// table writes names and what they are, in two columns.
func (p *page) table(title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
	p.b.WriteString(title + ":\n")
	column := 0
	most := p.width/2 - 4
	for _, r := range rows {
		if n := utf8.RuneCountInString(r[0]); n <= most {
			column = max(column, n)
		}
	}
	for _, r := range rows {
		below := page{width: p.width}
		below.wrapped(strings.Repeat(" ", column+4), r[1])
		text := below.b.String()
		if n := utf8.RuneCountInString(r[0]); n <= column && text != "" {
			text = fmt.Sprintf("  %s%s", r[0], text[n+2:])
		} else {
			p.wrapped("  ", r[0])
		}
		p.b.WriteString(text)
	}
}
