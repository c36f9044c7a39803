package unit

// This file defines sizes in bytes.

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Bytes is a size. A size that is declared is never negative; a difference of
// sizes may be.
type Bytes int64

// The units of size: powers of 1000 as on a disk's label and in prices, powers
// of 1024 as in memory.
const (
	KB Bytes = 1e3
	MB Bytes = 1e6
	GB Bytes = 1e9
	TB Bytes = 1e12

	KiB Bytes = 1 << 10
	MiB Bytes = 1 << 20
	GiB Bytes = 1 << 30
	TiB Bytes = 1 << 40
)

// sizes has the units of size in ascending order.
var sizes = grammar{"64GiB", []scale{
	{"B", 1, 1},
	{"KB", int64(KB), 1},
	{"KiB", int64(KiB), 1},
	{"MB", int64(MB), 1},
	{"MiB", int64(MiB), 1},
	{"GB", int64(GB), 1},
	{"GiB", int64(GiB), 1},
	{"TB", int64(TB), 1},
	{"TiB", int64(TiB), 1},
}}

// ParseBytes reads a size such as "64GiB", "1.5GB" or "200 MB": a decimal
// number, at most one space, and a unit, which is case-sensitive and never
// optional. A fraction of a byte is rounded to the nearest byte, halves up,
// except that a number of plain bytes must be whole.
func ParseBytes(s string) (Bytes, error) {
	value, unit, _, err := sizes.cut(s, anyRune)
	if err != nil {
		return 0, fmt.Errorf("size %q: %w", s, err)
	}
	if unit.num == 1 && !value.IsInt() {
		return 0, fmt.Errorf("size %q: a fraction of a byte, want a whole number of B", s)
	}
	whole := value.Add(value, big.NewRat(1, 2))
	n := new(big.Int).Quo(whole.Num(), whole.Denom())
	if !n.IsInt64() {
		return 0, fmt.Errorf("size %q: too large, want less than 8388608TiB", s)
	}
	return Bytes(n.Int64()), nil
}

// String returns exactly b with the unit that makes the number shortest, the
// largest such unit: "350MB", "64GiB", "1.25GB". ParseBytes reads it back to
// the same value unless b is negative.
func (b Bytes) String() string {
	sign, n := "", uint64(b)
	if b < 0 {
		sign, n = "-", -n
	}
	number, unit := "", ""
	for _, s := range sizes.scales {
		text, ok := exactDecimal(n, uint64(s.num))
		if ok && (number == "" || len(text) <= len(number)) {
			number, unit = text, s.name
		}
	}
	return sign + number + unit
}

// exactDecimal writes n/unit with the digits it needs. It is not ok if it
// needs more than nine decimals or if n/unit is a proper fraction.
func exactDecimal(n, unit uint64) (text string, ok bool) {
	whole, rest := n/unit, n%unit
	if whole == 0 && unit > 1 {
		return "", false
	}
	text = strconv.FormatUint(whole, 10)
	if rest == 0 {
		return text, true
	}
	var fraction strings.Builder
	for range 9 {
		rest *= 10
		fraction.WriteByte('0' + byte(rest/unit))
		if rest %= unit; rest == 0 {
			return text + "." + fraction.String(), true
		}
	}
	return "", false
}
