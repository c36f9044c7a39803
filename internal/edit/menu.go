package edit

// This file offers completions.

import "strings"

// menuRows is the number of items that are shown at once.
const menuRows = 8

// A menu is a list of completions below the text.
type menu struct {
	items  []Item
	picked int // index of the item in the text; -1: none yet
	from   int // rune where the completed word begins
	typed  string
}

// openMenu completes the word before the cursor as far as that is certain, and
// shows what is possible if it is not.
func (e *Editor) openMenu() {
	b := &e.buf
	text := b.String()
	cursor := b.Cursor()
	from, items := e.lang.Complete(text, cursor)
	if len(items) == 0 {
		return
	}
	m := &menu{items: items, picked: -1, from: len([]rune(text[:from])), typed: text[from:cursor]}
	common := items[0].Text
	for _, it := range items {
		common = commonPrefix(common, it.Text)
	}
	if len(common) > len(m.typed) || len(items) == 1 {
		m.typed = common
		e.put(m, common)
	}
	if len(items) > 1 {
		e.menu = m
	}
}

// put writes text in the place of the completed word.
func (e *Editor) put(m *menu, text string) {
	if string(e.buf.text[m.from:e.buf.at]) != text {
		e.buf.replace(m.from, e.buf.at, []rune(text))
	}
}

// pressMenu does what a key says while a menu is shown; it returns false if the
// key ends the menu and is still to be done.
func (e *Editor) pressMenu(k Key) bool {
	m := e.menu
	switch {
	case k.Code == Tab || k.Code == Down || k.Code == Ctrl && k.Rune == 'n':
		e.pick(m.picked + 1)
	case k.Code == BackTab || k.Code == Up || k.Code == Ctrl && k.Rune == 'p':
		e.pick(m.picked - 1)
	case k.Code == PageDown:
		e.pick(min(m.picked+menuRows, len(m.items)-1))
	case k.Code == PageUp:
		e.pick(max(m.picked-menuRows, 0))
	case k.Code == Escape || k.Code == Ctrl && (k.Rune == 'c' || k.Rune == 'g'):
		e.put(m, m.typed)
		e.menu = nil
	case k.Code == Enter && m.picked >= 0:
		e.menu = nil
	default:
		return false
	}
	return true
}

// pick puts item i into the text; past the last comes what was typed, and then
// the first again.
func (e *Editor) pick(i int) {
	m := e.menu
	n := len(m.items)
	m.picked = (i+1+n+1)%(n+1) - 1
	if m.picked < 0 {
		e.put(m, m.typed)
		return
	}
	e.put(m, m.items[m.picked].Text)
}

func commonPrefix(a, b string) string {
	n := 0
	ra, rb := []rune(a), []rune(b)
	for n < len(ra) && n < len(rb) && ra[n] == rb[n] {
		n++
	}
	return string(ra[:n])
}

// window returns the items that are shown: at most rows, with the picked one.
func (m *menu) window(rows int) (first, last int) {
	n := len(m.items)
	first = min(max(m.picked-rows/2, 0), max(n-rows, 0))
	return first, min(first+rows, n)
}

// cell is a word of the menu in a column of its own.
func cell(s string, width int) string {
	s = cut(s, width)
	return s + strings.Repeat(" ", width-columns(s))
}
