package stdlib

// This file words the documentation for people.

import (
	"regexp"
	"slices"
	"strings"
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
