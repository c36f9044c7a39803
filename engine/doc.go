// Package engine models a provider of functions as a service: image
// repositories, a main storage disk that caches images, hosts with slots, RAM,
// network and disks, containers that start cold or are reused warm, and bills.
//
// A [Simulation] holds everything. Declare files, repositories, providers and
// functions, ask for invocations ([Provider.Invoke], [Provider.Drive]), call
// [Simulation.Run], and read [Simulation.Summary] or the [Record] of a
// [Handle]. Nothing here knows of Lua: what varies between experiments is given
// as values of small interfaces, see policy.go.
//
// The files follow the life of an invocation:
//
//	simulation.go, process.go   the clock, and code that runs in simulated time
//	image.go, repository.go     what is downloaded, and from where
//	function.go, provider.go    what is deployed, and where
//	invocation.go, queue.go     from submission to a container, and waiting for one
//	run.go, steps.go            from there to the end
//	warm.go, index.go, tree.go  finding a warm container or a host
//	container.go, storage.go    a cold start: image, create, clone, init
//	idle.go, ahead.go           idle containers, and what will be needed soon
//	host.go, evict.go           room on a host, and what makes way for it
//	transfer.go                 bytes on links and disks
//	context.go                  what simulated code does
//	record.go, result.go        what is known in the end
//	happening.go, reason.go     what happens, in words
//	watch.go and those like it  whom the model tells of it
//	change.go, bandwidth.go     what changes in the middle of a run
//	failure.go                  hosts that fail and recover
//
// Time is [sim.Time], integer nanoseconds. A run is a function of the seed and of
// what was declared, in the order in which it was declared: no wall clock, no
// map iteration and no goroutine order enters it.
package engine
