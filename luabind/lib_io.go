package luabind

// This file holds Lua's io library: reading files within the sandbox, and
// writing to the output of the program.

import (
	"bufio"
	"io"
	"os"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A file is an open file, or one of the outputs of the program. A file that the
// script drops without closing it is closed by the garbage collector.
type file struct {
	name   string
	f      *os.File // nil: an output
	r      *bufio.Reader
	w      io.Writer // nil: a file to read
	closed bool
}

// String is what tostring gives.
func (f *file) String() string {
	if f.closed {
		return "file (closed)"
	}
	return "file (" + f.name + ")"
}

// openIO makes the library.
func (rt *Runtime) openIO() *lua.LTable {
	listed := len(rt.catalog)
	rt.classes.file = newClass[*file](rt, "Stream", methods{
		"close":   rt.fileClose,
		"flush":   rt.fileFlush,
		"lines":   rt.fileLines,
		"read":    rt.fileRead,
		"seek":    rt.fileSeek,
		"setvbuf": rt.fileFlush,
		"write":   rt.fileWrite,
	}, nil)
	rt.catalog = rt.catalog[:listed] // it is Lua's, not of the API
	t := rt.closedLibrary("io", methods{
		"lines": rt.ioLines,
		"open":  rt.ioOpen,
		"type":  rt.ioType,
		"write": rt.ioWrite,
	}, noIO)
	t.RawSetString("stdout", rt.classes.file.wrap(&file{name: "stdout", w: outlet{&rt.opt.Stdout}}))
	t.RawSetString("stderr", rt.classes.file.wrap(&file{name: "stderr", w: outlet{&rt.opt.Stderr}}))
	return t
}

// An outlet is a stream of the program, whatever it is when something is written: a
// quiet input of a session has others.
type outlet struct{ to *io.Writer }

// Write implements io.Writer.
func (o outlet) Write(p []byte) (int, error) { return (*o.to).Write(p) }

// ioOpen is io.open(name, mode): a file, or nil and a message if there is none.
func (rt *Runtime) ioOpen(L *lua.LState) int {
	name, mode := L.CheckString(1), L.OptString(2, "r")
	switch mode {
	case "r", "rb":
	case "w", "wb", "a", "ab", "r+", "r+b", "w+", "w+b", "a+", "a+b", "rb+", "wb+", "ab+":
		rt.raise(L, ESANDBOX, "io.open: %s: not allowed to write: %s", name, noWrite)
	default:
		L.ArgError(2, "invalid mode")
	}
	f, err := rt.openFile(name)
	if err != nil {
		if isForbidden(err) {
			rt.raiseFile(L, err)
		}
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	L.Push(rt.classes.file.wrap(&file{name: name, f: f, r: bufio.NewReader(f)}))
	return 1
}

// ioLines is io.lines(name): an iterator over the lines of a file.
func (rt *Runtime) ioLines(L *lua.LState) int {
	name := L.CheckString(1)
	f, err := rt.openFile(name)
	if err != nil {
		rt.raiseFile(L, err)
	}
	r := &file{name: name, f: f, r: bufio.NewReader(f)}
	L.Push(L.NewFunction(func(L *lua.LState) int {
		n := r.read(L, "*l")
		if L.Get(-1) == lua.LNil {
			r.close()
		}
		return n
	}))
	return 1
}

func (rt *Runtime) ioType(L *lua.LState) int {
	f, ok := rt.classes.file.from(L.CheckAny(1))
	switch {
	case !ok:
		L.Push(lua.LNil)
	case f.closed:
		L.Push(lua.LString("closed file"))
	default:
		L.Push(lua.LString("file"))
	}
	return 1
}

// ioWrite is io.write(…), to the output of the program.
func (rt *Runtime) ioWrite(L *lua.LState) int {
	writeArguments(L, rt.opt.Stdout, 1)
	L.Push(lua.LTrue)
	return 1
}

func writeArguments(L *lua.LState, w io.Writer, first int) {
	var b strings.Builder
	for i := first; i <= L.GetTop(); i++ {
		b.WriteString(L.CheckString(i))
	}
	io.WriteString(w, b.String())
}

// openArgument returns the file of a method, or raises an error if it is closed.
func (rt *Runtime) openArgument(L *lua.LState) *file {
	f := rt.classes.file.self(L)
	if f.closed {
		L.RaiseError("attempt to use a closed file")
	}
	return f
}

func (rt *Runtime) fileClose(L *lua.LState) int {
	rt.openArgument(L).close()
	L.Push(lua.LTrue)
	return 1
}

func (f *file) close() {
	if f.f != nil {
		f.f.Close()
	}
	f.closed = f.w == nil
}

// fileFlush does nothing: writing is not buffered here.
func (rt *Runtime) fileFlush(L *lua.LState) int {
	rt.openArgument(L)
	L.Push(lua.LTrue)
	return 1
}

func (rt *Runtime) fileWrite(L *lua.LState) int {
	f := rt.openArgument(L)
	if f.w == nil {
		rt.raise(L, ESANDBOX, "%s: not allowed to write: %s", f.name, noWrite)
	}
	writeArguments(L, f.w, 2)
	L.SetTop(1)
	return 1
}

func (rt *Runtime) fileLines(L *lua.LState) int {
	f := rt.readable(L)
	L.Push(L.NewFunction(func(L *lua.LState) int { return f.read(L, "*l") }))
	return 1
}

// readable returns the file of a method that reads.
func (rt *Runtime) readable(L *lua.LState) *file {
	f := rt.openArgument(L)
	if f.r == nil {
		L.RaiseError("%s is not open for reading", f.name)
	}
	return f
}

// fileRead is file:read(format…): "*l" a line, "*n" a number, "*a" all, or a
// number of bytes. It pushes nil at the end of the file.
func (rt *Runtime) fileRead(L *lua.LState) int {
	f, top := rt.readable(L), L.GetTop()
	if top == 1 {
		return f.read(L, "*l")
	}
	for i := 2; i <= top; i++ {
		if n, ok := L.Get(i).(lua.LNumber); ok {
			f.readBytes(L, int(n))
		} else {
			f.read(L, L.CheckString(i))
		}
		if L.Get(-1) == lua.LNil {
			return i - 1
		}
	}
	return top - 1
}

// read pushes one value.
func (f *file) read(L *lua.LState, format string) int {
	switch strings.TrimPrefix(format, "*") {
	case "l", "line":
		line, err := f.r.ReadString('\n')
		if err != nil && line == "" {
			L.Push(lua.LNil)
		} else {
			L.Push(lua.LString(strings.TrimSuffix(line, "\n")))
		}
	case "a", "all":
		rest, _ := io.ReadAll(f.r)
		L.Push(lua.LString(rest))
	case "n", "number":
		f.readNumber(L)
	default:
		L.RaiseError("bad argument to read (invalid format %q)", format)
	}
	return 1
}

// readBytes pushes a string of at most n bytes, nil at the end.
func (f *file) readBytes(L *lua.LState, n int) {
	if n < 0 || n > maxString {
		L.RaiseError("bad argument to read (%d bytes: must be from 0 to %d)", n, maxString)
	}
	if _, err := f.r.Peek(1); err != nil {
		L.Push(lua.LNil)
		return
	}
	buf, _ := io.ReadAll(io.LimitReader(f.r, int64(n)))
	L.Push(lua.LString(buf))
}

// readNumber pushes the number that follows, nil if there is none.
func (f *file) readNumber(L *lua.LState) {
	skip := true
	var text []byte
	for {
		c, err := f.r.ReadByte()
		if err != nil {
			break
		}
		if skip && strings.IndexByte(" \t\r\n", c) >= 0 {
			continue
		}
		skip = false
		if strings.IndexByte("+-.0123456789abcdefABCDEFxX", c) < 0 || len(text) > 100 {
			f.r.UnreadByte()
			break
		}
		text = append(text, c)
	}
	if x, ok := parseNumber(string(text)); ok {
		L.Push(lua.LNumber(x))
	} else {
		L.Push(lua.LNil)
	}
}

// fileSeek is file:seek(whence, offset).
func (rt *Runtime) fileSeek(L *lua.LState) int {
	f := rt.readable(L)
	whence, ok := map[string]int{"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd}[L.OptString(2, "cur")]
	if !ok {
		L.ArgError(2, "invalid option, want set, cur or end")
	}
	offset := L.OptInt64(3, 0)
	if whence == io.SeekCurrent {
		offset -= int64(f.r.Buffered())
	}
	at, err := f.f.Seek(offset, whence)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(reason(err)))
		return 2
	}
	f.r.Reset(f.f)
	L.Push(lua.LNumber(at))
	return 1
}
