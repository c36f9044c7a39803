package luabind

// This file compiles chunks, keeps their text, and shows the code around an
// error.

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// maxChunk is the length of the longest chunk. The compiler takes time in
// proportion to the square of a table literal, and its recursion over half a
// million nested brackets would overflow Go's stack, which is fatal.
const maxChunk = 512 << 10

// A source is the text of a chunk.
type source struct {
	text  string
	lines []string // split when first needed
}

// line returns line n, from 1; ok is false if there is none.
func (s *source) line(n int) (line string, ok bool) {
	if s.lines == nil {
		s.lines = strings.Split(strings.TrimSuffix(s.text, "\n"), "\n")
	}
	if n < 1 || n > len(s.lines) {
		return "", false
	}
	return strings.TrimRight(s.lines[n-1], "\r"), true
}

// compile makes a function of the text of a chunk and keeps the text for
// errors. A first line that begins with # is skipped, as is a byte order mark.
func (rt *Runtime) compile(name string, text []byte) (*lua.LFunction, *Error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if e := rt.addSource(name, text); e != nil {
		return nil, e
	}
	proto, err := compileText(name, chunkText(string(text)))
	if err != nil {
		return nil, rt.parseError(name, err)
	}
	return rt.root.NewFunctionFromProto(proto), nil
}

// addSource keeps the text of a chunk, unless it can't be one.
func (rt *Runtime) addSource(name string, text []byte) *Error {
	if len(text) > maxChunk {
		return &Error{Code: EPARSE, Path: name, Exit: exits[EPARSE], Message: fmt.Sprintf(
			"chunk of %d bytes: must be at most %d; put data into a file and read it", len(text), maxChunk)}
	}
	if bytes.HasPrefix(text, []byte("\x1b")) {
		return &Error{Code: EPARSE, Path: name, Exit: exits[EPARSE], Message: "bytecode: must be Lua source text"}
	}
	rt.sources[name] = &source{text: string(text)}
	return nil
}

// chunkText returns the text of a chunk as the parser takes it: a first line that
// begins with # becomes a comment.
func chunkText(text string) string {
	if strings.HasPrefix(text, "#") {
		return "--" + text
	}
	return text
}

// parseText parses what chunkText has returned.
func parseText(name, text string) ([]ast.Stmt, error) {
	return parse.Parse(strings.NewReader(text), name)
}

// compileText compiles what chunkText has returned.
func compileText(name, text string) (*lua.FunctionProto, error) {
	chunk, err := parseText(name, text)
	if err != nil {
		return nil, err
	}
	proto, err := lua.Compile(chunk, name)
	if err == nil {
		repairGotos(proto)
	}
	return proto, err
}

// parseError makes an error of what the parser or the compiler returned.
func (rt *Runtime) parseError(name string, err error) *Error {
	p, col, message := place{path: name}, 0, err.Error()
	var syntax *parse.Error
	var compile *lua.CompileError
	switch {
	case errors.As(err, &compile):
		p.line, message = compile.Line, compile.Message
	case errors.As(err, &syntax) && syntax.Pos.Line == parse.EOF:
		p.line = strings.Count(strings.TrimRight(rt.sources[name].text, "\r\n \t"), "\n") + 1
		message = atEnd(rt.sources[name].text, syntax.Message)
	case errors.As(err, &syntax):
		p.line, col = syntax.Pos.Line, syntax.Pos.Column-len(syntax.Token)+1
		message = fmt.Sprintf("%s near '%s'", syntax.Message, syntax.Token)
		switch {
		case syntax.Message == "syntax error" || syntax.Message == "parse error":
			message = fmt.Sprintf("unexpected '%s'%s", syntax.Token, hintAbout(syntax.Token))
		case syntax.Message == "Invalid token":
			message = fmt.Sprintf("invalid character '%s'%s", syntax.Token, hintAbout(syntax.Token))
		case syntax.Pos.Column == 0: // an unterminated string is noticed on the next line
			p.line, col, message = p.line-1, 0, strings.ToLower(syntax.Message)
		}
	}
	e := rt.errorAt(p, EPARSE, message)
	e.Col, e.Cause = max(col, 0), err
	e.Frame = rt.codeFrame(p, e.Col)
	return e
}

// hintAbout explains tokens that other languages have.
func hintAbout(token string) string {
	switch token {
	case "!":
		return "; Lua writes ~= for unequal and not for negation"
	case "&", "|":
		return "; Lua 5.1 writes and, or; it has no operators for bits"
	}
	return ""
}

// atEnd says what is missing at the end of a text.
func atEnd(text, message string) string {
	if message != "syntax error" {
		return "unexpected end of file: " + message
	}
	word, line := unclosed(text)
	if word == "" {
		return "unexpected end of file"
	}
	closing := map[string]string{"(": "')'", "{": "'}'", "[": "']'", "repeat": "'until'"}[word]
	if closing == "" {
		closing = "'end'"
	}
	return fmt.Sprintf("unexpected end of file: %s is missing, which closes '%s' in line %d", closing, word, line)
}

// unclosed returns the last word or bracket that opens a block which is not
// closed, and its line.
func unclosed(text string) (string, int) {
	scanner, lexer := parse.NewScanner(strings.NewReader(text), ""), &parse.Lexer{}
	var open []ast.Token
	loop := false // between for or while and its do
	for {
		tok, err := scanner.Scan(lexer)
		if err != nil || tok.Type < 0 {
			break
		}
		switch {
		case tok.Type == parse.TDo && loop:
			loop = false
		case tok.Type == parse.TFor || tok.Type == parse.TWhile:
			loop = true
			open = append(open, tok)
		case tok.Type == parse.TDo || tok.Type == parse.TFunction || tok.Type == parse.TIf ||
			tok.Type == parse.TRepeat || tok.Type == '(' || tok.Type == '{' || tok.Type == '[':
			open = append(open, tok)
		case (tok.Type == parse.TEnd || tok.Type == parse.TUntil || tok.Type == ')' || tok.Type == '}' || tok.Type == ']') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return "", 0
	}
	last := open[len(open)-1]
	return last.Str, last.Pos.Line
}

// codeFrame renders the line of a place with its neighbours, "" if the text is
// not known. With a column the line gets a caret.
func (rt *Runtime) codeFrame(p place, col int) string {
	src, ok := rt.sources[p.path]
	if !ok {
		return ""
	}
	var b strings.Builder
	for n := p.line - 1; n <= p.line+1; n++ {
		line, ok := src.line(n)
		if !ok {
			continue
		}
		mark := ' '
		if n == p.line {
			mark = '>'
		}
		fmt.Fprintf(&b, " %c%4d | %s\n", mark, n, line)
		if n == p.line && col > 0 && col <= len(line)+1 {
			fmt.Fprintf(&b, "       | %s^\n", blanks(line[:col-1]))
		}
	}
	return trimFrame(b.String())
}

// trimFrame removes blanks at the ends of lines.
func trimFrame(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Join(lines, "\n")
}

// blanks replaces everything but tabs by spaces.
func blanks(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}
