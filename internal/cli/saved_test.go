package cli

// This file saves sessions and runs what they have written.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// typist types into a session that reads from a pipe.
type typist struct {
	t    testing.TB
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	errs bytes.Buffer
}

// newTypist begins a session in dir.
func newTypist(t testing.TB, dir string, args ...string) *typist {
	ty := &typist{t: t, cmd: exec.Command("coldmoon", append([]string{"repl", "--keep-going"}, args...)...)}
	ty.cmd.Dir, ty.cmd.Stderr = dir, &ty.errs
	var err error
	ty.in, err = ty.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := ty.cmd.StdoutPipe()
	require.NoError(t, err)
	ty.out = bufio.NewReader(out)
	require.NoError(t, ty.cmd.Start())
	t.Cleanup(func() { ty.cmd.Process.Kill() })
	return ty
}

func (ty *typist) line(s string) {
	_, err := io.WriteString(ty.in, s+"\n")
	require.NoError(ty.t, err)
}

// sees reads up to a line.
func (ty *typist) sees(want string) {
	for {
		line, err := ty.out.ReadString('\n')
		require.NoError(ty.t, err, "%s is missing; errors: %s", want, &ty.errs)
		if strings.TrimRight(line, "\n") == want {
			return
		}
	}
}

// value returns what an expression is.
func (ty *typist) value(expression string) string {
	ty.line(`print("value:") print(` + expression + `)`)
	ty.sees("value:")
	line, err := ty.out.ReadString('\n')
	require.NoError(ty.t, err)
	return strings.TrimRight(line, "\n")
}

// TestSavedTorn interrupts a policy that never returns: neither going back nor the
// script that is saved runs into it again.
func TestSavedTorn(t *testing.T) {
	for name, first := range map[string][]string{"first event": nil, "later": {`cloud:invoke("f")`, "run_until(3)", `cloud:invoke("f")`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ty := newTypist(t, dir)
			lines := append(slices.Clone(cloudLines), first...)
			for _, l := range append(lines, `cloud.on_finish = function() print("go") while true do end end`, `cloud:invoke("f") run_for(9)`) {
				ty.line(l)
			}
			ty.sees("go")
			require.NoError(t, ty.cmd.Process.Signal(os.Interrupt))
			ty.line("cloud.on_finish = nil run()")
			ty.line("local at = now()")
			ty.line("run_for(1)")
			ty.line("rewind()")
			require.Equal(t, "true", ty.value("now() == at"))
			ty.line(":save saved.lua")
			ty.line("quit()")
			ty.sees("wrote saved.lua: coldmoon run saved.lua --seed 1")
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			run := exec.CommandContext(ctx, "coldmoon", "run", "saved.lua")
			run.Dir = dir
			out, err := run.CombinedOutput()
			require.NoError(t, err, string(out))
		})
	}
}

