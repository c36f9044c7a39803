package main

// This file tests the rules of the house: which package may import which, that
// every package says what it is, that files are formatted and not too long.

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/coldmoon-sim/coldmoon"

// layers is the import policy of the module: a package may import only
// packages of the module on an earlier line, or on its own line if that line
// names one directory ending in "/...". Adding a line is an architectural
// decision; do not reorder lines to make a build pass.
//
// External tests, in package engine_test and the like, are users of the package
// that they test, and may import anything.
var layers = []string{
	"engine/unit engine/sim engine/human engine/prefetch",
	"engine/cache engine/flow engine/billing engine/workload engine/metrics engine/journal",
	"engine",
	"stdlib",
	"luabind",
	"internal/...",
	".",
}

// outside says who may import what from other modules. The engine knows nothing
// of Lua, terminals and command lines, and only luabind knows gopher-lua.
var outside = map[string][]string{
	"github.com/yuin/gopher-lua":       {"luabind"},
	"layeh.com/gopher-luar":            {"luabind"},
	"github.com/guptarohit/asciigraph": {"luabind"},
	"github.com/spf13/":                {"internal/cli"},
	"github.com/vbauerster/mpb/":       {"internal/runner"},
	"github.com/jedib0t/go-pretty/":    {"internal/report"},
	"github.com/mattn/go-isatty":       {"internal/cli", "internal/runner"},
	"github.com/mattn/go-runewidth":    {"internal/edit", "luabind"},
	"golang.org/x/sys/unix":            {"internal/edit"},
	"github.com/stretchr/testify":      nil, // tests only
	"github.com/rogpeppe/go-internal":  nil,
}

// notInEngine are packages of the standard library that would make a result
// depend on something else than the script, the seed and the traces.
var notInEngine = []string{"math/rand", "math/rand/v2", "crypto/rand", "os/exec", "net", "net/http", "runtime", "sync", "sync/atomic"}

// clocks are the functions of package time that read the clock of the machine.
var clocks = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

const (
	fileLines     = 500 // of a file that is no test
	functionLines = 60  // of a function; a flat switch may be longer
)

// A source is one Go file of the module.
type source struct {
	name string // path from the root, with slashes
	dir  string // of the package, "." for the root
	test bool
	text []byte
	file *ast.File
	set  *token.FileSet
}

// sources parses all Go files of the module.
func sources(t *testing.T) []source {
	var all []source
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		s := source{name: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), set: token.NewFileSet()}
		s.dir = path.Dir(s.name)
		if s.text, err = os.ReadFile(name); err == nil {
			s.file, err = parser.ParseFile(s.set, name, s.text, parser.ParseComments)
		}
		all = append(all, s)
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

// imports lists what a file imports.
func (s source) imports() []string {
	var paths []string
	for _, spec := range s.file.Imports {
		p, _ := strconv.Unquote(spec.Path.Value) // the parser accepts nothing else
		paths = append(paths, p)
	}
	return paths
}

// layer returns the number of the line of layers that names dir, -1 if none.
func layer(dir string) int {
	return slices.IndexFunc(layers, func(line string) bool {
		return slices.ContainsFunc(strings.Fields(line), func(name string) bool {
			under, any := strings.CutSuffix(name, "/...")
			return dir == name || any && strings.HasPrefix(dir, under+"/")
		})
	})
}

// within returns the directory of a package of this module.
func within(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// A list collects violations, so that all are told at once.
type list []string

func (l *list) add(s source, format string, args ...any) {
	*l = append(*l, s.name+": "+fmt.Sprintf(format, args...))
}

// check fails if there are any.
func (l list) check(t *testing.T) {
	if len(l) > 0 {
		t.Error("\n" + strings.Join(l, "\n"))
	}
}

// TestLayers holds the packages of the module to the import policy.
func TestLayers(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		from := layer(s.dir)
		if from < 0 {
			wrong.add(s, "package %s is in no layer", s.dir)
		}
		if s.test && strings.HasSuffix(s.file.Name.Name, "_test") {
			continue
		}
		for _, p := range s.imports() {
			dir, ours := within(p)
			if !ours || dir == s.dir {
				continue
			}
			to := layer(dir)
			sideways := from == to && to >= 0 && strings.HasSuffix(layers[to], "/...")
			if to < 0 || to >= from && !sideways {
				wrong.add(s, "package %s must not import %s", s.dir, dir)
			}
		}
	}
	wrong.check(t)
}

// TestOutside holds the packages to what they may import from other modules.
func TestOutside(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			_, ours := within(p)
			if s.test || ours || !strings.Contains(strings.SplitN(p, "/", 2)[0], ".") {
				continue
			}
			allowed := false
			for prefix, users := range outside {
				allowed = allowed || strings.HasPrefix(p, prefix) && slices.Contains(users, s.dir)
			}
			if !allowed {
				wrong.add(s, "package %s must not import %s", s.dir, p)
			}
		}
	}
	wrong.check(t)
}

// TestDeterminism looks in the engine for what would make a result depend on
// something else than the script, the seed and the traces.
func TestDeterminism(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		if s.test || s.dir != "engine" && !strings.HasPrefix(s.dir, "engine/") {
			continue
		}
		for _, p := range s.imports() {
			if slices.Contains(notInEngine, p) {
				wrong.add(s, "the engine must not import %s", p)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				wrong.add(s, "the engine must not start goroutines")
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
					wrong.add(s, "the engine must not use time.%s", n.Sel.Name)
				}
			}
			return true
		})
	}
	wrong.check(t)
}

// TestPackageComments demands one package comment for every package, which
// begins as godoc expects.
func TestPackageComments(t *testing.T) {
	var wrong list
	comments, packages := map[string]int{}, map[string]source{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		packages[s.dir] = s
		if s.file.Doc == nil {
			continue
		}
		comments[s.dir]++
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command coldmoon "
		}
		if !strings.HasPrefix(s.file.Doc.Text(), want) {
			wrong.add(s, "the package comment does not begin with %q", want)
		}
	}
	for dir, s := range packages {
		if n := comments[dir]; n != 1 {
			wrong.add(s, "its package has %d package comments", n)
		}
	}
	wrong.check(t)
}

// TestSubjects demands that every file says what it is about, unless it holds
// the package comment.
func TestSubjects(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		said := s.test || s.file.Doc != nil
		for _, c := range s.file.Comments {
			said = said || strings.HasPrefix(c.Text(), "This file ")
		}
		if !said {
			wrong.add(s, `no comment that begins with "This file"`)
		}
	}
	wrong.check(t)
}

// TestFormat demands what gofmt would write.
func TestFormat(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		want, err := format.Source(s.text)
		require.NoError(t, err, s.name)
		if !bytes.Equal(want, s.text) {
			wrong.add(s, "gofmt would change it")
		}
	}
	wrong.check(t)
}

// TestSize keeps files and functions short enough to read.
func TestSize(t *testing.T) {
	var wrong list
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if n := bytes.Count(s.text, []byte("\n")); n > fileLines {
			wrong.add(s, "%d lines, at most %d", n, fileLines)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || flat(f) {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n > functionLines {
				wrong.add(s, "%d lines of %s, at most %d", n, f.Name.Name, functionLines)
			}
		}
	}
	wrong.check(t)
}

// flat reports whether a function is one switch, or a literal and its return:
// a list rather than a course of events.
func flat(f *ast.FuncDecl) bool {
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			return true
		case *ast.ReturnStmt:
			return len(f.Body.List) <= 2 && len(s.Results) > 0
		}
	}
	return false
}
