package repl

// This file begins again with the files as they are now.

import (
	"os"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// reloadCommand begins again with the files as they are now.
func (s *session) reloadCommand(string) (int, bool, error) {
	if len(s.files) == 0 {
		return 0, false, &commandError{":reload: no file has been loaded; :load FILE does"}
	}
	sources := make([]luabind.Input, len(s.files))
	for i, f := range s.files {
		src, err := os.ReadFile(f)
		if err != nil {
			return 0, false, err
		}
		sources[i] = luabind.Input{Source: string(src), Name: f}
	}
	kept := s.rt.PlainData()
	rt, gates, err := s.newRuntime()
	if err != nil {
		return 0, false, err
	}
	s.replace(rt, gates, nil)
	s.loose = false
	s.loadInit()
	for _, in := range sources {
		if code, quit := s.evaluate(in); code != 0 || quit {
			return code, quit, nil
		}
	}
	defined := s.rt.Who()
	told := s.told
	s.told = true // nobody has typed what follows
	var names []string
	for _, k := range kept {
		if slices.ContainsFunc(defined, func(b luabind.Binding) bool { return b.Name == k.Name }) {
			continue // the files say what it is
		}
		s.evaluate(luabind.Input{Source: k.Source, Name: "kept"})
		names = append(names, k.Name)
	}
	s.told = told
	s.note("(read %s again, at 0 s%s)", strings.Join(s.files, ", "), keptNames(names))
	return 0, false, nil
}

func keptNames(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; kept " + strings.Join(names, ", ")
}
