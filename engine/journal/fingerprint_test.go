// This file tests that fingerprints tell sequences apart and stay the same
// from version to version.

package journal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func of(words ...uint64) string {
	var f Fingerprint
	for i := 0; i < len(words); i += 4 {
		f.Mix(words[i], words[i+1], words[i+2], words[i+3])
	}
	return f.String()
}

// A change of these values makes every recorded fingerprint worthless.
func TestFingerprintIsPinned(t *testing.T) {
	require.Equal(t, "0000000000000000", of())
	require.Equal(t, "44511b6d2bdaaa23", of(0, 0, 0, 0))
	require.Equal(t, "6509c191bbd5bb85", of(1, 2, 3, 4))
	require.Equal(t, "66c5f11767006c8d", of(1, 2, 3, 4, 5, 6, 7, 8))
}

func TestFingerprintTellsSequencesApart(t *testing.T) {
	seen := map[string]string{}
	add := func(name string, words ...uint64) {
		sum := of(words...)
		require.Len(t, sum, 16)
		require.Emptyf(t, seen[sum], "%s has the same fingerprint as %s", name, seen[sum])
		seen[sum] = name
	}
	add("nothing")
	add("zeros", 0, 0, 0, 0)
	add("more zeros", 0, 0, 0, 0, 0, 0, 0, 0)
	add("order", 2, 1, 0, 0)
	add("swapped", 1, 2, 0, 0)
	add("records", 1, 2, 3, 4, 5, 6, 7, 8)
	add("swapped records", 5, 6, 7, 8, 1, 2, 3, 4)
	for bit := range 64 {
		for at := range 4 {
			var words [4]uint64
			words[at] = 1 << bit
			add("one bit", words[:]...)
		}
	}
}

func TestMixDoesNotAllocate(t *testing.T) {
	var f Fingerprint
	require.Zero(t, testing.AllocsPerRun(100, func() { f.Mix(1, 2, 3, 4) }))
}

func BenchmarkMix(b *testing.B) {
	b.ReportAllocs()
	var f Fingerprint
	for i := range uint64(b.N) {
		f.Mix(i, 2, 3, 4)
	}
	if f.Sum() == 0 {
		b.Fatal("a fingerprint of 0 is possible but must not happen here")
	}
}
