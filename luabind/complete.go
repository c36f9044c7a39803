package luabind

// This file completes what is being typed into a session.

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A Completion is one way to go on.
type Completion struct {
	Text string // what stands in the place of what was typed
	Type string // such as "function", "method", "option", "module", or the type of the value
	Doc  string // one line; may be ""
}

// Complete returns what can stand at the cursor, an offset into text, in place of
// text[from:cursor]. It runs no code of the script.
func (rt *Runtime) Complete(text string, cursor int) (from int, items []Completion) {
	from = cursor
	for from > 0 && (isLetter(text[from-1]) || isDigit(text[from-1])) {
		from--
	}
	for _, name := range rt.globalNames() {
		if strings.HasPrefix(name, text[from:cursor]) {
			items = append(items, Completion{Text: name, Type: "global"})
		}
	}
	return from, items
}

// globalNames returns the names of all globals in alphabetical order.
func (rt *Runtime) globalNames() []string {
	names := stringKeys(rt.root.G.Global)
	if s := rt.session; s != nil {
		for name := range s.declared {
			if s.env.RawGetString(name) != lua.LNil {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Hint returns the signature of the call that the cursor is in, "" if it is in none.
func (rt *Runtime) Hint(text string, cursor int) string { return "" }

// Help returns the documentation of an expression's value, or of a name.
func (rt *Runtime) Help(expr string) (string, error) {
	return "", usageError("no documentation of " + expr)
}

type usageError string

func (e usageError) Error() string { return string(e) }
