---@meta coldmoon

-- Providers, and what their policies are asked and told.

---@class coldmoon
local coldmoon = {}

--- A disk. What is not given has no limit.
---@class coldmoon.DiskOptions
---@field capacity? coldmoon.Bytes
---@field read? coldmoon.Rate shared fairly by the transfers that read
---@field write? coldmoon.Rate shared fairly by the transfers that write
---@field total? coldmoon.Rate shared by reading and writing in addition

--- Bandwidths of a disk that are set in the middle of a run. What is not given stays
--- as it is.
---@class coldmoon.DiskSpeedOptions
---@field read? coldmoon.Rate math.huge: no limit
---@field write? coldmoon.Rate
---@field total? coldmoon.Rate

--- A link.
---@class coldmoon.LinkOptions
---@field bandwidth? coldmoon.Rate default: no limit
---@field latency? coldmoon.Seconds default 0

--- Equal hosts. What is not given has no limit.
---@class coldmoon.HostOptions
---@field count? integer default 1
---@field slots? integer invocations at once
---@field cores? number used by cpu = "shared"; default: as many as slots
---@field speed? number CPU seconds that a core does in a second; default 1
---@field ram? coldmoon.Bytes
---@field network? coldmoon.Rate of the network interface, in each direction
---@field latency? coldmoon.Seconds of the network interface; default 0
---@field disk? coldmoon.DiskOptions for images and containers

--- Times that the provider itself takes: seconds, text or distributions; default 0.
---@class coldmoon.OverheadOptions
---@field dispatch? coldmoon.Seconds|coldmoon.Distribution to accept a request
---@field create? coldmoon.Seconds|coldmoon.Distribution to make a container
---@field init? coldmoon.Seconds|coldmoon.Distribution to start the runtime in it
---@field warm? coldmoon.Seconds|coldmoon.Distribution to hand a request to a warm container
---@field teardown? coldmoon.Seconds|coldmoon.Distribution to stop a container, which holds its room meanwhile

--- How invocations wait that cannot be placed.
---@class coldmoon.QueueOptions
---@field limit? integer wait at most; one more is rejected; default: no limit
---@field strict? boolean what cannot be placed blocks all behind it; default false

--- Policies together, in place of the options of the same names of a provider. A
--- policy must not let time pass.
---@class coldmoon.PolicyOptions
---@field schedule? fun(request: coldmoon.Request, cluster: coldmoon.Cluster): any, string?
---@field round? fun(waiting: coldmoon.Request[], cluster: coldmoon.Cluster): coldmoon.Step[]?
---@field keep_alive? coldmoon.Seconds|fun(container: coldmoon.Container): number
---@field admit? fun(request: coldmoon.Request): boolean, string?
---@field evict? string|fun(candidate: coldmoon.Candidate): number
---@field source? fun(image: coldmoon.File, repositories: coldmoon.Repository[]): coldmoon.Repository
---@field billing? fun(usage: coldmoon.Usage): number|any[]
---@field on_start? fun(record: coldmoon.Record)
---@field on_finish? fun(record: coldmoon.Record)
---@field on_image? fun(move: coldmoon.ImageMove)
---@field on_host_down? fun(host: coldmoon.Host)
---@field on_host_up? fun(host: coldmoon.Host)

--- What a round does with an invocation or an image. Steps are carried out in their
--- order. One that cannot be carried out when its turn comes does nothing, so that a
--- second step for the same request says what to do if the first comes to nothing.
---
---     { request, container }                 use a warm container
---     { request, host }                      start a container there
---     { request, host, needs = "ram" }       the same, if the image is there in RAM
---     { copy = image, host = host }          from main storage to the host's disk
---     { load = image, host = host }          from its disk into its RAM
---
--- A host may be given by its number. An image that has left main storage is
--- downloaded before it is copied. A copy and a load evict images that nobody
--- uses, never containers. A round is held whenever an invocation is accepted, a
--- place becomes free or an image arrives, if any invocation waits; what happens at
--- one instant is decided on one by one.
---@class coldmoon.Step
---@field [1]? coldmoon.Request
---@field [2]? coldmoon.Container|coldmoon.Host|integer
---@field needs? "copying"|"disk"|"loading"|"ram" how far the image must have come at the host; default: it need not be there
---@field copy? coldmoon.File|coldmoon.Location
---@field load? coldmoon.File|coldmoon.Location
---@field host? coldmoon.Host|integer

