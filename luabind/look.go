package luabind

// This file binds what can be seen of a provider besides what policies need: disks
// and their images, registrations, transfers and invocations in flight.

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// lookClasses are the classes of this file.
type lookClasses struct {
	disks         *class[*diskView]
	storages      *class[*storageView]
	storedImages  *class[*storedImage]
	registrations *class[*registration]
	flows         *class[*flowView]
}

// A diskView is the disk of a host.
type diskView struct {
	p    *provider
	host engine.HostID // 0: main storage
}

// String is what tostring gives.
func (d *diskView) String() string {
	if d.host == 0 {
		return fmt.Sprintf("main storage of %q", d.p.Name())
	}
	return fmt.Sprintf("disk of host %d", d.host)
}

// A storageView is main storage.
type storageView struct{ diskView }

// A storedImage is an image on a disk, as it was when somebody looked.
type storedImage struct {
	engine.ImageInfo
	disk *diskView
}

// String is what tostring gives.
func (s *storedImage) String() string { return fmt.Sprintf("image %q", s.Image.Name) }

// A registration is a function at a provider.
type registration struct {
	p  *provider
	id engine.FunctionID
}

// String is what tostring gives.
func (r *registration) String() string {
	f, _ := r.p.Function(r.id)
	return fmt.Sprintf("function %q", f.Name)
}

// A flowView is a transfer, as it was when somebody looked.
type flowView struct {
	p *provider
	engine.Transfer
}

// String is what tostring gives.
func (f *flowView) String() string {
	return fmt.Sprintf("%s from %v to %v", f.Kind, f.From, f.To)
}

// openLook makes the classes.
func (rt *Runtime) openLook() {
	w := rt.world
	disk := fields[*diskView]{
		"capacity": func(d *diskView) lua.LValue { return bytesOrHuge(d.info().Capacity) },
		"free":     func(d *diskView) lua.LValue { return bytesOrHuge(d.info().Free) },
		"images":   (*diskView).images,
		"pinned":   func(d *diskView) lua.LValue { return luaBytes(d.info().Pinned) },
		"read":     func(d *diskView) lua.LValue { return luaRate(d.speed().Read) },
		"total":    func(d *diskView) lua.LValue { return luaRate(d.speed().Total) },
		"write":    func(d *diskView) lua.LValue { return luaRate(d.speed().Write) },
		"used":     func(d *diskView) lua.LValue { return luaBytes(d.info().Used) },
	}
	storage := fields[*storageView]{"downloads": (*storageView).downloads}
	for name, get := range disk {
		storage[name] = func(s *storageView) lua.LValue { return get(&s.diskView) }
	}
	disk["containers"] = func(d *diskView) lua.LValue { return luaBytes(d.info().Containers) }
	w.disks = newClass(rt, "Disk", nil, disk)
	w.storages = newClass(rt, "Storage", nil, storage)
	w.storedImages = newClass(rt, "StoredImage", nil, fields[*storedImage]{
		"added":     func(s *storedImage) lua.LValue { return timeOrNil(s.Added) },
		"image":     func(s *storedImage) lua.LValue { return rt.fileValue(s.Image) },
		"last_used": func(s *storedImage) lua.LValue { return luaSeconds(s.LastUsed) },
		"name":      func(s *storedImage) lua.LValue { return lua.LString(s.Image.Name) },
		"pinned":    func(s *storedImage) lua.LValue { return lua.LBool(s.Pins > 0) },
		"size":      func(s *storedImage) lua.LValue { return luaBytes(s.Image.Size) },
		"state":     func(s *storedImage) lua.LValue { return lua.LString(s.State) },
		"waiting":   func(s *storedImage) lua.LValue { return lua.LNumber(s.Waiting) },
	})
	w.flows = newClass(rt, "Flow", nil, fields[*flowView]{
		"began":       func(f *flowView) lua.LValue { return timeOrNil(f.Began) },
		"bytes":       func(f *flowView) lua.LValue { return lua.LNumber(f.Bytes) },
		"ends":        func(f *flowView) lua.LValue { return timeOrNil(f.Ends) },
		"file":        func(f *flowView) lua.LValue { return rt.fileOrNil(f.File) },
		"fn":          func(f *flowView) lua.LValue { return textOrNil(f.p.nameOfID(f.Function)) },
		"from":        func(f *flowView) lua.LValue { return lua.LString(f.From.String()) },
		"invocations": func(f *flowView) lua.LValue { return rt.numbers(f.Invocations) },
		"kind":        func(f *flowView) lua.LValue { return lua.LString(f.Kind) },
		"rate":        func(f *flowView) lua.LValue { return lua.LNumber(f.Rate) },
		"remaining":   func(f *flowView) lua.LValue { return lua.LNumber(f.Left) },
		"set_out":     func(f *flowView) lua.LValue { return luaSeconds(f.Asked) },
		"to":          func(f *flowView) lua.LValue { return lua.LString(f.To.String()) },
	})
	rt.openRegistrations()
	rt.openLists()
	rt.openCards()
}

