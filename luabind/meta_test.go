package luabind

// This file compares the bindings with the definitions for editors.

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

var (
	metaClass    = regexp.MustCompile(`^---@class ([\w.]+)`)
	metaField    = regexp.MustCompile(`^---@field (?:private )?\[?"?([\w]+)"?\]?\??\s`)
	metaLocal    = regexp.MustCompile(`^local (\w+) = \{\}`)
	metaFunction = regexp.MustCompile(`^function (\w+)([.:])(\w+)\(`)
)

// definitions are the names that the definitions define.
type definitions struct {
	names   []string            // "coldmoon.param", "coldmoon.Trace:report", "coldmoon.Error.code"
	options map[string][]string // fields of each class
}

// readDefinitions parses the files under meta.
func readDefinitions(t *testing.T) definitions {
	d := definitions{options: map[string][]string{}}
	for _, file := range stdlib.Definitions() {
		text, err := fs.ReadFile(stdlib.FS(), file)
		require.NoError(t, err)
		class, locals := "", map[string]string{}
		for _, line := range strings.Split(string(text), "\n") {
			if m := metaClass.FindStringSubmatch(line); m != nil {
				class = m[1]
			} else if m := metaField.FindStringSubmatch(line); m != nil {
				require.NotEmpty(t, class, "%s: %s: a field without a class", file, line)
				d.options[class] = append(d.options[class], m[1])
			} else if m := metaLocal.FindStringSubmatch(line); m != nil {
				locals[m[1]] = class
			} else if m := metaFunction.FindStringSubmatch(line); m != nil {
				require.NotEmpty(t, locals[m[1]], "%s: %s: of no class", file, line)
				d.names = append(d.names, locals[m[1]]+m[2]+m[3])
			} else if strings.HasPrefix(line, "---@field") {
				t.Errorf("%s: %s: not understood", file, line)
			}
		}
	}
	return d
}

// boundNames returns the names of all that a script can reach, and of fields
// of what it gets.
func boundNames(t *testing.T) []string {
	rt := newSession(t).rt
	for _, name := range rt.moduleNames() {
		module, ok := rt.requireModule(rt.main.L, name).(*lua.LTable)
		require.True(t, ok, name)
		inner := module.Metatable.(*lua.LTable).RawGetString(fieldsKey).(*lua.LTable)
		for _, key := range stringKeys(inner) {
			if rt.modules[name+"."+key] == nil && !stdlib.Has(strings.TrimPrefix(name+"."+key, rootName+".")) {
				rt.catalog = append(rt.catalog, name+"."+key)
			}
		}
	}
	slices.Sort(rt.catalog)
	return slices.Compact(rt.catalog)
}

func TestMeta(t *testing.T) {
	d := readDefinitions(t)
	bound := boundNames(t)
	var classes []string // of values that bindings return; their fields are bound
	for _, name := range bound {
		if i := strings.LastIndexAny(name, ".:"); name[i] == '.' && !slices.Contains(d.names, name) {
			classes = append(classes, name[:i])
		}
	}
	for class, names := range d.options {
		if slices.Contains(classes, class) {
			for _, n := range names {
				d.names = append(d.names, class+"."+n)
			}
		}
	}
	slices.Sort(d.names)
	for _, name := range bound {
		require.Contains(t, d.names, name, "bound, but not in stdlib/meta")
	}
	for _, name := range d.names {
		require.Contains(t, bound, name, "in stdlib/meta, but not bound")
	}
}

func TestMetaOptions(t *testing.T) {
	d := readDefinitions(t)
	for _, set := range optionSets {
		require.ElementsMatch(t, d.options[set.class], set.names, "options of %s, in stdlib/meta and in the binding", set.class)
	}
	for class := range d.options {
		known := !strings.HasSuffix(class, "Options")
		for _, set := range optionSets {
			known = known || set.class == class
		}
		require.True(t, known, "%s is in stdlib/meta, but no binding declares it", class)
	}
}

// TestStandardLibraryCompiles also runs every module, which must do nothing.
func TestStandardLibraryCompiles(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": ""})
	for _, name := range stdlib.Modules() {
		before := len(stringKeys(s.rt.root.G.Global))
		s.rt.requireModule(s.rt.main.L, rootName+"."+name)
		require.Len(t, stringKeys(s.rt.root.G.Global), before, "%s sets a global", name)
	}
	require.Empty(t, s.stdout.String()+s.stderr.String())
}
