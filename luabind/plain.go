package luabind

// This file turns plain data of Go, such as a summary, into Lua tables.

import (
	"fmt"
	"reflect"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// plain returns v as a Lua value. The fields of structs have their JSON names
// and come in their order.
func (rt *Runtime) plain(v any) lua.LValue { return rt.plainValue(reflect.ValueOf(v)) }

func (rt *Runtime) plainValue(v reflect.Value) lua.LValue {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return lua.LNil
		}
		return rt.plainValue(v.Elem())
	case reflect.Struct:
		t := rt.root.CreateTable(0, v.NumField())
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			t.RawSetString(name, rt.plainValue(v.Field(i)))
		}
		return t
	case reflect.Slice:
		t := rt.root.CreateTable(v.Len(), 0)
		for i := range v.Len() {
			t.Append(rt.plainValue(v.Index(i)))
		}
		return t
	case reflect.String:
		return lua.LString(v.String())
	case reflect.Bool:
		return lua.LBool(v.Bool())
	case reflect.Float64:
		return lua.LNumber(v.Float())
	case reflect.Int, reflect.Int64:
		return lua.LNumber(v.Int())
	case reflect.Uint32, reflect.Uint64:
		return lua.LNumber(v.Uint())
	}
	panic(fmt.Sprintf("luabind: plain: %v is not plain data", v.Type()))
}