func (rt *Runtime) openRegistrations() {
	f := fields[*registration]{
		"concurrency": func(r *registration) lua.LValue { return lua.LNumber(r.limits().Concurrency) },
		"disk":        func(r *registration) lua.LValue { return luaBytes(r.limits().Disk) },
		"egress":      func(r *registration) lua.LValue { return luaBytes(r.limits().Egress) },
		"fn":          func(r *registration) lua.LValue { return r.fn().value },
		"ingress":     func(r *registration) lua.LValue { return luaBytes(r.limits().Ingress) },
		"name":        func(r *registration) lua.LValue { return lua.LString(r.fn().Name) },
		"ram":         func(r *registration) lua.LValue { return luaBytes(r.limits().RAM) },
		"time_limit":  func(r *registration) lua.LValue { return timeOrHuge(r.limits().TimeLimit) },
	}
	counts := map[string]func(i *engine.RegistrationInfo) lua.LValue{
		"cold":         func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Cold) },
		"containers":   func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Containers) },
		"cost":         func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.USD) },
		"invocations":  func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Submitted) },
		"mean_latency": func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.MeanLatency) },
		"ok":           func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.OK) },
		"running":      func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Running) },
		"waiting":      func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Waiting) },
		"warm":         func(i *engine.RegistrationInfo) lua.LValue { return lua.LNumber(i.Warm) },
	}
	for name, get := range counts {
		f[name] = func(r *registration) lua.LValue {
			info := r.p.Registration(r.id)
			return get(&info)
		}
	}
	rt.world.registrations = newClass(rt, "Registration", nil, f)
}

func (r *registration) limits() *engine.Limits {
	_, l := r.p.Function(r.id)
	return l
}

// fn returns what coldmoon.func returned.
func (r *registration) fn() *function {
	f, _ := r.p.Function(r.id)
	return r.p.rt.world.deployed[f]
}

// registration returns the view of a function of the provider, the same one every time.
func (p *provider) registration(id engine.FunctionID) lua.LValue {
	v := &p.views
	for int(id) >= len(v.registrations) {
		v.registrations = append(v.registrations, nil)
	}
	if v.registrations[id] == nil {
		v.registrations[id] = p.rt.world.registrations.wrap(&registration{p, id})
	}
	return v.registrations[id]
}

// diskValue returns the view of the host's disk, the same one every time.
func (v *hostView) diskValue() lua.LValue {
	if v.disk == nil {
		v.disk = v.p.rt.world.disks.wrap(&diskView{v.p, v.id})
	}
	return v.disk
}

func (d *diskView) info() engine.DiskInfo { return d.p.Disk(d.host) }

// speed returns the bandwidths of the disk.
func (d *diskView) speed() engine.DiskSpeed {
	if d.host == 0 {
		return d.p.Config().Storage.Speed()
	}
	return d.p.Host(d.host).DiskSpeed
}

// images returns the list of the images on the disk.
func (d *diskView) images() lua.LValue {
	w, images := d.p.rt.world, d.p.Images(d.host)
	return d.p.rt.newList("no images", len(images), func(i int) lua.LValue {
		return w.storedImages.wrap(&storedImage{images[i], d})
	})
}

// downloads returns the list of the downloads to main storage.
func (s *storageView) downloads() lua.LValue {
	var list []engine.Transfer
	for _, t := range s.p.Transfers() {
		if t.To.Kind == engine.InStorage {
			list = append(list, t)
		}
	}
	return s.p.flowList("no downloads", list)
}

// flows returns the list of the transfers that are under way.
func (p *provider) flows() lua.LValue { return p.flowList("no transfers", p.Transfers()) }

func (p *provider) flowList(empty string, list []engine.Transfer) lua.LValue {
	return p.rt.newList(empty, len(list), func(i int) lua.LValue {
		return p.rt.world.flows.wrap(&flowView{p, list[i]})
	})
}

// records makes a list of records, which stay as they are.
func (p *provider) records(empty string, list []engine.Record) lua.LValue {
	return p.rt.newList(empty, len(list), func(i int) lua.LValue {
		return p.rt.world.records.wrap(&recordView{record: &list[i]})
	})
}

// nameOfID returns the name of a function, "" for none.
func (p *provider) nameOfID(id engine.FunctionID) string {
	if id == 0 {
		return ""
	}
	f, _ := p.Function(id)
	return f.Name
}

// fileOrNil is fileValue, of which no file is nil.
func (rt *Runtime) fileOrNil(f *engine.File) lua.LValue {
	if f == nil {
		return lua.LNil
	}
	return rt.fileValue(f)
}
