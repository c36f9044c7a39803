package cli

// This file finds what a person may have meant.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// nearest returns the candidate most like s: the first that begins with it, or
// else the one with the fewest letters to change; "" if none is like it.
func nearest(s string, candidates []string) string {
	for _, c := range candidates {
		if len(s) > 1 && strings.HasPrefix(c, s) {
			return c
		}
	}
	best, least := "", 1+max(2, len(s)/3)
	for _, c := range candidates {
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// didYouMean words a suggestion for s, " (did you mean X?)"; "" if there is none.
func didYouMean(s string, candidates []string) string {
	if c := nearest(s, candidates); c != "" {
		return fmt.Sprintf(" (did you mean %q?)", c)
	}
	return ""
}

// distance is the Levenshtein distance in bytes: how many insertions,
// deletions and substitutions lead from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

// checkScript returns an error that helps if path is not a script to be read.
func checkScript(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &fileError{path + ": is a directory, expected a Lua file", similarScript(path, path)}
	case err == nil:
		return nil
	case !os.IsNotExist(err):
		return err
	}
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); err != nil {
		return &fileError{path + ": no such file; there is no directory " + dir + " either", ""}
	}
	return &fileError{path + ": no such file", similarScript(path, dir)}
}

// similarScript suggests a Lua file in dir for the name that was typed.
func similarScript(path, dir string) string {
	found, _ := filepath.Glob(filepath.Join(escapeGlob(dir), "*.lua")) // the pattern is escaped, so it is well formed
	if len(found) == 0 {
		return ""
	}
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = strings.TrimSuffix(filepath.Base(f), ".lua")
	}
	if n := nearest(strings.TrimSuffix(filepath.Base(path), ".lua"), names); n != "" {
		return "did you mean " + filepath.Join(dir, n+".lua") + "?"
	}
	return "there is " + strings.Join(found[:min(len(found), 5)], ", ")
}

// escapeGlob makes a pattern that matches dir only.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
