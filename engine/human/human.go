// Package human prints quantities and names for people: three significant
// digits, the unit that keeps the number short, and no character that a
// terminal would obey.
//
// What it prints is rounded and not meant to be read back; package unit prints
// exactly.
package human

// This file holds the whole package, one function per kind of quantity.

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Seconds prints a time given in seconds: "0 s", "350 ns", "12.3 ms",
// "1.23 s", and from a minute on "2m 5s", "3h 20m", "2d 4h" or "31.7y".
func Seconds(s float64) string {
	switch abs := math.Abs(s); {
	case s == 0:
		return "0 s"
	case math.IsInf(s, 0) || math.IsNaN(s):
		return "-"
	case abs < 0.9995e-6:
		return Number(s*1e9) + " ns"
	case abs < 0.9995e-3:
		return Number(s*1e6) + " µs"
	case abs < 0.9995:
		return Number(s*1e3) + " ms"
	case abs < 59.95:
		return Number(s) + " s"
	}
	return longTime(s)
}

// longTime prints a time of a minute or more by its two largest units.
func longTime(s float64) string {
	sign := ""
	if s < 0 {
		sign, s = "-", -s
	}
	n := int64(math.Round(s))
	switch {
	case s > 1e15:
		return sign + Number(s/86400/365.25) + "y"
	case n < 3600:
		return sign + pair(n/60, "m", n%60, "s")
	case n < 86400-30:
		n = (n + 30) / 60
		return sign + pair(n/60, "h", n%60, "m")
	}
	n = (n + 1800) / 3600
	if n >= 24000 {
		return sign + Number(s/86400/365.25) + "y"
	}
	return sign + pair(n/24, "d", n%24, "h")
}

// pair prints two units, leaving out the second if it is zero.
func pair(a int64, unitA string, b int64, unitB string) string {
	s := Count(uint64(a)) + unitA
	if b != 0 {
		s += " " + strconv.FormatInt(b, 10) + unitB
	}
	return s
}

// Wall prints a wall-clock time.
func Wall(d time.Duration) string { return Seconds(d.Seconds()) }

// Number prints x with three significant digits and no exponent; numbers of
// four digits and more are rounded to whole ones.
func Number(x float64) string {
	abs := math.Abs(x)
	decimals := 0
	switch {
	case abs < 9.995:
		decimals = 2
	case abs < 99.95:
		decimals = 1
	case abs >= 1e15:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case abs >= 999.5:
		return sign(x) + Count(uint64(math.Round(abs)))
	}
	return trimZeros(strconv.FormatFloat(x, 'f', decimals, 64))
}

// trimZeros removes the zeros behind a decimal point, and a bare point.
func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// sign is "-" for a negative number.
func sign(x float64) string {
	if x < 0 {
		return "-"
	}
	return ""
}

// Count prints a whole number with separators: "1,234,567".
func Count(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Scaled prints a number that may be large, such as a rate: "950", "12.3 k",
// "1.23 M", "4.5 G".
func Scaled(x float64) string {
	for _, step := range []struct {
		above float64
		name  string
	}{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}} {
		if math.Abs(x) >= step.above*0.9995 {
			return Number(x/step.above) + step.name
		}
	}
	return Number(x)
}

// RAM prints an amount of RAM in binary units: "512 B", "1.5 GiB".
func RAM(b float64) string {
	return inUnits(b, 1024, "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
}

// Data prints an amount of stored or moved data in decimal units, as images,
// disks and links are sold: "350 MB".
func Data(b float64) string {
	return inUnits(b, 1000, "B", "KB", "MB", "GB", "TB", "PB", "EB")
}

func inUnits(x, step float64, names ...string) string {
	i := 0
	for ; math.Abs(x) >= 999.5 && i < len(names)-1; i++ {
		x /= step
	}
	return Number(x) + " " + names[i]
}

// Share prints a fraction as a percentage. Only exactly 0 and exactly 1 print
// as 0 % and 100 %: a cold start among a million must not disappear.
func Share(f float64) string {
	switch p := f * 100; {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return "-"
	case p == 0 || p == 100:
		return strconv.Itoa(int(p)) + " %"
	case p > 0 && p < 0.01:
		return "<0.01 %"
	case p > 99.99 && p < 100:
		return ">99.99 %"
	default:
		return strconv.FormatFloat(p, 'f', 2, 64) + " %"
	}
}

// Ratio is a / b, or 0 if b is 0.
func Ratio(a, b uint64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// USD prints an amount of money: to the cent from a dollar on, with four
// significant digits below.
func USD(usd float64) string {
	abs := math.Abs(usd)
	switch {
	case math.IsNaN(usd) || math.IsInf(usd, 0):
		return "-"
	case usd == 0:
		return "$0"
	case abs >= 1e15:
		return sign(usd) + "$" + strconv.FormatFloat(abs, 'g', 3, 64)
	case abs >= 0.99995:
		cents := uint64(math.Round(abs * 100))
		return sign(usd) + "$" + Count(cents/100) + "." + strconv.FormatUint(cents%100+100, 10)[1:]
	}
	decimals := min(3-int(math.Floor(math.Log10(abs))), 15)
	s := strconv.FormatFloat(abs, 'f', decimals, 64)
	for strings.HasSuffix(s, "0") && len(s) > len("0.00") {
		s = s[:len(s)-1]
	}
	return sign(usd) + "$" + s
}

// Clean escapes the characters of s that a terminal would obey rather than
// show.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsGraphic(r) }) {
		q := strconv.QuoteToGraphic(s)
		s = q[1 : len(q)-1]
	}
	return s
}
