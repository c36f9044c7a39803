package wrench

// This file holds the nodes of the model: files on disk and in RAM, containers.

import (
	"fmt"
	"slices"
)

func nodeName(k int) string { return fmt.Sprintf("node%d", k+1) }

// A store is a disk or RAM: files in the order of their last touch. One that is
// open is never evicted.
type store struct {
	free  float64
	files []*sfile
}

type sfile struct {
	name string
	size float64
	open int
}

func newStore(capacity float64) *store { return &store{free: capacity} }

func (s *store) find(name string) *sfile {
	for _, f := range s.files {
		if f.name == name {
			return f
		}
	}
	return nil
}

// evictable is how much could be freed.
func (s *store) evictable(but *sfile) (sum float64) {
	for _, f := range s.files {
		if f.open == 0 && f != but {
			sum += f.size
		}
	}
	return sum
}

// create makes a file, evicting from the front of the list if that makes enough
// room; nil: it does not.
func (s *store) create(name string, size float64) *sfile {
	if size > s.free+s.evictable(nil) {
		return nil
	}
	for s.free < size {
		i := slices.IndexFunc(s.files, func(f *sfile) bool { return f.open == 0 })
		s.remove(s.files[i])
	}
	f := &sfile{name: name, size: size}
	s.free -= size
	s.files = append(s.files, f)
	return f
}

func (s *store) remove(f *sfile) {
	s.free += f.size
	s.files = slices.DeleteFunc(s.files, func(x *sfile) bool { return x == f })
}

// touch puts f at the end of the list.
func (s *store) touch(f *sfile) {
	s.files = append(slices.DeleteFunc(s.files, func(x *sfile) bool { return x == f }), f)
}

type mnode struct {
	name             string
	cores            int
	disk, ram        *store
	idle             []*mcontainer // the longest idle first
	copying, loading map[string]bool
}

// A mcontainer is a container.
type mcontainer struct {
	fn                   *mfunc
	node                 *mnode
	image, loaded        *sfile
	privateDisk, private *sfile
	sequence             int // of being idle
}

// dropStale takes images out of RAM that are no longer on disk.
func (m *model) dropStale() {
	for _, n := range m.nodes {
		for _, f := range slices.Clone(n.ram.files) {
			if f.open == 0 && n.disk.find(f.name) == nil {
				n.ram.remove(f)
			}
		}
	}
}

// spawn makes a container of fn, nil if there is no room.
func (m *model) spawn(n *mnode, fn *mfunc) *mcontainer {
	if m.follows(imagesFirst) {
		if !m.fits(n, fn, true) {
			return nil
		}
		for !m.fits(n, fn, false) {
			lackRAM := fn.ramOfFunc - n.ram.free - n.ram.evictable(n.ram.find(fn.image))
			lackDisk := fn.disk - n.disk.free - n.disk.evictable(n.disk.find(fn.image))
			m.shutdown(n.idle[m.victim(n.idle, max(0, lackRAM), max(0, lackDisk))])
		}
		return m.take(n, fn)
	}
	if c := m.take(n, fn); c != nil {
		return c
	}
	victims := m.victims(n, max(0, fn.ramOfFunc-n.ram.free), max(0, fn.disk-n.disk.free))
	if victims == nil {
		return nil
	}
	for _, c := range victims {
		m.shutdown(c)
	}
	return m.take(n, fn)
}

// fits reports whether a container of fn has room if all images go that nobody
// uses, and, if asked for, all idle containers.
func (m *model) fits(n *mnode, fn *mfunc, idleGo bool) bool {
	image, loaded := n.disk.find(fn.image), n.ram.find(fn.image)
	disk, ram := n.disk.free+n.disk.evictable(image), n.ram.free+n.ram.evictable(loaded)
	if idleGo {
		users := map[*sfile]int{}
		for _, c := range n.idle {
			disk, ram = disk+c.fn.disk, ram+c.fn.ramOfFunc
			users[c.image]++
			users[c.loaded]++
		}
		for f, count := range users {
			if f.open != count || f == image || f == loaded {
				continue
			}
			if n.disk.find(f.name) == f {
				disk += f.size
			} else {
				ram += f.size
			}
		}
	}
	return fn.disk <= disk && fn.ramOfFunc <= ram
}

// take takes the room of a container, evicting images.
func (m *model) take(n *mnode, fn *mfunc) *mcontainer {
	if m.follows(together) && !m.fits(n, fn, false) {
		return nil
	}
	c := &mcontainer{fn: fn, node: n, image: n.disk.find(fn.image), loaded: n.ram.find(fn.image)}
	if c.loaded == nil {
		c.loaded = &sfile{} // nothing
	}
	c.image.open++
	c.loaded.open++
	if c.privateDisk = n.disk.create("container", fn.disk); c.privateDisk != nil {
		c.privateDisk.open = 1
		if c.private = n.ram.create("container", fn.ramOfFunc); c.private != nil {
			c.private.open = 1
			return c
		}
		n.disk.remove(c.privateDisk)
	}
	c.image.open--
	c.loaded.open--
	return nil
}

// shutdown ends an idle container.
func (m *model) shutdown(c *mcontainer) {
	n := c.node
	n.idle = slices.DeleteFunc(n.idle, func(x *mcontainer) bool { return x == c })
	n.disk.remove(c.privateDisk)
	n.ram.remove(c.private)
	c.image.open--
	c.loaded.open--
	c.sequence++
	for _, f := range slices.Clone(m.flows) {
		if f.owner == c {
			m.endFlow(f)
		}
	}
}

// victims chooses idle containers that free so much, nil if all are not enough or
// nothing is lacking.
func (m *model) victims(n *mnode, ram, disk float64) (chosen []*mcontainer) {
	left := slices.Clone(n.idle)
	for ram > 0 || disk > 0 {
		if len(left) == 0 {
			return nil
		}
		k := m.victim(left, ram, disk)
		c := left[k]
		chosen, left = append(chosen, c), slices.Delete(left, k, k+1)
		ram, disk = max(0, ram-c.fn.ramOfFunc), max(0, disk-c.fn.disk)
	}
	return chosen
}

// victim returns which of several idle containers goes first to free so much.
func (m *model) victim(idle []*mcontainer, ram, disk float64) int {
	if m.sc.Service.Evict != "RAM" {
		return 0
	}
	size := func(c *mcontainer) float64 {
		if ram == 0 {
			return c.fn.disk
		}
		return c.fn.ramOfFunc
	}
	enough, largest := -1, 0
	for k, c := range idle {
		if c.fn.ramOfFunc >= ram && c.fn.disk >= disk && (enough < 0 || size(c) < size(idle[enough])) {
			enough = k
		}
		if size(c) > size(idle[largest]) {
			largest = k
		}
	}
	if enough >= 0 {
		return enough
	}
	return largest
}
