package edit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// plainLua knows three globals, and that a block ends with as many ends as it has
// beginnings.
type plainLua struct{}

func (plainLua) Incomplete(text string) bool {
	depth := 0
	for _, t := range scan([]rune(text)) {
		if t.opens() {
			depth++
		}
		if t.closes() {
			depth--
		}
	}
	return depth > 0
}

func (plainLua) Complete(text string, cursor int) (int, []Item) {
	from := cursor
	for from > 0 && isWord(rune(text[from-1])) {
		from--
	}
	var items []Item
	for _, name := range []string{"pairs", "pcall", "print"} {
		if strings.HasPrefix(name, text[from:cursor]) {
			items = append(items, Item{Text: name, Type: "function", Doc: "what " + name + " does"})
		}
	}
	return from, items
}

func (plainLua) Hint(text string, cursor int) string {
	if strings.HasSuffix(text[:cursor], "print(") {
		return "print(...)"
	}
	return ""
}

// keys are the bytes that stand for a key in the tests.
var keys = strings.NewReplacer(
	"<up>", "\x1b[A", "<down>", "\x1b[B", "<right>", "\x1b[C", "<left>", "\x1b[D", "<home>", "\x1b[H", "<end>", "\x1b[F",
	"<del>", "\x1b[3~", "<bs>", "\x7f", "<enter>", "\r", "<tab>", "\t", "<backtab>", "\x1b[Z", "<esc>", "\x1b\x1b",
	"<wordleft>", "\x1b[1;5D", "<wordright>", "\x1bf", "<top>", "\x1b<", "<bottom>", "\x1b[1;5F", "<altenter>", "\x1b\r",
	"<altbs>", "\x1b\x7f", "<altd>", "\x1bd", "<pgup>", "\x1b[5~", "<pgdn>", "\x1b[6~", "<undo>", "\x1f",
	"<paste>", "\x1b[200~", "</paste>", "\x1b[201~", "^A", "\x01", "^B", "\x02", "^C", "\x03", "^D", "\x04", "^E", "\x05", "^F", "\x06",
	"^G", "\x07", "^K", "\x0b", "^L", "\x0c", "^N", "\x0e", "^P", "\x10", "^R", "\x12", "^S", "\x13", "^U", "\x15", "^W", "\x17", "^Y", "\x19", "^Z", "\x1a",
)

// feed types into an editor and returns the last event.
func feed(e *Editor, typed string) (last Event) {
	var d decoder
	for _, k := range append(d.feed([]byte(keys.Replace(typed))), d.settle()...) {
		last = e.Press(k)
	}
	return last
}

// state is the text with a bar at the cursor, and / for the ends of lines.
func show(e *Editor) string {
	text := string(e.buf.text[:e.buf.at]) + "|" + string(e.buf.text[e.buf.at:])
	return strings.ReplaceAll(text, "\n", "/")
}

// TestEditing types and looks at the text; | is the cursor, / the end of a line.
func TestEditing(t *testing.T) {
	for _, tt := range []struct{ name, typed, want string }{
		{"characters", "abc", "abc|"},
		{"left and right", "abc<left><left>x<right>y", "axby|c"},
		{"left at the beginning", "<left>a<home><left>b", "b|a"},
		{"home and end", "bc<home>a<end>d", "abcd|"},
		{"^A and ^E", "bc^Aa^Ed", "abcd|"},
		{"^B and ^F", "abc^B^Bx^F^F", "axbc|"},
		{"backspace", "abc<left><bs>", "a|c"},
		{"backspace at the beginning", "<bs>a", "a|"},
		{"delete", "abc<home><del>", "|bc"},
		{"delete at the end", "abc<del>", "abc|"},
		{"^D deletes", "abc<home>^D", "|bc"},
		{"words", "local x = foo.bar<wordleft><wordleft>", "local x = |foo.bar"},
		{"words forward", "local x<home><wordright>", "local| x"},
		{"^W", "foo.bar^W", "foo.|"},
		{"alt-backspace", "foo.bar<altbs>", "foo.|"},
		{"alt-D", "foo.bar<home><altd>", "|.bar"},
		{"^U", "foo bar<wordleft>^U", "|bar"},
		{"^K and ^Y", "foo bar<wordleft>^K<home>^Y", "bar|foo "},
		{"undo takes typing back at once", "x = 1<undo>", "|"},
		{"undo twice", "ab<left><del><undo><undo>c", "c|"},
		{"enter in a block goes on, indented", "function f()<enter>return 1", "function f()/  return 1|"},
		{"end goes below its beginning", "function f()<enter>if x then<enter>y()<enter>end", "function f()/  if x then/    y()/  end|"},
		{"and back if it was no end", "function f()<enter>end<enter>", "function f()/end|"},
		{"no end after all", "function f()<enter>endless()", "function f()/  endless()|"},
		{"else", "if a then<enter>b()<enter>else<enter>c()", "if a then/  b()/else/  c()|"},
		{"elseif", "if a then<enter>b()<enter>elseif c then<enter>d()", "if a then/  b()/elseif c then/  d()|"},
		{"until", "repeat<enter>a()<enter>until", "repeat/  a()/until|"},
		{"tables", "t = {<enter>a = {<enter>1,<enter>},<enter>}", "t = {/  a = {/    1,/  },/}|"},
		{"brackets in one line count once", "f({<enter>a = 1 })", "f({/  a = 1 })|"},
		{"a long string is not indented", "s = {[[<enter>text", "s = {[[/text|"},
		{"backspace in the indentation", "do<enter>  x<home><right><right><right><bs>", "do/  | x"},
		{"tab indents", "do<enter><bs><tab>x", "do/  x|"},
		{"up and down keep the column", "do<enter>a = 10<enter>b<enter>c = 3<up><up>", "do/  a = 1|0/  b/  c = 3"},
		{"down", "do<enter>a<top><down>", "do/|  a"},
		{"up from a long line", "do<enter>abc<enter>d<top>^E<down>", "do/  |abc/  d"},
		{"alt-enter is always a new line", "x = 1<altenter>", "x = 1/|"},
		{"enter within a block", "do<enter>a<up>^E<enter>", "do/  |/  a"},
		{"paste inserts and does not execute", "<paste>x = 1\ny = 2\n</paste>", "x = 1/y = 2|"},
		{"paste keeps its indentation", "<paste>do\r\n\tx()\r\nend</paste>", "do/\tx()/end|"},
		{"paste loses control characters", "<paste>a\x1b[31mb\x00</paste>", "a[31mb|"},
		{"wide characters", "日本<left>x", "日x|本"},
		{"combining characters move together", "e\u0301x<left><left>y", "y|e\u0301x"},
		{"combining characters are deleted together", "xe\u0301<bs>", "x|"},
		{"an unknown sequence does nothing", "a\x1b[99;99~b", "ab|"},
		{"half a character is dropped", "a\xe6", "a|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := NewEditor(plainLua{}, new(History))
			feed(e, tt.typed)
			require.Equal(t, tt.want, show(e))
			require.GreaterOrEqual(t, e.buf.at, 0)
			require.LessOrEqual(t, e.buf.at, len(e.buf.text))
		})
	}
}

