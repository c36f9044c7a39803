package luabind

// This file is the one helper for tables of named options. It names the path of
// what is wrong, what was given and what is accepted, and reports all that is
// wrong with one call together.

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// An optionSet is the names of the options that a table may have.
type optionSet struct {
	class string // of the table in stdlib/meta, such as "coldmoon.PoissonOptions"
	names []string
}

// optionSets are all that have been declared, for a test that compares them
// with stdlib/meta. It does not change after initialisation.
var optionSets []optionSet

// declareOptions makes an option set, for the initialisation of a package
// variable. The names are listed in errors in this order.
func declareOptions(class string, names ...string) optionSet {
	set := optionSet{class, names}
	optionSets = append(optionSets, set)
	return set
}

// A verdict collects what is wrong with the arguments of one call.
type verdict struct {
	problems []string
	poisoned bool // something is what a refused call returned: say nothing
}

// options is a table of named options. A nil *options is one that was not
// given: all getters return their defaults.
//
// A getter returns its default if the option is absent or bad; what is bad is
// noted for ok.
type options struct {
	rt      *Runtime
	L       *lua.LState
	table   *lua.LTable
	path    string // "hosts[2]." or ""
	set     optionSet
	unread  bool     // it is no table
	meant   []string // what unknown names stand for, as far as one can guess
	verdict *verdict
}

// options checks that argument n is a table whose names are all in the set.
func (rt *Runtime) options(L *lua.LState, n int, set optionSet) *options {
	o := &options{rt: rt, L: L, set: set, verdict: &verdict{}}
	o.open(L.Get(n), fmt.Sprintf("argument %d", n))
	return o
}

// open takes the options of v, which is what the messages call it.
func (o *options) open(v lua.LValue, what string) {
	if isPoison(v) {
		o.verdict.poisoned, o.unread = true, true
		return
	}
	t, ok := v.(*lua.LTable)
	if !ok {
		o.unread = true
		o.verdict.note("%s: %s", what, mustBe(v, "a table of options"))
		return
	}
	o.table = t
	o.checkNames()
}

// checkNames notes all names that are not options.
func (o *options) checkNames() {
	var unknown []string
	for k, v := o.table.Next(lua.LNil); k != lua.LNil; k, v = o.table.Next(k) {
		if isPoison(k) {
			o.verdict.poisoned = true
			continue
		}
		name, ok := k.(lua.LString)
		switch {
		case !ok:
			o.verdict.note("%s[%s]: %s: options have names; valid options: %s", strings.TrimSuffix(o.path, "."), given(k), given(v), o.valid())
		case !o.knows(string(name)):
			unknown = append(unknown, fmt.Sprintf("%q%s", string(name), didYouMean(string(name), o.set.names)))
			o.meant = append(o.meant, suggest(string(name), o.set.names))
		}
	}
	if len(unknown) == 0 {
		return
	}
	word := "option"
	if len(unknown) > 1 {
		word = "options"
	}
	prefix := ""
	if o.path != "" {
		prefix = strings.TrimSuffix(o.path, ".") + ": "
	}
	o.verdict.note("%sunknown %s %s; valid options: %s", prefix, word, strings.Join(unknown, ", "), o.valid())
}

func (o *options) valid() string { return strings.Join(o.set.names, ", ") }

func (o *options) knows(name string) bool {
	for _, n := range o.set.names {
		if n == name {
			return true
		}
	}
	return false
}

// fine reports whether nothing is wrong so far.
func (v *verdict) fine() bool { return len(v.problems) == 0 && !v.poisoned }

// note adds a problem.
func (v *verdict) note(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// value returns the value of an option, nil (lua.LNil) if it is absent. It
// panics if the set does not have the name.
func (o *options) value(name string) lua.LValue {
	if o == nil {
		return lua.LNil
	}
	if !o.knows(name) {
		panic("luabind: option " + name + " is not declared for " + o.set.class)
	}
	if o.unread {
		return lua.LNil
	}
	return o.table.RawGetString(name)
}

// has reports whether an option was given.
func (o *options) has(name string) bool { return o.value(name) != lua.LNil }

// get returns an option for a converter; ok is false if the default is to be
// used.
func (o *options) get(name string) (v lua.LValue, ok bool) {
	v = o.value(name)
	if v == lua.LNil {
		return v, false
	}
	if isPoison(v) {
		o.verdict.poisoned = true
		return v, false
	}
	return v, true
}

// bad notes a problem with an option, such as "must be less than lo".
func (o *options) bad(name, format string, args ...any) {
	o.verdict.note("%s%s: %s", o.path, name, fmt.Sprintf(format, args...))
}

// required notes the names that are absent, unless one is there but misspelled.
func (o *options) required(names ...string) {
	if o == nil {
		return
	}
	for _, name := range names {
		if !o.has(name) && !o.unread && !slices.Contains(o.meant, name) {
			o.bad(name, "missing: it is required")
		}
	}
}

// ok reports whether nothing is wrong with the options. Otherwise it raises one
// error about everything; in Check mode it notes that error and returns false,
// and the binding returns rt.poison(L).
func (o *options) ok() bool { return o.rt.judge(o.L, o.verdict) }

// judge does what ok of options and args promises.
func (rt *Runtime) judge(L *lua.LState, v *verdict) bool {
	if v == nil {
		return true
	}
	switch len(v.problems) {
	case 0:
		return !v.poisoned
	case 1:
		rt.refuse(L, "%s", v.problems[0])
	default:
		rt.refuse(L, "%d problems\n  %s", len(v.problems), strings.Join(v.problems, "\n  "))
	}
	return false
}