--- A provider of functions as a service.
---@class coldmoon.ProviderOptions
---@field name string no other provider has it
---@field hosts coldmoon.HostOptions|coldmoon.HostOptions[] one group of equal hosts, or several
---@field storage? coldmoon.DiskOptions main storage, to which images are downloaded; default: no limit
---@field lan? coldmoon.LinkOptions between main storage and the hosts, shared by all of them
---@field network? "fair"|"fixed" "fair" (default): transfers share; "fixed": each has the full bandwidth of its narrowest part
---@field cpu? "dedicated"|"shared" "dedicated" (default): a computing handler is never slowed; "shared": handlers share the cores
---@field fetch? "placement"|"arrival" when an image is downloaded: when an invocation is placed (default), or when it is accepted, so that it is in the queue only when the image is in main storage
---@field control? "parallel"|"serial" "parallel" (default): any number of requests are dispatched at once; "serial": one thing after the other, a request taking the dispatch overhead, and the end of an invocation, of an image's move or of a keep-alive no time but its turn
---@field overhead? coldmoon.OverheadOptions
---@field queue? coldmoon.QueueOptions
---@field reuse? "mru"|"lru"|"oldest"|"newest"|"random" which of several warm containers is used; default "mru"
---@field idle_holds_slot? boolean an idle container keeps its slot; default false
---@field keep_after_timeout? boolean a container whose invocation reached the time limit is kept; default false
---@field keep_alive? coldmoon.Seconds|fun(container: coldmoon.Container): number seconds that an idle container is kept; 0: not at all, math.huge: until its room is needed; default 600
---@field schedule? fun(request: coldmoon.Request, cluster: coldmoon.Cluster): any, string? returns a host, its number or a container; nil: wait; false and a reason: reject. Default: coldmoon.schedule.first_fit
---@field round? fun(waiting: coldmoon.Request[], cluster: coldmoon.Cluster): coldmoon.Step[]? decides for all waiting invocations at once, in place of schedule; waiting: the one that has waited longest first
---@field admit? fun(request: coldmoon.Request): boolean, string? on arrival: true, or false and a reason
---@field evict? "lru"|"fifo"|"lfu"|"size"|"greedy_dual"|fun(candidate: coldmoon.Candidate): number what is evicted first: an order (default "lru"), or a rank, of which the lowest goes first
---@field source? fun(image: coldmoon.File, repositories: coldmoon.Repository[]): coldmoon.Repository from which an image is downloaded; default: the fastest idle link
---@field billing? fun(usage: coldmoon.Usage): number|any[] when an invocation ends: dollars, or items { { "compute", dollars }, … }
---@field on_start? fun(record: coldmoon.Record) a handler starts
---@field on_finish? fun(record: coldmoon.Record) an invocation has ended
---@field on_image? fun(move: coldmoon.ImageMove) an image has been downloaded, copied or loaded
---@field on_host_down? fun(host: coldmoon.Host) a host has failed, and all that it served has ended
---@field on_host_up? fun(host: coldmoon.Host) a host has recovered
---@field policy? coldmoon.PolicyOptions several of the policies above in one table

--- Limits and sizes of a function at a provider.
---@class coldmoon.RegisterOptions
---@field time_limit? coldmoon.Seconds from the start of the handler; default: none
---@field ram? coldmoon.Bytes reserved for every container; default 0
---@field disk? coldmoon.Bytes of the host's disk, reserved for every container; default 0
---@field ingress? coldmoon.Bytes moved into the container before each invocation; default 0
---@field egress? coldmoon.Bytes moved out of it after each one that is ok; default 0
---@field concurrency? integer invocations that one container serves at once; default 1
---@field overhead? coldmoon.OverheadOptions in place of the provider's, each for itself
---@field keep_alive? coldmoon.Seconds|fun(container: coldmoon.Container): number in place of the provider's

--- What of a host that fails stays.
---@class coldmoon.FailOptions
---@field keep_disk? boolean the images that are on its disk, complete; default false: they are lost

