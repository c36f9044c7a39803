package luabind

// This file defines the error that a script's author gets to see, and how
// errors are raised into Lua and made of what Lua raised.

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// The codes of errors.
const (
	EPARSE   = "EPARSE"   // the script is not Lua
	ELUA     = "ELUA"     // an error that nobody caught, in any phase
	EOPT     = "EOPT"     // a bad option or argument of a call of the API
	EPOLICY  = "EPOLICY"  // a policy answered nonsense
	EPARAM   = "EPARAM"   // a parameter given on the command line is wrong
	EIO      = "EIO"      // a file that the script asked for can't be read
	ESANDBOX = "ESANDBOX" // the script asked for what it may not do
	EABORT   = "EABORT"   // the script called coldmoon.abort
	EINTR    = "EINTR"    // the script was interrupted
	EPANIC   = "EPANIC"   // a bug of the program
)

// exits are the exit codes of the program for the codes of errors.
var exits = map[string]int{
	EPARSE: 107, ELUA: 107, EOPT: 104, EPOLICY: 107, EPARAM: 104, EIO: 1,
	ESANDBOX: 107, EABORT: 108, EINTR: 105, EPANIC: 109,
}

// An Error says what is wrong with a script, and where.
type Error struct {
	Code    string
	Path    string   // of the script or module; "" if the error has no place
	Line    int      // from 1; 0 if unknown
	Col     int      // from 1, of parse errors; 0 if unknown
	Message string   // may have several lines
	Frame   string   // the lines of code around, rendered; may be ""
	Trace   []string // "at sweep.lua:3: in main chunk", innermost first
	Exit    int      // exit code of the program
	Cause   error    // may be nil
}

// Error returns the first line of what Render returns, and the further lines of
// the message if it has any.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "error[%s]: ", e.Code)
	if e.Path != "" && e.Line > 0 {
		fmt.Fprintf(&b, "%s:%d:", e.Path, e.Line)
		if e.Col > 0 {
			fmt.Fprintf(&b, "%d:", e.Col)
		}
		b.WriteByte(' ')
	} else if e.Path != "" {
		fmt.Fprintf(&b, "%s: ", e.Path)
	}
	b.WriteString(e.Message)
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Render returns the whole report, one block without blank lines that ends with
// a newline: the error, the code around it and the traceback.
func (e *Error) Render() string {
	var b strings.Builder
	b.WriteString(e.Error())
	b.WriteByte('\n')
	b.WriteString(e.Frame)
	for _, line := range e.Trace {
		fmt.Fprintf(&b, "   %s\n", line)
	}
	return b.String()
}

// errorAt makes an error at a place, with the code around it.
func (rt *Runtime) errorAt(p place, code, message string) *Error {
	e := &Error{Code: code, Path: p.path, Line: p.line, Message: message, Exit: exits[code]}
	e.Frame = rt.codeFrame(p, 0)
	return e
}

// newError makes an error at the line where the script calls the Go function
// that runs on L. The name under which that function is registered begins the
// message, unless it is one of Lua's own.
func (rt *Runtime) newError(L *lua.LState, code, format string, args ...any) *Error {
	message := fmt.Sprintf(format, args...)
	if name := rt.running(L); name != "" {
		message = name + ": " + message
	}
	e := rt.errorAt(callerOf(L), code, message)
	e.Trace = traceback(L, 0)
	return e
}

// running returns the name under which the Go function that runs on L is
// registered, "" if it is not a function of the API.
func (rt *Runtime) running(L *lua.LState) string {
	f, ok := frameAt(L, 0)
	if !ok || !f.isGo {
		return ""
	}
	return rt.names[f.fn]
}

// raise raises an error made by newError; it does not return.
func (rt *Runtime) raise(L *lua.LState, code, format string, args ...any) {
	rt.raiseError(L, rt.newError(L, code, format, args...))
}

// raiseError raises e; it does not return. The script sees a table with the
// fields code, message, path and line, and tostring gives the text without the
// word error.
func (rt *Runtime) raiseError(L *lua.LState, e *Error) {
	rt.throw(L, rt.errorObject(e))
}

// errorKey is where the metatable of an error object keeps the Error.
const errorKey = "error"

func (rt *Runtime) errorObject(e *Error) *lua.LTable {
	t := rt.root.CreateTable(0, 4)
	t.RawSetString("code", lua.LString(e.Code))
	t.RawSetString("message", lua.LString(e.Message))
	t.RawSetString("path", lua.LString(e.Path))
	t.RawSetString("line", lua.LNumber(e.Line))
	mt := rt.root.CreateTable(0, 3)
	mt.RawSetString("__tostring", rt.errorText)
	mt.RawSetString("__metatable", lua.LString("error"))
	mt.RawSetString(errorKey, &lua.LUserData{Value: e, Metatable: lua.LNil})
	t.Metatable = mt
	return t
}

// raisedError returns the Error of an object that raiseError has raised, nil if
// obj is something else.
func raisedError(obj lua.LValue) *Error {
	t, ok := obj.(*lua.LTable)
	if !ok {
		return nil
	}
	mt, ok := t.Metatable.(*lua.LTable)
	if !ok {
		return nil
	}
	ud, ok := mt.RawGetString(errorKey).(*lua.LUserData)
	if !ok {
		return nil
	}
	e, _ := ud.Value.(*Error)
	return e
}

