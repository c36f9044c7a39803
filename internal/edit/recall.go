package edit

// This file brings back what was typed before: by Up and Down, or by searching.

import "strings"

// up moves up a line or, from the first one, back in the history.
func (e *Editor) up(whole bool) {
	if e.buf.onFirst() || whole {
		e.older()
		return
	}
	e.buf.vertical(-1)
}

// down moves down a line or, from the last one, on in the history.
func (e *Editor) down(whole bool) {
	if e.buf.onLast() || whole {
		e.newer()
		return
	}
	e.buf.vertical(+1)
}

// older shows the entry before the one that is shown. What was typed first is
// kept, and only entries that begin with it are shown.
func (e *Editor) older() {
	if !e.recalled() {
		e.browsing, e.draft = len(e.history.entries), e.Text()
	}
	if entry, i := e.history.older(e.browsing, e.matches); i >= 0 {
		e.show(entry, i)
		e.buf.move(e.buf.lineEnd(0)) // so that Up goes on, and Down into the block
	}
}

// newer shows the entry after the one that is shown, at last what was typed.
func (e *Editor) newer() {
	if !e.recalled() {
		return
	}
	if entry, i := e.history.newer(e.browsing, e.matches); i >= 0 {
		e.show(entry, i)
		return
	}
	e.buf.Set(e.draft)
	e.browsing = len(e.history.entries)
}

// recalled reports whether the block is an entry of the history, unchanged.
func (e *Editor) recalled() bool {
	return e.browsing < len(e.history.entries) && e.Text() == e.history.entries[e.browsing]
}

// show puts an entry into the buffer.
func (e *Editor) show(entry string, i int) {
	e.buf.Set(entry)
	e.browsing = i
}

// matches reports whether Up and Down show an entry.
func (e *Editor) matches(entry string) bool {
	return strings.HasPrefix(entry, e.draft) && entry != e.Text()
}

// A search looks backwards for an entry that contains a text.
type search struct {
	text   []rune
	found  int    // index of the entry that is shown; len(entries): none
	failed bool   // nothing contains text
	draft  string // what Escape brings back
}

// beginSearch begins with an empty text, which finds nothing.
func (e *Editor) beginSearch() {
	e.search = &search{found: len(e.history.entries), draft: e.Text()}
}

// pressSearch does what a key says while searching; it returns false if the key
// ends the search and is still to be done.
func (e *Editor) pressSearch(k Key) bool {
	s := e.search
	switch {
	case k.Code == Char && !k.Alt:
		s.text = append(s.text, k.Rune)
		e.find(s.found + 1)
	case k.Code == Paste:
		s.text = append(s.text, []rune(strings.TrimSpace(k.Text))...)
		e.find(s.found + 1)
	case k.Code == Backspace:
		s.text = s.text[:max(len(s.text)-1, 0)]
		e.find(len(e.history.entries))
	case k.Code == Ctrl && k.Rune == 'r', k.Code == Up:
		e.find(s.found)
	case k.Code == Ctrl && k.Rune == 's', k.Code == Down:
		if entry, i := e.history.newer(s.found, s.in); i >= 0 {
			s.found = i
			e.show(entry, i)
		}
	case k.Code == Ctrl && (k.Rune == 'c' || k.Rune == 'g'), k.Code == Escape:
		e.Reset(s.draft)
	default:
		e.search = nil
		return false
	}
	return true
}

// find shows the last entry before index i that contains the text.
func (e *Editor) find(i int) {
	s := e.search
	if len(s.text) == 0 {
		return
	}
	entry, i := e.history.older(min(i, len(e.history.entries)), s.in)
	s.failed = i < 0
	if i >= 0 {
		s.found = i
		e.show(entry, i)
	}
}

// in reports whether an entry contains the text.
func (s *search) in(entry string) bool { return strings.Contains(entry, string(s.text)) }

// line describes the search.
func (s *search) line() string {
	if s.failed {
		return "search, nothing found: " + string(s.text)
	}
	return "search: " + string(s.text)
}
