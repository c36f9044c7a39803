package luabind

// This file completes what is being typed into a session.

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// A Completion is one way to go on.
type Completion struct {
	Text string // what stands in the place of what was typed
	Type string // such as "function", "option", "module", "file", or the type of a value
	Doc  string // one line; may be ""
}

// Complete returns what can stand at the cursor, an offset into text, in place of
// text[from:cursor]: options in the order of the documentation, everything else in
// alphabetical order. It runs no code of the script.
func (rt *Runtime) Complete(text string, cursor int) (from int, items []Completion) {
	c := rt.cursorAt(text, min(max(cursor, 0), len(text)))
	switch {
	case c.inComment():
		return cursor, nil
	case c.inString():
		return c.strings()
	case c.before(1).is(".") || c.before(1).is(":"):
		items = c.members(c.before(1).is(":"))
	default:
		items = c.names()
	}
	typed := text[c.word.from:c.at]
	return c.word.from, slices.DeleteFunc(items, func(i Completion) bool {
		return !strings.HasPrefix(i.Text, typed) || strings.HasPrefix(i.Text, "_") && typed == ""
	})
}

// sorted sorts completions and drops all but the first of equal texts.
func sorted(items []Completion) []Completion {
	slices.SortStableFunc(items, func(a, b Completion) int { return strings.Compare(a.Text, b.Text) })
	return slices.CompactFunc(items, func(a, b Completion) bool { return a.Text == b.Text })
}

// item describes a name that stands for a subject.
func item(name string, s subject) Completion {
	i := Completion{Text: name}
	if s.value != nil {
		i.Type, i.Doc = kindOf(s.value), brief(s.value)
	}
	switch {
	case s.doc == nil:
	case s.doc.Kind == stdlib.DocOption || s.doc.Kind == stdlib.DocField:
		if i.Doc = s.doc.Brief(); s.value == nil {
			i.Type = stdlib.TypeText(s.doc.Type)
		}
	default:
		i.Type, i.Doc = s.doc.Kind.String(), s.doc.Brief()
	}
	return i
}

// members completes what comes behind a point or a colon.
func (c *cursor) members(methods bool) []Completion {
	s := c.expressionBefore(len(c.tokens) - 1)
	var items []Completion
	add := func(name string) {
		m := c.rt.member(s, name)
		_, isFunction := m.value.(*lua.LFunction)
		isMethod := m.doc != nil && m.doc.Kind == stdlib.DocMethod
		_, isObject := m.value.(*lua.LUserData)
		if isName(name) && (isMethod == methods || isFunction && !isMethod || isMethod && isObject) {
			items = append(items, item(name, m))
		}
	}
	for _, name := range c.rt.memberNames(s) {
		add(name)
	}
	return sorted(items)
}

// memberNames returns the names of all that may be behind a point or a colon.
func (rt *Runtime) memberNames(s subject) []string {
	var names []string
	switch v := s.value.(type) {
	case *lua.LTable:
		for t, n := fieldsOf(v), 0; t != nil && n < maxInherited; t, n = inherited(t), n+1 {
			names = append(names, stringKeys(t)...)
		}
	case *lua.LUserData:
		names = rt.elementNames(v)
	case lua.LString:
		return rt.memberNames(rt.named("string"))
	}
	for _, class := range s.classes {
		for _, m := range class.Members {
			names = append(names, m.Name)
		}
	}
	if s.doc != nil && s.doc.Kind == stdlib.DocModule {
		for _, m := range rt.moduleNames() {
			if below, ok := strings.CutPrefix(m, s.doc.Full+"."); ok {
				names = append(names, below)
			}
		}
	}
	return names
}

// isName reports whether a field can be written behind a point.
func isName(s string) bool {
	tokens := lex(s)
	return len(tokens) == 1 && tokens[0].kind == nameToken && tokens[0].to == len(s)
}

