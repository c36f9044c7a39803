package luabind

// This file splits Lua text into tokens with their places in it, for what works
// on the text of a session: hoisting and completion. Unlike gopher-lua's scanner
// it takes any text, finished or not.

import "strings"

// A tokenKind is what a token is.
type tokenKind uint8

const (
	nameToken    tokenKind = iota
	keywordToken           // a reserved word
	numberToken
	stringToken
	opToken  // an operator, a bracket or a separator
	badToken // no token of Lua
)

// A token is a word of Lua text.
type token struct {
	kind tokenKind
	from int // offset of its first byte
	to   int // offset behind its last byte
	text string
	open bool // a string or comment that does not end
}

// is reports whether the token is that keyword or operator.
func (t token) is(text string) bool {
	return (t.kind == keywordToken || t.kind == opToken) && t.text == text
}

// isComment reports whether the token is a comment. The only one that lex returns is
// one that does not end, where the text does.
func (t token) isComment() bool { return strings.HasPrefix(t.text, "--") }

var keywords = map[string]bool{
	"and": true, "break": true, "do": true, "else": true, "elseif": true, "end": true, "false": true, "for": true,
	"function": true, "goto": true, "if": true, "in": true, "local": true, "nil": true, "not": true, "or": true,
	"repeat": true, "return": true, "then": true, "true": true, "until": true, "while": true,
}

// lex returns the tokens of text. Comments are left out, but for one in which the
// text ends.
func lex(text string) []token {
	var tokens []token
	for at := 0; at < len(text); {
		if c := text[at]; c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			at++
			continue
		}
		t := lexOne(text, at)
		t.from, t.text = at, text[at:t.to]
		if !t.isComment() || t.open {
			tokens = append(tokens, t)
		}
		at = t.to
	}
	return tokens
}

// lexOne finds the kind and the end of the token that begins at an offset.
func lexOne(text string, at int) token {
	switch c := text[at]; {
	case isLetter(c):
		to := at + 1
		for to < len(text) && (isLetter(text[to]) || isDigit(text[to])) {
			to++
		}
		if keywords[text[at:to]] {
			return token{kind: keywordToken, to: to}
		}
		return token{kind: nameToken, to: to}
	case isDigit(c), c == '.' && at+1 < len(text) && isDigit(text[at+1]):
		return token{kind: numberToken, to: lexNumber(text, at)}
	case c == '"' || c == '\'':
		return lexQuoted(text, at)
	case strings.HasPrefix(text[at:], "--"):
		return lexComment(text, at)
	case c == '[':
		if to, open, ok := lexLong(text, at); ok {
			return token{kind: stringToken, to: to, open: open}
		}
	}
	return lexOperator(text, at)
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// lexNumber returns the end of a number, as gopher-lua's scanner sees it.
func lexNumber(text string, at int) int {
	to := at
	digits := func(is func(byte) bool) {
		for to < len(text) && is(text[to]) {
			to++
		}
	}
	if text[at] == '0' && at+1 < len(text) && text[at+1]|0x20 == 'x' {
		to += 2
		digits(func(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' })
		return to
	}
	to++
	digits(isDigit)
	if to < len(text) && text[to] == '.' {
		to++
		digits(isDigit)
	}
	if to < len(text) && text[to]|0x20 == 'e' {
		to++
		if to < len(text) && (text[to] == '-' || text[to] == '+') {
			to++
		}
		to = min(to+1, len(text)) // whatever it is
		digits(isDigit)
	}
	return to
}

// lexQuoted finds the end of a string in quotes. One that its line does not end is
// open.
func lexQuoted(text string, at int) token {
	for to := at + 1; to < len(text); to++ {
		switch c := text[to]; {
		case c == text[at]:
			return token{kind: stringToken, to: to + 1}
		case c == '\\':
			to++
		case c == '\n' || c == '\r':
			return token{kind: stringToken, to: to, open: true}
		}
	}
	return token{kind: stringToken, to: len(text), open: true}
}

// lexComment finds the end of a comment.
func lexComment(text string, at int) token {
	if to, open, ok := lexLong(text, at+2); ok {
		return token{kind: badToken, to: to, open: open}
	}
	if n := strings.IndexAny(text[at:], "\n\r"); n >= 0 {
		return token{kind: badToken, to: at + n}
	}
	return token{kind: badToken, to: len(text), open: true}
}

// lexLong finds the end of a long bracket; ok is false if there is none.
func lexLong(text string, at int) (to int, open, ok bool) {
	if at >= len(text) || text[at] != '[' {
		return 0, false, false
	}
	level := at + 1
	for level < len(text) && text[level] == '=' {
		level++
	}
	if level >= len(text) || text[level] != '[' {
		return 0, false, false
	}
	closing := "]" + text[at+1:level] + "]"
	n := strings.Index(text[level+1:], closing)
	if n < 0 {
		return len(text), true, true
	}
	return level + 1 + n + len(closing), false, true
}

// operators are those of more than one character, longer ones first.
var operators = []string{"...", "..", "==", "~=", "<=", ">=", "::"}

func lexOperator(text string, at int) token {
	for _, op := range operators {
		if strings.HasPrefix(text[at:], op) {
			return token{kind: opToken, to: at + len(op)}
		}
	}
	if strings.IndexByte("+-*/%^#<>=(){}[];:,.", text[at]) >= 0 {
		return token{kind: opToken, to: at + 1}
	}
	return token{kind: badToken, to: at + 1}
}
