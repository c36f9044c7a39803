package billing_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/billing"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// The first million requests are free, the others cost 20 cents a million.
func ExampleTab() {
	tiers, err := billing.NewTiers(
		billing.Tier{UpTo: 1_000_000, Rate: 0},
		billing.Tier{UpTo: billing.Unlimited, Rate: 0.20e-6},
	)
	if err != nil {
		panic(err)
	}
	var total billing.Meter
	month := billing.NewTab(tiers)
	for range 1_500_000 {
		cost, err := month.Charge(1)
		if err != nil {
			panic(err)
		}
		total.Add(cost)
	}
	fmt.Println(total)
	// Output: $0.1
}

func ExampleBillable() {
	used := sim.Time(230e6)
	fmt.Println(billing.Billable(used, 100e6, 0), billing.Billable(used, 1e6, 1e9))
	// Output: 300ms 1s
}
