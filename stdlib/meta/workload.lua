---@meta coldmoon.workload

--- When a function is invoked. It describes arrivals and can be used any number
--- of times.
---@class coldmoon.Workload
local Workload = {}

--- A recorded or synthetic workload of many functions. Files are read within
--- the sandbox.
---@class coldmoon.Trace
local Trace = {}

--- A function of a trace. Numbers that are not recorded are 0, texts "".
---@class coldmoon.TraceFunction
---@field name string unique within the trace
---@field owner string who deployed it, as in the file
---@field app string its application, as in the file
---@field func string its name within the application, as in the file
---@field trigger string such as "http" or "timer", as in the file
---@field memory number bytes, the most that its application allocated
---@field average_memory number bytes that its application allocated on average
---@field average number seconds of an execution on average
---@field min number seconds of the shortest execution
---@field max number seconds of the longest execution
---@field invocations integer recorded in the part that is replayed

--- The functions in the order of the file, in new tables for every call.
---@return coldmoon.TraceFunction[]
function Trace:functions() end

--- What was read from a trace.
---@class coldmoon.TraceReport
---@field source string the files
---@field functions integer
---@field apps integer
---@field invocations integer in the part that is replayed
---@field repairs coldmoon.TraceRepair[]

--- How often a rule was used that repairs oddities of published traces.
---@class coldmoon.TraceRepair
---@field rule string what was found
---@field action string what was done about it
---@field count integer how often
---@field example string the first case
---@field note boolean nothing was changed

--- What was read and what was repaired.
---@return coldmoon.TraceReport
function Trace:report() end

--- Arrival processes and traces. All constructors raise EOPT for a bad option;
--- those of traces raise EIO for a file that can't be read, or that is not what
--- it should be, and ESANDBOX for one that the script may not read.
---@class coldmoon.workload
local workload = {}

---@class coldmoon.Azure2019Options
---@field dir string directory with the three files of a day
---@field day? integer 1 to 14; none: the first day that has all three files
---@field arrivals? "uniform"|"equidistant"|"poisson" within a minute; default "uniform"
---@field durations? "piecewise"|"step"|"average"|"none" how durations are drawn from the percentiles; default "piecewise"
---@field missing? "fallback"|"drop" what becomes of functions without durations or memory; default "fallback"
---@field from? integer first minute of the day to replay, 1 to 1440
---@field to? integer last minute of the day to replay, 1 to 1440
---@field origin? "window"|"day" what time 0 is: the first minute replayed (default), or the beginning of the day
---@field min_duration? coldmoon.Seconds no execution is shorter; default "1ms"

--- A day of the Azure Functions data set of 2019.
---@param options coldmoon.Azure2019Options
---@return coldmoon.Trace
function workload.azure2019(options) end

---@class coldmoon.Azure2021Options
---@field file string the unpacked text file
---@field min_duration? coldmoon.Seconds no execution is shorter; default "1ms"

--- The Azure Functions trace of 2021.
---@param options coldmoon.Azure2021Options
---@return coldmoon.Trace
function workload.azure2021(options) end

---@class coldmoon.BurstsOptions
---@field size integer arrivals in a burst, >= 1
---@field every? coldmoon.Seconds from the beginning of a burst to that of the next; none: only one
---@field gap? coldmoon.Seconds between the arrivals of a burst; default 0
---@field start? coldmoon.Seconds of the first burst; default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Groups of arrivals at equal distances.
---@param options coldmoon.BurstsOptions
---@return coldmoon.Workload
function workload.bursts(options) end

---@class coldmoon.PeriodicOptions
---@field rate? number arrivals per second, > 0; or period
---@field period? coldmoon.Seconds between arrivals, > 0; or rate
---@field at_start? boolean the first arrival is at the start, not a period later; default false
---@field start? coldmoon.Seconds default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Arrivals at equal distances.
---@param options coldmoon.PeriodicOptions
---@return coldmoon.Workload
function workload.constant(options) end

---@class coldmoon.CSVOptions
---@field file string with a header line and one row per invocation
---@field columns? coldmoon.CSVColumns
---@field comma? string the character between fields; default ","
---@field unit? "s"|"ms"|"us"|"ns" of time and end; default "s"
---@field duration_unit? "s"|"ms"|"us"|"ns" of duration; default: unit
---@field memory_unit? "B"|"KB"|"KiB"|"MB"|"MiB"|"GB"|"GiB" of memory; none: each cell has one
---@field origin? "file"|"first" what time 0 is: that of the file (default), or the first arrival

