package workload

// This file writes synthetic traces in the format of the Azure Functions data
// set of 2019.

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
)

// GenerateOptions says what to write, and where.
type GenerateOptions struct {
	Synthetic SyntheticOptions

	// Create opens the file called name for writing. Each is closed at the
	// end, also after an error, which may leave it incomplete.
	Create func(name string) (io.WriteCloser, error)

	Day int // in the file names, 1 to 14; 0: 1

	// Progress, if not nil, is called after each application with the share
	// of the work that is done.
	Progress func(share float64)
}

// Generated tells what was written.
type Generated struct {
	Apps        int
	Functions   int
	Invocations uint64
	Files       [3]string // names given to Create
}

// validate checks the options and sets defaults.
func (o *GenerateOptions) validate() error {
	o.Day = cmp.Or(o.Day, 1)
	switch {
	case o.Create == nil:
		return fmt.Errorf("create: missing: must be a function that opens a file")
	case o.Day < 1 || o.Day > lastDay:
		return fmt.Errorf("day: %d: must be from 1 to %d", o.Day, lastDay)
	}
	return o.Synthetic.validate()
}

// Generate writes a day, or its first minutes, of synthetic load: the files of
// invocations, durations and memory. They follow published distributions, see
// synthmodel.go, and need no repair. Every function has at least one
// invocation, as in the data set, so windows much shorter than a day have more
// than their share.
//
// Equal options give equal bytes, on every machine.
func Generate(opt GenerateOptions) (Generated, error) {
	if err := opt.validate(); err != nil {
		return Generated{}, err
	}
	g := &generator{opt: opt, day: newSynthDay(opt.Synthetic)}
	g.counts = make([]uint32, g.opt.Synthetic.Minutes+1)
	err := g.create()
	if err == nil {
		g.headers()
		g.apps()
	}
	return g.made, cmp.Or(err, g.close())
}

// A generator writes one trace.
type generator struct {
	opt    GenerateOptions
	day    *synthDay
	made   Generated
	files  [3]io.WriteCloser
	out    [3]*bufio.Writer // an error sticks until close
	buf    []byte           // of one line
	counts []uint32         // of one function, by minute
}

// Indices of the files.
const (
	toInvocations = iota
	toDurations
	toMemory
)

// create opens the files.
func (g *generator) create() error {
	for i, format := range [...]string{invocationsFile, durationsFile, memoryFile} {
		name := fmt.Sprintf(format, g.opt.Day)
		file, err := g.opt.Create(name)
		if err != nil {
			return err
		}
		g.made.Files[i], g.files[i], g.out[i] = name, file, bufio.NewWriterSize(file, bufferSize)
	}
	return nil
}

// close writes what is buffered, closes the files and returns the first error.
func (g *generator) close() error {
	var first error
	for i, file := range g.files {
		if file == nil {
			continue
		}
		if err := cmp.Or(g.out[i].Flush(), file.Close()); err != nil && first == nil {
			first = fmt.Errorf("%s: %w", g.made.Files[i], err)
		}
	}
	return first
}

// headers writes the header lines.
func (g *generator) headers() {
	g.buf = append(g.buf[:0], "HashOwner,HashApp,HashFunction,Trigger"...)
	for m := 1; m <= g.opt.Synthetic.Minutes; m++ {
		g.buf = strconv.AppendInt(append(g.buf, ','), int64(m), 10)
	}
	g.line(toInvocations)
	g.buf = append(g.buf[:0], "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100"...)
	g.line(toDurations)
	g.buf = append(g.buf[:0], "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,AverageAllocatedMb_pct5,AverageAllocatedMb_pct25,AverageAllocatedMb_pct50,AverageAllocatedMb_pct75,AverageAllocatedMb_pct95,AverageAllocatedMb_pct99,AverageAllocatedMb_pct100"...)
	g.line(toMemory)
}

// line ends the line in buf and writes it.
func (g *generator) line(to int) {
	g.buf = append(g.buf, '\n')
	g.out[to].Write(g.buf)
}

// apps writes the rows of all applications.
func (g *generator) apps() {
	for g.day.next() {
		for i := range g.day.app.functions {
			g.function(&g.day.app.functions[i])
		}
		g.memory()
		if g.opt.Progress != nil {
			g.opt.Progress(g.day.share())
		}
	}
	g.made.Apps, g.made.Functions = g.day.made, g.day.functions
}

// function writes the rows of one function.
func (g *generator) function(f *synthFunction) {
	app, model := &g.day.app, g.day.model
	sum := f.load.total(g.counts, model.wave[:])
	g.key(app.owner, app.name, f.name)
	g.buf = append(append(g.buf, ','), f.trigger...)
	for _, count := range g.counts[1:] {
		g.buf = strconv.AppendUint(append(g.buf, ','), uint64(count), 10)
	}
	g.line(toInvocations)
	g.made.Invocations += sum

	average, p := model.durations(f.averageMs)
	g.key(app.owner, app.name, f.name)
	g.numbers(average, float64(sum))
	for _, extreme := range [...]float64{p[0], p[6]} {
		g.numbers(extreme)
		g.buf = append(g.buf, ".0"...) // as in the data set
	}
	g.numbers(p[:]...)
	g.line(toDurations)
}

// memory writes the row of the memory of the application.
func (g *generator) memory() {
	const samplesPerDay = 17280 // one each 5 s, of one worker
	app := &g.day.app
	average, percentiles := app.memory()
	g.key(app.owner, app.name)
	g.numbers(samplesPerDay, average)
	g.numbers(percentiles[:]...)
	g.line(toMemory)
}

// key begins a line with hashes.
func (g *generator) key(hashes ...string) {
	g.buf = g.buf[:0]
	for i, h := range hashes {
		if i > 0 {
			g.buf = append(g.buf, ',')
		}
		g.buf = append(g.buf, h...)
	}
}

// numbers appends whole numbers to the line.
func (g *generator) numbers(v ...float64) {
	for _, x := range v {
		g.buf = strconv.AppendInt(append(g.buf, ','), int64(x), 10)
	}
}
