package engine

// This file holds reasons: why something happened, kept in numbers as they were
// at that moment. The words are made only when somebody reads them.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A reason says why something happened. What its members mean is said with the
// codes.
type reason struct {
	code        reasonCode
	n, m, k, j  int64
	other       uint64     // serial number of another container or invocation
	fn          FunctionID // another one
	since, took sim.Time
	label       string
}

type reasonCode uint8

const (
	whyUnknown   reasonCode = iota
	whyText                 // label says it
	whyAccepting            // took: the dispatch overhead that begins

	// A cold start.
	whyFirst    // no container of the function was ever made
	whyExpired  // other, the last one, expired at since after a keep-alive of took
	whyUnkept   // other, the last one, was not kept at since
	whyEvicted  // other, the last one, was evicted at since to make room for fn
	whyStopped  // other, the last one, stopped at since; label: after what, "" if unknown
	whyNoneLeft // n were made, none is left
	whyBusy     // of n containers, m are starting, k stopping, j idle on hosts without a free slot
	whyChosen   // label, the policy, took a new one although container other is warm on host n

	// A warm start.
	whyIdle   // the container was idle since
	whyShared // it serves n of m at once already

	// Waiting.
	whyRound      // a round decides
	whyBehind     // other, of the same function, waits already
	whyStrict     // other, of fn, is before it in a strict queue
	whySlots      // n of m slots of k hosts are taken, of which j are down
	whyRAM        // n bytes are needed, no host with a free slot can free more than m
	whyDisk       // the same of disk, of hosts that have the RAM
	whySaidWait   // label, the policy, said wait, although host n could take it
	whyWaitedWarm // the same, although container other is warm
	whyImage      // its image is not at main storage
	whyStorage    // main storage can't free the n bytes of an image
	whyLine       // other images wait for room before it

	// Movements.
	whyFrom    // n bytes from label
	whyBytes   // n bytes
	whyTook    // it took
	whyLatency // a latency of took is over

	// The life of a container.
	whyCreated // making it took; its code file label of n bytes comes
	whyInit    // the phase took; the runtime starts, for since
	whyStarted // the cold start took
	whyKept    // for took, until since
	whyUnused  // for took
	whyRoom    // for a container of fn, for which label is lacking
	whyRoomFor // for image label

	// The life of an invocation.
	whyLeft    // took since it was submitted
	whyAhead   // its warm overhead ends at since
	whySlept   // for took
	whyCPU     // computed for took
	whyMoved   // label n bytes in took
	whyAwait   // invocation other of fn has ended
	whyBegins  // a process begins
	whyEarlier // nobody watched when it began to wait
	whyPhase   // phase n of m, label, is over
	whyRan     // for took; n bytes of egress set out; label: the message
	whyDone    // took since it was submitted; label: the message
)

// text makes the words; ago is the word for spans that end when h happened.
func (r *reason) text(h *Happening, ago string) string {
	switch {
	case r.code == whyUnknown || r.code == whyText:
		if h.Kind == hapImageEvicted || h.Kind == hapFlowing {
			return "" // the label is part of the sentence
		}
		return r.label
	case r.code == whyAccepting:
		return "accepting it takes " + Span(r.took)
	case r.code <= whyShared:
		return r.ofStart(h, ago)
	case r.code <= whyLine:
		return r.ofWait(h)
	case r.code <= whyRoomFor:
		return r.ofContainer(h)
	}
	return r.ofInvocation(h)
}

// ofStart says why an invocation starts cold or warm.
func (r *reason) ofStart(h *Happening, ago string) string {
	before := Span(h.At-r.since) + " " + ago
	if h.At == r.since {
		before = "just now"
	}
	switch r.code {
	case whyFirst:
		return fmt.Sprintf("it is the first container of %s", h.function())
	case whyExpired:
		return fmt.Sprintf("container %d, the last one, expired %s after a keep-alive of %s", r.other, before, Span(r.took))
	case whyUnkept:
		return fmt.Sprintf("container %d, the last one, ended %s, and its keep-alive is 0s", r.other, before)
	case whyEvicted:
		return fmt.Sprintf("container %d, the last one, was evicted %s to make room for %q", r.other, before, h.Provider.fns[r.fn].fn.Name)
	case whyStopped:
		return fmt.Sprintf("container %d, the last one, was stopped %s%s", r.other, before, r.label)
	case whyNoneLeft:
		if r.n == 1 {
			return "its only container so far is gone"
		}
		return fmt.Sprintf("of the %d containers of %s so far none is left", r.n, h.function())
	case whyBusy:
		return r.busy()
	case whyChosen:
		return fmt.Sprintf("%s chose a new container, although container %d on host %d is warm", r.label, r.other, r.n)
	case whyIdle:
		return "the container was idle for " + Span(h.At-r.since)
	}
	return fmt.Sprintf("the container serves %d of %d at once already", r.n, r.m)
}

// busy says why none of the containers of a function can be used.
func (r *reason) busy() string {
	all, parts := r.n, []string{}
	for _, part := range []struct {
		n    int64
		what string
	}{{r.n - r.m - r.k - r.j, "busy"}, {r.m, "starting"}, {r.k, "being torn down"}, {r.j, "on hosts without a free slot"}} {
		switch {
		case part.n == 0:
		case part.n == all && all == 1:
			if part.n == r.j {
				return "its only container is on a host without a free slot"
			}
			return "its only container is " + part.what
		case part.n == all:
			return fmt.Sprintf("its %d containers are %s", all, part.what)
		default:
			parts = append(parts, fmt.Sprintf("%d %s %s", part.n, is(part.n), part.what))
		}
	}
	return fmt.Sprintf("of its %d containers %s", all, enumerate(parts))
}