// TestSaved saves sessions of all kinds. The script that comes out is run: it comes to
// the same time and the same fingerprint. "^C" interrupts the line before it, once that
// has printed "go".
func TestSaved(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
	}{
		{"nothing", []string{"1 + 1"}},
		{"one step", []string{"step()", "run_for(3)"}},
		{"declarations, but no time", append(cloudLines, `one = cloud:invoke("f")`)},
		{"steps", append(cloudLines, `one = cloud:invoke("f")`, "step(3)", "run_for(1)", "two = cloud:invoke('f')", `next("ended")`)},
		{"locals, results and returns", append(cloudLines, "local a, b = 1", "1 + a", "_ + 1; -- a comment", "__ + _", "out[2] + 1",
			"local function f() return out[3] end", "(f or a)()", "return cloud:invoke('f'), 3", "_:await()", "= now()",
			"for i = 1, _ * 10 do cloud:invoke('f') end", "if b then return b end", "run_for(b or 5)")},
		{"errors", append(cloudLines, "nosuch()", "= 1 +* 2", `one = cloud:invoke("f") error("no")`, "coldmoon.abort()", "run()",
			"run_until(1)", `cloud:invoke("f") local lost = 1 error({})`, "lost = lost + 1", "run_for(lost)")},
		{"failing policies", []string{cloudLines[0], cloudLines[1],
			`cloud = coldmoon.provider{ name = "cloud", hosts = { count = 2, slots = 4 }, billing = function(use) error("free") end }`, cloudLines[3],
			`cloud:drive("f", workload.poisson{ rate = 1, duration = 20 })`, "run()", "run()", "run_for(5)"}},
		{"policies that change", append(cloudLines, `cloud:drive("f", workload.poisson{ rate = 5, duration = 60 })`, "run_until(10)",
			"cloud.keep_alive = 1", "run_until(20)", `cloud.schedule = function(request, cluster) return cluster:first_fit(request) end`,
			"run_until(30)", "cloud:add_hosts{ count = 2, slots = 4 }", "cloud:fail_host(1)", "run_until(40)", "cloud:recover_host(1)", "run()")},
		{"rewound", append(cloudLines, `cloud:drive("f", workload.poisson{ rate = 5, duration = 60 })`, "run_until(10)", "cloud.keep_alive = 1",
			"run_until(20) run_until(30)", "rewind()", "run_until(20) x = 1 run_until(30)", "rewind(25)", "run_for(1) print(x)", "rewind(25.5)")},
		{"forked", append(cloudLines, `one = cloud:invoke("f")`, "run_until(1)", "fork()", "cloud:invoke('f') fork()", "run()", "compare()")},
		{"a simulation that was interrupted", append(cloudLines, `cloud:drive("f", workload.poisson{ rate = 5, duration = 1e9 })`,
			`print("go") pcall(run) x = 1`, "^C", "run_for(3)", `print("go") run()`, "^C", "now() > 3")},
		{"a loop that was interrupted", append(cloudLines, `one = cloud:invoke("f")`, "run_until(1)", "n = 0", `print("go") while true do n = n + 1 end`, "^C", "run()")},
		{"breakpoints", append(cloudLines, `cloud:drive("f", workload.poisson{ rate = 5, duration = 60 })`, "break_at(20)",
			`id = break_when(function(e) return e.kind == "cold_start" end)`, "run()", "run()", "unbreak(id)", "run()", "next('expired')")},
		{"names that are taken", append(cloudLines, "local step = 3", "print(next{ step })", `cloud:invoke("f")`, `next "running"`, "units = units.MB", "run_for(units / 1e6)")},
		{"names of the script's own", append(cloudLines, "local keep, keep_, results, lua_next = 1, 2, 3, 4", "keep + results", "results = 7", "_ + lua_next", "run_for(_ + keep_)")},
		{"questions", append(cloudLines, `one = cloud:invoke("f")`, "help(run)", "help 'nosuch'", "run()", "why(1)", "timeline(1)",
			`plot("running")`, "cloud?", "run_for(1)")},
		{"many variables", []string{manyLocals(260), "v1 + v260", "coldmoon.sleep(v260)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ty := newTypist(t, dir, "--seed", "3")
			for _, l := range tt.lines {
				if l == "^C" {
					ty.sees("go")
					require.NoError(t, ty.cmd.Process.Signal(os.Interrupt))
					ty.line(`print("stopped")`)
					ty.sees("stopped")
					continue
				}
				ty.line(l)
			}
			fingerprint, now := ty.value("coldmoon.summary().fingerprint"), ty.value("coldmoon.now()")
			ty.line(":save saved.lua")
			ty.line("")
			ty.line("quit()")
			ty.sees("wrote saved.lua: coldmoon run saved.lua --seed 3")
			ty.cmd.Wait()
			src, err := os.ReadFile(filepath.Join(dir, "saved.lua"))
			require.NoError(t, err)

			run := exec.Command("coldmoon", "run", "saved.lua", "--seed", "3", "--summary", "json")
			run.Dir = dir
			var errs bytes.Buffer
			run.Stderr = &errs
			out, err := run.Output()
			require.NoError(t, err, "%s\n%s", &errs, src)
			var summary struct {
				Fingerprint string
				Simulated   float64 `json:"simulated_seconds"`
			}
			require.NoError(t, json.Unmarshal(out, &summary), string(out))
			require.Equal(t, fingerprint, summary.Fingerprint, string(src))
			at, err := strconv.ParseFloat(now, 64)
			require.NoError(t, err)
			require.InEpsilon(t, 1+at, 1+summary.Simulated, 1e-12, "the time it has come to")
			require.Contains(t, string(src), fingerprint)
		})
	}
}

// manyLocals is one input that declares n local variables, more than Lua allows in one
// function.
func manyLocals(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("local v")
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteString(" = 1 ")
	}
	return b.String()
}
