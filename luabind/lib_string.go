package luabind

// This file holds the functions of Lua's string library that are not the stock
// ones.

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxString is the longest string that string.rep makes. More memory than there
// is would end the program, not the script.
const maxString = 256 << 20

func (rt *Runtime) addString(lib library) {
	lib["find"] = rt.root.NewFunction(stringFind(lib["find"].(*lua.LFunction).GFunction))
	lib["format"] = rt.root.NewFunction(rt.stringFormat)
	lib["gfind"] = lib["gmatch"]
	lib["rep"] = rt.root.NewFunction(stringRep)
}

// stringFind is string.find(s, pattern, init, plain). The stock one panics if a
// plain search begins after the end, and finds an empty pattern at 1 always.
func stringFind(stock lua.LGFunction) lua.LGFunction {
	return func(L *lua.LState) int {
		s, pattern, plain := L.CheckString(1), L.CheckString(2), L.ToBool(4)
		if pattern != "" && !plain {
			return stock(L)
		}
		init := L.OptInt(3, 1)
		if init < 0 {
			init += len(s) + 1
		}
		from := max(init, 1) - 1
		if from > len(s) {
			L.Push(lua.LNil)
			return 1
		}
		at := strings.Index(s[from:], pattern)
		if at < 0 {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(lua.LNumber(from + at + 1))
		L.Push(lua.LNumber(from + at + len(pattern)))
		return 2
	}
}

// stringRep is string.rep(s, n).
func stringRep(L *lua.LState) int {
	s, n := L.CheckString(1), L.CheckNumber(2)
	if n > 0 && float64(n)*float64(len(s)) > maxString {
		L.RaiseError("resulting string too large: at most %d bytes", maxString)
	}
	L.Push(lua.LString(strings.Repeat(s, max(0, int(n)))))
	return 1
}

// stringFormat is string.format(format, …) of C Lua. The stock one is Go's
// Sprintf, which prints addresses and takes any argument for any verb.
func (rt *Runtime) stringFormat(L *lua.LState) int {
	format := L.CheckString(1)
	var b strings.Builder
	for arg := 1; format != ""; {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			b.WriteString(format)
			break
		}
		b.WriteString(format[:i])
		format = format[i+1:]
		if strings.HasPrefix(format, "%") {
			b.WriteByte('%')
			format = format[1:]
			continue
		}
		spec, verb, rest := cutVerb(L, format)
		arg++
		b.WriteString(rt.formatArgument(L, arg, spec, verb))
		format = rest
	}
	L.Push(lua.LString(b.String()))
	return 1
}

// cutVerb splits what follows a % into flags, width and precision, the verb,
// and the rest.
func cutVerb(L *lua.LState, s string) (spec string, verb byte, rest string) {
	i := 0
	for i < len(s) && strings.IndexByte("-+ #0", s[i]) >= 0 {
		i++
	}
	flags := i
	digits := func() {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i-start > 2 {
			L.RaiseError("invalid format (width or precision too long)")
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if flags > 5 {
		L.RaiseError("invalid format (repeated flags)")
	}
	if i == len(s) {
		L.RaiseError("invalid format string to 'format': it ends within '%%%s'", s)
	}
	return s[:i], s[i], s[i+1:]
}

// formatArgument formats one argument.
func (rt *Runtime) formatArgument(L *lua.LState, arg int, spec string, verb byte) string {
	switch verb {
	case 'c':
		return fmt.Sprintf("%"+spec+"s", string([]byte{byte(L.CheckInt(arg))}))
	case 'd', 'i':
		return formatInteger(float64(L.CheckNumber(arg)), spec, "d")
	case 'u', 'o', 'x', 'X':
		if verb == 'u' {
			verb = 'd'
		}
		return formatInteger(float64(L.CheckNumber(arg)), spec, string(verb))
	case 'e', 'E', 'f', 'g', 'G':
		return formatFloat(float64(L.CheckNumber(arg)), spec, verb)
	case 'q':
		return quote(L.CheckString(arg))
	case 's':
		return fmt.Sprintf("%"+spec+"s", rt.toString(L, L.CheckAny(arg)))
	}
	L.RaiseError("invalid option '%%%s%c' to 'format'", spec, verb)
	return ""
}

// formatInteger formats x without its fraction. C gives a zero flag no effect
// if there is a precision; Go too.
func formatInteger(x float64, spec, verb string) string {
	if !isFinite(x) {
		return formatFloat(x, spec, 'f')
	}
	if math.Abs(x) >= math.MaxInt64 {
		return fmt.Sprintf("%"+spec+"s", strconv.FormatFloat(math.Trunc(x), 'f', 0, 64))
	}
	return fmt.Sprintf("%"+spec+verb, int64(x))
}

// formatFloat formats as C does; Go writes infinities and exponents otherwise.
func formatFloat(x float64, spec string, verb byte) string {
	if !isFinite(x) {
		width, _, _ := strings.Cut(strings.Trim(spec, "0# "), ".")
		text := map[bool]string{true: "-inf", false: "inf"}[x < 0]
		if x != x {
			text = "nan"
		}
		return fmt.Sprintf("%"+strings.TrimLeft(width, "+")+"s", text)
	}
	if (verb == 'g' || verb == 'G') && !strings.Contains(spec, ".") {
		spec += ".6"
	}
	return fmt.Sprintf("%"+spec+string(verb), x)
}

// quote is %q: a string that Lua reads back.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\', '\n':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\r':
			b.WriteString(`\r`)
		case 0:
			b.WriteString(`\000`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
