package luabind

// This file runs policies that only calculate without the Lua machine.

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// A program runs the instructions of a Lua function that decides from what it
// is given: arithmetic, comparisons, fields, questions to the cluster. It is a
// second reading of the same instructions, in which a number is a float64
// in a register and not an object on a Lua stack: BenchmarkProgram shows what
// that brings.
//
// A program changes nothing. At the first instruction that it doesn't know, or that
// would raise an error, it gives up, and the function is called as usual from
// its beginning. So whatever a program answers, the function would have
// answered; FuzzProgram compares them.
type program struct {
	rt     *Runtime
	fn     *lua.LFunction
	code   []instruction
	consts []scalar
	given  []object // what its parameters stand for
	regs   []scalar
	top    int32 // the register after the result of the last call

	runs, gaveUp uint32
}

// An object is what a parameter of a policy stands for.
type object struct {
	field  func(name string) func() lua.LValue     // nil for a name that is no field
	method func(name string) func([]scalar) scalar // nil for a name that is no method; its arguments follow the object
}

// A scalar is a value in a register.
type scalar struct {
	kind scalarKind
	n    float64    // a number; of the parameters, hosts and containers the number of it
	v    lua.LValue // an other value
	call func([]scalar) scalar
}

// A scalarKind says what a scalar is.
type scalarKind uint8

const (
	isNil scalarKind = iota
	isFalse
	isTrue
	isNumber
	isGiven     // the n-th parameter, from 0
	isHost      // number n of the provider
	isContainer // number n of the provider
	isMethod    // of an object
	isOther     // a string, table, function …
	isUnknown   // the program gives up
)

// truth is what a condition makes of it.
func (s *scalar) truth() bool { return s.kind > isFalse }

func number64(n float64) scalar { return scalar{kind: isNumber, n: n} }

func boolean(b bool) scalar {
	if b {
		return scalar{kind: isTrue}
	}
	return scalar{kind: isFalse}
}

// scalarOf returns a value of Lua as a scalar.
func scalarOf(v lua.LValue) scalar {
	switch v := v.(type) {
	case lua.LNumber:
		return number64(float64(v))
	case lua.LBool:
		return boolean(bool(v))
	case *lua.LNilType:
		return scalar{}
	}
	return scalar{kind: isOther, v: v}
}

// An instruction is one of Lua's, with its operands taken apart.
type instruction struct {
	op      int
	a, b, c int32 // b and c: a register, or a constant from rk on
	name    string
	fields  []func() lua.LValue     // of the parameters, by the name
	methods []func([]scalar) scalar // the same
	fn      *lua.LFunction          // that was called last, if it is one of math
	math    func(args []scalar) scalar
}

// rk is added to the number of a constant where a register could stand.
const rk = 256

// Programs are for short functions.
const (
	mostInstructions = 400  // of a function
	mostSteps        = 2000 // of a run: beyond, Lua can be interrupted and a program can't
	trialRuns        = 64   // after which a program that mostly gives up is given up
)

// newProgram returns the program of fn, whose parameters stand for the given
// objects; nil if there is none.
func (rt *Runtime) newProgram(fn *lua.LFunction, given ...object) *program {
	if rt.noPrograms || fn.IsG || fn.Proto.IsVarArg != 0 || len(fn.Proto.Code) > mostInstructions {
		return nil
	}
	p := &program{rt: rt, fn: fn, given: given, regs: make([]scalar, int(fn.Proto.NumUsedRegisters)+len(given)+2)}
	for _, k := range fn.Proto.Constants {
		p.consts = append(p.consts, scalarOf(k))
	}
	for _, word := range fn.Proto.Code {
		p.code = append(p.code, p.decode(word))
	}
	return p
}

// decode takes an instruction apart.
func (p *program) decode(word uint32) instruction {
	in := instruction{op: int(word >> 26), a: int32(word >> 18 & 0xff), c: int32(word >> 9 & 0x1ff), b: int32(word & 0x1ff)}
	switch in.op {
	case lua.OP_LOADK, lua.OP_GETGLOBAL:
		in.b = int32(word & 0x3ffff)
	case lua.OP_JMP, lua.OP_FORLOOP, lua.OP_FORPREP:
		in.b = int32(word&0x3ffff) - 0x3ffff>>1
	}
	switch in.op {
	case lua.OP_GETGLOBAL:
		in.name = p.text(in.b)
	case lua.OP_GETTABLEKS, lua.OP_SELF:
		in.name = p.text(in.c - rk)
		for _, g := range p.given {
			in.fields = append(in.fields, g.field(in.name))
			in.methods = append(in.methods, g.method(in.name))
		}
	}
	return in
}

// text returns a constant that is a string.
func (p *program) text(k int32) string {
	s, _ := p.fn.Proto.Constants[k].(lua.LString)
	return string(s)
}

// at returns a register or constant.
func (p *program) at(x int32) *scalar {
	if x >= rk {
		return &p.consts[x-rk]
	}
	return &p.regs[x]
}

// run returns the first two results of the function; ok is false if Lua has to
// be asked. A program does not run inside of itself.
func (p *program) run() (first, second scalar, ok bool) {
	if p == nil || p.runs > trialRuns && p.gaveUp > p.runs/2 {
		return
	}
	p.runs++
	clear(p.regs)
	for i := range p.given {
		p.regs[i] = scalar{kind: isGiven, n: float64(i)}
	}
	from, n := p.steps()
	switch {
	case n < 0:
		p.gaveUp++
		return scalar{}, scalar{}, false
	case n > 0:
		first = p.regs[from]
		if n > 1 {
			second = p.regs[from+1]
		}
	}
	return first, second, first.kind != isMethod && second.kind != isMethod
}

