-- What Lua's own library has here, for help and completion. It is Lua 5.1; what is
-- missing would make a script unsafe, or a run irreproducible.

--- Raises an error with the message if v is false or nil; returns all its arguments otherwise.
---@param v any
---@param message? any
function assert(v, message) end

--- Does nothing here: memory is none of a script's business.
---@param option? string
function collectgarbage(option) end

--- Runs a file of Lua.
---@param name string below the script's directory, or allowed by --allow-read
function dofile(name) end

--- Raises an error. A string gets the place in front: of the caller, or of level 2, its caller; 0: none.
---@param message any
---@param level? integer default 1
function error(message, level) end

--- The globals of a function.
---@param f? function|integer
---@return table
function getfenv(f) end

--- The metatable of a value, or what its field __metatable says.
---@param v any
---@return any
function getmetatable(v) end

--- Iterates over t[1], t[2], … up to the first nil.
---@param t table
function ipairs(t) end

--- Makes a function of the text that f returns piece by piece. Returns nil and a message if it is not Lua.
---@param f function|string
---@param name? string for errors
---@return function?
function load(f, name) end

--- Makes a function of a file. Returns nil and a message if that fails.
---@param name string
---@return function?
function loadfile(name) end

--- Makes a function of a text. Returns nil and a message if it is not Lua.
---@param text string
---@param name? string for errors
---@return function?
function loadstring(text, name) end

--- The key after key in a table, and its value; nil at the end.
---@param t table
---@param key? any
---@return any
function next(t, key) end

--- Iterates over the keys and values of a table: those of the list first, then the others in the order of their insertion.
---@param t table
function pairs(t) end

--- Calls f. Returns true and its results, or false and what it raised.
---@param f function
---@param ... any
---@return boolean
function pcall(f, ...) end

--- Writes its arguments to standard output, divided by tabs.
---@param ... any
function print(...) end

--- Whether two values are the same, metatables ignored.
---@param a any
---@param b any
---@return boolean
function rawequal(a, b) end

--- The field of a table, metatables ignored.
---@param t table
---@param key any
---@return any
function rawget(t, key) end

--- Sets the field of a table, metatables ignored.
---@param t table
---@param key any
---@param value any
function rawset(t, key, value) end

--- Loads a module, of coldmoon or of a file below the script's directory, and returns it.
---@param name string such as "coldmoon.units"
---@return any
function require(name) end

--- The arguments from the n-th on, or their number for "#".
---@param n integer|"#"
---@param ... any
function select(n, ...) end

--- Sets the globals of a function.
---@param f function|integer
---@param env table
function setfenv(f, env) end

--- Sets the metatable of a table and returns the table.
---@param t table
---@param metatable table?
---@return table
function setmetatable(t, metatable) end

--- Makes a number of a text; nil if it is none.
---@param v any
---@param base? integer from 2 to 36
---@return number?
function tonumber(v, base) end

--- Makes a text of a value.
---@param v any
---@return string
function tostring(v) end

--- The type of a value, such as "number".
---@param v any
---@return string
function type(v) end

--- The elements of a list as results.
---@param list table
---@param from? integer default 1
---@param to? integer default #list
function unpack(list, from, to) end

--- Calls f; if it raises an error, calls the handler with it at that place.
---@param f function
---@param handler fun(message: any): any
---@param ... any
---@return boolean
function xpcall(f, handler, ...) end

--- Functions that can wait for each other.
---@class coroutine
local coroutine = {}

--- Makes a coroutine of a function.
---@param f function
---@return thread
function coroutine.create(f) end

--- Lets a coroutine run until it yields or ends. Returns true and what it yields or returns, or false and what it raised.
---@param co thread
---@param ... any
---@return boolean
function coroutine.resume(co, ...) end

--- The coroutine that runs, nil outside of all.
---@return thread?
function coroutine.running() end

--- "running", "suspended", "normal" or "dead".
---@param co thread
---@return string
function coroutine.status(co) end

--- Makes a function that resumes a coroutine.
---@param f function
---@return function
function coroutine.wrap(f) end

--- Suspends the coroutine that runs. Returns what resume is given.
---@param ... any
function coroutine.yield(...) end

--- Of the library for debugging there is only the traceback.
---@class debug
local debug = {}

--- The calls that are being carried out.
---@param message? any
---@param level? integer default 1
---@return string
function debug.traceback(message, level) end

--- Reading files that the script may read, and writing to the output of the program.
---@class io
---@field stderr any standard error
---@field stdout any standard output
local io = {}

--- Iterates over the lines of a file.
---@param name string
function io.lines(name) end

--- Opens a file for reading. Returns nil and a message if there is none.
---@param name string
---@param mode? "r"|"rb"
---@return any
function io.open(name, mode) end

--- "file", "closed file", or nil if v is no file.
---@param v any
---@return string?
function io.type(v) end

--- Writes its arguments to standard output.
---@param ... string|number
function io.write(...) end

--- Mathematics. Angles are in radians.
---@class math
---@field huge number infinity
---@field pi number 3.14159…
local math = {}

--- The absolute value.
---@param x number
---@return number
function math.abs(x) end

--- The arc cosine.
---@param x number
---@return number
function math.acos(x) end

--- The arc sine.
---@param x number
---@return number
function math.asin(x) end

--- The arc tangent.
---@param x number
---@return number
function math.atan(x) end

--- The angle of the point (x, y).
---@param y number
---@param x number
---@return number
function math.atan2(y, x) end

