package repl

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// cloud declares a provider whose function f takes 0.1 s. A cold start takes 2.4 s:
// 300 MB at 1 Gbit/s.
const cloud = `
hub = coldmoon.repository{ name = "hub", bandwidth = "1Gbps" }
image = coldmoon.image{ name = "python", size = "300MB" }
cloud = coldmoon.provider{ name = "cloud", hosts = { count = 2, slots = 4 } }
cloud:register(coldmoon.func{ name = "f", image = hub:at(image), duration = 0.1 }, { time_limit = 10 })
`

// hold holds a session in which nobody is at the keyboard, and returns what it
// prints; errors and results come in one stream.
func hold(t testing.TB, input string, set ...func(*Options)) (out string, code int) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in"), []byte(input), 0o666))
	in, err := os.Open(filepath.Join(dir, "in"))
	require.NoError(t, err)
	defer in.Close()
	both, err := os.OpenFile(filepath.Join(dir, "out"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	require.NoError(t, err)
	defer both.Close()
	o := Options{
		Script: luabind.Options{Name: "repl", Source: []byte{}, Seed: 1, Version: "test"},
		In:     in, Stdout: both, Stderr: both, KeepGoing: true,
		Nearest: func(typed string, names []string) string { return "time" },
		Complain: func(err error) int {
			var e *luabind.Error
			if errors.As(err, &e) {
				fmt.Fprintln(both, e.Error())
				return e.Exit
			}
			fmt.Fprintln(both, "error:", err)
			return 1
		},
	}
	for _, f := range set {
		f(&o)
	}
	code = Main(o)
	text, err := os.ReadFile(both.Name())
	require.NoError(t, err)
	return string(text), code
}

// TestSession types inputs and looks at what they print.
func TestSession(t *testing.T) {
	for _, tt := range []struct{ name, input, want string }{
		{"expressions", "1 + 1\n_ * 2\nout[1]", "2\n4\n2\n"},
		{"several values in a line", "1, 'a', nil", "1\ta\tnil\n"},
		{"locals are kept", "local x = 5\nx", "5\n"},
		{"assignments print nothing", "x = 5\nx;\nx", "5\n"},
		{"a block over several lines", "function f(a)\n  return a\nend\nf(7)", "7\n"},
		{"windows line ends", "x = 5\r\nx\r\n", "5\n"},
		{"state survives errors", "x = 5\nerror('no')\nx", "error[ELUA]: repl:2:1: no\n5\n"},
		{"an incomplete end", "x = {\n1", "error[EPARSE]: repl:1:2: unexpected end of file: '}' is missing, which closes '{' in line 1\n"},
		{"quit ends it", "1\nquit()\n2", "1\n"},
		{"so does the command", "1\n:quit\n2", "1\n"},
		{"unknown commands", ":tme", "error: unknown command :tme (did you mean :time?); :help lists them\n"},
		{"commands with too much", ":who there", "error: :who: unexpected \"there\"\n"},
		{"commands with too little", ":load", "error: :load: FILE is missing\n"},
		{"commands within a block are Lua", "t = {\n:who", "error[EPARSE]: repl:1:2:1: unexpected ':'\n"},
		{"who", "x = 5\nlocal s = 'a'\n:who", "  s  string  \"a\"\n  x  number  5\n"},
		{"nothing defined", ":who", "nothing is defined\n"},
		{"set", ":set depth 1\n:set\n{{{}}, 2}", "  width  80\n  depth  1\n  items  20\n{ {…}, 2 }\n"},
		{"set: unknown", ":set deep 1", "error: :set: unknown name \"deep\", expected width, depth, items\n"},
		{"set: no number", ":set depth 0", "error: :set: depth: \"0\" is not a whole number from 1 to 1000000\n"},
		{"set: no value", ":set depth", "error: :set: expected a name and a number, such as :set depth 3\n"},
		{"no error so far", ":bt", "there was no error\n"},
		{"the last error", "error('no')\n:bt", "error[ELUA]: repl:1:1: no\nerror[ELUA]: repl:1:1: no\n"},
		{"a missing file", ":load nowhere.lua", "error: open nowhere.lua: no such file or directory\n"},
		{"reload of nothing", ":reload", "error: :reload: no file has been loaded; :load FILE does\n"},
		{"edit without terminal", ":edit", ":edit"},
		{"nothing to rewind", "rewind()", "error: rewind: nothing has moved time so far\n"},
		{"no rewind into the future", "rewind(5)", "error: rewind: 5 s: must not be after now, 0 s; run_until goes on\n"},
		{"nothing to compare with", "compare()", "error: compare: there is nothing to compare with; fork() keeps the present as A\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, _ := hold(t, tt.input)
			if tt.name == "edit without terminal" {
				require.Contains(t, out, tt.want)
				return
			}
			require.Equal(t, tt.want, out)
		})
	}
}

