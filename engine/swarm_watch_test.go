package engine

// This file watches a simulation from event to event: what must hold of records,
// of bytes moved and of money, beyond the state of one moment.

import (
	"errors"
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A watch remembers what a simulation was before the latest event, and the
// records of all invocations that have ended.
type watch struct {
	s         *Simulation
	providers map[*Provider]*account
	images    []*imageWatch // by provider
	transfers []transfer
	now       sim.Time
	err       error
}

// An account is what the records of a provider add up to.
type account struct {
	traffic         [pathNone]Traffic // before the latest event
	down            int               // hosts, before the latest event
	ended, billed   uint64
	cost            billing.Meter
	ingress, egress unit.Bytes
	seen            map[uint64]bool
}

func (w *watch) watchProviders() {
	w.providers = map[*Provider]*account{}
	for _, p := range w.s.providers {
		w.providers[p] = &account{seen: map[uint64]bool{}}
	}
}

// Observe implements [Observer]: every record tells a consistent story.
func (w *watch) Observe(r *Record) error {
	a := w.providers[r.Provider]
	a.ended++
	a.cost.Add(r.Cost)
	a.ingress, a.egress = a.ingress+r.Ingress, a.egress+r.Egress
	if a.seen[r.ID] {
		w.fail(r, "ended twice")
	}
	a.seen[r.ID] = true
	w.story(r)
	return nil
}

func (w *watch) fail(r *Record, what string) {
	if w.err == nil {
		w.err = fmt.Errorf("at %v: record %+v: %s", w.s.Now(), *r, what)
	}
}

func (w *watch) story(r *Record) {
	_, l := r.Provider.Function(r.Function)
	demand := func(ok bool, what string) {
		if !ok {
			w.fail(r, what)
		}
	}
	last, sum := r.Submitted, sim.Time(0)
	for _, at := range []sim.Time{r.Dispatched, r.Placed, r.Downloaded, r.Copied, r.Loaded, r.Created, r.Cloned, r.Ready, r.Started, r.Finished, r.Ended} {
		if at != sim.Never {
			demand(at >= last, "moments out of order")
			last = at
		}
	}
	for _, ph := range r.Phases() {
		sum += ph.Took
	}
	demand(sum == r.Latency(), "phases do not add up to the latency")
	demand(r.Status.Ended() && r.Ended == w.s.Now(), "has not ended now")
	demand((r.Message == "") == (r.Status == OK), "message of an end")
	demand((r.Container != 0) == (r.Placed != sim.Never) && (r.Instance != 0) == (r.Placed != sim.Never), "placed without a container, or the opposite")
	demand(r.Cold || r.Created == sim.Never && r.Downloaded == sim.Never, "a warm start with a cold phase")
	demand(r.Status != OK || r.Started != sim.Never && r.Finished != sim.Never && r.Ready != sim.Never && r.Dispatched != sim.Never, "ok without a life")
	demand(r.Status != OK || !r.Cold || r.Cloned != sim.Never, "a cold start without phases")
	demand(r.Status != Rejected || r.Placed == sim.Never, "rejected with a place")
	demand((r.Started == sim.Never) == (r.Finished == sim.Never), "started and not finished, or the opposite")
	if l.TimeLimit > 0 && r.Started != sim.Never {
		demand(r.Execution() <= l.TimeLimit, "beyond the time limit")
		demand((r.Status == Timeout) == (r.Execution() == l.TimeLimit) || r.Status == OutOfMemory || r.Status == Crashed, "a timeout that is none, or the opposite")
	}
	demand(r.Status != Timeout || l.TimeLimit > 0, "a timeout without a limit")
	demand(l.RAM == 0 || r.RAMPeak <= l.RAM, "beyond the RAM limit")
	demand(l.Disk == 0 || r.DiskPeak <= l.Disk, "beyond the disk limit")
	demand(r.Ready == sim.Never || r.Ingress >= l.Ingress, "ingress")
	demand(r.Status != OK || r.Egress >= l.Egress, "egress")
	demand(r.Cost >= 0, "cost")
	if r.Host != 0 {
		most := r.Execution().Seconds() * r.Provider.Host(r.Host).Speed
		demand(r.CPU >= 0 && r.CPU <= most+1e-9*(1+most), "more CPU seconds than fit into the execution")
	}
}

// imageWatch counts what a provider says of images.
type imageWatch struct {
	w        *watch
	provider string
	n        [3]uint64
	bytes    [3]int64
}

// of returns the watch of the images of a provider that is about to be declared.
func (w *watch) of(provider string) *imageWatch {
	i := &imageWatch{w: w, provider: provider}
	w.images = append(w.images, i)
	return i
}

// ObserveImage implements [ImageObserver].
func (i *imageWatch) ObserveImage(m *ImageMove) error {
	i.n[m.Kind]++
	i.bytes[m.Kind] += int64(m.Bytes())
	if m.Began > m.Ended || m.Ended != i.w.s.Now() || (m.Host == 0) != (m.Kind == DownloadMove) {
		return fmt.Errorf("moved %+v", *m)
	}
	return nil
}

// atEnd compares what was said with the traffic.
func (i *imageWatch) atEnd(p *Provider) error {
	for k, path := range []trafficPath{DownloadMove: pathDownload, CopyMove: pathCopy, LoadMove: pathLoad} {
		said, moved := (Traffic{"", i.bytes[k], i.n[k]}), p.traffic[path]
		if less := said.Bytes <= moved.Bytes && said.Transfers <= moved.Transfers; said != moved && !(less && failures(p)) {
			return fmt.Errorf("provider %s: told of %+v, moved %+v", i.provider, said, moved)
		}
	}
	return nil
}

// before remembers the state before an event.
func (w *watch) before() {
	w.transfers = append(w.transfers[:0], w.s.transfers...)
	w.now = w.s.Now()
	for p, a := range w.providers {
		a.traffic, a.down = p.traffic, downHosts(p)
	}
}

// after compares the state after the event with what it was.
func (w *watch) after() error {
	if w.err != nil {
		return w.err
	}
	// When only events without effect were left, the clock goes back to the last one
	// that had an effect: see sim.Kernel.Idle.
	if w.s.Now() < w.now && w.s.kernel.Pending() > 0 {
		return fmt.Errorf("the clock went back from %v to %v", w.now, w.s.Now())
	}
	for _, p := range w.s.providers[:len(w.images)] {
		if err := w.moved(p); err != nil {
			return fmt.Errorf("at %v: provider %s: %w", w.s.Now(), p.Name(), err)
		}
	}
	return nil
}

// moved demands that the traffic of the latest event is that of the transfers
// that have vanished: whole ones, or a part of those that can be broken off.
func (w *watch) moved(p *Provider) error {
	var most [pathNone]Traffic
	for t := range w.transfers {
		x := &w.transfers[t]
		if x.kind == xferNone || x.prov != p || x.path == pathNone || w.s.transfers[t].serial == x.serial {
			continue
		}
		most[x.path].Bytes += int64(x.amount)
		most[x.path].Transfers++
	}
	a := w.providers[p]
	for k, before := range a.traffic {
		bytes, n := p.traffic[k].Bytes-before.Bytes, p.traffic[k].Transfers-before.Transfers
		whole := trafficPath(k) <= pathEgress && downHosts(p) <= a.down
		if bytes < 0 || bytes > most[k].Bytes || whole && (bytes != most[k].Bytes || n != most[k].Transfers) {
			return fmt.Errorf("%s moved %d bytes in %d transfers, of at most %+v", pathNames[k], bytes, n, most[k])
		}
	}
	n := &p.counts
	if ended := n.OK + n.Error + n.Timeout + n.OutOfMemory + n.DiskFull + n.Rejected + n.Crashed + n.Cancelled; a.ended != ended {
		return fmt.Errorf("%d ended, %d were observed", ended, a.ended)
	}
	var items billing.Meter
	for i := range p.bill {
		items.Merge(p.bill[i].sum)
	}
	if items != a.cost {
		return fmt.Errorf("items add up to %v, records to %v", items, a.cost)
	}
	return nil
}

// atEnd returns what is left over when nothing is left to happen.
func (w *watch) atEnd() error {
	s := w.s
	if n := s.net.Active(); n != 0 {
		return fmt.Errorf("%d flows at the end", n)
	}
	for _, r := range s.repos[1:] {
		if r.active != 0 {
			return fmt.Errorf("repository %s has %d active transfers at the end", r.Config.Name, r.active)
		}
	}
	for k, p := range s.providers[:len(w.images)] {
		if err := w.images[k].atEnd(p); err != nil {
			return err
		}
		a := w.providers[p]
		inFlight := int(p.counts.Submitted - a.ended)
		if inFlight != p.waiting || inFlight > 0 && neverWaits(p) && downHosts(p) == 0 {
			return fmt.Errorf("provider %s: %d in flight at the end, %d of them wait", p.Name(), inFlight, p.waiting)
		}
		if len(p.storage.queue) > 0 {
			return errors.New("images wait for room in main storage at the end")
		}
		in, out := p.traffic[pathIngress].Bytes+p.traffic[pathFetch].Bytes, p.traffic[pathEgress].Bytes+p.traffic[pathUpload].Bytes
		if in > int64(a.ingress) || out > int64(a.egress) {
			return fmt.Errorf("provider %s: moved %d in and %d out, the records say %v and %v", p.Name(), in, out, a.ingress, a.egress)
		}
	}
	return nil
}