--- Rounds up to a whole number.
---@param x number
---@return number
function math.ceil(x) end

--- The cosine.
---@param x number
---@return number
function math.cos(x) end

--- The hyperbolic cosine.
---@param x number
---@return number
function math.cosh(x) end

--- Radians in degrees.
---@param x number
---@return number
function math.deg(x) end

--- e to the power of x.
---@param x number
---@return number
function math.exp(x) end

--- Rounds down to a whole number.
---@param x number
---@return number
function math.floor(x) end

--- The remainder of x / y, with the sign of x.
---@param x number
---@param y number
---@return number
function math.fmod(x, y) end

--- m and e so that x = m * 2^e.
---@param x number
---@return number
function math.frexp(x) end

--- m * 2^e.
---@param m number
---@param e integer
---@return number
function math.ldexp(m, e) end

--- The natural logarithm.
---@param x number
---@return number
function math.log(x) end

--- The logarithm to base 10.
---@param x number
---@return number
function math.log10(x) end

--- The greatest of its arguments.
---@param x number
---@param ... number
---@return number
function math.max(x, ...) end

--- The least of its arguments.
---@param x number
---@param ... number
---@return number
function math.min(x, ...) end

--- The remainder of x / y, as math.fmod.
---@param x number
---@param y number
---@return number
function math.mod(x, y) end

--- The whole part of x and its fraction.
---@param x number
---@return number
function math.modf(x) end

--- x to the power of y.
---@param x number
---@param y number
---@return number
function math.pow(x, y) end

--- Degrees in radians.
---@param x number
---@return number
function math.rad(x) end

--- A random number in [0, 1), or a whole one from 1 to m, or from m to n. It comes from a stream of the run's seed.
---@param m? integer
---@param n? integer
---@return number
function math.random(m, n) end

--- Begins other random numbers: the same x gives the same ones with the same seed of the run.
---@param x number
function math.randomseed(x) end

--- The sine.
---@param x number
---@return number
function math.sin(x) end

--- The hyperbolic sine.
---@param x number
---@return number
function math.sinh(x) end

--- The square root.
---@param x number
---@return number
function math.sqrt(x) end

--- The tangent.
---@param x number
---@return number
function math.tan(x) end

--- The hyperbolic tangent.
---@param x number
---@return number
function math.tanh(x) end

--- Of the library for the operating system there is only a difference of times.
---@class os
local os = {}

--- a - b.
---@param a number
---@param b? number
---@return number
function os.difftime(a, b) end

--- How modules are found.
---@class package
---@field loaded table the modules that are loaded, by name
---@field path string where files of modules are looked for
---@field preload table functions that load modules, by name
local package = {}

--- Texts. Every string s has these as methods: s:upper().
---@class string
local string = {}

--- The codes of the bytes from i to j.
---@param s string
---@param i? integer default 1
---@param j? integer default i
---@return integer
function string.byte(s, i, j) end

--- The string of bytes with these codes.
---@param ... integer
---@return string
function string.char(...) end

--- Where a pattern first matches: beginning, end and captures; nil if it does not.
---@param s string
---@param pattern string
---@param init? integer where to begin; default 1
---@param plain? boolean the pattern is plain text
---@return integer?
function string.find(s, pattern, init, plain) end

--- Formats values: %d %5.2f %s %q %x %g and so on.
---@param format string
---@param ... any
---@return string
function string.format(format, ...) end

--- Iterates over the matches of a pattern, as gmatch.
---@param s string
---@param pattern string
function string.gfind(s, pattern) end

--- Iterates over the matches of a pattern.
---@param s string
---@param pattern string
function string.gmatch(s, pattern) end

--- Replaces the matches of a pattern. Returns the new text and how many they were.
---@param s string
---@param pattern string
---@param replacement string|table|function
---@param n? integer at most so many
---@return string
function string.gsub(s, pattern, replacement, n) end

--- The number of bytes, as #s.
---@param s string
---@return integer
function string.len(s) end

--- In small letters.
---@param s string
---@return string
function string.lower(s) end

--- The captures of the first match of a pattern, or the match; nil if there is none.
---@param s string
---@param pattern string
---@param init? integer where to begin; default 1
---@return string?
function string.match(s, pattern, init) end

--- The text n times.
---@param s string
---@param n integer
---@return string
function string.rep(s, n) end

--- The bytes in the opposite order.
---@param s string
---@return string
function string.reverse(s) end

--- The bytes from i to j; negative ones count from the end.
---@param s string
---@param i integer
---@param j? integer default -1
---@return string
function string.sub(s, i, j) end

--- In capitals.
---@param s string
---@return string
function string.upper(s) end

--- Lists.
---@class table
local table = {}

--- The elements from i to j as one text.
---@param list table
---@param separator? string default ""
---@param i? integer default 1
---@param j? integer default #list
---@return string
function table.concat(list, separator, i, j) end

--- The length of a list, as #list.
---@param list table
---@return integer
function table.getn(list) end

--- Inserts an element at a position, or at the end: table.insert(list, value).
---@param list table
---@param position integer|any
---@param value? any
function table.insert(list, position, value) end

--- The greatest key that is a number.
---@param t table
---@return number
function table.maxn(t) end

--- Removes the element at a position and returns it.
---@param list table
---@param position? integer default: the last
---@return any
function table.remove(list, position) end

--- Sorts a list in place.
---@param list table
---@param less? fun(a: any, b: any): boolean default: a < b
function table.sort(list, less) end
