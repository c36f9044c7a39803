---@meta coldmoon

-- Looking inside: what there is at a provider now, and what shows it.

---@class coldmoon
local coldmoon = {}

--- How much of a value is printed.
---@class coldmoon.ShowOptions
---@field depth? integer tables within tables; default: all
---@field items? integer items of each table and lines of each list; default: all

--- Prints a value for people, the whole of it unless the options say how much: sorted
--- keys, objects as cards, lists of objects as tables. What a session echoes is printed
--- so, with limits.
---@param value any
---@param options? coldmoon.ShowOptions
function coldmoon.pp(value, options) end

--- What a plot shows.
---@class coldmoon.PlotOptions
---@field provider? coldmoon.Provider default: the only one
---@field from? coldmoon.Seconds default 0
---@field to? coldmoon.Seconds default: now
---@field height? integer lines above 0; default 10, or fewer if there are only so many of what is counted
---@field width? integer columns, at least 20; default: as the terminal has

--- Draws a quantity over simulated time: its mean in each column, or how many starts
--- there were in each column. Its course is kept in a session only, in up to 2,048 steps
--- of equal length; elsewhere a line says that there is no plot.
---
--- "running": invocations that hold a slot. "queue": invocations that wait.
--- "containers", "idle": living and idle ones. "ram", "disk": bytes in use on the hosts,
--- RAM by containers only. "storage": bytes in use in main storage. "starts",
--- "cold_starts": invocations that were placed, and containers that were started.
---@param quantity "cold_starts"|"containers"|"disk"|"idle"|"queue"|"ram"|"running"|"starts"|"storage"
---@param options? coldmoon.PlotOptions
function coldmoon.plot(quantity, options) end

--- Opens what the program itself keeps of an object: a value of Go, to be read only.
--- Its fields have the names that they have in the program and may change with it; what
--- is numbered is at its number, from 0. It is a look at the present: inspect again
--- when time has passed.
---@param object? any of the API; default: the simulation
---@return any
function coldmoon.inspect(object) end

--- The hosts of a provider: list[i] from 1, #list, ipairs(list).
---@class coldmoon.HostList
---@field [integer] coldmoon.Host

--- The disk of a host.
---@class coldmoon.Disk
---@field capacity number bytes; math.huge: no limit
---@field used number bytes of images and containers; an image on its way has its room already
---@field free number bytes
---@field containers number bytes of used: reserved for containers
---@field pinned number bytes of used: images in use, which can't be evicted
---@field read number bytes per second; math.huge: no limit
---@field write number bytes per second; math.huge: no limit
---@field total number bytes per second of reads and writes; math.huge: no limit
---@field images coldmoon.StoredImage[] as they are now; the one used last first
local Disk = {}

--- Main storage of a provider.
---@class coldmoon.Storage
---@field capacity number bytes; math.huge: no limit
---@field used number bytes; an image that is being downloaded has its room already
---@field free number bytes
---@field pinned number bytes of used: images in use, which can't be evicted
---@field images coldmoon.StoredImage[] as they are now; the one used last first, then those that wait for room
---@field read number bytes per second; math.huge: no limit
---@field write number bytes per second; math.huge: no limit
---@field total number bytes per second of reads and writes; math.huge: no limit
---@field downloads coldmoon.Flow[] that are under way now
local Storage = {}

--- An image on a disk, as it was when the list was made.
---@class coldmoon.StoredImage
---@field image coldmoon.File
---@field name string of the image
---@field size number bytes
---@field state "waiting"|"downloading"|"here"|"awaited"|"copying"|"disk"|"loading"|"ram" in main storage: waiting for room, downloading, here; on a host: awaited at main storage, copying, on the disk, loading into RAM, in RAM too
---@field pinned boolean it is in use and can't be evicted
---@field waiting integer invocations that wait for it
---@field added number? seconds; when it was given its room; nil while it waits for that
---@field last_used number seconds
local StoredImage = {}

--- A function at a provider.
---@class coldmoon.Registration
---@field name string
---@field fn coldmoon.Function
---@field ram number bytes; 0: no limit
---@field disk number bytes; 0: no limit
---@field time_limit number seconds; math.huge: none
---@field ingress number bytes
---@field egress number bytes
---@field concurrency integer invocations that one container serves at once
---@field invocations integer submitted so far
---@field ok integer of them
---@field cold integer containers started so far
---@field mean_latency number seconds, of those that had a container
---@field cost number dollars
---@field containers integer living
---@field warm integer idle containers
---@field running integer invocations that have a container
---@field waiting integer invocations in the queue
local Registration = {}

--- A transfer that was under way when the list was made.
---@class coldmoon.Flow
---@field kind "download"|"copy"|"load"|"clone"|"ingress"|"egress"|"read"|"write"|"fetch"|"upload"
---@field file coldmoon.File? nil if it is bytes without a name
---@field from string such as 'repository "hub"', "main storage", "disk of host 2", "container 5 on host 2" or "outside"
---@field to string
---@field bytes number in all
---@field remaining number bytes
---@field rate number bytes per second; 0 during the latency of its path, math.huge: nothing slows it
---@field set_out number seconds
---@field began number? seconds; when the latency was over; nil before
---@field ends number? seconds, if the rate stays as it is; nil if nothing moves
---@field fn string? name of the function of those that wait for it; nil if several or none
---@field invocations integer[] numbers of those that wait for it
local Flow = {}

return coldmoon
