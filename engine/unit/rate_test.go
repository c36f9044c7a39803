package unit

// This file tests durations and rates.

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseDuration(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want float64
		err  string
	}{
		{"250ms", 0.25, ""},
		{"1h30m", 5400, ""},
		{"1h 30m", 5400, ""},
		{"10us", 1e-5, ""},
		{"10µs", 1e-5, ""},
		{"10μs", 1e-5, ""},
		{"1.1ms", 0.0011, ""},
		{"3ns", 3e-9, ""},
		{"2d", 172800, ""},
		{"5min", 300, ""},
		{"0s", 0, ""},
		{"1.5 h", 5400, ""},
		{"1d2h3m4s5ms6us7ns", 93784.005006007, ""},
		{"60000d", 60000 * 86400, ""},
		{"", 0, `duration "": want a number and a unit, such as "1h30m"`},
		{"0", 0, `duration "0": missing unit, want ns, us, µs, μs, ms, s, m, min, h or d`},
		{"1h30", 0, `duration "1h30": missing unit, want ns, us, µs, μs, ms, s, m, min, h or d`},
		{"-1s", 0, `duration "-1s": want a number and a unit, such as "1h30m"`},
		{"inf", 0, `duration "inf": want a number and a unit, such as "1h30m"`},
		{"5sec", 0, `duration "5sec": unknown unit "sec", want ns, us, µs, μs, ms, s, m, min, h or d`},
		{"5S", 0, `duration "5S": unknown unit "S"; did you mean "s"?`},
		{"30m1h", 0, `duration "30m1h": h after a unit that is not larger, want as in "1h30m"`},
		{"1s1s", 0, `duration "1s1s": s after a unit that is not larger, want as in "1h30m"`},
		{"1us1µs", 0, `duration "1us1µs": µs after a unit that is not larger, want as in "1h30m"`},
		{"1s ", 0, `duration "1s ": want a number and a unit, such as "1h30m"`},
		{"1h  1s", 0, `duration "1h  1s": want a number and a unit, such as "1h30m"`},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseDuration(tt.in)
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestParseRate(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want float64
		err  string
	}{
		{"10Gbps", 1.25e9, ""},
		{"100MB/s", 1e8, ""},
		{"1GiB/s", 1 << 30, ""},
		{"500kbps", 62500, ""},
		{"1 Mbps", 125_000, ""},
		{"2.5Tbps", 3.125e11, ""},
		{"1bps", 0.125, ""},
		{"0.3B/s", 0.3, ""},
		{"0Gbps", 0, ""},
		{"", 0, `rate "": want a number and a unit, such as "10Gbps"`},
		{"-1Gbps", 0, `rate "-1Gbps": want a number and a unit, such as "10Gbps"`},
		{"10", 0, `rate "10": missing unit, want bps, kbps, Mbps, Gbps, Tbps, B/s, KB/s, KiB/s, MB/s, MiB/s, GB/s, GiB/s, TB/s or TiB/s`},
		{"10gbps", 0, `rate "10gbps": unknown unit "gbps"; did you mean "Gbps"?`},
		{"10Gbit", 0, `rate "10Gbit": unknown unit "Gbit", want bps, kbps, Mbps, Gbps, Tbps, B/s, KB/s, KiB/s, MB/s, MiB/s, GB/s, GiB/s, TB/s or TiB/s`},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseRate(tt.in)
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestLongNumberIsRefused(t *testing.T) {
	_, err := ParseRate(strings.Repeat("9", 61) + "B/s")
	require.ErrorContains(t, err, "number of 61 characters, want at most 60")
}

func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"250ms", "1h30m", "10us", "2d", "1d 2h", "", "-1s", "NaN", "1s1s", "0.1µs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFloat(t, s, "s", ParseDuration) })
}

func FuzzParseRate(f *testing.F) {
	for _, s := range []string{"10Gbps", "100MB/s", "1GiB/s", "500kbps", "", "-1Gbps", "Inf", "1 bps"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFloat(t, s, "B/s", ParseRate) })
}

// checkFloat asserts that what parse makes of s is a finite number that is not
// negative, and that parse reads the number itself in base units as the same.
func checkFloat(t *testing.T, s, base string, parse func(string) (float64, error)) {
	got, err := parse(s)
	if err != nil {
		return
	}
	require.False(t, math.IsNaN(got) || math.IsInf(got, 0) || math.Signbit(got), "%q gives %v", s, got)
	text := strconv.FormatFloat(got, 'f', -1, 64)
	if len(text) > maxDigits {
		return
	}
	again, err := parse(text + base)
	require.NoError(t, err)
	require.Equal(t, got, again)
}
