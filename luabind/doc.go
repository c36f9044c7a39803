// Package luabind runs experiments written in Lua. It is the only importer of
// gopher-lua: it makes the sandboxed Lua state, binds the engine's concepts to
// it, one file per concept, and turns whatever goes wrong into an [Error] with
// the script's file and line.
//
// A [Runtime] is one Lua state with everything that belongs to it and runs one
// script once, or a session: one input after the other. Runtimes share nothing, so each goroutine of a sweep can own
// one; none is safe for concurrent use.
//
// What a script sees is a function of the script, its parameters, the seed and
// the files that it reads. There is no wall clock, environment, process or
// network; math.random is a named random stream; pairs visits fields in the
// order of their insertion; tostring of a table is the same in every run.
//
// # Sessions
//
// In the mode [Interactive] there is no main chunk. [Runtime.Eval] runs what is
// typed, and whatever happens in it, also an interruption or a failure of the
// simulation, the next input finds the state that it left. The same inputs give the
// same outcomes in another runtime: that is how a session goes back in time.
// [Runtime.Complete], [Runtime.Hint] and [Runtime.Help] read the values of the session
// and the definitions in package stdlib, and run no code of the script.
//
// # Stacks
//
// Every protected call runs on a Lua stack of its own ([thread]), because
// gopher-lua closes the upvalues of all frames of a stack when an error is
// raised on it, also of those that survive. Coroutines run on Go coroutines,
// because gopher-lua's own break when they yield inside of pcall, a metamethod
// or an iterator.
package luabind
