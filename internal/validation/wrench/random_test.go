package wrench

// This file runs random scenarios, which coldmoon and the model must agree on.
//
//	go test ./internal/validation/wrench -run Random -wrench.n=2000 -wrench.seed=1

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
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
		if gaveUp != "" {
			continue
		}
		if wrong := compareOutcomes(sc.run(t), want); len(wrong) > 0 {
			text, err := json.Marshal(map[string]any{"scenario": sc})
			require.NoError(t, err)
			t.Fatalf("seed %d:\n%s\n%s", seed, strings.Join(wrong, "\n"), text)
		}
	}
}

// dice draws a scenario. Times and sizes are such that hardly anything ends at the
// same instant as something else.
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
	sc.Platform.Repo.Disk = wrenchDisk{1e9, 1e9, 1e12}
	sc.Platform.Head.Disk = wrenchDisk{d.mega(100, 600), d.mega(100, 600), 1e12}
	sc.Platform.Links = []wrenchLink{{Name: "wan", Bandwidth: d.mega(50, 200)}, {Name: "lan", Bandwidth: d.mega(100, 500), PerHost: d.chance(0.8)}}
	sc.Platform.Routes.RepoHead, sc.Platform.Routes.HeadNode = []string{"wan"}, []string{"lan"}
	c := &sc.Platform.Compute
	c.Count, c.Cores, c.Speed = 1+d.IntN(4), 1+d.IntN(5), 1e9
	c.Disk = wrenchDisk{d.mega(100, 500), d.mega(100, 500), 0}
	var disk, ram float64
	for k := range 1 + d.IntN(5) {
		im := wrenchImage{Name: fmt.Sprintf("i%d", k), Disk: d.mega(100, 1200), RAM: d.mega(100, 800)}
		switch {
		case d.chance(0.05):
			im.Missing = true
		case d.chance(0.05):
			im.RAM += im.Disk
		case d.chance(0.05):
			im.RAM = 0
		}
		sc.Images = append(sc.Images, im)
	}
	for k := range 1 + d.IntN(6) {
		im := sc.Images[d.IntN(len(sc.Images))]
		f := wrenchFunction{
			Name: fmt.Sprintf("f%d", k), Image: im.Name, TimeLimit: d.seconds(5, 40),
			DiskLimit: d.mega(100, 800), RAMLimit: d.mega(100, 900), Body: []wrenchOp{{Op: "sleep", Seconds: d.seconds(1, 15)}},
		}
		if d.chance(0.1) {
			f.TimeLimit = 0
		}
		disk, ram = max(disk, im.Disk+f.DiskLimit), max(ram, im.RAM+f.RAMLimit)
		sc.Functions = append(sc.Functions, f)
	}
	tight := map[bool]float64{true: d.between(1, 2.5), false: 20}[d.chance(0.7)]
	c.Disk.Capacity, c.RAM = math.Round(disk*tight*d.between(1, 1.5)), math.Round(ram*tight)
	sc.drawService(d)
	sc.drawInvocations(d)
	return sc
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
}

func (sc *wrenchScenario) drawInvocations(d *dice) {
	at, clients := 0.0, 1
	if d.chance(0.3) {
		clients = 4
	}
	for range 4 + d.IntN(36) {
		if d.chance(0.7) {
			at += d.seconds(0, 6)
		} else {
			at += d.seconds(0, 0.5)
		}
		f := sc.Functions[d.IntN(len(sc.Functions))]
		body := []wrenchOp{{Op: "sleep", Seconds: d.seconds(0.1, 15)}}
		switch {
		case d.chance(0.08):
			body = append(body, wrenchOp{Op: "fail"})
		case d.chance(0.15):
			body = append(body, wrenchOp{Op: "write", File: "w", Bytes: d.mega(10, 500)}, wrenchOp{Op: "read", File: "w"})
		case d.chance(0.1):
			body = append(body, wrenchOp{Op: "compute", Flops: d.mega(100, 5000)})
		}
		sc.Invocations = append(sc.Invocations, wrenchRequest{At: math.Round(at*1e6) / 1e6, Function: f.Name, Client: d.IntN(clients), Body: body})
	}
}
