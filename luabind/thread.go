package luabind

// This file holds the Lua stacks on which script code runs, and the protected
// call.

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// maxNesting bounds how deeply protected calls, coroutines and callbacks nest,
// as LUAI_MAXCCALLS does in C Lua. Each level takes Go stack on top of its
// caller's, and exceeding Go's limit of 1 GB ends the program.
const maxNesting = 195

// Frames of the kinds of stacks. A fixed stack is faster and takes 88 bytes a
// frame from the start; a growing one takes what it needs.
const (
	mainFrames     = 8192 // of the main chunk, fixed
	callbackFrames = 1024 // of a policy's hook, fixed
	growingFrames  = 2048 // of a protected call or a coroutine
	processFrames  = 1024 // of a process, growing: each frame takes a byte from the start, and there may be many
)

// A thread is a Lua stack. It is also the context.Context of its LState, which
// serves two ends: gopher-lua asks it before every instruction whether to stop,
// and [threadOf] finds the thread of an LState in a few nanoseconds.
//
// Asking costs 10 to 15 % of the time spent in Lua, about half of what
// a context.WithCancel does; BenchmarkInterruptible compares them.
type thread struct {
	L      *lua.LState
	rt     *Runtime
	stop   *atomic.Bool
	parent *thread    // that waits for this one; nil if Go code does
	co     *coroutine // on which it runs; nil if on none
	depth  int        // how many threads wait for each other, this one included

	handler *lua.LFunction // of xpcall, called where an error is raised
	traced  bool           // take a traceback where an error is raised
	trace   []string       // that was taken
	dead    bool           // an error unwound it; it can't be used again
}

// closed is what a context that is done returns.
var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// Done implements context.Context: it tells whether the script shall stop.
func (th *thread) Done() <-chan struct{} {
	if th.stop.Load() {
		return closed
	}
	return nil
}

// Deadline implements context.Context; there is none.
func (th *thread) Deadline() (time.Time, bool) { return time.Time{}, false }

// Err implements context.Context. Its text is what gopher-lua raises.
func (th *thread) Err() error {
	if th.stop.Load() {
		return context.Canceled
	}
	return nil
}

// Value implements context.Context; there is none.
func (th *thread) Value(any) any { return nil }

// threadOf returns the thread of L.
func threadOf(L *lua.LState) *thread { return L.Context().(*thread) }

// newThread makes a stack for at most so many frames. A growing one starts
// with 1 KB and holds half a million values, a fixed one four million.
func (rt *Runtime) newThread(frames int, growing bool) *thread {
	o := &rt.root.Options // NewThread copies the options of its receiver
	o.CallStackSize, o.MinimizeStackMemory = frames, growing
	o.RegistrySize, o.RegistryGrowStep = 4096, 1<<16
	o.RegistryMaxSize = 1 << 22
	if growing { // by equal steps, which is quadratic
		o.RegistrySize, o.RegistryGrowStep, o.RegistryMaxSize = 64, 1<<9, 1<<19
	}
	L, _ := rt.root.NewThread() // nothing to cancel: the root has no context
	th := &thread{L: L, rt: rt, stop: &rt.stop, depth: 1}
	L.SetContext(th)
	L.Panic = rt.raised
	return th
}

// enter takes a thread for a protected call from L, or raises a stack overflow.
// It goes back with leave.
func (rt *Runtime) enter(L *lua.LState) *thread {
	parent := deeper(L)
	th := rt.freeThread()
	th.parent, th.co, th.depth = parent, parent.co, parent.depth+1
	return th
}

// deeper returns the thread of L, or raises a stack overflow if no further one
// may wait for it.
func deeper(L *lua.LState) *thread {
	th := threadOf(L)
	if th.depth >= maxNesting {
		L.RaiseError("stack overflow (%d protected calls and coroutines inside of each other)", maxNesting)
	}
	return th
}

// freeThread takes a growing thread from the pool, or makes one.
func (rt *Runtime) freeThread() *thread {
	n := len(rt.pool)
	if n == 0 {
		return rt.newThread(growingFrames, true)
	}
	th := rt.pool[n-1]
	rt.pool = rt.pool[:n-1]
	return th
}

// leave puts a thread back whose call has returned.
func (rt *Runtime) leave(th *thread) {
	th.L.SetTop(0)
	th.parent, th.co, th.handler, th.traced, th.trace = nil, nil, nil, false, nil
	rt.pool = append(rt.pool, th)
}

