// This file stores the paths of classes.

package flow

import "math/bits"

// hop is one resource of the path of a class.
type hop struct {
	resource ResourceID
	at       uint32 // index in the members of the resource
}

// member is one class of a resource.
type member struct {
	class classID
	hop   uint32 // index of the class's hop across the resource
}

// paths is a pool of sequences of hops. A sequence takes a block of the next
// power of two; unused blocks of one size form a list, linked through at,
// with index+1 as the link so that 0 ends it.
type paths struct {
	hops   []hop
	unused [32]uint32
}

// alloc returns the index of a block for length hops.
func (p *paths) alloc(length int) uint32 {
	size := sizeOf(length)
	if link := p.unused[size]; link != 0 {
		p.unused[size] = p.hops[link-1].at
		return link - 1
	}
	i := len(p.hops)
	for range 1 << size {
		p.hops = append(p.hops, hop{})
	}
	return uint32(i)
}

// free gives back the block of a class.
func (p *paths) free(c *class) {
	size := sizeOf(int(c.length))
	p.hops[c.hops] = hop{at: p.unused[size]}
	p.unused[size] = c.hops + 1
}

// at returns the hops of a class. They are valid until the next alloc.
func (p *paths) at(c *class) []hop { return p.hops[c.hops : c.hops+uint32(c.length)] }

func (p *paths) equal(c *class, path []ResourceID) bool {
	if int(c.length) != len(path) {
		return false
	}
	for i, h := range p.at(c) {
		if h.resource != path[i] {
			return false
		}
	}
	return true
}

// sizeOf returns the binary logarithm of the block for length hops; an empty
// path has a block, too, to link it by.
func sizeOf(length int) int { return bits.Len(uint(max(length, 1) - 1)) }
