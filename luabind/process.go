package luabind

// This file runs Lua code on the processes of the engine: handlers and client
// processes, which may block anywhere.

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A proc is what a process of the engine keeps: a Lua stack, for one job after
// the other.
type proc struct {
	rt      *Runtime
	process *engine.Process
	th      *thread
	ctx     *lua.LUserData  // the ctx of the handler that runs; nil if none does
	context *engine.Context // that it stands for
}

// procOf returns the proc of a process.
func (rt *Runtime) procOf(p *engine.Process) *proc {
	pr, ok := p.Local.(*proc)
	if !ok {
		pr = &proc{rt: rt, process: p}
		p.Local = pr
	}
	if pr.th == nil {
		pr.th = rt.newThread(processFrames, true)
		pr.th.traced = true
	}
	return pr
}

// call runs the function that has been pushed onto the stack, below nargs
// arguments, and leaves one result at index 1. After an error the stack is
// gone.
func (pr *proc) call(nargs int) (*lua.ApiError, *thread) {
	th := pr.th
	err := th.run(nargs, 1)
	if err != nil {
		pr.th = nil
	}
	return err, th
}

// reset makes the stack ready for the next job.
func (pr *proc) reset() {
	pr.ctx, pr.context = nil, nil
	if pr.th != nil {
		pr.th.L.SetTop(0)
		pr.th.trace = nil
	}
}

// fatalRun is an error that ends the run.
func fatalRun(e *Error) error { return fmt.Errorf("%w: %w", engine.ErrFatal, e) }

// spawn is coldmoon.spawn(function, …).
func (rt *Runtime) spawn(L *lua.LState) int {
	a := rt.args(L)
	fn := a.function(1, "function")
	if !a.ok() {
		return rt.poison(L)
	}
	rt.mayChange(L)
	args := make([]lua.LValue, 0, L.GetTop()-1)
	for i := 2; i <= L.GetTop(); i++ {
		args = append(args, L.Get(i))
	}
	rt.world.sim.Spawn(func(p *engine.Process) error {
		pr := rt.procOf(p)
		defer pr.reset()
		pr.th.L.Push(fn)
		for _, v := range args {
			pr.th.L.Push(v)
		}
		err, th := pr.call(len(args))
		switch {
		case err == nil:
			return nil
		case p.Killed() && rt.fatalError() == nil:
			return engine.ErrKilled
		}
		return rt.errorOf(err, th).inRun()
	})
	return 0
}

// inRun returns e as it is reported when it ends a simulation: what would be a
// bad option in the main chunk is a bug of the simulated code there.
func (e *Error) inRun() *Error {
	if e.Code != EOPT {
		return e
	}
	fault := *e
	fault.Code, fault.Exit = ELUA, exits[ELUA]
	return &fault
}

// mayChange raises an error in a policy, which must not change anything.
func (rt *Runtime) mayChange(L *lua.LState) {
	switch hook := rt.world.hook; hook {
	case "":
	case breakHook, watchHook:
		rt.raise(L, ELUA, "must not be called in %s: it only looks", hook)
	default:
		rt.raise(L, ELUA, "must not be called in %s: policies decide and change nothing", hook)
	}
}

// blocks returns the process that a call is going to suspend, nil if the script
// itself calls, outside of the simulation.
func (rt *Runtime) blocks(L *lua.LState) *engine.Process {
	w := rt.world
	if w.hook != "" {
		rt.raise(L, ELUA, "%s", mustNotBlock(w.hook))
	}
	if p := w.sim.Current(); p != nil {
		return p
	}
	rt.simulates(L)
	return nil
}

// blocked raises what a blocking call has returned, if that is an error.
func (rt *Runtime) blocked(L *lua.LState, err error) {
	switch {
	case err == nil:
	case errors.Is(err, engine.ErrKilled):
		rt.throw(L, killedObject)
	case errors.Is(err, engine.ErrDiskFull):
		rt.fail(L, rt.world.diskFull, engine.DiskFull.String(), err.Error())
	default:
		rt.fail(L, rt.world.failure, engine.Error.String(), err.Error())
	}
}

// openFailures makes the metatables of the error objects of simulated failures.
// They are tables with the fields status and message.
func (rt *Runtime) openFailures() {
	text := rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString(lua.LVAsString(L.CheckTable(1).RawGetString("message"))))
		return 1
	})
	make := func() *lua.LTable {
		mt := rt.root.NewTable()
		mt.RawSetString("__tostring", text)
		mt.RawSetString("__metatable", lua.LString("failure"))
		return mt
	}
	rt.world.failure, rt.world.diskFull = make(), make()
}

// fail raises a simulated failure, which the script may catch.
func (rt *Runtime) fail(L *lua.LState, kind *lua.LTable, status, message string) {
	t := rt.root.CreateTable(0, 2)
	t.RawSetString("status", lua.LString(status))
	t.RawSetString("message", lua.LString(message))
	t.Metatable = kind
	rt.throw(L, t)
}

// sleep is coldmoon.sleep(seconds): the process waits, or the script lets the
// simulation run for that long.
func (rt *Runtime) sleep(L *lua.LState) int {
	a := rt.args(L)
	d := a.time(1, "seconds")
	if !a.ok() {
		return rt.poison(L)
	}
	if p := rt.blocks(L); p != nil {
		rt.blocked(L, p.Sleep(d))
		return 0
	}
	now := rt.world.sim.Now()
	rt.advanceUntil(L, now+min(d, sim.Never-now))
	return 0
}
