package engine

// This file chooses what is evicted: idle containers in the order of the
// provider, and, where a policy ranks, images as well.

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// victim returns the idle container on h that goes first to make room for a
// container of reg, 0 if none is idle.
func (p *Provider) victim(h *host, reg *registration) ContainerID {
	if p.config.Evict == nil && p.config.Order == cache.LRU {
		return h.idleHead
	}
	var best ContainerID
	lowest := math.Inf(1)
	for c := h.idleHead; c != 0; c = p.containers[c].nextIdle {
		rank, ok := p.containerRank(h, c, reg)
		if !ok {
			return h.idleHead
		}
		if best == 0 || rank < lowest {
			best, lowest = c, rank
		}
	}
	if p.config.Order == cache.GreedyDual && best != 0 {
		h.clock = lowest
	}
	return best
}

// containerRank ranks an idle container that could make room for one of reg; the
// lowest rank goes first. It returns false if the policy has failed.
func (p *Provider) containerRank(h *host, id ContainerID, reg *registration) (rank float64, ok bool) {
	c := &p.containers[id]
	limits := &p.fns[c.fn].limits
	if p.config.Evict != nil {
		return p.rank(Candidate{
			Kind: IdleContainer, Provider: p, Host: h.id, Image: p.fns[c.fn].image.file, Container: id,
			Size: limits.Disk, RAM: limits.RAM, Uses: c.uses, LastUsed: c.lastUsed, Created: c.placed,
			Ready: c.ready, Loaded: sim.Never, LacksDisk: max(0, -p.diskLeft(h, reg)), LacksRAM: max(0, -p.ramLeft(h, reg)),
		})
	}
	switch p.config.Order {
	case cache.FIFO:
		return float64(c.serial), true
	case cache.LFU:
		return float64(c.uses), true
	case cache.Size:
		return -float64(limits.RAM), true
	case cache.GreedyDual:
		return c.priority, true
	}
	return float64(c.lastUsed), true
}

// priority is the greedy-dual priority of a container that becomes idle: the
// host's clock, plus uses times the cost of a cold start, per byte of RAM
// (FaasCache: Fuerst and Sharma, ASPLOS 2021).
func (h *host) priority(c *container, ram unit.Bytes) float64 {
	cost := (c.ready - c.placed).Seconds()
	return h.clock + float64(c.uses)*cost/math.Max(1, float64(ram)/float64(unit.MiB))
}

// rank asks the provider's policy. If that fails, it returns false: the least
// recently used goes first.
func (p *Provider) rank(c Candidate) (rank float64, ok bool) {
	r, err := p.config.Evict.Rank(c)
	if err == nil && math.IsNaN(r) {
		err = fmt.Errorf("returned NaN, want a rank")
	}
	if err != nil {
		p.policyFailed("evict", p.starting, err)
		return 0, false
	}
	return r, true
}

// rankedRoom frees need bytes of a cache by the provider's evict policy, if it
// has one; otherwise the cache itself evicts in its own order. It frees nothing
// if that would not be enough.
func (p *Provider) rankedRoom(c *cache.Cache, kind CandidateKind, at HostID, need unit.Bytes) {
	if p.config.Evict == nil || need > c.Capacity()-c.Pinned()-c.Reserved() {
		return
	}
	for c.Free() < need {
		var best cache.Slot
		lowest := math.Inf(1)
		for s := c.Oldest(); s != 0; s = c.Newer(s) {
			rank, ok := p.rank(p.imageCandidate(c, kind, at, s))
			if !ok {
				best = c.Oldest()
				break
			}
			if best == 0 || rank < lowest {
				best, lowest = s, rank
			}
		}
		c.Evict(best)
	}
}

// letGo unpins an image that was in use until now, which is what its cache counts
// as its latest use.
func (p *Provider) letGo(c *cache.Cache, s cache.Slot, t *imageTimes) {
	c.Unpin(s)
	t.lastUsed = p.sim.Now()
}

func (p *Provider) imageCandidate(c *cache.Cache, kind CandidateKind, at HostID, s cache.Slot) Candidate {
	file := p.sim.files[c.Key(s)]
	x := Candidate{Kind: kind, Provider: p, Host: at, Image: file, Uses: c.Uses(s), Loaded: sim.Never}
	var times *imageTimes
	switch kind {
	case StorageImage:
		x.Size, times = file.Size, &p.storage.images[file.ID].imageTimes
	case HostImage:
		im := p.hosts[at].image(s)
		x.Size, x.Loaded, times = file.Size, im.loaded, &im.imageTimes
	default:
		x.RAM, times = file.RAM, &p.hosts[at].loaded[s].imageTimes
	}
	x.LastUsed, x.Created, x.Ready = times.lastUsed, times.added, times.arrived
	return x
}
