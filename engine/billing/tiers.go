// This file prices quantities whose rate depends on how much was used before,
// such as a free grant for every month.

package billing

import (
	"fmt"
	"math"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// Unlimited is where the last tier ends.
const Unlimited = int64(math.MaxInt64)

// Tier is the price of a stretch of the running total.
type Tier struct {
	UpTo int64   // the running total at which the next tier begins; Unlimited in the last
	Rate float64 // dollars for one unit; 0 is a free grant
}

// Tiers is a price that depends on the running total of what was used: the
// first UpTo units cost the first rate, and so on.
//
// Invariants: UpTo grows from tier to tier and ends with Unlimited; every rate
// is finite and not negative.
type Tiers struct{ tiers []Tier }

// NewTiers returns a price of the given tiers, from the lowest total up. It
// fails if they are not in order, if the last is not Unlimited, or if a rate
// is negative or not finite.
func NewTiers(tiers ...Tier) (Tiers, error) {
	below := int64(0)
	for i, t := range tiers {
		if t.UpTo <= below {
			return Tiers{}, fmt.Errorf("tier %d: up to %d: must be more than %d, where it begins", i+1, t.UpTo, below)
		}
		if !(t.Rate >= 0) || math.IsInf(t.Rate, 1) {
			return Tiers{}, fmt.Errorf("tier %d: rate %v: must be a number of dollars from 0 up", i+1, t.Rate)
		}
		below = t.UpTo
	}
	if below != Unlimited {
		return Tiers{}, fmt.Errorf("tiers: they end at %d, the last must be unlimited", below)
	}
	return Tiers{tiers: append([]Tier(nil), tiers...)}, nil
}

// Cost returns the price of quantity more units when used units were used
// before, rounded once to the nearest pico-dollar. It fails if the price does
// not fit into a [unit.Money].
func (t Tiers) Cost(used, quantity int64) (unit.Money, error) {
	if used < 0 || quantity < 0 || quantity > Unlimited-used {
		panic(fmt.Sprintf("billing: Cost of %d after %d, want both nonnegative and a sum below 2^63", quantity, used))
	}
	usd := 0.0
	for _, tier := range t.tiers {
		if n := min(quantity, tier.UpTo-used); n > 0 {
			usd += float64(float64(n) * tier.Rate)
			used += n
			quantity -= n
		}
		if quantity == 0 {
			break
		}
	}
	return unit.MoneyOf(usd)
}

// Tab is a running total that is charged by tiers.
type Tab struct {
	tiers Tiers
	used  int64
}

// NewTab returns a tab on which nothing was used yet.
func NewTab(tiers Tiers) Tab { return Tab{tiers: tiers} }

// Charge adds quantity units to the total and returns what they cost. If it
// fails, the total stays as it was.
func (t *Tab) Charge(quantity int64) (unit.Money, error) {
	m, err := t.tiers.Cost(t.used, quantity)
	if err != nil {
		return 0, err
	}
	t.used += quantity
	return m, nil
}

// Used returns the running total.
func (t *Tab) Used() int64 { return t.used }

// Reset starts the total anew, as at the beginning of a month.
func (t *Tab) Reset() { t.used = 0 }