// names completes a name that begins an expression, a statement or an option.
func (c *cursor) names() []Completion {
	open := c.bracket(len(c.tokens), false)
	if classes := c.optionsIn(open); len(classes) > 0 && !c.before(1).is("=") {
		if last := c.before(1); last.is("{") || last.is(",") || last.is(";") {
			return c.options(open, classes)
		}
	}
	var items []Completion
	if o := c.option(len(c.tokens)); o != nil {
		items = choices(o.Type, `"`)
	}
	items = sorted(append(items, c.variables()...))
	return items
}

// options completes the names of options, without those that are there.
func (c *cursor) options(open int, classes []*stdlib.Doc) []Completion {
	given := map[string]bool{}
	for i := open + 1; i < len(c.tokens); i++ {
		if c.bracket(i, true) == open {
			given[c.keyBefore(i)] = true
		}
	}
	var items []Completion
	for _, class := range classes {
		for _, m := range class.Members {
			if !given[m.Name] && isName(m.Name) {
				i := item(m.Name+" = ", subject{doc: m})
				i.Type = "option"
				i.Doc = strings.TrimSuffix(stdlib.TypeText(m.Type)+"; "+m.Brief(), "; ")
				items = append(items, i)
			}
		}
	}
	return items
}

// choices completes the strings that a value may be.
func choices(types, quote string) []Completion {
	var items []Completion
	for _, choice := range stdlib.Index().Choices(types) {
		items = append(items, Completion{Text: quote + choice + quote, Type: "string"})
	}
	return items
}

// variables completes local variables, variables of the session, globals, modules and
// reserved words.
func (c *cursor) variables() []Completion {
	rt := c.rt
	var items []Completion
	for _, v := range c.locals(len(c.tokens)) {
		i := item(v.name, v.subject())
		if i.Type == "" {
			i.Type = "local"
		}
		items = append(items, i)
	}
	for _, name := range rt.globalNames() {
		items = append(items, item(name, rt.named(name)))
	}
	for word := range keywords {
		items = append(items, Completion{Text: word, Type: "keyword"})
	}
	return items
}

// globalNames returns the names of all that has a value outside of all blocks.
func (rt *Runtime) globalNames() []string {
	names := stringKeys(rt.root.G.Global)
	if s := rt.session; s != nil {
		names = append(names, stringKeys(s.env)...)
		for _, m := range rt.moduleNames() {
			names = append(names, strings.TrimPrefix(m, rootName+"."))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// strings completes what is within quotes.
func (c *cursor) strings() (from int, items []Completion) {
	from = c.word.from + 1
	typed := c.text[from:c.at]
	if c.word.text[0] == '[' || strings.Contains(typed, `\`) {
		return c.at, nil
	}
	if c.requires() {
		for _, m := range c.rt.moduleNames() {
			items = append(items, item(m, c.rt.module(m)))
		}
		for _, m := range c.rt.userModules() {
			items = append(items, Completion{Text: m, Type: "module"})
		}
		items = sorted(items)
	} else if items = choices(c.expected(), ""); len(items) == 0 {
		return c.files(typed)
	}
	return from, slices.DeleteFunc(items, func(i Completion) bool { return !strings.HasPrefix(i.Text, typed) })
}

// requires reports whether the string is the argument of require.
func (c *cursor) requires() bool {
	last := c.before(1)
	if last.is("(") {
		last = c.before(2)
	}
	return last.kind == nameToken && last.text == "require"
}

// files completes the names of files that the script may read.
func (c *cursor) files(typed string) (from int, items []Completion) {
	dir, begin := filepath.Split(typed)
	base, err := c.rt.canRead(filepath.Clean(dir), true) // "." if dir is empty
	if err != nil {
		return c.at, nil
	}
	entries, _ := os.ReadDir(base) // what can't be read has no files
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, begin) || name[0] == '.' && begin == "" {
			continue
		}
		i := Completion{Text: name, Type: "file"}
		if info, err := os.Stat(filepath.Join(base, name)); err == nil && info.IsDir() {
			i.Text, i.Type = name+"/", "directory"
		} else if err == nil {
			i.Doc = fmt.Sprintf("%d bytes", info.Size())
		}
		items = append(items, i)
	}
	return c.at - len(begin), items
}