--- A provider of functions as a service.
---
--- Its policies, lan and storage can be set in the middle of a run, from the script
--- and from processes, but not from policies. What is set holds from now on; nil
--- stands for the default. A policy that is read is what was set, nil if nothing was.
---@class coldmoon.Provider
---@field name string
---@field cluster coldmoon.Cluster what its policies see
---@field hosts coldmoon.HostList its hosts, by their numbers
---@field storage coldmoon.Storage|coldmoon.DiskSpeedOptions main storage. Set its bandwidths with { read = …, write = …, total = … }; what is not given stays as it is
---@field queue coldmoon.Record[] invocations that wait now, the one that has waited longest first
---@field invocations coldmoon.Record[] invocations that have not ended now, in the order of submission
---@field flows coldmoon.Flow[] transfers that are under way now
---@field schedule? fun(request: coldmoon.Request, cluster: coldmoon.Cluster): any, string? set it: those that wait are asked about again; ends rounds
---@field round? fun(waiting: coldmoon.Request[], cluster: coldmoon.Cluster): coldmoon.Step[]? set it: rounds decide in place of the schedule
---@field keep_alive? coldmoon.Seconds|fun(container: coldmoon.Container): number set it: of functions that were registered without one; what is idle keeps its deadline
---@field admit? fun(request: coldmoon.Request): boolean, string?
---@field evict? "lru"|"fifo"|"lfu"|"size"|"greedy_dual"|fun(candidate: coldmoon.Candidate): number
---@field source? fun(image: coldmoon.File, repositories: coldmoon.Repository[]): coldmoon.Repository
---@field billing? fun(usage: coldmoon.Usage): number|any[] set it: of invocations that end from now on
---@field on_start? fun(record: coldmoon.Record)
---@field on_finish? fun(record: coldmoon.Record)
---@field on_image? fun(move: coldmoon.ImageMove)
---@field on_host_down? fun(host: coldmoon.Host)
---@field on_host_up? fun(host: coldmoon.Host)
---@field lan coldmoon.LinkOptions set it to { bandwidth = …, latency = … }; what is not given stays as it is
local Provider = {}

--- Declares a provider.
---@param options coldmoon.ProviderOptions
---@return coldmoon.Provider
function coldmoon.provider(options) end

--- Makes a function known under its name. Limits that no host can meet are an
--- error.
---@param fn coldmoon.Function
---@param limits? coldmoon.RegisterOptions
function Provider:register(fn, limits) end

--- Adds equal hosts, which take invocations from now on, those that wait included.
---@param options coldmoon.HostOptions
---@return integer first number of the first of them
---@return integer last
function Provider:add_hosts(options) end

--- Lets a host fail now. What it served ends as "crashed": handlers unwind, and
--- transfers from and to it are broken off. Its containers are gone. It takes nothing
--- until it recovers.
---@param host coldmoon.Host|integer
---@param options? coldmoon.FailOptions
function Provider:fail_host(host, options) end

--- Lets a host that has failed take invocations again.
---@param host coldmoon.Host|integer
function Provider:recover_host(host) end

--- Asks for an invocation, now.
---@param fn string|coldmoon.Function
---@param input? any handed to the handler as it is, not copied
---@return coldmoon.Handle
function Provider:invoke(fn, input) end

--- Lets a workload ask for invocations from now on: of one function, or those of
--- a trace, whose functions must be registered under their names.
---
--- The input of each arrival is what inputs returns for its number, from 1.
---
--- The k-th workload of a function draws the same arrivals at every provider.
---@param fn string|coldmoon.Function
---@param workload coldmoon.Workload|coldmoon.Trace
---@param inputs? fun(i: integer): any
---@overload fun(self: coldmoon.Provider, trace: coldmoon.Trace, inputs?: fun(i: integer): any)
function Provider:drive(fn, workload, inputs) end

--- The names of the registered functions, in the order of registration.
---
--- Without the call it is the list of their registrations: provider.functions[1] or
--- provider.functions.resize, #provider.functions, ipairs(provider.functions).
---@return string[]
function Provider:functions() end

--- The living containers, those of one function if it is given.
---
--- Without the call it is the list of all of them at any time: provider.containers[1],
--- #provider.containers, ipairs(provider.containers).
---@param fn? string|coldmoon.Function
---@return coldmoon.Container[]
function Provider:containers(fn) end

