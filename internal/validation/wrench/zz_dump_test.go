package wrench

import (
	"fmt"
	"os"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

func TestZZDump(t *testing.T) {
	sc := drawScenario(sim.NewStream(*randomSeed, "wrench"))
	os.WriteFile("/tmp/dbg/s.lua", sc.script(), 0o644)
	o, _ := runModel(sc, coldmoonRules)
	for _, i := range o.invocations {
		fmt.Printf("M %d %s %s %s req %v sub %v disp %v start %v end %v not %v\n", i.ID, i.Function, i.Host, i.Status, i.Requested, i.Submit, i.Dispatch, i.Start, i.End, i.Notified)
	}
	for _, m := range o.moves {
		fmt.Println("M", m)
	}
}
