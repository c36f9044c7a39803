package main

// This file runs every experiment in scripts/ and compares what it prints with
// testdata/golden.

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

// smaller are the parameters with which a test runs a script: enough to see what
// it shows, in less than a second.
var smaller = map[string][]luabind.Param{
	"compare_prices":     {{Name: "minutes", Value: "10"}},
	"compare_schedulers": {{Name: "minutes", Value: "10"}},
	"image_cache":        {{Name: "hours", Value: "0.5"}},
	"keep_alive":         {{Name: "hours", Value: "3"}},
	"policies":           {{Name: "minutes", Value: "10"}},
}

// runScript runs one script with seed 1 and returns what it prints, and under it
// the fingerprint of the run.
func runScript(t *testing.T, name string) string {
	t.Helper()
	var out bytes.Buffer
	result, err := runner.Run(runner.Options{
		Script:   luabind.Options{Name: filepath.Join("scripts", name+".lua"), Seed: 1, Params: smaller[name]},
		Progress: runner.None, Stdout: &out, Stderr: os.Stderr,
	})
	require.NoError(t, err)
	require.NotZero(t, result.Summary.Invocations, "nothing was simulated")
	for _, p := range result.Summary.Providers {
		require.Zero(t, p.Counts.InFlight, "%s: something waits for ever", p.Name)
	}
	fmt.Fprintf(&out, "fingerprint %s\n", result.Summary.Fingerprint)
	return out.String()
}

// TestGolden runs every script twice. To accept what has changed:
//
//	go test . -run Golden -update
func TestGolden(t *testing.T) {
	scripts, err := filepath.Glob("scripts/*.lua")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".lua")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runScript(t, name)
			require.Equal(t, got, runScript(t, name), "a second run differs from the first")
			golden := filepath.Join("testdata", "golden", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o666))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// TestAzureDayIsMade runs a day that is made, with a two-thousandth of the
// published load: nine applications with 445,000 invocations, give or take those
// that every function has at least and what is random within minutes.
func TestAzureDayIsMade(t *testing.T) {
	result, err := runner.Run(runner.Options{
		Script:   luabind.Options{Name: "scripts/azure_day.lua", Seed: 1, Params: []luabind.Param{{Name: "scale", Value: "0.0005"}}},
		Progress: runner.None, Stdout: io.Discard, Stderr: os.Stderr,
	})
	require.NoError(t, err)
	require.InEpsilon(t, 0.89e9*9/17_360, result.Summary.Invocations, 0.03)
	require.Zero(t, result.Summary.Providers[0].Counts.InFlight)
}

// TestGoldenHasScripts finds golden files whose script is gone.
func TestGoldenHasScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.txt")
	require.NoError(t, err)
	for _, f := range files {
		require.FileExists(t, filepath.Join("scripts", strings.TrimSuffix(filepath.Base(f), ".txt")+".lua"))
	}
}

// TestScriptHeaders checks that every script opens with the question it answers,
// says what it varies, and has lines of at most 100 columns.
func TestScriptHeaders(t *testing.T) {
	scripts, err := filepath.Glob("scripts/*.lua")
	require.NoError(t, err)
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		lines := strings.Split(string(text), "\n")
		require.Regexp(t, `^--- [A-Z].*\?$`, lines[0], path)
		header, _, _ := strings.Cut(string(text), "\n\n")
		require.Contains(t, header, "Varied: ", path)
		for i, l := range lines {
			require.LessOrEqual(t, len(l), 100, "%s:%d", path, i+1)
		}
	}
}

