package luabind

// This file measures text in columns of a terminal.

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// screen measures characters. It does not look at the locale, so that the same
// things are printed everywhere.
var screen = &runewidth.Condition{StrictEmojiNeutral: true}

// columns returns how many columns s takes.
func columns(s string) int { return screen.StringWidth(s) }

// cut returns s in at most width columns.
func cut(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	return screen.Truncate(s, max(width, 1), "…")
}

// pad returns s with spaces in front (right) or behind to fill width columns.
func pad(s string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-columns(s)))
	if right {
		return fill + s
	}
	return s + fill
}
