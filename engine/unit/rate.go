package unit

// This file reads rates of transfer.

import "fmt"

// rates has the units of rate in bytes per second. Bits come in powers of
// 1000 only, as networks are labelled.
var rates = grammar{"10Gbps", []scale{
	{"bps", 1, 8},
	{"kbps", 1e3, 8},
	{"Mbps", 1e6, 8},
	{"Gbps", 1e9, 8},
	{"Tbps", 1e12, 8},
	{"B/s", 1, 1},
	{"KB/s", int64(KB), 1},
	{"KiB/s", int64(KiB), 1},
	{"MB/s", int64(MB), 1},
	{"MiB/s", int64(MiB), 1},
	{"GB/s", int64(GB), 1},
	{"GiB/s", int64(GiB), 1},
	{"TB/s", int64(TB), 1},
	{"TiB/s", int64(TiB), 1},
}}

// ParseRate reads a rate such as "10Gbps" (bits), "100MB/s" or "1GiB/s"
// (bytes) and returns it in bytes per second, rounded to the nearest float64.
// The unit is case-sensitive and never optional.
func ParseRate(s string) (bytesPerSecond float64, err error) {
	value, _, _, err := rates.cut(s, anyRune)
	if err != nil {
		return 0, fmt.Errorf("rate %q: %w", s, err)
	}
	bytesPerSecond, _ = value.Float64()
	return bytesPerSecond, nil
}
