package luabind

// This file shows files, images and where they are.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine"
)

func (rt *Runtime) openImageCards() {
	w := rt.world
	shows(w.files, func(f *engine.File, p *printer) card { return rt.fileCard(fmt.Sprintf("file %q", f.Name), f, p) })
	briefs(w.files, func(f *engine.File) string { return fmt.Sprintf("file %q", f.Name) })
	lists(w.files, []string{"file", ">size", ">RAM"}, func(f *engine.File) []string {
		return []string{f.Name, data(f.Size), dash(optional("%s", f.RAM, ram))}
	})
	shows(w.locations, func(l *location, p *printer) card { return rt.fileCard("location "+l.String(), l.File, p) })
	lists(w.storedImages, imageColumns, (*storedImage).cells)
	shows(w.storedImages, func(s *storedImage, _ *printer) card {
		c := card{title: fmt.Sprintf("%v on %v", s, s.disk)}
		c.row("state", s.State)
		c.row("size", data(s.Image.Size))
		c.row("pinned", yes(s.Pins > 0))
		c.row("waiting", optional("%s", s.Waiting, count))
		c.row("added", moment(s.Added))
		c.row("last used", moment(s.LastUsed))
		return c
	})
}

var imageColumns = []string{"image", ">size", "state", "pinned", ">last used", ">waiting"}

func (s *storedImage) cells() []string {
	return []string{s.Image.Name, data(s.Image.Size), s.State, yes(s.Pins > 0), near(s.LastUsed), dash(optional("%s", s.Waiting, count))}
}

// fileCard shows a file and where it is.
func (rt *Runtime) fileCard(title string, f *engine.File, p *printer) card {
	c := card{title: title}
	c.row("size", data(f.Size))
	c.row("RAM", optional("%s are needed for a container", f.RAM, ram))
	var names []string
	for _, r := range rt.world.places {
		if r.Has(f) {
			names = append(names, r.Config.Name)
		}
	}
	if len(names) == 0 {
		names = []string{"nowhere"}
	}
	c.row("stored at", few(names))
	g := grid{columns: []string{"provider", "disk", "state", "pinned", ">last used"}}
	for _, prov := range rt.world.all {
		for h := engine.HostID(0); int(h) <= prov.Cluster().Hosts(); h++ {
			im, ok := prov.ImageAt(h, f)
			switch {
			case !ok:
			case len(g.rows) == p.items:
				g.left++
			default:
				s := &storedImage{im, &diskView{prov, h}}
				g.rows = append(g.rows, append([]string{prov.Name(), diskName(h)}, s.cells()[2:5]...))
			}
		}
	}
	c.grids = []grid{g}
	return c
}

// diskName names a disk for a table.
func diskName(h engine.HostID) string {
	if h == 0 {
		return "main storage"
	}
	return fmt.Sprintf("host %d", h)
}
