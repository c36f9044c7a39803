package luabind

// This file holds the parameters of a script, which the command line can set.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// ParamInfo describes a parameter that a script has declared.
type ParamInfo struct {
	Name    string
	Type    string // "number", "string" or "boolean"
	Default any    // float64, string or bool
	Value   any    // what the script got; of the type of Default
	Doc     string // "" if there is none
	Given   bool   // on the command line
	Path    string // where it is declared
	Line    int
}

// A parameter is one that the script has declared.
type parameter struct {
	info     ParamInfo
	min, max lua.LValue // lua.LNil: no bound
	choices  []lua.LValue
}

var paramOptions = declareOptions("coldmoon.ParamOptions", "choices", "max", "min")

var paramName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// param is coldmoon.param(name, default, doc, options): it declares a parameter
// and returns its value. In a session it may be declared again.
func (rt *Runtime) param(L *lua.LState) int {
	a := rt.args(L)
	p := &parameter{min: lua.LNil, max: lua.LNil}
	p.info.Name = a.name(1, "name")
	def, _ := a.get(2)
	switch def.(type) {
	case lua.LNumber, lua.LString, lua.LBool:
		p.info.Type, p.info.Default = def.Type().String(), goValue(def)
	default:
		a.bad("default", mustBe(def, "a number, a string, true or false"))
	}
	if L.Get(3) != lua.LNil {
		p.info.Doc = a.text(3, "doc")
	}
	if a.verdict == nil && !paramName.MatchString(p.info.Name) {
		a.bad("name", mustBe(L.Get(1), "letters, digits, underscores, points and hyphens, and begin with a letter"))
	}
	a.none(4)
	if !a.ok() {
		return rt.poison(L)
	}
	if L.Get(4) != lua.LNil {
		if !rt.limit(L, p) {
			return rt.poison(L)
		}
	}
	return rt.declare(L, p, def)
}

// limit reads the options of a parameter.
func (rt *Runtime) limit(L *lua.LState, p *parameter) bool {
	o := rt.options(L, 4, paramOptions)
	if p.info.Type == "number" {
		if o.has("min") {
			p.min = lua.LNumber(o.number("min", 0))
		}
		if o.has("max") {
			p.max = lua.LNumber(o.number("max", 0))
		}
	} else if o.has("min") || o.has("max") {
		o.verdict.note("min, max: are for numbers, and the default is a %s", p.info.Type)
	}
	if list := o.rawTable("choices"); list != nil {
		for i := 1; i <= list.Len(); i++ {
			c := list.RawGetInt(i)
			if c.Type().String() != p.info.Type {
				o.bad(fmt.Sprintf("choices[%d]", i), "%s", mustBe(c, "a "+p.info.Type+", as the default"))
			}
			p.choices = append(p.choices, c)
		}
		if list.Len() == 0 {
			o.bad("choices", "must be a list of at least one")
		}
	}
	return o.ok()
}

// declare notes a parameter and pushes its value.
func (rt *Runtime) declare(L *lua.LState, p *parameter, def lua.LValue) int {
	for _, other := range rt.declared {
		if other.info.Name == p.info.Name && rt.session == nil {
			return rt.refuse(L, "%q: declared twice, before in %s:%d", p.info.Name, other.info.Path, other.info.Line)
		}
	}
	at := callerOf(L)
	p.info.Path, p.info.Line = at.path, at.line
	rt.declared = slices.DeleteFunc(rt.declared, func(o *parameter) bool { return o.info.Name == p.info.Name })
	rt.declared = append(rt.declared, p)
	value := def
	if problem := p.check(def); problem != "" {
		return rt.refuse(L, "%q: default: %s", p.info.Name, problem)
	}
	for _, arg := range rt.opt.Params {
		if arg.Name != p.info.Name {
			continue
		}
		v, problem := p.parse(arg.Value)
		if problem == "" {
			problem = p.check(v)
		}
		if problem != "" {
			e := rt.newError(L, EPARAM, "-p %s=%s: %s", arg.Name, arg.Value, problem)
			if rt.opt.Mode != Check {
				rt.raiseError(L, e)
			}
			rt.problems = append(rt.problems, e)
			continue
		}
		value, p.info.Given = v, true
	}
	p.info.Value = goValue(value)
	L.Push(value)
	return 1
}

// parse reads a value from the command line. The type is that of the default.
func (p *parameter) parse(text string) (lua.LValue, string) {
	switch p.info.Type {
	case "string":
		return lua.LString(text), ""
	case "boolean":
		switch text {
		case "true", "yes", "on", "1":
			return lua.LTrue, ""
		case "false", "no", "off", "0":
			return lua.LFalse, ""
		}
		return nil, "must be true or false"
	}
	if x, ok := parseNumber(text); ok {
		return lua.LNumber(x), ""
	}
	if s, err := unit.ParseDuration(text); err == nil {
		return lua.LNumber(s), ""
	}
	if b, err := unit.ParseBytes(text); err == nil {
		return lua.LNumber(b), ""
	}
	if r, err := unit.ParseRate(text); err == nil {
		return lua.LNumber(r), ""
	}
	return nil, `must be a number, or one with a unit, such as 250ms, 64GiB or 10Gbps`
}

// check returns why a value is not allowed, "" if it is.
func (p *parameter) check(v lua.LValue) string {
	if n, ok := v.(lua.LNumber); ok {
		lo, hasLo := p.min.(lua.LNumber)
		hi, hasHi := p.max.(lua.LNumber)
		switch {
		case hasLo && hasHi && !(n >= lo && n <= hi):
			return mustBe(v, fmt.Sprintf("from %s to %s", number(float64(lo)), number(float64(hi))))
		case hasLo && !(n >= lo):
			return mustBe(v, "at least "+number(float64(lo)))
		case hasHi && !(n <= hi):
			return mustBe(v, "at most "+number(float64(hi)))
		}
	}
	if len(p.choices) == 0 {
		return ""
	}
	var list, names []string
	for _, c := range p.choices {
		if c == v {
			return ""
		}
		list = append(list, given(c))
		names = append(names, lua.LVAsString(c))
	}
	return mustBe(v, "one of "+strings.Join(list, ", ")) + didYouMean(lua.LVAsString(v), names)
}

// goValue returns a number, string or boolean as a value of Go.
func goValue(v lua.LValue) any {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v)
	case lua.LString:
		return string(v)
	case lua.LBool:
		return bool(v)
	}
	return nil
}

// undeclared returns an error about the parameters of the command line that the
// script has not declared, nil if there are none. To be called when the script
// has had its chance, before a simulation begins.
func (rt *Runtime) undeclared() *Error {
	var names, unknown []string
	for _, p := range rt.declared {
		names = append(names, p.info.Name)
	}
	for _, arg := range rt.opt.Params {
		known := false
		for _, name := range names {
			known = known || name == arg.Name
		}
		if !known {
			unknown = append(unknown, fmt.Sprintf("%q%s", arg.Name, didYouMean(arg.Name, names)))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	has := "it declares " + strings.Join(names, ", ")
	if len(names) == 0 {
		has = "it declares none; see coldmoon.param"
	}
	return &Error{Code: EPARAM, Path: rt.name, Exit: exits[EPARAM],
		Message: fmt.Sprintf("the script has no parameter %s; %s", strings.Join(unknown, ", "), has)}
}

// Parameters returns the parameters that the script has declared, in order.
func (rt *Runtime) Parameters() []ParamInfo {
	list := make([]ParamInfo, len(rt.declared))
	for i, p := range rt.declared {
		list[i] = p.info
	}
	return list
}
