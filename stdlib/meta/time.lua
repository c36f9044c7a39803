---@meta coldmoon

-- Time in your hands: event by event, up to a moment or to what you look for,
-- and why things went as they did. In a session these functions are also globals.

---@class coldmoon
local coldmoon = {}

--- What can happen: the kinds of happenings, and the statuses in which
--- invocations end. Each end is also an "ended", each rejection as well.
---@alias coldmoon.Kind "arrival"|"rejected"|"queued"|"cold_start"|"warm_start"|"download"|"downloaded"|"copy"|"copied"|"load"|"loaded"|"flowing"|"created"|"cloned"|"ready"|"ingress"|"running"|"resumed"|"finished"|"ended"|"idle"|"expired"|"evicted"|"stopped"|"image_evicted"|"host_down"|"host_up"|"changed"|"ok"|"error"|"timeout"|"out_of_memory"|"disk_full"|"crashed"|"cancelled"

--- Something that has happened. What it is not about is nil.
---@class coldmoon.Happening
---@field at number seconds
---@field kind string such as "cold_start"
---@field text string what happened to whom and why, in words
---@field why string? why it happened
---@field where string? of a cold start: who chose its host, and out of how many
---@field provider string? name
---@field fn string? name of the function
---@field invocation integer? number of the invocation at its provider
---@field status string? of the invocation
---@field container integer? number of the container
---@field host integer? number of the host
---@field image string? name of the image

--- Runs the next event, prints in words what has happened, and stops. Events of
--- which there is nothing to say are passed over.
---@param n? integer so many events; default 1
---@return integer events fewer than n if nothing is left to happen, or at a breakpoint
function coldmoon.step(n) end

--- Runs until something of that kind happens, and prints the event.
---
---     next("cold_start")
---     next("timeout")
---@param kind coldmoon.Kind
---@return coldmoon.Happening? happening nil if there is none any more, or at a breakpoint
function coldmoon.next(kind) end

--- Runs up to and including a time. Like step, next and run_for, and unlike sleep,
--- it leaves it to the script to run the rest.
---@param seconds coldmoon.Seconds not before now
function coldmoon.run_until(seconds) end

--- Runs for so long from now.
---@param seconds coldmoon.Seconds
function coldmoon.run_for(seconds) end

--- Stops every run of the script at an event of which the function returns true,
--- when that event is over. It is asked about everything that happens, may look
--- at everything, and must not change anything or let time pass. An error in it
--- stops the run too.
---
---     break_when(function(e) return e.kind == "queued" and e.fn == "thumbnail" end)
---
--- A run that was stopped goes on when it is called again. So await returns a handle
--- that is not done if a breakpoint comes first.
---@param fn fun(happening: coldmoon.Happening): boolean?
---@return integer id for unbreak
function coldmoon.break_when(fn) end

--- Stops the script's run at a time, once.
---@param seconds coldmoon.Seconds after now
---@return integer id for unbreak
function coldmoon.break_at(seconds) end

--- A breakpoint.
---@class coldmoon.Breakpoint
---@field id integer
---@field at number? seconds; of break_at
---@field where string? file and line of the function; of break_when
---@field hits integer? how often it said yes; of break_when

--- The breakpoints, in the order of their declaration.
---@return coldmoon.Breakpoint[]
function coldmoon.breaks() end

--- Removes a breakpoint.
---@param id? integer default: all of them
function coldmoon.unbreak(id) end

--- Prints a value now, and after every stop of the script's run when it has
--- changed.
---
---     watch("cloud.cluster:waiting()")
---@param value string|fun(): any an expression over globals, and the variables of a session; or a function
---@param label? string default: the expression
---@return integer id for unwatch
function coldmoon.watch(value, label) end

--- Ends a watch.
---@param id? integer default: all of them
function coldmoon.unwatch(id) end

--- Explains an invocation: why it was cold, why it waited, why it was placed
--- there, how it ended and what took its time. That must have been remembered: a
--- session does so for the latest 10,000 of every provider, a script after
--- keep_history.
---@param invocation coldmoon.Handle|coldmoon.Record|integer a number needs the provider if there are several
---@param provider? coldmoon.Provider
---@return string
function coldmoon.why(invocation, provider) end

--- Draws the phases of an invocation against time, 72 columns wide.
---@param invocation coldmoon.Handle|coldmoon.Record|integer as for why
---@param provider? coldmoon.Provider
---@return string
function coldmoon.timeline(invocation, provider) end

--- Remembers from now on why invocations go as they do, for why and timeline. A
--- session does so anyway.
function coldmoon.keep_history() end

return coldmoon