--- What has happened here so far: the part of coldmoon.summary() about this
--- provider.
---@return table
function Provider:summary() end

--- A provider as its policies see it. The questions for a host return one that
--- can take the request, nil if none can; hosts that have room to spare come
--- before those where idle containers would have to be evicted. A host that is down
--- can take none. They cost O(log hosts).
---@class coldmoon.Cluster
local Cluster = {}

--- The warm container that is next in the order of the option reuse.
---@param request coldmoon.Request
---@return coldmoon.Container?
function Cluster:warm(request) end

--- The host with the lowest number.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:first_fit(request) end

--- The host with the least free RAM.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:best_fit(request) end

--- The host with the most free RAM.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:worst_fit(request) end

--- The host that serves the fewest invocations.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:least_loaded(request) end

--- The next host after the one that this returned last.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:round_robin(request) end

--- Any host, each as likely as the others.
---@param request coldmoon.Request
---@return coldmoon.Host?
function Cluster:random(request) end

--- The host with the lowest number that has the image of the request, or is
--- receiving it, and can take the request. Asked with an image, the first host
--- that is up and has it, whether it can take anything or not; that looks at every
--- host.
---@param request coldmoon.Request|coldmoon.File
---@return coldmoon.Host?
function Cluster:with_image(request) end

--- Whether a host can take the request.
---@param host coldmoon.Host|integer
---@param request coldmoon.Request
---@return boolean
function Cluster:can_take(host, request) end

--- Host number i, up or down.
---@param i integer from 1
---@return coldmoon.Host
function Cluster:host(i) end

--- Iterates over the hosts that are up, in the order of their numbers.
---@return fun(): coldmoon.Host?
function Cluster:hosts() end

--- The number of hosts, those that are down included.
---@return integer
function Cluster:size() end

--- The simulated time in seconds.
---@return number
function Cluster:now() end

--- The number of invocations that wait.
---@return integer
function Cluster:waiting() end

--- The number of invocations that hold a slot.
---@return integer
function Cluster:running() end

--- The number of living containers.
---@return integer
function Cluster:containers() end

--- The number of idle containers.
---@return integer
function Cluster:idle() end

--- The RAM that no container holds, in bytes over all hosts that are up; math.huge if
--- that of a host has no limit.
---@return number
function Cluster:free_ram() end

--- The number of idle containers of a function.
---@param fn coldmoon.Request|coldmoon.Function|string
---@return integer
function Cluster:warm_count(fn) end

--- A host as it is now. Its network, latency and disk can be set in the middle of a
--- run; transfers under way go on at their new share.
---@class coldmoon.Host
---@field id integer its number, from 1
---@field up boolean it has not failed
---@field failures integer how often it has failed
---@field network coldmoon.Rate of its network interface, in each direction; math.huge: no limit
---@field latency coldmoon.Seconds of its network interface
---@field group integer which of the groups of hosts it belongs to, from 1
---@field slots number math.huge: no limit
---@field free_slots number 0 while it is down
---@field ram number bytes; math.huge: no limit
---@field free_ram number bytes that no container holds
---@field image_ram number bytes of RAM that images take
---@field disk coldmoon.Disk|coldmoon.DiskSpeedOptions its size is disk.capacity. Set its bandwidths with { read = …, write = …, total = … }; what is not given stays as it is
---@field free_disk number bytes that neither images nor containers take
---@field cores number math.huge: neither they nor the slots have a limit
---@field speed number CPU seconds that a core does in a second
---@field containers integer living
---@field idle integer idle containers
---@field running integer invocations that hold a slot
local Host = {}

--- Whether the image is on the disk, complete.
---@param image coldmoon.File|coldmoon.Location|coldmoon.Request
---@return boolean
function Host:has_image(image) end

--- Where the image is, from the least to the most useful: "absent", "copying" to
--- the disk, on the "disk", "loading" into RAM, in "ram". An image of which nothing
--- has to be in RAM is in "ram" as soon as it is on the disk.
---@param image coldmoon.File|coldmoon.Location|coldmoon.Request
---@return "absent"|"copying"|"disk"|"loading"|"ram"
function Host:image(image) end

--- The warm container of a function that has been idle longest.
---@param fn coldmoon.Request|coldmoon.Function|string
---@return coldmoon.Container?
function Host:warm(fn) end

