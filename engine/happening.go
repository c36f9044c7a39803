package engine

// This file tells people what happens: one happening at a time, in words.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A HappeningKind says what kind of thing has happened.
type HappeningKind uint8

const (
	hapArrival      HappeningKind = iota // an invocation is submitted
	hapRejected                          // it is refused
	hapQueued                            // it begins to wait; or an image does, for room at main storage
	hapColdStart                         // it is placed, and a container is started for it
	hapWarmStart                         // it is placed in a container that is ready
	hapDownload                          // an image sets out for main storage
	hapDownloaded                        // it is there
	hapCopy                              // an image sets out for the disk of a host
	hapCopied                            // it is there
	hapLoad                              // an image sets out for the RAM of a host
	hapLoaded                            // it is there
	hapFlowing                           // the latency of a transfer is over
	hapCreated                           // a container is made
	hapCloned                            // the code file is in the container
	hapReady                             // the runtime in the container is up
	hapIngress                           // the ingress of an invocation sets out
	hapRunning                           // the handler starts, or what is declared in its place
	hapResumed                           // a handler or a client process goes on
	hapFinished                          // the handler has ended
	hapEnded                             // the invocation has ended
	hapIdle                              // a container serves nobody any more, and is kept
	hapExpired                           // its keep-alive is over
	hapEvicted                           // a container makes way for another one
	hapStopped                           // a container is gone
	hapImageEvicted                      // an image makes way
	hapHostDown                          // a host has failed
	hapHostUp                            // a host has come back
	hapChanged                           // somebody has changed the provider by hand
)

var happeningNames = [...]string{
	"arrival", "rejected", "queued", "cold_start", "warm_start", "download", "downloaded", "copy", "copied", "load", "loaded",
	"flowing", "created", "cloned", "ready", "ingress", "running", "resumed", "finished", "ended", "idle", "expired", "evicted",
	"stopped", "image_evicted", "host_down", "host_up", "changed",
}

// String returns the name that Lua scripts use, such as "cold_start".
func (k HappeningKind) String() string { return happeningNames[k] }

// HappeningNames returns what [Happening.Is] knows: the names of the kinds, and
// the statuses in which invocations end.
func HappeningNames() []string {
	names := slices.Clone(happeningNames[:])
	for s := OK; s <= Cancelled; s++ {
		if s != Rejected {
			names = append(names, s.String())
		}
	}
	return names
}

// A Happening is one thing that has happened, for people. What it is not about
// is zero.
type Happening struct {
	At         sim.Time
	Kind       HappeningKind
	Provider   *Provider // nil of a client process
	Invocation uint64    // serial number at the provider
	Function   FunctionID
	Container  uint64 // serial number
	Host       HostID
	Image      *File
	Status     Status // of the invocation

	inv   uint32
	why   reason
	where choice
}

// Is reports whether the happening is of the kind of that name, or an end with
// the status of that name. A rejection is an end.
func (h *Happening) Is(name string) bool {
	if h.Kind != hapEnded && h.Kind != hapRejected {
		return h.Kind.String() == name
	}
	return name == h.Kind.String() || name == h.Status.String() || name == hapEnded.String()
}

// Record returns the account of the invocation as it is now, which must be while
// its happening is being told.
func (h *Happening) Record() (r Record) {
	h.Provider.fill(&r, h.inv)
	return r
}

// String says in words what happened to whom and why, after the time:
//
//	2.5s  invocation 7 of "thumbnail" starts cold in container 4 on host 2: its 3 containers are busy
func (h *Happening) String() string {
	return Clock(h.At) + "  " + h.Text()
}

// Text is String without the time.
func (h *Happening) Text() string {
	text := h.sentence()
	if why := h.Why(); why != "" {
		text += h.join() + why
	}
	if where := h.Where(); where != "" {
		text += "; " + where
	}
	return text
}

// join is what stands between the sentence and the reason.
func (h *Happening) join() string {
	switch h.Kind {
	case hapRunning, hapEnded:
		return ", "
	case hapFinished, hapFlowing:
		return " "
	}
	return ": "
}

// Why says why it happened; "" if there is nothing to say. Spans of time end
// when it happened.
func (h *Happening) Why() string { return h.why.text(h, "ago") }

// WhyThen is Why for somebody who reads it later.
func (h *Happening) WhyThen() string { return h.why.text(h, "earlier") }

// Where says who chose the host of a cold start, and out of how many; "" of
// everything else.
func (h *Happening) Where() string { return h.where.text(h) }

