package engine

// This file holds files, images (which are files) and their locations.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// A File is a name and a size; there is no content. An image is a File.
type File struct {
	ID   FileID
	Name string
	Size unit.Bytes

	// RAM is how much of an image must be in the host's RAM before a container
	// can be made from it, in bytes; 0 if that is not modelled.
	RAM unit.Bytes

	copies []*Repository // in the order in which they were stored
}

// A Location is one copy of a file: the file and the repository that stores it.
type Location struct {
	Repository *Repository
	File       *File
}

// IsZero reports whether l is no location.
func (l Location) IsZero() bool { return l.File == nil }

// NewFile declares a file or image of the given size in bytes. Two files may
// have the same name: they are different files. A size that is negative
// or beyond 8 PiB is refused; 0 is an empty file, whose transfer takes only the
// latency.
func (s *Simulation) NewFile(name string, size unit.Bytes) (*File, error) {
	if name == "" {
		return nil, fmt.Errorf("file: name is missing")
	}
	if !validSize(size) {
		return nil, fmt.Errorf("file %q: size: %d: must be a number of bytes from 0 to %v", name, int64(size), maxBytes)
	}
	f := &File{ID: FileID(len(s.files)), Name: name, Size: size}
	s.files = append(s.files, f)
	return f, nil
}
