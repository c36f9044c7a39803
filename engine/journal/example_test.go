package journal_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/journal"
)

func ExampleFingerprint() {
	var f journal.Fingerprint
	f.Mix(1_000_000_000, 3, 7, 0) // time, kind, IDs
	f.Mix(2_500_000_000, 4, 7, 0)
	fmt.Println(f)
	// Output: f1297ece8f9c9102
}