// run calls the function that has been pushed onto th.L, below nargs arguments,
// and leaves nret results (lua.MultRet: all) on th.L. After an error the thread
// is dead. See try for a call that may well fail.
//
// It takes the place of LState.PCall, which would close upvalues wrongly for
// xpcall and format a traceback for every error that a script catches.
func (th *thread) run(nargs, nret int) (err *lua.ApiError) {
	defer func() {
		if r := recover(); r != nil {
			th.dead = true
			err = th.failed(r)
		}
	}()
	th.L.Call(nargs, nret)
	return nil
}

// tryFn pushes the function for a call of try.
func (th *thread) tryFn(fn lua.LValue) {
	th.L.Push(th.rt.trampoline)
	th.L.Push(fn)
}

// try does what run does for a function pushed by tryFn, but the thread can be
// used again after an error. It is slower by 70 ns, and faster by 14 µs if there
// is an error, since making a thread takes so long (BenchmarkTry).
//
// Only LState.PCall can take the frames off a stack, but it disables raised;
// bounce, which it calls, enables it again.
func (th *thread) try(nargs, nret int) *lua.ApiError {
	if err := th.L.PCall(nargs+1, nret, nil); err != nil {
		return err.(*lua.ApiError)
	}
	return nil
}

// bounce calls argument 1 with the others.
func (rt *Runtime) bounce(L *lua.LState) int {
	L.Panic = rt.raised
	defer func() {
		if r := recover(); r != nil {
			panic(threadOf(L).failed(r))
		}
	}()
	L.Call(L.GetTop()-1, lua.MultRet)
	return L.GetTop()
}

// noTrace keeps PCall from formatting a traceback.
const noTrace = " "

// failed makes an error of what unwinds the thread, whose stack still stands.
func (th *thread) failed(r any) *lua.ApiError {
	if err, ok := r.(*lua.ApiError); ok {
		return err
	}
	if r == "lua callstack overflow" { // a growing stack panics instead of raising
		return th.overflowed()
	}
	if f, ok := frameAt(th.L, 0); ok && th.rt.stock[f.fn] != "" { // a bug of gopher-lua, which the script can do without
		return &lua.ApiError{Type: lua.ApiErrorRun, StackTrace: noTrace,
			Object: lua.LString(fmt.Sprintf("%s'%s' can't handle its arguments (%v)", position(th.L, 1), th.rt.stock[f.fn], r))}
	}
	th.rt.crash = &crash{value: r, stack: debug.Stack()}
	return &lua.ApiError{Type: lua.ApiErrorPanic, Object: lua.LString(fmt.Sprint(r)), StackTrace: noTrace, Cause: th.rt.crash}
}

// overflowed makes the error that a fixed stack would have raised.
func (th *thread) overflowed() *lua.ApiError {
	err := &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(position(th.L, 0) + "stack overflow"), StackTrace: noTrace}
	if th.traced {
		th.trace = traceback(th.L, 0)
	}
	if h := th.handler; h != nil {
		above := th.rt.newThread(growingFrames, true)
		above.parent, above.depth = th, th.depth+1
		above.L.Push(h)
		above.L.Push(err.Object)
		if e := above.run(1, 1); e != nil {
			return e
		}
		err.Object = above.L.Get(-1)
	}
	return err
}

// raised is the LState.Panic of all threads: it is called where an error has
// been raised, while the stack still stands. The error's object is on top.
//
// It is explicit (ApiErrorError) if the script raised it with error or assert,
// or if a function of the API refused something; otherwise it is a fault of the
// script such as indexing nil (ApiErrorRun).
func (rt *Runtime) raised(L *lua.LState) {
	th := threadOf(L)
	err := &lua.ApiError{Type: lua.ApiErrorRun, Object: L.Get(-1), StackTrace: noTrace}
	if rt.explicit {
		err.Type, rt.explicit = lua.ApiErrorError, false
	} else {
		err.Object = rt.improve(L, err.Object)
	}
	if th.traced {
		if th.trace = rt.inner; th.trace == nil {
			th.trace = traceback(L, 0)
		}
	}
	rt.inner = nil
	if h := th.handler; h != nil && rt.fatal() == nil {
		th.handler = nil
		L.Push(h)
		L.Push(err.Object)
		L.Call(1, 1)
		err.Object = L.Get(-1)
	}
	panic(err)
}

// throw raises obj as it is, without adding a position. The runtime takes it
// for a failure that the script or the API wanted, not for a fault.
func (rt *Runtime) throw(L *lua.LState, obj lua.LValue) {
	rt.explicit = true
	L.Error(obj, 0)
}

// A crash is a Go panic under a call from Lua: a bug of the program.
type crash struct {
	value any
	stack []byte
}

// Error implements error.
func (c *crash) Error() string { return fmt.Sprint(c.value) }
