package edit

// This file reads Lua well enough to paint it, to match brackets and to indent
// lines. It never fails: a text that is being typed is rarely correct.

import (
	"slices"
	"strings"
	"unicode"
)

// A class says how a piece of text is painted.
type class uint8

const (
	other class = iota
	keyword
	constant // nil, true, false and numbers
	text     // strings
	comment
	matched // a bracket whose partner is under the cursor
)

// A token is a word, a bracket, or a string, comment or number.
type token struct {
	from, to int // runes
	class    class
	word     string // of keywords, names and brackets
	open     bool   // a string or comment whose end is missing
}

var keywords = strings.Fields("and break do else elseif end for function goto if in local not or repeat return then until while")

// scan splits a text into tokens. Operators and blanks are left out.
func scan(src []rune) []token {
	var tokens []token
	for i := 0; i < len(src); {
		t := next(src, i)
		if t.to <= i {
			panic("edit: empty token")
		}
		if t.class != other || t.word != "" {
			tokens = append(tokens, t)
		}
		i = t.to
	}
	return tokens
}

// next returns the token that begins at i.
func next(src []rune, i int) token {
	r := src[i]
	switch {
	case r == '-' && at(src, i+1) == '-':
		if n := longBracket(src, i+2); n >= 0 {
			return long(src, i, i+2, n, comment)
		}
		to := i
		for to < len(src) && src[to] != '\n' {
			to++
		}
		return token{from: i, to: to, class: comment}
	case r == '"' || r == '\'':
		return quoted(src, i)
	case r == '[' && longBracket(src, i) >= 0:
		return long(src, i, i, longBracket(src, i), text)
	case strings.ContainsRune("()[]{}", r):
		return token{from: i, to: i + 1, word: string(r)}
	case unicode.IsDigit(r) || r == '.' && unicode.IsDigit(at(src, i+1)):
		return number(src, i)
	case isWord(r):
		return word(src, i)
	case r == '.' && at(src, i+1) == '.':
		return token{from: i, to: i + 2}
	}
	return token{from: i, to: i + 1}
}

// at returns rune i, 0 if there is none.
func at(src []rune, i int) rune {
	if i < len(src) {
		return src[i]
	}
	return 0
}

// longBracket returns the number of equal signs of a long bracket that opens at
// i, -1 if there is none.
func longBracket(src []rune, i int) int {
	if at(src, i) != '[' {
		return -1
	}
	n := 0
	for at(src, i+1+n) == '=' {
		n++
	}
	if at(src, i+1+n) != '[' {
		return -1
	}
	return n
}

// long reads up to the end of a long bracket of level n that opens at bracket.
func long(src []rune, from, bracket, n int, c class) token {
	closing := []rune("]" + strings.Repeat("=", n) + "]")
	for i := bracket + n + 2; i+len(closing) <= len(src); i++ {
		if slices.Equal(src[i:i+len(closing)], closing) {
			return token{from: from, to: i + len(closing), class: c}
		}
	}
	return token{from: from, to: len(src), class: c, open: true}
}

// quoted reads a string in quotes; it ends with its line at the latest, unless
// that is continued.
func quoted(src []rune, from int) token {
	for i := from + 1; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case src[from]:
			return token{from: from, to: i + 1, class: text}
		case '\n':
			return token{from: from, to: i, class: text}
		}
	}
	return token{from: from, to: len(src), class: text, open: true}
}

// number reads a number, and what is glued to it.
func number(src []rune, from int) token {
	i := from
	for i < len(src) {
		sign := (src[i] == '+' || src[i] == '-') && i > from && strings.ContainsRune("eE", src[i-1])
		if !isWord(src[i]) && src[i] != '.' && !sign || src[i] == '.' && at(src, i+1) == '.' {
			break
		}
		i++
	}
	return token{from: from, to: max(i, from+1), class: constant}
}

// word reads a name or a keyword.
func word(src []rune, from int) token {
	i := from
	for i < len(src) && isWord(src[i]) {
		i++
	}
	t := token{from: from, to: i, word: string(src[from:i])}
	switch {
	case slices.Contains(keywords, t.word):
		t.class = keyword
	case t.word == "nil" || t.word == "true" || t.word == "false":
		t.class = constant
	}
	return t
}

// opens and closes report whether a token begins or ends a block.
func (t token) opens() bool {
	switch t.word {
	case "(", "[", "{", "function", "do", "then", "repeat", "else":
		return true
	}
	return false
}