// TestExitCodes looks at how a session ends where nobody is at the keyboard.
func TestExitCodes(t *testing.T) {
	stop := func(o *Options) { o.KeepGoing = false }
	for _, tt := range []struct {
		input, out string
		code       int
	}{
		{"1", "1\n", 0},
		{"1\nquit()\nerror('no')", "1\n", 0},
		{"1\nerror('no')\n2", "1\nerror[ELUA]: repl:2:1: no\n", 107},
		{"coldmoon.provider{ nam = 1 }\n2", "", 104},
		{"coldmoon.abort('enough')\n2", "", 108},
		{":nosuch\n2", "", 2},
		{":load nowhere.lua\n2", "", 1},
		{"nosuchname?\n2", "", 1},
	} {
		out, code := hold(t, tt.input, stop)
		require.Equal(t, tt.code, code, tt.input)
		if tt.out != "" {
			require.Equal(t, tt.out, out)
		}
		require.NotContains(t, out, "\n2\n")
	}
	_, code := hold(t, "error('no')\nx = 1")
	require.Equal(t, 107, code, "the first error counts, also with --keep-going")
}

func TestCode(t *testing.T) {
	out, code := hold(t, "3", func(o *Options) { o.Code = []string{"x = 1", "x + 1", "x\n+ 2"} })
	require.Equal(t, "2\n3\n", out)
	require.Zero(t, code)
}

func TestHelp(t *testing.T) {
	out, _ := hold(t, ":help\ncoldmoon.provider?\nnosuchname?")
	for _, c := range commands {
		require.Contains(t, out, ":"+c.name)
	}
	for line := range strings.Lines(out) {
		require.LessOrEqual(t, len(line), 81, line)
	}
	require.Contains(t, out, "provider(options)")
	require.Contains(t, out, "error: no documentation of nosuchname")
}

func TestTime(t *testing.T) {
	out, _ := hold(t, cloud+"one = cloud:invoke('f')\n:time run()\n:time 1 + 1")
	require.Regexp(t, `(?m)^\S+ \S+, \d+ events, \S+( \S)?/s, \S+ allocations, \S+ \S+$`, out)
	require.Regexp(t, `(?m)^2\n\S+ \S+, \S+ allocations, \S+ \S+$`, out)
}

// moments runs cloud for a while: f is asked for twice, at 0 s and at 5 s.
const moments = cloud + `local x, y, two
one = cloud:invoke("f")
run_until(5)
two = cloud:invoke("f")
run_until(7) x = now() run_until(20)
y = x
`

// TestRewind goes back in time: what was there then is there again.
func TestRewind(t *testing.T) {
	for _, tt := range []struct{ name, input, want string }{
		{"the last that moved time", "rewind()\nnow(), x, y, two.status, one.status",
			"rewound to 5 s; 2 inputs undone: run_until(7) x = now() run_until(20) · y = x\n5\tnil\tnil\tsubmitted\tok\n"},
		{"twice", "rewind()\nrewind()\nnow(), two, one.status",
			"rewound to 5 s; 2 inputs undone: run_until(7) x = now() run_until(20) · y = x\n" +
				"rewound to 0 s; 2 inputs undone: run_until(5) · two = cloud:invoke(\"f\")\n0\tnil\tsubmitted\n"},
		{"to a time between inputs", "rewind(5)\nnow(), two.status", "rewound to 5 s; 2 inputs undone: run_until(7) x = now() run_until(20) · y = x\n5\tsubmitted\n"},
		{"into an input", "rewind(10)\nnow(), x, y, two.status",
			"rewound to 10 s; 2 inputs undone, the first from there on: run_until(7) x = now() run_until(20) · y = x\n10\t7\tnil\tok\n"},
		{"into an input twice", "rewind(10)\nrewind(6)\nnow(), x", "rewound to 10 s; 2 inputs undone, the first from there on: run_until(7) x = now() run_until(20) · y = x\n" +
			"rewound to 6 s; 1 input undone, the first from there on: run_until(7) x = now() run_until(20)\n6\tnil\n"},
		{"to the beginning", "rewind(0)\nnow(), two, one.status", "rewound to 0 s; 4 inputs undone: run_until(5) · two = cloud:invoke(\"f\") · run_until(7) x = now() run_until(20) · y = x\n0\tnil\tsubmitted\n"},
		{"to now", "rewind(20)\nnow(), y", "rewound to 20 s; 0 inputs undone\n20\t7\n"},
		{"and on again", "rewind(10)\nrun_until(20)\nnow(), two.status", "rewound to 10 s; 2 inputs undone, the first from there on: run_until(7) x = now() run_until(20) · y = x\n20\tok\n"},
		{"errors are repeated too", "z = 1 error('no')\nrun_until(30)\nrewind()\nz, now()", "error[ELUA]: repl:11:1: no\nrewound to 20 s; 1 input undone: run_until(30)\n1\t20\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, _ := hold(t, moments+tt.input)
			require.Equal(t, tt.want, out)
		})
	}
}

