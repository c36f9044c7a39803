package engine

// This file makes a failing scenario small and prints it as a Go literal.

import (
	"fmt"
	"reflect"
	"strings"
)

// shrink returns a smaller scenario that still fails: it takes elements away
// and lowers numbers as long as that succeeds, in at most so many attempts.
func shrink(sc *scenario, attempts int, fails func(*scenario) bool) *scenario {
	best := clone(sc)
	for again := true; again; {
		again = false
		for i := 0; ; i++ {
			next := clone(best)
			n := i
			if !simplify(reflect.ValueOf(next).Elem(), &n) {
				break
			}
			if reflect.DeepEqual(next, best) {
				continue
			}
			if attempts--; attempts < 0 {
				return best
			}
			if fails(next) {
				best, again = next, true
				i--
			}
		}
	}
	return best
}

// clone copies a scenario with all that it holds.
func clone(sc *scenario) *scenario {
	next := &scenario{}
	copyInto(reflect.ValueOf(next).Elem(), reflect.ValueOf(sc).Elem())
	return next
}

func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	case reflect.Slice:
		for i := range from.Len() {
			to.Set(reflect.Append(to, reflect.Zero(from.Type().Elem())))
			copyInto(to.Index(i), from.Index(i))
		}
	default:
		to.Set(from)
	}
}

// simplify makes the n-th simplification in v; it returns false, and lowers n by
// as many as there are, if there are fewer. Large ones come first.
func simplify(v reflect.Value, n *int) bool {
	switch v.Kind() {
	case reflect.Slice:
		for size := v.Len(); size > 0; size /= 2 {
			for from := 0; from+size <= v.Len(); from += size {
				if *n--; *n < 0 {
					v.Set(reflect.AppendSlice(v.Slice(0, from), v.Slice(from+size, v.Len())))
					return true
				}
			}
		}
		for i := range v.Len() {
			if simplify(v.Index(i), n) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if simplify(v.Field(i), n) {
				return true
			}
		}
	case reflect.Bool, reflect.String:
		if *n--; *n < 0 {
			v.SetZero()
			return true
		}
	case reflect.Uint64: // the seed: 1 is what scripts run with
		if *n--; *n < 0 {
			v.SetUint(1)
			return true
		}
	case reflect.Int:
		for _, smaller := range []int64{0, 1, v.Int() / 2, v.Int() - 1} {
			if *n--; *n < 0 {
				if v.Int() > 0 || smaller == 0 {
					v.SetInt(min(v.Int(), smaller))
				}
				return true
			}
		}
	}
	return false
}

// goish prints a scenario as a Go literal, without what is zero.
func goish(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		return "&" + goish(v.Elem())
	case reflect.Struct:
		var fields []string
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				fields = append(fields, v.Type().Field(i).Name+": "+goish(f))
			}
		}
		return strings.TrimPrefix(v.Type().String(), "engine.") + "{" + strings.Join(fields, ", ") + "}"
	case reflect.Slice:
		var elements []string
		for i := range v.Len() {
			elements = append(elements, goish(v.Index(i)))
		}
		open, between, end := "{", ", ", "}"
		if v.Len() > 0 && v.Index(0).Kind() == reflect.Struct {
			open, between, end = "{\n\t", ",\n\t", ",\n}"
		}
		return strings.ReplaceAll(v.Type().String(), "engine.", "") + open + strings.Join(elements, between) + end
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	}
	return fmt.Sprint(v.Interface())
}
