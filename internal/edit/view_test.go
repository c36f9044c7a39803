package edit

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFrame looks at what is on the screen; the cursor is at row and column.
func TestFrame(t *testing.T) {
	for _, tt := range []struct {
		name, typed   string
		width, height int
		want          string
		row, col      int
	}{
		{"empty", "", 80, 24, "cm> ", 0, 4},
		{"a block", "do<enter>x", 80, 24, "cm> do\n..>   x", 1, 7},
		{"the cursor within", "do<enter>x<up><home>", 80, 24, "cm> do\n..>   x", 0, 4},
		{"a long line is broken", "abcdefghijkl", 14, 24, "cm> abcdefghi\njkl", 1, 3},
		{"the cursor behind a full line", "abcdefghi", 14, 24, "cm> abcdefghi", 0, 13},
		{"wide characters are not split", "日本語日本", 14, 24, "cm> 日本語日\n本", 1, 2},
		{"tabs", "<paste>\tx</paste>", 80, 24, "cm>     x", 0, 9},
		{"a narrow screen has short prompts", "do<enter>x", 10, 24, "> do\n.   x", 1, 5},
		{"only the rows around the cursor", "<paste>a\nb\nc\nd\ne\nf</paste>", 80, 4, "..> d\n..> e\n..> f", 2, 5},
		{"also in the middle", "<paste>a\nb\nc\nd\ne\nf</paste><up><up>", 80, 4, "..> c\n..> d\n..> e", 1, 5},
		{"a hint", "print(", 80, 24, "cm> print(\n    print(...)", 0, 10},
		{"a menu", "p<tab><tab>", 80, 24, "cm> pairs\n pairs  function  what pairs does\n pcall  function  what pcall does\n print  function  what print does", 0, 9},
		{"a menu is cut to the width", "p<tab>", 24, 24, "cm> p\n pairs  function  what…\n pcall  function  what…\n print  function  what…", 0, 5},
		{"a menu is cut to the height", "p<tab>", 80, 3, "cm> p\n pairs  function  what pairs does", 0, 5},
		{"a search", "^Rab", 80, 24, "cm> \nsearch, nothing found: ab", 0, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := NewEditor(plainLua{}, new(History))
			e.Prompt, e.More = "cm> ", "..> "
			feed(e, tt.typed)
			f := e.Frame(tt.width, tt.height)
			require.Equal(t, tt.want, strings.Join(f.Lines, "\n"))
			require.Equal(t, [2]int{tt.row, tt.col}, [2]int{f.Row, f.Col})
		})
	}
}

// TestPaint names the colour of every word.
func TestPaint(t *testing.T) {
	names := map[class]string{keyword: "K", constant: "C", text: "S", comment: "-", matched: "B", other: "."}
	for _, tt := range []struct {
		src    string
		cursor int
		want   string
	}{
		{"local x = nil", -1, "KKKKK.....CCC"},
		{"x = 'a\\'b' .. 1.5e-3", -1, "....SSSSSS....CCCCCC"},
		{"-- note", -1, "-------"},
		{"--[[a\nb]] x", -1, "---------.."},
		{"[==[ ]] ]==]x", -1, "SSSSSSSSSSSS."},
		{"'open\nx", -1, "SSSSS.."},
		{"a.end_ = t[1..2]", -1, "...........C..C."},
		{"f(x)", 1, ".B.B"},
		{"f(x)", 4, ".B.B"},
		{"f(x)", 2, "...."},
		{"f(x", 1, "..."},
		{"(']')", 0, "BSSSB"},
	} {
		got := ""
		for _, c := range classes([]rune(tt.src), tt.cursor) {
			got += names[c]
		}
		require.Equal(t, tt.want, got, tt.src)
	}
	e := NewEditor(plainLua{}, new(History))
	e.Paint, e.Prompt = true, "> "
	feed(e, "local x = 1")
	require.Equal(t, "\x1b[1;34m> \x1b[m\x1b[35mlocal\x1b[m x = \x1b[36m1\x1b[m", e.Frame(80, 24).Lines[0])
}

func TestNames(t *testing.T) {
	require.Equal(t, []string{"a", "e", "f", "g"}, Names("a.b:c(e .. f) -- h\nif true then return g . d end"))
	require.True(t, HasKeyword("return 1", "return"))
	require.False(t, HasKeyword("'return' -- return", "return"))
}

// A fakeTerminal obeys the few sequences that a screen writes.
type fakeTerminal struct {
	rows     [][]rune
	row, col int
}

func (f *fakeTerminal) Write(p []byte) (int, error) {
	s := string(p)
	for len(s) > 0 {
		if rest, ok := strings.CutPrefix(s, "\x1b["); ok {
			i := strings.IndexFunc(rest, func(r rune) bool { return r >= '@' && r != '?' })
			f.obey(rest[:i], rest[i])
			s = rest[i+1:]
			continue
		}
		r := []rune(s)[0]
		s = s[len(string(r)):]
		for len(f.rows) <= f.row+1 {
			f.rows = append(f.rows, nil)
		}
		switch r {
		case '\r':
			f.col = 0
		case '\n':
			f.row++
		default:
			for len(f.rows[f.row]) <= f.col {
				f.rows[f.row] = append(f.rows[f.row], ' ')
			}
			f.rows[f.row][f.col] = r
			f.col += columns(string(r))
		}
	}
	return len(p), nil
}

