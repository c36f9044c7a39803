package luabind

// This file finds the local variables and parameters in the text that is being typed
// into a session.

import (
	"strings"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// named returns what a name stands for at tokens[i]: a local variable or a parameter
// in the text, or a variable of the session.
func (c *cursor) named(name string, i int) subject {
	for _, v := range c.locals(i) {
		if v.name == name {
			return v.subject()
		}
	}
	return c.rt.named(name)
}

// A local is a variable of the text that is being typed.
type local struct {
	name    string
	subject func() subject
}

// locals returns the local variables and parameters that are seen at tokens[end],
// innermost first.
func (c *cursor) locals(end int) []local {
	var seen []local
	var blocks []int // how many are seen outside of each block that is open
	open := func() { blocks = append(blocks, len(seen)) }
	for i := 0; i < end; i++ {
		switch t := c.tokens[i]; {
		case t.is("function"):
			open()
			seen = append(seen, c.parameters(i)...)
		case t.is("for"):
			open()
			list, _ := c.nameList(i+1, end)
			seen = append(seen, list...)
		case t.is("do"):
			if !c.ofLoop(i) {
				open()
			}
		case t.is("while"), t.is("if"), t.is("repeat"):
			open()
		case t.is("local"):
			seen = append(seen, c.declared(i+1, end)...)
		case (t.is("end") || t.is("until")) && len(blocks) > 0:
			seen, blocks = seen[:blocks[len(blocks)-1]], blocks[:len(blocks)-1]
		}
	}
	for i, j := 0, len(seen)-1; i < j; i, j = i+1, j-1 {
		seen[i], seen[j] = seen[j], seen[i]
	}
	return seen
}

func unknown() subject { return subject{} }

// nameList returns the names, divided by commas, that begin at tokens[i], and what
// comes behind them.
func (c *cursor) nameList(i, end int) ([]local, int) {
	var list []local
	for ; i < end && c.tokens[i].kind == nameToken; i++ {
		list = append(list, local{c.tokens[i].text, unknown})
		if i++; i >= end || !c.tokens[i].is(",") {
			break
		}
	}
	return list, i
}

// ofLoop reports whether the do at tokens[i] belongs to a for or a while.
func (c *cursor) ofLoop(i int) bool {
	for k, depth := i-1, 0; k >= 0; k-- {
		switch t := c.tokens[k]; {
		case t.is("end"):
			depth++
		case depth > 0 && (t.is("function") || t.is("if") || t.is("do")):
			depth--
		case depth > 0:
		case t.is("for"), t.is("while"):
			return true
		case t.is("do"), t.is("then"), t.is("function"), t.is("local"), t.is("repeat"), t.is("return"), t.is(";"):
			return false
		}
	}
	return false
}

// declared returns what a local statement declares whose names begin at tokens[i].
func (c *cursor) declared(i, end int) []local {
	if i < end && c.tokens[i].is("function") {
		i++
	}
	list, i := c.nameList(i, end)
	if len(list) == 0 || i >= end || !c.tokens[i].is("=") {
		return list
	}
	from, to := i+1, c.valueEnd(i+1, end)
	if to > end { // the value is being typed: the names are not yet those of the new variables
		return nil
	}
	list[0].subject = func() subject { return c.chain(from, to) }
	return list
}

// valueEnd returns the end of the chain of names and calls that begins at
// tokens[from]; from+1 if it is something else.
func (c *cursor) valueEnd(from, end int) int {
	to := from + 1
	for from < end && c.tokens[from].kind == nameToken && to < end {
		switch t := c.tokens[to]; {
		case (t.is(".") || t.is(":")) && to+1 < end && c.tokens[to+1].kind == nameToken:
			to += 2
		case t.is("("), t.is("["), t.is("{"):
			to = c.closing(to, end) + 1
		case t.kind == stringToken:
			to++
		default:
			return to
		}
	}
	return to
}

// parameters returns those of the function at tokens[i], with the types that an
// option or a parameter says, of which the function is the value.
func (c *cursor) parameters(i int) []local {
	k := i + 1
	for k < len(c.tokens) && !c.tokens[k].is("(") {
		k++
	}
	list, _ := c.nameList(k+1, len(c.tokens))
	for n := range list {
		list[n].subject = func() subject {
			if types := c.functionType(i); n < len(types) {
				return typed(types[n])
			}
			return subject{}
		}
	}
	return list
}

// functionType returns the types of the parameters that the function at tokens[i] is
// going to be called with, as far as is known.
func (c *cursor) functionType(i int) []string {
	types := ""
	if o := c.option(i); o != nil {
		types = o.Type
	} else if open := c.bracket(i, false); open >= 0 && c.tokens[open].is("(") {
		types = paramType(c.expressionBefore(open).doc, c.argument(open, i))
	}
	for _, t := range stdlib.SplitType(types) {
		inner, ok := strings.CutPrefix(t, "fun(")
		if !ok {
			continue
		}
		inner, _, _ = strings.Cut(inner, ")")
		var list []string
		for _, p := range strings.Split(inner, ",") {
			_, typ, _ := strings.Cut(p, ":")
			list = append(list, strings.TrimSpace(typ))
		}
		return list
	}
	return nil
}
