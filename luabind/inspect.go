package luabind

// This file opens the values of Go that are behind objects, read-only.

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
	luar "layeh.com/gopher-luar"
)

// A rawer says what is behind it, if that is not it itself: a pointer.
type rawer interface{ raw() any }

func (p *provider) raw() any      { return p.Provider }
func (c *clusterView) raw() any   { return c.p.Provider }
func (l *liveList) raw() any      { return l.p.Provider }
func (r *repository) raw() any    { return r.Repository }
func (f *function) raw() any      { return &f.Function }
func (l *location) raw() any      { return &l.Location }
func (s *storedImage) raw() any   { return &s.ImageInfo }
func (f *flowView) raw() any      { return &f.Transfer }
func (v *hostView) raw() any      { return v.p.InnerHost(v.id) }
func (d *diskView) raw() any      { return d.p.InnerDisk(d.host) }
func (r *registration) raw() any  { return r.p.InnerFunction(r.id) }
func (v *containerView) raw() any { return v.p.InnerContainer(v.id) }
func (v *recordView) raw() any    { return v.record }
func (v *requestView) raw() any   { return &v.Request }
func (v *candidateView) raw() any { return &v.candidate }
func (v *moveView) raw() any      { return v.move }

// inspect is coldmoon.inspect(object): what the program itself keeps of it. Without an
// argument it is the simulation.
func (rt *Runtime) inspect(L *lua.LState) int {
	v := L.Get(1)
	if L.GetTop() == 0 {
		L.Push(rt.goValue(L, reflect.ValueOf(rt.world.sim)))
		return 1
	}
	ud, ok := v.(*lua.LUserData)
	if !ok || isPoison(v) {
		if isPoison(v) {
			return rt.poison(L)
		}
		return rt.refuse(L, "%s", mustBe(v, "an object of the API, such as a provider or a host"))
	}
	if c, ok := ud.Value.(*containerView); ok && c.gone() {
		return rt.refuse(L, "%v is gone", c)
	}
	x := ud.Value
	if r, ok := x.(rawer); ok {
		x = r.raw()
	}
	if reflect.ValueOf(x).Kind() == reflect.Pointer && reflect.ValueOf(x).IsNil() {
		return rt.refuse(L, "this %s is over", typeNameOf(ud))
	}
	L.Push(rt.goValue(L, reflect.ValueOf(x)))
	return 1
}

// goValue returns v for Lua: numbers, strings and conditions as such, what has an
// inside as an object that opens it, anything else in words.
func (rt *Runtime) goValue(L *lua.LState, v reflect.Value) lua.LValue {
	v = inside(v)
	if v.IsValid() && v.Type().Implements(typeOfLua) {
		return plainOnly(v)
	}
	switch v.Kind() {
	case reflect.Invalid:
		return lua.LNil
	case reflect.Struct, reflect.Array:
		return rt.guarded(luar.New(L, addressable(v).Addr().Interface()))
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if v.IsNil() {
			return lua.LNil
		}
		if v.Kind() == reflect.Pointer && inside(v.Elem()).Kind() != reflect.Struct && inside(v.Elem()).Kind() != reflect.Array {
			return rt.goValue(L, exposed(v.Elem()))
		}
		return rt.guarded(luar.New(L, v.Interface()))
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		if v.IsZero() {
			return lua.LNil
		}
		return lua.LString(v.Type().String())
	}
	return luar.New(L, v.Interface())
}

var typeOfLua = reflect.TypeFor[lua.LValue]()

// plainOnly returns a value of Lua that can't be changed, and of another the type: it
// may be one that the program uses itself.
func plainOnly(v reflect.Value) lua.LValue {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return lua.LNil
	}
	switch x := v.Interface().(lua.LValue).(type) {
	case lua.LString, lua.LNumber, lua.LBool, *lua.LNilType:
		return x
	}
	return lua.LString(v.Type().String())
}

// inside returns what is in an interface, and v itself if it is none.
func inside(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// exposed returns v so that it can be read although the name of its field has a small
// letter. It is addressable: a part of something that is pointed to.
func exposed(v reflect.Value) reflect.Value {
	if v.CanInterface() {
		return v
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// addressable returns v, or a copy if it has no address.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// goClass is the class, in messages, of what inspect returns.
const goClass = "value of Go"

// guarded makes what gopher-luar has opened read-only: no methods, no operators, and
// an error for what it does not have.
func (rt *Runtime) guarded(v lua.LValue) lua.LValue {
	mt := v.(*lua.LUserData).Metatable.(*lua.LTable)
	if mt.RawGetString(typeNameKey) != lua.LNil {
		return v
	}
	for _, event := range []string{"__call", "__add", "__pow", "__unm", "__eq", "methods", "fields"} {
		mt.RawSetString(event, lua.LNil)
	}
	mt.RawSetString("__index", rt.root.NewFunction(rt.goIndex))
	mt.RawSetString("__newindex", rt.root.NewFunction(func(L *lua.LState) int {
		return rt.readOnly(L, "a "+goClass, L.Get(2))
	}))
	mt.RawSetString("__len", rt.root.NewFunction(rt.goLen))
	mt.RawSetString("__tostring", rt.root.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LString(goTitle(goRef(L))))
		return 1
	}))
	mt.RawSetString("__metatable", lua.LString(goClass))
	mt.RawSetString(typeNameKey, lua.LString(goClass))
	rt.display(mt).brief = func(ud *lua.LUserData) string { return goTitle(reflect.Indirect(reflect.ValueOf(ud.Value))) }
	return v
}

// goRef returns the value behind argument 1, without the pointer to it.
func goRef(L *lua.LState) reflect.Value {
	return reflect.Indirect(reflect.ValueOf(L.CheckUserData(1).Value))
}

