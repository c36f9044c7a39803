package engine

// This file names the things of the model by small integers.

// IDs are dense and start at 1; 0 means none. A HostID and a FunctionID are
// valid for one provider. A ContainerID names a place in the provider's arena,
// which another container takes when this one is gone; its serial number
// ([Provider.ContainerSerial]) is never used again.
type (
	FileID       uint32
	RepositoryID uint32
	FunctionID   uint32
	HostID       uint32
	ContainerID  uint32
)

// A Status says how an invocation ended, or how far it has come.
type Status uint8

// The states of an invocation. Every invocation ends in exactly one of those
// from OK to Cancelled.
const (
	Submitted   Status = iota // on its way to the provider's queue
	Queued                    // waits for a place
	Starting                  // has a container, which is being made ready
	Running                   // its handler runs
	OK                        // the handler returned
	Error                     // the handler raised, or the container could not be made
	Timeout                   // reached the time limit
	OutOfMemory               // allocated more RAM than its limit
	DiskFull                  // wrote more than its disk limit and did not catch the error
	Rejected                  // refused by admission, by the schedule or by a full queue
	Crashed                   // its host failed
	Cancelled                 // withdrawn before it ended
)

var statusNames = [...]string{
	"submitted", "queued", "starting", "running",
	"ok", "error", "timeout", "out_of_memory", "disk_full", "rejected", "crashed", "cancelled",
}

// String returns the name that Lua scripts and journals use, such as "ok" or
// "out_of_memory".
func (s Status) String() string { return statusNames[s] }

// Ended reports whether s is an end state.
func (s Status) Ended() bool { return s >= OK }
