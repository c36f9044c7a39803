package flow

import (
	"math/rand/v2"
	"testing"
)

func TestRandom(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		script := make([]byte, 40+rng.IntN(2000))
		for i := range script {
			script[i] = byte(rng.Uint32())
		}
		play(t, script)
		if t.Failed() {
			t.Fatal(seed)
		}
	}
}
