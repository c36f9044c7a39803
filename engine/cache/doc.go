// Package cache models byte-bounded stores that evict to make room, such as
// the images on a host's disk. The order of eviction is least recently used
// by default; others are beside it.
//
// A cache holds sizes, not data, and knows nothing about time: whoever calls
// [Cache.Add] decides how long the transfer took. Entries in use are pinned and
// stay; bytes that belong to something else on the same device are reserved.
// Whatever asks for room either gets it or changes nothing.
//
// Keys are small and dense, as IDs are, for the cache keeps four bytes for
// every key up to the largest it has seen. No operation allocates once the
// cache has seen its largest key and its largest number of entries.
package cache
