package luabind

// This file tells what of a session can be written down as Lua.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A Kept is a variable of a session whose value is plain data.
type Kept struct {
	Name   string
	Source string // the assignment that makes it
}

// PlainData returns the variables of the session that hold booleans, numbers, strings,
// or tables of nothing else, without those that begin with an underscore.
func (rt *Runtime) PlainData() []Kept {
	var kept []Kept
	for _, b := range rt.Who() {
		v := rt.session.env.RawGetString(b.Name)
		if v == lua.LNil {
			v = rt.root.G.Global.RawGetString(b.Name)
		}
		if text, ok := literal(v, nil); ok && !strings.HasPrefix(b.Name, "_") {
			kept = append(kept, Kept{b.Name, "local " + b.Name + " = " + text})
		}
	}
	return kept
}

// literal writes a value as Lua source; ok is false if that is impossible. Within
// are the tables around it.
func literal(v lua.LValue, within []*lua.LTable) (text string, ok bool) {
	const deepest = 50
	switch v := v.(type) {
	case lua.LBool:
		return v.String(), true
	case lua.LNumber:
		return literalNumber(float64(v)), true
	case lua.LString:
		return literalString(string(v)), true
	case *lua.LTable:
		if v.Metatable != lua.LNil || slices.Contains(within, v) || len(within) > deepest {
			return "", false
		}
		within = append(within, v)
		var b strings.Builder
		for key, value := v.Next(lua.LNil); key != lua.LNil; key, value = v.Next(key) {
			k, fine := literal(key, within)
			t, good := literal(value, within)
			if !fine || !good {
				return "", false
			}
			fmt.Fprintf(&b, "[%s] = %s, ", k, t)
		}
		return "{ " + b.String() + "}", true
	}
	return "", false
}

// literalNumber writes a number so that Lua reads the same one.
func literalNumber(x float64) string {
	switch {
	case x != x:
		return "(0/0)"
	case x > maxFloat:
		return "(1/0)"
	case x < -maxFloat:
		return "(-1/0)"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

const maxFloat = 0x1p1023 * (1 + (1 - 0x1p-52))

// literalString writes a string with decimal escapes for all that is not plain.
func literalString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c == 0x7f:
			fmt.Fprintf(&b, "\\%03d", c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Origin returns the Lua expression by which a script gets what a session has under a
// name from the start, such as `require "coldmoon.units"`; "" if it is none of the
// program's, or a script has it as well.
func (rt *Runtime) Origin(name string) string {
	full := rootName + "." + name
	if name == rootName {
		return fmt.Sprintf("require %q", rootName)
	}
	if rt.isModule(full) {
		return fmt.Sprintf("require %q", full)
	}
	if _, global := rt.session.base[name]; !global {
		return ""
	}
	for _, m := range rt.rootFunctions() {
		if _, field := m[name]; field {
			return full
		}
	}
	return ""
}