// TestEvents looks at what a key means to the session.
func TestEvents(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  Event
	}{
		{"x = 1<enter>", Accepted},
		{"x = 1<home><enter>", Accepted},
		{"<enter>", Accepted},
		{"do<enter>", None},
		{"do<enter>x()<enter>end<enter>", Accepted},
		{"do<enter>x()<enter>end<up><enter>", None},
		{":load (<enter>", Accepted},
		{"^D", Ended},
		{"x^D", None},
		{"x^C", Dropped},
		{"^L", Cleared},
		{"^Z", Suspend},
	} {
		require.Equal(t, tt.want, feed(NewEditor(plainLua{}, new(History)), tt.typed), tt.typed)
	}
}

// TestRecall brings back blocks of a history.
func TestRecall(t *testing.T) {
	blocks := []string{"x = 1", "do\n  a()\nend", "print(x)", "x = 2"}
	for _, tt := range []struct {
		name, typed, want string
		event             Event
	}{
		{"the last", "<up>", "x = 2|", None},
		{"the one before", "<up><up>", "print(x)|", None},
		{"a block stays whole, and up goes on", "<up><up><up><up>", "x = 1|", None},
		{"down goes into the block", "<up><up><up><down>", "do/  |a()/end", None},
		{"no further than the first", "<up><up><up><up><up><up>", "x = 1|", None},
		{"and forward again", "<up><up><down>", "x = 2|", None},
		{"to what was typed", "x<up><down>", "x|", None},
		{"only what begins so", "x<up><up>", "x = 1|", None},
		{"nothing begins so", "foo<up>", "foo|", None},
		{"a changed entry is a new block", "<up>0<up>", "x = 20|", None},
		{"a recalled block is accepted wherever the cursor is", "<up><up><up><enter>", "do|/  a()/end", Accepted},
		{"page up skips blocks", "<up><up><up><down><pgup>", "x = 1|", None},
		{"down without recall", "a<down>", "a|", None},
		{"search", "^Rprint", "print(x)|", None},
		{"search further", "^Rx^R", "print(x)|", None},
		{"search back", "^Rx^R^S", "x = 2|", None},
		{"search for what is not there", "^Rxyz", "x = 2|", None},
		{"search with a mistake", "^Rpry<bs>", "print(x)|", None},
		{"escape ends the search", "abc^Rprint<esc>", "abc|", None},
		{"^C ends the search only", "abc^Rprint^C", "abc|", None},
		{"enter takes what was found", "^Rdo<enter>", "do/  a()/end|", Accepted},
		{"editing what was found", "^Rprint<left>y", "print(xy|)", None},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := new(History)
			for _, b := range blocks {
				require.NoError(t, h.Add(b))
			}
			e := NewEditor(plainLua{}, h)
			require.Equal(t, tt.event, feed(e, tt.typed))
			require.Equal(t, tt.want, show(e))
		})
	}
}

// TestMenu completes words.
func TestMenu(t *testing.T) {
	for _, tt := range []struct {
		name, typed, want string
		open              bool
	}{
		{"the only one", "pr<tab>", "print|", false},
		{"several are shown", "p<tab>", "p|", true},
		{"and chosen from", "p<tab><tab>", "pairs|", true},
		{"the next one", "p<tab><tab><tab>", "pcall|", true},
		{"round and round", "p<tab><tab><tab><tab><tab>", "p|", true},
		{"backwards", "p<tab><backtab>", "print|", true},
		{"by arrows", "p<tab><down><down><up>", "pairs|", true},
		{"enter takes it and executes nothing", "p<tab><tab><enter>", "pairs|", false},
		{"escape takes it back", "p<tab><tab><esc>", "p|", false},
		{"any key goes on", "p<tab><tab>(", "pairs(|", false},
		{"none", "q<tab>", "q|", false},
		{"in the middle of a line", "x = p()<left><left><tab><tab>", "x = pairs|()", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := NewEditor(plainLua{}, new(History))
			feed(e, tt.typed)
			require.Equal(t, tt.want, show(e))
			require.Equal(t, tt.open, e.menu != nil)
		})
	}
}
