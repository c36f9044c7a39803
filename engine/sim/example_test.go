package sim_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// tap drips until it is closed; being closed goes first, because it is Early.
type tap struct {
	kernel *sim.Kernel
	self   sim.HandlerID
	closed bool
}

const (
	evDrip = iota
	evClose
)

func (t *tap) Handle(kind uint8, a uint32, _ uint64) {
	switch kind {
	case evDrip:
		if t.closed {
			return
		}
		fmt.Println(t.kernel.Now(), "drip", a)
		t.kernel.After(sim.Seconds(0.5), sim.Event{To: t.self, Kind: evDrip, A: a + 1})
	case evClose:
		t.closed = true
	}
}

func Example() {
	k := sim.NewKernel()
	t := &tap{kernel: k}
	t.self = k.Register(t)
	k.After(0, sim.Event{To: t.self, Kind: evDrip, A: 1})
	k.At(sim.Seconds(1.5), sim.Event{To: t.self, Kind: evClose, Class: sim.Early})
	k.RunUntil(sim.Never)
	fmt.Println(k.Steps(), "events until", k.Now())
	// Output:
	// 0s drip 1
	// 500ms drip 2
	// 1s drip 3
	// 5 events until 1.5s
}

func ExampleRNG_At() {
	durations := sim.NewStream(42, "durations")
	for customer := range uint64(3) {
		rng := durations.At(customer)
		fmt.Println(rng.IntN(100), rng.IntN(100))
	}
	// Output:
	// 1 93
	// 69 20
	// 53 86
}
