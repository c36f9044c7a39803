package engine

// This file says what the provider asks its policies. A policy decides and
// changes nothing; the provider checks the answer and carries it out.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A SchedulePolicy decides where an invocation runs.
type SchedulePolicy interface {
	// Schedule answers for the invocation r: a container that can take it, a host
	// on which to start one, neither to let it wait, or a rejection. An answer that
	// cannot be carried out ends the run with a [PolicyError].
	Schedule(r Request, c *Cluster) (Decision, error)
}

// A Decision is the answer of a SchedulePolicy. The zero Decision is to wait.
type Decision struct {
	Container ContainerID // use this one
	Host      HostID      // start a container here
	Reject    bool
	Reason    string // of the rejection
}

// A KeepAlivePolicy decides how long an idle container is kept.
type KeepAlivePolicy interface {
	// KeepAlive returns how long container c, which has just become idle, is
	// kept; 0 stops it now, [sim.Never] keeps it until it is evicted.
	KeepAlive(p *Provider, c ContainerID) (sim.Time, error)
}

// FixedKeepAlive keeps every idle container for the same time.
type FixedKeepAlive sim.Time

// KeepAlive returns the fixed time.
func (k FixedKeepAlive) KeepAlive(*Provider, ContainerID) (sim.Time, error) { return sim.Time(k), nil }

// An AdmitPolicy decides whether an invocation is accepted when it arrives.
type AdmitPolicy interface {
	Admit(r Request) (ok bool, reason string, err error)
}

// An EvictPolicy ranks what could be evicted to make room; the lowest rank
// goes first, ties go to the least recently used.
type EvictPolicy interface {
	Rank(c Candidate) (float64, error)
}

// A Candidate is something that could be evicted: an image in main storage or
// on a host that nobody uses, or an idle container.
type Candidate struct {
	Kind      CandidateKind
	Provider  *Provider
	Host      HostID      // 0 for main storage
	Image     *File       // of an image; of a container, its image
	Container ContainerID // 0 for an image
	Size      unit.Bytes  // bytes of disk that it holds
	RAM       unit.Bytes  // bytes of RAM that it holds
	Uses      uint64      // how often it was used
	LastUsed  sim.Time    // when its latest use began or, if that is over, ended
	Created   sim.Time    // when it was made; for an image, when it was added
	Ready     sim.Time    // when the container was ready, or the image had arrived
	Loaded    sim.Time    // when an image on a host's disk was last loaded into RAM; Never if never

	// What an idle container is asked to make room for still lacks, in bytes, when
	// all images that nobody uses have been evicted; 0 for images.
	LacksDisk, LacksRAM unit.Bytes
}

// A CandidateKind tells images from containers.
type CandidateKind uint8

// The kinds.
const (
	StorageImage CandidateKind = iota // in main storage
	HostImage                         // on the disk of a host
	LoadedImage                       // in the RAM of a host
	IdleContainer
)

var candidateNames = [...]string{"image", "image", "loaded_image", "container"}

// String returns "image", "loaded_image" or "container".
func (k CandidateKind) String() string { return candidateNames[k] }

// A SourcePolicy decides from which repository an image is downloaded.
type SourcePolicy interface {
	// Source returns one of copies, the repositories that store image, in the
	// order in which it was stored there. Copies has at least two elements.
	Source(image *File, copies []*Repository) (*Repository, error)
}

// A BillingPolicy prices an invocation that ended. Invocations that were
// rejected before they had a container are not billed.
type BillingPolicy interface {
	// Bill adds the items of the bill of u to b. Neither may be kept.
	Bill(u *Usage, b *Bill) error
}

// An Observer is told of invocations. It must not keep r.
type Observer interface {
	Observe(r *Record) error
}

// A PolicyError says that a policy failed or that its answer cannot be carried
// out. It ends the run, unless it is forgiven: see [Simulation.Forgive].
type PolicyError struct {
	Policy     string // the option of the provider, such as "schedule"
	Provider   string
	At         sim.Time
	Invocation uint64 // serial number at the provider, 0 if the question was about none
	Function   string // "" if the question was about none
	Err        error
}

