package stdlib

// This file is the index of what the definitions under meta document: the one
// source of completion, help and the command doc.

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// A DocKind is what a Doc documents.
type DocKind uint8

// The kinds.
const (
	DocModule   DocKind = iota // such as coldmoon.dist
	DocClass                   // of objects, such as coldmoon.Provider
	DocOptions                 // a table of options, such as coldmoon.ProviderOptions
	DocAlias                   // a kind of value, such as coldmoon.Seconds
	DocFunction                // of a module
	DocMethod                  // of a class, called with a colon
	DocField                   // of a module or a class
	DocOption                  // of a table of options
)

// String returns the word for the kind.
func (k DocKind) String() string {
	return [...]string{"module", "class", "options", "type", "function", "method", "field", "option"}[k]
}

// A Doc documents one name. It does not change.
type Doc struct {
	Kind      DocKind
	Full      string // such as "coldmoon.dist.lognormal", "coldmoon.Provider:invoke", "coldmoon.ProviderOptions.hosts"
	Name      string // the last part: "lognormal", "invoke", "hosts"
	Text      string // paragraphs divided by empty lines; indented lines are code; "" if there is none
	Type      string // of a field, option or alias, as in the definition: "number|string"
	Optional  bool   // of an option
	Params    []DocParam
	Returns   []DocParam // names are part of the texts
	Overloads []string   // other ways to call it, as types: "fun(options: coldmoon.GeneratorOptions): coldmoon.Workload"
	Owner     *Doc       // the module, class or options that it belongs to; nil: none
	Members   []*Doc     // in the order of the definitions

	object bool // the class has a local, so that methods can be defined
}

// A DocParam is a parameter or a result of a function.
type DocParam struct {
	Name, Type, Text string
	Optional         bool
}

// Docs is the index.
type Docs struct {
	All  []*Doc          // in the order of the definitions; members come after their owners
	full map[string]*Doc // by Full
}

// Index returns the index of all definitions. It is made once.
var Index = sync.OnceValue(func() *Docs {
	d := &Docs{full: map[string]*Doc{}}
	for _, file := range append(Definitions(), "lua/library.lua") {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			panic("stdlib: " + err.Error())
		}
		(&docReader{docs: d}).read(string(text))
	}
	for _, doc := range d.All {
		if doc.Kind == DocOption {
			d.makeOptions(doc.Type)
		}
	}
	return d
})

// makeOptions makes tables of options of the classes that an option may be, unless
// they are those of objects.
func (d *Docs) makeOptions(types string) {
	for _, c := range d.Classes(types) {
		if c.Kind != DocClass || c.object {
			continue
		}
		c.Kind = DocOptions
		for _, m := range c.Members {
			m.Kind = DocOption
			d.makeOptions(m.Type)
		}
	}
}

// Get returns the Doc of a full name, nil if there is none.
func (d *Docs) Get(full string) *Doc { return d.full[full] }

// Class returns the class of a name in any capitals, such as "provider"; nil if there
// is none.
func (d *Docs) Class(name string) *Doc {
	for _, doc := range d.All {
		if doc.Kind == DocClass && strings.EqualFold(doc.Name, name) {
			return doc
		}
	}
	return nil
}

// add enters a Doc, or returns the one of that name. A module is spread over several
// files.
func (d *Docs) add(doc *Doc) *Doc {
	if known := d.full[doc.Full]; known != nil {
		if known.Text == "" {
			known.Text = doc.Text
		}
		return known
	}
	doc.Name = doc.Full[strings.LastIndexAny(doc.Full, ".:")+1:]
	d.full[doc.Full] = doc
	d.All = append(d.All, doc)
	if doc.Owner != nil {
		doc.Owner.Members = append(doc.Owner.Members, doc)
	}
	return doc
}

// Member returns the member of that name, nil if there is none.
func (d *Doc) Member(name string) *Doc {
	for _, m := range d.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// Brief returns the first sentence of the text, in one line.
func (d *Doc) Brief() string {
	text, _, _ := strings.Cut(d.Text, "\n\n")
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text+" ", ". "); i >= 0 {
		text = text[:i]
	}
	return text
}

// Choices returns the strings that a value of the types may be, such as "mru" and
// "lru", in the order of the definition.
func (d *Docs) Choices(types string) []string {
	var choices []string
	for _, t := range SplitType(types) {
		t = strings.TrimSuffix(t, "?")
		if len(t) > 1 && t[0] == '"' {
			choices = append(choices, strings.Trim(t, `"`))
		} else if a := d.full[t]; a != nil && a.Kind == DocAlias {
			choices = append(choices, d.Choices(a.Type)...)
		}
	}
	return choices
}

// Classes returns what the types name that is in the index: classes, tables of
// options and aliases, also as elements of a list.
func (d *Docs) Classes(types string) []*Doc {
	var list []*Doc
	for _, t := range SplitType(types) {
		t = strings.TrimSuffix(strings.TrimSuffix(t, "?"), "[]")
		if c := d.full[t]; c != nil {
			list = append(list, c)
		}
	}
	return list
}

// OptionsOf returns the tables of options that a function takes, or an option is.
func (d *Docs) OptionsOf(doc *Doc) []*Doc {
	types := []string{doc.Type}
	for _, p := range doc.Params {
		types = append(types, p.Type)
	}
	var list []*Doc
	for _, t := range types {
		for _, c := range d.Classes(t) {
			if c.Kind == DocOptions && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}
