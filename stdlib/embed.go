// Package stdlib holds the part of the Lua library that is written in Lua, and
// the definitions of the whole library for editors.
//
// A file such as units.lua here is the module coldmoon.units. The files under
// meta are never run: they hold LuaCATS annotations of what is written in Go. The
// file in lua describes Lua's own library in the same way; editors know that one.
package stdlib

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.lua meta/*.lua lua/*.lua
var files embed.FS

// FS returns the files: modules at the root, definitions under meta.
func FS() fs.FS { return files }

// Modules returns the names of the modules without "coldmoon.", such as
// "units", in alphabetical order.
func Modules() []string { return names(".") }

// Definitions returns the names of the files under meta, such as
// "meta/dist.lua", in alphabetical order.
func Definitions() []string {
	all := names("meta")
	for i := range all {
		all[i] = "meta/" + all[i] + ".lua"
	}
	return all
}

func names(dir string) []string {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		panic("stdlib: " + err.Error())
	}
	var list []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".lua"); ok && !e.IsDir() {
			list = append(list, name)
		}
	}
	return list
}

// Has reports whether there is a module of that name.
func Has(name string) bool {
	_, ok := Source(name)
	return ok
}

// Source returns the text of a module; ok is false if there is none.
func Source(name string) (text []byte, ok bool) {
	if strings.ContainsAny(name, "/\\") {
		return nil, false
	}
	text, err := files.ReadFile(name + ".lua")
	return text, err == nil
}
