package engine

// This file tells of the transfers that are under way.

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A Transfer is a movement of bytes that is under way.
type Transfer struct {
	Kind     string // "download", "copy", "load", "clone", "ingress", "egress", "read", "write", "fetch" or "upload"
	File     *File  // that moves; nil if it is bytes without a name
	From, To Place

	Invocations []uint64   // serial numbers of those that wait for it
	Function    FunctionID // of one that waits for it; 0 if several or none

	Asked sim.Time // when it set out
	Began sim.Time // when the latency of its path was over; Never if it is not
	Bytes float64  // in all
	Left  float64  // bytes
	Rate  float64  // bytes per second now: 0 during the latency, +Inf if nothing slows it
	Ends  sim.Time // if its rate stays as it is; Never if it does not move
}

// A Place is where a transfer comes from or goes to.
type Place struct {
	Kind       PlaceKind
	Repository *Repository // of AtRepository
	Host       HostID      // of OnHostDisk, InHostRAM and InContainer
	Container  uint64      // serial number, of InContainer
}

// A PlaceKind tells places apart.
type PlaceKind uint8

// The kinds.
const (
	Outside PlaceKind = iota // of the model: whoever invokes, or whom a handler talks to
	AtRepository
	InStorage // main storage
	OnHostDisk
	InHostRAM
	InContainer
)

// String names the place, as `repository "hub"` or "container 5 on host 2".
func (p Place) String() string {
	switch p.Kind {
	case AtRepository:
		return fmt.Sprintf("repository %q", p.Repository.Config.Name)
	case InStorage:
		return "main storage"
	case OnHostDisk:
		return fmt.Sprintf("disk of host %d", p.Host)
	case InHostRAM:
		return fmt.Sprintf("RAM of host %d", p.Host)
	case InContainer:
		return fmt.Sprintf("container %d on host %d", p.Container, p.Host)
	}
	return "outside"
}

// Transfers returns the transfers of the provider that are under way, in the order
// in which they set out.
func (p *Provider) Transfers() []Transfer {
	var list []Transfer
	var net *flow.Net
	for i := range p.sim.transfers {
		x := &p.sim.transfers[i]
		if x.kind == xferNone || x.asked == sim.Never || x.prov != p || x.path == pathNone {
			continue
		}
		if net == nil {
			net = p.sim.net.Copy()
		}
		list = append(list, p.transfer(x, net))
	}
	slices.SortStableFunc(list, func(a, b Transfer) int { return cmp.Compare(a.Asked, b.Asked) })
	return list
}

// transfer describes x. The net is a copy, which may be asked.
func (p *Provider) transfer(x *transfer, net *flow.Net) Transfer {
	now := p.sim.Now()
	t := Transfer{
		Kind: pathNames[x.path], Asked: x.asked, Began: x.began, Bytes: x.amount, Left: x.amount, Ends: sim.Never,
	}
	p.ends(x, &t)
	switch {
	case x.began == sim.Never:
		return t
	case x.flow != 0:
		t.Left, t.Rate = net.Remaining(now, x.flow), net.Rate(x.flow)
	default:
		t.Rate = x.narrow
		if !math.IsInf(t.Rate, 1) {
			t.Left = max(0, x.amount-float64(t.Rate*(now-x.began).Seconds()))
		}
	}
	if t.Rate > 0 {
		t.Ends = addTime(now, sim.Seconds(t.Left/t.Rate))
	}
	return t
}

// ends says from where x comes, where it goes, and who waits for it.
func (p *Provider) ends(x *transfer, t *Transfer) {
	var waiting []uint32
	if x.repo != nil {
		t.From = Place{Kind: AtRepository, Repository: x.repo}
	}
	switch x.kind {
	case xferDownload:
		t.File, t.To = p.sim.files[x.a], Place{Kind: InStorage}
		waiting = p.waitFor(FileID(x.a))
	case xferCopy:
		h := HostID(x.a)
		t.File, t.From, t.To = p.sim.files[x.b], Place{Kind: InStorage}, Place{Kind: OnHostDisk, Host: h}
		waiting = p.starters(p.imageOn(h, t.File).waiters)
	case xferLoad:
		h := &p.hosts[x.a]
		t.File, t.From, t.To = p.sim.files[x.b], Place{Kind: OnHostDisk, Host: h.id}, Place{Kind: InHostRAM, Host: h.id}
		waiting = p.starters(h.loaded[h.mem.Lookup(imageKey(t.File))].waiters)
	case xferClone:
		c := ContainerID(x.a)
		t.File, t.To = p.fns[p.containers[c].fn].fn.Code.File, p.containerPlace(c)
		waiting = p.starters(c)
	case xferProcess:
		waiting = []uint32{p.sim.processes[x.a].ctx.inv}
		p.endsOfInvocation(x.path, waiting[0], t)
	default:
		waiting = []uint32{x.a}
		p.endsOfInvocation(x.path, x.a, t)
	}
	p.waitedFor(t, waiting)
}

// endsOfInvocation is ends for a transfer of an invocation's own.
func (p *Provider) endsOfInvocation(path trafficPath, i uint32, t *Transfer) {
	inv := &p.invs[i]
	in, disk := p.containerPlace(inv.container), Place{Kind: OnHostDisk, Host: inv.host}
	switch path {
	case pathIngress, pathFetch:
		t.To = in
	case pathEgress, pathUpload:
		t.From = in
	case pathRead:
		t.From, t.To = disk, in
	case pathWrite:
		t.From, t.To = in, disk
	}
}

func (p *Provider) containerPlace(c ContainerID) Place {
	return Place{Kind: InContainer, Host: p.containers[c].host, Container: p.containers[c].serial}
}

// waitedFor notes who waits for t.
func (p *Provider) waitedFor(t *Transfer, waiting []uint32) {
	for k, i := range waiting {
		inv := &p.invs[i]
		t.Invocations = append(t.Invocations, inv.serial)
		switch {
		case k == 0:
			t.Function = inv.fn
		case t.Function != inv.fn:
			t.Function = 0
		}
	}
}
