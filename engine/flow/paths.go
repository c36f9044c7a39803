// This file stores the paths of routes and classes.

package flow

import "math/bits"

// hop is one resource of a path.
type hop struct {
	resource ResourceID
	at       uint32 // index on the resource's list of those that cross it
}

// member is one class, or one route, that crosses a resource.
type member struct {
	id  uint32
	hop uint32 // index of its hop across the resource
}

// A path is a sequence of hops in a pool.
type path struct {
	hops   uint32 // index of the first
	length uint8
}

// paths is a pool of sequences of hops. A sequence takes a block of the next
// power of two; unused blocks of one size form a list, linked through at,
// with index+1 as the link so that 0 ends it.
type paths struct {
	hops   []hop
	unused [32]uint32
}

// alloc returns a path of the given length.
func (p *paths) alloc(length int) path {
	size := sizeOf(length)
	if link := p.unused[size]; link != 0 {
		p.unused[size] = p.hops[link-1].at
		return path{link - 1, uint8(length)}
	}
	i := len(p.hops)
	for range 1 << size {
		p.hops = append(p.hops, hop{})
	}
	return path{uint32(i), uint8(length)}
}

// free gives back the block of a path.
func (p *paths) free(s path) {
	size := sizeOf(int(s.length))
	p.hops[s.hops] = hop{at: p.unused[size]}
	p.unused[size] = s.hops + 1
}

// of returns the hops of a path. They are valid until the next alloc.
func (p *paths) of(s path) []hop { return p.hops[s.hops : s.hops+uint32(s.length)] }

func (p *paths) equal(s path, resources []ResourceID) bool {
	if int(s.length) != len(resources) {
		return false
	}
	for i, h := range p.of(s) {
		if h.resource != resources[i] {
			return false
		}
	}
	return true
}

// enlist puts hop i of the path of id on the list of its resource.
func (p *paths) enlist(list *[]member, id uint32, s path, i int) {
	p.of(s)[i].at = uint32(len(*list))
	*list = append(*list, member{id, s.hops + uint32(i)})
}

// unlist takes a hop off the list of its resource.
func (p *paths) unlist(list *[]member, h hop) {
	last := len(*list) - 1
	moved := (*list)[last]
	(*list)[h.at] = moved
	p.hops[moved.hop].at = h.at
	*list = (*list)[:last]
}

// sizeOf returns the binary logarithm of the block for length hops; an empty
// path has a block, too, to link it by.
func sizeOf(length int) int { return bits.Len(uint(max(length, 1) - 1)) }
