package unit

// This file reads numbers with units.

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// A scale is a unit that can follow a number: num/den of the base unit.
type scale struct {
	name     string
	num, den int64
}

// A grammar is a kind of quantity: its units and an example for messages.
type grammar struct {
	example string
	scales  []scale
}

// maxDigits bounds the length of a number, so that a hostile one costs little.
const maxDigits = 60

// cut reads a number, an optional space and a unit from the head of s, and
// returns the quantity in base units, its unit, and what follows the unit. A
// unit ends where isUnit says no. The errors do not mention s.
func (g *grammar) cut(s string, isUnit func(rune) bool) (value *big.Rat, unit scale, rest string, err error) {
	number, rest := cutNumber(s)
	if number == "" {
		return nil, scale{}, "", fmt.Errorf("want a number and a unit, such as %q", g.example)
	}
	if len(number) > maxDigits {
		return nil, scale{}, "", fmt.Errorf("number of %d characters, want at most %d", len(number), maxDigits)
	}
	rest = strings.TrimPrefix(rest, " ")
	end := strings.IndexFunc(rest, func(r rune) bool { return !isUnit(r) })
	if end < 0 {
		end = len(rest)
	}
	if unit, err = g.find(rest[:end]); err != nil {
		return nil, scale{}, "", err
	}
	value, ok := new(big.Rat).SetString(number)
	if !ok {
		panic("unit: number " + number + " was cut wrongly")
	}
	return value.Mul(value, big.NewRat(unit.num, unit.den)), unit, rest[end:], nil
}

// cutNumber splits s after digits or digits, a point and digits. The number is
// empty if s does not begin with a digit.
func cutNumber(s string) (number, rest string) {
	n := countDigits(s)
	if n > 0 && n < len(s) && s[n] == '.' {
		if fraction := countDigits(s[n+1:]); fraction > 0 {
			n += 1 + fraction
		}
	}
	return s[:n], s[n:]
}

// countDigits returns the number of decimal digits at the head of s.
func countDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// find returns the unit of that name. The error lists the units or, if
// only the case or a final B differs, names the one that was meant.
func (g *grammar) find(name string) (scale, error) {
	names := make([]string, len(g.scales))
	for i, s := range g.scales {
		if s.name == name {
			return s, nil
		}
		names[i] = s.name
	}
	last := len(names) - 1
	want := strings.Join(names[:last], ", ") + " or " + names[last]
	if name == "" {
		return scale{}, errors.New("missing unit, want " + want)
	}
	for _, s := range g.scales {
		if strings.EqualFold(s.name, name) || strings.EqualFold(s.name, name+"B") {
			return scale{}, fmt.Errorf("unknown unit %q; did you mean %q?", name, s.name)
		}
	}
	return scale{}, fmt.Errorf("unknown unit %q, want %s", name, want)
}

// anyRune lets a unit extend to the end of the input.
func anyRune(rune) bool { return true }
