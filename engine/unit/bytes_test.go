package unit

// This file tests sizes.

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseBytes(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Bytes
		err  string
	}{
		{"123B", 123, ""},
		{"0B", 0, ""},
		{"64GiB", 64 * GiB, ""},
		{"1.5GB", 1_500_000_000, ""},
		{"200 MB", 200 * MB, ""},
		{"0.1GiB", 107_374_182, ""}, // 107374182.4
		{"0.3KiB", 307, ""},         // 307.2
		{"0.0005KB", 1, ""},         // half a byte, up
		{"1.10KiB", 1126, ""},       // 1126.4
		{"007KB", 7 * KB, ""},       // leading zeros
		{"8388607TiB", 8388607 * TiB, ""},
		{"9223372036854775807B", math.MaxInt64, ""},
		{"9223372036854775808B", 0, `size "9223372036854775808B": too large, want less than 8388608TiB`},
		{"8388608TiB", 0, `size "8388608TiB": too large, want less than 8388608TiB`},
		{"1.5B", 0, `size "1.5B": a fraction of a byte, want a whole number of B`},
		{"", 0, `size "": want a number and a unit, such as "64GiB"`},
		{"GB", 0, `size "GB": want a number and a unit, such as "64GiB"`},
		{"-1GB", 0, `size "-1GB": want a number and a unit, such as "64GiB"`},
		{"+1GB", 0, `size "+1GB": want a number and a unit, such as "64GiB"`},
		{"NaN", 0, `size "NaN": want a number and a unit, such as "64GiB"`},
		{" 1GB", 0, `size " 1GB": want a number and a unit, such as "64GiB"`},
		{".5GB", 0, `size ".5GB": want a number and a unit, such as "64GiB"`},
		{"64", 0, `size "64": missing unit, want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
		{"64 ", 0, `size "64 ": missing unit, want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
		{"64gib", 0, `size "64gib": unknown unit "gib"; did you mean "GiB"?`},
		{"1kB", 0, `size "1kB": unknown unit "kB"; did you mean "KB"?`},
		{"64Gi", 0, `size "64Gi": unknown unit "Gi"; did you mean "GiB"?`},
		{"64M", 0, `size "64M": unknown unit "M"; did you mean "MB"?`},
		{"1e9B", 0, `size "1e9B": unknown unit "e9B", want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
		{"1.GB", 0, `size "1.GB": unknown unit ".GB", want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
		{"1GB ", 0, `size "1GB ": unknown unit "GB ", want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
		{"1  GB", 0, `size "1  GB": unknown unit " GB", want B, KB, KiB, MB, MiB, GB, GiB, TB or TiB`},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseBytes(tt.in)
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestBytesString(t *testing.T) {
	for _, tt := range []struct {
		b    Bytes
		want string
	}{
		{0, "0B"},
		{123, "123B"},
		{1000, "1KB"},
		{1001, "1001B"},
		{1024, "1KiB"},
		{1536, "1.5KiB"},
		{10_500, "10.5KB"},
		{350 * MB, "350MB"},
		{1250 * MB, "1.25GB"},
		{128 * MiB, "128MiB"},
		{64 * GiB, "64GiB"},
		{64*GiB + 1, "68719476737B"},
		{1536 * MiB, "1.5GiB"},
		{5000 * TB, "5000TB"},
		{-5 * MB, "-5MB"},
		{math.MaxInt64, "9223372036854775807B"},
		{math.MinInt64, "-8388608TiB"},
	} {
		require.Equal(t, tt.want, tt.b.String())
	}
}

// FuzzParseBytes checks that what is read is written and read to the same.
func FuzzParseBytes(f *testing.F) {
	for _, s := range []string{"64GiB", "1.5GB", "200 MB", "123B", "", "-1GB", "NaN", "1e3B", "9223372036854775807B", "0.1GiB"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ParseBytes(s)
		if err != nil {
			return
		}
		require.GreaterOrEqual(t, b, Bytes(0))
		again, err := ParseBytes(b.String())
		require.NoError(t, err)
		require.Equal(t, b, again, "%q was printed as %q", s, b)
	})
}

// FuzzBytesString checks that every size is written exactly.
func FuzzBytesString(f *testing.F) {
	for _, b := range []int64{0, 1, 999, 1000, 1024, 1 << 30, 1<<30 + 1, 1_250_000_000, math.MaxInt64, math.MinInt64, -1} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b int64) {
		text, size := Bytes(b).String(), Bytes(b)
		if b < 0 {
			require.Equal(t, "-", text[:1])
			if text, size = text[1:], -size; b == math.MinInt64 {
				return
			}
		}
		again, err := ParseBytes(text)
		require.NoError(t, err)
		require.Equal(t, size, again)
	})
}
