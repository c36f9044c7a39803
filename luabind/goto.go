package luabind

// This file repairs what gopher-lua compiles for goto.

import lua "github.com/yuin/gopher-lua"

// repairGotos corrects how many variables the gotos of a function close, and
// of those inside of it.
//
// A goto closes the variables of the blocks that it leaves: functions that use
// them keep them from then on. gopher-lua 1.1.2 compiles that as "all variables
// from register 0 on" and corrects the register only if the block that is left
// has variables that a function uses. Otherwise the goto also cuts
// functions off from the variables of the blocks around, which go on:
//
//	local x = 4
//	local function f() x = x + 7 end
//	for i = 1, 2 do if i == 1 then goto skip end ::skip:: end
//	f() print(x) --> 4
//
// The variables that are active where the goto leads to are those that it must
// not close, and they are in the registers from 0 on.
func repairGotos(f *lua.FunctionProto) {
	for pc := 0; pc+1 < len(f.Code); pc++ {
		inst, jump := f.Code[pc], f.Code[pc+1]
		if int(inst>>26) != lua.OP_CLOSE || inst>>18&0xff != 0 {
			continue
		}
		to := pc + 2
		switch int(jump >> 26) {
		case lua.OP_JMP:
			to += int(jump&0x3ffff) - 0x3ffff>>1
		case lua.OP_NOP: // a jump to what follows
		default:
			continue
		}
		active := uint32(0)
		for _, v := range f.DbgLocals {
			if v.StartPc <= to && to < v.EndPc {
				active++
			}
		}
		f.Code[pc] = inst | active<<18
	}
	for _, inner := range f.FunctionPrototypes {
		repairGotos(inner)
	}
}