// goTitle says of what type a value is and how long.
func goTitle(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return fmt.Sprintf("%v of %d", v.Type(), v.Len())
	}
	return v.Type().String()
}

func (rt *Runtime) goLen(L *lua.LState) int {
	v := goRef(L)
	if v.Kind() == reflect.Struct {
		rt.raise(L, ELUA, "%s has no length", goTitle(v))
	}
	L.Push(lua.LNumber(v.Len()))
	return 1
}

// goIndex is value.field, or value[i], which counts from 0 as Go does: what is
// numbered from 1 in the model is at its number.
func (rt *Runtime) goIndex(L *lua.LState) int {
	v, key := goRef(L), L.Get(2)
	switch v.Kind() {
	case reflect.Struct:
		return rt.goField(L, v, key)
	case reflect.Map:
		L.Push(rt.goMapped(L, v, key))
		return 1
	}
	n, ok := key.(lua.LNumber)
	if i := int(n); !ok || lua.LNumber(i) != n || i < 0 || i >= v.Len() {
		rt.raise(L, ELUA, "%s has no element %s; elements are numbered from 0 to %d, as in Go", goTitle(v), given(key), v.Len()-1)
	}
	L.Push(rt.goValue(L, exposed(v.Index(int(n)))))
	return 1
}

func (rt *Runtime) goField(L *lua.LState, v reflect.Value, key lua.LValue) int {
	name, _ := key.(lua.LString)
	f, ok := v.Type().FieldByName(string(name))
	if !ok {
		return rt.noField(L, goTitle(v), fieldNames(v.Type()), key)
	}
	for k, i := range f.Index {
		if k > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				L.Push(lua.LNil)
				return 1
			}
			v = v.Elem()
		}
		v = exposed(v.Field(i))
	}
	L.Push(rt.goValue(L, v))
	return 1
}

// fieldNames returns the names of the fields of a struct, those of embedded ones
// included.
func fieldNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if f.Name != "_" {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// goMapped returns what a map has for a key, nil if it has none.
func (rt *Runtime) goMapped(L *lua.LState, v reflect.Value, key lua.LValue) lua.LValue {
	t := v.Type().Key()
	k := reflect.Value{}
	switch x := key.(type) {
	case lua.LString:
		k = reflect.ValueOf(string(x))
	case lua.LNumber:
		k = reflect.ValueOf(float64(x))
	}
	if !k.IsValid() || k.Kind() == reflect.String != (t.Kind() == reflect.String) || !k.CanConvert(t) {
		rt.raise(L, ELUA, "%s has no key %s: its keys are of type %v", goTitle(v), given(key), t)
	}
	found := v.MapIndex(k.Convert(t))
	if !found.IsValid() {
		return lua.LNil
	}
	return rt.goValue(L, found)
}

// goPrinted prints an opened value with the names of its fields, and before it what
// stands in front of it.
func (p *printer) goPrinted(v reflect.Value, before string, indent, depth int) string {
	v = inside(v)
	switch v.Kind() {
	case reflect.Invalid:
		return before + "nil"
	case reflect.Pointer:
		if v.IsNil() {
			return before + "nil"
		}
		if depth > 0 {
			return before + v.Type().String()
		}
		return p.goPrinted(exposed(v.Elem()), before, indent, depth)
	case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return p.goNested(v, before+v.Type().String()+" ", indent, depth)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if v.IsZero() {
			return before + "nil"
		}
		return before + v.Type().String()
	case reflect.String:
		return before + p.quoted(v.String())
	case reflect.Float32, reflect.Float64:
		return before + prettyNumber(v.Float())
	}
	return before + shown(fmt.Sprint(v.Interface())) // as it prints itself, if it does
}

// goDepth is how deep structs are opened.
const goDepth = 2

// goNested prints a struct, slice, array or map.
func (p *printer) goNested(v reflect.Value, before string, indent, depth int) string {
	if v.Kind() != reflect.Struct && v.Len() == 0 {
		return before + "{}"
	}
	if depth >= min(p.depth, goDepth) {
		return strings.TrimSuffix(before, v.Type().String()+" ") + goTitle(v) + " {…}"
	}
	var items []string
	left := 0
	switch v.Kind() {
	case reflect.Struct:
		v = addressable(v)
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "_" {
				items = append(items, p.goPrinted(exposed(v.Field(i)), name+" = ", indent+2, depth+1))
			}
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int {
			return strings.Compare(fmt.Sprint(a.Interface()), fmt.Sprint(b.Interface()))
		})
		for k, key := range keys {
			if k < p.items {
				items = append(items, p.goPrinted(v.MapIndex(key), p.goPrinted(key, "[", indent+2, goDepth)+"] = ", indent+2, depth+1))
			}
		}
		left = len(keys) - len(items)
	default:
		for i := range min(v.Len(), p.items) {
			items = append(items, p.goPrinted(exposed(v.Index(i)), "", indent+2, depth+1))
		}
		left = v.Len() - len(items)
	}
	if left > 0 {
		items = append(items, more(left))
	}
	return before + p.braced(items, indent, columns(before), v.Kind() == reflect.Struct && depth == 0)
}

// braced prints items in braces, on one line if they fit behind so many columns and are
// not to be apart.
func (p *printer) braced(items []string, indent, before int, apart bool) string {
	line := "{ " + strings.Join(items, ", ") + " }"
	if !apart && !strings.Contains(line, "\n") && indent+before+columns(line)+1 <= p.width {
		return line
	}
	in := strings.Repeat(" ", indent+2)
	return "{\n" + in + strings.Join(items, ",\n"+in) + ",\n" + in[2:] + "}"
}