// steps runs the instructions and returns where the results are and how many;
// -1 if it gives up.
func (p *program) steps() (from, n int) {
	regs := p.regs
	for pc, left := int32(0), mostSteps; left > 0; left-- {
		in := &p.code[pc]
		pc++
		switch in.op {
		case lua.OP_MOVE, lua.OP_MOVEN: // the moves that belong to a MOVEN follow it
			regs[in.a] = regs[in.b]
		case lua.OP_LOADK:
			regs[in.a] = p.consts[in.b]
		case lua.OP_LOADBOOL:
			regs[in.a] = boolean(in.b != 0)
			pc += min(in.c, 1)
		case lua.OP_JMP:
			pc += in.b
		case lua.OP_TEST:
			if regs[in.a].truth() == (in.c == 0) {
				pc++
			}
		case lua.OP_TESTSET:
			if regs[in.b].truth() != (in.c == 0) {
				regs[in.a] = regs[in.b]
			} else {
				pc++
			}
		case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
			yes, known := compare(in.op, p.at(in.b), p.at(in.c))
			if !known {
				return 0, -1
			}
			if yes == (in.a == 0) {
				pc++
			}
		case lua.OP_FORPREP, lua.OP_FORLOOP:
			jump, known := forLoop(in, regs)
			if !known {
				return 0, -1
			}
			if jump {
				pc += in.b
			}
		case lua.OP_RETURN:
			if in.b == 0 { // up to the one result of the last call
				return int(in.a), int(p.top - in.a)
			}
			return int(in.a), int(in.b) - 1
		case lua.OP_TAILCALL:
			if !p.call(in) {
				return 0, -1
			}
			return int(in.a), 1
		default:
			if !p.value(in) {
				return 0, -1
			}
		}
	}
	return 0, -1
}

// value runs an instruction that puts a value into a register, and reports
// whether it could.
func (p *program) value(in *instruction) bool {
	r := &p.regs[in.a]
	switch in.op {
	case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		x, y := p.at(in.b), p.at(in.c)
		if x.kind != isNumber || y.kind != isNumber {
			return false
		}
		*r = number64(unsigned0(arithmetic(in.op, x.n, y.n)))
	case lua.OP_LOADNIL:
		clear(p.regs[in.a : in.b+1])
	case lua.OP_UNM:
		x := p.at(in.b)
		if x.kind != isNumber {
			return false
		}
		*r = number64(-x.n)
	case lua.OP_NOT:
		*r = boolean(!p.regs[in.b].truth())
	case lua.OP_GETUPVAL:
		*r = scalarOf(p.fn.Upvalues[in.b].Value())
	case lua.OP_GETGLOBAL:
		*r = indexString(p.fn.Env, in.name)
		return r.kind > isNil && r.kind != isUnknown // reading one that is not set may be an error
	case lua.OP_GETTABLEKS:
		*r = p.field(in)
	case lua.OP_GETTABLE:
		*r = indexNumber(&p.regs[in.b], p.at(in.c))
	case lua.OP_SELF:
		return p.self(in)
	case lua.OP_CALL:
		return p.call(in)
	default:
		return false
	}
	return r.kind != isUnknown
}

// field returns R(B)[name].
func (p *program) field(in *instruction) scalar {
	switch x := &p.regs[in.b]; x.kind {
	case isGiven:
		if get := in.fields[int(x.n)]; get != nil {
			return scalarOf(get())
		}
	case isOther:
		if t, ok := x.v.(*lua.LTable); ok {
			return indexString(t, in.name)
		}
	}
	return scalar{kind: isUnknown}
}

// self prepares a method call of a parameter.
func (p *program) self(in *instruction) bool {
	x := p.regs[in.b]
	if x.kind != isGiven || in.methods[int(x.n)] == nil {
		return false
	}
	p.regs[in.a] = scalar{kind: isMethod, call: in.methods[int(x.n)]}
	p.regs[in.a+1] = x
	return true
}

// call calls a method that self has prepared, or a function of math.
func (p *program) call(in *instruction) bool {
	if in.b == 0 {
		return false // as many arguments as there are
	}
	f := &p.regs[in.a]
	args := p.regs[in.a+1 : in.a+in.b]
	var result scalar
	switch {
	case f.kind == isMethod:
		result = f.call(args)
	case f.kind == isOther && p.mathFunction(in, f.v):
		result = in.math(args)
	default:
		return false
	}
	if result.kind == isUnknown {
		return false
	}
	if in.op == lua.OP_CALL {
		p.top = in.a + 1
		clear(p.regs[in.a : in.a+max(in.c-1, 1)])
	}
	*f = result
	return true
}

// mathFunction finds out which function of math is called, if it is one.
func (p *program) mathFunction(in *instruction, v lua.LValue) bool {
	fn, ok := v.(*lua.LFunction)
	if !ok {
		return false
	}
	if in.fn != fn {
		in.fn, in.math = fn, pureMath[p.rt.stock[fn]]
	}
	return in.math != nil
}

// arithmetic calculates as gopher-lua does.
func arithmetic(op int, x, y float64) float64 {
	switch op {
	case lua.OP_ADD:
		return x + y
	case lua.OP_SUB:
		return x - y
	case lua.OP_MUL:
		return x * y
	case lua.OP_DIV:
		return x / y
	case lua.OP_POW:
		return math.Pow(x, y)
	}
	m := math.Mod(x, y)
	if y > 0 && m < 0 || y < 0 && m > 0 {
		m += y
	}
	return m
}
