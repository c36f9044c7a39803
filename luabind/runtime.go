package luabind

// This file defines the runtime: one Lua state with all that belongs to it.

import (
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A Mode says what a script is loaded for.
type Mode uint8

const (
	Run     Mode = iota // to simulate
	Check               // to find everything that is wrong with it, without simulating
	Inspect             // to tell its parameters and its plan, without simulating

	// Interactive: to be typed in, input by input, by [Runtime.Eval]. The script, if
	// there is one, is the first input.
	Interactive
)

// simulates reports whether simulated time may pass.
func (m Mode) simulates() bool { return m == Run || m == Interactive }

// Stdin is the name of a script that is read from standard input. Its directory
// is the working directory.
const Stdin = "-"

// A Param is a parameter given on the command line as -p name=value.
type Param struct{ Name, Value string }

// Options are what a script runs with.
type Options struct {
	Name      string   // path of the script as typed, which errors print; Stdin: standard input
	Source    []byte   // its text; nil: read the file
	Seed      uint64   // of all random streams
	Params    []Param  // in the order of the command line; of equal names the last counts
	AllowRead []string // directories that the script may read, besides its own
	Mode      Mode
	Version   string // of the program, for coldmoon.version; "" is "dev"

	// Stdout takes what the script prints, Stderr what it logs, without
	// buffering; nil: those of the program.
	Stdout, Stderr io.Writer

	// Poll, if not nil, is called every few thousand events. Returning false
	// stops the simulation; Run then returns an error of code EINTR.
	Poll func(Progress) bool

	// Interrupt, if not nil, stops the script when it is closed, even one that
	// loops forever in Lua. A single call of a string function can't be stopped.
	Interrupt <-chan struct{}
}

// Progress is how far a simulation has come.
type Progress struct {
	Now         sim.Time
	Horizon     sim.Time // when it will end; [sim.Never] if that is not known
	Invocations uint64   // submitted so far
	Expected    float64  // invocations to come in all; NaN if that is not known
}

// A Runtime is one Lua state and the script that it runs.
type Runtime struct {
	opt   Options
	name  string // of the main chunk
	dir   string // directory of the script, absolute
	roots []root // what it may read

	closed    chan struct{}
	closeOnce sync.Once

	root *lua.LState // makes the threads; runs no code of the script
	main *thread     // of the main chunk
	pool []*thread   // free threads for protected calls
	hot  []*thread   // free threads for callbacks

	stop      atomic.Bool // the script shall end: it is interrupted
	gently    atomic.Bool // the simulation shall stop at the next event border
	till      sim.Time    // time at which the simulation stops; 0: none
	breaks    bool        // a breakpoint gives up what runs
	cut       uint64      // events after which the simulation stops; 0: none
	nextPoll  uint64      // events after which pollEach calls poll
	border    bool        // the simulation stopped at an event border
	torn      bool        // it was stopped within an event
	giveUp    lua.LValue  // what unwinds the script to where it goes on; nil: nothing does
	aborted   *Error      // by coldmoon.abort
	crash     *crash      // the first Go panic under a call from Lua
	explicit  bool        // the error being raised is wanted, see raised
	inner     []string    // its traceback, if it comes out of a coroutine
	lastFault lua.LValue  // the last fault that pcall caught

	noPrograms bool // all policies run on the Lua machine: for comparison, in tests

	// uncatchable, if not nil, returns the error object that has to go through
	// every pcall, or nil if errors can be caught now. The engine's binding
	// sets it: while a killed process unwinds, the script can't keep it alive.
	uncatchable func() lua.LValue

	// now is the simulated time; the engine's binding sets it.
	now func() sim.Time

	// finish, if not nil, is called once the main chunk has ended without error;
	// the engine's binding runs the simulation there unless the script has.
	finish func() error

	session *session // nil unless the mode is Interactive
	limits  Print    // limits of what is printed for people; zero: the default

	random  sim.RNG    // of math.random and of samples that the script draws
	ids     identities // of printed objects
	sources map[string]*source
	names   map[*lua.LFunction]string // of the functions of the API, for errors
	full    map[*lua.LFunction]string // the same in full, for the documentation
	stock   map[*lua.LFunction]string // names of the functions of Lua's library
	catalog []string                  // names of all that has been bound

	modules    map[string]func() lua.LValue
	loaded     *lua.LTable // package.loaded
	preload    *lua.LTable // package.preload
	loading    []string    // modules whose loading has begun, outermost first
	next       lua.LValue  // Lua's next
	ipairsNext lua.LValue  // the iterator of ipairs
	errorText  lua.LValue  // errorTostring

	trampoline lua.LValue // bounce
	classes    classes
	displays   map[*lua.LTable]*display // by metatable
	empties    map[string]*lua.LTable   // metatables of lists, by what is shown if they are empty
	world      *world                   // what is simulated
	hands      *hands                   // by which the script lets time pass
	poisonous  *lua.LUserData

	declared  []*parameter
	problems  []*Error
	reports   []*workload.Report
	openFiles []io.Closer // to be closed by Close
}

// classes are the kinds of userdata.
type classes struct {
	dist     *class[workload.Dist]
	file     *class[*file]
	trace    *class[*traceValue]
	workload *class[*workloadValue]
}

// New makes a runtime for a script and reads its text. The error is an *Error.
func New(opt Options) (*Runtime, error) {
	if opt.Version == "" {
		opt.Version = "dev"
	}
	if opt.Stdout == nil {
		opt.Stdout = os.Stdout
	}
	if opt.Stderr == nil {
		opt.Stderr = os.Stderr
	}
	rt := &Runtime{
		opt: opt, name: opt.Name, closed: make(chan struct{}),
		random: sim.NewStream(opt.Seed, scriptStream), ids: newIdentities(),
		sources: map[string]*source{}, names: map[*lua.LFunction]string{}, full: map[*lua.LFunction]string{},
		modules: map[string]func() lua.LValue{},
		stock:   map[*lua.LFunction]string{}, displays: map[*lua.LTable]*display{}, empties: map[string]*lua.LTable{},
	}
	dir := filepath.Dir(opt.Name)
	if opt.Name == Stdin {
		rt.name, dir = "stdin", "."
	}
	var err error
	if rt.dir, err = filepath.Abs(dir); err != nil {
		return nil, asError(err, EIO)
	}
	if opt.Source == nil {
		if rt.opt.Source, err = readScript(opt.Name); err != nil {
			return nil, &Error{Code: EIO, Path: rt.name, Message: reason(err), Exit: exits[EIO], Cause: err}
		}
	}
	rt.addRoots()
	rt.open()
	return rt, nil
}

func readScript(name string) ([]byte, error) {
	if name == Stdin {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}

// open makes the Lua state.
func (rt *Runtime) open() {
	rt.root = lua.NewState(lua.Options{
		CallStackSize: 256, RegistrySize: 4096, RegistryMaxSize: 1 << 22, RegistryGrowStep: 1 << 16, SkipOpenLibs: true,
	})
	rt.errorText = rt.root.NewFunction(errorTostring)
	rt.trampoline = rt.root.NewFunction(rt.bounce)
	rt.openLibraries()
	rt.addModules()
	rt.openDistClass()
	rt.openWorkloadClasses()
	rt.openWorld()
	if rt.opt.Mode == Interactive {
		rt.openSession()
	}
	rt.poisonous = rt.newPoison()
	rt.main = rt.newThread(mainFrames, false)
	rt.main.traced = true
	if rt.opt.Interrupt != nil {
		go rt.watch()
	}
}

// watch stops the script when it is interrupted.
func (rt *Runtime) watch() {
	select {
	case <-rt.opt.Interrupt:
		rt.stop.Store(true)
	case <-rt.closed:
	}
}

// Close frees what the runtime holds open. It can't be used any more.
func (rt *Runtime) Close() {
	rt.closeOnce.Do(func() {
		close(rt.closed)
		for _, f := range rt.openFiles {
			f.Close()
		}
	})
}

// Run runs the main chunk and then the simulation, if the script has not. The
// error is an *Error; in the mode Check it is the first of Problems.
func (rt *Runtime) Run() error {
	err := rt.runMain()
	if err == nil {
		err = rt.undeclared()
	}
	if err == nil && rt.finish != nil {
		if e := rt.finish(); e != nil {
			err = asError(e, ELUA)
		}
	}
	if rt.opt.Mode == Check {
		if err != nil && !rt.isConsequence(err) {
			rt.problems = append(rt.problems, err)
		}
		if len(rt.problems) == 0 {
			return nil
		}
		return rt.problems[0]
	}
	if err != nil {
		return err
	}
	return nil
}

// runMain compiles and runs the main chunk.
func (rt *Runtime) runMain() *Error {
	fn, e := rt.compile(rt.name, rt.opt.Source)
	if e != nil {
		return e
	}
	rt.main.L.Push(fn)
	if err := rt.main.run(0, 0); err != nil && !rt.world.planned {
		return rt.errorOf(err, rt.main)
	}
	return nil
}

// Problems returns all that is wrong with the script, in the mode Check.
func (rt *Runtime) Problems() []*Error { return rt.problems }

// Reports returns what the readers of the traces that the script opened had to
// repair, in the order of opening.
func (rt *Runtime) Reports() []*workload.Report { return rt.reports }
