package stdlib

// This file reads the annotations of a definition file.

import (
	"regexp"
	"strings"
)

// A docReader reads one file, line by line.
type docReader struct {
	docs   *Docs
	text   []string // of the comment so far
	params []DocParam
	rets   []DocParam
	others []string        // overloads
	class  *Doc            // of the latest ---@class
	locals map[string]*Doc // classes by the local that stands for them
}

var (
	docLocal    = regexp.MustCompile(`^local (\w+) = \{\}`)
	docFunction = regexp.MustCompile(`^function (\w+)([.:])(\w+)\(`)
	docGlobal   = regexp.MustCompile(`^function (\w+)\(`)
)

func (r *docReader) read(text string) {
	r.locals = map[string]*Doc{}
	for line := range strings.Lines(text) {
		r.line(strings.TrimRight(line, "\n"))
	}
}

// line reads one line.
func (r *docReader) line(line string) {
	if tag, ok := strings.CutPrefix(line, "---@"); ok {
		name, rest, _ := strings.Cut(tag, " ")
		r.tag(name, rest)
		return
	}
	if text, ok := strings.CutPrefix(line, "---"); ok {
		r.text = append(r.text, strings.TrimPrefix(text, " "))
		return
	}
	if m := docLocal.FindStringSubmatch(line); m != nil {
		r.locals[m[1]], r.class.object = r.class, true
	} else if m := docFunction.FindStringSubmatch(line); m != nil && r.locals[m[1]] != nil {
		owner, kind := r.locals[m[1]], DocFunction
		if m[2] == ":" {
			kind = DocMethod
		}
		r.docs.add(&Doc{Kind: kind, Full: owner.Full + m[2] + m[3], Text: r.taken(), Params: r.params, Returns: r.rets,
			Overloads: r.others, Owner: owner})
	} else if m := docGlobal.FindStringSubmatch(line); m != nil {
		r.docs.add(&Doc{Kind: DocFunction, Full: m[1], Text: r.taken(), Params: r.params, Returns: r.rets})
	}
	r.text, r.params, r.rets, r.others = nil, nil, nil, nil
}

// taken returns the text of the comment so far, which then is used up.
func (r *docReader) taken() string {
	text := strings.TrimSpace(strings.Join(r.text, "\n"))
	r.text = nil
	return text
}

// tag reads an annotation.
func (r *docReader) tag(name, rest string) {
	switch name {
	case "class":
		full, _, _ := strings.Cut(rest, " ")
		kind := DocClass
		if name := full[strings.LastIndexByte(full, '.')+1:]; name == strings.ToLower(name) {
			kind = DocModule
		} else if strings.HasSuffix(name, "Options") {
			kind = DocOptions
		}
		r.class = r.docs.add(&Doc{Kind: kind, Full: full, Text: r.taken()})
	case "alias":
		full, rest, _ := strings.Cut(rest, " ")
		typ, _ := cutType(rest)
		r.docs.add(&Doc{Kind: DocAlias, Full: full, Type: typ, Text: r.taken()})
	case "field":
		r.field(strings.TrimPrefix(rest, "private "))
	case "param":
		p := DocParam{}
		p.Name, rest, _ = strings.Cut(rest, " ")
		p.Name, p.Optional = strings.CutSuffix(p.Name, "?")
		p.Type, p.Text = cutType(rest)
		r.params = append(r.params, p)
	case "overload":
		r.others = append(r.others, rest)
	case "return":
		p := DocParam{}
		p.Type, p.Text = cutType(rest)
		r.rets = append(r.rets, p)
	}
}

// field reads a field of the latest class.
func (r *docReader) field(rest string) {
	name, rest, _ := strings.Cut(rest, " ")
	name, optional := strings.CutSuffix(name, "?")
	kind := DocField
	if r.class.Kind == DocOptions {
		kind = DocOption
	}
	typ, text := cutType(rest)
	r.docs.add(&Doc{Kind: kind, Full: r.class.Full + "." + name, Text: text, Type: typ, Optional: optional, Owner: r.class})
}

// cutType splits an annotation into the type that it begins with and the text.
func cutType(s string) (typ, text string) {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '<' || c == '{':
			depth++
		case c == ')' || c == '>' || c == '}':
			depth--
		case c == ' ' && depth == 0 && !inResults(s[:i]):
			return s[:i], strings.TrimSpace(s[i+1:])
		}
	}
	return s, ""
}

// inResults reports whether a type that is read so far goes on behind a blank: with
// the results of a function.
func inResults(s string) bool {
	return strings.HasPrefix(s, "fun(") && (strings.HasSuffix(s, "):") || strings.HasSuffix(s, ",")) ||
		strings.Contains(s, "|fun(") && strings.HasSuffix(s, "):")
}

// SplitType splits a type such as `"a"|fun(x: number|string): any|nil` at the bars
// outside of brackets.
func SplitType(s string) []string {
	var parts []string
	depth, from, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '<' || c == '{':
			depth++
		case c == ')' || c == '>' || c == '}':
			depth--
		case c == '|' && depth == 0:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	if from < len(s) {
		parts = append(parts, s[from:])
	}
	return parts
}
