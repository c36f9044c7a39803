// This file compares meters and tiers with big integers.

package billing

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

const usd = unit.Money(picosPerDollar)

func (t Meter) big() *big.Int {
	b := big.NewInt(t.hi)
	return b.Lsh(b, 64).Add(b, new(big.Int).SetUint64(t.lo))
}

func TestMeterAgainstBigInt(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var a, b Meter
	want := new(big.Int)
	for i := range 100_000 {
		m := unit.Money(rng.Uint64()) >> rng.IntN(64)
		if i%2 == 0 {
			a.Add(m)
		} else {
			b.Add(m)
		}
		want.Add(want, big.NewInt(int64(m)))
	}
	a.Merge(b)
	require.Equal(t, want.String(), a.big().String())
	dollars, _ := new(big.Rat).SetFrac(want, big.NewInt(picosPerDollar)).Float64()
	require.InEpsilon(t, dollars, a.USD(), 1e-15)
}

// TestMeterHoldsABillionOfTheLargest adds by doubling: 2^30 times the largest
// and the smallest amount.
func TestMeterHoldsABillionOfTheLargest(t *testing.T) {
	for _, m := range []unit.Money{math.MaxInt64, math.MinInt64, -1, 1} {
		var meter Meter
		meter.Add(m)
		for range 30 {
			meter.Merge(meter)
		}
		want := big.NewInt(int64(m))
		require.Equal(t, want.Lsh(want, 30).String(), meter.big().String())
	}
}

func TestMeterDoesNotDrift(t *testing.T) {
	var m Meter
	for range 10_000_000 {
		m.Add(2083) // a millisecond of 128 MB
	}
	require.Equal(t, "$0.02083", m.String())
	require.Equal(t, 0.02083, m.USD())
}

func TestMeterString(t *testing.T) {
	for _, tt := range []struct {
		picos []unit.Money
		want  string
	}{
		{nil, "$0"},
		{[]unit.Money{1}, "$0.000000000001"},
		{[]unit.Money{412_000_000}, "$0.000412"},
		{[]unit.Money{1_234_567_890}, "$0.00123457"},
		{[]unit.Money{999_999_999_999}, "$1"},
		{[]unit.Money{usd, 500_000}, "$1.000001"},
		{[]unit.Money{usd, 499_999}, "$1"},
		{[]unit.Money{12 * usd, usd / 2}, "$12.5"},
		{[]unit.Money{9 * usd, 999_999_999_999}, "$10"},
		{[]unit.Money{-3 * usd, -usd / 4}, "-$3.25"},
		{[]unit.Money{-1}, "-$0.000000000001"},
		{[]unit.Money{math.MaxInt64, math.MaxInt64}, "$18446744.07371"},
	} {
		var m Meter
		for _, p := range tt.picos {
			m.Add(p)
		}
		require.Equal(t, tt.want, m.String(), "%v", tt.picos)
	}
}

func TestBillable(t *testing.T) {
	for _, tt := range []struct {
		name                         string
		used, granularity, min, want sim.Time
	}{
		{"already a multiple", 200, 100, 0, 200},
		{"rounds up", 201, 100, 0, 300},
		{"nothing stays nothing", 0, 100, 0, 0},
		{"no granularity", 201, 0, 0, 201},
		{"minimum", 20, 1, 100, 100},
		{"minimum is rounded, too", 20, 100, 150, 200},
		{"above the minimum", 151, 100, 150, 200},
		{"saturates", sim.Never - 1, 100, 0, sim.Never},
		{"never", sim.Never, 100, 0, sim.Never},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, Billable(tt.used, tt.granularity, tt.min))
		})
	}
	require.Equal(t, 2*unit.Bytes(1024), CeilTo(unit.Bytes(1025), 1024))
	require.Panics(t, func() { CeilTo(sim.Time(-1), 1) })
	require.Panics(t, func() { CeilTo(sim.Time(1), -1) })
}