--- The idle containers, the longest idle first; those of one function if it is
--- given.
---@param fn? coldmoon.Request|coldmoon.Function|string
---@return coldmoon.Container[]
function Host:idle_containers(fn) end

--- A container. When it is gone, all fields but id and gone are nil.
---@class coldmoon.Container
---@field id integer its number at the provider, from 1, never used again
---@field gone boolean it is no longer alive
---@field fn string name of its function
---@field host coldmoon.Host
---@field ram number bytes reserved
---@field disk number bytes reserved
---@field uses integer invocations that it has taken
---@field active integer invocations that it serves now
---@field created number seconds; when it was placed
---@field last_used number seconds; when its latest invocation began or ended
---@field ready boolean it has started
---@field start_time number seconds that its cold start took; 0 before it is ready
local Container = {}

--- An invocation that asks for a place. It is valid until the policy that it was
--- given to returns.
---@class coldmoon.Request
---@field id integer number of the invocation at the provider
---@field fn string name of the function
---@field ram number bytes that a container reserves
---@field disk number bytes that a container reserves
---@field time_limit number seconds; math.huge: none
---@field concurrency integer invocations that one container serves at once
---@field image coldmoon.File
---@field submitted number seconds; when it was asked for
---@field now number seconds
---@field waiting boolean it is in the queue already
local Request = {}

--- Something that could be evicted to make room: an image that nobody uses, or an
--- idle container. It is valid until the policy returns.
---@class coldmoon.Candidate
---@field kind "image"|"loaded_image"|"container" on a disk, in RAM, or a container
---@field host coldmoon.Host? nil: in main storage
---@field container coldmoon.Container? nil: an image
---@field image coldmoon.File that of the container, if it is one
---@field size number bytes of disk that it holds
---@field ram number bytes of RAM that it holds
---@field uses integer how often it was used
---@field last_used number seconds; when its latest use began or, if that is over, ended
---@field created number seconds; when it was made or added
---@field ready number seconds; when the container was ready or the image had arrived
---@field loaded number? seconds; when an image on a disk was last loaded into RAM
---@field lacks_disk number bytes that are still needed when all unused images have gone; 0 for images
---@field lacks_ram number bytes, the same of RAM
---@field now number seconds
local Candidate = {}

--- An invocation, as observers are told of it: the fields of a handle but done and
--- output. That of an observer is valid until it returns: keep the fields that you need.
---@class coldmoon.Record
---@field id integer number at its provider, from 1
---@field fn string name of the function
---@field provider string name
---@field status string
---@field cold boolean it had to wait for its container to start
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
local Record = {}

--- An image that has moved. It is valid until the observer returns.
---@class coldmoon.ImageMove
---@field kind "download"|"copy"|"load" to main storage, to a host's disk, into a host's RAM
---@field image coldmoon.File
---@field host coldmoon.Host? nil of a download
---@field bytes number
---@field began number seconds; when it set out; the latency of its path is part of the move
---@field ended number seconds; when the provider was told that it had arrived
local ImageMove = {}

--- What billing is given of an invocation that had a container and has ended. It is
--- one table for all calls, valid until the billing function returns; pairs
--- does not show its fields.
---@class coldmoon.Usage
---@field id integer number at its provider, from 1
---@field fn string name of the function
---@field provider string name
---@field status string
---@field cold boolean it had to wait for its container to start
---@field duration number seconds that the handler ran
---@field init_duration number seconds that the runtime of a cold start took; 0 if warm
---@field start_duration number seconds that the whole cold start took; 0 if warm
---@field latency number seconds from submission to the end
---@field billed_from number? seconds; when the handler started
---@field billed_to number? seconds; when the handler ended
---@field ended number seconds; when the invocation ended
---@field ram number bytes; the limit
---@field ram_peak number bytes allocated at most
---@field disk number bytes; the limit
---@field disk_peak number bytes written
---@field cpu_seconds number computed
---@field ingress number bytes moved into the container
---@field egress number bytes moved out of it
---@field gb_seconds number ram in GiB times duration, not rounded up
---@field concurrency integer invocations that one container serves at once
---@field month integer of 30 days in which it ended, from 0
---@field month_requests integer invocations billed before it in this month
---@field month_gb_seconds number their gb_seconds
local Usage = {}

return coldmoon