--- The names of the columns. Each default is the name of the option, and is
--- used if the file has such a column.
---@class coldmoon.CSVColumns
---@field time? string when an invocation arrives
---@field end? string when it ends, if there is no time but a duration
---@field function? string its function; none: the file is one function
---@field app? string the application of the function
---@field owner? string who deployed it
---@field trigger? string what invokes it
---@field duration? string how long it takes
---@field memory? string what its container needs

--- A trace of your own.
---@param options coldmoon.CSVOptions
---@return coldmoon.Trace
function workload.csv(options) end

---@class coldmoon.GeneratorOptions
---@field next fun(i: integer, previous: number): number?, coldmoon.Seconds?
---@field duration? coldmoon.Seconds > 0; nothing arrives later
---@field count? integer arrivals at most, >= 1

--- Arrivals that a function makes. It is called with the number of the arrival,
--- from 1, and the time of the one before, 0 at first. It returns the time in
--- seconds, not before the previous one, and optionally the duration of the
--- execution; nil ends the workload. It must not block.
---@param next fun(i: integer, previous: number): number?, coldmoon.Seconds?
---@return coldmoon.Workload
---@overload fun(options: coldmoon.GeneratorOptions): coldmoon.Workload
function workload.generator(next) end

---@class coldmoon.ListOptions
---@field times coldmoon.Seconds[] in any order
---@field durations? coldmoon.Seconds[] of the execution at the same index

--- Arrivals at given instants: `workload.list{1, 2, 5}`, or with durations.
---@param options coldmoon.ListOptions|coldmoon.Seconds[]
---@return coldmoon.Workload
function workload.list(options) end

---@class coldmoon.PoissonOptions
---@field rate number arrivals per second, > 0
---@field start? coldmoon.Seconds default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Arrivals that are independent of each other.
---@param options coldmoon.PoissonOptions
---@return coldmoon.Workload
function workload.poisson(options) end

---@class coldmoon.RampOptions
---@field from number arrivals per second at the start, >= 0
---@field to number arrivals per second at the end, >= 0, not both 0
---@field start? coldmoon.Seconds default 0
---@field duration coldmoon.Seconds > 0
---@field count? integer arrivals at most, >= 1

--- Independent arrivals at a rate that changes linearly.
---@param options coldmoon.RampOptions
---@return coldmoon.Workload
function workload.ramp(options) end

---@class coldmoon.RenewalOptions
---@field iat coldmoon.Seconds|coldmoon.Distribution gap between arrivals
---@field start? coldmoon.Seconds default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Arrivals whose gaps are independent numbers of one distribution.
---@param options coldmoon.RenewalOptions
---@return coldmoon.Workload
function workload.renewal(options) end

---@class coldmoon.SinusoidalOptions
---@field rate number mean arrivals per second, > 0
---@field amplitude? number in [0, 1]; default 0.5
---@field period coldmoon.Seconds > 0
---@field phase? number part of a period by which the wave is ahead, in [0, 1]; default 0
---@field start? coldmoon.Seconds default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Independent arrivals at a rate that goes up and down as a sine.
---@param options coldmoon.SinusoidalOptions
---@return coldmoon.Workload
function workload.sinusoidal(options) end

---@class coldmoon.SyntheticOptions
---@field scale? number size as a share of the published day, > 0, at most 100: 1 is 17,360 applications with 0.89 billion invocations; or apps, or functions
---@field apps? integer number of applications, whose rates are drawn
---@field functions? integer number of functions, of applications whose rates are drawn
---@field minutes? integer from midnight on, 1 to 1440; default 1440
---@field seed? integer >= 0, of all that is drawn here; default 1
---@field rate? number factor of the rates of all functions but timers, > 0; default 1
---@field independent? boolean durations do not depend on how often a function is invoked; default false

--- A synthetic day with the published distributions of the Azure Functions data
--- set of 2019: the one that `coldmoon trace generate` writes with the same
--- options, without files. It is not recorded, and needs no repair.
---@param options coldmoon.SyntheticOptions
---@return coldmoon.Trace
function workload.synthetic(options) end

---@class coldmoon.UniformGapsOptions
---@field lo coldmoon.Seconds shortest gap
---@field hi coldmoon.Seconds longest gap, > 0, not less than lo
---@field start? coldmoon.Seconds default 0
---@field duration? coldmoon.Seconds > 0; none: for ever
---@field count? integer arrivals at most, >= 1

--- Arrivals whose gaps are uniform between two times.
---@param options coldmoon.UniformGapsOptions
---@return coldmoon.Workload
function workload.uniform(options) end

return workload
