package luabind

// This file holds the getters of options. They return the default if the option
// is absent or bad; what is bad is noted.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

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
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		if n, ok := k.(lua.LNumber); !ok || float64(n) < 1 || int(n) > t.Len() {
			o.bad(name, "a list of tables has no names beside them, got %s; put it into each of them", given(k))
		}
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
