// Package journal turns what happened in a run into something that can be
// kept and compared.
package journal

import (
	"fmt"
	"math/bits"
)

// The primes of XXH64 (Yann Collet, https://github.com/Cyan4973/xxHash).
const (
	prime1 = 0x9E3779B185EBCA87
	prime2 = 0xC2B2AE3D27D4EB4F
	prime3 = 0x165667B19E3779F9
	prime4 = 0x85EBCA77C2B2AE63
)

// Fingerprint is a 64-bit hash of a sequence of words, such as the time,
// kind and IDs of every event of a run. It depends on the order of the words.
// The zero value is the fingerprint of nothing and is ready to use.
//
// The hash is the 8-byte round of XXH64 and its final avalanche. Each round is
// a bijection of the state and of the word, so two sequences that differ in
// one word never have the same fingerprint. It is not a defence against
// someone who looks for a collision.
type Fingerprint struct{ state uint64 }

// Mix appends the four words to the sequence.
func (f *Fingerprint) Mix(a, b, c, d uint64) {
	f.state = round(round(round(round(f.state, a), b), c), d)
}

// Sum returns the fingerprint of the words so far.
func (f *Fingerprint) Sum() uint64 {
	h := f.state
	h = (h ^ h>>33) * prime2
	h = (h ^ h>>29) * prime3
	return h ^ h>>32
}

// String returns Sum as 16 hexadecimal digits.
func (f Fingerprint) String() string { return fmt.Sprintf("%016x", f.Sum()) }

func round(h, word uint64) uint64 {
	h ^= bits.RotateLeft64(word*prime2, 31) * prime1
	return bits.RotateLeft64(h, 27)*prime1 + prime4
}
