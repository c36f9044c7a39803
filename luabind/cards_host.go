package luabind

// This file shows hosts, containers, disks and repositories.

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
)

func (rt *Runtime) openHostCards() {
	w := rt.world
	shows(w.hosts, (*hostView).card)
	lists(w.hosts, []string{">host", ">slots", ">RAM", ">disk", ">containers", ">idle", ">images", ">group"}, (*hostView).cells)
	shows(w.containers, (*containerView).card)
	lists(w.containers, containerColumns, (*containerView).cells)
	shows(w.disks, func(d *diskView, p *printer) card { return d.card(p) })
	shows(w.storages, func(s *storageView, p *printer) card { return s.card(p) })
	shows(w.repositories, (*repository).card)
}

// card shows a host.
func (v *hostView) card(p *printer) card {
	h := v.p.Host(v.id)
	c := card{title: fmt.Sprintf("%v of %q", v, v.p.Name())}
	if !h.Up {
		c.title += ", which is down"
	}
	c.row("slots", outOf(count(h.Running), slotCount(h.Slots), " of "))
	c.row("RAM", joined(outOf(ram(h.RAM-h.FreeRAM), ram(h.RAM), " of ")+" in containers", optional("%s in images", h.ImageRAM, ram)))
	c.row("disk", diskLine(v.p.Disk(v.id), "image"))
	cores := "unlimited"
	if !math.IsInf(h.Cores, 1) {
		cores = human.Number(h.Cores)
	}
	c.row("cores", joined(cores, "speed "+human.Number(h.Speed)))
	c.row("network", link(h.Network))
	c.row("failures", optional("%s", h.Failures, count))
	c.row("containers", joined(count(h.Containers), optional("%s idle", h.Idle, count)))
	g := grid{columns: containerColumns[:len(containerColumns)-1]} // not the host
	for _, info := range v.p.living(v.id) {
		if len(g.rows) == p.items {
			g.left++
		} else {
			g.rows = append(g.rows, containerCells(&info)[:len(g.columns)])
		}
	}
	c.grids = []grid{g}
	return c
}

// cells is the line of a host in a list.
func (v *hostView) cells() []string {
	h, d := v.p.Host(v.id), v.p.Disk(v.id)
	of := func(used, all string) string { return outOf(used, all, "/") }
	return []string{
		fmt.Sprint(v.id), of(count(h.Running), slotCount(h.Slots)), of(ram(h.RAM-h.FreeRAM), ram(h.RAM)), of(data(d.Used), data(d.Capacity)),
		count(h.Containers), count(h.Idle), count(d.Images), count(h.Group),
	}
}

var containerColumns = []string{">container", "function", "state", ">serves", ">uses", ">made", ">last used", ">RAM", ">host"}

// state says what a container does.
func state(c *engine.ContainerInfo) string {
	switch {
	case !c.Ready && c.Active > 0:
		return "starting"
	case !c.Ready:
		return "stopping"
	case c.Active > 0:
		return "busy"
	}
	return "idle"
}

func containerCells(c *engine.ContainerInfo) []string {
	return []string{
		fmt.Sprint(c.Serial), c.Name, state(c), count(c.Active), count(c.Uses), near(c.Created), near(c.LastUsed), orNone(c.RAM, ram), fmt.Sprint(c.Host),
	}
}

// info describes the container; ok is false if it is gone.
func (v *containerView) info() (c engine.ContainerInfo, ok bool) {
	c, ok = v.p.Container(v.id)
	return c, ok && c.Serial == v.serial
}

func (v *containerView) cells() []string {
	c, ok := v.info()
	if !ok {
		cells := make([]string, len(containerColumns))
		for k := range cells {
			cells[k] = "-"
		}
		cells[0], cells[2] = fmt.Sprint(v.serial), "gone"
		return cells
	}
	return containerCells(&c)
}

// card shows a container.
func (v *containerView) card(_ *printer) card {
	info, ok := v.info()
	if !ok {
		return card{title: fmt.Sprintf("%v of %q, which is gone", v, v.p.Name())}
	}
	c := card{title: fmt.Sprintf("%v of %q on host %d of %q", v, info.Name, info.Host, v.p.Name())}
	_, limits := v.p.Function(info.Function)
	now := v.p.Simulation().Now()
	switch s := state(&info); s {
	case "busy":
		c.row("state", fmt.Sprintf("busy: serves %d of %d", info.Active, limits.Concurrency))
	case "idle":
		c.row("state", fmt.Sprintf("idle for %s", span(now-info.LastUsed)))
	default:
		c.row("state", s)
	}
	c.row("made", fmt.Sprintf("at %s, %s ago", moment(info.Created), span(now-info.Created)))
	if info.Ready {
		c.row("start", "took "+span(info.StartCost))
	}
	c.row("last used", moment(info.LastUsed))
	c.row("uses", count(info.Uses))
	c.row("RAM", orNone(info.RAM, ram))
	c.row("disk", orNone(info.Disk, data))
	return c
}

// diskLine sums up a disk.
func diskLine(d engine.DiskInfo, what string) string {
	return joined(outOf(data(d.Used), data(d.Capacity), " of "), things(d.Images, what, what+"s"),
		optional("%s for containers", d.Containers, data))
}

// card shows a disk and what is on it.
func (d *diskView) card(p *printer) card {
	info := d.info()
	c := card{title: d.String()}
	if d.host != 0 {
		c.title += fmt.Sprintf(" of %q", d.p.Name())
	}
	c.row("capacity", data(info.Capacity))
	c.row("used", joined(data(info.Used), optional("%s for containers", info.Containers, data), optional("%s pinned", info.Pinned, data)))
	c.row("free", data(info.Free))
	c.row("speed", diskRates(d.speed()))
	g := grid{columns: imageColumns}
	for _, im := range d.p.Images(d.host) {
		if len(g.rows) == p.items {
			g.left++
		} else {
			g.rows = append(g.rows, (&storedImage{im, d}).cells())
		}
	}
	c.grids = append(c.grids, g)
	return c
}

// card shows main storage.
func (s *storageView) card(p *printer) card {
	c := s.diskView.card(p)
	if g, ok := p.grid(s.downloads().(*lua.LTable)); ok {
		c.grids = append(c.grids, g)
	}
	return c
}

// card shows a repository.
func (r *repository) card(p *printer) card {
	c := card{title: r.String()}
	c.row("link", joined(rate(r.Config.Bandwidth), optional("latency %s", r.Config.Latency, span), things(r.Active(), "transfer", "transfers")+" now"))
	c.row("disk", "read "+rate(r.Config.Read))
	g := grid{columns: []string{"file", ">size"}}
	for _, f := range r.stored {
		if len(g.rows) == p.items {
			g.left++
		} else {
			g.rows = append(g.rows, []string{f.Name, data(f.Size)})
		}
	}
	c.row("files", count(len(r.stored)))
	c.grids = []grid{g}
	return c
}
