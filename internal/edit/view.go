package edit

// This file says what the screen looks like.

import (
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// A Frame is what an editor shows: lines, each narrower than the screen, and the
// place of the cursor in them.
type Frame struct {
	Lines    []string // with escape sequences, if painted
	widths   []int    // of Lines, in columns
	Row, Col int      // from 0
}

// styles are the escape sequences of the classes.
var styles = map[class]string{
	keyword: "\x1b[35m", constant: "\x1b[36m", text: "\x1b[32m", comment: "\x1b[90m", matched: "\x1b[1;33m",
}

const (
	promptStyle = "\x1b[1;34m"
	dimStyle    = "\x1b[90m"
	pickedStyle = "\x1b[7m"
	reset       = "\x1b[m"

	tabWidth = 4
)

// A drawer lays out styled text in lines of a width.
type drawer struct {
	Frame
	width int
	paint bool
	style string // that is on
	line  strings.Builder
	col   int
}

// Frame lays out the block, and what is shown below it, on a screen of so many
// columns and rows. If the block has more rows than the screen, the rows around
// the cursor are shown.
func (e *Editor) Frame(width, height int) Frame {
	d := &drawer{width: max(width, 4), paint: e.Paint}
	e.drawText(d, e.buf.at)
	extra := e.below(d.width - 1)
	room := max(height-1, 1)
	rows := max(room-len(extra), min(room, 3))
	d.crop(rows)
	for _, l := range extra[:min(len(extra), room-min(len(d.Lines), room))] {
		d.put(l.style, cut(l.text, d.width-1))
		d.end()
	}
	return d.Frame
}

// Final lays out the block as it stays on the screen once it is complete.
func (e *Editor) Final(width int) Frame {
	d := &drawer{width: max(width, 4), paint: e.Paint}
	e.drawText(d, -1)
	return d.Frame
}

// drawText lays out prompts and text; the rune at cursor says where the cursor
// is.
func (e *Editor) drawText(d *drawer, cursor int) {
	prompt, more := e.Prompt, e.More
	if d.width < 3*columns(prompt) {
		prompt, more = "> ", ". "
	}
	runes := e.buf.text
	painted := classes(runes, cursor)
	d.put(promptStyle, prompt)
	for i, r := range runes {
		if i == cursor {
			d.Row, d.Col = len(d.Lines), d.col
		}
		if r == '\n' {
			d.end()
			d.put(promptStyle, more)
			continue
		}
		row := len(d.Lines)
		d.put(styles[painted[i]], shown(r))
		if i == cursor && len(d.Lines) > row { // it did not fit into the line
			d.Row, d.Col = len(d.Lines), 0
		}
	}
	if cursor >= len(runes) {
		d.Row, d.Col = len(d.Lines), d.col
	}
	d.end()
}

// shown is what stands for a rune on the screen.
func shown(r rune) string {
	if r == '\t' {
		return strings.Repeat(" ", tabWidth)
	}
	return string(r)
}

// A note is a line below the text.
type note struct{ style, text string }

// below returns the lines below the text: the search, the menu, or a hint.
func (e *Editor) below(width int) []note {
	if e.search != nil {
		return []note{{dimStyle, e.search.line()}}
	}
	if e.menu != nil {
		return e.menu.lines(width)
	}
	if hint := e.lang.Hint(e.buf.String(), e.buf.Cursor()); hint != "" {
		return []note{{dimStyle, strings.Repeat(" ", min(columns(e.More), width/4)) + hint}}
	}
	return nil
}

// lines lays out the menu: text, type and explanation of each item.
func (m *menu) lines(width int) []note {
	first, last := m.window(menuRows)
	name, kind := 0, 0
	for _, it := range m.items[first:last] {
		name, kind = max(name, columns(it.Text)), max(kind, columns(it.Type))
	}
	name, kind = min(name, max(width/2, 8)), min(kind, 12)
	var notes []note
	for i, it := range m.items[first:last] {
		n := note{"", " " + cell(it.Text, name) + "  " + cell(it.Type, kind) + "  " + it.Doc}
		if first+i == m.picked {
			n.style = pickedStyle
		}
		n.text = strings.TrimRight(n.text, " ")
		notes = append(notes, n)
	}
	if more := len(m.items) - (last - first); more > 0 {
		notes = append(notes, note{dimStyle, " … " + strconv.Itoa(more) + " more"})
	}
	return notes
}

// put adds text to the line, and goes on in the next one where it is full.
func (d *drawer) put(style, s string) {
	for _, r := range s {
		w := runewidth.RuneWidth(r)
		if d.col+w > d.width-1 {
			d.end()
		}
		d.turn(style)
		d.line.WriteRune(r)
		d.col += w
	}
}

// turn switches to a style.
func (d *drawer) turn(style string) {
	if !d.paint || style == d.style {
		return
	}
	if d.style != "" {
		d.line.WriteString(reset)
	}
	d.line.WriteString(style)
	d.style = style
}

// end ends the line.
func (d *drawer) end() {
	d.turn("")
	d.Lines, d.widths = append(d.Lines, d.line.String()), append(d.widths, d.col)
	d.line.Reset()
	d.col = 0
}

// crop keeps the rows around the cursor if there are more than rows.
func (d *drawer) crop(rows int) {
	n := len(d.Lines)
	if n <= rows {
		return
	}
	first := min(max(d.Row-rows/2, 0), n-rows)
	d.Lines, d.widths = d.Lines[first:first+rows], d.widths[first:first+rows]
	d.Row -= first
}

// columns is the width of a text on the screen.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runewidth.RuneWidth(r)
	}
	return n
}

// cut shortens a text to a width.
func cut(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	n := 0
	for i, r := range s {
		w := runewidth.RuneWidth(r)
		if n+w > width-1 {
			return s[:i] + "…"
		}
		n += w
	}
	return s
}
