package luabind

// This file binds ctx, the first argument of a handler.

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// ctxFields are the fields of ctx.
var ctxFields = fields[*proc]{
	"cold":      func(pr *proc) lua.LValue { return lua.LBool(pr.context.Cold()) },
	"container": containerState,
	"fn":        func(pr *proc) lua.LValue { return lua.LString(functionOf(pr.context)) },
	"id":        func(pr *proc) lua.LValue { return lua.LNumber(pr.context.ID()) },
	"random":    func(pr *proc) lua.LValue { return pr.rt.world.random },
}

// openContexts makes the class of ctx. Its methods are in a plain table, which
// makes a handler that blocks once 15 % faster, and its fields are looked up
// after them: they are those of the invocation that runs, whatever the ctx.
func (rt *Runtime) openContexts() {
	w := rt.world
	w.contexts = newClass[*proc](rt, "Context", methods{
		"allocate":     rt.ctxAllocate,
		"compute":      rt.ctxCompute,
		"download":     rt.ctxDownload,
		"free":         rt.ctxFree,
		"invoke":       rt.ctxInvoke,
		"invoke_async": rt.ctxInvokeAsync,
		"log":          rt.ctxLog,
		"now":          rt.nowSeconds,
		"read":         rt.ctxRead,
		"sleep":        rt.ctxSleep,
		"upload":       rt.ctxUpload,
		"write":        rt.ctxWrite,
	}, nil)
	random := rt.functionTable("coldmoon.Context.", "ctx.", methods{"random": rt.ctxRandom})
	w.random = random.RawGetString("random")
	own := w.contexts.meta.RawGetString("__index").(*lua.LTable)
	names := stringKeys(own)
	for _, name := range names {
		rt.names[own.RawGetString(name).(*lua.LFunction)] = "ctx:" + name
	}
	w.contexts.name = "ctx"
	w.contexts.meta.RawSetString(typeNameKey, lua.LString("ctx"))
	for _, name := range sortedKeys(ctxFields) {
		names = append(names, name)
		if name != "random" {
			rt.catalog = append(rt.catalog, "coldmoon.Context."+name)
		}
	}
	own.Metatable.(*lua.LTable).RawSetString("__index", rt.root.NewFunction(rt.ctxField(names)))
}

// ctxField makes the function that looks up what is no method. It does not get
// to know which ctx is asked.
func (rt *Runtime) ctxField(names []string) lua.LGFunction {
	w := rt.world
	return func(L *lua.LState) int {
		key, _ := L.Get(2).(lua.LString)
		get, ok := ctxFields[string(key)]
		if !ok {
			return rt.noField(L, "ctx", names, L.Get(2))
		}
		p := w.sim.Current()
		if p == nil || w.hook != "" || p.Context() == nil {
			rt.raise(L, ELUA, "ctx.%s: there is no invocation that runs here", string(key))
		}
		L.Push(get(p.Local.(*proc)))
		return 1
	}
}

const (
	ctxEnded = "this ctx is of an invocation that has ended"
	ctxOther = "this ctx is of another invocation than the one that runs"
)

// handler returns the proc whose ctx is the object of a method call. It must be
// the one that runs.
func (rt *Runtime) handler(L *lua.LState) *proc {
	w := rt.world
	ud, ok := L.Get(1).(*lua.LUserData)
	if ok {
		if pr, ok := ud.Value.(*proc); ok {
			if pr.ctx == ud && pr.process == w.sim.Current() && w.hook == "" {
				return pr
			}
			rt.strayCtx(L, pr, ud)
		}
	}
	rt.notSelf(L, "ctx")
	return nil
}

// strayCtx raises the error of a call through the ctx of an invocation that does
// not run.
func (rt *Runtime) strayCtx(L *lua.LState, pr *proc, ud *lua.LUserData) {
	switch {
	case pr.ctx != ud:
		rt.raise(L, ELUA, "%s", ctxEnded)
	case rt.world.hook != "":
		rt.raise(L, ELUA, "%s", mustNotBlock(rt.world.hook))
	default:
		rt.raise(L, ELUA, "%s", ctxOther)
	}
}

// containerState is ctx.container: a table that lives as long as the container.
func containerState(pr *proc) lua.LValue {
	state := pr.context.State()
	if *state == nil {
		*state = pr.rt.root.NewTable()
	}
	return (*state).(*lua.LTable)
}

// ctxSleep is ctx:sleep(seconds).
func (rt *Runtime) ctxSleep(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	d := a.time(2, "seconds")
	if a.ok() {
		rt.blocked(L, pr.context.Sleep(d))
	}
	return 0
}

// ctxCompute is ctx:compute(cpu_seconds).
func (rt *Runtime) ctxCompute(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	s := a.seconds(2, "cpu_seconds")
	if a.ok() {
		rt.blocked(L, pr.context.Compute(s))
	}
	return 0
}

// ctxRead is ctx:read(bytes).
func (rt *Runtime) ctxRead(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	b := a.bytes(2, "bytes")
	if a.ok() {
		rt.blocked(L, pr.context.Read(b))
	}
	return 0
}

