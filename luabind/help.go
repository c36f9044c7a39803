package luabind

// This file explains what is typed into a session: the documentation of a value or a
// name, and the signature of a call.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// helpWidth is the width of what Help returns.
const helpWidth = 80

// Help explains the value of an expression of names, points and calls, or a name of
// the documentation such as "dist.lognormal" or "provider.keep_alive". A "?" at its
// end is left out; with "??" the text of a function of the script is shown too. An
// empty expression lists what there is.
//
// It runs no code of the script. The error says that nothing is known.
func (rt *Runtime) Help(expr string) (string, error) {
	docs := stdlib.Index()
	name := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(expr), "?"))
	if name == "" {
		return docs.List(helpWidth), nil
	}
	source := strings.HasSuffix(strings.TrimSpace(expr), "??")
	if source {
		rt.loadModules()
	}
	c := rt.cursorAt(name+" ", len(name)+1)
	if n := len(c.tokens); c.chainStart(n) == 0 {
		if text := rt.explain(name, c.chain(0, n), source); text != "" {
			return text, nil
		}
	}
	if found := docs.Find(unquoted(name)); len(found) > 0 {
		return docs.ExplainAll(found, helpWidth), nil
	}
	return "", fmt.Errorf("no documentation of %s%s", name, didYouMean(name, docs.Names()))
}

// loadModules loads all modules of the program, so that the texts of their functions
// are known.
func (rt *Runtime) loadModules() {
	th := rt.enter(rt.main.L)
	defer rt.leave(th)
	for _, m := range rt.moduleNames() {
		rt.requireModule(th.L, m)
	}
}

// explain explains a subject, "" if nothing is known of it.
func (rt *Runtime) explain(name string, s subject, source bool) string {
	docs := stdlib.Index()
	switch v := s.value.(type) {
	case *lua.LFunction:
		switch {
		case s.doc == nil:
			return rt.explainFunction(name, v, source)
		case source:
			return docs.Explain(s.doc, helpWidth) + "\n" + rt.sourceOf(v)
		}
	case lua.LString:
		if found := docs.Find(string(v)); len(found) > 0 {
			return docs.ExplainAll(found, helpWidth)
		}
	}
	switch {
	case s.doc != nil && s.doc.Full != "":
		return docs.Explain(s.doc, helpWidth)
	case len(s.classes) > 0:
		text := docs.Explain(s.classes[0], helpWidth)
		if s.value != nil {
			text = fmt.Sprintf("%s is a %s: %s\n\n%s", name, kindOf(s.value), brief(s.value), text)
		}
		return text
	case s.value != nil && s.value != lua.LNil:
		return strings.TrimSuffix(fmt.Sprintf("%s is a %s: %s", name, kindOf(s.value), brief(s.value)), ": ") + "\n"
	}
	return ""
}

// explainFunction explains a function of the script: where it is, the comment above
// it, and its text if that is asked for.
func (rt *Runtime) explainFunction(name string, fn *lua.LFunction, source bool) string {
	if fn.IsG {
		return name + " is a function that is built in\n"
	}
	text := fmt.Sprintf("%s\n%s:%d\n", name+signatureOf(fn), fn.Proto.SourceName, fn.Proto.LineDefined)
	if src, ok := rt.sources[fn.Proto.SourceName]; ok {
		if comment := src.commentAbove(fn.Proto.LineDefined); comment != "" {
			text += "\n" + comment
		}
	}
	if source {
		text += "\n" + rt.sourceOf(fn)
	}
	return text
}

// sourceOf returns the text of a function behind a line that says where it is.
func (rt *Runtime) sourceOf(fn *lua.LFunction) string {
	if fn.IsG {
		return "It is built in.\n"
	}
	first, last := fn.Proto.LineDefined, max(fn.Proto.LineDefined, fn.Proto.LastLineDefined)
	text := fmt.Sprintf("-- %s:%d\n", fn.Proto.SourceName, first)
	for n := first; n <= last; n++ {
		if src, ok := rt.sources[fn.Proto.SourceName]; ok {
			line, _ := src.line(n)
			text += line + "\n"
		}
	}
	return text
}

