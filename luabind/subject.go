package luabind

// This file finds out what an expression in the text of a session is, without
// running code of the script: its value as far as that is known, and what the
// documentation says about it.

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// A subject is what an expression stands for. The zero subject is something unknown.
type subject struct {
	value   lua.LValue    // nil: not known
	doc     *stdlib.Doc   // of the name by which it was reached, or of the function or module that it is; may be nil
	classes []*stdlib.Doc // that a value may belong to; modules too
}

// subjectOf returns the subject of a value.
func (rt *Runtime) subjectOf(v lua.LValue) subject {
	s := subject{value: v}
	switch v := v.(type) {
	case *lua.LFunction:
		s.doc = rt.functionDoc(v)
	case *lua.LTable:
		if doc := rt.moduleDoc(v); doc != nil {
			s.doc, s.classes = doc, []*stdlib.Doc{doc}
		}
	case *lua.LUserData:
		if doc := stdlib.Index().Class(typeNameOf(v)); doc != nil {
			s.classes = []*stdlib.Doc{doc}
		}
	}
	return s
}

// functionDoc returns the documentation of a function of the API or of Lua, nil if
// it is none.
func (rt *Runtime) functionDoc(fn *lua.LFunction) *stdlib.Doc {
	if name := rt.full[fn]; name != "" {
		return stdlib.Index().Get(name)
	}
	if name := rt.stock[fn]; name != "" {
		return stdlib.Index().Get(name)
	}
	if fn.IsG || !strings.HasPrefix(fn.Proto.SourceName, stdlibPrefix) {
		return nil
	}
	for _, module := range rt.moduleNames() { // written in Lua
		fields := fieldsOf(rt.loaded.RawGetString(module))
		if fields == nil {
			continue
		}
		for _, key := range stringKeys(fields) {
			if fields.RawGetString(key) == fn {
				return stdlib.Index().Get(module + "." + key)
			}
		}
	}
	return nil
}

// moduleDoc returns the documentation of a module, or of a library of Lua, nil if t
// is none.
func (rt *Runtime) moduleDoc(t *lua.LTable) *stdlib.Doc {
	for k, v := rt.loaded.Next(lua.LNil); k != lua.LNil; k, v = rt.loaded.Next(k) {
		if v == t {
			return stdlib.Index().Get(lua.LVAsString(k))
		}
	}
	for _, name := range stringKeys(rt.root.G.Global) {
		if rt.root.G.Global.RawGetString(name) == t {
			if doc := stdlib.Index().Get(name); doc != nil && doc.Kind == stdlib.DocModule {
				return doc
			}
		}
	}
	return nil
}

// fieldsOf returns the table that holds the fields of a table: of a module, what it
// seals. It is nil if v is no table.
func fieldsOf(v lua.LValue) *lua.LTable {
	t, ok := v.(*lua.LTable)
	if !ok {
		return nil
	}
	if mt, ok := t.Metatable.(*lua.LTable); ok {
		if sealed, ok := mt.RawGetString(fieldsKey).(*lua.LTable); ok {
			return sealed
		}
	}
	return t
}

// maxInherited bounds how many tables are looked through for a field.
const maxInherited = 20

// inherited returns the table in which the fields are looked for that t does not have,
// nil if there is none or a function is asked.
func inherited(t *lua.LTable) *lua.LTable {
	mt, ok := t.Metatable.(*lua.LTable)
	if !ok {
		return nil
	}
	return fieldsOf(mt.RawGetString("__index"))
}

// named returns what a name stands for outside of all blocks.
func (rt *Runtime) named(name string) subject {
	if s := rt.session; s != nil && (s.declared[name] || s.get(name) != lua.LNil) {
		return rt.subjectOf(s.get(name))
	}
	if v := rt.root.G.Global.RawGetString(name); v != lua.LNil {
		return rt.subjectOf(v)
	}
	return rt.module(rootName + "." + name)
}

// module returns a module of the program, or nothing.
func (rt *Runtime) module(full string) subject {
	if short, ok := strings.CutPrefix(full, rootName+"."+rootName); ok {
		full = rootName + short
	}
	if v := rt.loaded.RawGetString(full); v != lua.LNil {
		return rt.subjectOf(v)
	}
	if doc := stdlib.Index().Get(full); doc != nil && doc.Kind == stdlib.DocModule && rt.isModule(full) {
		return subject{doc: doc, classes: []*stdlib.Doc{doc}}
	}
	return subject{}
}