// TestMismatch rewinds a session whose state can't be repeated: that is a bug, and is
// said so; the session stays.
func TestMismatch(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "delay.txt")
	require.NoError(t, os.WriteFile(file, []byte("1"), 0o666))
	s := newSession(Options{
		Script: luabind.Options{Name: "repl", Source: []byte{}, Seed: 1, Version: "test"}, Stdout: os.Stdout, Stderr: os.Stderr,
		Complain: func(err error) int { t.Log(err); return 1 },
	})
	defer s.close()
	require.NoError(t, s.start())
	for _, src := range []string{"coldmoon.sleep(1)", "x = 5", "coldmoon.sleep(1)"} {
		s.submit(src)
	}
	s.log[0].after.fingerprint = "0123456789abcdef"
	err := s.rewind(nil)
	var e *luabind.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, luabind.EPANIC, e.Code)
	require.Regexp(t, `the replay of the session differs after "coldmoon.sleep\(1\)": fingerprint [0-9a-f]{16} at 1 s after 0 events, not 0123456789abcdef at 1 s after 0; the session stays as it is`, e.Error())
	require.Len(t, s.log, 3)
	require.Equal(t, 2.0, s.rt.Now().Seconds())
}

func TestForkAndCompare(t *testing.T) {
	out, _ := hold(t, cloud+`one = cloud:invoke("f")
run_until(1)
fork()
for i = 1, 9 do cloud:invoke("f") end
run_until(20)
compare()
now()
`)
	require.Contains(t, out, "kept as A at 1 s; what comes now is B, and compare() shows both\n")
	require.Regexp(t, `(?m)^  A +20 s, fingerprint [0-9a-f]{16}\n  B +20 s, fingerprint [0-9a-f]{16}$`, out)
	require.Regexp(t, `(?m)^  comparison +A +B$`, out)
	require.Regexp(t, `(?m)^  invocations +1 +10$`, out)
	require.True(t, strings.HasSuffix(out, "\n20\n"), "the session stays B: %s", out)
	a := regexp.MustCompile(`A +20 s, fingerprint (\S+)`).FindStringSubmatch(out)[1]
	alone, _ := hold(t, cloud+"one = cloud:invoke('f')\nrun_until(20)\ncoldmoon.summary().fingerprint")
	require.Equal(t, a+"\n", alone, "A goes on as if B had never been")
}

// TestReload reads files again: what they define is new, and plain data is kept.
func TestReload(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.lua")
	require.NoError(t, os.WriteFile(file, []byte("local version = 1\nlocal t = 5\n"), 0o666))
	out, _ := hold(t, ":load "+file+`
version
coldmoon.sleep(3)
best = { 0.5, name = "a\n\"b\"", deep = { true } }
cycle = {} cycle.me = cycle
object = coldmoon.file{ name = "a", size = 1 }
t = 7
:reload
now(), version, t, best[1], best.name, best.deep[1]
:who
rewind()
`)
	require.Contains(t, out, "(read "+file+" again, at 0 s; kept best)\n")
	require.Contains(t, out, "\n0\n1\n5\n0.5\na\n\"b\"\ntrue\n")
	require.Contains(t, out, "  best     table   3 entries\n  t        number  5\n  version  number  1\nerror")
	require.Contains(t, out, "nothing has moved time so far")
}

// TestReloadIsQuiet keeps data without talking of variables that nobody has declared.
func TestReloadIsQuiet(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.lua")
	require.NoError(t, os.WriteFile(file, []byte("version = 1\n"), 0o666))
	out, _ := hold(t, ":load "+file+"\nbest = 1\n:reload\nprint('reloaded')\nlocal late = 2\n", func(o *Options) { o.Terminal = true })
	before, after, _ := strings.Cut(out, "reloaded\n")
	require.Contains(t, before, "kept best")
	require.NotContains(t, before, "local variables")
	require.Contains(t, after, "(local variables are kept for the whole session)")
}

// TestBrief shortens sources for one line.
func TestBrief(t *testing.T) {
	require.Equal(t, "a b", brief("a\n  b"))
	require.Equal(t, strings.Repeat("é", 39)+"…", brief(strings.Repeat("é", 41)))
	require.Equal(t, "1 input", plural(1, "input"))
	require.Equal(t, "0 inputs", plural(0, "input"))
}
