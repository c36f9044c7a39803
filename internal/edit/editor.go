package edit

// This file says what keys do.

import (
	"strings"
	"unicode/utf8"
)

// A Language knows what is being typed. Its methods are called between two keys,
// never while a block is being evaluated.
type Language interface {
	// Incomplete reports whether a text is the beginning of a block, so that
	// Enter begins another line.
	Incomplete(text string) bool

	// Complete returns what could stand in the place of text[from:cursor].
	Complete(text string, cursor int) (from int, items []Item)

	// Hint returns one line about the call that the cursor is in, "" for none.
	Hint(text string, cursor int) string
}

// An Item is one possible completion.
type Item struct {
	Text string // what is inserted
	Type string // "function", "number", …; may be ""
	Doc  string // one line; may be ""
}

// An Event is what a key means to the one who asked for a block.
type Event uint8

// The events.
const (
	None     Event = iota
	Accepted       // the block is complete
	Ended          // Ctrl-D on an empty block
	Dropped        // Ctrl-C: the block is given up
	Cleared        // Ctrl-L: the screen shall be empty
	Suspend        // Ctrl-Z
)

// An Editor edits one block after another.
type Editor struct {
	Prompt string // before the first line
	More   string // before the other lines; as wide as Prompt
	Paint  bool   // in colours

	lang    Language
	history *History
	buf     Buffer

	browsing int    // index of the entry that was shown last; len(entries): none
	draft    string // what was typed before browsing began

	menu   *menu   // nil: none is shown
	search *search // nil: not searching
}

// NewEditor makes an editor with an empty block.
func NewEditor(lang Language, history *History) *Editor {
	e := &Editor{lang: lang, history: history}
	e.Reset("")
	return e
}

// Reset begins another block with a text.
func (e *Editor) Reset(text string) {
	e.buf.Set(text)
	e.browsing, e.draft = len(e.history.entries), ""
	e.menu, e.search = nil, nil
}

// Text is the block so far.
func (e *Editor) Text() string { return e.buf.String() }

// Press does what a key says.
func (e *Editor) Press(k Key) Event {
	if e.search != nil && e.pressSearch(k) {
		return None
	}
	if e.menu != nil && e.pressMenu(k) {
		return None
	}
	e.menu = nil
	return e.press(k)
}

// press does what a key says where neither a menu nor a search is shown.
func (e *Editor) press(k Key) Event {
	b := &e.buf
	switch k.Code {
	case Char:
		if !k.Alt {
			e.typed(k.Rune)
		} else if k.Rune == 'd' {
			b.kill(b.at, b.wordAfter())
		}
	case Ctrl:
		return e.control(k.Rune)
	case Paste:
		if b.at == len(b.text) { // the last line is not ended yet
			k.Text = strings.TrimRight(k.Text, "\n")
		}
		b.Insert(k.Text)
	case Enter:
		return e.enter(k.Alt)
	case Tab:
		e.complete()
	case Backspace:
		e.backspace(k.Alt)
	case Delete:
		b.replace(b.at, b.after(b.at), nil)
	case Escape:
		b.move(b.at)
	default:
		e.motion(k.Code)
	}
	return None
}

// motion moves the cursor.
func (e *Editor) motion(c Code) {
	b := &e.buf
	switch c {
	case Up, PageUp:
		e.up(c == PageUp)
	case Down, PageDown:
		e.down(c == PageDown)
	case Left:
		b.move(b.before(b.at))
	case Right:
		b.move(b.after(b.at))
	case WordLeft:
		b.move(b.wordBefore())
	case WordRight:
		b.move(b.wordAfter())
	case Home:
		b.move(b.lineStart(b.at))
	case End:
		b.move(b.lineEnd(b.at))
	case Top:
		b.move(0)
	case Bottom:
		b.move(len(b.text))
	}
}

// control does what Ctrl with a letter says, as in other line editors.
func (e *Editor) control(r rune) Event {
	b := &e.buf
	switch r {
	case 'a':
		b.move(b.lineStart(b.at))
	case 'e':
		b.move(b.lineEnd(b.at))
	case 'b':
		b.move(b.before(b.at))
	case 'f':
		b.move(b.after(b.at))
	case 'p':
		e.up(false)
	case 'n':
		e.down(false)
	case 'k':
		if end := b.lineEnd(b.at); end > b.at {
			b.kill(b.at, end)
		} else {
			b.kill(b.at, min(end+1, len(b.text)))
		}
	case 'u':
		b.kill(b.lineStart(b.at), b.at)
	case 'w':
		b.kill(b.wordBefore(), b.at)
	case 'y':
		b.Insert(string(b.killed))
	case '_':
		b.Undo()
	case 'r':
		e.beginSearch()
	default:
		return e.command(r)
	}
	return None
}

// command does what Ctrl with a letter says about the block as a whole.
func (e *Editor) command(r rune) Event {
	b := &e.buf
	switch r {
	case 'c':
		return Dropped
	case 'd':
		if len(b.text) == 0 {
			return Ended
		}
		b.replace(b.at, b.after(b.at), nil)
	case 'l':
		return Cleared
	case 'z':
		return Suspend
	}
	return None
}

// typed inserts a character. A line that begins with what ends a block goes
// below the line that begins the block, and back if more letters follow.
func (e *Editor) typed(r rune) {
	b := &e.buf
	start := b.lineStart(b.at)
	if start == 0 || !isWord(r) && !strings.ContainsRune(")]}", r) {
		b.Type(r)
		return
	}
	_, was := indentOfLast(b.text[:b.at])
	b.Type(r)
	if width, is := indentOfLast(b.text[:b.at]); is {
		b.indentLine(width)
	} else if was {
		b.indentLine(indentAfter(b.text[:start-1]))
	}
}

// enter ends the block, or the line if the block goes on. Within a block it
// begins another line.
func (e *Editor) enter(newline bool) Event {
	b := &e.buf
	whole := b.onLast() || e.recalled()
	if e.isCommand(b.String()) || whole && !newline && !e.lang.Incomplete(b.String()) {
		return Accepted
	}
	b.Insert("\n" + strings.Repeat(" ", indentAfter(b.text[:b.at])))
	return None
}

// isCommand reports whether a block is a command of the session.
func (e *Editor) isCommand(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), ":") && !strings.Contains(text, "\n")
}

// backspace deletes the character or, with Alt, the word before the cursor. In
// the indentation it deletes one step.
func (e *Editor) backspace(word bool) {
	b := &e.buf
	if word {
		b.kill(b.wordBefore(), b.at)
		return
	}
	from := b.before(b.at)
	if line := b.line(); len(line) > 0 && strings.Trim(line, " ") == "" {
		from = b.at - 1 - (len(line)-1)%indentStep
	}
	b.replace(from, b.at, nil)
}

// complete offers what could be typed here; at the beginning of a line it
// indents.
func (e *Editor) complete() {
	b := &e.buf
	if strings.TrimSpace(b.line()) == "" && (len(b.text) > 0 || utf8.RuneCountInString(b.line()) > 0) {
		b.Insert(strings.Repeat(" ", indentStep-len(b.line())%indentStep))
		return
	}
	e.openMenu()
}
