package engine

// This file moves bytes: every transfer is a latency and then a fluid flow
// over the resources that it crosses, or a fixed time.

import (
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// maxPath is the most resources that a transfer can cross: repository disk,
// repository link, LAN, interface, and the destination's disk (write, total),
// with one to spare.
const maxPath = 7

// A transferKind says whom to tell when a transfer has arrived.
type transferKind uint8

const (
	xferNone     transferKind = iota
	xferDownload              // a: file
	xferCopy                  // a: host, b: file
	xferLoad                  // a: host, b: file
	xferClone                 // a: container
	xferIngress               // a: invocation
	xferEgress                // a: invocation
	xferStep                  // a: invocation
	xferProcess               // a: process, b: wake-up
)

// A trafficPath is a line of the account of bytes moved.
type trafficPath uint8

const (
	pathDownload trafficPath = iota
	pathCopy
	pathLoad
	pathClone
	pathIngress
	pathEgress
	pathRead
	pathWrite
	pathFetch
	pathUpload
	pathNone // not bytes: CPU work
)

var pathNames = [...]string{"download", "copy", "load", "clone", "ingress", "egress", "read", "write", "fetch", "upload"}

// A transfer is one movement of bytes, or of CPU work.
type transfer struct {
	kind   transferKind
	path   trafficPath
	hops   uint8
	fixed  bool
	serial uint32 // events of an earlier use are stale
	a, b   uint32
	next   uint32 // in the free list

	prov    *Provider
	repo    *Repository // whose link it is on; nil if none
	amount  float64     // bytes or CPU seconds
	limit   float64     // per second; 0 = none
	narrow  float64     // least capacity that it crosses, +Inf if none
	latency sim.Time
	asked   sim.Time // when it set out; Never before
	began   sim.Time // when the latency was over; Never before
	flow    flow.FlowID
	res     [maxPath]flow.ResourceID
}

// newTransfer returns an empty transfer for p.
func (s *Simulation) newTransfer(p *Provider, path trafficPath, amount float64) uint32 {
	t := s.freeTransfer
	if t != 0 {
		s.freeTransfer = s.transfers[t].next
	} else {
		t = uint32(len(s.transfers))
		s.transfers = append(s.transfers, transfer{})
	}
	serial := s.transfers[t].serial
	s.transfers[t] = transfer{
		serial: serial, prov: p, path: path, amount: amount, narrow: math.Inf(1),
		asked: sim.Never, began: sim.Never, fixed: p.config.Network == FixedNetwork,
	}
	return t
}

// cross adds a resource of the given capacity to the path of t; one without a
// limit is no obstacle: it has no ID, or if it once had a limit, capacity 0.
func (x *transfer) cross(r flow.ResourceID, capacity float64) {
	if r == 0 {
		return
	}
	x.res[x.hops] = r
	x.hops++
	if capacity > 0 {
		x.narrow = min(x.narrow, capacity)
	}
}

// startTransfer sets t on its way.
func (s *Simulation) startTransfer(t uint32) {
	x := &s.transfers[t]
	x.asked = s.Now()
	if x.repo != nil {
		x.repo.active++
	}
	if x.latency > 0 {
		s.after(x.latency, sim.Event{Kind: evTransfer, A: t, B: uint64(x.serial)})
		return
	}
	s.beginTransfer(t)
}

// beginTransfer starts the flow of t. What takes no time arrives by an event of
// its own, so that nobody is told of an arrival before he has asked for it.
func (s *Simulation) beginTransfer(t uint32) {
	x := &s.transfers[t]
	x.began = s.Now()
	rate := x.narrow
	if x.limit > 0 {
		rate = min(rate, x.limit)
	}
	switch {
	case x.amount == 0 || math.IsInf(rate, 1):
		s.at(s.Now(), sim.Event{Kind: evTransfer, A: t, B: uint64(x.serial)})
	case x.fixed:
		s.after(sim.Seconds(x.amount/rate), sim.Event{Kind: evTransfer, A: t, B: uint64(x.serial)})
	default:
		x.flow = s.net.Start(s.Now(), x.amount, x.limit, uint64(t), x.res[:x.hops])
		s.touchNet()
	}
}

// transferEvent handles the end of the latency of t, or its arrival.
func (s *Simulation) transferEvent(t, serial uint32) {
	x := &s.transfers[t]
	switch {
	case x.serial != serial: // cancelled
		s.kernel.Idle()
	case x.began == sim.Never:
		if w := s.watch; w != nil {
			w.flowing(s, t)
		}
		s.beginTransfer(t)
	default:
		s.arrived(t)
	}
}

// touchNet sees to it that the network is asked, at the end of this instant,
// when it changes next: any number of changes cost one solution.
func (s *Simulation) touchNet() {
	if s.settling {
		return
	}
	s.settling = true
	s.at(s.Now(), sim.Event{Kind: evSettle, Class: sim.Late})
}

func (s *Simulation) settle() {
	s.settling = false
	next := s.net.Next()
	if next < s.flowAt {
		s.flowAt = next
		s.at(next, sim.Event{Kind: evFlow})
	}
}

// flowEvent tells of all flows that end now. An event that fires early, because
// the flow it was for has been slowed down or cancelled, only asks anew.
func (s *Simulation) flowEvent() {
	at := s.Now()
	if at != s.flowAt {
		s.kernel.Idle()
		return
	}
	s.flowAt = sim.Never
	s.touchNet()
	for n := 0; ; n++ {
		_, tag, ok := s.net.Finish(at)
		if !ok {
			if n == 0 {
				s.kernel.Idle()
			}
			return
		}
		s.transfers[tag].flow = 0
		s.arrived(uint32(tag))
	}
}

// arrived accounts for t, forgets it and tells whoever waits for it.
func (s *Simulation) arrived(t uint32) {
	x := s.transfers[t]
	x.prov.account(x.path, x.amount)
	s.dropTransfer(t)
	x.prov.arrived(&x)
}

// cancelTransfer stops t, started or not; what has moved so far counts as moved
// and is returned.
func (s *Simulation) cancelTransfer(t uint32) (moved float64) {
	x := &s.transfers[t]
	switch {
	case x.flow != 0:
		moved = x.amount - s.net.Cancel(s.Now(), x.flow)
		s.touchNet()
	case x.began != sim.Never && x.fixed && !math.IsInf(x.narrow, 1):
		moved = min(x.amount, x.narrow*(s.Now()-x.began).Seconds())
	}
	if moved > 0 {
		x.prov.account(x.path, math.Round(moved))
	}
	s.dropTransfer(t)
	return moved
}

func (s *Simulation) dropTransfer(t uint32) {
	x := &s.transfers[t]
	if x.repo != nil && x.started() {
		x.repo.active--
	}
	serial := x.serial
	*x = transfer{serial: serial + 1, next: s.freeTransfer}
	s.freeTransfer = t
}

// started reports whether startTransfer was called: a transfer that waits for
// nothing yet has neither begun nor a latency event.
func (x *transfer) started() bool { return x.kind != xferNone }

// account adds a finished or broken-off movement to the provider's account.
func (p *Provider) account(path trafficPath, amount float64) {
	if path == pathNone {
		return
	}
	p.traffic[path].Bytes += int64(amount)
	p.traffic[path].Transfers++
}

// arrived tells the one who waits for x.
func (p *Provider) arrived(x *transfer) {
	switch x.kind {
	case xferDownload, xferCopy, xferLoad:
		m := p.imageLanded(x.kind, x.a, x.b)
		if wait, now := p.turn(); !now {
			p.toldLater(m, wait)
			return
		}
		p.imageMoved(m)
	case xferClone:
		p.cloned(ContainerID(x.a))
	case xferIngress:
		p.run(x.a)
	case xferEgress:
		p.endInTurn(x.a)
	case xferStep:
		p.invs[x.a].transfer = 0
		p.nextStep(x.a)
	case xferProcess:
		p.sim.processes[x.a].transfer = 0
		p.sim.wakeUp(x.a, x.b)
	}
}

// imageMoved goes on after the download, copy or load of an image.
func (p *Provider) imageMoved(m arrival) {
	switch m.kind {
	case xferDownload:
		p.downloaded(FileID(m.a), m.began)
	case xferCopy:
		p.copied(HostID(m.a), FileID(m.b), m.began)
	default:
		p.imageInRAM(HostID(m.a), FileID(m.b), m.began)
	}
	p.wantRound()
}

// fromRepository adds the crossing of a repository's disk and link.
func (x *transfer) fromRepository(r *Repository) {
	x.repo = r
	x.latency += r.Config.Latency
	x.cross(r.disk, r.Config.Read)
	x.cross(r.link, r.Config.Bandwidth)
}

// readFrom and writeTo add the crossing of a disk.
func (x *transfer) readFrom(d *disk) {
	x.cross(d.read, d.config.Read)
	x.cross(d.total, d.config.Total)
}

func (x *transfer) writeTo(d *disk) {
	x.cross(d.write, d.config.Write)
	x.cross(d.total, d.config.Total)
}

// intoHost and outOfHost add the crossing of a host's network interface.
func (x *transfer) intoHost(h *host) {
	x.latency += h.nic.Latency
	x.cross(h.nicIn, h.nic.Bandwidth)
}

func (x *transfer) outOfHost(h *host) {
	x.latency += h.nic.Latency
	x.cross(h.nicOut, h.nic.Bandwidth)
}

// A disk is the resources of a disk.
type disk struct {
	config             Disk
	read, write, total flow.ResourceID
}

func (s *Simulation) newDisk(c Disk) disk {
	return disk{config: c, read: s.resource(c.Read), write: s.resource(c.Write), total: s.resource(c.Total)}
}

// moveBytes prepares a movement by the code of invocation i.
func (p *Provider) moveBytes(i uint32, op Op, bytes unit.Bytes) uint32 {
	inv := &p.invs[i]
	h := &p.hosts[inv.host]
	t := p.sim.newTransfer(p, pathRead, float64(bytes))
	x := &p.sim.transfers[t]
	switch op {
	case OpRead:
		x.readFrom(&h.io)
	case OpWrite:
		x.path = pathWrite
		x.writeTo(&h.io)
	case OpDownload:
		x.path = pathFetch
		x.intoHost(h)
		inv.ingress += bytes
	case OpUpload:
		x.path = pathUpload
		x.outOfHost(h)
		inv.egress += bytes
	}
	return t
}

// fetch prepares the download of a file by the code of invocation i.
func (p *Provider) fetch(i uint32, from Location) uint32 {
	inv := &p.invs[i]
	h := &p.hosts[inv.host]
	t := p.sim.newTransfer(p, pathFetch, float64(from.File.Size))
	x := &p.sim.transfers[t]
	x.fromRepository(from.Repository)
	x.intoHost(h)
	inv.ingress += from.File.Size
	return t
}

// compute prepares cpu seconds of work on a host whose cores are shared.
func (p *Provider) compute(h *host, cpu float64) uint32 {
	t := p.sim.newTransfer(p, pathNone, cpu)
	x := &p.sim.transfers[t]
	x.fixed = false
	x.limit = h.speed
	x.cross(h.cpu, float64(h.cores*h.speed))
	return t
}
