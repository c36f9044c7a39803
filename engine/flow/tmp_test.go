package flow

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkTmp(b *testing.B) {
	caps := []float64{5e9}
	for range 1000 {
		caps = append(caps, 1.25e9, 500e6)
	}
	top := topology{"x", caps, func(rng *rand.Rand, buf []ResourceID) []ResourceID {
		r := ResourceID(2 + 2*rng.IntN(1000))
		return append(buf, 1, r, r+1)
	}}
	l := newLoad(top, 1000)
	b.ReportAllocs()
	for b.Loop() {
		l.step()
	}
	b.ReportMetric(float64(l.used), "classes")
}
