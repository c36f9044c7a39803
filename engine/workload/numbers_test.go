package workload

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

func TestParseNumber(t *testing.T) {
	for _, tt := range []struct {
		text string
		want float64
		ok   bool
	}{
		{"0", 0, true},
		{"12", 12, true},
		{"-41690", -41690, true},
		{"6664.0", 6664, true},
		{"0.1", 0.1, true},
		{".5", 0.5, true},
		{"5.", 5, true},
		{"1e3", 1000, true},
		{"+7", 7, true},
		{"123456789012345678", 123456789012345678, true},
		{"0.07949090003967285", 0.07949090003967285, true},
		{"", 0, false},
		{"-", 0, false},
		{".", 0, false},
		{"1,5", 0, false},
		{" 1", 0, false},
		{"NaN", 0, false},
		{"inf", 0, false},
		{"0x10", 0, false},
		{"1_000", 0, false},
		{"1e999", 0, false},
	} {
		got, ok := parseNumber([]byte(tt.text))
		require.Equal(t, tt.ok, ok, "%q", tt.text)
		if ok {
			require.Equal(t, tt.want, got, "%q", tt.text)
		}
	}
}

func TestParseTime(t *testing.T) {
	for _, tt := range []struct {
		text string
		unit uint64
		want sim.Time
		ok   bool
	}{
		{"1", 1e9, 1e9, true},
		{"0.07949090003967285", 1e9, 79490900, true},
		{"1612051200.123456789", 1e9, 1612051200123456789, true},
		{"0.9999999995", 1e9, 1e9, true},
		{"0.9999999994", 1e9, 999999999, true},
		{"-1.5", 1e9, -15e8, true},
		{"2.5", 1e6, 25e5, true},
		{"2.5", 1e3, 2500, true},
		{"2.5", 1, 3, true},
		{"7", 1, 7, true},
		{"1e-3", 1e9, 1e6, true},
		{"9223372036", 1e9, 9223372036e9, true},
		{"9223372037", 1e9, 0, false},
		{"99999999999999999999", 1, 0, false},
		{"1e300", 1e9, 0, false},
		{"", 1e9, 0, false},
		{"-", 1e9, 0, false},
		{"1.2.3", 1e9, 0, false},
		{"1s", 1e9, 0, false},
		{"12:30", 1e9, 0, false},
	} {
		got, ok := parseTime([]byte(tt.text), tt.unit)
		require.Equal(t, tt.ok, ok, "%q", tt.text)
		if ok {
			require.Equal(t, tt.want, got, "%q", tt.text)
		}
	}
}

func TestParseCount(t *testing.T) {
	for _, tt := range []struct {
		text string
		want uint64
		ok   bool
	}{
		{"0", 0, true}, {"100", 100, true}, {"007", 7, true}, {"101", 101, false}, {"", 0, false}, {"-1", 0, false},
		{"1.0", 0, false}, {"9999999999999999999999", 0, false},
	} {
		got, ok := parseCount([]byte(tt.text), 100)
		require.Equal(t, tt.ok, ok, "%q", tt.text)
		require.True(t, !ok || got == tt.want, "%q", tt.text)
	}
}

// FuzzParseNumber compares parseNumber with strconv, and parseTime with exact
// arithmetic.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "1e3", "0.1", "123456789.987654321", "1612051200.1234567895", ".5", "5.", "0x1p4", "9223372036.854775807"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := strconv.ParseFloat(s, 64)
		plain := strings.Trim(s, "0123456789+-.eE") == ""
		got, ok := parseNumber([]byte(s))
		require.Equal(t, err == nil && plain, ok)
		if ok {
			require.Equal(t, want, got)
		}
		at, ok := parseTime([]byte(s), 1e9)
		if !ok {
			return
		}
		require.True(t, plain)
		if strings.ContainsAny(s, "eE") || len(s) > 100 {
			return // through a float64
		}
		exact, valid := new(big.Rat).SetString(s)
		require.True(t, valid)
		exact.Mul(exact, big.NewRat(1e9, 1))
		exact.Sub(exact, new(big.Rat).SetInt64(int64(at)))
		require.LessOrEqual(t, exact.Abs(exact).Cmp(big.NewRat(1, 2)), 0, "%q gives %d", s, at)
		require.Less(t, at, sim.Time(math.MaxInt64))
	})
}

// TestEightDigits tries every byte at every place.
func TestEightDigits(t *testing.T) {
	for place := range 8 {
		for c := range 256 {
			text := []byte("90817263")
			text[place] = byte(c)
			want, err := strconv.ParseUint(string(text), 10, 64)
			got, ok := eightDigits(append(text, 'x'))
			require.Equal(t, err == nil, ok, "%q", text)
			if ok {
				require.Equal(t, want, got)
			}
		}
	}
	_, ok := eightDigits([]byte("1234567"))
	require.False(t, ok)
}
