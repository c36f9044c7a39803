package wrench

// This file runs random scenarios, which coldmoon and the model must agree on.
//
//	go test ./internal/validation/wrench -run Random -wrench.n=2000 -wrench.seed=1

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

var (
	randomN    = flag.Int("wrench.n", 60, "random scenarios to run")
	randomSeed = flag.Uint64("wrench.seed", 1, "seed of the first random scenario")
)

func TestRandom(t *testing.T) {
	for seed := *randomSeed; seed < *randomSeed+uint64(*randomN); seed++ {
		sc := drawScenario(sim.NewStream(seed, "wrench"))
		want, gaveUp := runModel(sc, coldmoonRules)
		if gaveUp != "" || want.accidental() {
			continue
		}
		if wrong := compareOutcomes(sc.run(t), want); len(wrong) > 0 {
			text, err := json.Marshal(map[string]any{"scenario": sc})
			require.NoError(t, err)
			t.Fatalf("seed %d:\n%s\n%s", seed, strings.Join(wrong, "\n"), text)
		}
	}
}

// accidental reports whether two bodies ended at times that differ, but by less than
// coldmoon's clock can tell, or two of different functions at one time: which was first
// is an accident of rounding, or of how a simulator orders timers and transfers.
func (o *outcome) accidental() bool {
	ended := slices.DeleteFunc(slices.Clone(o.invocations), func(i wrenchInvocation) bool { return i.End < 0 })
	slices.SortStableFunc(ended, func(a, b wrenchInvocation) int { return cmp.Compare(a.End, b.End) })
	for k := range len(ended) - 1 {
		a, b := &ended[k], &ended[k+1]
		if gap := b.End - a.End; gap < 2e-9 && (gap > 0 || a.Function != b.Function) {
			return true
		}
	}
	return false
}

// dice draws a scenario. Times and sizes are such that hardly anything ends at the
// same instant as something else, unless that is asked for.
type dice struct{ sim.RNG }

func (d *dice) between(lo, hi float64) float64 { return lo + (hi-lo)*d.Float64() }
func (d *dice) chance(p float64) bool          { return d.Float64() < p }

// mega returns a number of bytes between two numbers of megabytes.
func (d *dice) mega(lo, hi float64) float64 { return math.Round(1e6 * d.between(lo, hi)) }

// seconds returns a time in whole microseconds.
func (d *dice) seconds(lo, hi float64) float64 { return math.Round(1e6*d.between(lo, hi)) / 1e6 }

func drawScenario(rng sim.RNG) *wrenchScenario {
	d := &dice{rng}
	sc := &wrenchScenario{Name: "random"}
	sc.drawPlatform(d)
	for k := range 1 + d.IntN(5) {
		sc.Images = append(sc.Images, d.image(k))
	}
	most := sc.drawFunctions(d)
	c, tight := &sc.Platform.Compute, 20.0
	if d.chance(0.7) {
		tight = d.between(1, 2.5)
	}
	c.Disk.Capacity, c.RAM = math.Round(most.Disk*tight*d.between(1, 1.5)), math.Round(most.RAM*tight)
	if d.chance(0.05) { // nothing to spare, and maybe a function that fits nowhere
		c.Disk.Capacity, c.RAM = most.Disk-float64(d.IntN(2)), most.RAM-float64(d.IntN(2))
	}
	sc.drawService(d)
	sc.drawInvocations(d)
	return sc
}

func (sc *wrenchScenario) drawPlatform(d *dice) {
	p := &sc.Platform
	p.Repo.Disk = wrenchDisk{1e9, 1e9, 1e12}
	p.Head.Disk = wrenchDisk{d.mega(100, 600), d.mega(100, 600), 1e12}
	p.Links = []wrenchLink{{Name: "wan", Bandwidth: d.mega(50, 200)}, {Name: "lan", Bandwidth: d.mega(100, 500), PerHost: d.chance(0.8)}}
	p.Routes.RepoHead, p.Routes.HeadNode = []string{"wan"}, []string{"lan"}
	if d.chance(0.1) {
		p.Links = append(p.Links, wrenchLink{Name: "switch", Bandwidth: d.mega(100, 500), PerHost: d.chance(0.3)})
		p.Routes.HeadNode = append(p.Routes.HeadNode, "switch")
	}
	c := &p.Compute
	c.Count, c.Cores, c.Speed = 1+d.IntN(4), 1+d.IntN(5), 1e9
	c.Disk = wrenchDisk{d.mega(100, 500), d.mega(100, 500), 0}
}

