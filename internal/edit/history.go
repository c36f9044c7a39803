package edit

// This file remembers what was typed, in this session and before.

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// historyLength is the number of blocks that are kept.
const historyLength = 5000

// A History holds blocks that were typed, oldest first. No two are equal: typing
// one again moves it to the end.
type History struct {
	entries []string
	path    string // of the file that keeps them; "" is none
}

// OpenHistory reads the history that path keeps. A file that does not exist is
// made, and so are its directories; it can be read by its owner only. If that
// fails, the history works all the same but is forgotten at the end.
func OpenHistory(path string) (*History, error) {
	h := new(History)
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			err = os.WriteFile(path, nil, 0o600)
		}
	case err == nil:
		lines := strings.Split(string(b), "\n")
		for _, line := range lines {
			h.remember(unescape(line))
		}
		if len(lines) > 2*len(h.entries)+100 {
			err = h.rewrite(path)
		}
	}
	if err != nil {
		return h, err
	}
	h.path = path
	return h, nil
}

// rewrite writes the entries into a new file at path.
func (h *History) rewrite(path string) error {
	var b strings.Builder
	for _, e := range h.entries {
		b.WriteString(escape(e) + "\n")
	}
	part := path + ".part"
	if err := os.WriteFile(part, []byte(b.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// Add appends a block. Sessions that run at the same time append to one file.
func (h *History) Add(block string) error {
	if !h.remember(block) || h.path == "" {
		return nil
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(escape(block) + "\n")
	return errors.Join(err, f.Close())
}

// remember appends a block to the entries, and reports whether that changed
// them. Blank blocks are not worth it.
func (h *History) remember(block string) bool {
	n := len(h.entries)
	if strings.TrimSpace(block) == "" || n > 0 && h.entries[n-1] == block {
		return false
	}
	h.entries = slices.DeleteFunc(h.entries, func(e string) bool { return e == block })
	h.entries = append(h.entries, block)
	if extra := len(h.entries) - historyLength; extra > 0 {
		h.entries = slices.Delete(h.entries, 0, extra)
	}
	return true
}

// older returns the last entry before index i that ok accepts, and its index; -1
// if there is none.
func (h *History) older(i int, ok func(string) bool) (string, int) {
	for i--; i >= 0; i-- {
		if ok(h.entries[i]) {
			return h.entries[i], i
		}
	}
	return "", -1
}

// newer returns the first entry after index i that ok accepts, and its index; -1
// if there is none.
func (h *History) newer(i int, ok func(string) bool) (string, int) {
	for i++; i < len(h.entries); i++ {
		if ok(h.entries[i]) {
			return h.entries[i], i
		}
	}
	return "", -1
}

// escape writes a block in one line, unescape reads it.
func escape(s string) string { return strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(s) }

func unescape(s string) string { return strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(s) }
