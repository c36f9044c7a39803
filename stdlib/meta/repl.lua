---@meta coldmoon.repl

--- What a session of `coldmoon repl` has besides, as globals. The value of the latest
--- expression is `_`, that of the one before `__`.
---@class coldmoon.repl
---@field out any[] the values of all expressions
local repl = {}

--- Explains a value, such as a function, a module or an object, or a name such as
--- "provider.keep_alive". Without an argument it lists what there is.
---@param what? any
function repl.help(what) end

--- Ends the session.
function repl.quit() end

--- Ends the session.
function repl.exit() end

--- Takes the session back in time: it is replayed up to there.
---@param seconds? coldmoon.Seconds the simulated time; default: before the last input that moved time
function repl.rewind(seconds) end

--- Keeps the present state as A, to be compared with what comes.
function repl.fork() end

--- Shows the state that fork kept, taken to the present time, beside the present one.
function repl.compare() end

return repl
