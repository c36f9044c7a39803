package luabind

// This file reads the expressions in the text of a session that are made of names,
// points, colons, brackets and calls.

import (
	"strconv"

	lua "github.com/yuin/gopher-lua"
)

// expressionBefore returns the subject of the expression that ends before tokens[end],
// made of names, points, colons, brackets and calls.
func (c *cursor) expressionBefore(end int) subject {
	from := c.chainStart(end)
	if from < 0 {
		return subject{}
	}
	return c.chain(from, end)
}

// chainStart returns where the expression begins that ends before tokens[end], -1 if
// there is none.
func (c *cursor) chainStart(end int) int {
	for i := end - 1; i >= 0; i-- {
		t := c.tokens[i]
		if t.is(")") || t.is("]") || t.is("}") {
			open := i
			if i = c.opening(i); i < 0 {
				return -1
			}
			if !c.endsValue(i - 1) {
				if c.tokens[open].is(")") {
					return i
				}
				return -1
			}
			continue
		}
		if t.kind == stringToken {
			if !c.endsValue(i - 1) {
				return i
			}
			continue
		}
		if t.kind != nameToken {
			return -1
		}
		if i == 0 || !c.tokens[i-1].is(".") && !c.tokens[i-1].is(":") {
			return i
		}
		i--
	}
	return -1
}

// endsValue reports whether tokens[i] ends an expression that can be called or
// indexed.
func (c *cursor) endsValue(i int) bool {
	if i < 0 {
		return false
	}
	t := c.tokens[i]
	return t.kind == nameToken || t.kind == stringToken || t.is(")") || t.is("]") || t.is("}")
}

// opening returns the bracket that tokens[i] closes, -1 if there is none.
func (c *cursor) opening(i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch t := c.tokens[i]; {
		case t.is(")"), t.is("]"), t.is("}"):
			depth++
		case t.is("("), t.is("["), t.is("{"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// closing returns the bracket that closes tokens[i], end if there is none before.
func (c *cursor) closing(i, end int) int {
	depth := 0
	for ; i < end; i++ {
		switch t := c.tokens[i]; {
		case t.is("("), t.is("["), t.is("{"):
			depth++
		case t.is(")"), t.is("]"), t.is("}"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return end
}

// chain returns the subject of tokens[i:end].
func (c *cursor) chain(i, end int) subject {
	var s subject
	switch t := c.tokens[i]; {
	case t.kind == nameToken:
		s = c.named(t.text, i)
	case t.kind == stringToken:
		s.value = lua.LString(unquoted(t.text))
	case t.is("("):
		inner := c.closing(i, end)
		s = c.expressionBefore(inner)
		i = inner
	}
	for i++; i < end; i++ {
		t := c.tokens[i]
		switch {
		case (t.is(".") || t.is(":")) && i+1 < end:
			i++
			s = c.rt.member(s, c.tokens[i].text)
		case t.is("["):
			to := c.closing(i, end)
			s = c.rt.element(s, c.key(i+1, to))
			i = to
		case t.is("("):
			to := c.closing(i, end)
			s = c.rt.called(s, c.tokens[i+1:min(to, end)])
			i = to
		case t.is("{"):
			to := c.closing(i, end)
			s = c.rt.called(s, nil)
			i = to
		case t.kind == stringToken:
			s = c.rt.called(s, c.tokens[i:i+1])
		default:
			return subject{}
		}
	}
	return s
}

// key returns the value of a literal between brackets, nil if it is none.
func (c *cursor) key(from, to int) lua.LValue {
	if to != from+1 {
		return nil
	}
	t := c.tokens[from]
	if t.kind == stringToken {
		return lua.LString(unquoted(t.text))
	}
	if x, err := strconv.ParseFloat(t.text, 64); err == nil {
		return lua.LNumber(x)
	}
	return nil
}
