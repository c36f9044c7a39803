package luabind

// This file finds out where in the text of a session the cursor is: in which table
// of options, in which call, among which local variables.

import "github.com/coldmoon-sim/coldmoon/stdlib"

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
