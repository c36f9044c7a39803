package engine

// This file holds repositories: places that store copies of files behind a link.

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A RepositoryConfig describes a repository.
type RepositoryConfig struct {
	Name      string
	Bandwidth float64  // of its link, bytes per second, shared fairly by the transfers on it; 0 = unlimited
	Latency   sim.Time // of its link, paid once by every transfer
	Read      float64  // of its disk, bytes per second, shared fairly; 0 = unlimited
}

// A Repository stores copies of files. Files never leave a repository.
type Repository struct {
	ID     RepositoryID
	Config RepositoryConfig

	sim        *Simulation
	link, disk flow.ResourceID // 0 if unlimited
	active     int             // transfers on the link now, latency included
	files      []*File
}

// NewRepository declares a repository.
func (s *Simulation) NewRepository(c RepositoryConfig) (*Repository, error) {
	switch {
	case c.Name == "":
		return nil, fmt.Errorf("repository: name is missing")
	case !validRate(c.Bandwidth):
		return nil, fmt.Errorf("repository %q: bandwidth: %v: must be a number of bytes per second, not negative", c.Name, c.Bandwidth)
	case !validRate(c.Read):
		return nil, fmt.Errorf("repository %q: read: %v: must be a number of bytes per second, not negative", c.Name, c.Read)
	case c.Latency < 0:
		return nil, fmt.Errorf("repository %q: latency: %v: must not be negative", c.Name, c.Latency)
	}
	for _, r := range s.repos[1:] {
		if r.Config.Name == c.Name {
			return nil, fmt.Errorf("repository %q: there is already a repository of this name", c.Name)
		}
	}
	r := &Repository{ID: RepositoryID(len(s.repos)), Config: c, sim: s, link: s.resource(c.Bandwidth), disk: s.resource(c.Read)}
	s.repos = append(s.repos, r)
	return r, nil
}

// Store puts a copy of f into the repository. Storing it twice changes nothing.
func (r *Repository) Store(f *File) {
	if r.Has(f) {
		return
	}
	r.files = append(r.files, f)
	f.copies = append(f.copies, r)
}

// Has reports whether the repository stores f.
func (r *Repository) Has(f *File) bool {
	for _, c := range f.copies {
		if c == r {
			return true
		}
	}
	return false
}

// Remove takes the copy of f away. A download that is under way goes on; a later
// one fails if no other repository stores the file.
func (r *Repository) Remove(f *File) {
	for i, c := range f.copies {
		if c == r {
			f.copies = append(f.copies[:i], f.copies[i+1:]...)
		}
	}
	for i, c := range r.files {
		if c == f {
			r.files = append(r.files[:i], r.files[i+1:]...)
		}
	}
}

// At returns the location of f at the repository, or an error if it is not
// stored there.
func (r *Repository) At(f *File) (Location, error) {
	if !r.Has(f) {
		return Location{}, fmt.Errorf("repository %q does not store %q; store it first", r.Config.Name, f.Name)
	}
	return Location{Repository: r, File: f}, nil
}

// Active returns the number of transfers that use the repository's link now.
func (r *Repository) Active() int { return r.active }

func validRate(v float64) bool { return v >= 0 && !math.IsInf(v, 1) }

// fastestIdle is the default source: the idle link of the highest bandwidth,
// or, if none is idle, the link that promises the largest share. Ties go to
// the first declared.
func fastestIdle(copies []*Repository) *Repository {
	var best *Repository
	for _, r := range copies {
		if best == nil || better(r, best) {
			best = r
		}
	}
	return best
}

func better(a, b *Repository) bool {
	if (a.active == 0) != (b.active == 0) {
		return a.active == 0
	}
	sa, sb := a.share(), b.share()
	if sa != sb {
		return sa > sb
	}
	return a.ID < b.ID
}

// share is what one more transfer would get of the link, in bytes per second.
func (r *Repository) share() float64 {
	if r.Config.Bandwidth == 0 {
		return math.Inf(1)
	}
	return r.Config.Bandwidth / float64(r.active+1)
}
