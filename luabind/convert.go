package luabind

// This file converts between Lua's values and Go's. Lua has three units:
// seconds, bytes and dollars; strings with a unit are accepted where a script
// declares things. Every conversion of a unit is here.
//
// A converter returns what is wrong with the value, "" if nothing is: what was
// given and what is accepted, as in `-5: must be a number of bytes`.

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// mostBytes is the largest size that a Lua number represents exactly, with all
// sizes below it: 8 PiB.
const mostBytes = 1 << 53

// given describes a value for a message: a number as it is, a string in quotes,
// everything else by its type.
func given(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LNumber:
		return number(float64(v))
	case lua.LString:
		const most = 40
		if len(v) > most {
			return strconv.Quote(string(v[:most])) + "…"
		}
		return strconv.Quote(string(v))
	case lua.LBool:
		return v.String()
	case *lua.LNilType:
		return "nil"
	case *lua.LUserData:
		if name := typeNameOf(v); name != "" {
			return "a " + name
		}
		return "a userdata"
	}
	return "a " + v.Type().String()
}

// number formats a number as Lua's authors write it.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "math.huge"
	case math.IsInf(v, -1):
		return "-math.huge"
	case math.IsNaN(v):
		return "nan"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// mustBe returns the problem that v is not what is wanted.
func mustBe(v lua.LValue, want string) string { return given(v) + ": must be " + want }

// isFinite reports whether v is neither an infinity nor NaN.
func isFinite(v float64) bool { return !math.IsInf(v, 0) && !math.IsNaN(v) }

func toNumber(v lua.LValue) (float64, string) {
	if n, ok := v.(lua.LNumber); ok && isFinite(float64(n)) {
		return float64(n), ""
	}
	return 0, mustBe(v, "a finite number")
}

func toPositive(v lua.LValue) (float64, string) {
	if n, ok := v.(lua.LNumber); ok && n > 0 && isFinite(float64(n)) {
		return float64(n), ""
	}
	return 0, mustBe(v, "a positive number")
}

func toNonNegative(v lua.LValue) (float64, string) {
	if n, ok := v.(lua.LNumber); ok && n >= 0 && isFinite(float64(n)) {
		return float64(n), ""
	}
	return 0, mustBe(v, "a number that is not negative")
}

func toShare(v lua.LValue) (float64, string) {
	if n, ok := v.(lua.LNumber); ok && n >= 0 && n <= 1 {
		return float64(n), ""
	}
	return 0, mustBe(v, "a number from 0 to 1")
}

// toInteger accepts whole numbers from lo to hi.
func toInteger(v lua.LValue, lo, hi int64) (int64, string) {
	if n, ok := v.(lua.LNumber); ok && float64(n) == math.Trunc(float64(n)) && float64(n) >= float64(lo) && float64(n) <= float64(hi) {
		return int64(n), ""
	}
	switch {
	case lo == math.MinInt64 && hi == math.MaxInt64:
		return 0, mustBe(v, "a whole number")
	case hi == math.MaxInt64:
		return 0, mustBe(v, fmt.Sprintf("a whole number from %d on", lo))
	}
	return 0, mustBe(v, fmt.Sprintf("a whole number from %d to %d", lo, hi))
}

func toBytes(v lua.LValue) (unit.Bytes, string) {
	switch v := v.(type) {
	case lua.LNumber:
		if v >= 0 && v <= mostBytes {
			return unit.Bytes(math.Round(float64(v))), ""
		}
	case lua.LString:
		b, err := unit.ParseBytes(string(v))
		if err != nil {
			return 0, err.Error()
		}
		if b <= mostBytes {
			return b, ""
		}
	}
	return 0, mustBe(v, `a number of bytes, not negative, at most 2^53, or a string such as "64GiB"`)
}

