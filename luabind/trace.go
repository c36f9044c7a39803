package luabind

// This file finds where in a script something happens: the line of a call, the
// traceback, and the names that gopher-lua's messages lack.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// stdlibPrefix begins the chunk names of the embedded modules.
const stdlibPrefix = "stdlib/"

// A place is a line of a chunk. The zero place is none.
type place struct {
	path string
	line int
}

// String returns "path:line: ", as messages begin, or "" for no place.
func (p place) String() string {
	if p.line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d: ", p.path, p.line)
}

// A frame is one level of a stack.
type frame struct {
	place
	fn    *lua.LFunction
	name  string // as the caller calls it
	isGo  bool
	first bool // of its stack
	tail  bool // it was reached by a tail call, so its caller is unknown
}

// frameAt returns the frame that many levels above the running function, which
// is level 0.
func frameAt(L *lua.LState, level int) (frame, bool) {
	dbg, ok := L.GetStack(level)
	if !ok {
		return frame{}, false
	}
	fn, err := L.GetInfo("fSln", dbg, nil)
	f := frame{name: dbg.Name, first: dbg.What == "main", tail: dbg.What == "tail"}
	if err != nil {
		return f, true
	}
	f.fn = fn.(*lua.LFunction)
	if f.isGo = f.fn.IsG; !f.isGo {
		f.place = place{dbg.Source, dbg.CurrentLine}
	}
	return f, true
}

// position returns the place of the frame at the level as a prefix for a
// message, "" if that is a Go function or lost by tail calls, as C Lua does.
func position(L *lua.LState, level int) string {
	for i := range level {
		if f, ok := frameAt(L, i); !ok || f.tail {
			return ""
		}
	}
	f, _ := frameAt(L, level)
	return f.String()
}

// callerOf returns where the script calls the running Go function. If that is
// in a module of the standard library, it returns where the script called that.
func callerOf(L *lua.LState) place {
	var inner place
	for th := threadOf(L); th != nil; th = th.parent {
		for level := 0; ; level++ {
			f, ok := frameAt(th.L, level)
			if !ok {
				break
			}
			if f.line > 0 && !strings.HasPrefix(f.path, stdlibPrefix) {
				return f.place
			}
			if inner.line == 0 {
				inner = f.place
			}
			if f.tail {
				return inner
			}
		}
	}
	return inner
}

// maxTrace is how many lines of a traceback are kept, half of them from either
// end.
const maxTrace = 20

// traceback returns the Lua frames of L from the level on, and those of the
// threads that wait for it, as "at sweep.lua:3: in main chunk". Lines that
// repeat are counted.
func traceback(L *lua.LState, level int) []string {
	var lines []string
	times := 1
	add := func(line string) {
		last := len(lines) - 1
		if last >= 0 && strings.TrimSuffix(lines[last], fmt.Sprintf(" (%d times)", times)) == line {
			times++
			lines[last] = fmt.Sprintf("%s (%d times)", line, times)
			return
		}
		lines, times = append(lines, line), 1
	}
	for th := threadOf(L); th != nil; th, level = th.parent, 0 {
		for ; ; level++ {
			f, ok := frameAt(th.L, level)
			if !ok {
				break
			}
			if f.line > 0 {
				add(fmt.Sprintf("at %sin %s", f.place, f.title()))
			}
			if f.tail {
				add("(tail calls)")
				break
			}
		}
	}
	if cut := len(lines) - maxTrace; cut > 0 {
		lines = slices.Replace(lines, maxTrace/2, maxTrace/2+cut, fmt.Sprintf("(%d more)", cut))
	}
	return lines
}

// title says what the code of the frame is.
func (f frame) title() string {
	proto := f.fn.Proto
	switch {
	case proto.LineDefined == 0 && strings.HasPrefix(f.path, stdlibPrefix):
		return "module"
	case proto.LineDefined == 0:
		return "main chunk"
	case f.first || f.name == "" || strings.ContainsAny(f.name, "<(?"):
		return fmt.Sprintf("function <%s:%d>", proto.SourceName, proto.LineDefined)
	}
	return fmt.Sprintf("function '%s'", f.name)
}

// improve makes a message of gopher-lua say what C Lua's does: the names of the
// functions that are called where the error happened.
func (rt *Runtime) improve(L *lua.LState, obj lua.LValue) lua.LValue {
	const poor = "attempt to call a non-function object"
	v, ok := obj.(lua.LString)
	if !ok {
		return obj
	}
	s := withoutAddresses(strings.TrimPrefix(string(v), " ")) // where there is no Lua function, the position is empty
	s = nonTable.ReplaceAllString(s, "attempt to index a $1 value")
	if head, ok := strings.CutSuffix(s, poor); ok {
		s = head + "attempt to call " + calledAt(L)
	}
	if f, ok := frameAt(L, 0); ok && f.isGo && rt.stock[f.fn] != "" {
		s = badArgument.ReplaceAllString(s, "$1'"+rt.stock[f.fn]+"' (")
	}
	return lua.LString(s)
}

var badArgument = regexp.MustCompile(`(bad argument #\d+ to )(?:\(anonymous\)|[^(]+) \(`)

var nonTable = regexp.MustCompile(`attempt to index a non-table object\((\w+)\)`)

// calledAt names the function that the innermost Lua function was about to call.
func calledAt(L *lua.LState) string {
	f, ok := frameAt(L, 0)
	if !ok || f.isGo {
		return "a value that is not a function"
	}
	var names []string
	for _, call := range f.fn.Proto.DbgCalls {
		name := "'" + call.Name + "'"
		if f.fn.Proto.DbgSourcePositions[call.Pc] == f.line && call.Name != "?" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		return "a value that is not a function"
	case 1:
		return names[0] + ", which is not a function"
	}
	return "something that is not a function, one of " + strings.Join(names, ", ")
}
