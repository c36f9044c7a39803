package luabind

// This file numbers the objects that a script prints. Their addresses, which
// Lua prints, would differ from run to run.

import (
	"strconv"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// identities numbers objects from 1 in the order in which they are first asked
// for. It does not keep them alive.
type identities struct {
	last      int
	tables    map[weak.Pointer[lua.LTable]]int
	functions map[weak.Pointer[lua.LFunction]]int
	userdata  map[weak.Pointer[lua.LUserData]]int
	threads   map[weak.Pointer[lua.LState]]int
}

func newIdentities() identities {
	return identities{
		tables:    map[weak.Pointer[lua.LTable]]int{},
		functions: map[weak.Pointer[lua.LFunction]]int{},
		userdata:  map[weak.Pointer[lua.LUserData]]int{},
		threads:   map[weak.Pointer[lua.LState]]int{},
	}
}

// of returns "#12", or "" if v is no object.
func (s *identities) of(v lua.LValue) string {
	switch v := v.(type) {
	case *lua.LTable:
		return numbered(s, s.tables, v)
	case *lua.LFunction:
		return numbered(s, s.functions, v)
	case *lua.LUserData:
		return numbered(s, s.userdata, v)
	case *lua.LState:
		return numbered(s, s.threads, v)
	}
	return ""
}

func numbered[T any](s *identities, known map[weak.Pointer[T]]int, v *T) string {
	key := weak.Make(v)
	n, ok := known[key]
	if !ok {
		s.last++
		n = s.last
		known[key] = n
	}
	return "#" + strconv.Itoa(n)
}
