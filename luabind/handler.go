package luabind

// This file runs handlers, the Lua code of functions, and binds their ctx.

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// code makes the engine's code of a handler.
func (rt *Runtime) code(fn *lua.LFunction) engine.Code {
	return func(ctx *engine.Context, input any) (any, error) {
		pr := rt.procOf(ctx.Process())
		pr.context = ctx
		pr.ctx = rt.world.contexts.wrap(pr)
		L := pr.th.L
		L.Push(fn)
		L.Push(pr.ctx)
		L.Push(luaValue(input))
		err, th := pr.call(2)
		if err != nil {
			pr.reset()
			return nil, rt.outcome(ctx, err, th)
		}
		output := L.Get(1)
		pr.reset()
		if output == lua.LNil {
			return nil, nil
		}
		return output, nil
	}
}

// luaValue returns what a script has given to the engine to keep.
func luaValue(v any) lua.LValue {
	if v == nil {
		return lua.LNil
	}
	return v.(lua.LValue)
}

// outcome returns how an error that unwound a handler ends its invocation, or
// the run. Errors that the handler raises, and failures of the calls that it
// makes, are outcomes; a fault of Lua, such as indexing nil or calling the API
// with wrong arguments, is a bug of the script.
func (rt *Runtime) outcome(ctx *engine.Context, err *lua.ApiError, th *thread) error {
	if rt.fatalError() == nil {
		if ctx.Process().Killed() {
			return engine.ErrKilled
		}
		if originOf(err) == byScript {
			return rt.failureOf(err)
		}
	}
	e := rt.errorOf(err, th).inRun()
	about := *e
	about.Message = fmt.Sprintf("%s (handler of %q, invocation %d, at %v)", e.Message, functionOf(ctx), ctx.ID(), ctx.Now())
	if rt.fatalError() != nil {
		about = *e
	}
	return fatalRun(&about)
}

// failureOf returns the error with which an invocation ends.
func (rt *Runtime) failureOf(err *lua.ApiError) error {
	message := rt.messageOf(err.Object)
	if t, ok := err.Object.(*lua.LTable); ok && t.Metatable == rt.world.diskFull {
		return diskFullError(message)
	}
	return errors.New(message)
}

// A diskFullError is the message of a failed write, for which a handler ends as
// DiskFull.
type diskFullError string

// Error implements error.
func (e diskFullError) Error() string { return string(e) }

// Is tells that it is [engine.ErrDiskFull].
func (e diskFullError) Is(target error) bool { return target == engine.ErrDiskFull }

// functionOf returns the name of the function that is invoked.
func functionOf(ctx *engine.Context) string {
	f, _ := ctx.Provider().Function(ctx.Function())
	return f.Name
}
