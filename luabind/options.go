package luabind

// This file is the one helper for tables of named options. It names the path of
// what is wrong, what was given and what is accepted, and reports all that is
// wrong with one call together.

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
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
	unread  bool // it is no table
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

// required notes the names that are absent.
func (o *options) required(names ...string) {
	if o == nil {
		return
	}
	for _, name := range names {
		if !o.has(name) && !o.unread {
			o.bad(name, "missing: it is required")
		}
	}
}

// check returns what a converter makes of an option, or the default.
func check[T any](o *options, name string, def T, convert func(lua.LValue) (T, string)) T {
	v, ok := o.get(name)
	if !ok {
		return def
	}
	x, problem := convert(v)
	if problem != "" {
		o.bad(name, "%s", problem)
		return def
	}
	return x
}

// number returns a finite number.
func (o *options) number(name string, def float64) float64 { return check(o, name, def, toNumber) }

// positive returns a number > 0, not infinite.
func (o *options) positive(name string, def float64) float64 { return check(o, name, def, toPositive) }

// nonNegative returns a number >= 0, not infinite.
func (o *options) nonNegative(name string, def float64) float64 {
	return check(o, name, def, toNonNegative)
}

// share returns a number from 0 to 1.
func (o *options) share(name string, def float64) float64 { return check(o, name, def, toShare) }

// integer returns a whole number from lo to hi; math.MaxInt64 is no limit.
func (o *options) integer(name string, def, lo, hi int64) int64 {
	return check(o, name, def, func(v lua.LValue) (int64, string) { return toInteger(v, lo, hi) })
}

// count returns a whole number >= 0.
func (o *options) count(name string, def uint64) uint64 {
	return uint64(o.integer(name, int64(def), 0, math.MaxInt64))
}

// bytes returns a size, a number or "64GiB".
func (o *options) bytes(name string, def unit.Bytes) unit.Bytes { return check(o, name, def, toBytes) }

// seconds returns a time >= 0 in seconds, a number or "250ms".
func (o *options) seconds(name string, def float64) float64 { return check(o, name, def, toSeconds) }

// time returns what seconds does, in nanoseconds.
func (o *options) time(name string, def sim.Time) sim.Time { return check(o, name, def, toTime) }

// timeOrForever is time; math.huge gives sim.Never.
func (o *options) timeOrForever(name string, def sim.Time) sim.Time {
	return check(o, name, def, toTimeOrForever)
}

// rate returns bytes per second > 0, a number or "10Gbps".
func (o *options) rate(name string, def float64) float64 { return check(o, name, def, toRate) }

// usd returns dollars.
func (o *options) usd(name string, def float64) float64 { return check(o, name, def, toUSD) }

// text returns a string.
func (o *options) text(name, def string) string { return check(o, name, def, toText) }

// name returns a string that is not empty.
func (o *options) name(name string) string { return check(o, name, "", toName) }

// boolean returns true or false.
func (o *options) boolean(name string, def bool) bool { return check(o, name, def, toBool) }

// function returns a Lua function, nil if there is none.
func (o *options) function(name string) *lua.LFunction { return check(o, name, nil, toFunction) }

// rawTable returns a table, nil if there is none. Use sub for a table of options.
func (o *options) rawTable(name string) *lua.LTable { return check(o, name, nil, toTable) }

// enum returns one of the choices.
func (o *options) enum(name, def string, choices ...string) string {
	return check(o, name, def, func(v lua.LValue) (string, string) { return toEnum(v, choices) })
}

// numbers returns an array of finite numbers, nil if there is none.
func (o *options) numbers(name string) []float64 { return o.list(name, toNumber) }

// list returns an array of numbers, nil if there is none or one is bad.
func (o *options) list(name string, convert func(lua.LValue) (float64, string)) []float64 {
	t := o.rawTable(name)
	if t == nil {
		return nil
	}
	list := make([]float64, 0, t.Len())
	for i := 1; i <= t.Len(); i++ {
		v := t.RawGetInt(i)
		if isPoison(v) {
			o.verdict.poisoned = true
			continue
		}
		x, problem := convert(v)
		if problem != "" {
			o.bad(fmt.Sprintf("%s[%d]", name, i), "%s", problem)
		}
		list = append(list, x)
	}
	return list
}

// sub returns the table of options of that name, nil if there is none.
func (o *options) sub(name string, set optionSet) *options {
	v, ok := o.get(name)
	if !ok {
		return nil
	}
	return o.child(v, name, set)
}

func (o *options) child(v lua.LValue, name string, set optionSet) *options {
	c := &options{rt: o.rt, L: o.L, path: o.path + name + ".", set: set, verdict: o.verdict}
	c.open(v, o.path+name)
	return c
}

// items returns the tables of options of that name, which is one table or an
// array of them; none if it is absent.
func (o *options) items(name string, set optionSet) []*options {
	v, ok := o.get(name)
	if !ok {
		return nil
	}
	t, ok := v.(*lua.LTable)
	if !ok || t.Len() == 0 {
		return []*options{o.child(v, name, set)}
	}
	var list []*options
	for i := 1; i <= t.Len(); i++ {
		list = append(list, o.child(t.RawGetInt(i), fmt.Sprintf("%s[%d]", name, i), set))
	}
	return list
}

func toEnum(v lua.LValue, choices []string) (string, string) {
	s, ok := v.(lua.LString)
	if ok {
		for _, c := range choices {
			if c == string(s) {
				return c, ""
			}
		}
	}
	quoted := make([]string, len(choices))
	for i, c := range choices {
		quoted[i] = fmt.Sprintf("%q", c)
	}
	want := quoted[0]
	if last := len(quoted) - 1; last > 0 {
		want = "one of " + strings.Join(quoted[:last], ", ") + " and " + quoted[last]
	}
	return "", mustBe(v, want) + didYouMean(string(s), choices)
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
