package edit

// This file turns the bytes of a terminal into keys.

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Code says which key was pressed.
type Code uint8

// The codes.
const (
	Unknown   Code = iota
	Char           // the character Rune
	Ctrl           // Ctrl with the letter Rune, in lower case
	Paste          // Text was pasted
	Enter          //
	Tab            //
	BackTab        // Shift-Tab
	Backspace      //
	Delete         //
	Escape         //
	Up             //
	Down           //
	Left           //
	Right          //
	WordLeft       // Ctrl-Left, Alt-Left, Alt-B
	WordRight      // Ctrl-Right, Alt-Right, Alt-F
	Home           //
	End            //
	Top            // Ctrl-Home, Alt-<
	Bottom         // Ctrl-End, Alt->
	PageUp         //
	PageDown       //
)

// A Key is one key that was pressed, or one text that was pasted.
type Key struct {
	Code Code
	Rune rune   // of Char and Ctrl
	Alt  bool   // pressed with Alt, or after Escape
	Text string // of Paste; lines end with \n, other control characters are gone
}

// The brackets round a text that is pasted.
var (
	pasteBegin = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// A decoder makes keys of bytes as they come in. A key may arrive in parts.
type decoder struct {
	rest    []byte // not understood yet
	pasting bool   // rest is the beginning of a pasted text
}

// feed takes more bytes and returns the keys that are complete.
func (d *decoder) feed(b []byte) []Key {
	d.rest = append(d.rest, b...)
	var keys []Key
	for len(d.rest) > 0 {
		k, n := d.first()
		if n == 0 {
			break
		}
		d.rest = d.rest[n:]
		if k.Code != Unknown {
			keys = append(keys, k)
		}
	}
	return keys
}

// waiting reports whether an escape character may be a key by itself: nothing
// has followed it so far.
func (d *decoder) waiting() bool { return len(d.rest) > 0 && !d.pasting }

// settle takes what has come in for what it is: nothing will follow.
func (d *decoder) settle() []Key {
	if !d.waiting() {
		return nil
	}
	rest := d.rest
	d.rest = nil
	if rest[0] != '\x1b' {
		return nil // half a character
	}
	return append([]Key{{Code: Escape}}, d.feed(rest[1:])...)
}

// first returns the first key of rest and its length; 0 if it is incomplete.
func (d *decoder) first() (Key, int) {
	b := d.rest
	switch {
	case d.pasting:
		end := bytes.Index(b, pasteEnd)
		if end < 0 {
			return Key{}, 0
		}
		d.pasting = false
		return Key{Code: Paste, Text: pasted(string(b[:end]))}, end + len(pasteEnd)
	case bytes.HasPrefix(b, pasteBegin):
		d.pasting = true
		return Key{}, len(pasteBegin)
	case b[0] == '\x1b' && len(b) == 1:
		return Key{}, 0
	case b[0] == '\x1b' && (b[1] == '[' || b[1] == 'O'):
		return sequence(b)
	case b[0] == '\x1b' && b[1] == '\x1b':
		return Key{Code: Escape}, 1
	case b[0] == '\x1b':
		k, n := plain(b[1:])
		if n == 0 {
			return k, 0
		}
		return withAlt(k), n + 1
	}
	return plain(b)
}

// plain decodes a key that is one character.
func plain(b []byte) (Key, int) {
	switch c := b[0]; {
	case c == '\r' || c == '\n':
		return Key{Code: Enter}, 1
	case c == '\t':
		return Key{Code: Tab}, 1
	case c == 0x7f || c == 0x08:
		return Key{Code: Backspace}, 1
	case c == 0x1f:
		return Key{Code: Ctrl, Rune: '_'}, 1
	case c >= 1 && c <= 26:
		return Key{Code: Ctrl, Rune: rune(c) + 'a' - 1}, 1
	case c < 0x20:
		return Key{}, 1
	}
	if !utf8.FullRune(b) {
		return Key{}, 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 || unicode.IsControl(r) {
		return Key{}, n
	}
	return Key{Code: Char, Rune: r}, n
}

// withAlt is what a key means with Alt.
func withAlt(k Key) Key {
	if k.Code == Char {
		switch k.Rune {
		case 'b', 'B':
			return Key{Code: WordLeft}
		case 'f', 'F':
			return Key{Code: WordRight}
		case '<':
			return Key{Code: Top}
		case '>':
			return Key{Code: Bottom}
		}
	}
	k.Alt = true
	return k
}

// sequence decodes a key that begins with ESC [ or ESC O: numbers and a final
// letter.
func sequence(b []byte) (Key, int) {
	n := 2
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || strings.IndexByte(";:<=>?", b[n]) >= 0) {
		n++
	}
	if n == len(b) {
		return Key{}, 0
	}
	if b[n] < 0x20 || b[n] >= 0x7f {
		return Key{}, n // broken off
	}
	first, modifier, _ := strings.Cut(string(b[2:n]), ";")
	code := letters[b[n]]
	if b[n] == '~' {
		code = numbers[first]
	}
	switch modifier {
	case "3", "5": // Alt, Ctrl
		code = stronger(code)
	}
	return Key{Code: code}, n + 1
}

var letters = map[byte]Code{'A': Up, 'B': Down, 'C': Right, 'D': Left, 'F': End, 'H': Home, 'Z': BackTab, 'M': Enter}

var numbers = map[string]Code{"1": Home, "3": Delete, "4": End, "5": PageUp, "6": PageDown, "7": Home, "8": End}

// stronger is what a key means with Ctrl or Alt.
func stronger(c Code) Code {
	switch c {
	case Left:
		return WordLeft
	case Right:
		return WordRight
	case Home:
		return Top
	case End:
		return Bottom
	}
	return c
}

// pasted cleans a text that was pasted.
func pasted(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return -1
	}, s)
}
