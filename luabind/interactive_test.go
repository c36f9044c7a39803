package luabind

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// newSession makes a runtime for a session without a script.
func newSession(t testing.TB, set ...func(*Options)) *script {
	t.Helper()
	set = append([]func(*Options){inMode(Interactive), func(o *Options) { o.Name, o.Source = "repl", []byte{} }}, set...)
	return newScript(t, nil, set...)
}

// eval evaluates one input.
func (s *script) eval(src string) Outcome { return s.rt.Eval(Input{Source: src, Name: "repl:1"}) }

// echo evaluates one input that must not fail, and returns its values with blanks
// between them.
func (s *script) echo(t testing.TB, src string) string {
	t.Helper()
	out := s.eval(src)
	if out.Err != nil {
		t.Fatalf("%s: %s", src, out.Err.Render())
	}
	return strings.Join(out.Echo, " ")
}

func TestEval(t *testing.T) {
	s := newSession(t)
	for _, tt := range []struct{ src, want string }{
		{"1 + 1", "2"},
		{"_", "2"},
		{"= 3", "3"},
		{"__", "2"},
		{"out[1] + out[3]", "5"},
		{"1, 'a', nil", "1 a nil"},
		{"x = 5", ""},
		{"x", "5"},
		{"x;", ""},
		{"x; -- a comment", ""},
		{"#'abc'", "3"},
		{"#!/usr/bin/env coldmoon\nreturn 5", "5"},
		{"x", "5"},
		{"_", "5"},
		{"local y = 6", ""},
		{"y", "6"},
		{"local z", ""},
		{"z", "nil"},
		{"local function f() return y end", ""},
		{"f()", "6"},
		{"(function() end)()", ""},
		{"return 7", "7"},
		{"", ""},
		{"-- nothing", ""},
		{"if x then\nlocal q = 1\nend", ""},
		{"local a, b = 1", ""},
		{"a", "1"},
		{"b", "nil"},
		{"local _, _, c = 1, 2, 3", ""},
		{"_ + c", "5"},
		{"coldmoon.now()", "0"},
		{"units.MB", "1000000"},
	} {
		require.Equal(t, tt.want, s.echo(t, tt.src), tt.src)
	}
}

func TestEvalErrors(t *testing.T) {
	s := newSession(t)
	for _, tt := range []struct{ src, want string }{
		{"1 1", "repl:1:1:3: unexpected '1'"},
		{"= 1 1", "repl:1:1:5: unexpected '1'"},
		{"\nundefned", `repl:1:2: undefined variable "undefned"`},
		{"error('no')", "repl:1:1: no"},
		{"coldmoon.abort()", "aborted by the script"},
		{"coldmoon.provider{}", "provider: "},
	} {
		out := s.eval(tt.src)
		require.NotNil(t, out.Err, tt.src)
		require.Contains(t, out.Err.Error(), tt.want)
		require.Equal(t, "2", s.echo(t, "1 + 1"))
	}
}

func TestIncomplete(t *testing.T) {
	s := newSession(t)
	for src, want := range map[string]bool{
		"1 +": true, "f(": true, "x =": true, "if x then": true, "function f()": true, "t = {": true, "= (": true,
		"[[abc": true, "--[[ abc": true, "local": true, "local x": false, "x": false, "f()": false, "": false, "-- a": false,
		"'abc": false, "1 1": false, "end": false, "for i = 1, 3 do end": false, "return (": true,
	} {
		require.Equal(t, want, s.rt.Incomplete(src), src)
	}
}

// TestInterruptLoop interrupts a loop in Lua.
func TestInterruptLoop(t *testing.T) {
	s := newSession(t)
	s.echo(t, "n = 0")
	go func() {
		time.Sleep(20 * time.Millisecond)
		s.rt.Interrupt()
	}()
	out := s.eval("while true do pcall(function() n = n + 1 end) end")
	require.NotNil(t, out.Err)
	require.Equal(t, EINTR, out.Err.Code)
	require.False(t, out.Inside)
	require.Equal(t, "true", s.echo(t, "n > 0"))
}

const sessionWorld = `
hub = coldmoon.repository{ name = "hub", bandwidth = 1e9 }
image = coldmoon.image{ name = "image", size = 1e6 }
hub:store(image)
cloud = coldmoon.provider{ name = "cloud", hosts = { count = 1, slots = 4 } }
cloud:register(coldmoon.func{ name = "f", image = hub:at(image), duration = 0.1 }, { time_limit = 10 })
`

// TestInterruptSimulation interrupts a simulation and repeats it by Cut and by part.
func TestInterruptSimulation(t *testing.T) {
	const run = `cloud:drive("f", workload.poisson{ rate = 10, duration = 1e9 }) coldmoon.run()`
	s := newSession(t)
	s.echo(t, sessionWorld)
	go func() {
		time.Sleep(30 * time.Millisecond)
		s.rt.Interrupt()
	}()
	out := s.eval(run)
	require.NotNil(t, out.Err)
	require.Equal(t, EINTR, out.Err.Code)
	require.True(t, out.Inside)
	require.True(t, out.Moved)
	require.Equal(t, "", s.echo(t, "coldmoon.sleep(100)"))

	again := newSession(t)
	again.echo(t, sessionWorld)
	cut := again.rt.Eval(Input{Source: run, Name: "repl:2", Cut: out.Events})
	require.True(t, cut.Inside)
	require.Equal(t, out.Events, cut.Events)
	again.echo(t, "coldmoon.sleep(100)")
	require.Equal(t, s.rt.Fingerprint(), again.rt.Fingerprint())

	part := newSession(t)
	part.echo(t, sessionWorld)
	part.echo(t, "coldmoon.part("+number(float64(out.Events))+", function()\n"+run+"\nend)\ncoldmoon.sleep(100)")
	require.Equal(t, s.rt.Fingerprint(), part.rt.Fingerprint())
}

func TestAsks(t *testing.T) {
	s := newSession(t)
	five := 5.0
	for src, want := range map[string]Ask{
		"quit()": Quit{}, "exit()": Quit{}, "pcall(quit)": Quit{}, "fork()": Fork{}, "compare()": Compare{},
		"rewind()": Rewind{}, "rewind(5)": Rewind{&five}, "rewind '5s'": Rewind{&five},
	} {
		out := s.eval(src + " after = true")
		require.Nil(t, out.Err, src)
		require.Equal(t, want, out.Ask, src)
		require.Equal(t, "2", s.echo(t, "1 + 1"))
	}
	require.NotContains(t, s.rt.Who(), "after")
}

func TestWho(t *testing.T) {
	s := newSession(t)
	s.echo(t, "local a, b = 1, 'text' c = {1, 2}\nfunction d() end local e\n_x = units.MB")
	require.Equal(t, []Binding{{"a", "number", "1"}, {"b", "string", `"text"`}, {"c", "table", "2 entries"}, {"d", "function", "repl:1:2"}}, s.rt.Who())
}
