// Package luabind runs experiments written in Lua. It is the only importer of
// gopher-lua: it makes the sandboxed Lua state, binds the engine's concepts to
// it, one file per concept, and turns whatever goes wrong into an [Error] with
// the script's file and line.
//
// A [Runtime] is one Lua state with everything that belongs to it and runs one
// script once. Runtimes share nothing, so each goroutine of a sweep can own
// one; none is safe for concurrent use.
//
// What a script sees is a function of the script, its parameters, the seed and
// the files that it reads. There is no wall clock, environment, process or
// network; math.random is a named random stream; pairs visits fields in the
// order of their insertion; tostring of a table is the same in every run.
//
// # Stacks
//
// Every protected call runs on a Lua stack of its own ([thread]), because
// gopher-lua closes the upvalues of all frames of a stack when an error is
// raised on it, also of those that survive. Coroutines run on Go coroutines,
// because gopher-lua's own break when they yield inside of pcall, a metamethod
// or an iterator.
package luabind
