package wrench

// This file reads scenarios that were run with WRENCH's serverless service, and
// what came out of it there.

import (
	"encoding/json"
	"fmt"
	"os"
)

// A wrenchFile is a scenario and its outcome. Units are bytes, bytes per second,
// seconds and flops; -1 is a time that was never reached.
type wrenchFile struct {
	Scenario wrenchScenario
	Expected struct {
		ExitCode    int `json:"exit_code"`
		Invocations []wrenchInvocation
		Events      [][]any
	}
}

type wrenchScenario struct {
	Name        string
	Description string
	Platform    struct {
		Repo    struct{ Disk wrenchDisk }
		Head    struct{ Disk wrenchDisk }
		Compute struct {
			Count, Cores int
			RAM, Speed   float64
			Disk         wrenchDisk
		}
		Links  []wrenchLink
		Routes struct {
			RepoHead []string `json:"repo_head"`
			HeadNode []string `json:"head_node"`
		}
	}
	Service struct {
		Scheduler  string
		Startup    float64 `json:"container_startup_overhead"`
		Idle       float64 `json:"container_idle_timeout"`
		Processing float64 `json:"invocation_processing_overhead"`
		Evict      string  `json:"idle_container_eviction_policy"`
		Downloads  *bool   `json:"simulate_remote_image_downloads"`
		Buffer     string  `json:"buffer_size"`
	}
	Images      []wrenchImage
	Functions   []wrenchFunction
	Invocations []wrenchRequest
}

type wrenchLink struct {
	Name      string
	Bandwidth float64
	Latency   float64
	PerHost   bool `json:"per_host"`
}

type wrenchImage struct {
	Name      string
	Disk, RAM float64
	Missing   bool
}

type wrenchFunction struct {
	Name, Image string
	TimeLimit   float64 `json:"time_limit"`
	DiskLimit   float64 `json:"disk_limit"`
	RAMLimit    float64 `json:"ram_limit"`
	Body        []wrenchOp
}

// A wrenchRequest asks for an invocation; its body, if it has one, is used in
// place of the function's.
type wrenchRequest struct {
	At       float64
	Function string
	Client   int
	Body     []wrenchOp
}

type wrenchDisk struct {
	Read     float64 `json:"read_bw"`
	Write    float64 `json:"write_bw"`
	Capacity float64
}

// A wrenchOp is a step of a function's body.
type wrenchOp struct {
	Op                    string
	Seconds, Flops, Bytes float64
	File                  string
}

// A wrenchInvocation is the outcome of one invocation.
type wrenchInvocation struct {
	ID                                    int
	Function                              string
	Requested, Answered, Submit, Dispatch float64
	Start, End, Notified                  float64
	Host                                  string
	Warm                                  bool `json:"warm_container"`
	Status                                string
}

func readWrench(path string) (*wrenchFile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	w := &wrenchFile{}
	if err := json.Unmarshal(data, w); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

// beyond says why a scenario can't be compared, "" if it can.
func (w *wrenchFile) beyond() string {
	sc := &w.Scenario
	switch {
	case w.Expected.ExitCode != 0:
		return fmt.Sprintf("WRENCH itself gave up on it with exit code %d", w.Expected.ExitCode)
	case sc.Service.Scheduler != "fcfs" && sc.Service.Scheduler != "wb":
		return fmt.Sprintf("its scheduler %q is none that is written in Lua here", sc.Service.Scheduler)
	case sc.Service.Buffer != "" && sc.Service.Buffer != "0":
		return "it moves files in chunks, stored and forwarded"
	}
	shared := map[string]bool{}
	for _, name := range sc.Platform.Routes.RepoHead {
		shared[name] = true
	}
	for _, name := range sc.Platform.Routes.HeadNode {
		if shared[name] {
			return "the links of its two routes are not disjoint"
		}
	}
	for _, l := range sc.Platform.Links {
		if l.Latency != 0 {
			return "it has latencies, which SimGrid turns into shares"
		}
	}
	for _, f := range sc.Functions {
		for _, op := range f.Body {
			if reason := sc.beyondOp(op); reason != "" {
				return reason
			}
		}
	}
	for _, i := range sc.Invocations {
		for _, op := range i.Body {
			if reason := sc.beyondOp(op); reason != "" {
				return reason
			}
		}
	}
	return ""
}

func (sc *wrenchScenario) beyondOp(op wrenchOp) string {
	switch op.Op {
	case "sleep", "compute", "write", "read", "fail":
		return ""
	case "fetch":
		if own, shared := sc.lan(); own > 0 && shared == 0 && op.Bytes > 0 {
			return ""
		}
		return "a function fetches a file over a shared LAN"
	}
	return fmt.Sprintf("a function has the step %q", op.Op)
}

// lan returns the bandwidth of each host's own link and of the shared one to the
// hosts, 0 if there is none.
func (sc *wrenchScenario) lan() (own, shared float64) {
	for _, name := range sc.Platform.Routes.HeadNode {
		for _, l := range sc.Platform.Links {
			switch {
			case l.Name != name:
			case l.PerHost:
				own = narrower(own, l.Bandwidth)
			default:
				shared = narrower(shared, l.Bandwidth)
			}
		}
	}
	return own, shared
}

// wan returns the bandwidth between the repository and the head.
func (sc *wrenchScenario) wan() (bandwidth float64) {
	for _, name := range sc.Platform.Routes.RepoHead {
		for _, l := range sc.Platform.Links {
			if l.Name == name {
				bandwidth = narrower(bandwidth, l.Bandwidth)
			}
		}
	}
	return bandwidth
}

// narrower returns the smaller of two bandwidths, of which a may be none.
func narrower(a, b float64) float64 {
	if a == 0 || b < a {
		return b
	}
	return a
}
