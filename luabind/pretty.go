package luabind

// This file prints values for people, as the REPL echoes them: what they are,
// in a limited number of lines.

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// DefaultWidth is how many columns Pretty fills if it is not told.
const DefaultWidth = 80

// Print limits what is shown of values.
type Print struct {
	Width int // columns
	Depth int // tables within tables
	Items int // of each table
}

// DefaultPrint is how a runtime prints unless SetPrint says otherwise.
var DefaultPrint = Print{Width: DefaultWidth, Depth: 4, Items: 20}

// prettyText is the number of bytes of a nested string that Pretty shows.
const prettyText = 1000

// SetPrint says how much Pretty shows, and what it returns for a session's values.
func (rt *Runtime) SetPrint(p Print) { rt.limits = p }

// A printer prints one value.
type printer struct {
	rt    *Runtime
	width int
	depth int // tables within tables that are opened
	items int // of each table
	text  int // bytes of each nested string
	open  map[any]bool
}

// Pretty prints v for people, in lines of at most width columns as far as words
// allow; 0 is [DefaultWidth]. A string is printed as it is, nested ones are
// quoted. Tables come with sorted keys, to a limited depth and number of items;
// what is left out is said. Objects of the API are shown as cards, lists of
// them as tables. There is no newline at the end.
func (rt *Runtime) Pretty(v lua.LValue, width int) string {
	return rt.newPrinter(width).top(v)
}

// newPrinter returns a printer with the limits of Pretty.
func (rt *Runtime) newPrinter(width int) *printer {
	if width <= 0 {
		width = DefaultWidth
	}
	limits := rt.limits
	if limits == (Print{}) {
		limits = DefaultPrint
	}
	return &printer{rt: rt, width: width, depth: limits.Depth, items: limits.Items, text: prettyText, open: map[any]bool{}}
}

// top prints a value that is not nested.
func (p *printer) top(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return shown(string(v))
	case *lua.LTable:
		if g, ok := p.grid(v); ok {
			return strings.Join(g.render(p.width, 0), "\n")
		}
		return p.table(v, 0, 0, 0)
	case *lua.LUserData:
		if d := p.rt.displayOf(v); d != nil && d.card != nil {
			c := d.card(v, p)
			return c.render(p.width)
		}
		if typeNameOf(v) == goClass {
			return p.goPrinted(reflect.ValueOf(v.Value), "", 0, 0)
		}
	}
	return p.scalar(v)
}

// scalar prints a value that takes one line, nested or not.
func (p *printer) scalar(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LNumber:
		return prettyNumber(float64(v))
	case lua.LString:
		return p.quoted(string(v))
	case *lua.LFunction:
		return p.rt.describeFunction(v)
	case *lua.LUserData:
		if d := p.rt.displayOf(v); d != nil && d.brief != nil {
			return shown(d.brief(v))
		}
		if text, ok := p.rt.tostringMeta(v); ok {
			return shown(text)
		}
		return "userdata"
	case *lua.LState:
		return "thread: " + p.rt.ids.of(v)
	}
	return v.String()
}

// prettyNumber prints x with the 14 digits that Lua prints, so that 0.1 + 0.2
// is 0.3, but whole numbers to 2^53 exactly.
func prettyNumber(x float64) string {
	switch {
	case x == math.Trunc(x) && math.Abs(x) <= 1<<53:
		return strconv.FormatInt(int64(x), 10)
	case !isFinite(x):
		return number(x)
	}
	return strconv.FormatFloat(round14(x), 'g', -1, 64)
}

// round14 rounds x to 14 significant digits.
func round14(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 13, 64), 64) // it has just been written
	return y
}

// describeFunction says which function f is: its name if it is one of the
// program's, or where it is defined.
func (rt *Runtime) describeFunction(f *lua.LFunction) string {
	name := rt.names[f]
	if name == "" {
		name = rt.stock[f]
	}
	switch {
	case name != "":
		return "function " + name + " (built in)"
	case f.IsG:
		return "function (built in)"
	}
	return "function (" + shown(f.Proto.SourceName) + ":" + strconv.Itoa(f.Proto.LineDefined) + ")"
}

// shown returns s without characters that a terminal would obey rather than
// show, but for newlines and tabs.
func shown(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && !graphic(r) }) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == '\n' || r == '\t' {
			b.WriteRune(r)
			continue
		}
		escape(&b, s[i:], r)
	}
	return b.String()
}

// graphic reports whether r can be shown; bytes that are not UTF-8 can't.
func graphic(r rune) bool { return r != '\uFFFD' && strconv.IsGraphic(r) }

// escape writes r, with which rest begins, or its bytes as Lua escapes them.
func escape(b *strings.Builder, rest string, r rune) {
	if graphic(r) {
		b.WriteRune(r)
		return
	}
	n := len(string(r))
	if r == '\uFFFD' && !strings.HasPrefix(rest, "\uFFFD") {
		n = 1 // a byte that is not UTF-8
	}
	for i := range n {
		b.WriteByte('\\')
		b.WriteString(strconv.Itoa(1000 + int(rest[i]))[1:])
	}
}

// quoted prints a nested string as Lua reads it. A long one is cut.
func (p *printer) quoted(s string) string {
	left := ""
	if over := len(s) - p.text; over > 0 {
		cut := p.text
		for cut > 0 && s[cut]&0xC0 == 0x80 { // not within a character
			cut--
		}
		left = "… " + strconv.Itoa(len(s)-cut) + " more bytes"
		s = s[:cut]
	}
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		default:
			escape(&b, s[i:], r)
		}
	}
	b.WriteByte('"')
	return b.String() + left
}
