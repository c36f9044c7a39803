package workload_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

func ExampleNewPoisson() {
	source, err := workload.NewPoisson(workload.Poisson{
		Rate:     0.5,
		Duration: 10 * sim.Time(1e9),
	}, sim.NewStream(1, "arrivals"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("expected:", source.Expected())
	var a workload.Arrival
	for source.Next(&a) {
		fmt.Println(a.At)
	}
	// Output:
	// expected: 5
	// 1.21222609s
	// 4.21205002s
	// 6.471313908s
}

func ExampleOpenCSV() {
	trace, err := workload.OpenCSV(workload.CSVOptions{
		File:    "../../testdata/traces/requests.csv",
		Columns: workload.CSVColumns{Time: "arrived", App: "service", Function: "handler", Duration: "took"},
		Unit:    "ms",
		Origin:  "first",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	functions := trace.Functions()
	source := trace.Source(sim.RNG{})
	var a workload.Arrival
	for source.Next(&a) {
		fmt.Println(a.At, functions[a.Function].Name, a.Duration)
	}
	if err := source.Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0s shop-search 41.5ms
	// 119.25ms shop-search 38ms
	// 120ms shop-checkout 230ms
	// 1.5s images-thumbnail 812ms
	// 1.5s images-thumbnail 790.125ms
	// 3s shop-search -1ns
	// 1m0s shop-checkout 198ms
}

func ExampleOpenAzure2019() {
	trace, err := workload.OpenAzure2019(workload.Azure2019Options{
		Dir:  "../../testdata/traces/azure2019-tiny",
		From: 11,
		To:   20,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	info, err := workload.Describe(trace)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info)
	for _, r := range trace.Report().Repairs {
		fmt.Printf("%d × %s: %s\n", r.Count, r.Rule, r.Action)
	}
	// Output:
	// ../../testdata/traces/azure2019-tiny, day 1, minutes 11 to 20: 54 functions of 20 applications, 223 invocations in 10m0s
	// 26 × function without invocations: kept
	// 44 × Count is not the sum of the minutes: Count ignored
}

func ExampleTruncate() {
	burr, _ := workload.Burr(11.652, 0.221, 107.083)
	memory, err := workload.Truncate(burr, 0, 1536)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v has the mean %.0f\n", memory, memory.Mean())
	_, err = workload.Truncate(burr, 0, 10)
	fmt.Println(err)
	// Output:
	// truncate(burr(11.652, 0.221, 107.083), 0, 1536) has the mean 169
	// lo, hi: 0, 10: only 0 of 65536 numbers of burr(11.652, 0.221, 107.083) lie between, must be at least 1 %
}