func (f *fakeTerminal) obey(number string, letter byte) {
	n, _ := strconv.Atoi(number)
	switch letter {
	case 'A':
		f.row -= n
	case 'B':
		f.row += n
	case 'C':
		f.col += n
	case 'J':
		if f.row < len(f.rows) {
			f.rows = f.rows[:f.row+1]
			f.rows[f.row] = f.rows[f.row][:min(f.col, len(f.rows[f.row]))]
		}
	}
}

func (f *fakeTerminal) String() string {
	var lines []string
	for _, r := range f.rows {
		lines = append(lines, strings.TrimRight(string(r), " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// TestScreen types at random and compares what a terminal shows with the frame: what
// is not drawn again must be there already.
func TestScreen(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	typed := []string{"a", "(", ")", "end", "<enter>", "<up>", "<down>", "<left>", "<bs>", "<home>", "<end>", "do ", "p<tab>", "<tab>", "^U", "^R", "x = 1<altenter>", "<esc>"}
	for range 100 {
		h := new(History)
		require.NoError(t, h.Add("do\n  abc\nend"))
		e := NewEditor(plainLua{}, h)
		e.Prompt, e.More = "cm> ", "..> "
		term := &fakeTerminal{}
		s := screen{out: term}
		for range 60 {
			feed(e, typed[rng.IntN(len(typed))])
			f := e.Frame(20, 7)
			require.Less(t, len(f.Lines), 7)
			for i, l := range f.Lines {
				require.Less(t, columns(l), 20)
				require.Equal(t, columns(l), f.widths[i])
				f.Lines[i] = strings.TrimRight(l, " ")
			}
			s.draw(e.Frame(20, 7))
			require.Equal(t, strings.TrimRight(strings.Join(f.Lines, "\n"), "\n"), term.String())
			require.Equal(t, [2]int{f.Row, f.Col}, [2]int{term.row, term.col})
		}
		s.finish(e.Final(20))
		require.Equal(t, strings.Join(trimmed(e.Final(20).Lines), "\n"), term.String())
		require.Zero(t, term.col)
	}
}

func trimmed(lines []string) []string {
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "history")
	h, err := OpenHistory(path)
	require.NoError(t, err)
	for _, block := range []string{"x = 1", "do\n  print [[a\\n]]\nend", "", "  ", "x = 1", "y", "y"} {
		require.NoError(t, h.Add(block))
	}
	want := []string{"do\n  print [[a\\n]]\nend", "x = 1", "y"}
	require.Equal(t, want, h.entries)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	again, err := OpenHistory(path)
	require.NoError(t, err)
	require.Equal(t, want, again.entries)

	var long bytes.Buffer
	for range 300 {
		long.WriteString("a\nb\n")
	}
	require.NoError(t, os.WriteFile(path, long.Bytes(), 0o600))
	short, err := OpenHistory(path)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, short.entries)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "a\nb\n", string(text), "a file of repetitions is written anew")

	h = new(History)
	for i := range historyLength + 10 {
		require.NoError(t, h.Add(strconv.Itoa(i)))
	}
	require.Len(t, h.entries, historyLength)
	require.Equal(t, "10", h.entries[0])

	_, err = OpenHistory(filepath.Join(path, "not a directory", "history"))
	require.Error(t, err)
}

// TestDecoder cuts the bytes of keys anywhere: the keys are the same.
func TestDecoder(t *testing.T) {
	all := keys.Replace("a<up>é<paste>x\ny</paste><wordleft><altenter><del>日<backtab>\x1bOA<esc>q")
	var whole decoder
	want := whole.feed([]byte(all))
	require.Len(t, want, 12)
	require.Contains(t, want, Key{Code: Paste, Text: "x\ny"})
	for i := range len(all) {
		var d decoder
		require.Equal(t, want, append(d.feed([]byte(all[:i])), d.feed([]byte(all[i:]))...), "%d", i)
	}
	var d decoder
	require.Empty(t, d.feed([]byte("\x1b")))
	require.True(t, d.waiting())
	require.Equal(t, []Key{{Code: Escape}}, d.settle())
	require.Empty(t, d.feed([]byte("\x1b[200~abc")))
	require.False(t, d.waiting(), "a paste may take its time")
}

// FuzzEditor types anything: the editor never panics, and the cursor stays in the
// text.
func FuzzEditor(f *testing.F) {
	f.Add("do<enter>x<up>^R<tab>", 20, 5)
	f.Fuzz(func(t *testing.T, typed string, width, height int) {
		e := NewEditor(plainLua{}, new(History))
		e.Paint = true
		feed(e, typed)
		frame := e.Frame(width%200, height%100)
		require.GreaterOrEqual(t, frame.Row, 0)
		require.Less(t, frame.Row, len(frame.Lines))
	})
}
