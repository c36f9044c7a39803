package luabind

// This file holds the simulated world of a script: its clock, running it, and
// what it came to.

import (
	"errors"
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// pollEvery is how many events pass between two looks at interruptions: half a
// millisecond of a busy simulation.
const pollEvery = 4096

// A world is a simulation and what the script has declared in it.
type world struct {
	sim     *engine.Simulation
	ran     bool     // the script has called coldmoon.run
	started bool     // the script has let time pass
	running bool     // events are being handled
	hook    string   // the policy of a provider that runs now, such as "schedule"; "" if none
	until   sim.Time // up to which the simulation runs; [sim.Never] if to its end
	planned bool     // the script has got to the point where it would simulate, in a mode that does not

	files        *class[*engine.File]
	locations    *class[*location]
	repositories *class[*repository]
	functions    *class[*function]
	providers    *class[*provider]
	handles      *class[*engine.Handle]
	records      *class[*recordView]
	requests     *class[*requestView]
	clusters     *class[*clusterView]
	hosts        *class[*hostView]
	containers   *class[*containerView]
	candidates   *class[*candidateView]
	moves        *class[*moveView]
	contexts     *class[*proc]
	lists        *class[*liveList]
	lookClasses

	repos    map[*engine.Repository]*repository
	known    map[*engine.File]*lua.LUserData
	deployed map[*engine.Function]*function // what has been registered
	all      []*provider
	places   []*repository // in the order of their declaration
	random   lua.LValue    // ctx.random

	failure  *lua.LTable // metatable of the error objects of simulated failures
	diskFull *lua.LTable // the same, of a full disk
}

// Error objects that end what they run through and that nothing catches.
const (
	killedObject  = lua.LString("killed")
	plannedObject = lua.LString("the script's plan is complete")
)

// openWorld makes the world and binds the concepts of the engine.
func (rt *Runtime) openWorld() {
	w := &world{
		until:    sim.Never,
		sim:      engine.New(engine.Config{Seed: rt.opt.Seed}),
		repos:    map[*engine.Repository]*repository{},
		known:    map[*engine.File]*lua.LUserData{},
		deployed: map[*engine.Function]*function{},
	}
	rt.world = w
	w.sim.SetPoll(pollEvery, rt.poll)
	rt.now = w.sim.Now
	rt.finish = rt.finishWorld
	rt.uncatchable = w.uncatchable
	rt.openFailures()
	rt.openImages()
	rt.openRepositories()
	rt.openFunctions()
	rt.openProviders()
	rt.openHandles()
	rt.openContexts()
	rt.openViews()
	rt.openLook()
	rt.openUsage()
	rt.openHands()
	rt.openFiles = append(rt.openFiles, w)
}

// worldFunctions are the functions of the root module that this file and its
// siblings bind.
func (rt *Runtime) worldFunctions() methods {
	return methods{
		"attempt":    rt.attempt,
		"await_all":  rt.awaitAll,
		"done":       rt.done,
		"file":       rt.newFile,
		"func":       rt.newFunction,
		"image":      rt.newImage,
		"now":        rt.nowSeconds,
		"part":       rt.part,
		"provider":   rt.newProvider,
		"repository": rt.newRepository,
		"run":        rt.runWorld,
		"sleep":      rt.sleep,
		"spawn":      rt.spawn,
		"summary":    rt.summary,
		"till":       rt.tillTime,
	}
}

// Close ends all processes that still wait.
func (w *world) Close() error {
	w.running, w.hook = false, ""
	w.sim.Close()
	return nil
}

// uncatchable implements the field of Runtime.
func (w *world) uncatchable() lua.LValue {
	if w.planned {
		return plannedObject
	}
	if p := w.sim.Current(); w.hook == "" && p != nil && p.Killed() {
		return killedObject
	}
	return nil
}

// poll is called by the simulation now and then; false stops it.
func (rt *Runtime) poll() bool {
	if rt.stop.Load() {
		return false
	}
	if rt.opt.Poll == nil {
		return true
	}
	return rt.opt.Poll(rt.progress())
}

// pollEach is poll for a simulation that is asked after every event, so that it
// stops at once, or at an event that was noted.
func (rt *Runtime) pollEach() bool {
	events := rt.world.sim.Events()
	if rt.gently.Load() || rt.cut > 0 && events >= rt.cut {
		return false
	}
	if events < rt.nextPoll {
		return !rt.stop.Load()
	}
	rt.nextPoll = events + pollEvery
	return rt.poll()
}

// progress tells how far the simulation has come.
func (rt *Runtime) progress() Progress {
	s := rt.world.sim
	p := Progress{Now: s.Now(), Invocations: s.Submitted()}
	for _, prov := range s.Providers() {
		last, expected := prov.Horizon()
		p.Horizon = max(p.Horizon, last)
		p.Expected += expected
	}
	if p.Horizon == 0 { // nothing is driven by a workload
		p.Horizon, p.Expected = sim.Never, math.NaN()
	}
	p.Horizon = min(p.Horizon, rt.world.until)
	return p
}

// simulates prepares for a call that lets simulated time pass. In the modes that
// do not simulate the script ends there: its plan is complete.
func (rt *Runtime) simulates(L *lua.LState) {
	w := rt.world
	switch {
	case w.hook != "":
		rt.raise(L, ELUA, "%s", mustNotBlock(w.hook))
	case w.running:
		rt.raise(L, ELUA, "must not be called inside the simulation, which is running already")
	}
	if !rt.opt.Mode.simulates() {
		w.planned = true
		rt.throw(L, plannedObject)
	}
	if !w.started && !rt.typing() {
		w.started = true
		if e := rt.undeclared(); e != nil { // before a long simulation, not after it
			rt.raiseError(L, e)
		}
	}
}

// mustNotBlock is the error of a call in a policy that would let time pass.
func mustNotBlock(hook string) string {
	if hook == breakHook || hook == watchHook {
		return fmt.Sprintf("must not be called in %s: it only looks", hook)
	}
	return fmt.Sprintf("must not be called in %s: policies must not block", hook)
}

// advance lets the simulation run and raises what ended it early.
func (rt *Runtime) advance(L *lua.LState, run func() error) {
	rt.hands.stopped = nil
	err := rt.simulate(run)
	if obj := rt.fatal(); obj != nil {
		rt.throw(L, obj)
	}
	if err != nil {
		rt.raiseError(L, err)
	}
	rt.hands.after()
	if rt.breaks && rt.hands.stopped != nil {
		rt.giveUp, rt.border = cutObject, true
		rt.throw(L, cutObject)
	}
}

// advanceUntil lets the simulation run up to and including time t.
func (rt *Runtime) advanceUntil(L *lua.LState, t sim.Time) {
	rt.advance(L, func() error { return rt.hands.run(t, nil) })
}

// simulate lets the simulation run.
func (rt *Runtime) simulate(run func() error) *Error {
	w := rt.world
	w.running = true
	err := run()
	w.running = false
	rt.torn = err != nil && rt.stop.Load()
	if w.sim.Interrupted() {
		rt.halted(err)
	}
	if e := rt.fatalError(); e != nil {
		return e
	}
	if err != nil {
		return rt.runError(err)
	}
	return nil
}

// runError makes a report of the error that ended a simulation.
func (rt *Runtime) runError(err error) *Error {
	var policy *engine.PolicyError
	var known *Error
	isPolicy, isKnown := errors.As(err, &policy), errors.As(err, &known)
	switch {
	case isPolicy && isKnown:
		return known.inRun().about(policy)
	case isPolicy:
		return rt.policyError(policy)
	case isKnown:
		return known.inRun()
	}
	if e := rt.driveError(err); e != nil {
		return e
	}
	return &Error{Code: EIO, Message: err.Error(), Exit: exits[EIO], Cause: err}
}

// driveError makes a report of a workload that could not go on, at the line that
// drives it; nil if err is something else.
func (rt *Runtime) driveError(err error) *Error {
	var drive *engine.DriveError
	if !errors.As(err, &drive) {
		return nil
	}
	code := EIO
	if errors.Is(err, engine.ErrNoDuration) {
		code = EOPT
	}
	for _, p := range rt.world.all {
		if p.Name() == drive.Provider {
			return rt.errorAt(p.drives[drive.Driver], code, "provider:drive: "+drive.Err.Error())
		}
	}
	return nil
}

// about returns a copy of e that says which question the policy was asked.
func (e *Error) about(policy *engine.PolicyError) *Error {
	if e.Code != ELUA && e.Code != EPOLICY {
		return e
	}
	asked := *policy
	asked.Err = errors.New(e.Message)
	told := *e
	told.Message = asked.Error()
	return &told
}

// finishWorld runs the simulation after the main chunk, unless the script has.
func (rt *Runtime) finishWorld() error {
	if !rt.opt.Mode.simulates() || rt.world.ran {
		return nil
	}
	if err := rt.simulate(func() error { return rt.hands.run(sim.Never, nil) }); err != nil {
		return err
	}
	rt.hands.after()
	return nil
}

var runOptions = declareOptions("coldmoon.RunOptions", "till")

// runWorld is coldmoon.run{till = seconds}; until is a word of Lua.
func (rt *Runtime) runWorld(L *lua.LState) int {
	until := sim.Never
	if L.GetTop() > 0 {
		o := rt.options(L, 1, runOptions)
		until = o.timeOrForever("till", sim.Never)
		if now := rt.world.sim.Now(); until < now {
			o.bad("till", "%s: must not be before now, %s", given(o.value("till")), number(now.Seconds()))
		}
		if !o.ok() {
			return rt.poison(L)
		}
	}
	rt.simulates(L)
	rt.world.ran = true
	rt.advanceUntil(L, until)
	return 0
}

// nowSeconds is coldmoon.now().
func (rt *Runtime) nowSeconds(L *lua.LState) int {
	L.Push(luaSeconds(rt.world.sim.Now()))
	return 1
}

// summary is coldmoon.summary().
func (rt *Runtime) summary(L *lua.LState) int {
	L.Push(rt.plain(rt.world.sim.Summary()))
	return 1
}

// Summary sums up what has been simulated so far.
func (rt *Runtime) Summary() *engine.Summary { return rt.world.sim.Summary() }

// Simulation returns the simulation in which the script declares its world, for
// those who watch it. Only the script runs it.
func (rt *Runtime) Simulation() *engine.Simulation { return rt.world.sim }
