package luabind

// This file tells what a session has defined.

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A Binding is a variable that the session has defined.
type Binding struct {
	Name string
	Type string // as the function type says, or the class of an object
	Text string // its value in one line
}

// Who returns what the session has defined, in alphabetical order.
func (rt *Runtime) Who() []Binding {
	var list []Binding
	add := func(name string, v lua.LValue) {
		if v != lua.LNil && !strings.HasPrefix(name, "_") {
			list = append(list, Binding{name, kindOf(v), brief(v)})
		}
	}
	s, g := rt.session, rt.root.G.Global
	for _, name := range append(stringKeys(s.env), s.order...) {
		if v := s.get(name); v != s.base[name] {
			add(name, v)
		}
	}
	for _, name := range stringKeys(g) {
		if v := g.RawGetString(name); v != s.base[name] && !rt.isOwnModule(name, v) {
			add(name, v)
		}
	}
	slices.SortFunc(list, func(a, b Binding) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(list, func(a, b Binding) bool { return a.Name == b.Name })
}

// isOwnModule reports whether v is the module of the program that name stands for.
func (rt *Runtime) isOwnModule(name string, v lua.LValue) bool {
	return name == rootName && rt.loaded.RawGetString(rootName) == v || rt.loaded.RawGetString(rootName+"."+name) == v
}

// kindOf returns the type of a value, or the class of an object.
func kindOf(v lua.LValue) string {
	if ud, ok := v.(*lua.LUserData); ok && typeNameOf(ud) != "" {
		return typeNameOf(ud)
	}
	return v.Type().String()
}

// brief says in one line what a value is. It runs no code of the script and gives
// no object a number.
func brief(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LNumber:
		return number(float64(v))
	case lua.LString:
		return shortened(fmt.Sprintf("%q", string(v)))
	case lua.LBool:
		return v.String()
	case *lua.LFunction:
		if v.IsG {
			return "built in"
		}
		return fmt.Sprintf("%s:%d", v.Proto.SourceName, v.Proto.LineDefined)
	case *lua.LTable:
		n := 0
		for k, _ := v.Next(lua.LNil); k != lua.LNil; k, _ = v.Next(k) {
			n++
		}
		return plural(n, "entry", "entries")
	case *lua.LUserData:
		if named, ok := v.Value.(interface{ Name() string }); ok {
			return fmt.Sprintf("%q", named.Name())
		}
		if s, ok := v.Value.(fmt.Stringer); ok {
			return shortened(s.String())
		}
	}
	return ""
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// shortened returns s in one line of at most 60 characters.
func shortened(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
