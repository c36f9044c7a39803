package stdlib

// This file finds the documentation of a name as somebody types it.

import (
	"cmp"
	"slices"
	"strings"
)

// Find returns what a name may mean: nothing if it is unknown, several if only its
// end is given and that is not unique. It follows paths such as
// "provider.hosts.disk", from a function to its options and to what it returns, takes
// "coldmoon." in front or leaves it out, and prefers the capitals that are given.
func (d *Docs) Find(name string) []*Doc {
	name = strings.TrimSuffix(strings.TrimSpace(name), "()")
	name = strings.ReplaceAll(strings.TrimPrefix(name, rootModule+"."), ":", ".")
	switch name {
	case "":
		return nil
	case rootModule:
		return []*Doc{d.full[rootModule]}
	}
	parts := strings.Split(name, ".")
	exact := slices.DeleteFunc(d.roots(), func(doc *Doc) bool { return doc.Name != name })
	if len(exact) > 1 { // such as next
		return exact
	}
	if doc := d.follow(d.roots(), parts); doc != nil {
		return []*Doc{doc}
	}
	var found []*Doc
	for _, doc := range d.All {
		if strings.HasSuffix(strings.ReplaceAll(doc.Full, ":", "."), "."+name) {
			found = append(found, doc)
		}
	}
	return found
}

// rootModule is the module whose name may be left out.
const rootModule = "coldmoon"

// roots returns what a path may begin with.
func (d *Docs) roots() []*Doc {
	var list []*Doc
	for _, doc := range d.All {
		if doc.Owner == nil || doc.Owner.Full == rootModule || doc.Owner.Full == sessionModule {
			list = append(list, doc)
		}
	}
	return list
}

// sessionModule is what the functions are documented under that only a session has.
const sessionModule = "coldmoon.repl"

// follow walks a path of names that begins in list.
func (d *Docs) follow(list []*Doc, parts []string) *Doc {
	for _, same := range []func(doc *Doc) bool{
		func(doc *Doc) bool { return doc.Name == parts[0] },
		func(doc *Doc) bool { return strings.EqualFold(doc.Name, parts[0]) || doc.receiver() == parts[0] },
	} {
		for _, doc := range list {
			if !same(doc) {
				continue
			}
			if len(parts) == 1 {
				return doc
			}
			if found := d.follow(d.below(doc), parts[1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

// below returns what a path may go on with behind a name.
func (d *Docs) below(doc *Doc) []*Doc {
	list := slices.Clone(doc.Members)
	types := []string{doc.Type}
	for _, o := range d.OptionsOf(doc) {
		list = append(list, o.Members...)
	}
	for _, r := range doc.Returns {
		types = append(types, r.Type)
	}
	for _, t := range types {
		for _, c := range d.Classes(t) {
			list = append(list, c.Members...)
		}
	}
	return list
}

// receiver returns what objects of a class are called in examples: "provider", "ctx".
func (d *Doc) receiver() string {
	switch {
	case d.Kind != DocClass:
		return ""
	case d.Name == "Context":
		return "ctx"
	}
	return strings.ToLower(d.Name)
}

// Names returns all names that somebody who misspelled one may have meant, whole ones
// and last parts, in alphabetical order, of equal ones that in small letters first.
func (d *Docs) Names() []string {
	var names []string
	for _, doc := range d.All {
		names = append(names, doc.Title(), strings.TrimPrefix(doc.Full, rootModule+"."))
		if doc.Kind == DocFunction || doc.Kind == DocMethod {
			names = append(names, doc.Name)
			for _, o := range d.OptionsOf(doc) {
				for _, m := range o.Members {
					names = append(names, strings.TrimPrefix(doc.Title(), rootModule+".")+"."+m.Name)
				}
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(b, a))
	})
	return slices.Compact(names)
}
