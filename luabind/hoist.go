package luabind

// This file lets the local variables of a session survive their input: a chunk's
// locals end with it.

import "strings"

// Hoist returns src with each local statement outside of all blocks written as an
// assignment, so that what it declares becomes a variable of the session:
//
//	local x = 1           x = 1
//	local a, b            a, b = nil
//	local function f()    function f()
//
// Everything else stays as it is, on its line. The error is that src is not Lua; it
// is an *Error without a code frame.
//
// A name that is declared twice is one variable: a function that uses the first one
// sees what is assigned to the second.
func Hoist(src string) (string, error) {
	if _, err := parseText("input", chunkText(src)); err != nil {
		return "", (&Runtime{sources: map[string]*source{"input": {text: src}}}).parseError("input", err)
	}
	text, _ := hoist(src)
	return text, nil
}

// hoist does what Hoist says for a text that is Lua, and returns the names in the
// order of their declaration.
func hoist(src string) (text string, names []string) {
	tokens := lex(chunkText(src))
	shift := len(chunkText(src)) - len(src)
	var b strings.Builder
	done, depth := 0, 0
	for i, t := range tokens {
		switch {
		case t.is("function"), t.is("do"), t.is("if"), t.is("repeat"):
			depth++
		case t.is("end"), t.is("until"):
			depth--
		case t.is("local") && depth == 0:
			declared, insert, at := declaration(tokens[i+1:])
			for _, n := range declared {
				names = append(names, n.text)
			}
			b.WriteString(src[done : t.from-shift])
			b.WriteString(strings.Repeat(" ", len("local")))
			done = t.to - shift
			for k, n := range declared {
				if repeated(n, declared[k+1:]) { // the last of equal names is the one that is seen
					b.WriteString(src[done:n.from-shift] + unusedName)
					done = n.to - shift
				}
			}
			b.WriteString(src[done:at-shift] + insert)
			done = at - shift
		}
	}
	b.WriteString(src[done:])
	return b.String(), names
}

// unusedName takes the values of the names in a declaration that a later one in it
// hides.
const unusedName = "_unused"

func repeated(name token, later []token) bool {
	for _, n := range later {
		if n.text == name.text {
			return true
		}
	}
	return false
}

// declaration reads what follows the word local: the names, and what to insert at
// which offset.
func declaration(tokens []token) (names []token, insert string, at int) {
	if tokens[0].is("function") {
		return tokens[1:2], "", tokens[0].from
	}
	names = append(names, tokens[0])
	rest := tokens[1:]
	for len(rest) > 1 && rest[0].is(",") {
		names = append(names, rest[1])
		rest = rest[2:]
	}
	at = names[len(names)-1].to
	if len(rest) > 0 && rest[0].is("=") {
		return names, "", at
	}
	return names, " = nil", at
}
