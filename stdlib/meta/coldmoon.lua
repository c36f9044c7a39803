---@meta coldmoon

--- A time: a number of seconds, not negative, or text with units from large to
--- small such as "250ms", "1h30m" or "2d" (ns, us, ms, s, min, h, d).
---@alias coldmoon.Seconds number|string

--- A size: a number of bytes, not negative, at most 2^53, or text with a unit
--- such as "64GiB" or "1.5GB" (B, KB, MB, GB, TB in powers of 1000; KiB, MiB,
--- GiB, TiB in powers of 1024).
---@alias coldmoon.Bytes number|string

--- A rate: a positive number of bytes per second, or text such as "10Gbps"
--- (bits) or "100MB/s" (bytes).
---@alias coldmoon.Rate number|string

--- An error of the API, as pcall returns it. tostring gives the text with the
--- place in front.
---
--- Codes: "EOPT" a bad option or argument, "EPARAM" a bad parameter on the
--- command line, "EIO" a file that can't be read, "ESANDBOX" something that a
--- script may not do, "ELUA" a misuse such as a field that does not exist,
--- "EPARSE" a file that is not Lua.
---@class coldmoon.Error
---@field code string
---@field message string
---@field path string of the script; "" if unknown
---@field line integer from 1; 0 if unknown

--- The simulator of a serverless provider.
---@class coldmoon
---@field version string of the program
local coldmoon = {}

--- Ends the run with exit code 108. The script can't catch it.
---@param reason? any shown after "aborted: ", as by tostring
function coldmoon.abort(reason) end

--- Writes a line to standard error: the simulated time, then the arguments as
--- print writes them.
---@param ... any
function coldmoon.log(...) end

--- What a parameter may be.
---@class coldmoon.ParamOptions
---@field min? number least value, of a number
---@field max? number greatest value, of a number
---@field choices? any[] the allowed values, of the type of the default

--- Declares a parameter, which the command line sets by `-p name=value`, and
--- returns its value.
---
--- The type is that of the default. A number may be given on the command line
--- with a unit: `-p keep_alive=10m`, `-p ram=2GiB`, `-p link=10Gbps`.
---
--- Raises EOPT for a bad declaration or a second one of the same name, EPARAM
--- for a value that is not allowed. A `-p` of a parameter that the script does
--- not declare is an error when the main chunk has ended.
---@generic T: number|string|boolean
---@param name string letters, digits, underscores, points and hyphens
---@param default T
---@param doc? string what it means, with its unit
---@param options? coldmoon.ParamOptions
---@return T
function coldmoon.param(name, default, doc, options) end

return coldmoon