// sentence says what happened to whom.
func (h *Happening) sentence() string {
	switch h.Kind {
	case hapHostDown:
		return fmt.Sprintf("host %d%s is down", h.Host, h.at())
	case hapHostUp:
		return fmt.Sprintf("host %d%s is up again", h.Host, h.at())
	case hapChanged:
		return "changed" + h.at()
	case hapDownload, hapDownloaded, hapCopy, hapCopied, hapLoad, hapLoaded, hapImageEvicted:
		return h.ofImage()
	case hapCreated, hapCloned, hapReady, hapIdle, hapExpired, hapEvicted, hapStopped:
		return h.ofContainer()
	case hapQueued:
		if h.Invocation == 0 {
			return "the download of " + h.image() + h.at() + " waits"
		}
	case hapFlowing:
		return h.transfers()
	}
	return h.ofInvocation()
}

// ofImage is the sentence of an image that moves or has to go.
func (h *Happening) ofImage() string {
	switch h.Kind {
	case hapDownload:
		return h.image() + " is on its way to main storage" + h.at()
	case hapDownloaded:
		return h.image() + " is at main storage" + h.at()
	case hapCopy:
		return fmt.Sprintf("%s is on its way from main storage to the disk of host %d%s", h.image(), h.Host, h.at())
	case hapCopied:
		return fmt.Sprintf("%s is on the disk of host %d%s", h.image(), h.Host, h.at())
	case hapLoad:
		return fmt.Sprintf("%s is on its way from the disk of host %d%s into its RAM", h.image(), h.Host, h.at())
	case hapLoaded:
		return fmt.Sprintf("%s is in the RAM of host %d%s", h.image(), h.Host, h.at())
	}
	from := "main storage"
	if h.Host != 0 {
		from = fmt.Sprintf("the %s of host %d", h.why.label, h.Host)
	}
	return h.image() + " is evicted from " + from + h.at()
}

// ofContainer is the sentence of a container.
func (h *Happening) ofContainer() string {
	what := fmt.Sprintf("container %d of %s on host %d%s ", h.Container, h.function(), h.Host, h.at())
	switch h.Kind {
	case hapCreated:
		return what + "is made"
	case hapCloned:
		return what + "has its code file"
	case hapReady:
		return what + "is ready"
	case hapIdle:
		return what + "is idle"
	case hapExpired:
		return what + "expires"
	case hapEvicted:
		return what + "is evicted"
	}
	return what + "is gone"
}

// ofInvocation is the sentence of an invocation.
func (h *Happening) ofInvocation() string {
	what := h.who() + " "
	place := fmt.Sprintf("container %d on host %d", h.Container, h.Host)
	switch h.Kind {
	case hapArrival:
		return what + "arrives"
	case hapRejected:
		return what + "is rejected"
	case hapQueued:
		return what + "waits"
	case hapColdStart:
		return what + "starts cold in " + place
	case hapWarmStart:
		return what + "starts warm in " + place
	case hapIngress:
		return what + "receives its ingress"
	case hapRunning:
		return what + "runs in " + place
	case hapResumed:
		return what + "goes on"
	case hapFinished:
		return what + "has run"
	}
	return what + "ends as " + h.Status.String()
}

// transfers is the sentence of a transfer whose latency is over.
func (h *Happening) transfers() string {
	what := "the " + h.why.label
	switch {
	case h.Image != nil:
		what += " of " + h.image()
	case h.Invocation != 0:
		what += " of " + h.who()
	case h.Container != 0:
		what += fmt.Sprintf(" of the code file into container %d of %s", h.Container, h.function())
	}
	if h.Invocation == 0 {
		what += h.at()
	}
	return what + " flows"
}

func (h *Happening) image() string { return fmt.Sprintf("image %q", h.Image.Name) }

func (h *Happening) function() string { return fmt.Sprintf("%q", h.FunctionName()) }

// FunctionName returns the name of the function, "" if it is about none.
func (h *Happening) FunctionName() string {
	if h.Function == 0 {
		return ""
	}
	return h.Provider.fns[h.Function].fn.Name
}

// who names the invocation, or the process.
func (h *Happening) who() string {
	if h.Invocation == 0 {
		return "a client process"
	}
	return fmt.Sprintf("invocation %d of %s%s", h.Invocation, h.function(), h.at())
}

// at names the provider if there are several.
func (h *Happening) at() string {
	if h.Provider == nil || len(h.Provider.sim.providers) == 1 {
		return ""
	}
	return fmt.Sprintf(" at %q", h.Provider.Name())
}

// Clock formats an instant, to the microsecond.
func Clock(t sim.Time) string {
	if t == sim.Never {
		return t.String()
	}
	return tidy((t + 500) / 1000 * 1000)
}

// Span formats a span: three digits of it, or to the second.
func Span(t sim.Time) string {
	if t == sim.Never {
		return "ever"
	}
	step := sim.Time(1)
	for t/step >= 1000 && step < sim.Seconds(1) {
		step *= 10
	}
	return tidy((t + step/2) / step * step)
}

// tidy formats a time without the seconds and minutes that a round one lacks:
// "10m", not "10m0s".
func tidy(t sim.Time) string {
	text := t.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