func is(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// enumerate joins words: "a, b and c".
func enumerate(words []string) string {
	text := words[0]
	for i, w := range words[1:] {
		if i == len(words)-2 {
			text += " and " + w
		} else {
			text += ", " + w
		}
	}
	return text
}

// ofWait says why an invocation, or the download of an image, waits.
func (r *reason) ofWait(h *Happening) string {
	switch r.code {
	case whyRound:
		return "a round decides for all that wait"
	case whyBehind:
		return fmt.Sprintf("invocation %d of %s waits already", r.other, h.function())
	case whyStrict:
		return fmt.Sprintf("invocation %d of %q is before it in the strict queue", r.other, h.Provider.fns[r.fn].fn.Name)
	case whySlots:
		return r.noSlot()
	case whyRAM:
		return fmt.Sprintf("it needs %v of RAM, and no host with a free slot can free more than %v", unit.Bytes(r.n), unit.Bytes(r.m))
	case whyDisk:
		return fmt.Sprintf("it needs %v of disk, and no host with a free slot and the RAM can free more than %v", unit.Bytes(r.n), unit.Bytes(r.m))
	case whySaidWait:
		return fmt.Sprintf("%s said wait, although host %d could take it", r.label, r.n)
	case whyWaitedWarm:
		return fmt.Sprintf("%s said wait, although container %d is warm", r.label, r.other)
	case whyImage:
		return h.image() + " is not at main storage yet"
	case whyStorage:
		return fmt.Sprintf("main storage can't free its %v as long as other images are in use", unit.Bytes(r.n))
	}
	return "other images wait for room before it"
}

// noSlot says that no host has a free slot.
func (r *reason) noSlot() string {
	switch {
	case r.j == r.k && r.k == 1:
		return "the host is down"
	case r.j == r.k:
		return fmt.Sprintf("all %d hosts are down", r.k)
	case r.k == 1:
		return fmt.Sprintf("the host has no free slot (%d of %d are taken)", r.n, r.m)
	case r.j > 0:
		return fmt.Sprintf("none of the %d hosts has a free slot (%d of %d are taken, and %d %s down)", r.k, r.n, r.m, r.j, is(r.j))
	}
	return fmt.Sprintf("none of the %d hosts has a free slot (%d of %d are taken)", r.k, r.n, r.m)
}

// ofContainer gives the reasons of movements and of the life of a container.
func (r *reason) ofContainer(h *Happening) string {
	switch r.code {
	case whyFrom:
		return fmt.Sprintf("%v from %q", unit.Bytes(r.n), r.label)
	case whyBytes:
		return unit.Bytes(r.n).String()
	case whyTook:
		return "it took " + Span(r.took)
	case whyLatency:
		return "after a latency of " + Span(r.took)
	case whyCreated:
		return fmt.Sprintf("it took %s; its code file of %v is on its way from %q", Span(r.took), unit.Bytes(r.n), r.label)
	case whyInit:
		return fmt.Sprintf("it took %s; its runtime starts, which takes %s", Span(r.took), Span(r.since))
	case whyStarted:
		return "its cold start took " + Span(r.took)
	case whyKept:
		if r.took == sim.Never {
			return "it is kept until it is evicted"
		}
		return fmt.Sprintf("it is kept for %s, until %s", Span(r.took), Clock(r.since))
	case whyUnused:
		if r.took == 0 {
			return "it is not kept, its keep-alive is 0s"
		}
		return "it was not used for " + Span(r.took)
	case whyRoom:
		return fmt.Sprintf("to make room for a container of %q%s", h.Provider.fns[r.fn].fn.Name, r.lacking())
	}
	return fmt.Sprintf("to make room for image %q", h.Provider.sim.files[r.n].Name)
}

// lacking says what a host lacks for a container that needs room: n slots, m bytes
// of RAM and k bytes of disk.
func (r *reason) lacking() string {
	var parts []string
	if r.n > 0 {
		parts = append(parts, "a slot")
	}
	if r.m > 0 {
		parts = append(parts, unit.Bytes(r.m).String()+" of RAM")
	}
	if r.k > 0 {
		parts = append(parts, unit.Bytes(r.k).String()+" of disk")
	}
	if parts == nil {
		return ""
	}
	return ", which lacks " + enumerate(parts)
}

// ofInvocation gives the reasons of the life of an invocation.
func (r *reason) ofInvocation(h *Happening) string {
	switch r.code {
	case whyLeft:
		return Span(r.took) + " after it was submitted"
	case whyAhead:
		return fmt.Sprintf("from %s on, when the warm overhead is over", Clock(r.since))
	case whySlept:
		return "it slept for " + Span(r.took)
	case whyCPU:
		return "it computed for " + Span(r.took)
	case whyMoved:
		return fmt.Sprintf("it %s %v in %s", r.label, unit.Bytes(r.n), Span(r.took))
	case whyAwait:
		return fmt.Sprintf("invocation %d of %q is what it waited for", r.other, r.label)
	case whyBegins:
		return "it begins"
	case whyEarlier:
		return ""
	case whyPhase:
		return fmt.Sprintf("phase %d of %d, %s, is over", r.n, r.m, r.label)
	case whyRan:
		text := "for " + Span(r.took)
		if r.label != "" {
			return text + ", " + r.label
		}
		if r.n > 0 {
			text += fmt.Sprintf("; its egress of %v is on its way", unit.Bytes(r.n))
		}
		return text
	}
	text := Span(r.took) + " after it was submitted"
	if r.label != "" {
		text += ", " + r.label
	}
	return text
}
