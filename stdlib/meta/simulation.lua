---@meta coldmoon

-- What the root module has for simulating, and the objects that it makes.

---@class coldmoon
local coldmoon = {}

--- How far to simulate.
---@class coldmoon.RunOptions
---@field till? coldmoon.Seconds stop at that time, not before now; default: when nothing is left to happen

--- Lets simulated time pass until nothing is left to happen. The program does
--- that by itself when the script has ended, unless the script has. It can be
--- called again after more was asked for.
---
--- Raises what ended the simulation early: an error of a policy, a process or a
--- handler. It cannot be called inside the simulation.
---@param options? coldmoon.RunOptions
function coldmoon.run(options) end

--- The simulated time in seconds.
---@return number
function coldmoon.now() end

--- Calls a function and gives it up as soon as the simulation has handled so many
--- events in all, wherever the function is then; it can't catch that. What a saved
--- session does with an input that was interrupted.
---@param events integer at least 1
---@param fn fun()
function coldmoon.part(events, fn) end

--- Calls a function and gives it up as soon as simulated time has come to a moment,
--- and all that happens then has happened; it can't catch that. What a saved session
--- does with an input that was rewound into.
---@param seconds coldmoon.Seconds after now
---@param fn fun()
function coldmoon.till(seconds, fn) end

--- Calls a function. Whatever goes wrong in it, even coldmoon.abort or a policy that
--- ends the simulation, the script goes on, and so can the simulation. What a saved
--- session does with an input that failed.
---@param fn fun()
function coldmoon.attempt(fn) end

--- Says that the script has simulated all that it wants: when it has ended, nothing
--- more is run. What a saved session ends with.
function coldmoon.done() end

--- Lets simulated time pass: the process or handler that calls it waits; the
--- script itself, outside of the simulation, lets the simulation run for so long.
---@param seconds coldmoon.Seconds
function coldmoon.sleep(seconds) end

--- Starts a process at the present time: a function that may sleep and await. An
--- error that it raises ends the run.
---@param fn fun(...)
---@param ... any its arguments
function coldmoon.spawn(fn, ...) end

--- Lets time pass until all the invocations have ended, as handle:await() does.
---@param handles coldmoon.Handle[]
---@return coldmoon.Handle[] handles the same table
function coldmoon.await_all(handles) end

--- What has happened so far, as `--summary json` prints it: tables with the same
--- names.
---@return table
function coldmoon.summary() end

--- A file of a repository.
---@class coldmoon.FileOptions
---@field name string
---@field size coldmoon.Bytes

--- An image of a function.
---@class coldmoon.ImageOptions
---@field name string
---@field size coldmoon.Bytes
---@field ram? coldmoon.Bytes how much of it must be in a host's RAM before a container can be made; default 0: not modelled

--- A file or an image: a name and a size. There is no content.
---@class coldmoon.File
---@field name string
---@field size number bytes
---@field ram number bytes that a container needs of it in RAM; 0 if that is not modelled
local File = {}

--- Declares a file, such as the code of a function.
---@param options coldmoon.FileOptions
---@return coldmoon.File
function coldmoon.file(options) end

--- Declares an image.
---@param options coldmoon.ImageOptions
---@return coldmoon.File
function coldmoon.image(options) end

--- A copy of a file at a repository.
---@class coldmoon.Location
---@field repository coldmoon.Repository
---@field file coldmoon.File
---@field name string of the file
---@field size number bytes
local Location = {}

--- A place that stores files behind a link.
---@class coldmoon.RepositoryOptions
---@field name string no other repository has it
---@field bandwidth? coldmoon.Rate of the link, shared fairly by the transfers on it; default: no limit
---@field latency? coldmoon.Seconds of the link, paid once by every transfer; default 0
---@field read? coldmoon.Rate of its disk, shared fairly; default: no limit

--- A place that stores files behind a link.
---@class coldmoon.Repository
---@field name string
---@field bandwidth coldmoon.Rate of its link; math.huge: no limit
---@field latency coldmoon.Seconds of its link
---@field read coldmoon.Rate of its disk; math.huge: no limit
---@field active integer transfers on its link now
local Repository = {}

--- Declares a repository.
---@param options coldmoon.RepositoryOptions
---@return coldmoon.Repository
function coldmoon.repository(options) end

--- Puts a copy of a file into the repository.
---@param file coldmoon.File
---@return coldmoon.Location
function Repository:store(file) end

--- The location of a file here. A file that no repository stores yet is stored
--- here; one that only others store is an error.
---@param file coldmoon.File
---@return coldmoon.Location
function Repository:at(file) end

--- Whether the file is stored here.
---@param file coldmoon.File
---@return boolean
function Repository:has(file) end

--- Takes the copy of a file away. A download that is under way goes on.
---@param file coldmoon.File
function Repository:remove(file) end

