package luabind

// This file finds out where in the text of a session the cursor is: in which table
// of options, in which call, among which local variables.

import (
	"strings"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// A cursor is a place in the text that is being typed.
type cursor struct {
	rt     *Runtime
	text   string
	at     int
	tokens []token // that begin before the cursor; not the one that is being typed
	word   token   // that is being typed: it ends at the cursor; kind badToken: none
}

// cursorAt returns the cursor at an offset.
func (rt *Runtime) cursorAt(text string, at int) *cursor {
	c := &cursor{rt: rt, text: text, at: at, word: token{kind: badToken, from: at, to: at}}
	c.tokens = lex(text[:at])
	if n := len(c.tokens); n > 0 {
		last := c.tokens[n-1]
		if last.to == at && (last.kind == nameToken || last.kind == keywordToken) || last.open {
			c.tokens, c.word = c.tokens[:n-1], last
		}
	}
	return c
}

// inComment and inString report what the cursor is in.
func (c *cursor) inComment() bool { return c.word.isComment() }
func (c *cursor) inString() bool  { return c.word.kind == stringToken }

// before returns the n-th token before the word that is being typed, from 1; an empty
// one if there is none.
func (c *cursor) before(n int) token {
	if i := len(c.tokens) - n; i >= 0 {
		return c.tokens[i]
	}
	return token{kind: badToken}
}

// bracket returns the innermost bracket that is open before tokens[end], -1 if none
// is. Blocks of functions are seen through only if blocks is true.
func (c *cursor) bracket(end int, blocks bool) int {
	depth, ends := 0, 0
	for i := end - 1; i >= 0; i-- {
		switch t := c.tokens[i]; {
		case t.is(")"), t.is("]"), t.is("}"):
			depth++
		case t.is("("), t.is("["), t.is("{"):
			if depth == 0 {
				return i
			}
			depth--
		case depth > 0:
		case t.is("end"), t.is("until"):
			ends++
		case t.is("function"), t.is("do"), t.is("if"), t.is("repeat"):
			if ends == 0 && !blocks {
				return -1
			}
			ends--
		}
	}
	return -1
}

// optionsIn returns the tables of options that the table may be which tokens[open]
// begins.
func (c *cursor) optionsIn(open int) []*stdlib.Doc {
	if open < 0 || !c.tokens[open].is("{") {
		return nil
	}
	if key := c.keyBefore(open); key != "" {
		return c.optionTypes(c.bracket(open, false), key)
	}
	if open > 0 && c.tokens[open-1].is("=") { // a field is set
		if s := c.expressionBefore(open - 1); s.doc != nil {
			return optionsAmong(s.doc.Type)
		}
		return nil
	}
	if c.endsValue(open - 1) {
		return optionsAmong(paramType(c.expressionBefore(open).doc, 0))
	}
	switch outer := c.bracket(open, false); {
	case outer < 0:
		return nil
	case c.tokens[outer].is("("):
		return optionsAmong(paramType(c.expressionBefore(outer).doc, c.argument(outer, open)))
	default: // an element of a list
		return c.optionsIn(outer)
	}
}

// optionTypes returns the tables of options that an option of the table is.
func (c *cursor) optionTypes(open int, key string) []*stdlib.Doc {
	for _, class := range c.optionsIn(open) {
		if m := class.Member(key); m != nil {
			return optionsAmong(m.Type)
		}
	}
	return nil
}

// optionsAmong returns the tables of options among types.
func optionsAmong(types string) []*stdlib.Doc {
	return stdlib.Index().OptionsOf(&stdlib.Doc{Type: types})
}

// keyBefore returns the name in "name =" before tokens[i], "" if that is not there.
func (c *cursor) keyBefore(i int) string {
	if i < 2 || !c.tokens[i-1].is("=") || c.tokens[i-2].kind != nameToken || i > 2 && c.tokens[i-3].is(".") {
		return ""
	}
	return c.tokens[i-2].text
}

// option returns the documentation of the option of which the value begins at
// tokens[i], nil if it is none.
func (c *cursor) option(i int) *stdlib.Doc {
	key := c.keyBefore(i)
	if key == "" {
		return nil
	}
	for _, class := range c.optionsIn(c.bracket(i, false)) {
		if m := class.Member(key); m != nil {
			return m
		}
	}
	return nil
}

// argument returns the number of the argument, from 0, that tokens[i] belongs to in
// the call that tokens[open] begins.
func (c *cursor) argument(open, i int) int {
	n, depth := 0, 0
	for k := open + 1; k < i; k++ {
		switch t := c.tokens[k]; {
		case t.is("("), t.is("["), t.is("{"), t.is("function"):
			depth++
		case t.is(")"), t.is("]"), t.is("}"), t.is("end") && depth > 0:
			depth--
		case t.is(",") && depth == 0:
			n++
		}
	}
	return n
}

// paramType returns the type of the n-th parameter of a function, from 0.
func paramType(doc *stdlib.Doc, n int) string {
	if doc == nil || n >= len(doc.Params) {
		return ""
	}
	return doc.Params[n].Type
}

// expected returns the type of the value that the cursor stands for, as far as an
// option or a parameter says: "" if nothing does.
func (c *cursor) expected() string {
	end := len(c.tokens)
	if o := c.option(end); o != nil {
		return o.Type
	}
	if op := c.before(1); op.is("==") || op.is("~=") || op.is("=") {
		if s := c.expressionBefore(end - 1); s.doc != nil {
			return s.doc.Type
		}
	}
	if c.endsValue(end-1) && c.inString() { // f "…
		return paramType(c.expressionBefore(end).doc, 0)
	}
	open := c.bracket(end, false)
	if open >= 0 && c.tokens[open].is("(") {
		return paramType(c.expressionBefore(open).doc, c.argument(open, end))
	}
	return ""
}

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
				return subject{classes: classesOf(types[n])}
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
