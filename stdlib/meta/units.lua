---@meta coldmoon.units

--- Constants to multiply with, and conversion from and to text.
---@class coldmoon.units
---@field B number 1
---@field KB number 1000 bytes
---@field MB number 1000^2 bytes
---@field GB number 1000^3 bytes
---@field TB number 1000^4 bytes
---@field KiB number 1024 bytes
---@field MiB number 1024^2 bytes
---@field GiB number 1024^3 bytes
---@field TiB number 1024^4 bytes
---@field ns number a nanosecond, in seconds
---@field us number a microsecond, in seconds
---@field ms number a millisecond, in seconds
---@field s number 1
---@field min number a minute, in seconds
---@field h number an hour, in seconds
---@field d number a day, in seconds
---@field bps number a bit per second, in bytes per second
---@field Kbps number 1000 bits per second, in bytes per second
---@field Mbps number 1000^2 bits per second, in bytes per second
---@field Gbps number 1000^3 bits per second, in bytes per second
---@field Tbps number 1000^4 bits per second, in bytes per second
---@field usd number 1, a US dollar
---@field cent number 0.01 US dollars
local units = {}

--- Reads a size: "64GiB" gives 68719476736. A number is returned as it is.
--- Raises EOPT if it is neither.
---@param size coldmoon.Bytes
---@return number bytes
function units.bytes(size) end

--- Writes a size exactly, in the shortest form: 350e6 gives "350MB".
---@param bytes number rounded to a whole number, at most 2^53
---@return string
function units.format_bytes(bytes) end

--- Writes a rate of transfer: 125e6 gives "125MB/s".
---@param rate number bytes per second, rounded to a whole number
---@return string
function units.format_rate(rate) end

--- Writes a time: 63.2 gives "1m3.2s", math.huge "never".
---@param seconds number rounded to nanoseconds
---@return string
function units.format_seconds(seconds) end

--- Reads a rate of transfer: "10Gbps" gives 1.25e9 bytes per second. A number
--- is returned as it is. Raises EOPT if it is neither, or not positive.
---@param rate coldmoon.Rate
---@return number rate bytes per second
function units.rate(rate) end

--- Reads a time: "250ms" gives 0.25. A number is returned as it is. Raises EOPT
--- if it is neither, or negative.
---@param duration coldmoon.Seconds
---@return number seconds
function units.seconds(duration) end

return units
