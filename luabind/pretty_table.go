package luabind

// This file prints tables for people.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A cell is a field of a table that is printed.
type cell struct {
	key   string // with " = "; "" in the array part
	value lua.LValue
}

// table prints a table whose lines are indented by indent and of whose first
// line so many columns are taken: on one line if it fits.
func (p *printer) table(t *lua.LTable, indent, taken, depth int) string {
	if text, ok := p.instead(t, depth); ok {
		return text
	}
	p.open[t] = true
	defer delete(p.open, t)
	items, left := p.list(p.rt.contents(t))
	if text, ok := p.line(items, left, p.width-taken, depth); ok {
		return text
	}
	return p.tall(items, left, indent, depth)
}

// instead returns what stands for a table that is not opened.
func (p *printer) instead(t *lua.LTable, depth int) (string, bool) {
	if p.open[t] {
		return "<cycle>", true
	}
	if _, ok := t.Metatable.(*lua.LTable); ok {
		if text, ok := p.rt.tostringMeta(t); ok {
			return shown(text), true
		}
	}
	if k, _ := p.rt.contents(t).Next(lua.LNil); k == lua.LNil {
		if mt, ok := t.Metatable.(*lua.LTable); ok && depth == 0 && mt.RawGetString(emptyKey) != lua.LNil {
			return mt.RawGetString(emptyKey).String(), true
		}
		return "{}", true
	}
	if depth >= p.depth {
		return "{…}", true
	}
	return "", false
}

// contents returns the table whose fields are those of t: another one if t is
// a module.
func (rt *Runtime) contents(t *lua.LTable) *lua.LTable {
	if mt, ok := t.Metatable.(*lua.LTable); ok {
		if sealed, ok := mt.RawGetString(fieldsKey).(*lua.LTable); ok {
			return sealed
		}
	}
	return t
}

// list returns the fields of t that are shown, and how many are not: the array
// part, then numbers, then strings in alphabetical order, then the rest.
func (p *printer) list(t *lua.LTable) (items []cell, left int) {
	n := 0 // to the first hole
	for v := t.RawGetInt(1); v != lua.LNil; v = t.RawGetInt(n + 1) {
		if n++; n <= p.items {
			items = append(items, cell{"", v})
		}
	}
	left = n - len(items)
	var keys []lua.LValue
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		if i, ok := k.(lua.LNumber); !ok || i < 1 || int(i) > n || lua.LNumber(int(i)) != i {
			keys = append(keys, k)
		}
	}
	slices.SortStableFunc(keys, compareKeys)
	for _, k := range keys {
		if len(items) < p.items {
			items = append(items, cell{p.key(k), t.RawGet(k)})
		} else {
			left++
		}
	}
	return items, left
}

// compareKeys orders keys: numbers, strings, the rest as it comes.
func compareKeys(a, b lua.LValue) int {
	x, xIsNumber := a.(lua.LNumber)
	y, yIsNumber := b.(lua.LNumber)
	if xIsNumber && yIsNumber {
		return cmp.Compare(x, y)
	}
	s, xIsText := a.(lua.LString)
	t, yIsText := b.(lua.LString)
	if xIsText && yIsText {
		return cmp.Compare(s, t)
	}
	rank := func(isNumber, isText bool) int {
		switch {
		case isNumber:
			return 0
		case isText:
			return 1
		}
		return 2
	}
	return rank(xIsNumber, xIsText) - rank(yIsNumber, yIsText)
}

// key prints a key as a table constructor has it.
func (p *printer) key(k lua.LValue) string {
	if s, ok := k.(lua.LString); ok && plainName(string(s)) {
		return string(s) + " = "
	}
	if t, ok := k.(*lua.LTable); ok {
		return "[table: " + p.rt.ids.of(t) + "] = "
	}
	return "[" + p.scalar(k) + "] = "
}

var luaWords = strings.Fields("and break do else elseif end false for function goto if in local nil not or repeat return then true until while")

// plainName reports whether s is an identifier of Lua.
func plainName(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if s[i] != '_' && (c < 'a' || c > 'z') && (i == 0 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(luaWords, s)
}

// line prints a table on one line of at most room columns; ok is false if it
// needs more.
func (p *printer) line(items []cell, left, room, depth int) (text string, ok bool) {
	room -= len("{  }")
	if left > 0 {
		room -= columns(more(left)) + 2
	}
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
			room -= 2
		}
		text, ok := p.inLine(it.value, room-columns(it.key), depth+1)
		if room -= columns(it.key) + columns(text); !ok || room < 0 {
			return "", false
		}
		b.WriteString(it.key + text)
	}
	if left > 0 {
		b.WriteString(", " + more(left))
	}
	return "{ " + b.String() + " }", true
}

func more(n int) string { return "… " + strconv.Itoa(n) + " more" }

// inLine prints a value within a table that is printed on one line.
func (p *printer) inLine(v lua.LValue, room, depth int) (text string, ok bool) {
	t, isTable := v.(*lua.LTable)
	if !isTable {
		text = p.scalar(v)
		return text, !strings.Contains(text, "\n")
	}
	if text, ok := p.instead(t, depth); ok {
		return text, !strings.Contains(text, "\n")
	}
	p.open[t] = true
	defer delete(p.open, t)
	items, left := p.list(p.rt.contents(t))
	return p.line(items, left, room, depth)
}

// tall prints a table with an item on each line; those without keys that are no
// tables share lines.
func (p *printer) tall(items []cell, left, indent, depth int) string {
	in := strings.Repeat(" ", indent+2)
	var b strings.Builder
	b.WriteString("{")
	column := p.width // of the line that is being filled
	for _, it := range items {
		t, isTable := it.value.(*lua.LTable)
		if isTable {
			taken := len(in) + columns(it.key) + len(",")
			b.WriteString("\n" + in + it.key + p.table(t, len(in), taken, depth+1) + ",")
			column = p.width
			continue
		}
		text := it.key + p.scalar(it.value) + ","
		if n := columns(text); it.key == "" && column+1+n <= p.width {
			b.WriteString(" " + text)
			column += 1 + n
		} else {
			b.WriteString("\n" + in + text)
			column = len(in) + n
		}
		if it.key != "" {
			column = p.width
		}
	}
	if left > 0 {
		b.WriteString("\n" + in + more(left))
	}
	b.WriteString("\n" + in[2:] + "}")
	return b.String()
}