func (t token) closes() bool {
	switch t.word {
	case ")", "]", "}", "end", "until", "elseif", "else":
		return true
	}
	return false
}

// closers are the tokens that go with an opening one.
var closers = map[string][]string{
	"(": {")"}, "[": {"]"}, "{": {"}"},
	"function": {"end"}, "do": {"end"}, "then": {"end", "elseif", "else"}, "else": {"end"}, "repeat": {"until"},
}

// A pair tells of a token which one it ends and which one ends it, as indexes of
// tokens; -1 is none. The word else has both.
type pair struct{ begin, end int }

// pairs matches the tokens that begin and end blocks.
func pairs(tokens []token) []pair {
	all := slices.Repeat([]pair{{-1, -1}}, len(tokens))
	var open []int
	for i, t := range tokens {
		if t.closes() && len(open) > 0 {
			if last := open[len(open)-1]; slices.Contains(closers[tokens[last].word], t.word) {
				all[i].begin, all[last].end = last, i
				open = open[:len(open)-1]
			}
		}
		if t.opens() {
			open = append(open, i)
		}
	}
	return all
}

// classes paints a text: the class of every rune. cursor is where the cursor is,
// whose bracket and its partner stand out; -1 if there is none.
func classes(src []rune, cursor int) []class {
	painted := make([]class, len(src))
	tokens := scan(src)
	for _, t := range tokens {
		for i := t.from; i < t.to; i++ {
			painted[i] = t.class
		}
	}
	for i, p := range pairs(tokens) {
		bracket := tokens[i].to == tokens[i].from+1 && p.begin >= 0
		if !bracket {
			continue
		}
		from, to := tokens[p.begin].from, tokens[i].from
		if cursor == from || cursor == to || cursor == to+1 && cursor == len(src) {
			painted[from], painted[to] = matched, matched
		}
	}
	return painted
}

// indentStep is how far the lines of a block are indented.
const indentStep = 2

// indentAfter returns the indentation of a line that follows src: that of the
// last line, and a step more if that begins a block that it does not end. Within
// a long string or comment nothing is indented.
func indentAfter(src []rune) int {
	tokens := scan(src)
	if n := len(tokens); n > 0 && tokens[n-1].open {
		return 0
	}
	start := lastLine(src)
	width := indentOf(src, start)
	for i, p := range pairs(tokens) {
		if tokens[i].from >= start && tokens[i].opens() && p.end < 0 {
			return width + indentStep
		}
	}
	return width
}

// indentOfLast returns the indentation that the last line of src should have; ok
// is false if it should stay what it is. A line that begins with what ends a
// block is as far indented as the line that begins the block.
func indentOfLast(src []rune) (width int, ok bool) {
	start := lastLine(src)
	tokens := scan(src)
	for i, p := range pairs(tokens) {
		t := tokens[i]
		if t.to <= start {
			continue
		}
		if t.from < start || p.begin < 0 || strings.TrimSpace(string(src[start:t.from])) != "" {
			return 0, false
		}
		return indentOf(src, lineStart(src, tokens[p.begin].from)), true
	}
	return 0, false
}

func lastLine(src []rune) int { return lineStart(src, len(src)) }

func lineStart(src []rune, i int) int {
	for i > 0 && src[i-1] != '\n' {
		i--
	}
	return i
}

// indentOf is the number of blanks at start.
func indentOf(src []rune, start int) int {
	n := 0
	for at(src, start+n) == ' ' || at(src, start+n) == '\t' {
		n++
	}
	return n
}

// Names returns the names that a text uses, without those of fields and methods,
// in their order.
func Names(src string) []string {
	runes := []rune(src)
	var names []string
	for _, t := range scan(runes) {
		if t.class == other && isWord(runes[t.from]) && !isField(runes, t.from) {
			names = append(names, t.word)
		}
	}
	return names
}

// isField reports whether the name at i is behind a dot or a colon.
func isField(src []rune, i int) bool {
	for i--; i >= 0 && (src[i] == ' ' || src[i] == '\n'); i-- {
	}
	return i >= 0 && (src[i] == ':' || src[i] == '.' && (i == 0 || src[i-1] != '.'))
}

// HasKeyword reports whether a text uses a keyword, such as "return".
func HasKeyword(src, word string) bool {
	return slices.ContainsFunc(scan([]rune(src)), func(t token) bool { return t.class == keyword && t.word == word })
}
