package cli

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// update rewrites the expected outputs within the scripts: go test -update.
var update = flag.Bool("update", false, "rewrite expected outputs in testdata/script")

// quickExit keeps a program with the race detector from sleeping for a second
// before it exits.
const quickExit = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	os.Setenv("GORACE", quickExit)
	testscript.Main(m, map[string]func(){
		"coldmoon": func() { os.Exit(Main()) },
	})
}

// TestScripts runs the scripts in testdata/script against the real program.
//
// Besides the usual commands of testscript there is
//
//	code N coldmoon ARGS...
//
// which demands the exit code N and leaves the output to stdout and stderr, and
// $ROOT, the root of the module.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			e.Setenv("GORACE", quickExit)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code},
	})
}

// code runs a command that must end with a certain exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got, exit := 0, new(exec.ExitError)
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// TestHelpFits runs every command with --help and looks for lines that are too
// long, and for commands without examples.
func TestHelpFits(t *testing.T) {
	for _, command := range []string{"", "run", "repl", "check", "inspect", "doc", "trace", "trace generate", "trace info", "version", "completion", "help"} {
		t.Run("coldmoon "+command, func(t *testing.T) {
			out, err := exec.Command("coldmoon", append(strings.Fields(command), "--help")...).CombinedOutput()
			require.NoError(t, err, string(out))
			for line := range strings.Lines(string(out)) {
				require.LessOrEqual(t, len(strings.TrimRight(line, "\n")), helpWidth, line)
				require.Equal(t, strings.TrimRight(line, " \n"), strings.TrimRight(line, "\n"))
			}
		})
	}
}

// TestPanic checks that a bug is reported with all that is needed to find it.
func TestPanic(t *testing.T) {
	a := &app{args: []string{"run", "my script.lua"}}
	require.Equal(t, 109, a.guard(func() int { panic("a test of the message about bugs") }))
	require.Equal(t, 3, a.guard(func() int { return 3 }))
	message := a.bug("engine: broken", "goroutine 1 [running]:\n")
	require.Equal(t, "error: this is a bug in coldmoon, not in your script: engine: broken\n"+
		"   please report it with the script and all of this:\n"+
		"   version: "+versionLine()+"\n"+
		"   command: coldmoon run 'my script.lua'\n"+
		"goroutine 1 [running]:\n", message)
}

func TestNearest(t *testing.T) {
	names := []string{"seed", "summary", "progress", "param"}
	for _, tt := range []struct{ name, in, want string }{
		{"same", "seed", "seed"},
		{"swapped", "sede", "seed"},
		{"beginning", "pro", "progress"},
		{"capitals", "Seed", "seed"},
		{"missing letter", "sumary", "summary"},
		{"too far", "verbose", ""},
		{"empty", "", ""},
	} {
		require.Equal(t, tt.want, nearest(tt.in, names), tt.name)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"memroy", "memory", 2}} {
		require.Equal(t, tt.want, distance(tt.a, tt.b), "%q %q", tt.a, tt.b)
		require.Equal(t, tt.want, distance(tt.b, tt.a), "%q %q", tt.b, tt.a)
	}
}

// TestInterrupt stops a run by a signal: partial results, exit code 105.
func TestInterrupt(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		signals      []os.Signal
		summary      bool
	}{
		{"a simulation", endless, []os.Signal{os.Interrupt}, true},
		{"by SIGTERM", endless, []os.Signal{syscall.SIGTERM}, true},
		{"a loop in Lua", "print('ready')\nwhile true do end\n", []os.Signal{os.Interrupt}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "endless.lua")
			require.NoError(t, os.WriteFile(file, []byte(tt.script), 0o666))
			cmd := exec.Command("coldmoon", "run", file, "--progress", "none")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			ready := make([]byte, len("ready\n"))
			_, err = io.ReadFull(stdout, ready)
			require.NoError(t, err)
			for _, s := range tt.signals {
				require.NoError(t, cmd.Process.Signal(s))
			}
			killer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
			defer killer.Stop()
			rest, err := io.ReadAll(stdout)
			require.NoError(t, err)
			require.Error(t, cmd.Wait())
			require.Equal(t, 105, cmd.ProcessState.ExitCode(), stderr.String())
			require.Contains(t, stderr.String(), "interrupted: stopping at the next event")
			require.Contains(t, stderr.String(), "error[EINTR]")
			require.Equal(t, tt.summary, strings.Contains(string(rest), "PARTIAL"), string(rest))
		})
	}
}

// TestInterruptedLoading stops check and inspect in a script that never ends.
func TestInterruptedLoading(t *testing.T) {
	file := filepath.Join(t.TempDir(), "endless.lua")
	require.NoError(t, os.WriteFile(file, []byte("print('ready')\nwhile true do end\n"), 0o666))
	for _, command := range []string{"check", "inspect"} {
		cmd := exec.Command("coldmoon", command, file)
		stderr, err := cmd.StderrPipe() // what the script prints goes there
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = io.ReadFull(stderr, make([]byte, len("ready\n")))
		require.NoError(t, err)
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		killer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
		rest, err := io.ReadAll(stderr)
		require.NoError(t, err)
		require.Error(t, cmd.Wait())
		killer.Stop()
		require.Equal(t, 105, cmd.ProcessState.ExitCode(), string(rest))
		require.Contains(t, string(rest), "error[EINTR]")
	}
}

// endless is a script whose simulation never ends.
const endless = `
local coldmoon = require "coldmoon"
local workload = require "coldmoon.workload"
local hub   = coldmoon.repository{ name = "hub", bandwidth = 1e9 }
local image = coldmoon.image{ name = "image", size = 1e6 }
hub:store(image)
local cloud = coldmoon.provider{ name = "cloud", storage = { capacity = 1e12, read = 1e9, write = 1e9 },
  hosts = { count = 1, slots = 4, ram = 1e10, disk = { capacity = 1e11, read = 1e9, write = 1e9 } } }
cloud:register(coldmoon.func{ name = "f", image = hub:at(image), duration = 0.1 }, { time_limit = 10, ram = 1e8, disk = 1e8 })
cloud:drive("f", workload.poisson{ rate = 10, duration = 1e9 })
print("ready")
coldmoon.run()
`