func toSeconds(v lua.LValue) (float64, string) {
	switch v := v.(type) {
	case lua.LNumber:
		if v >= 0 && isFinite(float64(v)) {
			return float64(v), ""
		}
	case lua.LString:
		s, err := unit.ParseDuration(string(v))
		if err != nil {
			return 0, err.Error()
		}
		return s, ""
	}
	return 0, mustBe(v, `a number of seconds, not negative, or a string such as "250ms"`)
}

// toTime is toSeconds in nanoseconds. It refuses what is longer than the clock
// can count.
func toTime(v lua.LValue) (sim.Time, string) {
	s, problem := toSeconds(v)
	if problem != "" {
		return 0, problem
	}
	t := sim.Seconds(s)
	if t == sim.Never {
		return 0, mustBe(v, "less than 292 years")
	}
	return t, ""
}

// toTimeOrForever is toTime, but math.huge is [sim.Never].
func toTimeOrForever(v lua.LValue) (sim.Time, string) {
	if n, ok := v.(lua.LNumber); ok && math.IsInf(float64(n), 1) {
		return sim.Never, ""
	}
	if _, ok := v.(lua.LString); !ok {
		if n, ok := v.(lua.LNumber); !ok || !(n >= 0) {
			return 0, mustBe(v, `a number of seconds, not negative, a string such as "250ms", or math.huge`)
		}
	}
	return toTime(v)
}

// toRate returns bytes per second.
func toRate(v lua.LValue) (float64, string) {
	switch v := v.(type) {
	case lua.LNumber:
		if v > 0 && isFinite(float64(v)) {
			return float64(v), ""
		}
	case lua.LString:
		r, err := unit.ParseRate(string(v))
		if err != nil {
			return 0, err.Error()
		}
		if r > 0 {
			return r, ""
		}
	}
	return 0, mustBe(v, `a positive number of bytes per second, or a string such as "10Gbps" or "100MB/s"`)
}

func toUSD(v lua.LValue) (float64, string) {
	if n, ok := v.(lua.LNumber); ok {
		if _, err := unit.MoneyOf(float64(n)); err == nil {
			return float64(n), ""
		}
	}
	return 0, mustBe(v, "a number of dollars, from -9223372 to 9223372")
}

func toText(v lua.LValue) (string, string) {
	if s, ok := v.(lua.LString); ok {
		return string(s), ""
	}
	return "", mustBe(v, "a string")
}

func toName(v lua.LValue) (string, string) {
	if s, ok := v.(lua.LString); ok && s != "" {
		return string(s), ""
	}
	return "", mustBe(v, "a string that is not empty")
}

func toBool(v lua.LValue) (bool, string) {
	if b, ok := v.(lua.LBool); ok {
		return bool(b), ""
	}
	return false, mustBe(v, "true or false")
}

func toFunction(v lua.LValue) (*lua.LFunction, string) {
	if f, ok := v.(*lua.LFunction); ok {
		return f, ""
	}
	return nil, mustBe(v, "a function")
}

func toTable(v lua.LValue) (*lua.LTable, string) {
	if t, ok := v.(*lua.LTable); ok {
		return t, ""
	}
	return nil, mustBe(v, "a table")
}

// luaSeconds returns t in seconds; [sim.Never] is math.huge.
func luaSeconds(t sim.Time) lua.LNumber { return lua.LNumber(t.Seconds()) }

// luaBytes returns b as a number.
func luaBytes(b unit.Bytes) lua.LNumber { return lua.LNumber(b) }

// luaUSD returns m in dollars.
func luaUSD(m unit.Money) lua.LNumber { return lua.LNumber(m.USD()) }

// ParseTime reads a time as the command line gives it: seconds, or a text with a unit
// such as "250ms".
func ParseTime(s string) (sim.Time, error) {
	v := lua.LValue(lua.LString(s))
	if x, err := strconv.ParseFloat(s, 64); err == nil {
		v = lua.LNumber(x)
	}
	t, problem := toTime(v)
	if problem != "" {
		return 0, errors.New(problem)
	}
	return t, nil
}