// image draws image k: some are missing, some are larger in RAM than on disk, some
// are nothing.
func (d *dice) image(k int) wrenchImage {
	im := wrenchImage{Name: fmt.Sprintf("i%d", k), Disk: d.mega(100, 1200), RAM: d.mega(100, 800)}
	switch {
	case d.chance(0.05):
		im.Missing = true
	case d.chance(0.05):
		im.RAM += im.Disk
	case d.chance(0.05):
		im.RAM = 0
	}
	return im
}

// drawFunctions returns the most disk and RAM that one of them needs with its image.
func (sc *wrenchScenario) drawFunctions(d *dice) (most wrenchImage) {
	most.RAM = 2 // a node has some
	for k := range 1 + d.IntN(6) {
		im := sc.Images[d.IntN(len(sc.Images))]
		f := wrenchFunction{
			Name: fmt.Sprintf("f%d", k), Image: im.Name, TimeLimit: d.seconds(5, 40), DiskLimit: d.mega(100, 800), RAMLimit: d.mega(100, 900),
		}
		if d.chance(0.1) {
			f.TimeLimit = 0
		}
		if d.chance(0.05) {
			f.DiskLimit = 0
		}
		if d.chance(0.05) {
			f.RAMLimit = 0
		}
		f.Body = sc.drawBody(d)
		most.Disk, most.RAM = max(most.Disk, im.Disk+f.DiskLimit), max(most.RAM, im.RAM+f.RAMLimit)
		sc.Functions = append(sc.Functions, f)
	}
	return most
}

// drawBody draws what a function does.
func (sc *wrenchScenario) drawBody(d *dice) []wrenchOp {
	body := []wrenchOp{{Op: "sleep", Seconds: d.seconds(0.1, 15)}}
	for k := range d.IntN(4) {
		file := fmt.Sprintf("w%d", k)
		_, shared := sc.lan()
		switch {
		case d.chance(0.1):
			body = append(body, wrenchOp{Op: "fail"})
		case d.chance(0.2):
			body = append(body, wrenchOp{Op: "write", File: file, Bytes: d.mega(10, 500)})
			if d.chance(0.5) {
				body = append(body, wrenchOp{Op: "read", File: file})
			}
		case d.chance(0.1) && shared == 0:
			body = append(body, wrenchOp{Op: "fetch", File: file, Bytes: d.mega(10, 500)})
		case d.chance(0.2):
			body = append(body, wrenchOp{Op: "compute", Flops: d.mega(100, 5000)})
		case d.chance(0.2):
			body = append(body, wrenchOp{Op: "sleep", Seconds: d.seconds(0.1, 5)})
		}
	}
	return body
}

func (sc *wrenchScenario) drawService(d *dice) {
	s := &sc.Service
	s.Scheduler, s.Evict = "fcfs", []string{"LRU", "RAM"}[d.IntN(2)]
	if d.chance(0.5) {
		s.Startup = d.seconds(0, 4)
	}
	if d.chance(0.7) {
		s.Idle = d.seconds(5, 100)
	}
	if d.chance(0.2) {
		s.Processing = d.seconds(0.01, 0.5)
	}
	if no := false; s.Processing == 0 && d.chance(0.05) { // else the next request may come first
		s.Downloads = &no
	}
}

// drawInvocations draws requests. With ties, all of a function take the same time.
func (sc *wrenchScenario) drawInvocations(d *dice) {
	at, clients, crowds, ties := 0.0, 1, !sc.instantDownloads() && d.chance(0.2), d.chance(0.2)
	if !crowds && d.chance(0.3) { // of several that ask at one instant, either could be first
		clients = 4
	}
	for range 4 + d.IntN(36) {
		switch {
		case crowds && d.chance(0.5):
		case d.chance(0.7):
			at += d.seconds(0, 6)
		default:
			at += d.seconds(0, 0.5)
		}
		r := wrenchRequest{At: math.Round(at*1e6) / 1e6, Function: sc.Functions[d.IntN(len(sc.Functions))].Name, Client: d.IntN(clients)}
		if !ties {
			r.Body = sc.drawBody(d)
		}
		sc.Invocations = append(sc.Invocations, r)
	}
}
