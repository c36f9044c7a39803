package unit

// This file tests money.

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMoneyOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		usd  float64
		want Money
	}{
		{"zero", 0, 0},
		{"one dollar", 1, dollar},
		{"a GB-second", 0.0000166667, 16_666_700},
		{"a request", 0.20 / 1e6, 200_000},
		{"half a pico-dollar away from zero", 0.5e-12, 1},
		{"negative half", -0.5e-12, -1},
		{"less than half", 0.4e-12, 0},
		{"past 2^53 pico-dollars", 1e6 + 1.0/1024, 1_000_000_000_976_562_500},
		{"refund", -12.5, -12_500_000_000_000},
		{"largest", 9_223_372, 9_223_372 * dollar},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := MoneyOf(tt.usd)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	for _, usd := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e7, -1e7, 9_223_372.04} {
		_, err := MoneyOf(usd)
		require.ErrorContains(t, err, "want a number of dollars from -9223372 to 9223372")
	}
}

func TestMoneyString(t *testing.T) {
	for _, tt := range []struct {
		m    Money
		want string
	}{
		{0, "$0"},
		{1, "$0.000000000001"},
		{412_000_000, "$0.000412"},
		{dollar, "$1"},
		{12*dollar + dollar/2, "$12.5"},
		{100 * dollar, "$100"},
		{-3 * dollar, "-$3"},
		{math.MaxInt64, "$9223372.036854775807"},
		{math.MinInt64, "-$9223372.036854775808"},
	} {
		require.Equal(t, tt.want, tt.m.String())
	}
}

// FuzzMoney checks that dollars and back is the identity wherever float64 can
// tell two neighbouring sums apart, and that String is exact.
func FuzzMoney(f *testing.F) {
	for _, m := range []int64{0, 1, -1, 412_000_000, 1e12, 1<<53 - 1, math.MaxInt64, math.MinInt64} {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, m int64) {
		whole, fraction, _ := strings.Cut(strings.Replace(Money(m).String(), "$", "", 1), ".")
		picos, err := strconv.ParseInt(whole+(fraction + "000000000000")[:12], 10, 64)
		require.NoError(t, err)
		require.Equal(t, m, picos)

		if m <= -1<<52 || m >= 1<<52 {
			return
		}
		again, err := MoneyOf(Money(m).USD())
		require.NoError(t, err)
		require.Equal(t, Money(m), again)
	})
}
