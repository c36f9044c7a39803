package engine

// This file holds the summary of a run: plain data with fixed JSON names, what
// `--summary json` prints and what the terminal summary is made of.

// SummarySchema is the version of the JSON form of [Summary]. It grows by one
// whenever a field is renamed, removed or changes its meaning; a new field
// leaves it alone.
const SummarySchema = 1

// A Summary is what a run came to. It holds nothing that depends on the
// machine or on wall-clock time: the same version, script, parameters, seed and
// traces give the same Summary, byte for byte in JSON.
//
// Units: seconds, bytes, US dollars. Shares are in [0, 1].
type Summary struct {
	Schema      int               `json:"schema"`
	Seed        uint64            `json:"seed"`
	Partial     bool              `json:"partial"`           // the run was interrupted
	Simulated   float64           `json:"simulated_seconds"` // clock at the end
	Events      uint64            `json:"events"`            // kernel events handled
	Invocations uint64            `json:"invocations"`       // submitted, over all providers
	Fingerprint string            `json:"fingerprint"`       // 16 hex digits over all that happened
	Providers   []ProviderSummary `json:"providers"`         // in the order of their declaration
}

// A ProviderSummary is the part of a [Summary] about one provider.
type ProviderSummary struct {
	Name      string            `json:"name"`
	Hosts     int               `json:"hosts"`
	Counts    Counts            `json:"counts"`
	ColdShare float64           `json:"cold_share"` // cold starts / invocations placed; 0 if none
	Latency   Distribution      `json:"latency"`    // submitted to ended, of invocations that were placed and ended
	Queueing  Distribution      `json:"queueing"`   // dispatched to placed
	Execution Distribution      `json:"execution"`  // handler start to handler end
	Cold      Distribution      `json:"cold_start"` // placed to ready, cold starts only
	Phases    []Phase           `json:"cold_phases"`
	Use       []ResourceUse     `json:"use"`
	Bytes     []Traffic         `json:"bytes"`
	Caches    []CacheSummary    `json:"caches"`
	Bill      []BillItem        `json:"bill"` // in order of first appearance; empty without a billing policy
	Billed    float64           `json:"billed_usd"`
	Functions []FunctionSummary `json:"functions"` // in the order of registration
}

// Counts are numbers of invocations and containers. Arrived invocations are
// conserved: Submitted is the sum of the eight end states and InFlight.
type Counts struct {
	Submitted   uint64 `json:"submitted"`
	OK          uint64 `json:"ok"`
	Error       uint64 `json:"error"`
	Timeout     uint64 `json:"timeout"`
	OutOfMemory uint64 `json:"out_of_memory"`
	DiskFull    uint64 `json:"disk_full"`
	Rejected    uint64 `json:"rejected"`
	Crashed     uint64 `json:"crashed"`
	Cancelled   uint64 `json:"cancelled"`
	InFlight    uint64 `json:"in_flight"` // neither ended nor lost: queued, starting or running at the end
	Cold        uint64 `json:"cold_starts"`
	Warm        uint64 `json:"warm_starts"`
	Containers  uint64 `json:"containers_created"`
	Evicted     uint64 `json:"containers_evicted"` // stopped to make room
	Expired     uint64 `json:"containers_expired"` // stopped because their keep-alive ran out
}

// A Distribution describes a set of times in seconds. Count, Mean, Min and Max
// are exact; the percentiles come from a histogram with a relative error of at
// most 0.1 %. All are 0 if Count is 0.
type Distribution struct {
	Count uint64  `json:"count"`
	Mean  float64 `json:"mean"`
	Min   float64 `json:"min"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p999"`
	Max   float64 `json:"max"`
}

// A Phase is one part of the cold starts: "download" (image to main storage),
// "copy" (image to the host), "load" (image to RAM), "create", "clone" (code
// file) and "init".
type Phase struct {
	Name  string  `json:"name"`
	Mean  float64 `json:"mean"`  // seconds per cold start, those that skipped the phase included as 0
	Max   float64 `json:"max"`   // seconds
	Share float64 `json:"share"` // of the whole cold-start time
}

// A ResourceUse is the use of one kind of resource over simulated time, summed over
// hosts: "slots", "ram", "disk", "storage", "queue", "containers_busy",
// "containers_idle".
type ResourceUse struct {
	Name     string  `json:"name"`
	Unit     string  `json:"unit"` // "slots", "bytes", "invocations" or "containers"
	Mean     float64 `json:"mean"` // time average
	Max      float64 `json:"max"`
	Capacity float64 `json:"capacity"` // 0 if there is none
}

// Traffic is what moved over one path.
type Traffic struct {
	Path      string `json:"path"` // "download", "copy", "load", "clone", "ingress", "egress", "read", "write", "fetch", "upload"
	Bytes     int64  `json:"bytes"`
	Transfers uint64 `json:"transfers"`
}

// A CacheSummary is the account of one cache, or of one kind of cache over all
// hosts. A hit is an image that a cold start found there; joining a transfer
// that another one started is neither hit nor miss but Joined.
type CacheSummary struct {
	Name      string  `json:"name"` // "storage", "hosts" or "ram"
	Hits      uint64  `json:"hits"`
	Joined    uint64  `json:"joined"`
	Misses    uint64  `json:"misses"`
	Evictions uint64  `json:"evictions"`
	HitRatio  float64 `json:"hit_ratio"` // hits / (hits + joined + misses); 0 if none
}

// A BillItem is one line of the bill.
type BillItem struct {
	Item string  `json:"item"`
	USD  float64 `json:"usd"`
}

// A FunctionSummary is the account of one registered function.
type FunctionSummary struct {
	Name        string  `json:"name"`
	Invocations uint64  `json:"invocations"` // submitted
	OK          uint64  `json:"ok"`
	Cold        uint64  `json:"cold_starts"`
	MeanLatency float64 `json:"mean_latency"` // seconds, of those placed and ended
	USD         float64 `json:"usd"`
}