// Error says which policy failed, when, for which invocation, and why.
func (e *PolicyError) Error() string {
	what := fmt.Sprintf("provider %q: %s: at %v", e.Provider, e.Policy, e.At)
	if e.Invocation != 0 {
		what += fmt.Sprintf(": invocation %d of %q", e.Invocation, e.Function)
	}
	return what + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *PolicyError) Unwrap() error { return e.Err }

// WarmFirstFit is the default schedule: a warm container of the function, or
// else the first host in order of number that can start one. A host with room
// to spare comes before one where idle containers would have to be evicted.
type WarmFirstFit struct{}

// Schedule implements [SchedulePolicy].
func (s WarmFirstFit) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmFirstFit) cold(r Request, c *Cluster) HostID { return c.FirstFit(r) }

// String returns the name that Lua scripts use.
func (WarmFirstFit) String() string { return "first_fit" }

// WarmBestFit starts cold containers on the host with the least free RAM that
// can take them.
type WarmBestFit struct{}

// Schedule implements [SchedulePolicy].
func (s WarmBestFit) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmBestFit) cold(r Request, c *Cluster) HostID { return c.BestFit(r) }

// String returns the name that Lua scripts use.
func (WarmBestFit) String() string { return "best_fit" }

// WarmWorstFit starts cold containers on the host with the most free RAM.
type WarmWorstFit struct{}

// Schedule implements [SchedulePolicy].
func (s WarmWorstFit) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmWorstFit) cold(r Request, c *Cluster) HostID { return c.WorstFit(r) }

// String returns the name that Lua scripts use.
func (WarmWorstFit) String() string { return "worst_fit" }

// WarmLeastLoaded starts cold containers on the host that runs the fewest
// invocations.
type WarmLeastLoaded struct{}

// Schedule implements [SchedulePolicy].
func (s WarmLeastLoaded) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmLeastLoaded) cold(r Request, c *Cluster) HostID { return c.LeastLoaded(r) }

// String returns the name that Lua scripts use.
func (WarmLeastLoaded) String() string { return "least_loaded" }

// WarmRoundRobin starts cold containers on the hosts in turn.
type WarmRoundRobin struct{}

// Schedule implements [SchedulePolicy].
func (s WarmRoundRobin) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmRoundRobin) cold(r Request, c *Cluster) HostID { return c.RoundRobin(r) }

// String returns the name that Lua scripts use.
func (WarmRoundRobin) String() string { return "round_robin" }

// WarmRandom starts cold containers on a random host that can take them.
type WarmRandom struct{}

// Schedule implements [SchedulePolicy].
func (s WarmRandom) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmRandom) cold(r Request, c *Cluster) HostID { return c.Random(r) }

// String returns the name that Lua scripts use.
func (WarmRandom) String() string { return "random" }

// WarmImageFit starts cold containers on the first host that has the image,
// or else on the first that fits.
type WarmImageFit struct{}

// Schedule implements [SchedulePolicy].
func (s WarmImageFit) Schedule(r Request, c *Cluster) (Decision, error) { return warmOr(s, r, c) }

func (WarmImageFit) cold(r Request, c *Cluster) HostID {
	if h := c.WithImage(r); h != 0 {
		return h
	}
	return c.FirstFit(r)
}

// String returns the name that Lua scripts use.
func (WarmImageFit) String() string { return "image_first" }

// A warmFirst is a schedule that reuses a warm container if there is one, and asks for
// a host else. The built-in ones are of this kind; the provider knows it, and asks them
// only for hosts.
type warmFirst interface {
	SchedulePolicy
	cold(r Request, c *Cluster) HostID
}

func warmOr(s warmFirst, r Request, c *Cluster) (Decision, error) {
	if w := c.Warm(r); w != 0 {
		return Decision{Container: w}, nil
	}
	return Decision{Host: s.cold(r, c)}, nil
}
