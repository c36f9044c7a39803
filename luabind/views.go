package luabind

// This file holds what policies see. The views of a provider are made once and
// used for every question, so that asking a policy makes no garbage.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// views are the views of a provider.
type views struct {
	request, cluster, candidate, record, move *lua.LUserData

	asked  *requestView
	ranked *candidateView
	told   *recordView
	moved  *moveView

	waiting []waitingView // of rounds

	hostList, containerList, functionList *lua.LUserData
	storage                               *lua.LUserData

	registrations []*lua.LUserData // by FunctionID
	hosts         []*lua.LUserData // by HostID
	containers    []*containerView // by ContainerID; the latest one in its place
}

// openViews makes the classes of the views.
func (rt *Runtime) openViews() {
	rt.openRequests()
	rt.openClusters()
	rt.openHosts()
	rt.openContainers()
	rt.openCandidates()
	rt.openMoves()
}

// openViews makes the views of a provider.
func (p *provider) openViews() {
	w := p.rt.world
	v := &p.views
	v.asked, v.ranked, v.told, v.moved = &requestView{p: p}, &candidateView{p: p}, &recordView{}, &moveView{p: p}
	v.request, v.candidate, v.record = w.requests.wrap(v.asked), w.candidates.wrap(v.ranked), w.records.wrap(v.told)
	v.move = w.moves.wrap(v.moved)
	v.cluster = w.clusters.wrap(&clusterView{p})
	v.storage = w.storages.wrap(&storageView{diskView{p, 0}})
	p.openLists()
}

// host returns the view of a host, nil for none.
func (p *provider) host(id engine.HostID) lua.LValue {
	if id == 0 {
		return lua.LNil
	}
	for int(id) >= len(p.views.hosts) {
		p.views.hosts = append(p.views.hosts, nil)
	}
	ud := p.views.hosts[id]
	if ud == nil {
		ud = p.rt.world.hosts.wrap(&hostView{p: p, id: id})
		p.views.hosts[id] = ud
	}
	return ud
}

// container returns the view of a living container, nil for none.
func (p *provider) container(id engine.ContainerID) lua.LValue {
	if id == 0 {
		return lua.LNil
	}
	for int(id) >= len(p.views.containers) {
		p.views.containers = append(p.views.containers, nil)
	}
	serial := p.ContainerSerial(id)
	v := p.views.containers[id]
	if v == nil || v.serial != serial {
		v = &containerView{p: p, id: id, serial: serial}
		v.value = p.rt.world.containers.wrap(v)
		p.views.containers[id] = v
	}
	return v.value
}
