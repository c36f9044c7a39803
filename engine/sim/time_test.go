package sim

// This file tests the conversions of time.

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeconds(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    float64
		want Time
	}{
		{"zero", 0, 0},
		{"one", 1, 1e9},
		{"a decimal that float64 rounds", 63.2, 63_200_000_000},
		{"nearest", 1.4e-9, 1},
		{"half away from zero", 0.5e-9, 1},
		{"negative", -1.5, -1_500_000_000},
		{"negative half", -0.5e-9, -1},
		{"too small", 1e-300, 0},
		{"past 2^53 ns", 1e8 + 1.0/1024, 100_000_000_000_976_563},
		{"largest below the limit", math.Nextafter(float64(math.MaxInt64)/1e9, 0), 9_223_372_036_854_774_475},
		{"beyond", 1e10, Never},
		{"infinite", math.Inf(1), Never},
		{"negative beyond", -1e10, math.MinInt64},
		{"negative infinite", math.Inf(-1), math.MinInt64},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Seconds(tt.s)) })
	}
	require.PanicsWithValue(t, "sim: Seconds of NaN", func() { Seconds(math.NaN()) })
}

// TestSecondsRounds compares with the functions of package math, also where the
// last digit is a half.
func TestSecondsRounds(t *testing.T) {
	rng := NewStream(1, t.Name())
	for range 100_000 {
		s := math.Ldexp(rng.Float64()-0.5, rng.IntN(63)-29)
		if rng.IntN(4) == 0 {
			s = float64(rng.IntN(4_000_000)-2_000_000) / 2e9
		}
		whole := math.Trunc(s)
		require.Equal(t, Time(whole)*1e9+Time(math.Round((s-whole)*1e9)), Seconds(s), "s = %v", s)
	}
}

func TestSecondsRoundTrip(t *testing.T) {
	rng := NewStream(1, t.Name())
	for range 10_000 {
		// float64 seconds resolve a nanosecond up to 2^53 ns.
		want := Time(rng.Uint64() >> 12)
		require.Equal(t, want, Seconds(want.Seconds()))
		require.Equal(t, -want, Seconds((-want).Seconds()))
	}
	require.Equal(t, Never, Seconds(Never.Seconds()))
}

func TestString(t *testing.T) {
	for _, tt := range []struct {
		t    Time
		want string
	}{
		{0, "0s"},
		{250, "250ns"},
		{Seconds(63.2), "1m3.2s"},
		{Seconds(-1), "-1s"},
		{Never, "never"},
	} {
		require.Equal(t, tt.want, tt.t.String())
	}
	require.Equal(t, "early normal late", Early.String()+" "+Normal.String()+" "+Late.String())
}