// member returns what is behind a point or a colon.
func (rt *Runtime) member(s subject, name string) subject {
	var found subject
	switch v := s.value.(type) {
	case *lua.LTable:
		for t, n := fieldsOf(v), 0; t != nil && n < maxInherited && found.value == nil; t, n = inherited(t), n+1 {
			if field := t.RawGetString(name); field != lua.LNil {
				found = rt.subjectOf(field)
			}
		}
	case *lua.LUserData:
		if len(rt.elementNames(v)) > 0 {
			return rt.subjectOf(rt.fieldOf(v, lua.LString(name)))
		}
	case lua.LString:
		return rt.member(rt.named("string"), name)
	}
	for _, class := range s.classes {
		doc := class.Member(name)
		if doc == nil {
			continue
		}
		if found.value == nil {
			v := rt.fieldOf(s.value, lua.LString(name))
			if _, isObject := v.(*lua.LUserData); isObject || doc.Kind == stdlib.DocField {
				found = rt.subjectOf(v) // a list can be a method as well
			}
		}
		if found.doc == nil {
			found.doc = doc
		}
		if found.classes == nil {
			found.classes = classesOf(doc.Type, false)
		}
		return found
	}
	if found.value == nil && s.doc != nil && s.doc.Kind == stdlib.DocModule {
		return rt.module(s.doc.Full + "." + name)
	}
	return found
}

// typed returns the subject of a value of which only the type is known.
func typed(types string) subject {
	return subject{doc: &stdlib.Doc{Kind: stdlib.DocField, Type: types}, classes: classesOf(types, false)}
}

// classesOf returns the classes of values of a type, or of the elements if it is that
// of a list.
func classesOf(types string, elements bool) []*stdlib.Doc {
	parts := slices.DeleteFunc(stdlib.SplitType(types), func(t string) bool {
		return strings.HasSuffix(strings.TrimSuffix(t, "?"), "[]") != elements
	})
	var list []*stdlib.Doc
	for _, c := range stdlib.Index().Classes(strings.Join(parts, "|")) {
		if c.Kind == stdlib.DocClass || c.Kind == stdlib.DocOptions {
			list = append(list, c)
		}
	}
	return list
}

// fieldOf returns a field of an object of the API, nil if v is none or has none.
func (rt *Runtime) fieldOf(v lua.LValue, key lua.LValue) lua.LValue {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return nil
	}
	mt, ok := ud.Metatable.(*lua.LTable)
	if !ok {
		return nil
	}
	get, ok := mt.RawGetString("__index").(*lua.LFunction)
	if !ok || !get.IsG {
		return nil
	}
	th := rt.freeThread()
	defer rt.leave(th)
	th.tryFn(get)
	th.L.Push(v)
	th.L.Push(key)
	if err := th.try(2, 1); err != nil {
		return nil
	}
	if field := th.L.Get(-1); field != lua.LNil {
		return field
	}
	return nil
}

// element returns what is behind brackets. The key is nil if it is not known.
func (rt *Runtime) element(s subject, key lua.LValue) subject {
	if t, ok := s.value.(*lua.LTable); ok && key != nil {
		if v := fieldsOf(t).RawGet(key); v != lua.LNil {
			return rt.subjectOf(v)
		}
	}
	if key != nil {
		if v := rt.fieldOf(s.value, key); v != nil {
			return rt.subjectOf(v)
		}
	}
	if s.doc != nil { // of a list
		return subject{classes: classesOf(s.doc.Type, true)}
	}
	return subject{}
}

// called returns what a call returns.
func (rt *Runtime) called(s subject, args []token) subject {
	if s.value != nil && s.value == rt.root.G.Global.RawGetString("require") && len(args) == 1 {
		return rt.module(unquoted(args[0].text))
	}
	if s.doc == nil || len(s.doc.Returns) == 0 {
		return subject{}
	}
	return typed(s.doc.Returns[0].Type)
}

// unquoted returns the text of a string token, without its escapes being read.
func unquoted(s string) string { return strings.Trim(s, `"'[]=`) }