// errorTostring is the __tostring of error objects. The script may have changed
// the fields.
func errorTostring(L *lua.LState) int {
	t := L.CheckTable(1)
	p := place{lua.LVAsString(t.RawGetString("path")), int(lua.LVAsNumber(t.RawGetString("line")))}
	L.Push(lua.LString(p.String() + lua.LVAsString(t.RawGetString("message"))))
	return 1
}

// An origin says who raised an error.
type origin uint8

const (
	byFault  origin = iota // Lua itself: a bug of the script such as indexing nil
	byScript               // the script, by error or assert
	byAPI                  // a function of the API, by raise
	byPanic                // a bug of the program
)

// originOf returns who raised err. An error that the script caught and raised
// again unchanged keeps its origin.
func originOf(err *lua.ApiError) origin {
	switch {
	case err.Type == lua.ApiErrorPanic:
		return byPanic
	case raisedError(err.Object) != nil:
		return byAPI
	case err.Type == lua.ApiErrorError:
		return byScript
	}
	return byFault
}

// errorOf makes the report of an error that unwound th. The code is ELUA unless
// the error is one of the API, or the script is being stopped.
func (rt *Runtime) errorOf(err *lua.ApiError, th *thread) *Error {
	if e := rt.fatalError(); e != nil {
		return e
	}
	trace := th.trace
	if e := raisedError(err.Object); e != nil {
		return e
	}
	message := rt.messageOf(err.Object)
	p, message := rt.cutPlace(message)
	if p.line == 0 {
		p = placeOf(trace)
	}
	e := rt.errorAt(p, ELUA, message)
	e.Trace, e.Cause = trace, err
	return e
}

// fatalError returns the error that ends the run whatever the script does, nil
// if there is none.
func (rt *Runtime) fatalError() *Error {
	switch {
	case rt.crash != nil:
		return &Error{Code: EPANIC, Message: rt.crash.Error(), Exit: exits[EPANIC], Cause: rt.crash,
			Trace: strings.Split(strings.TrimSpace(string(rt.crash.stack)), "\n")}
	case rt.aborted != nil:
		return rt.aborted
	case rt.stop.Load():
		return &Error{Code: EINTR, Path: rt.name, Message: "interrupted", Exit: exits[EINTR]}
	}
	return nil
}

// fatal returns the object of an error that can't be caught, nil if errors can
// be caught now.
func (rt *Runtime) fatal() lua.LValue {
	if e := rt.fatalError(); e != nil {
		return rt.errorObject(e)
	}
	if rt.giveUp != nil {
		return rt.giveUp
	}
	if rt.uncatchable != nil {
		return rt.uncatchable()
	}
	return nil
}

// messageOf returns the text of an error object: of a string the string, of a
// table what its __tostring or its field message says. Addresses, which differ
// between runs, are taken out.
func (rt *Runtime) messageOf(obj lua.LValue) string {
	if e := raisedError(obj); e != nil {
		return e.Message
	}
	switch v := obj.(type) {
	case lua.LString:
		return withoutAddresses(string(v))
	case *lua.LTable, *lua.LUserData:
		if text, ok := rt.tostringMeta(obj); ok {
			return text
		}
		if t, ok := v.(*lua.LTable); ok {
			if text, ok := t.RawGetString("message").(lua.LString); ok {
				return string(text)
			}
		}
		return fmt.Sprintf("(error object is a %s value)", obj.Type())
	case *lua.LNilType:
		return "(error object is nil)"
	}
	return obj.String()
}

// tostringMeta returns what the __tostring of v says; ok is false if it has none
// or that fails.
func (rt *Runtime) tostringMeta(v lua.LValue) (text string, ok bool) {
	fn, ok := rt.root.GetMetaField(v, "__tostring").(*lua.LFunction)
	if !ok {
		return "", false
	}
	th := rt.newThread(growingFrames, true)
	th.L.Push(fn)
	th.L.Push(v)
	if err := th.run(1, 1); err != nil {
		return "", false
	}
	s, ok := th.L.Get(-1).(lua.LString)
	return withoutAddresses(string(s)), ok
}

var address = regexp.MustCompile(`(table|function|userdata|thread): 0x[0-9a-f]+`)

func withoutAddresses(s string) string {
	if !strings.Contains(s, ": 0x") {
		return s
	}
	return address.ReplaceAllString(s, "$1")
}

// cutPlace splits a message that begins with the place of a chunk that was
// loaded, as Lua's messages do.
func (rt *Runtime) cutPlace(message string) (place, string) {
	for i := 0; i < len(message); i++ {
		if message[i] != ':' {
			continue
		}
		if _, ok := rt.sources[message[:i]]; !ok {
			continue
		}
		number, rest, found := strings.Cut(message[i+1:], ":")
		line, err := strconv.Atoi(number)
		if !found || err != nil {
			return place{}, message
		}
		return place{message[:i], line}, strings.TrimPrefix(rest, " ")
	}
	return place{}, message
}

// placeOf returns the place of the first line of a traceback.
func placeOf(trace []string) place {
	if len(trace) == 0 {
		return place{}
	}
	where, _, _ := strings.Cut(strings.TrimPrefix(trace[0], "at "), ": in ")
	i := strings.LastIndexByte(where, ':')
	if i < 0 {
		return place{}
	}
	line, _ := strconv.Atoi(where[i+1:])
	return place{where[:i], line}
}

// asError returns err as an *Error, making one of code if it is none.
func asError(err error, code string) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: code, Message: err.Error(), Exit: exits[code], Cause: err}
}
