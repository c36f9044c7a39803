package stdlib

// This file words the documentation for people.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Title returns the name as a script writes it: "coldmoon.run", "dist.lognormal",
// "provider:invoke"; of a field or an option with its class: "Handle.status".
func (d *Doc) Title() string {
	short := strings.TrimPrefix(d.Full, rootModule+".")
	switch {
	case d.Owner == nil && d.Kind == DocModule:
		return d.Full
	case d.Owner == nil:
		return short
	case d.Owner.Full == rootModule:
		return d.Full
	case d.Owner.Full == sessionModule:
		return d.Name
	case d.Kind == DocMethod:
		return d.Owner.receiver() + ":" + d.Name
	}
	return short
}

// Signature returns how a function is called and what it returns, such as
// "provider:invoke(fn, [input]) → Handle". Of anything else it is the name and the
// type.
func (d *Doc) Signature() string {
	if d.Kind != DocFunction && d.Kind != DocMethod {
		if d.Type == "" {
			return d.Title()
		}
		return d.Title() + ": " + TypeText(d.Type)
	}
	names := make([]string, len(d.Params))
	for i, p := range d.Params {
		names[i] = p.Name
		if p.Optional {
			names[i] = "[" + p.Name + "]"
		}
	}
	text := d.Title() + "(" + strings.Join(names, ", ") + ")"
	results := make([]string, len(d.Returns))
	for i, r := range d.Returns {
		results[i] = TypeText(r.Type)
	}
	if len(results) > 0 {
		text += " → " + strings.Join(results, ", ")
	}
	return text
}

var ownClass = regexp.MustCompile(`coldmoon\.([A-Z])`)

// TypeText words a type: "number | Distribution".
func TypeText(t string) string {
	return ownClass.ReplaceAllString(strings.Join(SplitType(t), " | "), "$1")
}

// Explain returns all about a Doc, in lines of at most width characters.
func (d *Docs) Explain(doc *Doc, width int) string {
	p := &page{width: width}
	p.wrapped("", doc.Signature())
	if doc.Kind == DocModule && strings.HasPrefix(doc.Full, rootModule) && doc.Full != sessionModule {
		p.wrapped("", "module: local "+doc.Name+" = require \""+doc.Full+"\"")
	}
	for _, o := range doc.Overloads {
		p.wrapped("", "or "+TypeText(o))
	}
	p.text(doc.Text)
	p.params("Arguments", doc.Params)
	p.results(doc.Returns)
	switch doc.Kind {
	case DocModule, DocClass:
		p.members(doc)
	case DocOptions:
		p.options("Options", doc)
	}
	for _, o := range d.OptionsOf(doc) {
		p.options(o.Name, o)
	}
	for _, c := range d.aliases(doc) {
		p.section(c.Name)
		p.wrapped("  ", c.Text)
	}
	if see := d.related(doc); len(see) > 0 {
		p.b.WriteByte('\n')
		p.wrapped("", "See also: "+strings.Join(see, ", "))
	}
	return p.b.String()
}

// related returns the names of the classes that a function takes or returns, or that
// a field or an option is.
func (d *Docs) related(doc *Doc) []string {
	types := []string{doc.Type}
	for _, p := range slices.Concat(doc.Params, doc.Returns) {
		types = append(types, p.Type)
	}
	var names []string
	for _, c := range d.Classes(strings.Join(types, "|")) {
		if c.Kind == DocClass && c != doc.Owner && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// ExplainAll returns all about what Find has found: of several, one line about each.
func (d *Docs) ExplainAll(found []*Doc, width int) string {
	if len(found) == 1 {
		return d.Explain(found[0], width)
	}
	p := &page{width: width}
	rows := make([][2]string, len(found))
	for i, doc := range found {
		rows[i] = [2]string{doc.Signature(), doc.Brief()}
	}
	p.table("It is one of", rows)
	return p.b.String()
}

// aliases returns the kinds of values that a field, an option or the arguments of a
// function may be.
func (d *Docs) aliases(doc *Doc) []*Doc {
	types := []string{doc.Type}
	for _, p := range doc.Params {
		types = append(types, p.Type)
	}
	var list []*Doc
	for _, c := range d.Classes(strings.Join(types, "|")) {
		if c.Kind == DocAlias && c != doc && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// List returns the modules, the functions of the root module and the classes, with
// one line for each.
func (d *Docs) List(width int) string {
	p := &page{width: width}
	for _, group := range []struct {
		title string
		in    func(*Doc) bool
	}{
		{"Modules", func(doc *Doc) bool {
			return doc.Kind == DocModule && strings.HasPrefix(doc.Full, rootModule) && doc.Full != sessionModule
		}},
		{"Functions of coldmoon", func(doc *Doc) bool {
			return doc.Kind == DocFunction && doc.Owner != nil && doc.Owner.Full == rootModule
		}},
		{"Functions of the REPL", func(doc *Doc) bool { return doc.Owner != nil && doc.Owner.Full == sessionModule }},
		{"Objects", func(doc *Doc) bool { return doc.Kind == DocClass && len(doc.Members) > 0 }},
	} {
		var rows [][2]string
		for _, doc := range d.All {
			if group.in(doc) {
				rows = append(rows, [2]string{strings.TrimPrefix(doc.Signature(), rootModule+"."), doc.Brief()})
				if doc.Kind == DocModule {
					rows[len(rows)-1][0] = doc.Full
				}
			}
		}
		slices.SortStableFunc(rows, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
		p.table(group.title, rows)
	}
	return p.b.String()
}

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
