package luabind

// This file tests calls from Go to Lua, and measures them.

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
)

// callbackOf returns the callback of the function that a text returns.
func callbackOf(t testing.TB, s *script, text string) *callback {
	t.Helper()
	fn, e := s.rt.compile("f.lua", []byte(text))
	require.Nil(t, e)
	s.rt.main.L.Push(fn)
	require.Nil(t, s.rt.main.run(0, 1))
	cb := s.rt.newCallback(s.rt.main.L.Get(-1).(*lua.LFunction))
	s.rt.main.L.SetTop(0)
	return cb
}

func TestCallback(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": ""})
	cb := callbackOf(t, s, "local calls = 0\nreturn function(x)\n  calls = calls + 1\n  if x == 0 then error('zero') end\n  if x < 0 then return nil + 1 end\n  return x * 2, calls\nend")
	require.Equal(t, place{"f.lua", 2}, cb.place())
	call := func(x float64) (got, calls lua.LValue, err error) {
		L := cb.begin()
		L.Push(lua.LNumber(x))
		if err := cb.call(L, 1, 2); err != nil {
			return nil, nil, err
		}
		got, calls = L.Get(-2), L.Get(-1)
		cb.end(L)
		return got, calls, nil
	}
	got, calls, err := call(3)
	require.NoError(t, err)
	require.Equal(t, lua.LNumber(6), got)
	require.Equal(t, lua.LNumber(1), calls)
	_, _, err = call(0)
	require.EqualError(t, err, "error[ELUA]: f.lua:4: zero")
	_, _, err = call(-1)
	require.EqualError(t, err, "error[ELUA]: f.lua:5: cannot perform add operation between nil and number")
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []string{"at f.lua:5: in function <f.lua:2>"}, e.Trace)
	_, calls, err = call(1)
	require.NoError(t, err)
	require.Equal(t, lua.LNumber(4), calls, "an error must not cut the function from its upvalue")
	require.Equal(t, place{}, s.rt.newCallback(s.rt.root.G.Global.RawGetString("print").(*lua.LFunction)).place())
}

// TestCallbacksNest: a callback may lead to another, and to itself.
func TestCallbacksNest(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": ""})
	var cb *callback
	s.bind("again", func(L *lua.LState) int {
		inner := cb.begin()
		inner.Push(L.Get(1))
		if err := cb.call(inner, 1, 1); err != nil {
			s.rt.raise(L, ELUA, "%s", err)
		}
		v := inner.Get(-1)
		cb.end(inner)
		L.Push(v)
		return 1
	})
	cb = callbackOf(t, s, `return function(n) if n == 0 then return 0 end return 1 + again(n - 1) end`)
	L := cb.begin()
	L.Push(lua.LNumber(50))
	require.NoError(t, cb.call(L, 1, 1))
	require.Equal(t, lua.LNumber(50), L.Get(-1))
	cb.end(L)
}

func TestCallbackAllocatesNothing(t *testing.T) {
	s := newScript(t, map[string]string{"t.lua": ""})
	cb := callbackOf(t, s, `return function(a, b) return a end`)
	table := s.rt.root.NewTable()
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		L := cb.begin()
		L.Push(table)
		L.Push(lua.LTrue)
		if cb.call(L, 2, 1) != nil || L.Get(-1) != lua.LValue(table) {
			t.Fatal("callback failed")
		}
		cb.end(L)
	}))
}

// BenchmarkCallback compares a callback with the protected call of gopher-lua,
// of a function that does nothing.
func BenchmarkCallback(b *testing.B) {
	s := newScript(b, map[string]string{"t.lua": ""})
	cb := callbackOf(b, s, `return function(a, b) return a end`)
	table := s.rt.root.NewTable()
	b.Run("callback", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			L := cb.begin()
			L.Push(table)
			L.Push(lua.LTrue)
			if err := cb.call(L, 2, 1); err != nil {
				b.Fatal(err)
			}
			cb.end(L)
		}
	})
	b.Run("PCall", func(b *testing.B) {
		b.ReportAllocs()
		L := lua.NewState()
		defer L.Close()
		require.NoError(b, L.DoString(`return function(a, b) return a end`))
		fn := L.Get(-1)
		for b.Loop() {
			if err := L.CallByParam(lua.P{Fn: fn, NRet: 1, Protect: true}, table, lua.LTrue); err != nil {
				b.Fatal(err)
			}
			L.Pop(1)
		}
	})
}

