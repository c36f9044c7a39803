package engine_test

// This file holds the quickstart: one function, 40 requests a second for an hour,
// on 20 hosts.

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// price bills a fifth of a dollar per million requests and the RAM limit by time.
type price struct{}

func (price) Bill(u *engine.Usage, b *engine.Bill) error {
	return b.Add("invocations", 0.20e-6+float64(u.GBSeconds()*0.0000166667))
}

// thumbnail is the code of the function; its input is the size of a picture.
func thumbnail(ctx *engine.Context, input any) (any, error) {
	bytes := input.(unit.Bytes)
	if err := ctx.Read(bytes); err != nil {
		return nil, err
	}
	if err := ctx.Compute(0.080); err != nil {
		return nil, err
	}
	return "ok", ctx.Write(bytes / 10)
}

// quickstart declares what scripts/quickstart.lua does, in the same order, and asks
// for one invocation at time 0.
func quickstart(seed uint64, keepAlive sim.Time) (*engine.Simulation, *engine.Provider, *engine.Handle) {
	s := engine.New(engine.Config{Seed: seed})
	hub := must(s.NewRepository(engine.RepositoryConfig{Name: "hub", Bandwidth: 125e6, Latency: sim.Seconds(0.020)}))
	image, code := must(s.NewFile("python:3.12", 350*unit.MB)), must(s.NewFile("thumb.zip", 4*unit.MB))
	hub.Store(image)
	hub.Store(code)
	cloud := must(s.NewProvider(engine.ProviderConfig{
		Name:    "cloud",
		Storage: engine.Disk{Capacity: 2 * unit.TB, Read: 2e9, Write: 1e9},
		Hosts: []engine.HostGroup{{
			Count: 20, Slots: 16, Cores: 16, RAM: 64 * unit.GiB, Network: engine.Link{Bandwidth: 1.25e9},
			Disk: engine.Disk{Capacity: 200 * unit.GB, Read: 2e9, Write: 1e9},
		}},
		Overhead: engine.Overhead{
			Dispatch: seconds(0.005), Create: seconds(0.120), Init: seconds(0.080), Warm: seconds(0.001),
		},
		KeepAlive: engine.FixedKeepAlive(keepAlive),
		Billing:   price{},
	}))
	thumb := must(cloud.Register(
		&engine.Function{Name: "thumbnail", Image: must(hub.At(image)), Code: must(hub.At(code)), Run: thumbnail},
		engine.Limits{TimeLimit: sim.Seconds(30), RAM: 512 * unit.MiB, Disk: 512 * unit.MiB, Ingress: 2 * unit.MB, Egress: 200 * unit.KB},
	))
	arrivals := must(workload.NewPoisson(workload.Poisson{Rate: 40, Duration: sim.Seconds(3600)}, s.Stream("arrivals/thumbnail/0")))
	cloud.Drive(arrivals, []engine.FunctionID{thumb}, func(uint64) (any, error) { return 2 * unit.MB, nil })
	return s, cloud, must(cloud.Invoke("thumbnail", 2*unit.MB))
}

func seconds(v float64) workload.Dist { return must(workload.Constant(v)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The first invocation of many starts cold. While its image comes in, in 20 ms and
// 350 MB at 125 MB/s, requests fill its host: 16 containers then do everything at
// once, and their reads and writes take 16 times as long as those of one alone.
//
//	run   16·2 MB at 2 GB/s + 80 ms + 16·0.2 MB at 1 GB/s = 99.2 ms
//	cost  $0.2e-6 + 0.5 GiB · 0.0992 s · $16.6667e-6 = $1.026668e-6
//
// The code file is fetched for every container: to fill all 320 slots takes 320·4 MB
// at 125 MB/s, more than 10 s, and in 8 s there are 320 requests. So all 20
// hosts are used.
func Example() {
	s, cloud, one := quickstart(1, sim.Seconds(600))
	if err := s.Run(); err != nil {
		fmt.Println(err)
		return
	}
	r := one.Record()
	phases := r.Phases()
	fmt.Println(r.Status, r.Cold, one.Output(), phases[2], phases[9], r.Cost)

	sum := cloud.Summary()
	fmt.Println("all ok:", sum.Counts.OK == sum.Counts.Submitted)
	for _, traffic := range sum.Bytes[:2] {
		fmt.Println(traffic.Path, traffic.Transfers, unit.Bytes(traffic.Bytes))
	}
	fmt.Println("fingerprint", s.Fingerprint()) // that of scripts/quickstart.lua, see its golden file
	// Output:
	// ok true ok {download 2.82s} {run 99.2ms} $0.000001026668
	// all ok: true
	// download 1 350MB
	// copy 20 7GB
	// fingerprint b44d71e37e9f487c
}