// ctxWrite is ctx:write(bytes).
func (rt *Runtime) ctxWrite(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	b := a.bytes(2, "bytes")
	if a.ok() {
		rt.blocked(L, pr.context.Write(b))
	}
	return 0
}

// ctxDownload is ctx:download(location) or ctx:download(bytes).
func (rt *Runtime) ctxDownload(L *lua.LState) int {
	pr := rt.handler(L)
	if l, ok := rt.world.locations.from(L.Get(2)); ok {
		rt.blocked(L, pr.context.Download(l.Location))
		return 0
	}
	a := rt.args(L)
	b := a.bytes(2, "location or bytes")
	if a.ok() {
		rt.blocked(L, pr.context.DownloadBytes(b))
	}
	return 0
}

// ctxUpload is ctx:upload(bytes).
func (rt *Runtime) ctxUpload(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	b := a.bytes(2, "bytes")
	if a.ok() {
		rt.blocked(L, pr.context.Upload(b))
	}
	return 0
}

// ctxAllocate is ctx:allocate(bytes).
func (rt *Runtime) ctxAllocate(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	b := a.bytes(2, "bytes")
	if a.ok() {
		rt.blocked(L, pr.context.Allocate(b))
	}
	return 0
}

// ctxFree is ctx:free(bytes).
func (rt *Runtime) ctxFree(L *lua.LState) int {
	pr := rt.handler(L)
	a := rt.args(L)
	b := a.bytes(2, "bytes")
	if a.ok() {
		rt.blocked(L, pr.context.Free(b))
	}
	return 0
}

// callee returns the name of the function that is argument 2 of ctx:invoke.
func (rt *Runtime) callee(L *lua.LState, p *engine.Provider) string {
	name := rt.world.nameOf(L.Get(2))
	if name == "" {
		rt.raise(L, EOPT, "function: %s", mustBe(L.Get(2), "the name of a function, or a function"))
	}
	if p.FunctionID(name) == 0 {
		rt.raise(L, EOPT, "%s", unregistered(p, name))
	}
	return name
}

// ctxInvokeAsync is ctx:invoke_async(name, input): it returns a handle.
func (rt *Runtime) ctxInvokeAsync(L *lua.LState) int {
	pr := rt.handler(L)
	h, err := pr.context.InvokeAsync(rt.callee(L, pr.context.Provider()), input(L.Get(3)))
	rt.blocked(L, err)
	L.Push(rt.world.handles.wrap(h))
	return 1
}

// ctxInvoke is ctx:invoke(name, input): it returns what the callee returned.
func (rt *Runtime) ctxInvoke(L *lua.LState) int {
	pr := rt.handler(L)
	name := rt.callee(L, pr.context.Provider())
	h, err := pr.context.Invoke(name, input(L.Get(3)))
	rt.blocked(L, err)
	r := h.Record()
	if r.Status != engine.OK {
		message := "invoke " + name + ": " + r.Status.String()
		if r.Message != "" {
			message += ": " + r.Message
		}
		rt.fail(L, rt.world.failure, r.Status.String(), message)
	}
	L.Push(luaValue(h.Output()))
	return 1
}

// input returns what the engine shall keep of an argument; nil stays nil.
func input(v lua.LValue) any {
	if v == lua.LNil {
		return nil
	}
	return v
}

// ctxLog is ctx:log(…): coldmoon.log with the function and the invocation.
func (rt *Runtime) ctxLog(L *lua.LState) int {
	pr := rt.handler(L)
	text := make([]string, L.GetTop()-1)
	for i := range text {
		text[i] = rt.toString(L, L.Get(i+2))
	}
	fmt.Fprintf(rt.opt.Stderr, "[%v] %s %d: %s\n", rt.now(), functionOf(pr.context), pr.context.ID(), strings.Join(text, "\t"))
	return 0
}

// ctxRandom is ctx.random([m [, n]]): math.random from the stream of the
// invocation that runs, so that it does not depend on what others do.
func (rt *Runtime) ctxRandom(L *lua.LState) int {
	w := rt.world
	p := w.sim.Current()
	if p == nil || w.hook != "" || p.Context() == nil {
		rt.raise(L, ELUA, "there is no invocation that runs: use math.random")
	}
	rng := p.Context().Random()
	if L.GetTop() == 0 {
		L.Push(lua.LNumber(rng.Float64()))
		return 1
	}
	a := rt.args(L)
	lo, hi := int64(1), a.integer(L.GetTop(), "n", 1-mostBytes, mostBytes)
	if L.GetTop() > 1 {
		lo = a.integer(1, "m", 1-mostBytes, mostBytes)
	}
	a.none(2)
	if a.verdict == nil && lo > hi {
		a.bad("n", number(float64(hi))+": must be at least "+number(float64(lo)))
	}
	if !a.ok() {
		return rt.poison(L)
	}
	L.Push(lua.LNumber(lo + int64(rng.IntN(int(hi-lo+1)))))
	return 1
}
