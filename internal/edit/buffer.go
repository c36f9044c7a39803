package edit

// This file holds the text that is being edited, and its cursor.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// A Buffer is a text with a cursor. Characters that combine with the one before
// them move and vanish together with it.
//
// Invariant: 0 <= at <= len(text).
type Buffer struct {
	text   []rune
	at     int // the cursor is before this rune
	column int // that Up and Down aim at, plus one; 0: that of the cursor
	undo   []state
	killed []rune // by Ctrl-K and the like, for Ctrl-Y
	typing bool   // the last change was a typed character
}

// A state is what undo goes back to.
type state struct {
	text []rune
	at   int
}

// String returns the text.
func (b *Buffer) String() string { return string(b.text) }

// Cursor returns the number of bytes of String before the cursor.
func (b *Buffer) Cursor() int { return len(string(b.text[:b.at])) }

// Set replaces all and forgets what could be undone. The cursor is at the end.
func (b *Buffer) Set(text string) {
	*b = Buffer{text: []rune(text), killed: b.killed}
	b.at = len(b.text)
}

// Insert puts text before the cursor.
func (b *Buffer) Insert(text string) {
	b.replace(b.at, b.at, []rune(text))
}

// Type puts one character before the cursor. Characters typed in a row are
// undone together.
func (b *Buffer) Type(r rune) {
	typing := b.typing
	if typing {
		last := b.undo
		b.replace(b.at, b.at, []rune{r})
		b.undo = last
	} else {
		b.replace(b.at, b.at, []rune{r})
	}
	b.typing = true
}

// replace puts text in the place of the runes from from to to, and the cursor
// behind it.
func (b *Buffer) replace(from, to int, text []rune) {
	if from == to && len(text) == 0 {
		return
	}
	b.undo = append(b.undo, state{slices.Clone(b.text), b.at})
	b.text = slices.Concat(b.text[:from], text, b.text[to:])
	b.at = from + len(text)
	b.column, b.typing = 0, false
}

// kill removes a range and keeps it for Yank.
func (b *Buffer) kill(from, to int) {
	if from < to {
		b.killed = slices.Clone(b.text[from:to])
		b.replace(from, to, nil)
	}
}

// Undo takes back the last change.
func (b *Buffer) Undo() {
	if n := len(b.undo); n > 0 {
		b.text, b.at = b.undo[n-1].text, b.undo[n-1].at
		b.undo, b.typing = b.undo[:n-1], false
	}
}

// move puts the cursor before rune at.
func (b *Buffer) move(at int) {
	b.at, b.column, b.typing = min(max(at, 0), len(b.text)), 0, false
}

// combines reports whether the rune at i belongs to the one before it.
func (b *Buffer) combines(i int) bool {
	const joiner = '\u200d'
	if i <= 0 || i >= len(b.text) || b.text[i] == '\n' || b.text[i] == '\t' {
		return false
	}
	return runewidth.RuneWidth(b.text[i]) == 0 || b.text[i-1] == joiner
}

// before and after are the places next to i where a cursor may be.
func (b *Buffer) before(i int) int {
	for i--; b.combines(i); i-- {
	}
	return max(i, 0)
}

func (b *Buffer) after(i int) int {
	for i++; b.combines(i); i++ {
	}
	return min(i, len(b.text))
}

// wordBefore and wordAfter are the places where a word begins or ends.
func (b *Buffer) wordBefore() int {
	i := b.at
	for i > 0 && !isWord(b.text[i-1]) {
		i--
	}
	for i > 0 && isWord(b.text[i-1]) {
		i--
	}
	return i
}

func (b *Buffer) wordAfter() int {
	i := b.at
	for i < len(b.text) && !isWord(b.text[i]) {
		i++
	}
	for i < len(b.text) && isWord(b.text[i]) {
		i++
	}
	return i
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// lineStart and lineEnd are where the line of rune i begins and ends.
func (b *Buffer) lineStart(i int) int {
	for i > 0 && b.text[i-1] != '\n' {
		i--
	}
	return i
}

func (b *Buffer) lineEnd(i int) int {
	for i < len(b.text) && b.text[i] != '\n' {
		i++
	}
	return i
}

// onFirst and onLast report whether the cursor is on the first or last line.
func (b *Buffer) onFirst() bool { return b.lineStart(b.at) == 0 }
func (b *Buffer) onLast() bool  { return b.lineEnd(b.at) == len(b.text) }

// vertical moves the cursor to the line above (-1) or below (+1), into the
// column where such movements began. It must exist.
func (b *Buffer) vertical(by int) {
	start := b.lineStart(b.at)
	aim := b.column - 1
	if aim < 0 {
		aim = b.at - start
	}
	target := b.lineEnd(b.at) + 1
	if by < 0 {
		target = b.lineStart(start - 1)
	}
	at := min(target+aim, b.lineEnd(target))
	for b.combines(at) {
		at--
	}
	b.move(at)
	b.column = aim + 1
}

// line returns the text of the line of the cursor, up to the cursor.
func (b *Buffer) line() string { return string(b.text[b.lineStart(b.at):b.at]) }

// indentLine gives the line of the cursor another indentation.
func (b *Buffer) indentLine(width int) {
	start := b.lineStart(b.at)
	end := start
	for end < len(b.text) && (b.text[end] == ' ' || b.text[end] == '\t') {
		end++
	}
	if spaces := strings.Repeat(" ", width); spaces != string(b.text[start:end]) {
		at := max(b.at-end, 0)
		b.replace(start, end, []rune(spaces))
		b.at += at
	}
}