--- A function: an image, and exactly one of run, duration and phases.
---@class coldmoon.FunctionOptions
---@field name string
---@field image coldmoon.Location where its image is
---@field code? coldmoon.Location a file that is copied into every new container
---@field run? fun(ctx: coldmoon.Context, input: any): any the handler
---@field duration? coldmoon.Seconds|coldmoon.Distribution|"trace" of the execution; "trace": every arrival brings its own
---@field phases? any[] steps { name, amount }, one after the other: { "sleep"|"compute", seconds } or { "read"|"write"|"download"|"upload"|"allocate"|"free", bytes }; an amount may be a distribution

--- What is deployed.
---@class coldmoon.Function
---@field name string
---@field image coldmoon.Location
---@field code coldmoon.Location? nil if it has none
local Function = {}

--- Declares a function. Register it at a provider to invoke it.
---@param options coldmoon.FunctionOptions
---@return coldmoon.Function
function coldmoon.func(options) end

--- What a handler can do, in simulated time. Its methods may be called only while
--- its invocation runs. They may block inside of pcall, iterators, metamethods
--- and coroutines. When the time limit is reached, or memory runs out, the
--- handler is unwound, and no pcall stops that.
---
--- The fields are those of the invocation that runs.
---@class coldmoon.Context
---@field container table lives as long as the container: what one invocation leaves, the next warm one finds
---@field cold boolean the invocation had to wait for its container to start
---@field fn string name of the function
---@field id integer number of the invocation at its provider, from 1
local Context = {}

--- Waits without using the CPU.
---@param seconds coldmoon.Seconds
function Context:sleep(seconds) end

--- Uses one core until so many CPU seconds of work at speed 1 are done.
---@param cpu_seconds coldmoon.Seconds
function Context:compute(cpu_seconds) end

--- Reads from the container's disk.
---@param bytes coldmoon.Bytes
function Context:read(bytes) end

--- Writes to the container's disk. Past the disk limit it raises an error with
--- status "disk_full", and writes nothing.
---@param bytes coldmoon.Bytes
function Context:write(bytes) end

--- Receives a file from its repository, or bytes from elsewhere.
---@param what coldmoon.Location|coldmoon.Bytes
function Context:download(what) end

--- Sends bytes.
---@param bytes coldmoon.Bytes
function Context:upload(bytes) end

--- Takes RAM. Past the RAM limit the invocation ends as out_of_memory.
---@param bytes coldmoon.Bytes
function Context:allocate(bytes) end

--- Gives RAM back.
---@param bytes coldmoon.Bytes
function Context:free(bytes) end

--- Invokes a function at the same provider and waits for it. If that does not end
--- as ok, it raises an error with the fields status and message.
---@param fn string|coldmoon.Function
---@param input? any handed over as it is, not copied
---@return any output what its handler returned
function Context:invoke(fn, input) end

--- Invokes a function at the same provider without waiting.
---@param fn string|coldmoon.Function
---@param input? any
---@return coldmoon.Handle
function Context:invoke_async(fn, input) end

--- The simulated time in seconds.
---@return number
function Context:now() end

--- Writes a line to standard error: the simulated time, the function, the
--- invocation and the arguments.
---@param ... any
function Context:log(...) end

--- math.random from a stream of this invocation: it does not depend on what
--- other invocations do.
---@param m? integer
---@param n? integer
---@return number
function Context.random(m, n) end

--- What is known of an invocation. What it has not come to yet is nil.
---@class coldmoon.Handle
---@field id integer number at its provider, from 1
---@field fn string name of the function
---@field provider string name
---@field status "submitted"|"queued"|"starting"|"running"|"ok"|"error"|"timeout"|"out_of_memory"|"disk_full"|"rejected"|"crashed"|"cancelled"
---@field done boolean it has ended
---@field cold boolean it had to wait for its container to start
---@field output any what the handler returned; nil unless the status is ok
---@field error string? why it ended as it did
---@field latency number? seconds from submission to the end
---@field execution number? seconds that the handler ran
---@field cost number? dollars
---@field submitted number seconds; when it was asked for
---@field dispatched number? seconds; when it was accepted
---@field placed number? seconds; when its container or host was chosen
---@field started number? seconds; when the handler started
---@field finished number? seconds; when the handler ended
---@field ended number? seconds; when it had ended
---@field phases table<string, number> seconds that each phase took, in order
---@field host integer? number of the host
---@field container integer? number of the container, never used again
---@field cpu_seconds number computed
---@field ram_peak number bytes allocated at most
---@field disk_peak number bytes written
---@field ingress number bytes moved into the container
---@field egress number bytes moved out of it
local Handle = {}

--- Lets time pass until the invocation has ended: a process or handler waits; the
--- script itself lets the simulation run.
---@return coldmoon.Handle self
function Handle:await() end

--- Lets time pass until the provider has accepted the invocation: the dispatch
--- overhead is over.
---@return coldmoon.Handle self
function Handle:await_accepted() end

return coldmoon
