package workload

// This file writes synthetic traces in the format of the Azure Functions data
// set of 2019.

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// GenerateOptions says how large a trace to write, and where.
type GenerateOptions struct {
	// Create opens the file called name for writing. Each is closed at the
	// end, also after an error, which may leave it incomplete.
	Create func(name string) (io.WriteCloser, error)

	Apps      int     // number of applications; 0 if Functions is given
	Functions int     // number of functions; 0 if Apps is given
	Minutes   int     // minute columns from midnight on, 1 to 1440; 0: 1440
	Day       int     // in the file names, 1 to 14; 0: 1
	Seed      uint64  // of all random numbers
	Scale     float64 // factor of the rates of all functions but timers; 0: 1

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
	o.Minutes = cmp.Or(o.Minutes, minutesPerDay)
	o.Day = cmp.Or(o.Day, 1)
	o.Scale = cmp.Or(o.Scale, 1)
	const most = 10_000_000
	switch {
	case o.Create == nil:
		return fmt.Errorf("create: missing: must be a function that opens a file")
	case o.Apps != 0 && o.Functions != 0:
		return fmt.Errorf("functions: %d: must not be given together with apps", o.Functions)
	case o.Functions == 0 && (o.Apps < 1 || o.Apps > most):
		return fmt.Errorf("apps: %d: must be from 1 to %d", o.Apps, most)
	case o.Apps == 0 && (o.Functions < 1 || o.Functions > most):
		return fmt.Errorf("functions: %d: must be from 1 to %d", o.Functions, most)
	case o.Minutes < 1 || o.Minutes > minutesPerDay:
		return fmt.Errorf("minutes: %d: must be from 1 to %d", o.Minutes, minutesPerDay)
	case o.Day < 1 || o.Day > lastDay:
		return fmt.Errorf("day: %d: must be from 1 to %d", o.Day, lastDay)
	case !(o.Scale > 0 && o.Scale <= 1e6):
		return fmt.Errorf("scale: %v: must be a positive number, at most 1e6", o.Scale)
	}
	return nil
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
	g := &generator{opt: opt, model: newSynthetic(opt.Minutes, opt.Scale)}
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
	model  *synthetic
	made   Generated
	files  [3]io.WriteCloser
	out    [3]*bufio.Writer // an error sticks until close
	buf    []byte           // of one line
	counts [minutesPerDay + 1]uint32
	owner  string
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
	for m := 1; m <= g.opt.Minutes; m++ {
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
	all := sim.NewStream(g.opt.Seed, "workload.generate")
	for n := 0; g.made.Apps < g.opt.Apps || g.made.Functions < g.opt.Functions; n++ {
		r := all.At(uint64(n)) // so that a trace of more applications begins alike
		g.app(&r)
		if g.opt.Progress != nil {
			g.opt.Progress(g.share())
		}
	}
}

// share returns the share of the work that is done.
func (g *generator) share() float64 {
	if g.opt.Apps > 0 {
		return float64(g.made.Apps) / float64(g.opt.Apps)
	}
	return float64(g.made.Functions) / float64(g.opt.Functions)
}

// app writes the rows of one application.
func (g *generator) app(r *sim.RNG) {
	if g.owner == "" || r.Float64() >= sameOwner {
		g.owner = hash(r)
	}
	app := hash(r)
	n := g.model.functions(r)
	if g.opt.Functions > 0 {
		n = min(n, g.opt.Functions-g.made.Functions)
	}
	harmonic := 0.0 // the rates within an application follow Zipf's law, an assumption
	for k := 1; k <= n; k++ {
		harmonic += 1 / float64(k)
	}
	rate := g.model.perMinute(r)
	for k := 1; k <= n; k++ {
		each := r.At(uint64(k))
		g.function(app, rate/(float64(k)*harmonic), &each)
	}
	g.memory(app, g.model.memory.Sample(r))
	g.made.Apps++
	g.made.Functions += n
}

// function writes the rows of one function.
func (g *generator) function(app string, rate float64, r *sim.RNG) {
	fn, trigger := hash(r), g.model.trigger(r)
	averageMs := min(lognormal{averageMu, averageSigma}.Sample(r)*1e3, longestMs)
	if trigger == "timer" {
		g.model.fillTimer(g.counts[:], rate, r)
	} else {
		g.model.fill(g.counts[:], rate, r)
	}
	sum := uint64(0)
	g.key(g.owner, app, fn)
	g.buf = append(append(g.buf, ','), trigger...)
	for _, count := range g.counts[1 : g.opt.Minutes+1] {
		g.buf = strconv.AppendUint(append(g.buf, ','), uint64(count), 10)
		sum += uint64(count)
	}
	g.line(toInvocations)
	g.made.Invocations += sum

	g.key(g.owner, app, fn)
	g.numbers(whole(averageMs), float64(sum))
	var p [7]float64
	for i, factor := range g.model.spread {
		p[i] = min(whole(float64(averageMs*factor)), longestMs)
	}
	for _, extreme := range [...]float64{p[0], p[6]} {
		g.numbers(extreme)
		g.buf = append(g.buf, ".0"...) // as in the data set
	}
	g.numbers(p[:]...)
	g.line(toDurations)
}

// memory writes the row of the memory of an application.
func (g *generator) memory(app string, averageMb float64) {
	const samplesPerDay = 17280 // one each 5 s, of one worker
	g.key(g.owner, app)
	g.numbers(samplesPerDay, whole(averageMb))
	for _, z := range memoryLevels {
		g.numbers(whole(float64(averageMb * exp(memorySpread*z))))
	}
	g.line(toMemory)
}

// whole rounds x to a whole number, at least 1.
func whole(x float64) float64 { return max(1, math.Round(x)) }

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

// hash draws 64 hexadecimal digits.
func hash(r *sim.RNG) string {
	return fmt.Sprintf("%016x%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
}
