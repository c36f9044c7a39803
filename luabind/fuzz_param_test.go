package luabind

// This file sets parameters to all kinds of texts.

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yuin/gopher-lua"
)

// FuzzParam sets a parameter on the command line: it is refused, or the script
// gets a value of the type of its default, within the bounds.
func FuzzParam(f *testing.F) {
	for _, value := range []string{
		"", "5", "-1e3", "1e999", "-1e999", "nan", "inf", "0x10", "0x", "1_000", "250ms", "64KiB", "8Mbps", "1h30m", "true", "off", "a", "\x00", "1e-999",
		"/", "..", "9223372036854775808", "+-1", " 5", "5 ", "1,5", "６", "x=y", "-",
	} {
		for kind := range byte(4) {
			f.Add(value, kind, 0.0, 10.0)
		}
	}
	f.Add("3", byte(3), 5.0, 1.0)
	f.Add("3", byte(3), math.NaN(), math.Inf(1))
	f.Fuzz(func(t *testing.T, value string, kind byte, lo, hi float64) {
		declare := []string{"1", `"a"`, "false", fmt.Sprintf("1, nil, { min = %s, max = %s }", luaNumber(lo), luaNumber(hi))}[kind%4]
		text := `local v = require("coldmoon").param("x", ` + declare + `) assert(v == v)`
		opt := Options{Name: "fuzz.lua", Source: []byte(text), Params: []Param{{"x", value}}}
		rt, err := New(opt)
		require.NoError(t, err)
		defer rt.Close()
		refused := rt.Run()
		if refused != nil {
			require.Contains(t, []string{EPARAM, EOPT}, refused.(*Error).Code, "%v", refused)
			require.False(t, refused.(*Error).Code == EOPT && kind%4 != 3, "%v", refused)
		} else {
			p := rt.Parameters()[0]
			require.True(t, p.Given)
			require.IsType(t, p.Default, p.Value)
			if x, ok := p.Value.(float64); ok && kind%4 == 3 {
				require.True(t, lo <= x && x <= hi, "%v", x)
			}
			if x, ok := p.Value.(string); ok {
				require.Equal(t, value, x)
			}
			_, err := json.Marshal(p.Value)
			require.True(t, err == nil || math.IsInf(p.Value.(float64), 0), "%v", p.Value)
		}
		opt.Mode = Check
		checked, err := New(opt)
		require.NoError(t, err)
		defer checked.Close()
		require.Equal(t, refused == nil, checked.Run() == nil, "in Check mode")
	})
}

// luaNumber writes a number as Lua reads it.
func luaNumber(x float64) string {
	if math.IsNaN(x) {
		return "0/0"
	}
	return strings.ReplaceAll(number(x), "+", "")
}

// FuzzParseNumber demands that Lua's numbers are read as Go reads them.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0", "1.5", ".5", "5.", "-0", "1e5", "0xff", "-0x10", "1e", "e5", ".", "", "1e400"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x, ok := parseNumber(text)
		if !ok {
			return
		}
		require.False(t, math.IsNaN(x))
		again, ok := parseNumber(number(x))
		require.True(t, ok || math.IsInf(x, 0), "%q", text)
		require.True(t, again == x || math.IsInf(x, 0), "%q", text)
		require.True(t, lua.LNumber(x) == lua.LNumber(again) || math.IsInf(x, 0))
	})
}