// BenchmarkInterruptible shows what it costs that a script can be interrupted:
// a loop of arithmetic without a context, with the thread as context, and with
// one made by context.WithCancel.
func BenchmarkInterruptible(b *testing.B) {
	const text = `return function(n) local s, t = 0, {a = 1} for i = 1, n do s = s + i % 7 * t.a if s > 1000 then s = 0 end end return s end`
	for _, kind := range []string{"none", "thread", "WithCancel"} {
		b.Run(kind, func(b *testing.B) {
			s := newScript(b, map[string]string{"t.lua": ""})
			cb := callbackOf(b, s, text)
			th := s.rt.newThread(callbackFrames, false)
			switch kind {
			case "none":
				th.L.RemoveContext()
			case "WithCancel":
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				th.L.SetContext(ctx)
			}
			th.L.Push(cb.fn)
			th.L.Push(lua.LNumber(b.N))
			b.ResetTimer()
			th.L.Call(1, 1)
		})
	}
}

// BenchmarkPcall measures pcall from Lua, of a function that returns and of one
// that raises an error.
func BenchmarkPcall(b *testing.B) {
	for _, tt := range []struct{ name, body string }{
		{"returns", "return 1"}, {"raises", "error('x', 0)"}, {"raises a refusal", "units.bytes(-1)"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			s := newScript(b, map[string]string{"t.lua": ""})
			cb := callbackOf(b, s, `local pcall, error, units = pcall, error, require "coldmoon.units"
				local function f() `+tt.body+` end
				return function(n) for i = 1, n do pcall(f) end end`)
			b.ReportAllocs()
			L := cb.begin()
			L.Push(lua.LNumber(b.N))
			b.ResetTimer()
			if err := cb.call(L, 1, 0); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkTry compares the two protected calls, of a function that returns and
// of one that raises an error. After an error run needs a new thread.
func BenchmarkTry(b *testing.B) {
	for _, body := range []string{"return", "error('x', 0)"} {
		s := newScript(b, map[string]string{"t.lua": ""})
		cb := callbackOf(b, s, "return function() "+body+" end")
		b.Run("run/"+body, func(b *testing.B) {
			b.ReportAllocs()
			th := s.rt.newThread(growingFrames, true)
			for b.Loop() {
				th.L.Push(cb.fn)
				th.run(0, 0)
				if th.dead {
					th = s.rt.newThread(growingFrames, true)
				}
			}
		})
		b.Run("try/"+body, func(b *testing.B) {
			b.ReportAllocs()
			th := s.rt.newThread(growingFrames, true)
			for b.Loop() {
				th.tryFn(cb.fn)
				th.try(0, 0)
			}
		})
	}
}

// BenchmarkCoroutine measures making, running and ending a coroutine, and a
// yield with its resume.
func BenchmarkCoroutine(b *testing.B) {
	for _, tt := range []struct{ name, text string }{
		{"create", `local f = function() end return function(n) for i = 1, n do coroutine.wrap(f)() end end`},
		{"yield", `return function(n) local f = coroutine.wrap(function() while true do coroutine.yield() end end) for i = 1, n do f() end end`},
	} {
		b.Run(tt.name, func(b *testing.B) {
			s := newScript(b, map[string]string{"t.lua": ""})
			cb := callbackOf(b, s, tt.text)
			b.ReportAllocs()
			L := cb.begin()
			L.Push(lua.LNumber(b.N))
			b.ResetTimer()
			if err := cb.call(L, 1, 0); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkNew measures making a runtime.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		rt, err := New(Options{Name: "t.lua", Source: []byte("x = 1")})
		if err != nil {
			b.Fatal(err)
		}
		rt.Close()
	}
}
