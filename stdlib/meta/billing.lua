---@meta coldmoon.billing

--- What billing.* make: a function for the option `billing` of a provider. The
--- table of items that it returns is filled anew by the next call.
---@alias coldmoon.Billing fun(usage: coldmoon.Usage): any[]

--- Price sheets and billing functions for the option `billing` of a provider.
---@class coldmoon.billing
---@field prices table<string, table> the price sheets, each with its source and date
local billing = {}

--- AWS Lambda. Options: arch = "x86" (default) or "arm"; init = "2025-08" (default:
--- the init phase of a cold start is billed) or "before"; free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.aws_lambda(options) end

--- Google Cloud Run functions, 1st generation. Options: free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.google_functions_gen1(options) end

--- Google Cloud Run, request-based. Options: vcpu = 1 (of a container); tier =
--- "tier1" (default) or "tier2"; free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.cloud_run(options) end

--- Azure Functions, Consumption plan. Options: free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.azure_consumption(options) end

--- Azure Functions, Flex Consumption plan, on demand. Options: free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.azure_flex(options) end

--- IBM Cloud Code Engine. Options: vcpu = 1 (of a container); free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.ibm_code_engine(options) end

--- Cloudflare Workers, Paid plan.
---@return coldmoon.Billing
function billing.cloudflare_workers() end

--- Huawei Cloud FunctionGraph. Options: free_tier = false.
---@param options? table<string, any>
---@return coldmoon.Billing
function billing.huawei_functiongraph(options) end

--- A price of your own. Options: request = 0 (dollars for each invocation);
--- gb_second = 0 (dollars for each GiB of the RAM limit and second); granularity
--- = 0 (seconds to which time is rounded up); minimum = 0 (seconds).
---@param options? table<string, number>
---@return coldmoon.Billing
function billing.flat(options) end

return billing
