package flow_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// Two hosts download an image of 1 GB from one repository; the second has a
// slow link.
func ExampleNet() {
	n := flow.NewNet()
	repository := n.AddResource(100e6)
	fast, slow := n.AddResource(1e9), n.AddResource(20e6)
	n.Start(0, 1e9, 0, 1, []flow.ResourceID{repository, fast})
	n.Start(0, 1e9, 0, 2, []flow.ResourceID{repository, slow})
	for t := n.Next(); t != sim.Never; t = n.Next() {
		_, host, _ := n.Finish(t)
		fmt.Println("host", host, "has the image at", t)
	}
	// Output:
	// host 1 has the image at 12.5s
	// host 2 has the image at 50s
}
