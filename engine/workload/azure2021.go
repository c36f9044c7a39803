package workload

// This file opens the Azure Functions trace of 2021.

import (
	"cmp"
	"fmt"
	"io"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Azure2021Options says what to read.
type Azure2021Options struct {
	File string // the unpacked text file

	MinDuration sim.Time // no execution is shorter; 0: 1 ms, the resolution of the data

	Open func(path string) (io.ReadCloser, error) // nil: os.Open
}

// Azure2021 is the Azure Functions trace of 2021, or any file with its columns
// app, func, end_timestamp and duration, in seconds. It knows neither owners
// nor triggers nor memory.
type Azure2021 struct{ *rowTrace }

// OpenAzure2021 reads the file once, to find its functions. Each source then
// reads it again.
func OpenAzure2021(opt Azure2021Options) (*Azure2021, error) {
	if opt.MinDuration < 0 {
		return nil, fmt.Errorf("min_duration: %v: must not be negative", opt.MinDuration)
	}
	format := rowFormat{
		path: opt.File, open: opt.Open, comma: ',',
		required: []int{appColumn, functionColumn, endColumn, durationColumn},
		timeUnit: 1e9, durationUnit: 1e9,
		repair: true, least: cmp.Or(opt.MinDuration, sim.Time(1e6)),
	}
	format.names[appColumn] = "app"
	format.names[functionColumn] = "func"
	format.names[endColumn] = "end_timestamp"
	format.names[durationColumn] = "duration"
	t, err := openRowTrace(format)
	if err != nil {
		return nil, err
	}
	return &Azure2021{t}, nil
}
