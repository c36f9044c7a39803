package luabind

// This file holds what programs do with values.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// compare compares as Lua does; known is false for what needs Lua.
func compare(op int, x, y *scalar) (yes, known bool) {
	if x.kind == isNumber && y.kind == isNumber {
		switch op {
		case lua.OP_LT:
			return x.n < y.n, true
		case lua.OP_LE:
			return x.n <= y.n, true
		}
		return x.n == y.n, true
	}
	if op != lua.OP_EQ {
		return false, false
	}
	if x.kind <= isNumber || y.kind <= isNumber {
		return x.kind == y.kind, true // nil and booleans: other types are never equal to them
	}
	s, isText := x.v.(lua.LString)
	t, areTexts := y.v.(lua.LString)
	return s == t, isText && areTexts
}

// unsigned0 makes 0 of -0, as gopher-lua does with what it calculates, but not
// with what it negates.
func unsigned0(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x
}

// forLoop runs an instruction of a numeric for and reports whether it jumps.
func forLoop(in *instruction, regs []scalar) (jump, known bool) {
	i, limit, step := &regs[in.a], &regs[in.a+1], &regs[in.a+2]
	if i.kind != isNumber || limit.kind != isNumber || step.kind != isNumber {
		return false, false
	}
	if in.op == lua.OP_FORPREP {
		i.n = unsigned0(i.n - step.n)
		return true, true
	}
	i.n = unsigned0(i.n + step.n)
	if step.n > 0 && i.n <= limit.n || step.n <= 0 && i.n >= limit.n {
		regs[in.a+3] = *i
		return true, true
	}
	return false, true
}

// mostIndirections is how many tables are searched for a field at most.
const mostIndirections = 4

// indexString returns t[name]; unknown if a metamethod would be asked.
func indexString(v lua.LValue, name string) scalar {
	for range mostIndirections {
		t, ok := v.(*lua.LTable)
		if !ok {
			break
		}
		if x := t.RawGetString(name); x != lua.LNil {
			return scalarOf(x)
		}
		mt, ok := t.Metatable.(*lua.LTable)
		if !ok {
			return scalar{}
		}
		if v = mt.RawGetString("__index"); v == lua.LNil {
			return scalar{}
		}
	}
	return scalar{kind: isUnknown}
}

// indexNumber returns x[key] for a plain table and a number.
func indexNumber(x, key *scalar) scalar {
	t, ok := x.v.(*lua.LTable)
	if !ok || x.kind != isOther || key.kind != isNumber {
		return scalar{kind: isUnknown}
	}
	v := t.RawGet(lua.LNumber(key.n))
	if v == lua.LNil && t.Metatable != lua.LNil {
		return scalar{kind: isUnknown}
	}
	return scalarOf(v)
}

// pureMath are the functions of math that programs know, by their names in the
// stock library.
var pureMath = map[string]func(args []scalar) scalar{
	"math.abs":   mathOf(math.Abs),
	"math.ceil":  mathOf(math.Ceil),
	"math.exp":   mathOf(math.Exp),
	"math.floor": mathOf(math.Floor),
	"math.log":   mathOf(math.Log),
	"math.sqrt":  mathOf(math.Sqrt),
	"math.max":   extremeOf(func(x, best float64) bool { return x > best }),
	"math.min":   extremeOf(func(x, best float64) bool { return x < best }),
}

// mathOf makes a function of one number.
func mathOf(f func(float64) float64) func([]scalar) scalar {
	return func(args []scalar) scalar {
		if len(args) == 0 || args[0].kind != isNumber {
			return scalar{kind: isUnknown}
		}
		return number64(f(args[0].n))
	}
}

// extremeOf makes a function of several numbers that returns one of them.
func extremeOf(better func(x, best float64) bool) func([]scalar) scalar {
	return func(args []scalar) scalar {
		if len(args) == 0 {
			return scalar{kind: isUnknown}
		}
		best := args[0]
		for _, x := range args {
			if x.kind != isNumber {
				return scalar{kind: isUnknown}
			}
			if better(x.n, best.n) {
				best = x
			}
		}
		return best
	}
}