// bill are the tiers of the tests: 100 free, then 1,000 at 50 cents, then 20.
func bill(t *testing.T) Tiers {
	tiers, err := NewTiers(Tier{100, 0}, Tier{1_100, 0.5}, Tier{Unlimited, 0.2})
	require.NoError(t, err)
	return tiers
}

func TestTiersCost(t *testing.T) {
	for _, tt := range []struct {
		name           string
		used, quantity int64
		want           unit.Money
	}{
		{"nothing", 50, 0, 0},
		{"within the grant", 0, 100, 0},
		{"leaves the grant", 90, 20, 5 * usd},
		{"within a tier", 100, 1000, 500 * usd},
		{"crosses all", 0, 2000, 500*usd + 180*usd},
		{"at the edge", 1100, 5, usd},
		{"far beyond", Unlimited - 10, 10, 2 * usd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := bill(t).Cost(tt.used, tt.quantity)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	_, err := bill(t).Cost(0, Unlimited)
	require.Error(t, err, "more than a Money can hold")
	require.Panics(t, func() { _, _ = bill(t).Cost(-1, 1) })
	require.Panics(t, func() { _, _ = bill(t).Cost(1, Unlimited) })
}

// TestTabAgainstUnits charges unit by unit what the tab charges in pieces.
func TestTabAgainstUnits(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	tab := NewTab(bill(t))
	var got, want Meter
	total := int64(0)
	for total < 3000 {
		n := rng.Int64N(40)
		m, err := tab.Charge(n)
		require.NoError(t, err)
		got.Add(m)
		for range n {
			switch {
			case total >= 1100:
				want.Add(usd / 5)
			case total >= 100:
				want.Add(usd / 2)
			}
			total++
		}
		require.Equal(t, total, tab.Used())
		require.Equal(t, want, got)
	}
	_, err := tab.Charge(Unlimited - total)
	require.Error(t, err)
	require.Equal(t, total, tab.Used(), "a charge that fails is not made")
	tab.Reset()
	m, err := tab.Charge(100)
	require.NoError(t, err)
	require.Zero(t, m)
}

func TestNewTiersRefuses(t *testing.T) {
	for _, tt := range []struct {
		tiers []Tier
		want  string
	}{
		{nil, "tiers: they end at 0, the last must be unlimited"},
		{[]Tier{{10, 1}}, "tiers: they end at 10, the last must be unlimited"},
		{[]Tier{{10, 1}, {10, 1}}, "tier 2: up to 10: must be more than 10, where it begins"},
		{[]Tier{{0, 1}}, "tier 1: up to 0: must be more than 0, where it begins"},
		{[]Tier{{Unlimited, -1}}, "tier 1: rate -1: must be a number of dollars from 0 up"},
		{[]Tier{{Unlimited, math.NaN()}}, "tier 1: rate NaN: must be a number of dollars from 0 up"},
		{[]Tier{{Unlimited, math.Inf(1)}}, "tier 1: rate +Inf: must be a number of dollars from 0 up"},
	} {
		_, err := NewTiers(tt.tiers...)
		require.EqualError(t, err, tt.want)
	}
}

func TestChargingDoesNotAllocate(t *testing.T) {
	tab := NewTab(bill(t))
	var m Meter
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		c, _ := tab.Charge(3)
		m.Add(c)
	}))
}

func BenchmarkMeterAdd(b *testing.B) {
	b.ReportAllocs()
	var m Meter
	for i := range b.N {
		m.Add(unit.Money(i))
	}
}

func BenchmarkTabCharge(b *testing.B) {
	b.ReportAllocs()
	tiers, err := NewTiers(Tier{1000, 0}, Tier{Unlimited, 1.6e-11})
	require.NoError(b, err)
	tab := NewTab(tiers)
	for range b.N {
		_, _ = tab.Charge(128)
	}
}
