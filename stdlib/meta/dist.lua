---@meta coldmoon.dist

--- A probability distribution. It is immutable and can be used any number of
--- times; wherever a number or a distribution is accepted, a number means the
--- constant one. tostring gives its name and parameters.
---@class coldmoon.Distribution
local Distribution = {}

--- The expectation, math.huge if there is none. That of a truncated
--- distribution is an estimate.
---@return number
function Distribution:mean() end

--- Draws a number from the script's own random stream, that of math.random.
---@return number
function Distribution:sample() end

--- Distributions of times, sizes or anything else.
---
--- Every constructor takes a table of named options, or its first ones as
--- arguments in the order in which they are listed. Quantities are numbers or
--- text with a unit: `dist.constant("250ms")`, `dist.uniform("1MB", "2MB")`.
--- All raise EOPT if an option is bad.
---@class coldmoon.dist
local dist = {}

---@class coldmoon.BurrOptions
---@field c number first shape, > 0
---@field k number second shape, > 0
---@field lambda number|string scale, > 0

--- Burr type XII: F(x) = 1 - (1 + (x/lambda)^c)^-k. Its mean is infinite if
--- c*k <= 1.
---@param c number|coldmoon.BurrOptions
---@param k? number
---@param lambda? number|string
---@return coldmoon.Distribution
function dist.burr(c, k, lambda) end

---@class coldmoon.ChoiceOptions
---@field values (number|string)[] at least one
---@field weights? number[] one for each value, >= 0; none: all equal

--- One of the values, with a probability in proportion to its weight.
---@param values (number|string)[]|coldmoon.ChoiceOptions
---@param weights? number[]
---@return coldmoon.Distribution
function dist.choice(values, weights) end

---@class coldmoon.ConstantOptions
---@field value number|string

--- Always the same number.
---@param value number|string|coldmoon.ConstantOptions
---@return coldmoon.Distribution
function dist.constant(value) end

---@class coldmoon.EmpiricalOptions
---@field p number[] probabilities, ascending from 0 to 1
---@field v (number|string)[] the quantile at each probability, not descending

--- The distribution with the given quantiles, linear between them.
---@param p number[]|coldmoon.EmpiricalOptions
---@param v? (number|string)[]
---@return coldmoon.Distribution
function dist.empirical(p, v) end

---@class coldmoon.ErlangOptions
---@field k integer how many exponential times are added, >= 1
---@field mean number|string of the sum, > 0

--- The sum of k exponential times.
---@param k integer|coldmoon.ErlangOptions
---@param mean? number|string
---@return coldmoon.Distribution
function dist.erlang(k, mean) end

---@class coldmoon.ExponentialOptions
---@field mean? number|string > 0
---@field rate? number 1/mean, > 0; instead of it

--- Exponential.
---@param mean number|string|coldmoon.ExponentialOptions
---@return coldmoon.Distribution
function dist.exponential(mean) end

---@class coldmoon.GammaOptions
---@field shape? number > 0; with scale or mean
---@field scale? number|string > 0; with shape
---@field mean? number|string > 0; with shape or cv
---@field cv? number coefficient of variation, > 0; with mean

--- Gamma: shape and scale, mean and cv, or mean and shape.
---@param shape number|coldmoon.GammaOptions
---@param scale? number|string
---@return coldmoon.Distribution
function dist.gamma(shape, scale) end

---@class coldmoon.HyperExponentialOptions
---@field p number[] probabilities of the branches, which sum to 1
---@field means (number|string)[] mean of each branch, > 0

--- A mixture of exponential distributions.
---@param p number[]|coldmoon.HyperExponentialOptions
---@param means? (number|string)[]
---@return coldmoon.Distribution
function dist.hyper_exponential(p, means) end

---@class coldmoon.LognormalOptions
---@field mu? number logarithm of the median; with sigma
---@field sigma? number standard deviation of the logarithm, >= 0; with mu or median
---@field mean? number|string > 0; with sd or cv
---@field sd? number|string standard deviation, >= 0; with mean
---@field cv? number coefficient of variation, >= 0; with mean
---@field median? number|string > 0; with sigma, p95 or p99
---@field p95? number|string 95th percentile, not less than the median
---@field p99? number|string 99th percentile, not less than the median

--- Lognormal: mu and sigma, mean and sd, mean and cv, median and sigma, median
--- and p95, or median and p99.
---@param mu number|coldmoon.LognormalOptions
---@param sigma? number
---@return coldmoon.Distribution
function dist.lognormal(mu, sigma) end

---@class coldmoon.NormalOptions
---@field mean number|string >= 0, before truncation
---@field sd number|string >= 0, before truncation

--- Normal, truncated: negative numbers are drawn again.
---@param mean number|string|coldmoon.NormalOptions
---@param sd? number|string
---@return coldmoon.Distribution
function dist.normal(mean, sd) end

---@class coldmoon.ParetoOptions
---@field xm number|string least value, > 0
---@field alpha number tail index, > 0

--- Pareto. Its mean is infinite if alpha <= 1.
---@param xm number|string|coldmoon.ParetoOptions
---@param alpha? number
---@return coldmoon.Distribution
function dist.pareto(xm, alpha) end

---@class coldmoon.ScaleOptions
---@field dist number|coldmoon.Distribution
---@field by number factor, > 0

--- The numbers of another distribution times a factor.
---@param d number|coldmoon.Distribution|coldmoon.ScaleOptions
---@param by? number
---@return coldmoon.Distribution
function dist.scale(d, by) end

---@class coldmoon.ShiftOptions
---@field dist number|coldmoon.Distribution
---@field by number|string

--- The numbers of another distribution plus a constant.
---@param d number|coldmoon.Distribution|coldmoon.ShiftOptions
---@param by? number|string
---@return coldmoon.Distribution
function dist.shift(d, by) end

---@class coldmoon.TruncateOptions
---@field dist number|coldmoon.Distribution
---@field lo? number|string least value; none: no bound
---@field hi? number|string greatest value; none: no bound

--- The numbers of another distribution that lie between bounds; others are
--- drawn again. It is an error if less than one in a hundred does.
---@param d number|coldmoon.Distribution|coldmoon.TruncateOptions
---@param lo? number|string
---@param hi? number|string
---@return coldmoon.Distribution
function dist.truncate(d, lo, hi) end

---@class coldmoon.UniformOptions
---@field lo number|string
---@field hi number|string not less than lo

--- Uniform between two numbers.
---@param lo number|string|coldmoon.UniformOptions
---@param hi? number|string
---@return coldmoon.Distribution
function dist.uniform(lo, hi) end

---@class coldmoon.WeibullOptions
---@field shape number > 0; 1 is exponential, less has a heavier tail
---@field scale number|string > 0

--- Weibull.
---@param shape number|coldmoon.WeibullOptions
---@param scale? number|string
---@return coldmoon.Distribution
function dist.weibull(shape, scale) end

return dist
