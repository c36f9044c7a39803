package human

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeconds(t *testing.T) {
	for _, tt := range []struct {
		in   float64
		want string
	}{
		{0, "0 s"}, {3.5e-7, "350 ns"}, {1e-9, "1 ns"}, {9.996e-7, "1 µs"}, {1.5e-5, "15 µs"}, {0.0123, "12.3 ms"},
		{0.99951, "1 s"}, {1.234, "1.23 s"}, {12.34, "12.3 s"}, {59.94, "59.9 s"}, {59.97, "1m"}, {125, "2m 5s"},
		{3599.6, "1h"}, {12000, "3h 20m"}, {86399, "1d"}, {187200, "2d 4h"}, {1e9, "31.7y"}, {1e18, "31,688,087,814y"},
		{-0.25, "-250 ms"}, {-125, "-2m 5s"}, {math.Inf(1), "-"}, {math.NaN(), "-"},
	} {
		require.Equal(t, tt.want, Seconds(tt.in), "%v", tt.in)
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"no separator", Count(999), "999"},
		{"separators", Count(1234567), "1,234,567"},
		{"largest", Count(math.MaxUint64), "18,446,744,073,709,551,615"},
		{"three digits", Number(1.2345), "1.23"},
		{"no trailing zeros", Number(1.5), "1.5"},
		{"rounds up a digit", Number(9.999), "10"},
		{"four digits", Number(1234.5), "1,235"},
		{"negative", Number(-12345), "-12,345"},
		{"very large", Number(1e30), "1e+30"},
		{"not scaled", Scaled(950), "950"},
		{"thousands", Scaled(12345), "12.3 k"},
		{"millions", Scaled(999_900), "1 M"},
		{"RAM", RAM(1536 << 20), "1.5 GiB"},
		{"little RAM", RAM(512), "512 B"},
		{"data", Data(350e6), "350 MB"},
		{"huge data", Data(5e21), "5,000 EB"},
		{"no share", Share(0), "0 %"},
		{"all", Share(1), "100 %"},
		{"almost none", Share(1e-9), "<0.01 %"},
		{"almost all", Share(1 - 1e-9), ">99.99 %"},
		{"share", Share(0.12345), "12.35 %"},
		{"undefined share", Share(math.NaN()), "-"},
		{"ratio of none", Share(Ratio(1, 0)), "0 %"},
	} {
		require.Equal(t, tt.want, tt.got, tt.name)
	}
}

func TestUSD(t *testing.T) {
	for _, tt := range []struct {
		in   float64
		want string
	}{
		{0, "$0"}, {0.1, "$0.10"}, {0.12345, "$0.1235"}, {0.000412, "$0.000412"}, {2e-7, "$0.0000002"}, {0.99999, "$1.00"},
		{12.345, "$12.35"}, {1234567.8, "$1,234,567.80"}, {-0.5, "-$0.50"}, {-3, "-$3.00"}, {1e16, "$1e+16"}, {math.Inf(-1), "-"},
	} {
		require.Equal(t, tt.want, USD(tt.in), "%v", tt.in)
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"harmless", "resize é", "resize é"},
		{"escape sequence", "\x1b[2Jx", `\x1b[2Jx`},
		{"line break", "a\nb", `a\nb`},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
	} {
		require.Equal(t, tt.want, Clean(tt.in), tt.name)
	}
}