// signatureOf returns the parameters of a function of the script.
func signatureOf(fn *lua.LFunction) string {
	var names []string
	for i := 0; i < int(fn.Proto.NumParameters) && i < len(fn.Proto.DbgLocals); i++ {
		names = append(names, fn.Proto.DbgLocals[i].Name)
	}
	if fn.Proto.IsVarArg&lua.VarArgIsVarArg != 0 {
		names = append(names, "...")
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// commentAbove returns the lines of comment right above a line, without the hyphens.
func (s *source) commentAbove(n int) string {
	text := ""
	for n--; ; n-- {
		line, ok := s.line(n)
		comment, isComment := strings.CutPrefix(strings.TrimSpace(line), "--")
		if !ok || !isComment {
			return text
		}
		text = strings.TrimPrefix(strings.TrimLeft(comment, "-"), " ") + "\n" + text
	}
}

// help is help(x), of a session.
func (rt *Runtime) help(L *lua.LState) int {
	a := rt.args(L)
	a.none(1)
	if !a.ok() {
		return rt.poison(L)
	}
	docs, text := stdlib.Index(), ""
	switch v := L.Get(1).(type) {
	case lua.LString:
		found := docs.Find(string(v))
		if len(found) == 0 {
			rt.raise(L, ELUA, "no documentation of %s%s", given(v), didYouMean(string(v), docs.Names()))
		}
		text = docs.ExplainAll(found, helpWidth)
	case *lua.LNilType:
		text = docs.List(helpWidth)
	default:
		text = rt.explain("it", rt.subjectOf(v), false)
	}
	fmt.Fprint(rt.opt.Stdout, text)
	return 0
}

// Hint returns the signature of the call that the cursor is in, or the option whose
// value it is, in one line; "" if it is in none.
func (rt *Runtime) Hint(text string, cursor int) string {
	c := rt.cursorAt(text, min(max(cursor, 0), len(text)))
	if c.inComment() {
		return ""
	}
	if o := c.optionBefore(); o != nil {
		return oneLine(o)
	}
	for open := c.bracket(len(c.tokens), false); open >= 0; open = c.bracket(open, false) {
		if classes := c.optionsIn(open); len(classes) > 0 && !c.endsValue(open-1) {
			return signatureOfOptions(classes[0])
		}
		if c.tokens[open].is("[") || !c.endsValue(open-1) {
			continue
		}
		s := c.expressionBefore(open)
		if hint := c.signature(s, open); hint != "" {
			return hint
		}
	}
	return ""
}

// optionBefore returns the option in whose value the cursor is, outside of brackets
// within it.
func (c *cursor) optionBefore() *stdlib.Doc {
	open := c.bracket(len(c.tokens), false)
	for i := len(c.tokens); i > open+1; i-- {
		t := c.tokens[i-1]
		if c.bracket(i-1, false) != open {
			continue
		}
		if t.is(",") || t.is(";") {
			return nil
		}
		if t.is("=") {
			return c.option(i)
		}
	}
	return nil
}

// oneLine returns an option or an argument with its type and what it means.
func oneLine(o *stdlib.Doc) string {
	return strings.TrimSuffix(o.Name+": "+stdlib.TypeText(o.Type)+"; "+o.Brief(), "; ")
}

// signature returns the signature of what is called by the bracket tokens[open], and
// the argument at the cursor.
func (c *cursor) signature(s subject, open int) string {
	fn, isFunction := s.value.(*lua.LFunction)
	switch {
	case s.doc != nil && (s.doc.Kind == stdlib.DocFunction || s.doc.Kind == stdlib.DocMethod):
		n := c.argument(open, len(c.tokens))
		if c.tokens[open].is("{") || n >= len(s.doc.Params) || s.doc.Params[n].Text == "" {
			return s.doc.Signature()
		}
		p := s.doc.Params[n]
		return s.doc.Signature() + "; " + p.Name + ": " + p.Text
	case isFunction && !fn.IsG:
		return c.tokens[open-1].text + signatureOf(fn)
	}
	return ""
}

// signatureOfOptions returns the names of a table of options.
func signatureOfOptions(class *stdlib.Doc) string {
	names := make([]string, len(class.Members))
	for i, m := range class.Members {
		names[i] = m.Name
		if m.Optional {
			names[i] = "[" + m.Name + "]"
		}
	}
	return class.Name + "{ " + strings.Join(names, ", ") + " }"
}
