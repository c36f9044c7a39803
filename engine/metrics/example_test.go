package metrics_test

import (
	"fmt"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine/metrics"
)

func ExampleHistogram() {
	h := metrics.NewHistogram()
	for i := range 1000 {
		h.Record(int64(time.Duration(i+1) * time.Millisecond))
	}
	fmt.Println("mean", time.Duration(h.Mean()), "max", time.Duration(h.Max()))
	fmt.Println("p99", time.Duration(h.Quantile(0.99)).Round(time.Millisecond))
	// Output:
	// mean 500.5ms max 1s
	// p99 990ms
}

func ExampleGauge() {
	var busy metrics.Gauge
	busy.Add(0, 2)
	busy.Add(10, -1)
	fmt.Println(busy.Value(), busy.Max(), busy.Mean(20))
	// Output: 1 2 1.5
}