// TestTraceIsGenerated checks that the trace of the scripts is what the program
// itself generates; -update writes it.
func TestTraceIsGenerated(t *testing.T) {
	const dir = "scripts/traces/azure2019-small"
	files := map[string]*memoryFile{}
	made, err := workload.Generate(workload.GenerateOptions{
		Synthetic: workload.SyntheticOptions{Apps: 40, Minutes: 120, Seed: 6},
		Create: func(name string) (io.WriteCloser, error) {
			files[name] = &memoryFile{}
			return files[name], nil
		},
	})
	require.NoError(t, err)
	for _, name := range made.Files {
		path := filepath.Join(dir, name)
		if *update {
			require.NoError(t, os.WriteFile(path, files[name].Bytes(), 0o666))
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.Equal(text, files[name].Bytes()),
			"%s: differs from: coldmoon trace generate %s --apps 40 --minutes 120 --seed 6", path, dir)
	}
}

// memoryFile is a file in memory.
type memoryFile struct{ bytes.Buffer }

// Close implements [io.Closer].
func (*memoryFile) Close() error { return nil }

// blocks returns the blocks of Lua code in a Markdown file.
func blocks(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var code []string
	for i, part := range strings.Split(string(text), "\n```") {
		if lua, ok := strings.CutPrefix(part, "lua\n"); ok && i%2 == 1 {
			code = append(code, lua)
		}
	}
	require.NotEmpty(t, code)
	return code
}

// TestReadme checks that what the README shows of the quickstart and of its output
// is there, and that the policies that it shows run.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	golden, err := os.ReadFile("testdata/golden/quickstart.txt")
	require.NoError(t, err)
	printed, fingerprint, _ := strings.Cut(string(golden), "fingerprint ")
	require.Contains(t, string(readme), printed)
	require.Contains(t, string(readme), "fingerprint   "+fingerprint)

	source, err := os.ReadFile("scripts/quickstart.lua")
	require.NoError(t, err)
	script := string(source)
	options := ""
	for _, b := range blocks(t, "README.md") {
		if strings.HasPrefix(b, "schedule = ") || strings.HasPrefix(b, "billing = ") {
			options += b + "\n"
			continue
		}
		require.Contains(t, script, b)
	}
	runText(t, fmt.Sprintf(frame, options))
}

// frame is a script for the options of a provider.
const frame = `
local coldmoon = require "coldmoon"
local u        = coldmoon.units
local image = coldmoon.repository{ name = "hub", bandwidth = "1Gbps" }:store(coldmoon.image{ name = "i", size = 1e8 })
local cloud = coldmoon.provider{
  name  = "cloud",
  hosts = { count = 3, slots = 16, ram = "4GiB" },
  %s
}
cloud:register(coldmoon.func{ name = "f", image = image, duration = 0.2 }, { ram = "256MiB" })
cloud:drive("f", coldmoon.workload.poisson{ rate = 50, duration = 60 })
coldmoon.run()
local c = cloud:summary().counts
assert(c.ok == c.submitted and c.cold_starts > 0 and cloud:summary().billed_usd > 0)
`

// runText runs a script that is given as text.
func runText(t *testing.T, script string) {
	t.Helper()
	_, err := runner.Run(runner.Options{
		Script:   luabind.Options{Name: "example.lua", Source: []byte(script), Seed: 1},
		Progress: runner.None, Stdout: io.Discard, Stderr: os.Stderr,
	})
	require.NoError(t, err, script)
}

// TestGuide runs the whole scripts of the guide, those that open with a question.
func TestGuide(t *testing.T) {
	ran := 0
	for _, b := range blocks(t, "docs/guide.md") {
		if strings.HasPrefix(b, "---") {
			ran++
			runText(t, b)
		}
	}
	require.NotZero(t, ran)
}

// TestGoAndLuaAgree checks that the quickstart has one fingerprint, written in Lua
// and in Go: the example of package engine prints its own, and fails if it differs
// from what it is said to print.
func TestGoAndLuaAgree(t *testing.T) {
	golden, err := os.ReadFile("testdata/golden/quickstart.txt")
	require.NoError(t, err)
	example, err := os.ReadFile("engine/example_test.go")
	require.NoError(t, err)
	fingerprint := regexp.MustCompile(`fingerprint [0-9a-f]{16}`)
	require.Equal(t, string(fingerprint.Find(golden)), string(fingerprint.Find(example)))
}
